/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generated switch tables as the core calls them. A table that no type of
 * the hierarchy has an op for is not generated: it does nothing, or falls back
 * to the op that the documentation of the absent one names.
 */
#ifndef __FLUX_TABLES_BPF_H
#define __FLUX_TABLES_BPF_H

static void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx);

#ifdef FLUX_HAS_REQUEST_FOR_CPUS
static void flux_call_request_for_cpus(struct flux_sched *sched, u32 child, struct flux_request *request,
				       struct flux_ctx *ctx);
#else
#define flux_call_request_for_cpus(sched, child, request, ctx)	((void)(request))
#endif

#ifdef FLUX_HAS_UNLINK
static void flux_call_unlink(struct flux_sched *sched, struct flux_thread *thread);
#else
#define flux_call_unlink(sched, thread)	((void)(thread))
#endif

#ifdef FLUX_HAS_DIRECT_SLICE
static u64 flux_call_direct_slice(struct flux_sched *sched, struct flux_thread *thread, struct flux_ctx *ctx);
#endif

/* Ops about a CPU. */
#define FLUX_DECLARE_CPU_OP(op)							\
	static void flux_call_##op(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx)
#define FLUX_NO_CPU_OP(sched, cpu, ctx)	((void)(sched), (void)(cpu), (void)(ctx))

#ifdef FLUX_HAS_CPU_ALLOCATED
FLUX_DECLARE_CPU_OP(cpu_allocated);
#else
#define flux_call_cpu_allocated		FLUX_NO_CPU_OP
#endif

#ifdef FLUX_HAS_CPU_PREEMPTED
FLUX_DECLARE_CPU_OP(cpu_preempted);
#else
#define flux_call_cpu_preempted		FLUX_NO_CPU_OP
#endif

#ifdef FLUX_HAS_CPU_PREEMPTION_COMPLETED
FLUX_DECLARE_CPU_OP(cpu_preemption_completed);
#else
#define flux_call_cpu_preemption_completed	FLUX_NO_CPU_OP
#endif

#ifdef FLUX_HAS_CPU_RETURNED
static void flux_call_cpu_returned(struct flux_sched *sched, u32 child, struct flux_cpu *cpu, struct flux_ctx *ctx);
#else
#define flux_call_cpu_returned(sched, child, cpu, ctx)	FLUX_NO_CPU_OP(sched, cpu, ctx)
#endif

#ifdef FLUX_HAS_CPU_TICKED
static void flux_call_cpu_ticked(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_thread *thread,
				 struct flux_ctx *ctx);
#endif

/* Ops about a thread. */
#define FLUX_DECLARE_THREAD_OP(op)						\
	static void flux_call_##op(struct flux_sched *sched, struct flux_thread *thread, struct flux_ctx *ctx)
#define FLUX_NO_THREAD_OP(sched, thread, ctx)	((void)(sched), (void)(thread), (void)(ctx))

#ifdef FLUX_HAS_THREAD_RUNNABLE
FLUX_DECLARE_THREAD_OP(thread_runnable);
#else
#define flux_call_thread_runnable	FLUX_NO_THREAD_OP
#endif

/* The three ways to become runnable for which a type may have an op of its own. */
#ifdef FLUX_HAS_THREAD_WAKEUP
FLUX_DECLARE_THREAD_OP(thread_wakeup);
#else
#define flux_call_thread_wakeup		flux_call_thread_runnable
#endif

#ifdef FLUX_HAS_THREAD_PREEMPTED
FLUX_DECLARE_THREAD_OP(thread_preempted);
#else
#define flux_call_thread_preempted	flux_call_thread_runnable
#endif

#ifdef FLUX_HAS_THREAD_YIELDED
FLUX_DECLARE_THREAD_OP(thread_yielded);
#else
#define flux_call_thread_yielded	flux_call_thread_runnable
#endif

#ifdef FLUX_HAS_THREAD_NEW
FLUX_DECLARE_THREAD_OP(thread_new);
#else
#define flux_call_thread_new		FLUX_NO_THREAD_OP
#endif

#ifdef FLUX_HAS_THREAD_BLOCKED
FLUX_DECLARE_THREAD_OP(thread_blocked);
#else
#define flux_call_thread_blocked	FLUX_NO_THREAD_OP
#endif

#ifdef FLUX_HAS_THREAD_AFFINITY_CHANGED
FLUX_DECLARE_THREAD_OP(thread_affinity_changed);
#else
#define flux_call_thread_affinity_changed	FLUX_NO_THREAD_OP
#endif

#ifdef FLUX_HAS_THREAD_PRIO_CHANGED
FLUX_DECLARE_THREAD_OP(thread_prio_changed);
#else
#define flux_call_thread_prio_changed	FLUX_NO_THREAD_OP
#endif

#ifdef FLUX_HAS_THREAD_DEPARTED
FLUX_DECLARE_THREAD_OP(thread_departed);
#else
#define flux_call_thread_departed	FLUX_NO_THREAD_OP
#endif

#ifdef FLUX_HAS_THREAD_DEAD
FLUX_DECLARE_THREAD_OP(thread_dead);
#else
#define flux_call_thread_dead		FLUX_NO_THREAD_OP
#endif

#ifdef FLUX_HAS_THREAD_ON_CPU
static void flux_call_thread_on_cpu(struct flux_sched *sched, struct flux_thread *thread, struct flux_cpu *cpu,
				    struct flux_ctx *ctx);
#else
#define flux_call_thread_on_cpu(sched, thread, cpu, ctx)	FLUX_NO_THREAD_OP(sched, thread, ctx)
#endif

#endif /* __FLUX_TABLES_BPF_H */
