# The object that the build leaves behind needs no agent: stock bpftool loads it.
#
# kernel: 6.18
# cpus: 2
# timeout: 600
# needs: hello hello.bpf.o flux-loads bpftool

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
link=/sys/fs/bpf/hello

mkdir $link
if /usr/bin/bpftool struct_ops register /usr/bin/hello.bpf.o $link > /tmp/bpftool.out 2>&1 &&
	wait_state enabled 10; then
	ok "bpftool struct_ops register"
	run_load "threads sleep and yield without an agent" $loads sleep-yield --threads 20
	run_load "threads spin without an agent" $loads spin --threads 20
	# Rust lines, in what the kernel has loaded.
	/usr/bin/bpftool prog dump xlated name flux_enqueue linum > /tmp/dump.out 2>&1
	if grep -q 'biff.rs' /tmp/dump.out; then
		ok "bpftool prog dump shows Rust lines"
	else
		tail -n 20 /tmp/dump.out >&2
		not_ok "bpftool prog dump shows Rust lines" "it names no line of biff.rs"
	fi
	rm -r $link
	if wait_state disabled 10; then
		ok "it is gone with its link"
	else
		not_ok "it is gone with its link" "sched_ext is $(scx_state)"
	fi
else
	tail -n 20 /tmp/bpftool.out >&2
	not_ok "bpftool struct_ops register" "$(tail -n 1 /tmp/bpftool.out)"
	details
fi
finish
