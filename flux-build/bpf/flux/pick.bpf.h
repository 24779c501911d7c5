/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pick: which thread runs next on a CPU that asks (ops.dispatch).
 *
 * The owner is asked; it runs a thread, grants the CPU to a child, or gives it
 * back to its parent, and whoever holds the CPU then is asked next. All grants
 * happen here, on the CPU itself.
 */
#ifndef __FLUX_PICK_BPF_H
#define __FLUX_PICK_BPF_H

/*
 * Ops asked in one pick. Down and up the tree once for each of its leaves, and
 * some threads that the kernel took away meanwhile. Each may insert at most one
 * thread, and a dispatch may insert 32.
 */
#define FLUX_PICK_MAX_OPS	(2 * FLUX_NR_TIERS + 2 * FLUX_NR_NODES < 24 ? \
				 2 * FLUX_NR_TIERS + 2 * FLUX_NR_NODES + 4 : 28)

/*
 * Asks the owner of CPU @nr once. Returns the action that it decided, carried out.
 * A global function: the verifier walks through the ops of all types once, not once
 * for each turn of the loop below and each way into it.
 */
FLUX_VERIFIED_ONCE int flux_pick_once(u32 nr, struct flux_ctx *ctx __arg_nonnull)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);
	struct flux_sched *owner;

	if (!cpu)
		return FLUX_ACT_IDLE;
	owner = flux_sched_at(cpu->f.owner);
	ctx->action = FLUX_ACT_NONE;
	flux_part(owner, cpu)->stats.picks++;
	flux_call_pick_next_task(owner, cpu, ctx);

	if (ctx->action <= FLUX_ACT_NONE || ctx->action == FLUX_ACT_YIELD) {
		if (!owner->f.parent) {
			cpu->f.halted = true;
			return FLUX_ACT_IDLE;
		}
		flux_cpu_yield(cpu, owner, ctx);
		return FLUX_ACT_YIELD;
	}
	return ctx->action;
}

/* Asks until somebody decides what the CPU does. */
static __always_inline u32 flux_pick(struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	u32 action;
	int i;

	cpu->f.halted = false;
	cpu->f.yielded = 0;
	/*
	 * Mostly the owner has a thread, so the first time is outside the loop: the
	 * verifier wants an iterator there (unrolled, the loop is 400,000
	 * instructions to it), which costs the CPU a hundred.
	 */
	action = flux_pick_once(cpu->f.cpu, ctx);
	if (action >= FLUX_ACT_RUN)
		return action;
	bpf_for(i, 1, FLUX_PICK_MAX_OPS) {
		action = flux_pick_once(cpu->f.cpu, ctx);
		if (action >= FLUX_ACT_RUN)
			return action;
	}
	flux_part_at(cpu->f.owner, cpu)->stats.overruns++;
	cpu->f.halted = true;
	return FLUX_ACT_IDLE;
}

/* Whether what runs is to be queued anew, though it may go on. */
static __always_inline bool flux_current_leaves(struct flux_ctx *ctx)
{
#ifdef FLUX_HAS_REQUEUE_CURRENT
	return ctx->leaves;
#else
	return false;
#endif
}

/*
 * Nothing was inserted: a task that runs and may go on does so, and the kernel
 * calls nobody for it. Its subscheduler holds the CPU then, whoever let it go. So it
 * is with one that has been a guest: because it came while the watch timer had the CPU,
 * or because it was in an instance that may not claim CPUs until it moved.
 */
static __always_inline void flux_settle_current(struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	struct flux_thread *current = flux_thread_at(ctx->current);
	struct flux_sched *sched;

	if (!ctx->goes_on || flux_current_leaves(ctx))
		return;
	cpu->f.halted = false;
	if (!current)
		return;
	sched = flux_sched_at(current->f.sched);
	if (current->f.flags & FLUX_THREAD_WANTS || sched->f.claims_idle)
		flux_settle(cpu, sched, ctx);
	flux_thread_wants(current, cpu->f.owner == sched->f.id);
}

/*
 * Nothing was inserted. Where threads can be sent away, SCX_OPS_ENQ_LAST is on, and the kernel
 * takes each that has no slice left for one that is: who goes on gets one.
 */
static __always_inline void flux_let_go_on(struct task_struct *prev, struct flux_ctx *ctx)
{
#ifdef FLUX_HAS_REQUEUE_CURRENT
	if (prev && ctx->goes_on && !ctx->leaves && !prev->scx.slice)
		flux_set_slice(prev, flux_config.fallback_slice_ns);
#endif
}

/* Whether something was inserted, or the task that runs has a new slice. */
static __always_inline bool flux_dispatch_entered(struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	u32 action;

	if (cpu->f.state == FLUX_CPU_TAKEN)
		flux_cpu_add(cpu, ctx);
	if (cpu->f.state == FLUX_CPU_OFFLINE) {
		/* A CPU on its way out runs what is bound to it, for nobody's account. */
		return flux_take_fallback(cpu);
	}
	flux_preempt_consume(cpu, ctx);
	action = flux_pick(cpu, ctx);
	if (action == FLUX_ACT_RUN || action == FLUX_ACT_CURRENT)
		return true;
	if (flux_take_fallback(cpu)) {
		cpu->f.halted = false;
		cpu->f.spare_at_period = flux_globals.period;
		return true;
	}
	flux_settle_current(cpu, ctx);
	return false;
}

static __always_inline void flux_dispatch(struct flux_cpu *cpu, struct task_struct *prev)
{
	struct flux_ctx ctx = {};
	bool is_forced;
	u32 links;

	/* prev counts only as long as it could go on. */
	if (prev && (prev->scx.flags & FLUX_TASK_QUEUED)) {
		struct flux_thread *current = flux_thread_of(prev);

		ctx.goes_on = true;
		if (current) {
			ctx.current = current->f.id;
			flux_refresh_pid(current, prev);
			if (flux_move_is_due(current))
				flux_move_current(current, prev, cpu);
		}
	}
	is_forced = flux_drain_rescues(cpu);
	if ((cpu->f.turn++ & FLUX_GUARD(FALLBACK_TURN)) && flux_fallback_turn(cpu, is_forced))
		return;
	if (!flux_cpu_enter(cpu)) {
		flux_let_go_on(prev, &ctx);
		return;
	}
	/* Before anything is looked at: what is linked from here on may be missed. */
	links = flux_nr_links();
	if (!flux_dispatch_entered(cpu, &ctx))
		flux_let_go_on(prev, &ctx);
	flux_cpu_leave(cpu);
	if (cpu->f.halted)
		flux_recheck_left_idle(cpu->f.cpu, links);
	flux_pass_requests(&ctx);
}

#endif /* __FLUX_PICK_BPF_H */
