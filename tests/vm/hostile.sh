# What the scenarios about hostile policies share; read with `. /usr/bin/hostile.sh` after
# lib.sh.
#
# Each policy of tests/hostile is attached under the same gentle storm. Whatever it does,
# a thread that sits in the wronged instance and wakes up every 10 ms answers within a
# second, and so do the kernel's threads of each CPU; the agent's checks find nothing;
# the scheduler stays and its accounts name the culprit, or it ends with the policy's
# line.

# Those that everybody thinks of; the rest is for those who doubt.
OBVIOUS_VICES="forgets_queued forgets_popped never_yields never_grants feeds_the_idle starves_one runs_twice
	asks_for_millions preempts_each_tick picks_misplaced longest_slice asserts links_twice"

MIX_SECONDS=${MIX_SECONDS:-4}

# mix NAME: the load; sets $_problems and tells the figures. With $MIX_HOGS, so many threads
# compute beside it: a gentle storm leaves CPUs idle.
mix() {
	rm -f /tmp/together.*
	_hogs=
	if [ -n "$MIX_HOGS" ]; then
		/usr/bin/flux-loads spin --threads "$MIX_HOGS" --millis 1000000 > /dev/null 2>&1 &
		_hogs=$!
	fi
	/usr/bin/flux-storm --gentle --seed 1 --seconds $MIX_SECONDS --answer-limit-ms 1000 > /tmp/storm.out 2> /tmp/storm.err &
	_storm=$!
	timeout -s KILL $((90 + MIX_SECONDS)) together "watch-responsive --seconds $MIX_SECONDS --limit-ms 1000" \
		"kernel-threads --seconds $MIX_SECONDS --limit-ms 1000" > /tmp/load.out 2>&1
	_load_status=$?
	wait $_storm
	_storm_status=$?
	[ -z "$_hogs" ] || kill -9 $_hogs
	say "$1: $(cat /tmp/together.watch* /tmp/together.kernel* | sed 's/^flux-loads //' | tr '\n' ';')" \
		"the storm: $(sed -n 's/.*\("worst_answer_ms.*"worst_progress_ms":[0-9]*\).*/\1/p' /tmp/storm.out)"
	_problems=
	[ $_load_status -eq 0 ] || _problems="status $_load_status: $(tail -n 1 /tmp/load.out); "
	# In a few seconds under a bad policy a kind may not get round to anything.
	_storm_failed=$(grep FAILED /tmp/storm.out | grep -v ' did nothing ' | head -n 1)
	[ -z "$_storm_failed" ] || _problems="${_problems}the storm: $_storm_failed; "
	grep -q '^FLUX-STORM {' /tmp/storm.out || _problems="${_problems}the storm ended with status $_storm_status; "
	_found=$(grep '^flux-check: ' $AGENT_ERR | head -n 1)
	[ -z "$_found" ] || _problems="${_problems}$_found; "
}

# mix_of_hello: the same under a good policy. What is late there is nobody's vice, and
# what is counted there names nobody.
mix_of_hello() {
	start_hello --check
	mix hello
	accounts > /tmp/accounts.hello || _problems="${_problems}the agent does not tell its accounts; "
	judge "hello: no vice" "$_problems$(attached_problems)$(kernel_problems)"
	stop_hello
}

# counter INSTANCE COUNTER ACCOUNTS: from the accounts in that file; the sum of several
# instances, separated by |.
counter() {
	tr '{' '\n' < $3 | grep -E "\"name\":\"($1)\"" |
		sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" | awk '{ sum += $1 } END { print sum }'
}

# culprit_problems INSTANCE COUNTER: prints what is wrong if the counter does not tell more
# than under a good policy, by a quarter at least. Of most there is nothing to tell then;
# threads that may not run here a FIFO picks, too.
culprit_problems() {
	accounts > /tmp/accounts || printf 'the agent does not tell its accounts; '
	_counted=$(counter "$1" "$2" /tmp/accounts)
	_good=$(counter "$1" "$2" /tmp/accounts.hello)
	say "$1 has $2 ${_counted:-?}, under hello ${_good:-none}; all: $(tr '{' '\n' < /tmp/accounts | grep '"name"' |
		sed 's/"//g; s/:0\b//g' | cut -c 1-250 | tr '\n' ' ')"
	[ "${_counted:-0}" -gt $((${_good:-0} * 5 / 4)) ] ||
		printf 'nothing names the culprit: %s has %s %s, under hello %s; ' "$1" "$2" "${_counted:-?}" "${_good:-none}"
}

# live_through VICE: attaches it under the load; sets $_problems. Fails if it does not attach.
live_through() {
	if ! try_start flux-hostile "$1" --check; then
		not_ok "$1: survived" "it did not attach"
		details
		return 1
	fi
	mix "$1"
	_problems="$_problems$(attached_problems)"
}

# survives VICE INSTANCE COUNTER: it stays attached, and the counter names the culprit.
survives() {
	live_through "$1" || return
	[ "$(scx_state)" = enabled ] && _problems="$_problems$(culprit_problems "$2" "$3")"
	_problems="$_problems$(kernel_problems)"
	detach_problems > /tmp/problems
	AGENT_PID=
	judge "$1: survived, and counted in $3 of $2" "$_problems$(cat /tmp/problems)"
}

# harmless VICE: it stays attached; as nobody is hurt, there is no culprit.
harmless() {
	live_through "$1" || return
	_problems="$_problems$(kernel_problems)"
	detach_problems > /tmp/problems
	AGENT_PID=
	judge "$1: survived, and hurt nobody" "$_problems$(cat /tmp/problems)"
}

# ends VICE MESSAGE: it exits, and the agent says the policy's line and the message.
ends() {
	if ! try_start flux-hostile "$1" --check; then
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
	links_twice) ends $1 "the thread is on .queue. already" ;;
	removes_absent) ends $1 "the thread is not on .others." ;;
	lists_cpus_twice) ends $1 "the CPU is on .busy. already" ;;

	# They forget threads, or let them wait.
	forgets_queued | forgets_popped | remembers_nobody) survives $1 primary rescues ;;
	nobody_pops | newest_first) survives $1 primary rescues ;;
	# Nobody waits for a CPU that is kept while another one idles.
	keeps_current) MIX_HOGS=$(nproc) survives $1 primary rescues ;;
	idles_with_threads) survives $1 primary rescues ;;
	always_restarts) survives $1 primary overruns ;;

	# They get CPUs and give them back.
	always_yields) survives $1 primary rescues ;;
	never_yields) harmless $1 ;;

	# They run what they may not.
	picks_misplaced) survives $1 primary misplaced ;;
	runs_twice) survives $1 primary ignored ;;
	runs_all_at_once) survives $1 primary ignored ;;

	# They want too much.
	asks_for_millions) harmless $1 ;;
	asks_without_end) survives $1 primary requests ;;
	preempts_each_tick) harmless $1 ;;
	preempts_its_child) survives $1 victim preempts ;;
	longest_slice | shortest_slice | holds_its_lock | links_anyone) harmless $1 ;;

	# They keep CPUs from a child.
	never_grants | starves_one | feeds_the_idle | decides_nothing) survives $1 root rescues ;;
	starves_grandchild) survives $1 primary rescues ;;
	grants_the_yielder) survives $1 'root|victim' overruns ;;
	changes_its_mind) survives $1 root ignored ;;
	withholds_odd_cpus) survives $1 victim misplaced ;;
	*) not_ok "$1" "no line of tests/vm/hostile.sh says what to expect of it" ;;
	esac
}
