# doc: earliest deadline first.
#
# kernel: 6.18
# cpus: 4
# timeout: 1800
# emulation: fine
# needs: all_doc hello flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
cpus=$(nproc)

/usr/bin/flux-loads short-turns >&2
start_agent all_doc --hints /tmp/hints
# Half of what the CPUs can do, in bursts as random times make them.
run_load "deadlines are met below full load" $loads rpc --workers $((4 * cpus)) --rate 1000 --seconds 4 --late-at-most 0
# In other order than they wake up.
run_load "the earliest deadline runs first" $loads order --hints /tmp/hints --rounds 10
# Without hints, relative deadlines are the same for all, so the
# earliest deadline is the longest wait.
run_load "who woke up first runs first" $loads order --rounds 10
# Hogs use up their budgets and are postponed, so that who wakes up gets its turn: three
# for each CPU wait, for a tick of 4 ms each.
keep_running "$((4 * cpus)) threads spin meanwhile" $loads spin --threads $((4 * cpus)) --millis 400
run_load "threads that compute without end do not starve who wakes up" \
	$loads watch-responsive --seconds 3 --limit-ms 100
end_running
run_load "threads that compute without end share" $loads shares --nices 0,0 --seconds 4
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "nice changes" $loads nice --seconds 2
run_load "threads leave for SCHED_FIFO and come back" $loads class --seconds 2
run_load "affinity changes" $loads affinity --seconds 2
run_load "500 short processes" $loads fork-storm --count 500
check_balanced "at the end"
stop_agent

# The same order from biff, which is nothing but a queue.
start_hello
run_load "biff: who woke up first runs first" $loads order --rounds 10
stop_hello
finish
