# Threads in trouble: more than there are ids, popped and gone, and lost for good. The
# last one cannot come about by itself, so the test takes a thread's task from flux
# behind its back, and the kernel's watchdog has to end that.
#
# kernel: 6.18
# cpus: 4
# timeout: 900
# needs: hello flux-loads bpftool chrt tests/vm/faults.sh

. /usr/bin/lib.sh
. /usr/bin/faults.sh
loads=/usr/bin/flux-loads

# ----------------------------------------------------------- ids exhausted --

start_hello --max-threads 16
expect_said "ids are exhausted, and it is said" \
	'hello: [0-9]+ threads live without an id .[0-9]+ ever did.: there were more than --max-threads 16, these run without a policy .a larger one has ids for all'
run_together "threads without an id get on like those with one" \
	"many-threads --threads 60 --seconds 5" "affinity --seconds 5" "fork-storm --count 200" "pinned --seconds 5 --min-share 1"
stop_hello
expect_scheduling "after too few ids" disabled

# ------------------------------------------------------- popped, and gone --

# Threads that the kernel takes away while they wait: by class, affinity, nice and exit.
# That the kernel does not take an insert, because it happened in that very moment, is a
# matter of a microsecond; `cargo xtask guards` has builds with more.
start_hello
run_together "the kernel takes waiting threads away" \
	"class --seconds 6 --limit-ms 20000" "affinity --seconds 6 --limit-ms 20000" "nice --seconds 6 --limit-ms 20000" \
	"fork-storm --count 300"
stop_hello

# bytes NUMBER: as bpftool wants a key.
bytes() {
	printf '%02x %02x %02x %02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# start_victim: starts $victim, which wakes up five times a second and counts in
# /tmp/victim, and takes its task from flux: an update from outside drops the reference
# that is in the map. A pick that gets the thread then finds no task. Hogs see to it that
# there is a pick: on an idle CPU a thread that wakes up runs without one.
start_victim() {
	echo 0 > /tmp/victim
	sh -c 'n=0; while :; do sleep 0.2; n=$((n + 1)); echo $n > /tmp/victim; done' &
	victim=$!
	sleep 1
	id=$(/usr/bin/bpftool map lookup name flux_thread_ids key hex $(bytes $victim) | sed -n 's/.*"value": *\([0-9]*\).*/\1/p')
	say "pid $victim has id $id"
	/usr/bin/bpftool map update name flux_tasks key hex $(bytes $((id - 1))) value hex 00 00 00 00 00 00 00 00 ||
		not_ok "the task can be taken from flux" "bpftool cannot update flux_tasks"
	hogs=
	for _hog in 1 2 3 4 5 6 7 8; do
		sh -c 'while :; do :; done' &
		hogs="$hogs $!"
	done
	_tries=10
	stuck_at=
	while [ "$(cat /tmp/victim)" != "$stuck_at" ] && [ $_tries -gt 0 ]; do
		_tries=$((_tries - 1))
		stuck_at=$(cat /tmp/victim)
		sleep 3
	done
	kill $hogs
	wait $hogs
}

start_hello --max-threads 1000
start_victim
sleep 2
if [ "$(cat /tmp/victim)" != "$stuck_at" ]; then
	# Such as 7.3: what userspace writes there leaves references alone.
	case $(uname -r) in
	6.*) not_ok "the task can be taken from flux" "the thread went on" ;;
	*) skip "a thread without a task" "this kernel lets nobody take a task from a map" ;;
	esac
	kill $victim
	stop_hello
	finish
fi
problems=
judge "a pick finds no task: nothing is run instead" "$(attached_problems)"
expect_scheduling "the others go on" enabled
# With another class it leaves sched_ext, and comes back with an id and a task.
/usr/bin/chrt -f -p 1 $victim > /dev/null
/usr/bin/chrt -o -p 0 $victim > /dev/null
sleep 2
problems=
[ "$(cat /tmp/victim)" -gt "$stuck_at" ] || problems="it stays where it was; "
stale=$(accounts | tr ',' '\n' | sed -n 's/.*"stale": *\([0-9]*\).*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }')
[ "${stale:-0}" -gt 0 ] || problems="${problems}the accounts name no stale pick; "
judge "it was counted, and the thread works again when the kernel hands it over anew" "$problems"
kill $victim
wait $victim
check_balanced "after a thread without a task"

# ---------------------------------------------------------- lost for good --

start_victim
wait_state disabled 90 || say 'the watchdog does not come'
expect_end "the watchdog's end names the thread, who had it and since when" 1 \
	"a thread waited too long for a CPU.*sh.$victim. failed to run for [0-9.]+s.*thread sh .pid $victim.: primary .Biff. has it, id $id, picked, and not run since, waits for [0-9]+ ms.*its subschedulers at that moment:.*primary .Biff.: holds [0-9]+ CPUs, wants [0-9]+; [0-9]+ threads, [0-9]+ linked.*please report this, with the dump.*debug dump is in /tmp/hello-dump"
problems=
for pattern in '^flux: instance idle ' '^flux: ids: [0-9]+ in use of 1000' '^flux: CPU [0-9]+: held by ' "^ *R sh.$victim. "; do
	grep -qE "$pattern" /tmp/hello-dump-*.log || problems="${problems}no /$pattern/; "
done
judge "the dump names instances, CPUs and threads" "$problems"
rm -f /tmp/hello-dump-*.log
# The kernel has said so, too, which is right here.
collect_dmesg
: > $DMESG.unjudged
expect_scheduling "after the watchdog" disabled
kill $victim 2>/dev/null
finish
