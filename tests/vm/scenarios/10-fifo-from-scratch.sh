# A subscheduler of the user's own crate under one of the library's.
#
# kernel: 6.18
# cpus: 4
# timeout: 600
# needs: fifo-from-scratch flux-loads hackbench

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

start_agent fifo-from-scratch
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "100 threads spin 10 ms" $loads spin --threads 100 --millis 10
run_load "nice changes" $loads nice --seconds 2
run_load "threads leave for SCHED_FIFO and come back" $loads class --seconds 2
run_load "affinity changes" $loads affinity --seconds 2
run_load "hackbench, 4 groups" /usr/bin/hackbench --groups 4 --loops 20
run_load "500 short processes" $loads fork-storm --count 500
check_balanced "at the end"
stop_agent
finish
