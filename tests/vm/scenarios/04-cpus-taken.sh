# CPUs that are taken from the scheduler: offline, and by a higher class.
#
# kernel: 6.18
# cpus: 4
# timeout: 600
# needs: hello flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

start_hello
run_load "a CPU goes offline and comes back under load" $loads hotplug --cpu 1 --rounds 3
run_load "all CPUs that threads may use go offline" $loads hotplug --cpu 1 --last-after 2 --rounds 3 --limit-ms 6000

keep_running "threads sleep and spin meanwhile" $loads many-threads --threads 40 --max-sleep-ms 20 --seconds 4 --limit-ms 4000
run_load "a SCHED_FIFO hog on CPU 2 for 2 s" $loads fifo-hog --cpu 2 --seconds 2
run_load "a CPU goes offline beside them" $loads hotplug --cpu 3 --rounds 2 --per-cpu 1
end_running

# On an idle machine: the hog takes a CPU that halts.
run_load "a SCHED_FIFO hog on an idle CPU" $loads fifo-hog --cpu 0 --seconds 2

check_balanced "at the end"
stop_hello
finish
