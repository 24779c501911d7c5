# Measures pipe round trips under one scheduler after the other, in one boot of a
# machine whose clock counts instructions.
#
# Prints "BENCH SCHEDULER NS" for each run. Expects flux-loads and
# what the schedulers need in /usr/bin; SCHEDULERS, TRIPS and RUNS are set by the
# host.

ops=/sys/kernel/sched_ext

say() { echo "bench: $*" >&2; }

state() { cat $ops/state 2>/dev/null || echo absent; }

wait_state() {
    for _ in $(seq 60); do
        [ "$(state)" = "$1" ] && return 0
        sleep 1
    done
    say "sched_ext is $(state), not $1"
    [ -s /tmp/log ] && cat /tmp/log >&2
    return 1
}

measure() {
    say "measuring $1"
    # What attaching has stirred up has to settle.
    sleep 3
    for _ in $(seq "$RUNS"); do
        /usr/bin/flux-loads pipe-bench "$TRIPS" > /tmp/pipe || { cat /tmp/pipe >&2; exit 1; }
        echo "BENCH $1 $(sed -n 's/^pipe: \([0-9]*\).*/\1/p' /tmp/pipe)"
    done
}

# with SCHEDULER COMMAND...: measures while COMMAND keeps a scheduler attached.
with() {
    scheduler=$1
    shift
    "$@" > /tmp/log 2>&1 &
    agent=$!
    wait_state enabled || exit 1
    measure "$scheduler"
    # A scheduler that was thrown out has not been measured.
    wait_state enabled || exit 1
    kill -INT $agent
    wait $agent
    wait_state disabled || exit 1
}

# A group for each session costs eevdf 4 % more; without, it is at its cheapest.
echo 0 > /proc/sys/kernel/sched_autogroup_enabled
# The machine needs that long until nothing but the benchmark runs.
sleep 8
for scheduler in $SCHEDULERS; do
    case $scheduler in
    eevdf)
        measure eevdf
        ;;
    minimal)
        /usr/bin/bpftool struct_ops register /usr/bin/minimal.bpf.o > /tmp/log 2>&1
        wait_state enabled || exit 1
        measure minimal
        wait_state enabled || exit 1
        /usr/bin/bpftool struct_ops unregister name minimal > /tmp/log 2>&1
        wait_state disabled || exit 1
        ;;
    *)
        with "$scheduler" "/usr/bin/$scheduler"
        ;;
    esac
done
exit 0
