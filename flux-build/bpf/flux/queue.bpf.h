/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread between the kernel and its subscheduler.
 *
 * Threads wait on a policy's own lists, and the kernel may take one away at any
 * time (affinity, nice, class, exit), on another CPU than the one that picks. So
 * a pick and the kernel race for the thread. What decides is `state`:
 *
 *	UNQUEUED -> QUEUED	flux_hand_over, before the policy's op may link it
 *	QUEUED   -> CLAIMED	flux_claim, by the one pick that gets it
 *	any      -> UNQUEUED	flux_unqueue, when the kernel runs it or takes it away
 *
 * QUEUED is left under the instance's lock only, and whoever leaves it unlinks the
 * thread in the same critical section. Hence: linked implies QUEUED, a thread
 * that runs is never linked, and of two picks that popped the same thread (it
 * was popped, taken, queued and popped again) one wins.
 *
 * `generation` closes the window between the claim and the insert. It is bumped
 * under the run queue's lock whenever the kernel takes the thread away, which is
 * before the kernel gives the thread a new queue sequence number. The insert
 * remembers the number that it saw and is ignored if that is outdated at the end
 * of dispatch; a pick whose generation is unchanged after the insert saw the
 * number that it claimed. Otherwise it cancels the insert.
 */
#ifndef __FLUX_QUEUE_BPF_H
#define __FLUX_QUEUE_BPF_H

/* Fully ordered, for CPUs that reorder: see `generation` above. */
static __always_inline u32 flux_generation(struct flux_thread *thread)
{
	return __sync_fetch_and_add(&thread->f.generation, 0);
}

/* Before the subscheduler's op. The caller holds the thread's run queue's lock. */
static __always_inline void flux_hand_over(struct flux_thread *thread, u64 now_ns)
{
	thread->f.queued_at_ns = now_ns;
	flux_thread_wants(thread, true);
	/* The store is ordered before the links: they follow under the lock. */
	thread->f.state = FLUX_THREAD_QUEUED;
}

/* Takes the thread off all queues of flux's. The caller holds its run queue's lock. */
static __noinline int flux_unqueue(struct flux_thread *thread)
{
	struct flux_sched *sched = flux_sched_at(thread->f.sched);
	struct bpf_spin_lock *lock;

	if (thread->f.state == FLUX_THREAD_UNQUEUED)
		return 0;
	lock = flux_sched_lock(sched);
	if (!lock)
		return 0;
	bpf_spin_lock(lock);
	flux_call_unlink(sched, thread);
	thread->f.state = FLUX_THREAD_UNQUEUED;
	bpf_spin_unlock(lock);
	return 0;
}

/* The kernel takes the thread away: whoever claimed it must not run it. */
static __always_inline void flux_revoke(struct flux_thread *thread)
{
	__sync_fetch_and_add(&thread->f.generation, 1);
	flux_unqueue(thread);
}

/*
 * Takes a QUEUED thread of @sched out of its hands, to run it. False if the kernel
 * or another CPU was faster.
 */
static __always_inline bool flux_claim(struct flux_sched *sched, struct flux_thread *thread, u32 *generation)
{
	struct bpf_spin_lock *lock = flux_sched_lock(sched);
	bool claimed;

	if (!lock)
		return false;
	bpf_spin_lock(lock);
	claimed = thread->f.state == FLUX_THREAD_QUEUED && thread->f.sched == sched->f.id;
	if (claimed) {
		flux_call_unlink(sched, thread);
		thread->f.state = FLUX_THREAD_CLAIMED;
		*generation = thread->f.generation;
	}
	bpf_spin_unlock(lock);
	return claimed;
}

/*
 * The thread's task, referenced, or NULL if it is gone. A pid may have been
 * given to another task since it was noted: that one has another id.
 */
static __always_inline struct task_struct *flux_task_get(struct flux_thread *thread)
{
	struct task_struct *p = bpf_task_from_pid(thread->f.pid);

	if (!p)
		return NULL;
	if (p->scx.dsq_vtime != thread->f.id) {
		bpf_task_release(p);
		return NULL;
	}
	return p;
}

/*
 * Whether the task is still switching out on another CPU. Up to 7.1 the kernel
 * ends a scheduler that moves such a task into another CPU's local queue ("cannot
 * move migration disabled ..."), because it looks at the task before it waits.
 */
static __always_inline bool flux_task_is_leaving(struct task_struct *p, s32 this_cpu)
{
	struct task_struct___on_cpu_byte *as_byte = (void *)p;
	struct task_struct___on_cpu_int *as_int = (void *)p;
	bool on_cpu;

	if (bpf_core_field_size(as_int->on_cpu) == sizeof(int))
		on_cpu = BPF_CORE_READ(as_int, on_cpu);
	else
		on_cpu = BPF_CORE_READ(as_byte, on_cpu);
	return on_cpu && scx_bpf_task_cpu(p) != this_cpu;
}

static __always_inline bool flux_thread_may_run_on(struct flux_thread *thread, struct flux_cpu *cpu)
{
	u32 nr = cpu->f.cpu;

	return thread->f.allowed[(nr / 64) & (FLUX_CPUSET_WORDS - 1)] & (1ULL << (nr & 63));
}

#endif /* __FLUX_QUEUE_BPF_H */
