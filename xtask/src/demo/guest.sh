# Runs `hello` under load, in a test machine or on a machine with sched_ext.
# Lines that start with "DEMO " are for the host; the rest is for the reader.
#
# Expects hello, hackbench and flux-loads in PATH and DEMO_SCALE in the
# environment: how much a load does, as a multiple of what an emulated machine
# gets through in seconds.

ops=/sys/kernel/sched_ext
log=$(mktemp)

say() { echo "demo: $*"; }

state() { cat $ops/state 2>/dev/null || echo absent; }

# Asks the agent for its accounts and waits for the answer.
accounts() {
    before=$(grep -c '^FLUX-ACCOUNTS ' "$log")
    kill -USR1 "$agent" 2>/dev/null || return 1
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        if [ "$(grep -c '^FLUX-ACCOUNTS ' "$log")" -gt "$before" ]; then
            grep '^FLUX-ACCOUNTS ' "$log" | tail -n 1 | cut -d ' ' -f 2-
            return 0
        fi
        sleep 1
    done
    return 1
}

# load NAME COMMAND...: runs one load and tells the host how it ended.
load() {
    name=$1
    shift
    say "load $name: $*"
    start=$(date +%s)
    "$@" > "$log.load" 2>&1
    status=$?
    seconds=$(($(date +%s) - start))
    [ $status -eq 0 ] || tail -n 20 "$log.load"
    echo "DEMO load $status $seconds $(state) $name"
}

echo "DEMO cpus $(nproc)"
say "starting hello"
hello > "$log" 2>&1 &
agent=$!
for _ in $(seq 60); do
    [ "$(state)" = enabled ] && break
    kill -0 $agent 2>/dev/null || break
    sleep 1
done
if [ "$(state)" != enabled ]; then
    echo "DEMO failed hello did not attach"
    kill $agent 2>/dev/null
    wait $agent
    cat "$log"
    exit 1
fi
say "every thread is scheduled by $(cat $ops/root/ops)"

load sleepers flux-loads sleep-yield --threads $((20 * DEMO_SCALE))
load spinners flux-loads spin --threads $((50 * DEMO_SCALE))
load hackbench hackbench -g 8 -l $((20 * DEMO_SCALE))
load affinity flux-loads affinity
load fork-storm flux-loads fork-storm --count $((500 * DEMO_SCALE))

say "waiting for the CPUs to come back"
for _ in $(seq 15); do
    answer=$(accounts) || break
    case $answer in *'"balanced":true'*) break ;; esac
    sleep 1
done
echo "DEMO attached $(state) $(cat $ops/nr_rejected)"
if [ -n "$answer" ]; then
    echo "DEMO accounts $answer"
else
    echo "DEMO failed the agent did not answer SIGUSR1 with its accounts"
fi

say "stopping hello"
kill -INT $agent
for _ in $(seq 30); do
    kill -0 $agent 2>/dev/null || break
    sleep 1
done
if kill -KILL $agent 2>/dev/null; then
    echo "DEMO failed hello was still there 30 s after SIGINT"
fi
wait $agent
echo "DEMO agent $? $(state)"
grep -v '^FLUX-ACCOUNTS ' "$log" | tail -n 20
rm -f "$log" "$log.load"
exit 0
