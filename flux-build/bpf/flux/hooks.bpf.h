/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What makes a thread to be judged again: exec, a new name, another cgroup. The
 * kernel's tracepoints tell; the agent loads and attaches these programs if there
 * are rules, and those that the kernel has. `bpftool struct_ops register` leaves
 * them out, hence the "?".
 *
 * They only reset rules_seen, after the change or, for a name, with its mark: the
 * thread is judged when it is queued next. No lock is held here.
 */
#ifndef __FLUX_HOOKS_BPF_H
#define __FLUX_HOOKS_BPF_H

/* @renamed: the mark of the name that is about to be its own or its process', or 0. */
static __always_inline void flux_judge_again(struct task_struct *p, u32 renamed)
{
	struct flux_thread *thread = flux_thread_of(p);

	/* A task that is not ours has no id here, or another's: then that is judged once more. */
	if (!thread)
		return;
	if (renamed)
		__sync_lock_test_and_set(&thread->f.renamed, renamed);
	__sync_lock_test_and_set(&thread->f.rules_seen, 0);
}

/* All threads of the task's process. */
static __always_inline void flux_judge_process(struct task_struct *p, u32 renamed)
{
	struct task_struct *thread;

	bpf_for_each(task, thread, p, FLUX_ITER_PROCESS)
		flux_judge_again(thread, renamed);
}

SEC("?tp_btf/sched_process_exec")
int BPF_PROG(flux_on_exec, struct task_struct *p)
{
	flux_judge_again(p, 0);
	return 0;
}

/* Before the name is written. The first thread's is that of its process, too. */
SEC("?tp_btf/task_rename")
int BPF_PROG(flux_on_rename, struct task_struct *p, const char *comm)
{
	char name[FLUX_COMM_LEN] __attribute__((aligned(8))) = {};

	bpf_probe_read_kernel_str(name, sizeof(name), comm);
	if (p->pid == p->tgid)
		flux_judge_process(p, flux_name_mark(name, true));
	else
		flux_judge_again(p, flux_name_mark(name, false));
	return 0;
}

SEC("?tp_btf/cgroup_attach_task")
int BPF_PROG(flux_on_cgroup, struct cgroup *to, const char *path, struct task_struct *p, bool threadgroup)
{
	if (threadgroup)
		flux_judge_process(p, 0);
	else
		flux_judge_again(p, 0);
	return 0;
}

#endif /* __FLUX_HOOKS_BPF_H */
