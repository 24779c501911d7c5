/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest sched_ext scheduler that has a policy: the kernel's default
 * chooses an idle CPU, and what finds none goes into the global queue. What
 * remains is what sched_ext itself costs and one callback; a scheduler that
 * does more costs more.
 *
 * Needs no header: libbpf matches the members of sched_ext_ops by name against
 * the running kernel's, so only those that are set are declared.
 */
#define SEC(name) __attribute__((section(name), used))

typedef unsigned long long u64;

/* As the kernel has them (include/linux/sched/ext.h, since 6.12). */
#define SCX_DSQ_GLOBAL 0x8000000000000001ULL
#define SCX_SLICE_DFL_NS (20 * 1000 * 1000ULL)

/* libbpf does not take a forward declaration for the kernel's type. */
struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

extern void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice_ns,
			       u64 enq_flags) __attribute__((weak)) SEC(".ksyms");

struct sched_ext_ops {
	void (*enqueue)(struct task_struct *p, u64 enq_flags);
	char name[128];
};

/* BPF hands over a callback's arguments as an array; a global function has to
 * return a number, which the kernel ignores. */
SEC("struct_ops/minimal_enqueue")
int minimal_enqueue(u64 *arguments)
{
	struct task_struct *p = (struct task_struct *)arguments[0];
	u64 enq_flags = arguments[1];

	scx_bpf_dsq_insert(p, SCX_DSQ_GLOBAL, SCX_SLICE_DFL_NS, enq_flags);
	return 0;
}

SEC(".struct_ops")
struct sched_ext_ops minimal = {
	.enqueue = (void *)minimal_enqueue,
	.name = "minimal",
};

/* clang reserves the plain name. */
char license_text[] SEC("license") = "GPL";
