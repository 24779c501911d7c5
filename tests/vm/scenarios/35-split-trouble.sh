# split when CPUs go and come, when one child is left with none, and when threads may not
# use all CPUs: shares follow, nobody is forgotten, and the scheduler stays.
#
# kernel: 6.18
# cpus: 4
# timeout: 2400
# emulation: fine
# needs: two_biffs flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
cpus=$(nproc)
hogs=$((2 * cpus))
half=$((cpus / 2))

# config FILE LEFT RIGHT: the settings of each.
config() {
	cat > "/tmp/$1.toml" <<END
[[rules]]
to = "left"
comm = "left*"

[tunables.root.left]
$2

[tunables.root.right]
$3
END
}
config halves "WEIGHT = 100" "WEIGHT = 100"
config none-left "MAX = 0" "WEIGHT = 100"
config all-taken "WEIGHT = 0" "MIN = $cpus"

# Commands for steps.
cat > /usr/bin/switch <<'END'
#!/bin/sh
# switch VALUE CPU…: takes CPUs offline (0) or back (1), all at the same time.
value=$1
shift
for cpu in "$@"; do
	{ echo "$value" > "/sys/devices/system/cpu/cpu$cpu/online" || touch /tmp/switch.failed; } &
done
wait
[ ! -e /tmp/switch.failed ]
END
cat > /usr/bin/settle-for <<'END'
#!/bin/sh
# settle-for FILE: the agent reads that file.
cp "/tmp/$1.toml" /tmp/two.toml
kill -HUP "$(cat /tmp/agent.pid)"
END
chmod +x /usr/bin/switch /usr/bin/settle-for

# halves_of CPUS: what each has then.
halves_of() {
	echo "left=$(($1 / 2)),right=$(($1 - $1 / 2))"
}

/usr/bin/flux-loads short-turns >&2
cp /tmp/halves.toml /tmp/two.toml
start_agent two_biffs --config /tmp/two.toml --check=200
echo "$AGENT_PID" > /tmp/agent.pid
started=$(cat $SCX/enable_seq)
both="--group left:$hogs:0:$half --group right:$hogs:0:$half"

# After each step: on average a quarter of a CPU off, and never more than one.
run_load "one CPU goes and comes, then all but two at once" $loads crowd $both \
	--moment-ms 100 --everybody-runs \
	--step "switch 0 1 => $(halves_of $((cpus - 1)))" \
	--step "switch 1 1 => $(halves_of "$cpus")" \
	--step "switch 0 $(seq -s ' ' 1 $((cpus - 2))) => left=1,right=1" \
	--step "switch 1 $(seq -s ' ' 1 $((cpus - 2))) => $(halves_of "$cpus")"

# Who has no CPU is rescued each half a second, for a tenth of the machine at most.
tenth="0.01..0.$cpus"
run_load "a child with no CPUs lives, and gets them when its share changes" $loads crowd $both \
	--settle-ms 500 --to-ms 2500 --everybody-runs \
	--step "settle-for none-left => left=$tenth,right=$((cpus - 1))..$cpus.1" \
	--step "settle-for all-taken => left=$tenth,right=$((cpus - 1))..$cpus.1" \
	--step "settle-for halves => $(halves_of "$cpus")"

run_load "a realtime thread takes a CPU, and it returns" $loads crowd $both \
	--settle-ms 500 --off-by 0.5 --everybody-runs \
	--step "$loads fifo-hog --cpu 1 --seconds 3 > /tmp/hog 2>&1 & => $(halves_of $((cpus - 1)))" \
	--step "until grep -q ok: /tmp/hog; do sleep 0.2; done => $(halves_of "$cpus")"

# Threads of right that may not go everywhere take their turns where they may.
mkdir -p /sys/fs/cgroup/few
echo 0-1 > /sys/fs/cgroup/few/cpuset.cpus
cat > /tmp/restricted <<END
#!/bin/sh
(echo 0 > /sys/fs/cgroup/few/cgroup.procs; exec $loads crowd --group few:2:0:0.1..2 --everybody-runs) > /tmp/few 2>&1 &
few=\$!
taskset 1 $loads crowd --group one:2:0:0.1..1 --everybody-runs > /tmp/one 2>&1 &
one=\$!
taskset 3 $loads crowd --group two:2:0:0.1..2 --everybody-runs > /tmp/two 2>&1 &
two=\$!
$loads crowd --group left:$hogs:0:$((half - 1))..$half.25 --group right:$hogs:0:0.1..$half.25 --everybody-runs > /tmp/others 2>&1 || failed=1
for pid in \$few \$one \$two; do wait \$pid || failed=1; done
cat /tmp/few /tmp/one /tmp/two /tmp/others | tr '\n' ';'
[ -z "\$failed" ]
END
run_load "threads of a cpuset, of one CPU and of two get on, and shares hold" sh /tmp/restricted

if [ "$(cat $SCX/enable_seq)" = "$started" ]; then
	ok "the scheduler was never started again"
else
	not_ok "the scheduler was never started again" "enable_seq is $(cat $SCX/enable_seq), was $started"
fi
check_balanced "two_biffs at the end"
stop_agent
finish
