# A split within a split.
#
# kernel: 6.18
# cpus: 4
# timeout: 2400
# emulation: fine
# needs: nested flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
cpus=$(nproc)
hogs=$((2 * cpus))

/usr/bin/flux-loads short-turns >&2
cat > /tmp/nested.toml <<'END'
[[rules]]
to = "left"
comm = "left*"

[[rules]]
to = "outer.one"
comm = "one*"

[tunables.root.left]
CPUS = 1

[tunables.outer.one]
MIN = 2

[tunables.outer.two]
WEIGHT = 0
MIN = 1
END
start_agent nested --config /tmp/nested.toml --check=200
run_load "all want all: 1 CPU, all but two, and 1, two tiers down" \
	$loads crowd --group left:$hogs:0:1 --group one:$hogs:0:$((cpus - 2)) --group two:$hogs:0:1
run_load "the inner one borrows what the outer one leaves" \
	$loads crowd --group one:$hogs:0:$((cpus - 1)) --group two:$hogs:0:1
run_load "the outer one takes back what it has lent" \
	$loads crowd --group one:$hogs:0:$((cpus - 2)) --group two:$hogs:0:1 --group left:$hogs:500:1 \
	--from-ms 600 --to-ms 1600
check_balanced "nested at the end"
stop_agent
finish
