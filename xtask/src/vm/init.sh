#!/bin/busybox sh
# Init of the test machine. Mounts what a scheduler and its tools expect, runs
# /flux/script, and reports its exit status to the host.
#
# ttyS0 is the kernel's console; the script's stdout, its stderr and the status
# have a serial line each, so that none can be mistaken for another.

/bin/busybox mkdir -p /bin /sbin /usr/bin /usr/sbin /proc /sys /dev /tmp /run /root /var/tmp
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev 2>/dev/null
# Only for names that no copied file has taken.
/bin/busybox --install -s

export PATH=/usr/bin:/usr/sbin:/bin:/sbin HOME=/root TERM=dumb

mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run
# For programs that no other machine would survive, such as flux-storm.
touch /run/flux-vm
mount -t bpf bpffs /sys/fs/bpf
mount -t tracefs tracefs /sys/kernel/tracing
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
mount -t cgroup2 cgroup2 /sys/fs/cgroup
for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
    echo "+$controller" > /sys/fs/cgroup/cgroup.subtree_control
done
ip link set lo up
hostname flux-vm
ulimit -n 65536
ulimit -l unlimited

for line in /dev/ttyS1 /dev/ttyS2 /dev/ttyS3; do
    stty -F $line raw -echo 115200
done

echo ready > /dev/ttyS3
cd /root
setsid sh /flux/script < /dev/null > /dev/ttyS1 2> /dev/ttyS2
status=$?

# Setting a mode waits until what was written has left; the status goes last.
stty -F /dev/ttyS1 raw
stty -F /dev/ttyS2 raw
echo "exit $status" > /dev/ttyS3
stty -F /dev/ttyS3 raw
# The host ends the machine when it has read the status.
sleep 30
poweroff -f
