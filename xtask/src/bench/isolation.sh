# Measures requests beside hogs and forkers under one scheduler after the other, in one
# boot.
#
# Prints "ISOLATION ROW key=value ..." for each. Expects flux-loads and the
# schedulers in /usr/bin; EMULATED, ROWS, CPUS, RATE, WORKERS and FOR_SECONDS are set by the host.

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

# measure ROW OPTIONS...: two hogs and one forker for each CPU.
measure() {
    row=$1
    shift
    say "measuring $row"
    /usr/bin/flux-loads rpc --workers "$WORKERS" --rate "$RATE" --seconds "$FOR_SECONDS" \
        --hogs $((2 * CPUS)) --forkers "$CPUS" $rounds --give-up-after 1200 "$@" > /tmp/rpc 2>&1 ||
        { cat /tmp/rpc >&2; exit 1; }
    figures=$(sed -n 's/^RPC //p' /tmp/rpc)
    echo "ISOLATION $row $figures"
    # All rows take the same work for a request, as the first one found it.
    rounds="--work-rounds ${figures##*work_rounds=}"
}

# with ROW COMMAND...: measures while COMMAND keeps a scheduler attached.
with() {
    row=$1
    shift
    "$@" > /tmp/log 2>&1 &
    agent=$!
    wait_state enabled || exit 1
    # What attaching has stirred up has to settle.
    sleep 1
    measure "$row"
    # A scheduler that was thrown out has not been measured.
    wait_state enabled || exit 1
    kill -INT $agent
    wait $agent
    wait_state disabled || exit 1
}

rounds=
if [ "$EMULATED" = true ]; then
    /usr/bin/flux-loads short-turns > /tmp/log || { cat /tmp/log >&2; exit 1; }
fi
# One group for all of one session would make nice values mean something else.
echo 0 > /proc/sys/kernel/sched_autogroup_enabled
sleep 2
for row in $ROWS; do
    case $row in
    eevdf) measure $row ;;
    eevdf-nice) measure $row --rpc-nice -20 ;;
    eevdf-nice-slice) measure $row --rpc-nice -20 --rpc-slice-us 100 ;;
    eevdf-cgroup) measure $row --rpc-cgroup-weight 10000 ;;
    realtime) measure $row --rpc-realtime ;;
    rpc-split)
        with $row /usr/bin/rpc-split --config /usr/bin/flux.toml --set split.CPUS.housekeeping=1
        ;;
    *) with "$row" "/usr/bin/$row" ;;
    esac
done
exit 0
