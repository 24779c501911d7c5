/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread between the kernel and its subscheduler.
 *
 * Threads wait on a policy's own lists, and the kernel may take one away at any
 * time (affinity, nice, class, exit), on another CPU than the one that picks. So
 * a pick and the kernel race for the thread. What decides is `state`:
 *
 *	UNQUEUED -> HANDED	flux_hand_over, before the policy's op
 *	HANDED   -> LINKED	the policy's first push, under the instance's lock
 *	HANDED   -> CLAIMED	flux_keep_forgotten, after an op that did not push
 *	HELD    <-> LINKED	its first push and its last pop, under the instance's lock
 *	HELD     -> CLAIMED	flux_claim, by the one pick that gets it
 *	LINKED   -> CLAIMED	the same, for a pick that left it on some list: under the lock
 *	any      -> UNQUEUED	flux_unqueue, when the kernel runs it or takes it away
 *
 * LINKED is left under the instance's lock only, and whoever leaves it takes the
 * thread off all lists and trees in the same critical section. Hence a thread that runs is never linked,
 * and of two picks that popped the same thread (it was popped, taken away, handed
 * over and popped again) one gets it.
 *
 * `generation` closes the window between the claim and the insert:
 *
 *	the kernel's side		the pick's side
 *	1 state = UNQUEUED		1 note the generation
 *	2 generation++			2 claim: HELD -> CLAIMED
 *	3 new queue sequence number	3 insert; the kernel notes the number it sees
 *	4 state = HANDED, again		4 compare the generation, cancel if it changed
 *
 * If the insert saw the new number, the bump came before it and the comparison
 * fails, unless the bump was noted already; then the state was UNQUEUED, and the
 * claim got what was handed over afterwards, which is right. If it saw the old
 * number, the kernel ignores the insert at the end of dispatch.
 */
#ifndef __FLUX_QUEUE_BPF_H
#define __FLUX_QUEUE_BPF_H

/* Fully ordered, for CPUs that reorder: see `generation` above. */
static __always_inline u32 flux_generation(struct flux_thread *thread)
{
	return __sync_fetch_and_add(&thread->f.generation, 0);
}

/* Before the subscheduler's op. The caller holds the lock of the thread's run queue. */
static __always_inline void flux_hand_over(struct flux_thread *thread)
{
	thread->f.queued_at_period = flux_globals.period;
	flux_thread_wants(thread, true);
	thread->f.state = FLUX_THREAD_HANDED;
}

/*
 * Takes a thread that its subscheduler has, or may be about to link, out of its hands.
 * A global function, as is flux_claim_linked(): the verifier walks once through what it takes
 * to leave all lists and trees, not once for each way to here.
 */
FLUX_VERIFIED_ONCE int flux_unlink(u32 thread_id)
{
	struct flux_thread *thread = flux_thread_at(thread_id);
	struct flux_sched *sched;
	struct bpf_spin_lock *lock;

	if (!thread)
		return 0;
	sched = flux_sched_at(thread->f.sched);
	lock = flux_sched_lock(sched);
	if (!lock)
		return 0;
	bpf_spin_lock(lock);
	flux_call_unlink(sched, thread);
	thread->f.nr_linked = 0;
	thread->f.state = FLUX_THREAD_UNQUEUED;
	bpf_spin_unlock(lock);
	return 0;
}

/* Takes the thread off all of flux's queues. The caller holds the lock of its run queue. */
static __always_inline void flux_unqueue(struct flux_thread *thread)
{
	u32 state = thread->f.state;

	/* The others are left by the caller only. */
	if (state == FLUX_THREAD_HELD || state == FLUX_THREAD_LINKED)
		flux_unlink(thread->f.id);
	else
		thread->f.state = FLUX_THREAD_UNQUEUED;
}

/* The kernel takes the thread away: whoever claimed it must not run it. */
static __always_inline void flux_revoke(struct flux_thread *thread)
{
	flux_unqueue(thread);
	__sync_fetch_and_add(&thread->f.generation, 1);
}

/* Claims a thread that is still on some list. */
FLUX_VERIFIED_ONCE int flux_claim_linked(u32 thread_id, u32 sched_id)
{
	struct flux_thread *thread = flux_thread_at(thread_id);
	struct flux_sched *sched = flux_sched_at(sched_id);
	struct bpf_spin_lock *lock;
	bool claimed;

	if (!thread)
		return false;
	lock = flux_sched_lock(sched);
	if (!lock)
		return false;
	bpf_spin_lock(lock);
	claimed = thread->f.state == FLUX_THREAD_LINKED && thread->f.sched == sched->f.id;
	if (claimed) {
		flux_call_unlink(sched, thread);
		thread->f.nr_linked = 0;
		thread->f.state = FLUX_THREAD_CLAIMED;
	}
	bpf_spin_unlock(lock);
	return claimed;
}

/*
 * Takes a thread of @sched out of its hands, to run it. False if the kernel or
 * another CPU was faster. @generation is for the comparison after the insert.
 */
static __always_inline bool flux_claim(struct flux_sched *sched, struct flux_thread *thread, u32 *generation)
{
	if (thread->f.sched != sched->f.id)
		return false;
	*generation = flux_generation(thread);
	if (!FLUX_GUARD(CLAIM)) {
		thread->f.state = FLUX_THREAD_CLAIMED;
		return true;
	}
	if (__sync_val_compare_and_swap(&thread->f.state, FLUX_THREAD_HELD, FLUX_THREAD_CLAIMED) ==
	    FLUX_THREAD_HELD)
		return true;
	return flux_claim_linked(thread->f.id, sched->f.id);
}

/*
 * The thread's task, or NULL if it is gone. Valid while the program runs: the
 * kernel frees tasks after an RCU grace period, and callbacks run inside one.
 */
static __always_inline struct task_struct *flux_task_of(struct flux_thread *thread)
{
	u32 slot = thread->f.id - 1;
	struct flux_task *task = bpf_map_lookup_elem(&flux_tasks, &slot);

	return task ? task->p : NULL;
}

/* The same by the thread's id, which may be 0. */
static __always_inline struct task_struct *flux_task_of_id(u32 id)
{
	struct flux_thread *thread = flux_thread_at(id);

	return thread ? flux_task_of(thread) : NULL;
}

/* Keeps a reference to the task for flux_task_of(). */
static __always_inline void flux_task_keep(struct flux_thread *thread, struct task_struct *p)
{
	u32 slot = thread->f.id - 1;
	struct flux_task *task = bpf_map_lookup_elem(&flux_tasks, &slot);
	struct task_struct *kept;

	if (!task)
		return;
	kept = bpf_task_acquire(p);
	if (!kept)
		return;
	kept = bpf_kptr_xchg(&task->p, kept);
	if (kept)
		bpf_task_release(kept);
}

/* Drops that reference. */
static __always_inline void flux_task_drop(struct flux_thread *thread)
{
	u32 slot = thread->f.id - 1;
	struct flux_task *task = bpf_map_lookup_elem(&flux_tasks, &slot);
	struct task_struct *kept;

	if (!task)
		return;
	kept = bpf_kptr_xchg(&task->p, NULL);
	if (kept)
		bpf_task_release(kept);
}

/* After the insert of a claimed thread: whether the kernel took it away meanwhile. */
static __always_inline bool flux_was_revoked(struct flux_thread *thread, u32 generation)
{
	return FLUX_GUARD(GENERATION) && flux_generation(thread) != generation;
}

/*
 * Whether the task is still switching out on another CPU. Up to 7.1 the kernel
 * ends a scheduler that moves such a task into another CPU's local queue ("cannot
 * move migration disabled ..."), because it looks at the task before it waits.
 */
static __always_inline bool flux_task_is_leaving(struct task_struct *p, s32 this_cpu)
{
	return FLUX_GUARD(ON_CPU) && p->on_cpu && scx_bpf_task_cpu(p) != this_cpu;
}

static __always_inline bool flux_thread_may_run_on(struct flux_thread *thread, struct flux_cpu *cpu)
{
	u32 nr = cpu->f.cpu;

	return thread->f.allowed[(nr / 64) & (FLUX_CPUSET_WORDS - 1)] & (1ULL << (nr & 63));
}

#endif /* __FLUX_QUEUE_BPF_H */
