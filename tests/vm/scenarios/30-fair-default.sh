# fair-default: shares by weight, and every load that a scheduler has to stand.
#
# kernel: 6.18
# cpus: 4
# timeout: 1800
# emulation: fine
# needs: fair-default flux-loads hackbench

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
cpus=$(nproc)

/usr/bin/flux-loads short-turns >&2
start_agent fair-default
run_load "nice -10, 0 and 10 share by weight, within 5 %" $loads shares --seconds 10
run_load "cgroups share by weight, within 5 %, also when one changes" $loads cgroup-shares --seconds 10
run_load "who comes late gets its share, however light those are who have CPUs for themselves" $loads latecomer --seconds 2
run_load "a thread that sleeps is woken up in time beside hogs" \
	$loads rpc --rate 200 --hogs $((3 * cpus)) --seconds 3
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "nice changes" $loads nice --seconds 2
run_load "threads leave for SCHED_FIFO and come back" $loads class --seconds 2
run_load "affinity changes" $loads affinity --seconds 2
run_load "threads pinned to each CPU" $loads pinned --per-cpu 2
run_load "hackbench, 4 groups" /usr/bin/hackbench --groups 4 --loops 20
run_load "500 short processes" $loads fork-storm --count 500
check_balanced "at the end"
stop_agent
finish
