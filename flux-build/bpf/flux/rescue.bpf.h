/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads that flux runs in their subscheduler's stead (rule R4), from when the watch timer has
 * found them (watch.bpf.h) until they are in the shared queue (fallback.bpf.h).
 *
 * The timer may not insert, so it leaves ids in a small ring, and the next dispatch on any CPU
 * moves them to the shared fallback queue, where every CPU that they may use takes its turn. The
 * hot path pays for this with one load in dispatch.
 */
#ifndef __FLUX_RESCUE_BPF_H
#define __FLUX_RESCUE_BPF_H

#define FLUX_RESCUE_SLOTS	(sizeof(flux_globals.rescue) / sizeof(flux_globals.rescue[0]))

_Static_assert((FLUX_RESCUE_SLOTS & (FLUX_RESCUE_SLOTS - 1)) == 0, "the ring's index is masked");

/*
 * Leaves the thread for dispatch, behind those that were found before. False if @most wait
 * already, which is no loss: the timer comes again, and begins there. The mark, for which
 * a thread is not found twice, is made before a pop can take it off.
 */
static __always_inline bool flux_rescue_push(struct flux_thread *thread, u32 id, u32 most)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	bool pushed = false;
	u32 nr;

	if (!lock)
		return false;
	__sync_fetch_and_or(&thread->f.fallback, FLUX_FALLBACK_RESCUE);
	bpf_spin_lock(lock);
	nr = flux_globals.nr_rescue;
	if (nr < most && nr < FLUX_RESCUE_SLOTS) {
		flux_globals.rescue[(flux_globals.rescue_first + nr) & (FLUX_RESCUE_SLOTS - 1)] = id;
		flux_globals.nr_rescue = nr + 1;
		pushed = true;
	}
	bpf_spin_unlock(lock);
	if (!pushed)
		__sync_fetch_and_and(&thread->f.fallback, ~FLUX_FALLBACK_RESCUE);
	return pushed;
}

static __always_inline u32 flux_rescue_pop(void)
{
	struct bpf_spin_lock *lock = flux_lock_at(FLUX_NODE_NONE);
	u32 id = 0;
	u32 nr;

	if (!lock)
		return 0;
	bpf_spin_lock(lock);
	nr = flux_globals.nr_rescue;
	if (nr) {
		u32 first = flux_globals.rescue_first & (FLUX_RESCUE_SLOTS - 1);

		id = flux_globals.rescue[first];
		flux_globals.rescue_first = first + 1;
		flux_globals.nr_rescue = nr - 1;
	}
	bpf_spin_unlock(lock);
	return id;
}

/*
 * Who let it come to a rescue: the thread's instance, or the one above that holds CPUs
 * and gives it none. An instance that gave a CPU back meanwhile has itself to blame.
 */
static __always_inline u32 flux_culprit(struct flux_thread *thread)
{
	u32 id = thread->f.sched;
	int i;

	if (thread->f.state != FLUX_THREAD_LINKED)
		return id;
	for (i = 0; i < FLUX_NR_TIERS; i++) {
		struct flux_sched *sched = flux_sched_at(id);

		if (sched->f.nr_cpus > 0 || !sched->f.parent || sched->f.declined_at >= thread->f.queued_at_period)
			break;
		id = sched->f.parent;
	}
	return id;
}

/* Runs a stranded thread in its subscheduler's stead. From dispatch. */
static __noinline int flux_rescue(u32 id)
{
	struct flux_thread *thread = flux_thread_at(id);
	struct task_struct *p;
	u32 generation;
	bool shared;
	u32 culprit;

	if (!thread)
		return 0;
	__sync_fetch_and_and(&thread->f.fallback, ~FLUX_FALLBACK_RESCUE);
	culprit = flux_culprit(thread);
	if (flux_claim(flux_sched_at(thread->f.sched), thread, &generation)) {
		/* One that is only on its way to another instance is nobody's failure. */
		if (!flux_move_is_due(thread))
			flux_count(culprit, rescues);
	} else if (thread->f.state == FLUX_THREAD_CLAIMED) {
		/* Its insert came to nothing, or it waits: then this one is ignored. */
		generation = flux_generation(thread);
	} else {
		return 0;
	}
	p = flux_task_of(thread);
	if (!p)
		return 0;
	/*
	 * It has the CPU for its slice, for nobody's account. Were it its instance's, which has
	 * more than its parent gives it then, the next wakeup would take it back at once (seen:
	 * turns of 0.1 ms, in which a thread gets nothing done).
	 */
	__sync_fetch_and_or(&thread->f.fallback, FLUX_FALLBACK_GUEST);
	shared = flux_insert_elsewhere(p, flux_globals.rescue_slice_ns);
	if (flux_was_revoked(thread, generation))
		scx_bpf_dispatch_cancel();
	else if (shared)
		flux_count_shared(thread);
	return 0;
}

/*
 * What the rescued get of a busy machine: half a slice of 5 ms at a time, as many for each CPU
 * in a period of the watch timer. Twice as many as whole slices, so that a thread that needs
 * little comes round in half the time.
 */
#define FLUX_RESCUE_TURNS	4

/*
 * One at a time, and this dispatch is the fallback's turn. Were it the policy's, and its thread
 * kept the CPU for a whole slice, the rescued one would wait for the timer's next kick (seen:
 * half as many were run as the timer had found). Where dispatches are few and rescues many, that
 * must not leave the policy without a turn. Returns whether it is the fallback's.
 */
static __always_inline bool flux_drain_rescues(struct flux_cpu *cpu)
{
	u32 none = (u32)flux_globals.period * 8;

	if (!flux_globals.nr_rescue)
		return false;
	flux_rescue(flux_rescue_pop());
	if (cpu->f.forced_turns - none > FLUX_RESCUE_TURNS)
		cpu->f.forced_turns = none;
	if (cpu->f.forced_turns - none == FLUX_RESCUE_TURNS)
		return false;
	cpu->f.forced_turns++;
	cpu->f.turn |= FLUX_GUARD(FALLBACK_TURN);
	return true;
}

/*
 * Whether the CPU was kicked a period ago and has not dispatched since: it is on its way out,
 * or a higher class has it. See flux_watch_pinned() for the former.
 */
static __always_inline bool flux_is_unanswered(struct flux_cpu *cpu)
{
	return cpu->f.asked_at_turn == cpu->f.turn + 1 && cpu->f.asked_at_period < flux_globals.period;
}

static __always_inline void flux_kick_for_rescue(struct flux_cpu *cpu, u64 kick_flags)
{
	if (cpu->f.asked_at_turn != cpu->f.turn + 1) {
		cpu->f.asked_at_turn = cpu->f.turn + 1;
		cpu->f.asked_at_period = flux_globals.period;
	}
	scx_bpf_kick_cpu(cpu->f.cpu, kick_flags);
}

/*
 * Kicks a CPU that the thread may use, so that it dispatches soon. One that idles, if
 * there is any: the kick ends the slice of whatever runs elsewhere, which may be a thread
 * that was rescued just before. Not always the same one, for that reason. If all of them
 * are offline, any CPU will do: it sends the thread to its last one (flux_has_no_cpu).
 * A global function, so that the verifier walks through it once, not for each thread.
 */
FLUX_VERIFIED_ONCE int flux_kick_allowed(u32 thread_id)
{
	struct flux_thread *thread = flux_thread_at(thread_id);
	u32 nr_cpus = flux_globals.nr_cpus;
	u32 busy = bpf_get_smp_processor_id();
	bool found = false;
	struct flux_cpu *at;
	u32 i;

	if (!thread)
		return 0;
	bpf_for(i, 0, nr_cpus) {
		u32 cpu = (flux_globals.period + thread_id + i) % nr_cpus;
		u64 word = thread->f.allowed[(cpu / 64) & (FLUX_CPUSET_WORDS - 1)];

		at = flux_cpu_at(cpu);
		if (!at || at->f.state != FLUX_CPU_ONLINE || !(word & (1ULL << (cpu & 63))) || flux_is_unanswered(at))
			continue;
		if (at->f.halted) {
			flux_kick_for_rescue(at, FLUX_KICK_IDLE);
			return 0;
		}
		if (!found)
			busy = cpu;
		found = true;
	}
	at = flux_cpu_at(busy);
	if (at)
		flux_kick_for_rescue(at, FLUX_KICK_PREEMPT);
	return 0;
}

/* Idles, or would: the instances had nothing for it, so it runs what was rescued. */
static __always_inline bool flux_is_spare(struct flux_cpu *cpu)
{
	if (cpu->f.state != FLUX_CPU_ONLINE || flux_is_unanswered(cpu))
		return false;
	return cpu->f.halted || flux_globals.period - cpu->f.spare_at_period <= 1;
}

static __always_inline bool flux_any_cpu_is_spare(void)
{
	u32 nr;

	bpf_for(nr, 0, flux_globals.nr_cpus) {
		struct flux_cpu *cpu = flux_cpu_at(nr);

		if (cpu && flux_is_spare(cpu))
			return true;
	}
	return false;
}

/* How many threads a look leaves for dispatch: those that starve, and all. */
struct flux_rescue_budget {
	u32 starved;
	u32 most;
};

/*
 * On a machine whose CPUs are all busy it may be what its user wants that some threads
 * wait: together the starved ones are left a tenth (10 ms of each CPU in 100 ms), which
 * keeps a shell alive, and with the stranded ones less than half. Where a CPU is spare
 * nobody loses anything: as many are run as are found.
 */
static __always_inline struct flux_rescue_budget flux_rescue_budget(bool any_spare)
{
	struct flux_rescue_budget budget = { .starved = FLUX_RESCUE_SLOTS, .most = FLUX_RESCUE_SLOTS };

	if (!any_spare) {
		budget.starved = FLUX_RESCUE_TURNS * flux_globals.nr_cpus;
		budget.most = 4 * FLUX_RESCUE_TURNS * flux_globals.nr_cpus;
	}
	return budget;
}

#endif /* __FLUX_RESCUE_BPF_H */
