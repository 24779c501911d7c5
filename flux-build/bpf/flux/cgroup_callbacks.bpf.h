/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel tells of cgroups, for cgroups.bpf.h: that one comes, goes, or has another
 * weight; and that a thread competes from now on.
 *
 * Kernels without CONFIG_EXT_GROUP_SCHED tell nothing: the agent takes these callbacks
 * out, but for `runnable`, and all threads are the root's.
 *
 * Which cgroup a thread is in is looked up when it becomes runnable. The kernel's own word
 * (cgroup_move) is not asked for: up to 7.0 it is left out, with a warning in the
 * kernel's log, for tasks whose cgroup gets or loses its CPU controller
 * (scx_cgroup_move_task(), cgrp_moving_from).
 */
#ifndef __FLUX_CGROUP_CALLBACKS_BPF_H
#define __FLUX_CGROUP_CALLBACKS_BPF_H

#ifdef FLUX_HAS_CGROUP_WEIGHTS

/* The kernel's id of a cgroup to its slot. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FLUX_MAX_CGROUPS);
	__type(key, u64);
	__type(value, u32);
} flux_cgroup_ids SEC(".maps");

static __always_inline u32 flux_cgroup_slot_of(u64 id)
{
	u32 *slot = bpf_map_lookup_elem(&flux_cgroup_ids, &id);

	return slot ? *slot : 0;
}

/* A slot for a cgroup, named by the cgroup itself; 0 if there is none left. */
static __always_inline u32 flux_cgroup_slot_alloc(u64 id, u32 parent, u32 weight)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	struct flux_cgroup *cgroup;
	u32 slot;

	if (!lock)
		return 0;
	bpf_spin_lock(lock);
	slot = flux_cgroup_slots.free;
	if (slot)
		flux_cgroup_slots.free = flux_cgroup_in(slot)->next_free;
	else if (flux_cgroup_slots.high < FLUX_MAX_CGROUPS - 1)
		slot = ++flux_cgroup_slots.high;
	else
		flux_cgroup_slots.overflow++;
	if (slot) {
		cgroup = flux_cgroup_in(slot);
		cgroup->id = id;
		cgroup->parent = parent;
		cgroup->weight = weight;
		cgroup->refs = 1;
		flux_cgroup_in(parent)->refs++;
	}
	bpf_spin_unlock(lock);
	return slot;
}

/* Comes for every cgroup that exists when the scheduler is attached, parents first, and for new ones. */
s32 FLUX_CALLBACK(flux_cgroup_init, struct cgroup *cgrp, struct scx_cgroup_init_args *args)
{
	u64 id = cgrp->kn->id;
	u32 slot;

	/* The root competes with nobody. */
	if (!cgrp->level)
		return 0;
	slot = flux_cgroup_slot_alloc(id, flux_cgroup_slot_of(flux_cgroup_id_at(cgrp, cgrp->level - 1)),
				      args->weight);
	if (slot && bpf_map_update_elem(&flux_cgroup_ids, &id, &slot, BPF_ANY))
		flux_cgroup_release(slot);
	return 0;
}

/* The cgroup was removed. Up to 6.18 tasks that are exiting may still run in it. */
void FLUX_CALLBACK(flux_cgroup_exit, struct cgroup *cgrp)
{
	u64 id = cgrp->kn->id;
	u32 slot = flux_cgroup_slot_of(id);

	if (!slot)
		return;
	bpf_map_delete_elem(&flux_cgroup_ids, &id);
	flux_cgroup_release(slot);
}

/* cpu.weight was written. */
void FLUX_CALLBACK(flux_cgroup_set_weight, struct cgroup *cgrp, u32 weight)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	u32 slot = flux_cgroup_slot_of(cgrp->kn->id);
	u32 sched;

	if (!lock || !slot)
		return;
	bpf_spin_lock(lock);
	flux_cgroup_in(slot)->weight = weight;
	for (sched = 1; sched <= FLUX_NR_NODES; sched++)
		flux_cgroup_settle(slot, sched);
	bpf_spin_unlock(lock);
}

/*
 * The thread is in another cgroup than before. An id whose slot is another cgroup's by now is
 * that of a cgroup that is gone.
 */
FLUX_VERIFIED_ONCE int flux_cgroup_join(u32 thread_id, u64 id, u64 serial)
{
	struct flux_cgroup_member *member = flux_cgroup_member_of(thread_id);
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	u32 slot = flux_cgroup_slot_of(id);

	if (!member || !lock)
		return 0;
	bpf_spin_lock(lock);
	if (flux_cgroup_in(slot)->id != id)
		slot = 0;
	if (slot)
		flux_cgroup_in(slot)->refs++;
	flux_cgroup_put(member->slot);
	bpf_spin_unlock(lock);
	member->slot = slot;
	member->serial = serial;
	return 0;
}

/* The thread leaves sched_ext, and its id is to be another's. */
static __always_inline void flux_cgroup_forget(struct flux_thread *thread)
{
	flux_cgroup_rest(thread);
	flux_cgroup_join(thread->f.id, 0, 0);
}

/*
 * The thread competes. An autogroup has no cgroup: it is the root's. Each record of the
 * kernel's has another serial number, which saves a look further.
 */
void FLUX_CALLBACK(flux_runnable, struct task_struct *p, u64 enq_flags)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_cgroup_member *member;

	if (!thread)
		return;
	member = flux_cgroup_member_of(thread->f.id);
	if (!member)
		return;
	flux_cgroup_discount(member);
	if (bpf_core_field_exists(p->sched_task_group)) {
		struct cgroup_subsys_state *css = &p->sched_task_group->css;

		if (member->serial != css->serial_nr)
			flux_cgroup_join(thread->f.id, BPF_CORE_READ(css, cgroup, kn, id), css->serial_nr);
	}
	flux_cgroup_count(member, thread->f.sched, thread->f.weight);
}

#define FLUX_OPS_CGROUPS							\
	.runnable = (void *)flux_runnable,					\
	.cgroup_init = (void *)flux_cgroup_init,				\
	.cgroup_exit = (void *)flux_cgroup_exit,				\
	.cgroup_set_weight = (void *)flux_cgroup_set_weight,

#else

static __always_inline void flux_cgroup_forget(struct flux_thread *thread)
{
}

#define FLUX_OPS_CGROUPS

#endif /* FLUX_HAS_CGROUP_WEIGHTS */
#endif /* __FLUX_CGROUP_CALLBACKS_BPF_H */
