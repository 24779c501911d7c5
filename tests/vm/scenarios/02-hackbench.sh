# hackbench: hundreds of processes that do nothing but wake each other up.
#
# kernel: 6.18
# cpus: 4
# timeout: 600
# needs: hello flux-loads hackbench

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
groups="--groups 8 --loops 20"

start_hello
run_load "hackbench, 8 groups of processes" /usr/bin/hackbench $groups
run_load "hackbench, 8 groups of threads over pipes" /usr/bin/hackbench --threads --pipe $groups

keep_running "hackbench meanwhile" /usr/bin/hackbench $groups
# One CPU in 40 is what a fair queue of all would leave a pinned thread.
run_load "threads pinned to each CPU beside hackbench" $loads pinned --seconds 8 --min-share 1
run_load "affinity changes beside hackbench" $loads affinity --seconds 4
end_running

check_balanced "at the end"
stop_hello
finish
