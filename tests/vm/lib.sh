# Functions for scenarios; read with `. /usr/bin/lib.sh`. POSIX shell, busybox.
#
# Standard output carries results only (ok, not ok, skip); what explains them goes
# to standard error. `finish` has to be a scenario's last command: a script that
# ends without it has failed.

SCX=/sys/kernel/sched_ext
AGENT_OUT=/tmp/agent.out	# standard output of the agent, since its start
AGENT_ERR=/tmp/agent.err	# its standard error
DMESG=/tmp/dmesg		# start of the names of files with the kernel's messages
AGENT_PID=
AGENT_COMMAND=
BACKGROUND_PID=			# loop of the load that runs beside the others
NR_FAILED=0
IS_FINISHED=

# ------------------------------------------------------------------ results --

ok() {
	echo "ok $1"
}

# not_ok NAME REASON
not_ok() {
	echo "not ok $1 - $2"
	NR_FAILED=$((NR_FAILED + 1))
}

# skip NAME REASON
skip() {
	echo "skip $1 - $2"
}

say() {
	echo "    $*" >&2
}

# judge NAME PROBLEMS: ok if there are none, and with the details otherwise.
judge() {
	if [ -z "$2" ]; then
		ok "$1"
	else
		not_ok "$1" "$2"
		details
	fi
}

# What helps to find out why something failed.
details() {
	say "--- sched_ext: $(scx_state) $(cat $SCX/root/ops 2>/dev/null)"
	for _file in /tmp/*-dump-*.log; do
		[ -s $_file ] || continue
		say "--- $_file"
		head -n 300 $_file | cut -c 1-200 >&2
		rm $_file
	done
	for _file in $AGENT_OUT $AGENT_ERR; do
		[ -s $_file ] && { say "--- end of $_file"; tail -n 15 $_file | cut -c 1-300 >&2; }
	done
	collect_dmesg
	if [ -s $DMESG.unseen ]; then
		say "--- the kernel since the last result"
		tail -n 25 $DMESG.unseen >&2
		: > $DMESG.unseen
	fi
	say "---"
}

# Moves the kernel's new messages to files: to `unseen` until a failure has shown
# them, to `unjudged` until a check has looked through them.
collect_dmesg() {
	dmesg -c > $DMESG.new
	cat $DMESG.new >> $DMESG.unseen
	cat $DMESG.new >> $DMESG.unjudged
}

finish() {
	IS_FINISHED=yes
	[ "$NR_FAILED" -eq 0 ]
	exit
}

on_exit() {
	[ -n "$IS_FINISHED" ] || not_ok "scenario" "the script ended early"
	[ -n "$AGENT_PID" ] && kill -9 "$AGENT_PID" 2>/dev/null
	[ -n "$IS_FINISHED" ] || exit 1
}
trap on_exit EXIT

# What the kernel said while it booted is nobody's fault.
dmesg -c > /dev/null
: > $DMESG.unseen
: > $DMESG.unjudged

# ---------------------------------------------------------------- scheduler --

scx_state() {
	cat $SCX/state 2>/dev/null || echo "absent"
}

# wait_state STATE SECONDS: waits until sched_ext is in that state.
wait_state() {
	_tenths=$(($2 * 10))
	while [ "$(scx_state)" != "$1" ]; do
		_tenths=$((_tenths - 1))
		[ $_tenths -gt 0 ] || return 1
		sleep 0.1
	done
}

# A process that has ended stays until the shell asks for it: that is no life.
agent_lives() {
	[ -n "$AGENT_PID" ] && grep -q '^State:.[^ZX]' "/proc/$AGENT_PID/status" 2>/dev/null
}

# try_start PROGRAM ARGS: starts an agent and waits until its scheduler is
# attached. Fails silently; $AGENT_PID is set only if it worked.
try_start() {
	AGENT_COMMAND="$*"
	_program=$1
	shift
	: > $AGENT_OUT
	: > $AGENT_ERR
	"/usr/bin/$_program" "$@" > $AGENT_OUT 2> $AGENT_ERR &
	AGENT_PID=$!
	_tenths=600
	until [ "$(scx_state)" = enabled ]; do
		_tenths=$((_tenths - 1))
		if [ $_tenths -le 0 ] || ! agent_lives; then
			kill -9 $AGENT_PID 2>/dev/null
			wait $AGENT_PID 2>/dev/null
			AGENT_PID=
			return 1
		fi
		sleep 0.1
	done
}

# start_agent PROGRAM ARGS: the same, and says that it did.
start_agent() {
	if try_start "$@"; then
		ok "$* attaches"
	else
		not_ok "$* attaches" "it did not within 60 s, or ended"
		details
	fi
}

start_hello() {
	start_agent hello "$@"
}

# detach_problems: ends the agent as Ctrl-C would and prints what went wrong.
detach_problems() {
	if ! agent_lives; then
		printf 'the agent was gone already; '
		AGENT_PID=
		return
	fi
	kill -INT "$AGENT_PID"
	(sleep 30; kill -9 "$AGENT_PID") 2>/dev/null &
	_guard=$!
	wait "$AGENT_PID"
	_status=$?
	kill $_guard 2>/dev/null
	[ $_status -eq 0 ] || printf 'the agent ended with status %s; ' $_status
	wait_state disabled 10 || printf 'sched_ext is %s afterwards; ' "$(scx_state)"
	[ $_status -ne 137 ] || printf 'SIGINT did not end it within 30 s; '
}

stop_agent() {
	# Not in a $(…): a subshell cannot wait for the agent.
	detach_problems > /tmp/problems
	AGENT_PID=
	judge "${AGENT_COMMAND%% *} detaches on Ctrl-C with status 0" "$(cat /tmp/problems)"
}

stop_hello() {
	stop_agent
}

# ------------------------------------------------------------------- checks --

# Each prints what is wrong, or nothing.

attached_problems() {
	[ "$(scx_state)" = enabled ] || printf 'sched_ext is %s; ' "$(scx_state)"
	[ "$(cat $SCX/nr_rejected)" = 0 ] || printf '%s threads were rejected; ' "$(cat $SCX/nr_rejected)"
	[ -z "$AGENT_PID" ] || agent_lives || printf 'the agent has ended; '
}

# accounts: asks the agent for its accounts and prints them, one line of JSON.
accounts() {
	_before=$(grep -c '^FLUX-ACCOUNTS ' $AGENT_OUT)
	kill -USR1 "$AGENT_PID" 2>/dev/null || return 1
	_tries=8
	while [ "$(grep -c '^FLUX-ACCOUNTS ' $AGENT_OUT)" -le "$_before" ]; do
		_tries=$((_tries - 1))
		[ $_tries -gt 0 ] || return 1
		# Seldom: each look starts two processes, which the agent has to count while
		# they live, and the rest that it waits for is what they disturb.
		sleep 1.5
	done
	sed -n 's/^FLUX-ACCOUNTS //p' $AGENT_OUT | tail -n 1
}

# figure ACCOUNTS INSTANCE KEY: a number from what accounts printed.
figure() {
	echo "$1" | sed 's/"id"/\n&/g' | sed -n "s/.*\"name\":\"$2\".*\"$3\":\([0-9]*\).*/\1/p"
}

# Accounts balance at rest only: there is nothing to say while a load runs beside.
# Threads that just ended, and the shell itself, take a moment to settle.
balance_problems() {
	[ -n "$AGENT_PID" ] && [ -z "$BACKGROUND_PID" ] || return
	for _attempt in 1 2 3 4; do
		_accounts=$(accounts) || {
			printf 'the agent does not tell its accounts; '
			return
		}
		case $_accounts in
			*'"balanced":true'* | *'"balanced": true'*) return ;;
		esac
		sleep 1
	done
	say "accounts: $_accounts"
	printf 'the accounts do not balance: %s; ' \
		"$(echo "$_accounts" | sed 's/.*"problems": *\[\([^]]*\)].*/\1/' | tr -d '"')"
}

# What a kernel prints only if it, or the scheduler, is broken. The second pattern
# finds why a scheduler was thrown out: "sched_ext: NAME: REASON".
kernel_problems() {
	collect_dmesg
	for _pattern in 'BUG|Oops|WARN|RCU.*stall|lockup|hung task' '^[^]]*] sched_ext: [^ ]*: '; do
		_line=$(grep -E "$_pattern" $DMESG.unjudged | head -n 1)
		[ -z "$_line" ] || printf 'the kernel said: %s; ' "${_line#*] }"
	done
	: > $DMESG.unjudged
}

check_attached() {
	judge "${1:-scheduler} is attached" "$(attached_problems)"
}

check_balanced() {
	judge "${1:-scheduler}: accounts balance" "$(balance_problems)"
}

# -------------------------------------------------------------------- loads --

# Starts the agent again if an earlier load has cost us the scheduler, so that
# each load is judged by itself.
ensure_attached() {
	[ -n "$AGENT_COMMAND" ] && [ "$(scx_state)" != enabled ] || return
	[ -n "$AGENT_PID" ] && kill -9 "$AGENT_PID" 2>/dev/null
	say "starting $AGENT_COMMAND again"
	# Its arguments hold no spaces.
	try_start $AGENT_COMMAND || say "it did not attach"
}

# run_load NAME COMMAND…: one result for the load and for what it left behind.
run_load() {
	_name=$1
	shift
	ensure_attached
	timeout -s KILL "${LOAD_TIMEOUT:-240}" "$@" > /tmp/load.out 2>&1
	_load_status=$?
	_load_end=$(tail -n 1 /tmp/load.out)
	say "$_name: $_load_end"
	_problems=
	[ $_load_status -eq 0 ] || _problems="status $_load_status: $_load_end; "
	judge "$_name" "$_problems$(attached_problems)$(balance_problems)$(kernel_problems)"
}

# run_together NAME LOAD…: several loads of flux-loads at the same time, each one a
# word or a quoted list of words; one result for all of them.
run_together() {
	_name=$1
	shift
	run_load "$_name" together "$@"
}

# What run_together runs; a file, because timeout needs one.
cat > /usr/bin/together <<'END'
#!/bin/sh
# Each argument is a command line of flux-loads. Prints the failures, or how many ran.
rm -f /tmp/together.*
for load in "$@"; do
	{ /usr/bin/flux-loads $load || echo "$load" >> /tmp/together.failed; } > "/tmp/together.$(echo "$load" | tr ' ' _)" 2>&1 &
done
wait
cat /tmp/together.[!f]* >&2
if [ -e /tmp/together.failed ]; then
	cat /tmp/together.* | grep FAILED | tr '\n' ';'
	exit 1
fi
echo "$# loads ended well"
END
chmod +x /usr/bin/together

# keep_running NAME COMMAND…: runs a load again and again, beside what follows.
keep_running() {
	_name=$1
	shift
	rm -f /tmp/background.stop /tmp/background.failed
	(
		trap - EXIT
		until [ -e /tmp/background.stop ]; do
			timeout -s KILL "${LOAD_TIMEOUT:-240}" "$@" > /tmp/background.out 2>&1 ||
				tail -n 1 /tmp/background.out >> /tmp/background.failed
		done
	) &
	BACKGROUND_PID=$!
	BACKGROUND_NAME=$_name
}

# Ends it after its current run, and judges all of them.
end_running() {
	: > /tmp/background.stop
	wait $BACKGROUND_PID
	BACKGROUND_PID=
	_problems=
	[ -e /tmp/background.failed ] && _problems="$(head -n 1 /tmp/background.failed); "
	say "$BACKGROUND_NAME: $(tail -n 1 /tmp/background.out)"
	judge "$BACKGROUND_NAME" "$_problems$(attached_problems)$(balance_problems)$(kernel_problems)"
}

# --------------------------------------------------------------- bad input --

# expect_error NAME PATTERN COMMAND…: the command has to fail with status 1 and a
# message that fits the pattern, in words and not by a crash.
expect_error() {
	_name=$1
	_pattern=$2
	shift 2
	timeout -s KILL 60 "$@" > /tmp/error.out 2> /tmp/error.err < /dev/null
	_error_status=$?
	sed 's/^/    said: /' /tmp/error.err >&2
	_problems=
	[ $_error_status -eq 1 ] || _problems="status $_error_status instead of 1; "
	grep -qiE "$_pattern" /tmp/error.err ||
		_problems="${_problems}the message does not say /$_pattern/: $(head -n 1 /tmp/error.err); "
	if grep -qE 'panicked|stack backtrace|RUST_BACKTRACE' /tmp/error.err; then
		_problems="${_problems}it crashed; "
	fi
	judge "$_name" "$_problems"
}
