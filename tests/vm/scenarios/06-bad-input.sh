# What the agent says when it cannot do what it is asked.
#
# kernel: 6.18
# cpus: 2
# timeout: 600
# needs: hello flux-loads

. /usr/bin/lib.sh
hello=/usr/bin/hello

expect_error "not root" "takes root" su -s /bin/sh nobody -c $hello
expect_error "--max-threads 0" "max-threads" $hello --max-threads 0
expect_error "--max-threads 1000000000000" "max-threads" $hello --max-threads 1000000000000
expect_error "--max-threads that is no number" "max-threads" $hello --max-threads many

mount -t tmpfs none /sys/kernel/btf
expect_error "BTF missing" "BTF" $hello
umount /sys/kernel/btf

start_hello
expect_error "it is attached already" '`hello` is attached already, by another process' $hello
run_load "the one that was attached goes on" /usr/bin/flux-loads sleep-yield
stop_hello
finish
