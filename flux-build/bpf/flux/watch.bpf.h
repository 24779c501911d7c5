/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The watch timer: finds
 *  - threads that their subscheduler lets wait too long (rule R4), because it forgot
 *    them, favours others, or holds no CPU that they may use;
 *  - CPUs on which a higher scheduling class stays: they are taken from the
 *    hierarchy, until dispatch or `running` comes there again;
 *  - CPUs that nobody has asked yet.
 *
 * Threads it only finds; how they come to run is in rescue.bpf.h.
 *
 * A higher class is looked for here because no callback tells reliably: cpu_release
 * does not come when an idle CPU is taken, and is deprecated. It is taken for
 * staying if it is seen twice in a row with no dispatch between; a short burst is
 * nobody's business.
 */
#ifndef __FLUX_WATCH_BPF_H
#define __FLUX_WATCH_BPF_H

#include "rescue.bpf.h"

struct flux_watch {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct flux_watch);
} flux_watch_timer SEC(".maps");

/* How a thread waits, as far as flux has to do something about it. */
enum flux_wait {
	FLUX_WAIT_FINE,		/* not at all, or not long */
	FLUX_WAIT_STARVED,	/* long enough for a person to notice: run it, but within bounds */
	FLUX_WAIT_STRANDED,	/* for good, or until the kernel ends the scheduler: run it */
};

/* How many times as long a light thread waits at most, before it is starved. */
#define FLUX_LIGHT_WAITS_MAX	5

/*
 * A light thread waits the longer, the lighter it is, and no wrong is done to it: by weight
 * alone, one of nice 10 beside two others comes every 0.4 s for one tick. Were it run then
 * whatever its policy says, it would have more than its part (seen: half as much again).
 */
static __always_inline u64 flux_light_waits(struct flux_thread *thread, u64 starved_after)
{
	u32 weight = thread->f.weight;
	u64 longer;

	if (weight >= FLUX_WEIGHT_NICE_0)
		return starved_after;
	longer = starved_after * FLUX_WEIGHT_NICE_0 / (weight ?: 1);
	return longer < starved_after * FLUX_LIGHT_WAITS_MAX ? longer : starved_after * FLUX_LIGHT_WAITS_MAX;
}

static __always_inline enum flux_wait flux_wait_of(struct flux_thread *thread, u64 starved_after)
{
	u64 periods = flux_globals.period - thread->f.queued_at_period;

	if (thread->f.state == FLUX_THREAD_UNQUEUED || (thread->f.fallback & ~FLUX_FALLBACK_GUEST))
		return FLUX_WAIT_FINE;
	if (periods > flux_config.rescue_after_ns / flux_config.watch_period_ns)
		return FLUX_WAIT_STRANDED;
	/* Popped and not run: the policy cannot find it again. A pick takes less than a period. */
	if (periods > 1 && thread->f.state == FLUX_THREAD_HELD)
		return FLUX_WAIT_STRANDED;
	/* Once it has run, it can go where it belongs, which may be where there are CPUs. */
	if (periods > 1 && flux_move_is_due(thread))
		return FLUX_WAIT_STARVED;
	return periods > flux_light_waits(thread, starved_after) ? FLUX_WAIT_STARVED : FLUX_WAIT_FINE;
}

/*
 * Where a CPU is spare threads are starved sooner, and run for twice as long: one that a
 * person waits for may itself wait for a lock that another one holds.
 *
 * Each round begins where the last one ran out of budget, so that all get their turn.
 */
static __always_inline void flux_watch_threads(void)
{
	u64 starved_after = flux_config.starved_after_ns / flux_config.watch_period_ns;
	bool any_spare = flux_any_cpu_is_spare();
	struct flux_rescue_budget budget = flux_rescue_budget(any_spare);
	u32 nr_ids = flux_globals.ids_high;
	u32 first = flux_globals.watched_id;
	u32 i;

	/* Found a period ago, and no CPU that was kicked for them has dispatched since. */
	if (flux_globals.nr_rescue)
		scx_bpf_kick_cpu(bpf_get_smp_processor_id(), FLUX_KICK_PREEMPT);
	flux_globals.rescue_slice_ns = any_spare ? flux_config.fallback_slice_ns : flux_config.fallback_slice_ns / 2;
	/* So many whole periods, and the one in which it was queued: by 0.2 s. */
	if (any_spare)
		starved_after = starved_after / 2 - 1;
	bpf_for(i, 0, nr_ids) {
		u32 id = (first + i) % nr_ids + 1;
		struct flux_thread *thread = flux_thread_at(id);
		enum flux_wait wait;

		if (!thread)
			continue;
		wait = flux_wait_of(thread, starved_after);
		if (wait == FLUX_WAIT_FINE)
			continue;
		if (wait == FLUX_WAIT_STARVED && !budget.starved)
			continue;
		if (!flux_rescue_push(thread, id, budget.most))
			return;
		if (wait == FLUX_WAIT_STARVED) {
			budget.starved--;
			flux_globals.watched_id = id;
		}
		flux_kick_allowed(id);
	}
}

static __always_inline bool flux_runs_higher_class(u32 nr)
{
	struct task_struct *p = NULL;
	bool higher;

	bpf_rcu_read_lock();
	if (bpf_ksym_exists(scx_bpf_cpu_curr)) {
		p = scx_bpf_cpu_curr(nr);
	} else if (bpf_ksym_exists(scx_bpf_cpu_rq)) {
		struct rq *rq = scx_bpf_cpu_rq(nr);

		p = rq ? rq->curr : NULL;
	}
	higher = p && p->prio < FLUX_MAX_RT_PRIO;
	bpf_rcu_read_unlock();
	return higher;
}

/*
 * Threads wait in the CPU's own queue, and it has not dispatched for a period, though it
 * was kicked: it is on its way out. The kernel asks a CPU for nothing from the moment that it
 * is not active any more, and tells us only after an RCU grace period, which one of these
 * threads may hold up (seen on 6.18: for ever, until RCU complained). In its local queue
 * it sees them. If it is only slow, they are served a little early.
 */
static __always_inline void flux_watch_pinned(struct flux_cpu *cpu)
{
	if (!cpu->f.nr_pinned) {
		cpu->f.pinned_at_turn = 0;
		return;
	}
	if (FLUX_GUARD(WATCH_PINNED) && cpu->f.pinned_at_turn == cpu->f.turn + 1)
		flux_flush_pinned(cpu);
	cpu->f.pinned_at_turn = cpu->f.turn + 1;
}

static __noinline int flux_watch_cpu(u32 nr)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);
	struct flux_ctx fctx = {};

	if (!cpu)
		return 0;
	/* Who was picked elsewhere while the CPU went offline came to the queue after its flush. */
	if (cpu->f.state == FLUX_CPU_OFFLINE && flux_fallback_waits(cpu))
		flux_flush_shared(cpu);
	if (cpu->f.state != FLUX_CPU_ONLINE)
		return 0;
	if (!FLUX_GUARD(HIGHER_CLASS) || !flux_runs_higher_class(nr)) {
		cpu->f.higher_at_turn = 0;
		flux_watch_pinned(cpu);
		/* Idle since it came to the root, it has had no reason to ask; or it gave up asking. */
		if (flux_sched_at(cpu->f.owner)->f.tier == 0 || ((cpu->f.rechecks & FLUX_RECHECKS_MASK) && flux_anyone_wants()) ||
		    flux_fallback_waits(cpu))
			scx_bpf_kick_cpu(nr, FLUX_KICK_IDLE);
		cpu->f.rechecks &= FLUX_RECHECKS_IDLE;
		return 0;
	}
	if (cpu->f.higher_at_turn != cpu->f.turn + 1) {
		cpu->f.higher_at_turn = cpu->f.turn + 1;
		return 0;
	}
	if (!flux_cpu_enter(cpu))
		return 0;
	if (cpu->f.higher_at_turn == cpu->f.turn + 1)
		flux_cpu_remove(cpu, FLUX_CPU_TAKEN, &fctx);
	flux_cpu_leave(cpu);
	flux_pass_requests(&fctx);
	/* A dispatch that found the CPU entered has done nothing. */
	scx_bpf_kick_cpu(nr, FLUX_KICK_PREEMPT);
	return 0;
}

static int flux_watch_fired(void *map, u32 *key, struct flux_watch *watch)
{
	u32 nr;

	flux_globals.period++;
	/* PREEMPT_ORDER: nothing preempts a timer, so ticks follow each other with no pick between. */
	FLUX_WINDOW(PREEMPT_ORDER, 20 * 1000 * 1000);
	if (FLUX_GUARD(AGEING))
		flux_watch_threads();
	bpf_for(nr, 0, flux_globals.nr_cpus)
		flux_watch_cpu(nr);
	bpf_timer_start(&watch->timer, flux_config.watch_period_ns, 0);
	return 0;
}

static __always_inline s32 flux_watch_start(void)
{
	u32 key = 0;
	struct flux_watch *watch = bpf_map_lookup_elem(&flux_watch_timer, &key);
	long err;

	if (!watch)
		return -FLUX_EINVAL;
	err = bpf_timer_init(&watch->timer, &flux_watch_timer, FLUX_CLOCK_MONOTONIC);
	if (!err)
		err = bpf_timer_set_callback(&watch->timer, flux_watch_fired);
	if (!err)
		err = bpf_timer_start(&watch->timer, flux_config.watch_period_ns, 0);
	return err;
}

#endif /* __FLUX_WATCH_BPF_H */
