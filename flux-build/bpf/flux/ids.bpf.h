/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Thread ids: dense, 1-based, from a free list. Ids that were never used come
 * after the free ones, so the array's pages are touched only as far as needed.
 *
 * Invariant: an id is freed after the kernel dequeued its thread, and with that
 * unlinked it. A pick that still remembers it fails to claim it (state and owner are checked under
 * the instance's lock) unless the id's new thread is queued with the very same
 * instance, and then running that one is right.
 *
 * Running out of ids is no error: the thread lives without one (id 0), is
 * scheduled through the shared fallback queue, and is counted.
 */
#ifndef __FLUX_IDS_BPF_H
#define __FLUX_IDS_BPF_H

/* For userspace: the kernel's task id (tid) to the thread's id. Resized at load. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FLUX_DEFAULT_THREADS);
	__type(key, u32);
	__type(value, u32);
} flux_thread_ids SEC(".maps");

/* A new id, or 0 if all are in use. */
static __always_inline u32 flux_id_alloc(void)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	struct flux_thread *thread;
	u32 id;

	if (!lock)
		return 0;
	bpf_spin_lock(lock);
	id = flux_globals.ids_free;
	thread = flux_thread_at(id);
	if (thread) {
		flux_globals.ids_free = thread->f.next_free;
		flux_globals.ids_in_use++;
	} else if (flux_globals.ids_high < flux_config.max_threads) {
		id = ++flux_globals.ids_high;
		flux_globals.ids_in_use++;
	} else {
		id = 0;
	}
	bpf_spin_unlock(lock);
	return id;
}

static __always_inline void flux_id_free(struct flux_thread *thread)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);

	if (!lock)
		return;
	bpf_spin_lock(lock);
	thread->f.last_sched = thread->f.sched;
	thread->f.sched = FLUX_NODE_NONE;
	thread->f.next_free = flux_globals.ids_free;
	flux_globals.ids_free = thread->f.id;
	flux_globals.ids_in_use--;
	bpf_spin_unlock(lock);
}

static __always_inline void flux_note_pid(struct flux_thread *thread, u32 pid)
{
	u32 id = thread->f.id;

	thread->f.pid = pid;
	bpf_map_update_elem(&flux_thread_ids, &pid, &id, BPF_ANY);
}

static __always_inline void flux_forget_pid(struct flux_thread *thread)
{
	u32 pid = thread->f.pid;
	u32 *id = bpf_map_lookup_elem(&flux_thread_ids, &pid);

	/* After an exec the pid may be another thread's already. */
	if (id && *id == thread->f.id)
		bpf_map_delete_elem(&flux_thread_ids, &pid);
}

static __noinline int flux_change_pid(struct flux_thread *thread, u32 pid)
{
	flux_forget_pid(thread);
	flux_note_pid(thread, pid);
	return 0;
}

/*
 * exec by a thread that is not its process' leader swaps the two pids, and no callback
 * tells. Whoever runs comes by one of the callers at the end of its slice at the latest.
 */
static __always_inline void flux_refresh_pid(struct flux_thread *thread, struct task_struct *p)
{
	if (thread->f.pid != (u32)p->pid && FLUX_GUARD(REFRESH_PID))
		flux_change_pid(thread, p->pid);
}

static __always_inline void flux_note_cpumask(struct flux_thread *thread, const struct cpumask *mask)
{
	/* The kernel's mask has as many words as it was built with CPUs, we ask for the machine's. */
	u32 bytes = (flux_globals.nr_cpus + 63) / 64 * 8;

	if (bytes > sizeof(thread->f.allowed))
		bytes = sizeof(thread->f.allowed);
	bpf_probe_read_kernel(thread->f.allowed, bytes, mask);
}

static __always_inline void flux_note_facts(struct flux_thread *thread, struct task_struct *p)
{
	thread->f.tgid = p->tgid;
	thread->f.weight = p->scx.weight;
	thread->f.nice = p->static_prio - FLUX_DEFAULT_PRIO;
	thread->f.flags = p->flags & FLUX_PF_KTHREAD ? FLUX_THREAD_KTHREAD : 0;
	flux_note_cpumask(thread, p->cpus_ptr);
}

#endif /* __FLUX_IDS_BPF_H */
