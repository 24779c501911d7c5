# A machine with a single CPU: everything waits for everything.
#
# kernel: 6.18
# cpus: 1
# timeout: 600
# needs: hello flux-loads hackbench

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

start_hello
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "20 threads spin 10 ms" $loads spin --threads 20 --millis 10
run_load "nice changes" $loads nice --seconds 2
run_load "threads leave for SCHED_FIFO and come back" $loads class --seconds 2
run_load "a byte goes to and fro" $loads pipe-bench
run_load "hackbench, 2 groups" /usr/bin/hackbench --groups 2 --loops 20
run_load "500 short processes" $loads fork-storm --count 500
check_balanced "at the end"
stop_hello
finish
