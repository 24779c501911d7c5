# The newest kernel that is supported: everything once, shortly.
#
# kernel: 7.3
# cpus: 4
# timeout: 600
# needs: hello flux-loads hackbench

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

start_hello
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "100 threads spin 10 ms" $loads spin --threads 100 --millis 10
run_load "nice changes" $loads nice --seconds 2
run_load "threads leave for SCHED_FIFO and come back" $loads class --threads 50 --seconds 3
run_load "affinity changes" $loads affinity --seconds 3
run_load "threads pinned to each CPU" $loads pinned
run_load "hackbench, 8 groups" /usr/bin/hackbench --groups 8 --loops 10
run_load "1,000 short processes" $loads fork-storm --count 1000
run_load "a CPU goes offline and comes back under load" $loads hotplug --cpu 1 --rounds 1
run_load "a SCHED_FIFO hog on CPU 2" $loads fifo-hog --cpu 2 --seconds 1
stop_hello

start_hello --max-threads 64
run_load "200 threads with 64 ids" $loads many-threads --threads 200 --seconds 3
stop_hello
finish
