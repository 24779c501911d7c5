/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest possible sched_ext scheduler: no callback on any path that a
 * thread takes. The kernel's defaults choose an idle CPU and put everything else
 * into the global queue. What remains is what sched_ext itself costs; no
 * scheduler can cost less.
 *
 * libbpf matches the members of sched_ext_ops by name against the running
 * kernel's, so only those that are set need to be declared.
 */
#define SEC(name) __attribute__((section(name), used))

struct sched_ext_ops {
	int (*init)(void);
	char name[128];
};

/* bpftool 7.1 crashes on an object without any program. Runs once, at attach. */
SEC("struct_ops/minimal_init")
int minimal_init(void)
{
	return 0;
}

SEC(".struct_ops")
struct sched_ext_ops minimal = {
	.init = minimal_init,
	.name = "minimal",
};

/* clang reserves the plain name. */
char license_text[] SEC("license") = "GPL";
