# flux.toml: each kind of rule finds its threads, and finds them again after exec, a new
# name, another cgroup, another nice value and another file.
#
# kernel: 6.18
# cpus: 2
# timeout: 900
# needs: composed sends flux-loads

. /usr/bin/lib.sh
config=/tmp/flux.toml

# What the tests move around: sleeps, and does as signals say. A script's name is its own.
cat > /tmp/worker <<'END'
#!/bin/sh
trap 'printf renamed > /proc/self/comm' USR1
trap 'exec /tmp/second' USR2
mkfifo /tmp/never.$$ 2>/dev/null
exec 3<>/tmp/never.$$
while :; do read -t 1 line <&3; done
END
chmod +x /tmp/worker
cp /tmp/worker /tmp/second

# rules TEXT: the file is that, and the agent reads it again if it runs.
rules() {
	printf '%s\n' "$1" > $config
	[ -z "$AGENT_PID" ] || kill -HUP "$AGENT_PID"
}

# to INSTANCE CONDITION: a rule.
to() {
	printf '[[rules]]\nto = "%s"\n%s\n' "$1" "$2"
}

# threads_in INSTANCE: how many there are, by the agent's accounts.
threads_in() {
	accounts | sed 's/"id"/\n&/g' | sed -n "s/.*\"name\":\"$1\".*\"threads\":\([0-9]*\).*/\1/p"
}

# expect NAME INSTANCE COUNT: so many threads are in the instance, after a while.
expect() {
	_found=
	for _try in 1 2 3 4; do
		_found=$(threads_in "$2")
		[ "$_found" = "$3" ] && break
		sleep 1
	done
	_problems=
	[ "$_found" = "$3" ] || _problems="$2 has $_found threads instead of $3; "
	judge "$1" "$_problems$(attached_problems)"
}

# workers COUNT COMMAND…: starts so many, in $WORKERS.
workers() {
	WORKERS=
	_count=$1
	shift
	while [ "$_count" -gt 0 ]; do
		"$@" > /dev/null 2>&1 &
		WORKERS="$WORKERS $!"
		_count=$((_count - 1))
	done
	sleep 1
}

end_workers() {
	kill -9 $WORKERS 2>/dev/null
	wait $WORKERS 2>/dev/null
	WORKERS=
	# Who started another one leaves it behind.
	for _comm in /proc/[0-9]*/comm; do
		case $(cat "$_comm" 2>/dev/null) in
			worker | second | renamed)
				_pid=${_comm%/comm}
				kill -9 "${_pid#/proc/}" 2>/dev/null
				;;
		esac
	done
}

# ------------------------------------------------------------ without a scheduler --

rules "$(to other 'comm = "work*"')"
if /usr/bin/composed --config $config --check-config > /tmp/meaning 2>&1 &&
	grep -q 'comm "work\*" -> other (Biff)' /tmp/meaning && [ "$(scx_state)" = disabled ]; then
	ok "--check-config tells what a file means and loads nothing"
else
	cat /tmp/meaning >&2
	not_ok "--check-config tells what a file means and loads nothing" "$(head -n 1 /tmp/meaning)"
fi
expect_error "a file that is not there" "reading /tmp/none.toml failed: No such file" \
	/usr/bin/composed --config /tmp/none.toml
rules "$(to idle 'nice = 20')"
expect_error "a file with two mistakes" "flux.toml:2:6: rules.1..to: idle .* cannot hold threads" \
	/usr/bin/composed --config $config
expect_error "the second mistake of the same file" "flux.toml:3:8: rules.1..nice" \
	/usr/bin/composed --config $config

# ------------------------------------------------------------------ kinds of rules --

workers 3 /tmp/worker
rules "$(to other 'comm = "work*"')"
start_agent composed --config $config --check
expect "threads that were there when it attached" other 3
end_workers
workers 4 /tmp/worker
expect "new threads" other 4

kill -USR1 $WORKERS
expect "threads with a new name leave" other 0
rules "$(to other 'comm = "re[mn]ame?"')"
expect "another pattern finds them" other 4
rules "$(to other 'comm = "second"')"
expect "nobody has that name yet" other 0
kill -USR2 $WORKERS
expect "after exec they have it" other 4
end_workers

workers 2 /tmp/worker
rules "$(to served.second 'process = "worker"')"
expect "by the name of the process" served.second 2

mkdir -p /sys/fs/cgroup/early/below
rules "$(to other 'cgroup = "/early"')$(printf '\n'; to served.second 'cgroup = "/late"')"
expect "nobody is in the cgroups yet" other 0
for worker in $WORKERS; do echo "$worker" > /sys/fs/cgroup/early/below/cgroup.procs; done
expect "threads that move to a cgroup below" other 2
mkdir /sys/fs/cgroup/late
for worker in $WORKERS; do echo "$worker" > /sys/fs/cgroup/late/cgroup.procs; done
expect "a cgroup that was made later" served.second 2
end_workers

workers 2 /tmp/worker
rules "$(to other 'nice = "5..9"')"
expect "nobody is nice yet" other 0
renice -n 7 -p $WORKERS > /dev/null
expect "by nice" other 2
renice -n -5 -p $WORKERS > /dev/null
expect "threads with another nice value leave" other 0
end_workers

chmod 777 /tmp
rules "$(to other 'uid = "65000..65535"')"
workers 2 su -s /tmp/worker nobody
expect "by user" other 2
end_workers

rules "$(to other 'pid_namespace = "other"')"
workers 1 unshare -p -f /tmp/worker
expect "by pid namespace" other 1
rules "$(to served.second "pid_namespace = $(readlink /proc/self/ns/pid | tr -dc 0-9)")"
expect "those in the initial one, but not they" other 0
_problems=
[ "$(threads_in served.second)" -gt 0 ] || _problems="nobody is in the initial pid namespace; "
judge "threads of the initial pid namespace" "$_problems"
end_workers

# Those that the scheduler has: of the policies that it takes over.
kernel_threads() {
	for _stat in /proc/[0-9]*/stat; do sed 's/.*) //' "$_stat" 2>/dev/null; done |
		awk 'and($7, 2097152) && $39 == 0 { n++ } END { print n + 0 }'
}
rules "$(to served.second 'kernel_thread = true')"
sleep 2
# Most sleep for long, and are judged when they wake up: some have. For the same reason
# some stay there in what follows.
_some=$(threads_in served.second)
_problems=
[ "${_some:-0}" -gt 0 ] || _problems="none of $(kernel_threads) kernel threads is in it; "
[ "${_some:-0}" -le "$(kernel_threads)" ] || _problems="$_some are in it, there are $(kernel_threads); "
judge "kernel threads" "$_problems"

# ------------------------------------------------------------- files, good and bad --

workers 3 /tmp/worker
rules "$(to other 'comm = "worker"')"
expect "before a bad file" other 3
rules "$(to other 'comm = "[w"')"
sleep 1
if grep -q 'flux.toml:3:8: rules\[1\].comm: .* the set .* is not closed' $AGENT_OUT &&
	grep -q 'what was read before stays in effect' $AGENT_OUT; then
	ok "a bad file is refused, with its mistake"
else
	tail -n 5 $AGENT_OUT >&2
	not_ok "a bad file is refused, with its mistake" "the agent does not say so"
fi
expect "what was read before stays in effect" other 3
printf '[limits]\nmax_threads = 7\n[tunables.other]\nSLICE = "1ms"\n' > $config
kill -HUP "$AGENT_PID"
expect "a file without rules sends all home" other 0
if grep -q '1 tunables changed, 0 rules are in effect; limits cannot change' $AGENT_OUT; then
	ok "tunables change, limits cannot"
else
	tail -n 5 $AGENT_OUT >&2
	not_ok "tunables change, limits cannot" "the agent does not say so"
fi
end_workers

check_balanced "at the end"
stop_agent

# ------------------------------------------------------------ an op sends threads away --

start_agent sends --check
run_load "threads that compute are sent away, and come back as new ones" \
	/usr/bin/flux-loads spin --threads 40 --millis 40
run_load "threads that sleep stay" /usr/bin/flux-loads sleep-yield --threads 40
for instance in served other; do
	runs=$(accounts | sed 's/"id"/\n&/g' | sed -n "s/.*\"name\":\"$instance\".*\"runs\":\([0-9]*\).*/\1/p")
	say "$instance ran $runs times"
	if [ "${runs:-0}" -ge 100 ]; then
		ok "threads ran in $instance"
	else
		not_ok "threads ran in $instance" "$runs times"
	fi
done
check_balanced "after threads were sent"
stop_agent
finish
