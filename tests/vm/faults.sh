# What the scenarios about faults share; read after lib.sh.

# expect_end NAME STATUS PATTERN: the agent has to end within 20 s with that status,
# and what it said to fit the pattern.
expect_end() {
	_name=$1
	_expected=$2
	_pattern=$3
	(sleep 20; kill -9 "$AGENT_PID") 2>/dev/null &
	_guard=$!
	wait "$AGENT_PID"
	_status=$?
	kill $_guard 2>/dev/null
	AGENT_PID=
	cat $AGENT_OUT $AGENT_ERR | sed 's/^/    said: /' >&2
	_problems=
	[ $_status -eq "$_expected" ] || _problems="status $_status instead of $_expected; "
	# One line, for patterns over several.
	cat $AGENT_OUT $AGENT_ERR | tr '\n' ' ' > /tmp/end.line
	grep -qE "$_pattern" /tmp/end.line ||
		_problems="${_problems}the message does not say /$_pattern/: $(cut -c 1-300 /tmp/end.line); "
	if grep -qE 'panicked|stack backtrace|RUST_BACKTRACE' $AGENT_ERR; then
		_problems="${_problems}it crashed; "
	fi
	judge "$_name" "$_problems"
}

# expect_said NAME PATTERN: the agent, which lives, has to say so within 20 s.
expect_said() {
	_tenths=200
	until cat $AGENT_OUT $AGENT_ERR | grep -qE "$2"; do
		_tenths=$((_tenths - 1))
		if [ $_tenths -le 0 ]; then
			judge "$1" "the agent does not say /$2/: $(cat $AGENT_OUT $AGENT_ERR | tail -n 1)"
			return
		fi
		sleep 0.1
	done
	cat $AGENT_OUT $AGENT_ERR | grep -E "$2" | tail -n 1 | sed 's/^/    said: /' >&2
	ok "$1"
}

# expect_scheduling NAME STATE: threads get on, and sched_ext is in that state before
# and after: enabled (a scheduler of flux's) or disabled (the kernel's own).
expect_scheduling() {
	_problems=
	wait_state "$2" 10 || _problems="sched_ext is $(scx_state), not $2; "
	timeout -s KILL 120 /usr/bin/flux-loads spin --threads 12 --millis 50 > /tmp/load.out 2>&1 ||
		_problems="${_problems}threads do not get on: $(tail -n 1 /tmp/load.out); "
	timeout -s KILL 120 /usr/bin/flux-loads sleep-yield --threads 12 > /tmp/load.out 2>&1 ||
		_problems="${_problems}threads do not wake up: $(tail -n 1 /tmp/load.out); "
	[ "$(scx_state)" = "$2" ] || _problems="${_problems}sched_ext is $(scx_state) afterwards; "
	judge "$1" "$_problems$(kernel_problems)"
}
