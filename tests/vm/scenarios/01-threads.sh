# Threads of every kind, and every change that the kernel makes to a thread while a
# scheduler has it queued, running or asleep.
#
# kernel: 6.18
# cpus: 4
# timeout: 600
# needs: hello flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

start_hello
run_load "one thread sleeps, yields, sleeps" $loads sleep-yield
run_load "100 threads sleep, yield, sleep" $loads sleep-yield --threads 100
run_load "100 threads spin 10 ms" $loads spin --threads 100 --millis 10
run_load "nice changes" $loads nice --seconds 4
run_load "threads leave for SCHED_FIFO and come back" $loads class --in-all-states --seconds 4
# Every second one is fetched by another process, these all at once.
run_load "100 threads leave for SCHED_FIFO at once and come back" $loads class --threads 200 --seconds 4
run_load "affinity changes" $loads affinity --seconds 5
run_load "threads pinned to each CPU" $loads pinned --per-cpu 2

# A shell has to answer while the machine is full: within a second, when 12 threads
# with slices of 5 ms wait for each CPU.
keep_running "48 threads spin meanwhile" $loads spin --threads 48 --millis 50
run_load "a thread that sleeps is woken up in time" $loads watch-responsive --seconds 4 --limit-ms 2000
end_running

check_balanced "at the end"
stop_hello
finish
