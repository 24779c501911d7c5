# The machine lacks something: what a scheduler does not need is not missed, and for
# the rest there is a sentence. The machine schedules on.
#
# kernel: 6.18
# cpus: 2
# timeout: 600
# needs: hello flux-loads tests/vm/faults.sh

. /usr/bin/lib.sh
. /usr/bin/faults.sh
hello=/usr/bin/hello
loads=/usr/bin/flux-loads

# --------------------------------------------------------------- not needed --

umount /sys/kernel/tracing /sys/kernel/debug /sys/fs/bpf
[ -d /boot ] && mount -t tmpfs none /boot
[ -e /proc/config.gz ] && mount --bind /dev/null /proc/config.gz
problems=
for place in /sys/kernel/tracing /sys/kernel/debug /sys/fs/bpf; do
	grep -q " $place " /proc/mounts && problems="$problems$place is still mounted; "
done
[ -e "/boot/config-$(uname -r)" ] && problems="$problems/boot has the kernel's configuration; "
[ -s /proc/config.gz ] && problems="$problems/proc/config.gz has it; "
judge "neither tracefs, debugfs, bpffs nor the kernel's configuration are there" "$problems"
start_hello
run_load "nor are they missed" $loads sleep-yield --threads 20
stop_hello

# ------------------------------------------------------------------ needed --

mount -t tmpfs none /sys/kernel/btf
expect_error "BTF missing" \
	'does not describe its types: /sys/kernel/btf/vmlinux is missing.*Install a kernel built with CONFIG_DEBUG_INFO_BTF=y' $hello
umount /sys/kernel/btf

mount -t tmpfs none /sys
expect_error "/sys missing" '/sys is not mounted.*Mount it .mount -t sysfs sysfs /sys' $hello
umount /sys

mount -t tmpfs none /proc
expect_error "/proc missing" '/proc is not mounted.*Mount it .mount -t proc proc /proc' $hello
umount /proc

# ------------------------------------------------------------------ memory --

# within LIMIT COMMAND…: in a cgroup that may use so much memory.
cat > /usr/bin/within <<'END'
#!/bin/sh
mkdir -p /sys/fs/cgroup/small
echo "$1" > /sys/fs/cgroup/small/memory.max
echo 0 > /sys/fs/cgroup/small/cgroup.procs
shift
exec "$@"
END
# addresses KIB COMMAND…: with so much room for addresses.
cat > /usr/bin/addresses <<'END'
#!/bin/sh
ulimit -v "$1"
shift
exec "$@"
END
chmod +x /usr/bin/within /usr/bin/addresses

expect_error "a memory limit on its cgroup, many threads" \
	'no memory for the scheduler.s maps .1[0-9][0-9] MiB.*this cgroup may use 64 MiB ./sys/fs/cgroup/small/memory.max.*raise the limit, or give it fewer threads with --max-threads' \
	/usr/bin/within 64M $hello --max-threads 1000000
expect_error "a memory limit on its cgroup, the usual number of threads" \
	'no memory for the scheduler.s maps.*this cgroup may use 12 MiB.*--max-threads' /usr/bin/within 12M $hello
expect_error "a limit on its addresses" \
	'no memory for the scheduler.s maps.*this process may use 58 MiB of addresses .ulimit -v.' \
	/usr/bin/addresses 60000 $hello --max-threads 1000000
expect_scheduling "the machine after that" disabled

# What the message advises works.
AGENT_COMMAND="hello within 64 MiB"
: > $AGENT_OUT
: > $AGENT_ERR
/usr/bin/within 64M $hello --max-threads 2000 > $AGENT_OUT 2> $AGENT_ERR &
AGENT_PID=$!
wait_state enabled 60
expect_scheduling "fewer threads fit into that limit" enabled
stop_agent
finish
