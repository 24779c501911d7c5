# What the scenarios about hostile policies share; read with `. /usr/bin/hostile.sh` after
# lib.sh.
#
# Each policy of tests/hostile is attached under the same gentle load. Whatever it does,
# a thread that sits in the wronged instance and wakes up every 10 ms answers within a
# second, and so do the kernel's threads of each CPU; the scheduler stays and its
# accounts name the culprit, or it ends with the policy's line.

# Those that everybody thinks of; the rest is for those who doubt.
OBVIOUS_VICES="forgets_queued forgets_popped never_yields never_grants feeds_the_idle starves_one runs_twice
	asks_for_millions preempts_each_tick picks_misplaced longest_slice"

# mix NAME: the load; sets $_problems and tells the figures.
mix() {
	rm -f /tmp/together.*
	timeout -s KILL 90 together \
		"watch-responsive --seconds 4 --limit-ms 1000" "kernel-threads --seconds 4 --limit-ms 1000" \
		"many-threads --threads 20 --max-sleep-ms 50 --seconds 4" "affinity --threads 8 --seconds 4" \
		"nice --threads 8 --seconds 4" "pinned --seconds 4 --min-share 0" \
		"fork-storm --count 40 --parallel 2" > /tmp/load.out 2>&1
	_load_status=$?
	say "$1: $(cat /tmp/together.watch* /tmp/together.kernel* | sed 's/^flux-loads //' | tr '\n' ';')"
	_problems=
	[ $_load_status -eq 0 ] || _problems="status $_load_status: $(tail -n 1 /tmp/load.out); "
}

# counter INSTANCE COUNTER: from the accounts in /tmp/accounts; the sum of several
# instances, separated by |.
counter() {
	tr '{' '\n' < /tmp/accounts | grep -E "\"name\":\"($1)\"" |
		sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" | awk '{ sum += $1 } END { print sum }'
}

# culprit_problems INSTANCE COUNTER: prints what is wrong if the counter tells nothing.
culprit_problems() {
	accounts > /tmp/accounts || printf 'the agent does not tell its accounts; '
	_counted=$(counter "$1" "$2")
	say "$1 has $2 ${_counted:-?}; all: $(tr '{' '\n' < /tmp/accounts | grep '"name"' |
		sed 's/"//g; s/:0\b//g' | cut -c 1-250 | tr '\n' ' ')"
	[ "${_counted:-0}" -gt 0 ] || printf 'nothing names the culprit: %s has %s %s; ' "$1" "$2" "${_counted:-?}"
}

# survives VICE INSTANCE COUNTER: it stays attached, and the counter names the culprit.
survives() {
	if ! try_start flux-hostile "$1"; then
		not_ok "$1: survived" "it did not attach"
		details
		return
	fi
	mix "$1"
	_problems="$_problems$(attached_problems)"
	[ "$(scx_state)" = enabled ] && _problems="$_problems$(culprit_problems "$2" "$3")"
	_problems="$_problems$(kernel_problems)"
	detach_problems > /tmp/problems
	AGENT_PID=
	judge "$1: survived, and counted in $3 of $2" "$_problems$(cat /tmp/problems)"
}

# ends VICE MESSAGE: it exits, and the agent says the policy's line and the message.
ends() {
	if ! try_start flux-hostile "$1"; then
		not_ok "$1: ends with its line" "it did not attach"
		details
		return
	fi
	mix "$1"
	wait_state disabled 10 || _problems="${_problems}sched_ext is $(scx_state); "
	_tenths=100
	while agent_lives && [ $_tenths -gt 0 ]; do
		_tenths=$((_tenths - 1))
		sleep 0.1
	done
	if agent_lives; then
		_problems="${_problems}the agent still lives; "
		kill -9 "$AGENT_PID"
	fi
	wait "$AGENT_PID"
	_status=$?
	AGENT_PID=
	[ $_status -eq 1 ] || _problems="${_problems}the agent ended with status $_status; "
	_said=$(grep "tests/hostile/src/.*\.rs:[0-9]*: .*$2" $AGENT_ERR)
	say "$1: ${_said:-$(head -n 3 $AGENT_ERR)}"
	[ -n "$_said" ] || _problems="${_problems}the agent does not name the line; "
	# The kernel tells of the exit itself, which is wanted here.
	collect_dmesg
	_line=$(grep -E 'BUG|Oops|WARN|RCU.*stall|lockup|hung task' $DMESG.unjudged | head -n 1)
	[ -z "$_line" ] || _problems="${_problems}the kernel said: $_line; "
	: > $DMESG.unjudged
	judge "$1: ends with its line" "$_problems"
}

# try_vice VICE: what is expected of each.
try_vice() {
	case $1 in
	asserts) ends $1 "enough is enough" ;;
	indexes_wrongly) ends $1 "" ;;

	# They forget threads, or let them wait.
	forgets_queued | forgets_popped | remembers_nobody) survives $1 primary rescues ;;
	nobody_pops | newest_first | keeps_current) survives $1 primary rescues ;;
	idles_with_threads) survives $1 primary rescues ;;
	always_restarts) survives $1 primary overruns ;;

	# They get CPUs and give them back.
	always_yields) survives $1 primary rescues ;;
	never_yields) survives $1 primary picks ;;

	# They run what they may not.
	picks_misplaced) survives $1 primary misplaced ;;
	runs_twice) survives $1 primary ignored ;;
	runs_all_at_once) survives $1 primary ignored ;;

	# They want too much.
	asks_for_millions) survives $1 primary requests ;;
	asks_without_end) survives $1 primary requests ;;
	preempts_each_tick) survives $1 primary runs ;;
	preempts_its_child) survives $1 victim preempts ;;
	longest_slice | shortest_slice | holds_its_lock | links_anyone) survives $1 primary runs ;;

	# They keep CPUs from a child.
	never_grants | starves_one | feeds_the_idle | decides_nothing) survives $1 root rescues ;;
	starves_grandchild) survives $1 primary rescues ;;
	grants_the_yielder) survives $1 'root|victim' overruns ;;
	changes_its_mind) survives $1 root ignored ;;
	withholds_odd_cpus) survives $1 victim misplaced ;;
	*) not_ok "$1" "no line of tests/vm/hostile.sh says what to expect of it" ;;
	esac
}
