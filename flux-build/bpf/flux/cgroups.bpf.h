/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Weights of cgroups: what part of the CPUs a thread should get, when the weight of a
 * cgroup (cpu.weight) is one for all of its threads together. There only if an op asks
 * (thread.hierarchical_weight()); cgroup_callbacks.bpf.h keeps it up to date.
 *
 * A cgroup with a CPU controller has a slot, an index into flux_cgroups; 0 is the root's,
 * and that of whoever has none. For each instance that asks, a slot has the sum of the
 * weights of what competes in it: the threads that are runnable, and the cgroups below in
 * which something is. A thread's part of its cgroup is its weight out of that sum, its cgroup's part
 * of the parent the same, and so on: so the tree is flattened, and one order by
 * virtual time does for all of it. Instances are separate: what waits for another scheduler's
 * CPUs does not compete with us.
 *
 * Invariants:
 *  - a thread is counted, once, with one slot, instance and weight, which its record
 *    remembers, from `runnable` to `quiescent`. Its cgroup changes only in between, when it is
 *    dequeued. The record belongs to whoever holds the lock of the thread's run queue.
 *  - `counted` is what a slot has added to its parent's load: its weight if something in it is
 *    runnable, else 0. It and `active` change under the core's lock.
 *  - a slot is in use while its cgroup, a thread or a cgroup below names it.
 *
 * `nr` and `load` change by atomics, so that a thread that sleeps and wakes up among others of its
 * cgroup takes no lock. Two CPUs may then tell of a first and a last thread in either
 * order; the sum comes out right, since `active` counts both.
 */
#ifndef __FLUX_CGROUPS_BPF_H
#define __FLUX_CGROUPS_BPF_H

/* The kernel's id of @cgroup (@level is its own), or of the one above it at @level; 0 if it lies higher. */
static __always_inline u64 flux_cgroup_id_at(struct cgroup *cgroup, u32 level)
{
	struct cgroup *ancestor = NULL;
	u64 at = bpf_core_field_offset(struct cgroup, ancestors);

	if ((u32)cgroup->level < level)
		return 0;
	bpf_probe_read_kernel(&ancestor, sizeof(ancestor), (void *)cgroup + at + level * sizeof(ancestor));
	return BPF_CORE_READ(ancestor, kn, id);
}

#ifdef FLUX_HAS_CGROUP_WEIGHTS

/* The threads of cgroups beyond this count as the root's. */
#define FLUX_MAX_CGROUPS	2048

/* From a thread's cgroup upwards; the weights of those further up are left out. */
#define FLUX_CGROUP_LEVELS	10

/* Parts of a unit of weight: a thread among hundreds has still a number. */
#define FLUX_CGROUP_PARTS	1024

/* What competes in a cgroup for the CPUs of one instance. */
struct flux_cgroup_share {
	s64 load;		/* sum of weights: runnable threads, and cgroups below with such */
	s32 nr;			/* runnable threads of its own */
	s32 active;		/* cgroups below with such, and 1 if it has such itself */
	u32 counted;		/* its weight, as far as it is in its parent's load */
	u32 __pad;
};

struct flux_cgroup {
	u64 id;			/* the kernel's; 0: the slot is free */
	u32 parent;		/* slot; 0: the root */
	u32 weight;		/* cpu.weight */
	u32 refs;		/* its cgroup, threads in it, and cgroups below */
	u32 next_free;		/* next slot on the free list */
	struct flux_cgroup_share share[FLUX_NR_NODES + 1];
};

struct flux_cgroup flux_cgroups[FLUX_MAX_CGROUPS] SEC(".data.flux_cgroups");

/* Slots: first those that were given back, then those that were never used. Under the core's lock. */
struct flux_cgroup_slots {
	u32 free;		/* head of the free list */
	u32 high;		/* slots 1..high were in use at some time */
	u32 overflow;		/* cgroups that ever got none */
	u32 __pad;
};

struct flux_cgroup_slots flux_cgroup_slots SEC(".data.flux_cgroup_slots");

/* What a thread is counted with. Element id - 1; resized at load. */
struct flux_cgroup_member {
	u64 serial;		/* of the kernel's record of its cgroup, when it was looked up */
	u32 slot;
	u32 sched;		/* instance that it is counted with; 0: it is not */
	u32 weight;		/* as counted */
	u32 __pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FLUX_DEFAULT_THREADS);
	__uint(map_flags, BPF_F_MMAPABLE);	/* the agent's checks read it */
	__type(key, u32);
	__type(value, struct flux_cgroup_member);
} flux_cgroup_members SEC(".maps");

_Static_assert(sizeof(struct flux_cgroup) == 24 + 24 * (FLUX_NR_NODES + 1), "twin in the runtime");
_Static_assert(sizeof(struct flux_cgroup_share) == 24, "twin in the runtime");
_Static_assert(sizeof(struct flux_cgroup_member) == 24, "twin in the runtime");

static __always_inline struct flux_cgroup_member *flux_cgroup_member_of(u32 thread_id)
{
	u32 at = thread_id - 1;

	return bpf_map_lookup_elem(&flux_cgroup_members, &at);
}

static __always_inline struct flux_cgroup *flux_cgroup_in(u32 slot)
{
	return &flux_cgroups[bpf_bounded_index(slot, FLUX_MAX_CGROUPS)];
}

static __always_inline struct flux_cgroup_share *flux_cgroup_share_of(u32 slot, u32 sched)
{
	return &flux_cgroup_in(slot)->share[bpf_bounded_index(sched, FLUX_NR_NODES + 1)];
}

/*
 * The weight with which the thread would compete if there were no cgroups, in parts of
 * FLUX_CGROUP_PARTS. Of a thread that sleeps: as if it were runnable. Reads without a lock,
 * so it may be about a moment that never was; the next call is not.
 */
FLUX_VERIFIED_ONCE u32 flux_cgroup_weigh(u32 thread_id, u32 sched, u32 own_weight)
{
	struct flux_cgroup_member *member = flux_cgroup_member_of(thread_id);
	u64 part = (u64)own_weight * FLUX_CGROUP_PARTS;
	u32 missing, slot;
	int i;

	if (!member)
		return part;
	slot = member->slot;
	missing = member->sched ? 0 : own_weight;
	/* The verifier walks through an iterator's loop once or twice, not once for each turn. */
	bpf_for(i, 0, FLUX_CGROUP_LEVELS) {
		struct flux_cgroup_share *share = flux_cgroup_share_of(slot, sched);
		u32 weight = flux_cgroup_in(slot)->weight;
		s64 load = share->load + missing;

		if (!slot)
			break;
		if (load > 0)
			part = part * weight / (u64)load;
		missing = share->counted ? 0 : weight;
		slot = flux_cgroup_in(slot)->parent;
	}
	return part ? part : 1;
}

static __always_inline u32 flux_thread_hierarchical_weight(struct flux_thread *thread)
{
	return flux_cgroup_weigh(thread->f.id, thread->f.sched, thread->f.weight);
}

/* What @slot adds to its parent's load becomes what it should. Under the core's lock. */
static __always_inline void flux_cgroup_settle(u32 slot, u32 sched)
{
	struct flux_cgroup *cgroup = flux_cgroup_in(slot);
	struct flux_cgroup_share *share = flux_cgroup_share_of(slot, sched);
	u32 counts = share->active > 0 ? cgroup->weight : 0;

	__sync_fetch_and_add(&flux_cgroup_share_of(cgroup->parent, sched)->load, (s64)counts - share->counted);
	share->counted = counts;
}

/*
 * The first thread of a cgroup became runnable (@n is 1), or the last one no longer is (-1).
 * Goes up as far as that makes a difference.
 */
FLUX_VERIFIED_ONCE int flux_cgroup_activate(u32 slot, u32 sched, s32 n)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	int i;

	if (!lock)
		return 0;
	bpf_spin_lock(lock);
	for (i = 0; i < FLUX_CGROUP_LEVELS && slot; i++) {
		struct flux_cgroup_share *share = flux_cgroup_share_of(slot, sched);

		share->active += n;
		flux_cgroup_settle(slot, sched);
		if (share->active != (n > 0))
			break;
		slot = flux_cgroup_in(slot)->parent;
	}
	bpf_spin_unlock(lock);
	return 0;
}

/* The thread does not compete any more. */
static __always_inline void flux_cgroup_discount(struct flux_cgroup_member *member)
{
	struct flux_cgroup_share *share = flux_cgroup_share_of(member->slot, member->sched);
	u32 sched = member->sched;

	if (!sched)
		return;
	member->sched = 0;
	__sync_fetch_and_add(&share->load, -(s64)member->weight);
	if (__sync_fetch_and_add(&share->nr, -1) == 1 && member->slot)
		flux_cgroup_activate(member->slot, sched, -1);
}

/* It competes, in this instance and with this weight. */
static __always_inline void flux_cgroup_count(struct flux_cgroup_member *member, u32 sched, u32 weight)
{
	struct flux_cgroup_share *share = flux_cgroup_share_of(member->slot, sched);

	if (!(FLUX_CGROUP_SCHEDS & 1ULL << (sched & 63)))
		return;
	member->sched = sched;
	member->weight = weight;
	__sync_fetch_and_add(&share->load, weight);
	if (__sync_fetch_and_add(&share->nr, 1) == 0 && member->slot)
		flux_cgroup_activate(member->slot, sched, 1);
}

/* The thread's instance or its weight is another one now: if it was counted, that changes. */
FLUX_VERIFIED_ONCE int flux_cgroup_recount(u32 thread_id, u32 sched, u32 weight)
{
	struct flux_cgroup_member *member = flux_cgroup_member_of(thread_id);

	if (!member || !member->sched)
		return 0;
	flux_cgroup_discount(member);
	flux_cgroup_count(member, sched, weight);
	return 0;
}

/* The thread sleeps, or leaves. */
static __always_inline void flux_cgroup_rest(struct flux_thread *thread)
{
	struct flux_cgroup_member *member = flux_cgroup_member_of(thread->f.id);

	if (member)
		flux_cgroup_discount(member);
}

/* Leaves its slot, and the slots above that nobody names any more. Under the core's lock. */
static __always_inline void flux_cgroup_put(u32 slot)
{
	int i;

	/* More than so many can only go at once where a thread outlived all of its cgroups. */
	for (i = 0; i < 4 * FLUX_CGROUP_LEVELS && slot; i++) {
		struct flux_cgroup *cgroup = flux_cgroup_in(slot);
		u32 parent = cgroup->parent;

		if (--cgroup->refs)
			break;
		cgroup->id = 0;
		cgroup->next_free = flux_cgroup_slots.free;
		flux_cgroup_slots.free = slot;
		slot = parent;
	}
}

static __always_inline void flux_cgroup_release(u32 slot)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);

	if (!lock)
		return;
	bpf_spin_lock(lock);
	flux_cgroup_put(slot);
	bpf_spin_unlock(lock);
}

#else

/* Nobody asks for cgroups' weights. */
static __always_inline int flux_cgroup_recount(u32 thread_id, u32 sched, u32 weight)
{
	return 0;
}

static __always_inline void flux_cgroup_rest(struct flux_thread *thread)
{
}

#endif /* FLUX_HAS_CGROUP_WEIGHTS */
#endif /* __FLUX_CGROUPS_BPF_H */
