/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CPU accounts: who holds which CPU, and who wants how many.
 *
 * Invariants:
 *  - an online CPU has one owner: the deepest instance that holds it. Every
 *    ancestor of the owner holds it, too. The owner changes only on the CPU
 *    itself (in dispatch, or in `running` for a thread that came by a short cut),
 *    or when the CPU is taken from the hierarchy or comes back; never two at a
 *    time: flux_cpu_enter().
 *  - nr_cpus of an instance = CPUs whose owner is it or a descendant of it.
 *  - nr_wanted of an instance = threads of it or its descendants that are queued
 *    with a subscheduler or run on a CPU held by it. Each thread counts once:
 *    FLUX_THREAD_WANTS, which changes under its run queue's lock.
 *  - preempt_to only moves towards the root until dispatch consumes it.
 *
 * Policies play no part in this: a request is a hint, and a policy that forgets
 * to ask cannot make the accounts wrong.
 */
#ifndef __FLUX_ACCOUNT_BPF_H
#define __FLUX_ACCOUNT_BPF_H

/* The ancestor of @id at @tier (itself at its own tier, 0 below it). */
static __always_inline u32 flux_ancestor(u32 id, u32 tier)
{
	if (tier >= FLUX_MAX_TIERS)
		return FLUX_NODE_NONE;
	return flux_path[bpf_bounded_index(id, FLUX_NR_NODES + 1)][tier];
}

static __always_inline bool flux_is_ancestor(struct flux_sched *ancestor, u32 id)
{
	return flux_ancestor(id, ancestor->f.tier) == ancestor->f.id;
}

/* Adds @n to nr_wanted of @id and its ancestors. */
static __always_inline void flux_want(u32 id, s32 n)
{
	int i;

	for (i = 0; i < FLUX_NR_TIERS && id; i++) {
		struct flux_sched *sched = flux_sched_at(id);

		__sync_fetch_and_add(&sched->f.nr_wanted, n);
		id = sched->f.parent;
	}
}

static __always_inline void flux_thread_wants(struct flux_thread *thread, bool wants)
{
	if (wants == !!(thread->f.flags & FLUX_THREAD_WANTS))
		return;
	thread->f.flags ^= FLUX_THREAD_WANTS;
	flux_want(thread->f.sched, wants ? 1 : -1);
}

/* @child, a child of the CPU's owner, gets the CPU. */
static __always_inline void flux_cpu_give(struct flux_cpu *cpu, struct flux_sched *child, struct flux_ctx *ctx)
{
	cpu->f.owner = child->f.id;
	__sync_fetch_and_add(&child->f.nr_cpus, 1);
	flux_part(child, cpu)->stats.grants++;
	flux_call_cpu_allocated(child, cpu, ctx);
}

/* The CPU goes from its owner to the owner's parent; returns the parent. */
static __always_inline struct flux_sched *flux_cpu_take(struct flux_cpu *cpu, struct flux_sched *owner)
{
	__sync_fetch_and_add(&owner->f.nr_cpus, -1);
	cpu->f.owner = owner->f.parent;
	return flux_sched_at(owner->f.parent);
}

/* The owner gives the CPU back to its parent. The root has nobody to give it to. */
static __always_inline void flux_cpu_yield(struct flux_cpu *cpu, struct flux_sched *owner, struct flux_ctx *ctx)
{
	struct flux_sched *parent;

	flux_part(owner, cpu)->stats.yields++;
	if (owner->f.nr_wanted >= owner->f.nr_cpus)
		owner->f.declined_at = flux_globals.period;
	cpu->f.yielded |= 1ULL << (owner->f.id & 63);
	parent = flux_cpu_take(cpu, owner);
	flux_call_cpu_returned(parent, owner->f.id, cpu, ctx);
}

/* Takes the CPU from everyone below @keeper, bottom-up. */
static __always_inline void __flux_cpu_preempt_to(struct flux_cpu *cpu, struct flux_sched *keeper,
						  struct flux_ctx *ctx)
{
	int i;

	if (cpu->f.owner == keeper->f.id || !flux_is_ancestor(keeper, cpu->f.owner))
		return;
	for (i = 0; i < FLUX_NR_TIERS && cpu->f.owner != keeper->f.id; i++) {
		struct flux_sched *owner = flux_sched_at(cpu->f.owner);

		flux_part(owner, cpu)->stats.preempts++;
		flux_call_cpu_preempted(owner, cpu, ctx);
		flux_cpu_take(cpu, owner);
	}
	flux_call_cpu_preemption_completed(keeper, cpu, ctx);
}

static __noinline int flux_cpu_preempt_to(struct flux_cpu *cpu, struct flux_sched *keeper, struct flux_ctx *ctx)
{
	__flux_cpu_preempt_to(cpu, keeper, ctx);
	return 0;
}

#ifdef FLUX_HAS_MANY_NODES
/*
 * The same by numbers. A global function, so that the verifier walks through the ops of all types
 * once, not once for each way to here.
 */
FLUX_VERIFIED_ONCE int flux_preempt_to_id(u32 nr, u32 keeper_id, struct flux_ctx *ctx __arg_nonnull)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);

	if (cpu)
		__flux_cpu_preempt_to(cpu, flux_sched_at(keeper_id), ctx);
	return 0;
}
#endif

/*
 * From dispatch and `running`. Not from the watch timer: the verifier takes the global functions that
 * it calls for sleepable, because flux_init, which starts it, is.
 */
static __always_inline void flux_cpu_call_back(struct flux_cpu *cpu, struct flux_sched *keeper,
					       struct flux_ctx *ctx)
{
#ifdef FLUX_HAS_MANY_NODES
	flux_preempt_to_id(cpu->f.cpu, keeper->f.id, ctx);
#else
	flux_cpu_preempt_to(cpu, keeper, ctx);
#endif
}

/*
 * Settles the accounts of a thread that came to the CPU by a short cut: as if
 * the CPU had been preempted up to the common ancestor of its owner and
 * @target, and granted down from there.
 */
static __noinline int flux_settle(struct flux_cpu *cpu, struct flux_sched *target, struct flux_ctx *ctx)
{
	struct flux_sched *owner = flux_sched_at(cpu->f.owner);
	int i;

	if (owner == target || !cpu->f.owner)
		return 0;
	for (i = 0; i < FLUX_NR_TIERS && !flux_is_ancestor(owner, target->f.id); i++)
		owner = flux_sched_at(owner->f.parent);
	flux_cpu_call_back(cpu, owner, ctx);
	for (i = 0; i < FLUX_NR_TIERS && cpu->f.owner != target->f.id; i++) {
		owner = flux_sched_at(cpu->f.owner);
		flux_cpu_give(cpu, flux_sched_at(flux_ancestor(target->f.id, owner->f.tier + 1)), ctx);
	}
	return 0;
}

/*
 * Before the CPU's owner is changed. Fails if the watch timer is just taking the CPU
 * away; it kicks the CPU when it is done.
 */
static __always_inline bool flux_cpu_enter(struct flux_cpu *cpu)
{
	return !FLUX_GUARD(CPU_ENTER) || __sync_val_compare_and_swap(&cpu->f.busy, 0, 1) == 0;
}

static __always_inline void flux_cpu_leave(struct flux_cpu *cpu)
{
	__sync_lock_test_and_set(&cpu->f.busy, 0);
}

/* The CPU belongs to the root, which hands it out when it is asked. Entered. */
static __always_inline void flux_cpu_add(struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	if (cpu->f.state == FLUX_CPU_ONLINE)
		return;
	cpu->f.preempt_to = 0;
	flux_cpu_give(cpu, flux_sched_at(FLUX_NODE_ROOT), ctx);
	cpu->f.state = FLUX_CPU_ONLINE;
}

/* The CPU is taken from every instance, the root included. Entered. */
static __always_inline void flux_cpu_remove(struct flux_cpu *cpu, enum flux_cpu_state state, struct flux_ctx *ctx)
{
	struct flux_sched *root = flux_sched_at(FLUX_NODE_ROOT);

	if (cpu->f.state == FLUX_CPU_ONLINE) {
		flux_cpu_preempt_to(cpu, root, ctx);
		flux_part(root, cpu)->stats.preempts++;
		flux_call_cpu_preempted(root, cpu, ctx);
		/* CPU_ENTER: a dispatch on the CPU itself grants it anew. */
		FLUX_WINDOW(CPU_ENTER, 40 * 1000 * 1000);
		flux_cpu_take(cpu, root);
	}
	cpu->f.state = state;
}

/*
 * preempt_to = tier + 1 in the high half, instance in the low half. A smaller
 * tier is nearer the root; 0 is "none".
 */
static __always_inline u32 flux_preempt_pack(struct flux_sched *sched)
{
	return (sched->f.tier + 1) << 16 | sched->f.id;
}

/* Asks the CPU to come back to @sched at its next pick. Any CPU may call this. */
static __always_inline void flux_preempt_request(struct flux_cpu *cpu, struct flux_sched *sched)
{
	u32 wanted = flux_preempt_pack(sched);
	u32 seen = cpu->f.preempt_to;
	int i;

	/* A lost race means that another tier asked: at most one retry per tier. */
	for (i = 0; i < FLUX_NR_TIERS + 1; i++) {
		u32 found;

		if (FLUX_GUARD(PREEMPT_ORDER) && seen && (seen >> 16) <= (wanted >> 16))
			return;
		found = __sync_val_compare_and_swap(&cpu->f.preempt_to, seen, wanted);
		if (found == seen)
			return;
		seen = found;
	}
}

/* Consumes preempt_to. An instance that has lost the CPU meanwhile preempts nobody. */
static __always_inline void flux_preempt_consume(struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	u32 packed;

	if (!cpu->f.preempt_to)
		return;
	packed = __sync_lock_test_and_set(&cpu->f.preempt_to, 0);
	flux_cpu_call_back(cpu, flux_sched_at(packed & 0xffff), ctx);
}

/* Whether an instance with threads could use one more CPU. */
static __always_inline bool flux_anyone_wants(void)
{
	int id;

	for (id = 1; id <= FLUX_NR_NODES; id++) {
		if (flux_scheds[id].f.holds_threads && flux_scheds[id].f.nr_wanted > flux_scheds[id].f.nr_cpus)
			return true;
	}
	return false;
}

#endif /* __FLUX_ACCOUNT_BPF_H */
