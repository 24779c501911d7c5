# prov: who loses CPUs to whom, which CPUs prio is on, and that nobody costs the others
# more interrupts than allowed.
#
# kernel: 6.18
# cpus: 4
# timeout: 2400
# emulation: fine
# needs: provisioned flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
cpus=$(nproc)
hogs=$((2 * cpus))
most=$((cpus - 1))
own=$((cpus - 2))-$((cpus - 1))

# config POKE_INTERVAL: who is who, and prio has all CPUs but one at most, the last two first.
config() {
	cat > /tmp/prov.toml <<END_CONFIG
[[rules]]
to = "prio"
comm = "prio*"

[[rules]]
to = "prio"
comm = "rpc-worker"

[[rules]]
to = "last"
comm = "last*"

[[rules]]
to = "last"
comm = "hog"

[tunables.root]
MAX_PRIO_CPUS = $most
PRIO_CPUS = "$own"
POKE_INTERVAL = "$1"
END_CONFIG
}

/usr/bin/flux-loads short-turns >&2
config 100us
start_agent provisioned --config /tmp/prov.toml --check=200

# part PERCENT CPUS: so much of them.
part() {
	awk "BEGIN { print $1 * $2 / 100 }"
}
# Who gets nothing is rescued after 0.4 s, for a tenth of the machine at most, on the cost of all.
rescued=0..$(part 12 "$cpus")

run_load "prio wants one: last loses it" $loads crowd --from-ms 1000 --to-ms 2000 \
	--group next:2:0:1.6..2.1 --group last:$hogs:0:$((cpus - 4)).6..$((cpus - 3)).1 --group prio:1:500:0.9..1.1
run_load "prio wants all: it has as many as it may, next the other" $loads crowd --from-ms 1000 --to-ms 2000 \
	--group "prio:$hogs:0:$(part 85 $most)..$most.1" --group next:$hogs:0:0.6..1.1 --group "last:$hogs:0:$rescued"
run_load "next wants all: last loses all but what rescues give" $loads crowd --from-ms 1500 --to-ms 2500 \
	--group last:$hogs:0:$rescued --group "next:$hogs:500:$(part 85 "$cpus")..$cpus.1"
run_load "prio is on its own CPUs while others wait" $loads crowd --on prio:$own:95 \
	--group last:$hogs:0:$((cpus - 2)) --group prio:2:300:2

# For a while next has those that prio is to have, so that prio begins elsewhere. When they
# become free, nobody waits anywhere.
cat > /tmp/free-later <<END
#!/bin/sh
taskset $((3 << (cpus - 2))) $loads crowd --group next:2:0:2 --from-ms 100 --to-ms 600 &
$loads crowd --group prio:2:300:2 --on prio:$own:95 --from-ms 1500 --to-ms 2000 || exit 1
wait
END
run_load "prio goes to its own CPUs when they become free" sh /tmp/free-later
# Here threads of next stay on them, and have others to go to. Soon after the start, before
# somebody who waits by chance makes prio move; each kernel thread on an own CPU costs a tick.
run_load "prio gets its own CPUs though others idle" $loads crowd --on prio:$own:80 --from-ms 350 --to-ms 550 \
	--group next:$((cpus - 2)):0:0..$cpus.1 --group prio:2:300:1.5..2.1

# taken INSTANCE: how many CPUs were taken from it, by the accounts in $after and $before.
taken() {
	_now=$(figure "$after" "$1" preempts)
	_then=$(figure "$before" "$1" preempts)
	echo $((${_now:-0} - ${_then:-0}))
}

# A service that wakes up all the time beside two threads of next and many of last.
before=$(accounts)
run_together "requests of prio beside next and last" \
	"rpc --workers $most --rate 500 --hogs $hogs --seconds 2" "crowd --group next:2:0:0.9..2.1 --from-ms 500 --to-ms 2500"
after=$(accounts)
say "of last $(taken last) CPUs were taken, of next $(taken next)"
problems=
[ "$(taken last)" -ge 500 ] || problems="prio took $(taken last) CPUs of last for 1500 requests; "
[ "$(($(taken next) * 10))" -le "$(taken last)" ] ||
	problems="${problems}next lost $(taken next) CPUs while last had some, which lost $(taken last); "
judge "nine in ten CPUs that prio takes were last's" "$problems"

# spam POKE_INTERVAL: prio wakes up 4000 times a second. $lost: CPUs that the others lost.
spam() {
	config "$1"
	kill -HUP "$AGENT_PID"
	sleep 1
	before=$(accounts)
	run_load "prio wakes up all the time, may poke each $1" \
		$loads rpc --workers 4 --rate 4000 --work-us 20 --hogs $hogs --seconds 2 --warm-up-ms 200
	after=$(accounts)
	lost=$(($(taken last) + $(taken next)))
	say "the others lost $lost CPUs, of $(figure "$after" prio requests) requests"
}
# Pokes of two children, and at each tick (250 a second) each CPU once if prio waits then; in
# the 2.2 s that the load runs, and half a second for its start.
most_lost=$((27 * (25 * cpus + 4)))
spam 0ns
problems=
[ "$lost" -gt $most_lost ] || problems="they lost only $lost CPUs, no more than with a limit; "
judge "without a limit the others lose more than $most_lost CPUs" "$problems"
spam 50ms
problems=
[ "$lost" -le $most_lost ] || problems="they lost $lost CPUs; "
judge "with one they lose at most $most_lost" "$problems"
check_balanced "provisioned at the end"
stop_agent
finish
