/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads that a policy must not or cannot run, and the queues of the kernel's
 * in which they wait instead:
 *
 *  - pinned: a user thread that may use one CPU only, for good or until it enables
 *    migration again, waits in that CPU's own queue (rule R1: whoever holds the CPU);
 *  - shared: a thread without an id, one that its subscheduler picked for a CPU
 *    which it may not use, one that is still switching out elsewhere, and one
 *    that nobody ran for too long (rule R4). Any CPU that it may use takes it.
 *
 * Why not SCX_DSQ_LOCAL and SCX_DSQ_GLOBAL: the kernel serves those two before
 * it calls dispatch, so two pinned hogs on each CPU, or more unnumbered hogs than
 * CPUs, would lock every policy out until the watchdog ejects the scheduler. With
 * queues of its own flux shares: each CPU's dispatches alternate between policy
 * and fallback, and every slice is finite, so both sides get at least half of the
 * turns, and pinned and shared half of theirs. (Of those in which nobody is pinned,
 * a policy that asked for the CPU may get three of four, too: flux_fallback_turn.)
 *
 * That is also why the kernel may not keep exiting threads, and those that have
 * disabled migration, from us (SCX_OPS_ENQ_*): it would put them into SCX_DSQ_LOCAL
 * each time that their slice ends. Two of them that compute have a CPU to
 * themselves, and did, for 40 s, under a storm.
 *
 * Kernel threads bound to a CPU do go to SCX_DSQ_LOCAL when they wake up: they are
 * short, and the machine waits for them. One that has used up its slice waits like
 * any other.
 */
#ifndef __FLUX_FALLBACK_BPF_H
#define __FLUX_FALLBACK_BPF_H

enum flux_dsq {
	FLUX_DSQ_SHARED	= 1,
	FLUX_DSQ_CPU	= 1024,	/* + the kernel's CPU number */
};

_Static_assert(FLUX_DSQ_CPU >= FLUX_MAX_CPUS, "queue ids must not overlap");

static __always_inline s32 flux_create_queues(void)
{
	s32 err = scx_bpf_create_dsq(FLUX_DSQ_SHARED, -1);
	u32 cpu;

	if (err)
		return err;
	bpf_for(cpu, 0, flux_globals.nr_cpus) {
		err = scx_bpf_create_dsq(FLUX_DSQ_CPU + cpu, -1);
		if (err)
			return err;
	}
	return 0;
}

/*
 * A CPU goes offline. The kernel moves tasks off it when it picks them there, asks us for
 * none any more, and does not go on while one is left. Those that may use another CPU are
 * picked by that one, as ever. The others have to run here once more:
 *
 *  - who waits in the CPU's own queue: flux_flush_pinned;
 *  - who waits in the shared queue, and came from here: flux_flush_shared;
 *  - who waits with a policy, whose other CPUs are offline already: whoever picks or
 *    rescues it finds that it has no CPU (flux_has_no_cpu), and leaves it to its last one.
 *
 * The kernel has told all enqueues already that the run queue is offline, so nothing
 * follows.
 */
static __always_inline void flux_flush_pinned(struct flux_cpu *cpu)
{
	struct task_struct *p;

	if (!FLUX_GUARD(OFFLINE_FLUSH))
		return;
	/* 6.16 takes the watch timer for sleepable, because flux_init, which starts it, is. */
	bpf_rcu_read_lock();
	bpf_for_each(scx_dsq, p, FLUX_DSQ_CPU + cpu->f.cpu, 0)
		scx_bpf_dsq_move(&___it, p, FLUX_DSQ_LOCAL_ON | cpu->f.cpu, 0);
	bpf_rcu_read_unlock();
}

static __always_inline void flux_flush_shared(struct flux_cpu *cpu)
{
	struct task_struct *p;

	if (!FLUX_GUARD(LAST_CPU))
		return;
	bpf_rcu_read_lock();
	bpf_for_each(scx_dsq, p, FLUX_DSQ_SHARED, 0) {
		if (scx_bpf_task_cpu(p) == (s32)cpu->f.cpu)
			scx_bpf_dsq_move(&___it, p, FLUX_DSQ_LOCAL_ON | cpu->f.cpu, 0);
	}
	bpf_rcu_read_unlock();
}

/* Whether no CPU that the task may use is online. For paths that are seldom taken. */
static __noinline bool flux_has_no_cpu(struct task_struct *p)
{
	u32 nr;

	if (!FLUX_GUARD(LAST_CPU))
		return false;
	bpf_for(nr, 0, flux_globals.nr_cpus) {
		struct flux_cpu *cpu = flux_cpu_at(nr);

		if (cpu && cpu->f.state != FLUX_CPU_OFFLINE && bpf_cpumask_test_cpu(nr, p->cpus_ptr))
			return false;
	}
	return true;
}

/*
 * Wakes an idle CPU that the task may use, so that it looks into the queues. If none seems
 * to idle, its last one: the kernel asks there whether it idles, not the idle mask, which
 * does not have a CPU that somebody else has just kicked. From a dispatch, what was
 * inserted is in the queue by then.
 */
static __always_inline void flux_kick_idle_for(struct task_struct *p)
{
	s32 cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);

	scx_bpf_kick_cpu(cpu < 0 ? scx_bpf_task_cpu(p) : cpu, FLUX_KICK_IDLE);
}

/*
 * The counts below tell dispatch whether a queue is worth a look, which costs the
 * hot path a load instead of a hash lookup. An insert takes effect only after the
 * callback has returned, so a thread counts before it is in the queue, until it
 * runs or the kernel takes it away. A count may be too high for a while, never
 * too low.
 */

/* Into the shared queue. From enqueue, or from dispatch for a claimed thread. */
static __always_inline void flux_insert_shared(struct task_struct *p, u64 slice_ns)
{
	scx_bpf_dsq_insert(p, FLUX_DSQ_SHARED, slice_ns, 0);
	flux_kick_idle_for(p);
}

/*
 * A claimed thread that the CPU which dispatches cannot run: to a CPU that can, or to
 * its last one, which is on its way out. Returns whether it waits in the shared queue.
 */
static __always_inline bool flux_insert_elsewhere(struct task_struct *p, u64 slice_ns)
{
	if (!flux_has_no_cpu(p)) {
		flux_insert_shared(p, slice_ns);
		return true;
	}
	scx_bpf_dsq_insert(p, FLUX_DSQ_LOCAL_ON | scx_bpf_task_cpu(p), slice_ns, 0);
	return false;
}

/*
 * From dispatch, once the insert of a claimed thread is known to stand. The lock of
 * the thread's run queue is not held, hence the atomic.
 */
static __always_inline void flux_count_shared(struct flux_thread *thread)
{
	if (!(__sync_fetch_and_or(&thread->f.fallback, FLUX_FALLBACK_SHARED) & FLUX_FALLBACK_SHARED))
		__sync_fetch_and_add(&flux_globals.nr_shared, 1);
}

/*
 * Whether the task has migration disabled, so that its CPU is the one that it is on.
 * The kernel disables migration for the task that runs while a BPF program does, us
 * included. Where it does not (from 6.18 on, without CONFIG_PREEMPT_RCU), it has
 * pointed cpus_ptr to the CPU before the task comes here.
 */
static __always_inline bool flux_is_tied(struct task_struct *p)
{
	u32 nr = p->migration_disabled;

	if (!nr)
		return false;
	return nr > 1 || p != bpf_get_current_task_btf() || p->cpus_ptr != &p->cpus_mask;
}

/* Rule R1. On a machine with one CPU every thread has one, and policies run them all. */
static __always_inline bool flux_has_one_cpu(struct task_struct *p)
{
	if (flux_globals.nr_cpus <= 1)
		return false;
	return (FLUX_GUARD(PINNED) && p->nr_cpus_allowed == 1) || (FLUX_GUARD(TIED) && flux_is_tied(p));
}

/*
 * A kernel thread that is bound to its CPU runs there next: others wait for it. That holds for
 * one slice from when it woke up, in as many pieces as it is preempted in (by another one, or
 * because a policy takes the CPU from whoever is on it). Who computes on has a turn like anybody.
 */
static __always_inline bool flux_insert_bound(struct task_struct *p, struct flux_thread *thread, u64 enq_flags)
{
	u64 used_ns;

	if (!FLUX_GUARD(BOUND_KTHREADS) || !(p->flags & FLUX_PF_KTHREAD))
		return false;
	if (enq_flags & FLUX_ENQ_WAKEUP) {
		if (thread)
			thread->f.woke_at_ns = p->se.sum_exec_runtime;
		scx_bpf_dsq_insert(p, FLUX_DSQ_LOCAL, flux_config.fallback_slice_ns,
				   enq_flags | FLUX_ENQ_PREEMPT);
		return true;
	}
	if (!FLUX_GUARD(BOUND_RESUMES) || !thread)
		return false;
	used_ns = p->se.sum_exec_runtime - thread->f.woke_at_ns;
	if (used_ns >= flux_config.fallback_slice_ns)
		return false;
	scx_bpf_dsq_insert(p, FLUX_DSQ_LOCAL, flux_config.fallback_slice_ns - used_ns, enq_flags);
	return true;
}

/* Into the queue of the only CPU that the task may use. From enqueue. */
static __always_inline void flux_insert_pinned(struct task_struct *p, struct flux_thread *thread, u64 enq_flags)
{
	s32 nr = scx_bpf_task_cpu(p);
	struct flux_cpu *cpu = flux_cpu_at(nr);

	if (flux_insert_bound(p, thread, enq_flags))
		return;
	if (!cpu) {
		scx_bpf_dsq_insert(p, FLUX_DSQ_LOCAL, flux_config.fallback_slice_ns, enq_flags);
		return;
	}
	/* One without an id is not counted: flux_take_pinned looks as long as there are any. */
	if (thread) {
		thread->f.fallback_cpu = nr;
		if (!(__sync_fetch_and_or(&thread->f.fallback, FLUX_FALLBACK_PINNED) & FLUX_FALLBACK_PINNED))
			__sync_fetch_and_add(&cpu->f.nr_pinned, 1);
	}
	scx_bpf_dsq_insert(p, FLUX_DSQ_CPU + nr, flux_config.fallback_slice_ns, enq_flags);
	scx_bpf_kick_cpu(nr, FLUX_KICK_IDLE);
}

/* The thread left its fallback queue: it runs, or the kernel took it away. */
static __always_inline void flux_leave_fallback(struct flux_thread *thread)
{
	u32 was;

	if (!thread->f.fallback)
		return;
	was = __sync_lock_test_and_set(&thread->f.fallback, 0);
	if (was & FLUX_FALLBACK_GUEST)
		thread->f.flags |= FLUX_THREAD_GUEST;
	if (was & FLUX_FALLBACK_SHARED)
		__sync_fetch_and_add(&flux_globals.nr_shared, -1);
	if (was & FLUX_FALLBACK_PINNED) {
		struct flux_cpu *cpu = flux_cpu_at(thread->f.fallback_cpu);

		if (cpu)
			__sync_fetch_and_add(&cpu->f.nr_pinned, -1);
	}
}

/* Whether a thread may be waiting in a fallback queue that the CPU serves. */
static __always_inline bool flux_fallback_waits(struct flux_cpu *cpu)
{
	return cpu->f.nr_pinned || flux_globals.nr_shared || flux_globals.overflow_live;
}

static __always_inline bool flux_take_pinned(struct flux_cpu *cpu)
{
	return (cpu->f.nr_pinned || flux_globals.overflow_live) &&
	       scx_bpf_dsq_move_to_local(FLUX_DSQ_CPU + cpu->f.cpu);
}

static __always_inline bool flux_take_shared(void)
{
	return (flux_globals.nr_shared || flux_globals.overflow_live) &&
	       scx_bpf_dsq_move_to_local(FLUX_DSQ_SHARED);
}

/* Moves one waiting thread to this CPU. Only from dispatch. */
static __always_inline bool flux_take_fallback(struct flux_cpu *cpu)
{
	if (cpu->f.turn & 2)
		return flux_take_shared() || flux_take_pinned(cpu);
	return flux_take_pinned(cpu) || flux_take_shared();
}

/*
 * The fallback's turn. Who wakes up asks for a CPU, and would wait for a whole slice of somebody
 * that is in the shared queue only because it was picked while it was still switching out (seen:
 * 1 to 4 ms, of which the last per mille of all wakeups on a full machine consisted). So where
 * nobody is pinned, whoever has asked for the CPU goes first, three times of four. @is_forced:
 * it was made the fallback's turn, for a thread to be rescued.
 */
static __always_inline bool flux_fallback_turn(struct flux_cpu *cpu, bool is_forced)
{
	if (!flux_fallback_waits(cpu))
		return false;
	if (cpu->f.preempt_to && !is_forced && !cpu->f.nr_pinned && (cpu->f.turn & 6))
		return false;
	return flux_take_fallback(cpu);
}

#endif /* __FLUX_FALLBACK_BPF_H */
