# A kernel that was built without sched_ext.
#
# kernel: 6.12
# cpus: 1
# timeout: 600
# needs: hello

. /usr/bin/lib.sh

if [ -d $SCX ]; then
	skip "a kernel without sched_ext" "$(uname -r) has it"
else
	expect_error "a kernel without sched_ext" "sched_ext" /usr/bin/hello
fi
finish
