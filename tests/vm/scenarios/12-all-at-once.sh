# Everything that the kernel does to threads and CPUs, at the same time: what one
# load finds queued, another has just taken away.
#
# kernel: 6.18
# cpus: 4
# timeout: 600
# needs: hello flux-loads

. /usr/bin/lib.sh

start_hello
run_together "changes of every kind at once" \
	"nice --seconds 8" "class --seconds 8" "affinity --seconds 8" "pinned --seconds 8 --min-share 1" \
	"fork-storm --count 500" "many-threads --threads 60 --seconds 8"
run_together "the same while CPUs come and go" \
	"nice --seconds 8" "class --seconds 8" "affinity --seconds 8 --without-cpu 2" "fork-storm --count 500" \
	"hotplug --cpu 2 --rounds 4 --per-cpu 1" "fifo-hog --cpu 1 --seconds 2"
stop_hello

# Ids run out and come back all the time.
start_hello --max-threads 100
run_together "the same with too few ids" \
	"nice --seconds 8" "class --seconds 8" "affinity --seconds 8 --without-cpu 2" "fork-storm --count 500" \
	"many-threads --threads 60 --seconds 8" "hotplug --cpu 2 --rounds 2 --per-cpu 1"
stop_hello
finish
