# CPUs that the kernel's scheduler is told to leave alone. It takes no sched_ext scheduler
# then, whoever made it, and the agent has to say so.
#
# kernel: 6.18
# cpus: 4
# timeout: 300
# append: isolcpus=2
# needs: two_biffs

. /usr/bin/lib.sh

expect_error "a machine that was booted with isolcpus=" "isolcpus= \(CPUs 2\)\. Boot it without" \
	/usr/bin/two_biffs
if [ "$(scx_state)" = disabled ]; then
	ok "the kernel's own scheduler stays"
else
	not_ok "the kernel's own scheduler stays" "sched_ext is $(scx_state)"
fi
finish
