# split: who gets how many CPUs, and that what is lent comes back.
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

cat > /tmp/two.toml <<END
[[rules]]
to = "left"
comm = "left*"

[tunables.root.left]
CPUS = $((cpus - 1))

[tunables.root.right]
MIN = 1
END

/usr/bin/flux-loads short-turns >&2
# --check: every thread is on the lists of its own instance, among other things.
start_agent two_biffs --config /tmp/two.toml --check=200
run_load "both want all: all CPUs but one, and that one" \
	$loads crowd --group left:$hogs:0:$((cpus - 1)) --group right:$hogs:0:1
run_load "what one does not use, the other borrows" $loads crowd --group right:$hogs:0:$cpus
run_load "lent CPUs come back within a tenth of a second" \
	$loads crowd --group right:$hogs:0:1 --group left:$hogs:500:$((cpus - 1)) \
	--from-ms 600 --to-ms 1600
run_load "who wants two of more has two" \
	$loads crowd --group left:2:0:2 --group right:$hogs:0:$((cpus - 2))
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "affinity changes" $loads affinity --seconds 1
run_load "500 short processes" $loads fork-storm --count 500
check_balanced "two_biffs at the end"
stop_agent
finish
