# Attaches hello and detaches it again, a few times.
#
# Prints for the host "LOAD attached MILLISECONDS" for each time that it attached,
# "LOAD detached" for each time that it left the machine to the kernel's own
# scheduler, and "LOAD failed WHY". ROUNDS is set by the host.

ops=/sys/kernel/sched_ext

state() { cat $ops/state 2>/dev/null || echo absent; }

# Hundredths of a second since the machine was started.
now() { cut -d ' ' -f 1 /proc/uptime | tr -d .; }

# wait_state STATE PID: for at most a minute, and not longer than the process lives.
wait_state() {
    for _ in $(seq 600); do
        [ "$(state)" = "$1" ] && return 0
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

failed() {
    echo "LOAD failed $*"
    tail -n 20 /tmp/load.log >&2
    exit 0
}

for round in $(seq "$ROUNDS"); do
    start=$(now)
    /usr/bin/hello > /tmp/load.log 2>&1 &
    agent=$!
    if ! wait_state enabled $agent; then
        kill -KILL $agent 2>/dev/null
        failed "hello did not attach (time $round)"
    fi
    echo "LOAD attached $((($(now) - start) * 10))"
    kill -INT $agent
    # What does not end on Ctrl-C ends the machine's time.
    wait $agent
    status=$?
    [ $status -eq 0 ] || failed "hello ended with status $status (time $round)"
    [ "$(state)" = disabled ] || failed "sched_ext was $(state) after hello had ended (time $round)"
    echo "LOAD detached"
done
exit 0
