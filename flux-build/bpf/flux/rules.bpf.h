/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules: which thread goes to which instance. The agent compiles them into a table
 * of fixed size; the first rule that fits decides, and without one the hierarchy's
 * home for new threads.
 *
 * It judges only. move.bpf.h does what is judged, hooks.bpf.h says when to judge
 * again.
 */
#ifndef __FLUX_RULES_BPF_H
#define __FLUX_RULES_BPF_H

/* The agent writes it at any time, hence volatile where that matters. */
struct flux_rules flux_rules SEC(".data.flux_rules") = {
	.generation = 1,
};

/* What rules ask of a thread, read once. */
struct flux_facts {
	char comm[FLUX_COMM_LEN];
	char process[FLUX_COMM_LEN];
	u32 uid;
	s32 nice;
	u32 pid_ns;
	u32 is_kthread;
};

/* The inode of the innermost pid namespace that the task is in. */
static __always_inline u32 flux_pid_ns_of(struct task_struct *p)
{
	struct pid *pid = p->thread_pid;
	struct pid_namespace *ns = NULL;
	u64 at = bpf_core_field_offset(struct pid, numbers) + bpf_core_field_offset(struct upid, ns);

	/* A task that is gone has none. */
	if (!pid)
		return 0;
	bpf_probe_read_kernel(&ns, sizeof(ns), (void *)pid + at + pid->level * bpf_core_type_size(struct upid));
	return BPF_CORE_READ(ns, ns.inum);
}

static __always_inline void flux_facts_of(struct flux_facts *facts, struct flux_thread *thread,
					  struct task_struct *p)
{
	bpf_probe_read_kernel(facts->comm, sizeof(facts->comm), p->comm);
	bpf_probe_read_kernel(facts->process, sizeof(facts->process), p->group_leader->comm);
	facts->uid = p->real_cred->uid.val;
	facts->nice = thread->f.nice;
	facts->pid_ns = flux_pid_ns_of(p);
	facts->is_kthread = !!(thread->f.flags & FLUX_THREAD_KTHREAD);
}

/* Functions of their own: the verifier walks them once a call, not once a rule and path. */
static __noinline bool flux_name_fits(const struct flux_glob *glob, const char *name)
{
	return flux_glob_fits(glob, name);
}

static __always_inline bool flux_number_fits(const struct flux_rule *rule, const struct flux_facts *facts)
{
	u32 conditions = rule->conditions;

	if (conditions & FLUX_IF_NEVER)
		return false;
	if (conditions & FLUX_IF_UID && (facts->uid < rule->uid_min || facts->uid > rule->uid_max))
		return false;
	if (conditions & FLUX_IF_NICE && (facts->nice < rule->nice_min || facts->nice > rule->nice_max))
		return false;
	if (conditions & FLUX_IF_KTHREAD && !facts->is_kthread)
		return false;
	if (conditions & FLUX_IF_NO_KTHREAD && facts->is_kthread)
		return false;
	if (conditions & FLUX_IF_PID_NS && facts->pid_ns != rule->pid_ns)
		return false;
	return !(conditions & FLUX_IF_NO_PID_NS && facts->pid_ns == rule->pid_ns);
}

static __noinline bool flux_rule_fits(const struct flux_rule *rule, const struct flux_facts *facts,
				      struct task_struct *p)
{
	u32 conditions = rule->conditions;

	if (!flux_number_fits(rule, facts))
		return false;
	if (conditions & FLUX_IF_COMM && !flux_name_fits(&rule->comm, facts->comm))
		return false;
	if (conditions & FLUX_IF_PROCESS && !flux_name_fits(&rule->process, facts->process))
		return false;
	return !(conditions & FLUX_IF_CGROUP) ||
	       flux_cgroup_id_at(p->cgroups->dfl_cgrp, rule->cgroup_level) == rule->cgroup;
}

/* The instance that the rules choose. */
static __always_inline u32 flux_rules_choose(const struct flux_facts *facts, struct task_struct *p)
{
	struct flux_rule_table *table = &flux_rules.table[flux_rules.active & 1];
	u32 i;

	bpf_for(i, 0, FLUX_MAX_RULES) {
		struct flux_rule *rule = bpf_array_elem(table->rule, FLUX_MAX_RULES, i);
		u32 id;

		if (!rule || i >= table->nr)
			break;
		if (!flux_rule_fits(rule, facts, p))
			continue;
		id = rule->sched;
		/* A thread among those that cannot hold it would be lost. */
		return flux_sched_at(id)->f.holds_threads ? id : FLUX_NEW_THREADS;
	}
	return FLUX_NEW_THREADS;
}

/* A mark of a name: the same for the same name, never 0. The lowest bit says whose it is. */
static __always_inline u32 flux_name_mark(const char *name, bool of_process)
{
	const u64 *words = (const u64 *)name;
	u64 mixed = words[0] * 0x9e3779b97f4a7c15ULL ^ words[1] * 0xc2b2ae3d27d4eb4fULL;

	return (u32)(mixed >> 32 & ~3ULL) | 2 | of_process;
}

/*
 * The kernel tells of a new name before it writes it (task_rename), so that a thread
 * may be judged in between, by its old one. It is judged again until the name is there.
 */
static __always_inline bool flux_rename_is_seen(u32 renamed, const struct flux_facts *facts)
{
	const char *name = renamed & 1 ? facts->process : facts->comm;

	return !renamed || flux_name_mark(name, renamed & 1) == renamed;
}

/*
 * Judges the thread. The caller holds the lock of its run queue.
 *
 * Whatever changes meanwhile is seen now or judged again: who changes something
 * resets rules_seen, or raises the generation, afterwards; here they are written
 * first. So a torn read of a table that is being replaced decides nothing for long.
 */
static __noinline int flux_judge(struct flux_thread *thread, struct task_struct *p)
{
	u32 generation = *(volatile u32 *)&flux_rules.generation;
	u32 renamed = __sync_lock_test_and_set(&thread->f.renamed, 0);
	struct flux_facts facts __attribute__((aligned(8)));
	u32 id;

	__sync_lock_test_and_set(&thread->f.rules_seen, generation);
	flux_facts_of(&facts, thread, p);
	id = flux_rules_choose(&facts, p);
	if (!flux_rename_is_seen(renamed, &facts)) {
		__sync_val_compare_and_swap(&thread->f.renamed, 0, renamed);
		thread->f.rules_seen = 0;
	}
	/* An op may have sent it elsewhere: that holds until the rules say something new. */
	if (id != thread->f.ruled) {
		thread->f.ruled = id;
		thread->f.home = id;
	}
	return 0;
}

#endif /* __FLUX_RULES_BPF_H */
