/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread goes from one instance to another: because the rules say so
 * (rules.bpf.h), or because an op of its subscheduler did (join_scheduler).
 *
 * Invariants:
 *  - a thread moves only where the lock of its run queue is held and it is on no
 *    queue: at the beginning of enqueue, and in dispatch if it runs there.
 *  - `sched` is left under the lock of the instance that is left. So whoever holds
 *    that lock and finds the thread its own can rely on it.
 *  - each account has the thread once: nr_threads, nr_wanted, FLUX_THREAD_WANTS, and what
 *    competes in its cgroup.
 */
#ifndef __FLUX_MOVE_BPF_H
#define __FLUX_MOVE_BPF_H

/* Whether the thread is to be judged, or to go elsewhere. Nothing, where neither can be. */
static __always_inline bool flux_move_is_due(struct flux_thread *thread)
{
#ifdef FLUX_HAS_JOIN_SCHEDULER
	if (thread->f.home != thread->f.sched)
		return true;
#endif
	return flux_config.rules && thread->f.rules_seen != flux_rules.generation;
}

/* The state that its type adds is all zeroes. */
static __always_inline void flux_thread_clear(struct flux_thread *thread)
{
	if (sizeof(*thread) > sizeof(thread->f))
		__builtin_memset((char *)thread + sizeof(thread->f), 0, sizeof(*thread) - sizeof(thread->f));
}

/* The thread is in @sched from now on: a new one, or one that has left its instance. */
static __always_inline void flux_thread_arrive(struct flux_thread *thread, struct flux_sched *sched,
					       struct flux_ctx *ctx)
{
	flux_thread_clear(thread);
	__sync_fetch_and_add(&sched->f.nr_threads, 1);
	flux_call_thread_new(sched, thread, ctx);
}

static __noinline int flux_move(struct flux_thread *thread, struct flux_ctx *ctx)
{
	struct flux_sched *from = flux_sched_at(thread->f.sched);
	struct flux_sched *to = flux_sched_at(thread->f.home);
	bool wants = thread->f.flags & FLUX_THREAD_WANTS;
	struct bpf_spin_lock *lock = flux_sched_lock(from);

	if (!lock)
		return 0;
	flux_call_thread_departed(from, thread, ctx);
	flux_thread_wants(thread, false);
	__sync_fetch_and_add(&from->f.nr_threads, -1);
	bpf_spin_lock(lock);
	thread->f.sched = to->f.id;
	bpf_spin_unlock(lock);
	flux_cgroup_recount(thread->f.id, thread->f.sched, thread->f.weight);
	flux_thread_arrive(thread, to, ctx);
	flux_thread_wants(thread, wants);
	return 0;
}

/* Judges and moves. Whether it moved. */
static __always_inline bool flux_move_if_due(struct flux_thread *thread, struct task_struct *p,
					     struct flux_ctx *ctx)
{
	if (!flux_move_is_due(thread))
		return false;
	if (flux_config.rules && thread->f.rules_seen != flux_rules.generation)
		flux_judge(thread, p);
	if (thread->f.home == thread->f.sched)
		return false;
	flux_move(thread, ctx);
	return true;
}

/* From enqueue. How it ran, and whether it yielded, its new instance has no part in. */
static __always_inline void flux_move_queued(struct flux_thread *thread, struct task_struct *p,
					     struct flux_ctx *ctx)
{
	if (flux_move_if_due(thread, p, ctx))
		thread->f.flags &= ~(FLUX_THREAD_YIELDED | FLUX_THREAD_RAN);
}

/*
 * From enqueue, after the op. One that has sent the thread elsewhere need not link it: it
 * is handed over there at once. Only once, since two instances may send it to each other.
 */
static __always_inline void flux_follow(struct flux_thread *thread, struct flux_ctx *ctx)
{
#ifdef FLUX_HAS_JOIN_SCHEDULER
	if (thread->f.state != FLUX_THREAD_HANDED || thread->f.home == thread->f.sched)
		return;
	/* Under the lock: whoever has an old handle of it may be linking it just now. */
	flux_unlink(thread->f.id);
	flux_move(thread, ctx);
	flux_hand_over(thread);
	flux_call_thread_runnable(flux_sched_at(thread->f.sched), thread, ctx);
#endif
}

/*
 * From dispatch, for the thread that runs and may go on: alone on its CPU it would come
 * to no enqueue. What the pick finds is a thread of the new instance that wants a CPU.
 * With a context of its own: the verifier need not walk the pick once more for it.
 */
static __noinline int flux_move_current(struct flux_thread *thread, struct task_struct *p, struct flux_cpu *cpu)
{
	struct flux_ctx ctx = { .thread = thread->f.id };

	if (flux_move_if_due(thread, p, &ctx))
		flux_call_thread_on_cpu(flux_sched_at(thread->f.sched), thread, cpu, &ctx);
	return 0;
}

#endif /* __FLUX_MOVE_BPF_H */
