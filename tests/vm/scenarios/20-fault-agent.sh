# The agent is killed, stopped, started twice, too late or at a bad moment, or the
# kernel ends its scheduler. Each time the machine goes on, and whoever can say why does.
#
# kernel: 6.18
# cpus: 2
# timeout: 900
# needs: hello fifo-from-scratch flux-loads tests/vm/faults.sh

. /usr/bin/lib.sh
. /usr/bin/faults.sh
hello=/usr/bin/hello
loads=/usr/bin/flux-loads

keep_running "threads get on through all of it" $loads many-threads --threads 20 --max-sleep-ms 20 --seconds 4

# ------------------------------------------------------------------- killed --

start_hello
kill -9 $AGENT_PID
wait $AGENT_PID
AGENT_PID=
start_hello --max-threads 2000
expect_scheduling "kill -9, and started again at once" enabled

# ------------------------------------------------------------------ stopped --

kill -STOP $AGENT_PID
expect_scheduling "SIGSTOP: the scheduler needs no agent" enabled
sleep 60
expect_scheduling "nor a minute later" enabled
kill -CONT $AGENT_PID
expect_said "the agent says that it did not run" \
	'^hello: this agent did not run for [0-9]+ s \(stopped by SIGSTOP .*the scheduler needs no agent'

# ---------------------------------------------------------------- two of them --

expect_error "a second agent of the same scheduler" \
	'`hello` is attached already, by another process.*`hello --monitor 1` shows.*stop that process first' $hello
expect_error "an agent of another scheduler" \
	'another sched_ext scheduler is attached: `flux_hello`.*stop its program' /usr/bin/fifo-from-scratch
expect_scheduling "the first one is not disturbed" enabled

# ------------------------------------------------------------- asked to end --

kill -TERM $AGENT_PID
expect_end "SIGTERM during load detaches, with status 0" 0 'hello is detached'
expect_scheduling "after SIGTERM" disabled

start_hello
echo S > /proc/sysrq-trigger
expect_end "SysRq-S is told" 1 \
	"hello was removed: somebody removed it with SysRq-S .*back on the kernel's own scheduler. Start it again when it is wanted"
expect_scheduling "after SysRq-S" disabled

# --------------------------------------------------------- another was first --

start_agent fifo-from-scratch
expect_error "another scheduler was attached first" \
	'another sched_ext scheduler is attached: `flux_fifo_from_scratch`.*SysRq-S' $hello
expect_scheduling "the one that was first goes on" enabled
stop_agent

# Both find no scheduler attached; one comes too late.
$hello > /tmp/first.out 2>&1 &
first=$!
$hello > /tmp/second.out 2>&1 &
second=$!
if wait_state enabled 60; then
	tries=100
	while [ $tries -gt 0 ] && ! cat /tmp/first.out /tmp/second.out | grep -q '^Error: '; do
		tries=$((tries - 1))
		sleep 0.1
	done
fi
cat /tmp/first.out /tmp/second.out | sed 's/^/    said: /' >&2
problems=
[ "$(cat /tmp/first.out /tmp/second.out | grep -c '^hello schedules')" = 1 ] || problems="not one of them schedules; "
[ "$(cat /tmp/first.out /tmp/second.out | grep -c 'attached already, by another process')" = 1 ] ||
	problems="${problems}not one of them says that the other was faster; "
judge "two agents at the same moment: one schedules, one says why it does not" "$problems"
expect_scheduling "two agents at the same moment" enabled
kill -INT $first $second 2>/dev/null
wait $first $second
wait_state disabled 10

# --------------------------------------------------------- nobody listens --

AGENT_COMMAND=hello
$hello --stats 1 > /dev/full 2> $AGENT_ERR &
AGENT_PID=$!
wait_state enabled 60
sleep 2
expect_scheduling "output that cannot be written is no reason to stop" enabled
stop_agent

before=$(cut -d . -f 1 /proc/uptime)
start_hello
# Toggling a CPU takes time of the agent's, which has to get through its load.
pause=$((($(cut -d . -f 1 /proc/uptime) - before) / 4)).05
end_running
stop_hello

# ------------------------------------------------------ the kernel's restart --

# toggle_until PATTERN: takes CPU 1 offline and back, a few times while a scheduler is
# loaded, until the agent has said so or is gone.
toggle_until() {
	while agent_lives && ! cat $AGENT_OUT $AGENT_ERR | grep -q "$1"; do
		echo 0 > /sys/devices/system/cpu/cpu1/online
		echo 1 > /sys/devices/system/cpu/cpu1/online
		sleep $pause
	done
}

launch() {
	AGENT_COMMAND="hello $*"
	: > $AGENT_OUT
	: > $AGENT_ERR
	$hello "$@" > $AGENT_OUT 2> $AGENT_ERR &
	AGENT_PID=$!
}

launch --max-threads 777
toggle_until 'starts again'
expect_said "a CPU came or went before it was attached: it starts again" \
	'hello starts again, with the same command line: a CPU came or went .expected hotplug seq [0-9]+ did not match actual [0-9]+.; restart 1 of at most 5 in a row'
wait_state enabled 60
expect_said "the restart keeps the command line" 'hello schedules .* 777 have an id'
expect_scheduling "after a restart" enabled
stop_hello

launch
toggle_until 'hello schedules'
expect_end "restarts without end come to one" 1 \
	'the kernel asked hello to start again more than 5 times in a row.*The last time, because a CPU came or went.*end it, then start hello again'
expect_scheduling "after too many restarts" disabled
finish
