# A storm in a test machine, while an agent's scheduler is attached.
#
# Before this, xtask sets STORM_AGENT (the agent's program, or none), STORM_ARGUMENTS (of
# flux-storm) and STORM_RESTARTS (SECONDS:SIGNAL of each end of the agent, counted
# from the one before). Results are lib.sh's; lines that start with FLUX- or STORM-
# hold the figures.

. /usr/bin/lib.sh

STORM_OUT=/tmp/storm.out
RESTART_PROBLEMS=/tmp/restart-problems
LULL=/run/flux-storm-lull
: > $RESTART_PROBLEMS

# What the scheduler is like at the moment of a failure. A file, because flux-storm
# runs it; with the highest priority, so it also works when nothing else does.
cat > /usr/bin/storm-failed <<'END'
#!/bin/sh
exec >&2
echo "--- sched_ext: $(cat /sys/kernel/sched_ext/state) $(cat /sys/kernel/sched_ext/root/ops 2>/dev/null)"
tail -n 30 /tmp/agent.err | cut -c 1-300
kill -USR1 $(pidof "$1") 2>/dev/null
# Whether the watch timer is on a CPU that serves timers: before and after three seconds.
timers() {
	echo "--- timers; CPUs online: $(cat /sys/devices/system/cpu/online)"
	awk '/^now at/ { print } /^cpu:/ { cpu = $0 } /bpf_timer_cb/ { print cpu; print; getline; print }' /proc/timer_list
	grep -E 'CPU|TIMER' /proc/softirqs
	grep LOC /proc/interrupts
}
timers
tracing=/sys/kernel/tracing
echo 1 > $tracing/events/sched_ext/sched_ext_dump/enable
echo D > /proc/sysrq-trigger
sleep 3
timers
grep '^FLUX-ACCOUNTS' /tmp/agent.out | tail -n 1
sed 's/^.*sched_ext_dump: //' $tracing/trace > /tmp/scx-dump
grep -E '^ *(CPU [0-9]|curr=)' /tmp/scx-dump | tr -s ' \n' ' ' > /tmp/storm-cpus
echo "--- the kernel's view of its schedulers"
head -n 400 /tmp/scx-dump | cut -c 1-200
END
chmod +x /usr/bin/storm-failed

# What an agent said of its life, violations first; to be called when it has ended.
keep_summary() {
	grep '^FLUX-CHECK' $AGENT_OUT
	grep '^flux-check: ' $AGENT_ERR | head -n 50 >&2
}

# Ends the agent, as a user would or by force, and starts it again.
restart_agent() {
	say "restarting $STORM_AGENT ($1)"
	# Little happens meanwhile: tests/storm/src/machine.rs says why.
	touch $LULL
	sleep 2
	if [ "$1" = KILL ]; then
		agent_lives || echo "the agent had ended before it was killed; " >> $RESTART_PROBLEMS
		kill -KILL $AGENT_PID
		wait $AGENT_PID
		AGENT_PID=
		wait_state disabled 20 || echo "sched_ext is $(scx_state) after the agent was killed; " >> $RESTART_PROBLEMS
	else
		detach_problems >> $RESTART_PROBLEMS
		AGENT_PID=
	fi
	keep_summary
	cat $AGENT_ERR >> /tmp/agents.err
	try_start $STORM_AGENT --check || {
		echo "$STORM_AGENT did not attach again: $(tail -n 1 $AGENT_ERR); " >> $RESTART_PROBLEMS
		return 1
	}
	rm $LULL
	nr_restarts=$((nr_restarts + 1))
}

# Two warnings are the kernel's own affair, in code that asks no scheduler; both take
# a CPU that goes offline at a bad moment (seen on 6.18):
# - a process enters a cpuset of which no CPU is online any more;
# - a thread on the way to another CPU has just disabled migration, is moved
#   nevertheless, and nobody waits for it when it enables migration again.
# After the first, the kernel says with each other one that there was one.
FORGIVEN='WARN.*(kernel/cgroup/cpuset\.c| affine_move_task\+)|Tainted: \[W\]=WARN'

# To be called before kernel_problems looks for what is not forgiven.
forgive_kernel() {
	collect_dmesg
	grep -E "$FORGIVEN" $DMESG.unjudged | sed 's/^/    forgiven: /' >&2
	grep -vE "$FORGIVEN" $DMESG.unjudged > $DMESG.kept
	mv $DMESG.kept $DMESG.unjudged
}

storm_lives() {
	grep -q '^State:.[^ZX]' /proc/$storm/status 2>/dev/null
}

uptime_s() {
	cut -d . -f 1 /proc/uptime
}

# watch_storm SECONDS: lets the storm go on that long; fails when it has ended, when
# the scheduler is gone, or when its agent has found something wrong.
watch_storm() {
	# On the clock: on a busy machine, a round takes longer than the sleep in it.
	_end=$(($(uptime_s) + $1))
	while [ "$(uptime_s)" -lt $_end ]; do
		storm_lives || return 1
		[ -n "$AGENT_PID" ] || { sleep 1; continue; }
		if [ "$(scx_state)" != enabled ] || ! agent_lives; then
			trouble="the scheduler was lost after $(uptime_s) s of uptime; "
			return 1
		fi
		if grep -q '^flux-check: ' $AGENT_ERR; then
			trouble="$(grep '^flux-check: ' $AGENT_ERR | head -n 1); "
			return 1
		fi
		sleep 1
	done
}

[ $STORM_AGENT = none ] || start_agent $STORM_AGENT --check
/usr/bin/flux-storm $STORM_ARGUMENTS --on-failure "storm-failed $STORM_AGENT" > $STORM_OUT &
storm=$!
nr_restarts=0
trouble=
for restart in $STORM_RESTARTS; do
	watch_storm "${restart%:*}" || break
	restart_agent "${restart#*:}" || break
done
watch_storm 100000
# Its last events are worth most right now.
if [ -n "$trouble" ]; then
	say "after $(uptime_s) s of uptime: $trouble"
	kill -TERM $storm
fi
# It ends by itself, unless the machine is in a state in which nothing does.
left=120
while storm_lives && [ $left -gt 0 ]; do
	sleep 1
	left=$((left - 1))
done
if storm_lives; then
	trouble="${trouble}flux-storm does not end; "
	storm-failed $STORM_AGENT
	kill -KILL $storm
fi
wait $storm
status=$?

grep '^FLUX-STORM ' $STORM_OUT
echo "STORM-RESTARTS $nr_restarts"
problems=
[ $status -eq 0 ] || problems="status $status: $(grep FAILED $STORM_OUT | head -n 1); "
forgive_kernel
[ $STORM_AGENT = none ] || problems="$problems$(attached_problems)"
[ ! -s /tmp/storm-cpus ] || problems="the CPUs then: $(cut -c 1-600 /tmp/storm-cpus); $problems"
judge "storm" "$trouble$problems$(kernel_problems)"
[ $STORM_AGENT != none ] || finish
judge "the agent's restarts" "$(tr '\n' ' ' < $RESTART_PROBLEMS)"
check_balanced "at rest"
stop_agent
keep_summary
finish
