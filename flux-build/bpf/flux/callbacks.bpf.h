/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's callbacks about threads and picks, translated into flux's ops. Included by
 * generated code after its switch tables. docs/kernel-mapping.md says which callback comes
 * when; cpus.bpf.h has those about CPUs that come and go, exit.bpf.h those of the end.
 */
#ifndef __FLUX_CALLBACKS_BPF_H
#define __FLUX_CALLBACKS_BPF_H

/* Ends what translated.bpf.h began. */
#pragma clang diagnostic pop

#include "ids.bpf.h"
#include "rules.bpf.h"
#include "move.bpf.h"
#include "cgroup_callbacks.bpf.h"
#include "hooks.bpf.h"
#include "idle.bpf.h"
#include "watch.bpf.h"
#include "pick.bpf.h"

/*
 * A wakeup. If the thread's subscheduler lets an idle CPU be claimed, the thread
 * goes there at once, without a queue, a kick and a second CPU; `running` settles
 * the accounts.
 */
s32 FLUX_CALLBACK(flux_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool is_idle = false;
	s32 cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &is_idle);
#ifdef FLUX_HAS_DIRECT_SLICE
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };
	struct flux_sched *sched;
	u64 slice_ns;

	if (!is_idle || !thread)
		return cpu;
	sched = flux_sched_at(thread->f.sched);
	/* One that is to move comes to enqueue first. */
	if (!sched->f.claims_idle || flux_move_is_due(thread))
		return cpu;
	slice_ns = flux_call_direct_slice(sched, thread, &fctx);
	if (!slice_ns)
		return cpu;
	flux_refresh_pid(thread, p);
	scx_bpf_dsq_insert(p, FLUX_DSQ_LOCAL, flux_slice(slice_ns), 0);
	flux_count(thread->f.sched, direct);
#endif
	return cpu;
}

/* The op that fits how the thread became runnable. Exactly one is called. */
static __always_inline void flux_call_enqueue_op(struct flux_sched *sched, struct flux_thread *thread,
						 u64 enq_flags, struct flux_ctx *ctx)
{
	u32 flags = thread->f.flags;

	thread->f.flags = flags & ~(FLUX_THREAD_YIELDED | FLUX_THREAD_RAN | FLUX_THREAD_GUEST);
	if (enq_flags & FLUX_ENQ_WAKEUP)
		flux_call_thread_wakeup(sched, thread, ctx);
	else if (flags & FLUX_THREAD_YIELDED)
		flux_call_thread_yielded(sched, thread, ctx);
	else if (flags & FLUX_THREAD_RAN)
		flux_call_thread_preempted(sched, thread, ctx);
	else
		flux_call_thread_runnable(sched, thread, ctx);
}

#ifdef FLUX_HAS_MANY_NODES
/*
 * The same by the thread's id. A global function, so that the verifier walks through the ops of
 * all types once, not once for each way in which enqueue comes to them.
 */
FLUX_VERIFIED_ONCE int flux_enqueue_op(u32 thread_id, u64 enq_flags, struct flux_ctx *ctx __arg_nonnull)
{
	struct flux_thread *thread = flux_thread_at(thread_id);

	if (thread)
		flux_call_enqueue_op(flux_sched_at(thread->f.sched), thread, enq_flags, ctx);
	return 0;
}
#endif

/* The thread's subscheduler hears that it waits. Ops of few types are soon walked through: no call. */
static __always_inline void flux_tell_queued(struct flux_thread *thread, u64 enq_flags, struct flux_ctx *ctx)
{
#ifdef FLUX_HAS_MANY_NODES
	flux_enqueue_op(thread->f.id, enq_flags, ctx);
#else
	flux_call_enqueue_op(flux_sched_at(thread->f.sched), thread, enq_flags, ctx);
#endif
}

/*
 * An op that has not linked the thread will not find it again, for handles cannot be
 * stored: the policy forgot it (rule R4). Nothing waits for that to show.
 */
static __always_inline void flux_keep_forgotten(struct task_struct *p, struct flux_thread *thread)
{
	if (!FLUX_GUARD(FORGOTTEN) || thread->f.state != FLUX_THREAD_HANDED)
		return;
	thread->f.state = FLUX_THREAD_CLAIMED;
	flux_count(thread->f.sched, rescues);
	flux_insert_shared(p, flux_config.fallback_slice_ns);
	flux_count_shared(thread);
}

void FLUX_CALLBACK(flux_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };

	/*
	 * One that waited in a queue of the kernel's comes here again with no word before, if
	 * it migrates. One that waited with its subscheduler does not: dequeue took it away.
	 */
	if (thread) {
		flux_refresh_pid(thread, p);
		flux_leave_fallback(thread);
		thread->f.state = FLUX_THREAD_UNQUEUED;
		flux_move_queued(thread, p, &fctx);
	}
	if (flux_has_one_cpu(p)) {
		flux_insert_pinned(p, thread, enq_flags);
		return;
	}
	if (!thread) {
		flux_insert_shared(p, flux_config.fallback_slice_ns);
		return;
	}
	flux_hand_over(thread);
	flux_tell_queued(thread, enq_flags, &fctx);
	flux_follow(thread, &fctx);
	flux_keep_forgotten(p, thread);
	flux_pass_requests(&fctx);
}

/*
 * The kernel takes a waiting thread away. From 7.1 on it also comes at the end of
 * every stay that a dispatch ended, after the pick has looked at the generation.
 * `quiescent` alone would not do: it is left out when a waiting thread migrates.
 */
void FLUX_CALLBACK(flux_dequeue, struct task_struct *p, u64 deq_flags)
{
	struct flux_thread *thread = flux_thread_of(p);

	if (FLUX_GUARD(UNLINK_ON_DEQUEUE) && thread)
		flux_revoke(thread);
}

void FLUX_CALLBACK(flux_dispatch_cpu, s32 nr, struct task_struct *prev)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);

	if (!cpu) {
		flux_fail("flux: dispatch on CPU %llu, but the scheduler was loaded for %llu CPUs", nr,
			  flux_config.nr_cpus);
		return;
	}
	flux_dispatch(cpu, prev);
}

/*
 * The CPU goes to the instance of the thread that runs on it, unless it was rescued. Not inlined:
 * it is rare, and its registers are needed in `running`.
 */
static __noinline int flux_settle_running(struct flux_cpu *cpu, struct flux_thread *thread, struct flux_ctx *ctx)
{
	bool is_guest = thread->f.flags & FLUX_THREAD_GUEST;

	thread->f.flags &= ~FLUX_THREAD_GUEST;
	if (is_guest || !flux_cpu_enter(cpu))
		return 0;
	if (cpu->f.state == FLUX_CPU_TAKEN)
		flux_cpu_add(cpu, ctx);
	if (cpu->f.state == FLUX_CPU_ONLINE)
		flux_settle(cpu, flux_sched_at(thread->f.sched), ctx);
	flux_cpu_leave(cpu);
	flux_pass_requests(ctx);
	return 0;
}

/*
 * Somebody asked for the CPU while it was picking @thread, and was not heard. The kick may have
 * come to nothing, too: to take a task from another CPU's run queue the kernel lets go of this
 * one's lock, and a kick that waits for it finds the previous task, which is being rescheduled
 * already; that mark is taken off when the pick is done (seen on 6.18: five wakeups of 4,000 on
 * a full machine waited for somebody's slice). The CPU kicks itself, then, which it hears of
 * after the switch. Not for whom flux runs in a policy's stead, nor for whom the kernel's own
 * queue has: those come before any policy.
 */
static __always_inline void flux_preempt_again(struct flux_cpu *cpu, struct flux_thread *thread)
{
	if (thread->f.state != FLUX_THREAD_CLAIMED)
		return;
	if (thread->f.fallback & (FLUX_FALLBACK_PINNED | FLUX_FALLBACK_SHARED))
		return;
	scx_bpf_kick_cpu(cpu->f.cpu, FLUX_KICK_PREEMPT);
}

void FLUX_CALLBACK(flux_running, struct task_struct *p)
{
	struct flux_cpu *cpu = flux_this_cpu();
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };
	struct flux_sched *sched;

	/* ON_CPU: whom the CPU is just leaving may have been queued, and picked elsewhere. */
	FLUX_WINDOW(ON_CPU, 2 * 1000 * 1000);
	if (!cpu)
		return;
	cpu->f.halted = false;
	cpu->f.rechecks = 0;
	if (!thread) {
		cpu->f.current = 0;
		return;
	}
	cpu->f.current = thread->f.id;
	if (cpu->f.preempt_to)
		flux_preempt_again(cpu, thread);
	flux_unqueue(thread);
	flux_leave_fallback(thread);
	sched = flux_sched_at(thread->f.sched);
	flux_part(sched, cpu)->stats.runs++;

	/*
	 * The CPU is the thread's subscheduler's already, or its parents let it be
	 * claimed. Otherwise the thread is a guest (pinned, rescued): it uses the CPU
	 * without holding it.
	 */
	if (FLUX_GUARD(SETTLE) && cpu->f.owner != sched->f.id && sched->f.claims_idle)
		flux_settle_running(cpu, thread, &fctx);
	flux_thread_wants(thread, cpu->f.owner == sched->f.id);
	thread->f.flags |= FLUX_THREAD_RAN;
	flux_call_thread_on_cpu(sched, thread, cpu, &fctx);
}

void FLUX_CALLBACK(flux_quiescent, struct task_struct *p, u64 deq_flags)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };

	if (!thread)
		return;
	if (FLUX_GUARD(UNLINK_ON_DEQUEUE))
		flux_revoke(thread);
	flux_leave_fallback(thread);
	flux_thread_wants(thread, false);
	flux_cgroup_rest(thread);
	thread->f.flags &= ~(FLUX_THREAD_YIELDED | FLUX_THREAD_RAN | FLUX_THREAD_GUEST);
	/*
	 * The task will not run again. Up to 6.18 the kernel takes it from us at its
	 * last put, which would never come if we kept our reference.
	 */
	if (p->__state & FLUX_TASK_DEAD) {
		thread->f.flags |= FLUX_THREAD_DEAD;
		if (FLUX_GUARD(DROP_DEAD))
			flux_task_drop(thread);
	}
	if (deq_flags & FLUX_DEQ_SLEEP)
		flux_call_thread_blocked(flux_sched_at(thread->f.sched), thread, &fctx);
}

/* sched_yield(); a yield to a given thread is not honoured. */
bool FLUX_CALLBACK(flux_yield, struct task_struct *from, struct task_struct *to)
{
	struct flux_thread *thread = flux_thread_of(from);

	if (to)
		return false;
	if (thread)
		thread->f.flags |= FLUX_THREAD_YIELDED;
	/* With this callback the kernel leaves the end of the slice to us. */
	flux_set_slice(from, 0);
	return false;
}

void FLUX_CALLBACK(flux_set_weight, struct task_struct *p, u32 weight)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };

	if (!thread)
		return;
	thread->f.weight = weight;
	thread->f.nice = p->static_prio - FLUX_DEFAULT_PRIO;
	thread->f.rules_seen = 0;
	flux_cgroup_recount(thread->f.id, thread->f.sched, thread->f.weight);
	flux_call_thread_prio_changed(flux_sched_at(thread->f.sched), thread, &fctx);
}

void FLUX_CALLBACK(flux_set_cpumask, struct task_struct *p, const struct cpumask *cpumask)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };

	if (!thread)
		return;
	flux_note_cpumask(thread, cpumask);
	flux_call_thread_affinity_changed(flux_sched_at(thread->f.sched), thread, &fctx);
}

/* The CPU goes idle, and something ran on it before: see idle.bpf.h. */
void FLUX_CALLBACK(flux_update_idle, s32 nr, bool idle)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);

	if (!idle || !cpu || cpu->f.state == FLUX_CPU_OFFLINE)
		return;
	flux_recheck_idle(cpu);
}

void FLUX_CALLBACK(flux_enable, struct task_struct *p)
{
	u32 id = flux_id_alloc();
	struct flux_ctx fctx = { .thread = id };
	struct flux_thread *thread;

	p->scx.dsq_vtime = id;
	thread = flux_thread_at(id);
	if (!thread) {
		__sync_fetch_and_add(&flux_globals.ids_overflow, 1);
		__sync_fetch_and_add(&flux_globals.overflow_live, 1);
		return;
	}
	thread->f.id = id;
	thread->f.state = FLUX_THREAD_UNQUEUED;
	thread->f.fallback = 0;
	thread->f.sched = FLUX_NEW_THREADS;
	thread->f.home = FLUX_NEW_THREADS;
	/* Judged when it is queued first: a child that is just being born has no cgroup yet. */
	thread->f.ruled = FLUX_NEW_THREADS;
	thread->f.rules_seen = 0;
	thread->f.renamed = 0;
	flux_note_facts(thread, p);
	flux_note_pid(thread, p->pid);
	/* A zombie can still be given another class. It is not going to run or to block. */
	if (p->__state & FLUX_TASK_DEAD)
		thread->f.flags |= FLUX_THREAD_DEAD;
	else
		flux_task_keep(thread, p);
	flux_thread_arrive(thread, flux_sched_at(FLUX_NEW_THREADS), &fctx);
}

/*
 * The thread leaves sched_ext: it exited, or changed its class. It was dequeued before,
 * if it waited, and is on no queue: its id may be another thread's at once.
 */
void FLUX_CALLBACK(flux_disable, struct task_struct *p)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_ctx fctx = { .thread = flux_id_of(p) };
	struct flux_sched *sched;

	p->scx.dsq_vtime = 0;
	if (!thread) {
		__sync_fetch_and_add(&flux_globals.overflow_live, -1);
		return;
	}
	sched = flux_sched_at(thread->f.sched);
	if (p->flags & FLUX_PF_EXITING)
		flux_call_thread_dead(sched, thread, &fctx);
	else
		flux_call_thread_departed(sched, thread, &fctx);
	__sync_fetch_and_add(&sched->f.nr_threads, -1);
	flux_cgroup_forget(thread);
	flux_task_drop(thread);
	flux_forget_pid(thread);
	flux_id_free(thread);
}

#ifdef FLUX_HAS_CPU_TICKED
/*
 * One instance hears of a tick. A global function, so that the verifier walks through the
 * ops of all types once, not once for each tier.
 */
FLUX_VERIFIED_ONCE int flux_tick_instance(u32 id, u32 nr, u32 thread_id, struct flux_ctx *ctx __arg_nonnull)
{
	struct flux_thread *thread = flux_thread_at(thread_id);
	struct flux_sched *sched = flux_sched_at(id);
	struct flux_cpu *cpu = flux_cpu_at(nr);

	if (!thread || !cpu)
		return 0;
	/* A guest's thread part is another type's: its op must not see it. */
	if (!sched->f.holds_threads || thread->f.sched == id)
		flux_call_cpu_ticked(sched, cpu, thread, ctx);
	return 0;
}

/* Every instance that holds the CPU hears of it, the deepest first. */
void FLUX_CALLBACK(flux_tick, struct task_struct *p)
{
	struct flux_thread *thread = flux_thread_of(p);
	struct flux_cpu *cpu = flux_this_cpu();
	struct flux_ctx fctx = { .thread = flux_id_of(p) };
	u32 id;
	int i;

	if (!cpu || !thread)
		return;
	id = cpu->f.owner;
	for (i = 0; i < FLUX_NR_TIERS && id; i++) {
		flux_tick_instance(id, cpu->f.cpu, thread->f.id, &fctx);
		id = flux_sched_at(id)->f.parent;
	}
	flux_pass_requests(&fctx);
}
#define FLUX_OPS_TICK	.tick = (void *)flux_tick,
#else
#define FLUX_OPS_TICK
#endif

#include "cpus.bpf.h"
#include "exit.bpf.h"

#ifdef FLUX_HAS_REQUEUE_CURRENT
#define FLUX_OPS_FLAG_LAST	FLUX_OPS_ENQ_LAST
#else
#define FLUX_OPS_FLAG_LAST	0
#endif

/* What generated code puts into its struct sched_ext_ops. */
#define FLUX_OPS								\
	.select_cpu = (void *)flux_select_cpu,					\
	.enqueue = (void *)flux_enqueue,					\
	.dequeue = (void *)flux_dequeue,					\
	.dispatch = (void *)flux_dispatch_cpu,					\
	FLUX_OPS_TICK								\
	FLUX_OPS_CGROUPS							\
	.running = (void *)flux_running,					\
	.quiescent = (void *)flux_quiescent,					\
	.yield = (void *)flux_yield,						\
	.set_weight = (void *)flux_set_weight,					\
	.set_cpumask = (void *)flux_set_cpumask,				\
	.update_idle = (void *)flux_update_idle,				\
	.enable = (void *)flux_enable,						\
	.disable = (void *)flux_disable,					\
	FLUX_OPS_DUMP,								\
	.cpu_online = (void *)flux_cpu_online,					\
	.cpu_offline = (void *)flux_cpu_offline,				\
	.init = (void *)flux_init,						\
	.exit = (void *)flux_exit,						\
	.flags = FLUX_OPS_KEEP_BUILTIN_IDLE | FLUX_OPS_ENQ_EXITING | FLUX_OPS_ENQ_MIGRATION_DISABLED |	\
		 FLUX_OPS_FLAG_LAST

#endif /* __FLUX_CALLBACKS_BPF_H */
