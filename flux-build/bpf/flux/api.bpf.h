/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ops call. The generator has checked that each call is made where it is
 * allowed, so nothing here asks again; it passes the instance and the context.
 */
#ifndef __FLUX_API_BPF_H
#define __FLUX_API_BPF_H

/* Rule R2: what runs gives the CPU back in bounded time. */
#define FLUX_SLICE_MIN_NS	(10 * 1000ULL)
#define FLUX_SLICE_MAX_NS	(100 * 1000 * 1000ULL)

static __always_inline u64 flux_slice(u64 slice_ns)
{
	if (!FLUX_GUARD(FINITE_SLICE))
		return slice_ns;
	if (slice_ns < FLUX_SLICE_MIN_NS)
		return FLUX_SLICE_MIN_NS;
	return slice_ns < FLUX_SLICE_MAX_NS ? slice_ns : FLUX_SLICE_MAX_NS;
}

static __always_inline u64 flux_now(void)
{
	return scx_bpf_now();
}

static __always_inline u32 flux_nr_cpus(struct flux_sched *sched)
{
	return sched->f.nr_cpus < 0 ? 0 : sched->f.nr_cpus;
}

static __always_inline u32 flux_nr_cpus_needed(struct flux_sched *sched)
{
	return sched->f.nr_wanted < 0 ? 0 : sched->f.nr_wanted;
}

static __always_inline u32 flux_child_nr_cpus(u32 child)
{
	return flux_nr_cpus(flux_sched_at(child));
}

static __always_inline u32 flux_child_nr_cpus_needed(u32 child)
{
	return flux_nr_cpus_needed(flux_sched_at(child));
}

/*
 * Whether the child could use one more CPU, and has not just given this one
 * back: a pick that asks the same child twice would not end.
 */
static __always_inline bool flux_child_wants_cpu(u32 child, struct flux_cpu *cpu)
{
	struct flux_sched *sched = flux_sched_at(child);

	if (FLUX_GUARD(YIELDED_ONCE) && cpu->f.yielded & (1ULL << (child & 63)))
		return false;
	return sched->f.nr_wanted > sched->f.nr_cpus;
}

/* The child's place among its parent's children, from 0. */
static __always_inline u32 flux_child_index(u32 child)
{
	return flux_sched_at(child)->f.index;
}

/* The same as an index into the @nr elements that an instance keeps, one for each child. */
#define flux_child_slot(child, nr)	bpf_bounded_index(flux_child_index(child), nr)

static __always_inline u32 flux_children_len(const struct flux_children *children)
{
	return children->nr;
}

/* The child with that index, or 0. */
static __always_inline u32 flux_children_get(const struct flux_children *children, u32 index)
{
	if (index >= children->nr)
		return FLUX_NODE_NONE;
	return children->id[bpf_bounded_index(index, FLUX_MAX_CHILDREN)];
}

static __always_inline bool flux_is_root(struct flux_sched *sched)
{
	return !sched->f.parent;
}

/* Whether the instance or one below it holds the CPU. */
static __always_inline bool flux_holds(struct flux_sched *sched, struct flux_cpu *cpu)
{
	return flux_is_ancestor(sched, cpu->f.owner);
}

/*
 * How many CPUs of the instance come before this one, in the order of cores and of
 * numbers. An iterator: a loop of 512 turns is more than the verifier should walk.
 */
static __always_inline u32 flux_place_of(struct flux_sched *sched, struct flux_cpu *cpu)
{
	u32 place = 0;
	u32 nr;

	bpf_for(nr, 0, flux_globals.nr_cpus) {
		struct flux_cpu *other = flux_cpu_at(nr);

		if (!other)
			break;
		if (other->f.core < cpu->f.core || (other->f.core == cpu->f.core && nr < cpu->f.cpu))
			place += flux_holds(sched, other);
	}
	return place;
}

/* The child of the instance that holds the CPU, itself or one below it; or 0. */
static __always_inline u32 flux_cpu_holder(struct flux_sched *sched, struct flux_cpu *cpu)
{
	u32 owner = cpu->f.owner;

	if (!flux_is_ancestor(sched, owner))
		return FLUX_NODE_NONE;
	return flux_ancestor(owner, sched->f.tier + 1);
}

static __always_inline u32 flux_nr_cpu_ids(void)
{
	return flux_globals.nr_cpus;
}

static __always_inline u32 flux_nr_llcs(void)
{
	return flux_topology.nr_llcs;
}

/* The CPU with the kernel's number, or NULL. */
static __always_inline struct flux_cpu *flux_cpu_numbered(u32 cpu)
{
	return flux_cpu_at(cpu);
}

static __always_inline u32 flux_cpu_id(struct flux_cpu *cpu)
{
	return cpu->f.cpu;
}

static __always_inline u32 flux_cpu_core(struct flux_cpu *cpu)
{
	return cpu->f.core;
}

static __always_inline u32 flux_cpu_llc(struct flux_cpu *cpu)
{
	return cpu->f.llc;
}

static __always_inline u32 flux_cpu_node(struct flux_cpu *cpu)
{
	return cpu->f.node;
}

static __always_inline bool flux_cpu_is_idle(struct flux_cpu *cpu)
{
	return cpu->f.halted;
}

static __always_inline bool flux_cpu_is_preempted(struct flux_cpu *cpu)
{
	return cpu->f.preempt_to;
}

static __always_inline bool flux_cpuset_contains(const volatile u64 *set, struct flux_cpu *cpu)
{
	u32 nr = cpu->f.cpu;

	return set[bpf_bounded_index(nr / 64, FLUX_CPUSET_WORDS)] >> nr % 64 & 1;
}

static __always_inline u32 flux_thread_pid(struct flux_thread *thread)
{
	return thread->f.pid;
}

static __always_inline u32 flux_thread_tgid(struct flux_thread *thread)
{
	return thread->f.tgid;
}

static __always_inline s32 flux_thread_nice(struct flux_thread *thread)
{
	return thread->f.nice;
}

static __always_inline u32 flux_thread_weight(struct flux_thread *thread)
{
	return thread->f.weight;
}

/*
 * The CPU time that the thread has used since it was forked, in whatever class. The kernel
 * brings it up to date before it calls enqueue, dispatch and quiescent. 0 if it has exited.
 */
static __always_inline u64 flux_thread_cpu_time(struct flux_thread *thread)
{
	struct task_struct *p = flux_task_of(thread);

	return p ? p->se.sum_exec_runtime : 0;
}

static __always_inline bool flux_thread_is_kernel_thread(struct flux_thread *thread)
{
	return thread->f.flags & FLUX_THREAD_KTHREAD;
}

/*
 * The thread is to be in another instance, from the next time on that it is queued, or at
 * once if it is just being handed over and its op leaves it on no list. Only the thread's own
 * instance decides that: one that an op has popped may be another's by now.
 */
static __always_inline void flux_join_scheduler(struct flux_sched *sched, struct flux_thread *thread, u32 peer)
{
	if (flux_thread_is_of(sched, thread))
		thread->f.home = peer;
}

/*
 * Whether a request is only noted by the op that makes it, for flux_pass_requests(). A
 * parent may pass on to its own what it cannot give, and one with several children may search
 * among CPUs, in helpers of its own: with the op's own calls, these would be more frames than the
 * verifier allows (8). A request is a hint, and after the op is as good as within.
 */
#ifdef FLUX_HAS_MANY_NODES
#define FLUX_NOTES_REQUESTS
#endif

/*
 * The parent of @from_id hears of the request. Where requests are noted it is a global function,
 * which the verifier walks through once, not once for each tier and each callback's paths.
 */
#ifdef FLUX_NOTES_REQUESTS
FLUX_VERIFIED_ONCE
#else
static __always_inline
#endif
int flux_deliver_request(u32 from_id, u32 nr_cpus, struct flux_ctx *ctx __arg_nonnull)
{
	struct flux_request request = { .nr_cpus = nr_cpus };
	struct flux_sched *from = flux_sched_at(from_id);

	flux_call_request_for_cpus(flux_sched_at(from->f.parent), from->f.id, &request, ctx);
	return 0;
}

/* Tells the parent that the instance could use @nr_cpus more. */
static __always_inline void flux_request_cpus(struct flux_sched *sched, u32 nr_cpus, struct flux_ctx *ctx)
{
	flux_count(sched->f.id, requests);
#ifdef FLUX_NOTES_REQUESTS
	ctx->request_nr = ctx->request_from == sched->f.id ? ctx->request_nr + nr_cpus : nr_cpus;
	ctx->request_from = sched->f.id;
#else
	/* The root's request would go to nobody. */
	if (sched->f.parent)
		flux_deliver_request(sched->f.id, nr_cpus, ctx);
#endif
}

/*
 * The same of a CPU scheduler. Where there are two tiers it is the root, which has
 * nobody to ask; that it never calls itself must be plain in the text.
 */
static __always_inline void flux_request_cpus_above(struct flux_sched *sched, u32 nr_cpus, struct flux_ctx *ctx)
{
#if FLUX_NR_TIERS > 2
	flux_request_cpus(sched, nr_cpus, ctx);
#else
	flux_count(sched->f.id, requests);
#endif
}

/* Passes noted requests towards the root. Every callback that called ops ends with it. */
static __always_inline void flux_pass_requests(struct flux_ctx *ctx)
{
#ifdef FLUX_NOTES_REQUESTS
	int i;

	for (i = 0; i < FLUX_NR_TIERS && ctx->request_from; i++) {
		u32 from = ctx->request_from;

		ctx->request_from = FLUX_NODE_NONE;
		flux_deliver_request(from, ctx->request_nr, ctx);
	}
#endif
}

static __always_inline u32 flux_request_nr_cpus(struct flux_request *request)
{
	return request->nr_cpus;
}

/*
 * An idle CPU that the thread which caused the request may use. It is claimed:
 * nobody else gets it, so it must be preempted or it is idle until its next event.
 */
static __always_inline struct flux_cpu *flux_claim_idle_cpu(struct flux_request *request, struct flux_ctx *ctx)
{
	struct task_struct *p = flux_task_of_id(ctx->thread);
	s32 cpu;

	if (!p)
		return NULL;
	cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
	return cpu < 0 ? NULL : flux_cpu_at(cpu);
}

/* Whether the thread which caused the request may use the CPU; without one, anybody may. */
static __always_inline bool flux_request_may_use(struct flux_request *request, struct flux_cpu *cpu,
						 struct flux_ctx *ctx)
{
	struct task_struct *p = flux_task_of_id(ctx->thread);

	return !p || bpf_cpumask_test_cpu(cpu->f.cpu, p->cpus_ptr);
}

/* Claims the CPU if it idles and the thread may use it. */
static __always_inline bool flux_claim_cpu(struct flux_request *request, struct flux_cpu *cpu,
					   struct flux_ctx *ctx)
{
	return flux_request_may_use(request, cpu, ctx) && scx_bpf_test_and_clear_cpu_idle(cpu->f.cpu);
}

/* The CPU comes back to @sched at its next pick, which is brought about. */
static __always_inline void flux_preempt_cpu(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	flux_preempt_request(cpu, sched);
	scx_bpf_kick_cpu(cpu->f.cpu, cpu->f.halted ? FLUX_KICK_IDLE : FLUX_KICK_PREEMPT);
}

/*
 * A pick decides once. The first decision stands, and others are ignored and counted:
 * two grants would spoil the accounts, and the kernel ends a scheduler that inserts
 * more than a batch of tasks in one dispatch.
 */
static __always_inline bool flux_decide(struct flux_sched *sched, struct flux_cpu *cpu, enum flux_action action,
					struct flux_ctx *ctx)
{
	if (FLUX_GUARD(DECIDE_ONCE) && ctx->action != FLUX_ACT_NONE) {
		flux_part(sched, cpu)->stats.ignored++;
		return false;
	}
	ctx->action = action;
	return true;
}

static __always_inline void flux_grant(struct flux_sched *sched, struct flux_cpu *cpu, u32 child,
				       struct flux_ctx *ctx)
{
	if (flux_decide(sched, cpu, FLUX_ACT_DESCEND, ctx))
		flux_cpu_give(cpu, flux_sched_at(child), ctx);
}

static __always_inline void flux_yield_to_parent(struct flux_sched *sched, struct flux_cpu *cpu,
						 struct flux_ctx *ctx)
{
	flux_decide(sched, cpu, FLUX_ACT_YIELD, ctx);
}

static __always_inline void flux_run_idle(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	if (flux_decide(sched, cpu, FLUX_ACT_IDLE, ctx))
		cpu->f.halted = true;
}

static __always_inline void flux_restart_pick(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	flux_decide(sched, cpu, FLUX_ACT_AGAIN, ctx);
}

/* The thread that runs on the CPU and may go on, if it is the instance's. */
static __always_inline struct flux_thread *flux_current(struct flux_sched *sched, struct flux_ctx *ctx)
{
	struct flux_thread *current = flux_thread_at(ctx->current);

	return current && current->f.sched == sched->f.id ? current : NULL;
}

#ifdef FLUX_HAS_REQUEUE_CURRENT
/*
 * What runs on the CPU is queued anew even if nobody else gets it, so that it can run on
 * @better: if it may, and is a thread of @sched or one below it that holds the CPU.
 */
static __always_inline void flux_requeue_current(struct flux_sched *sched, struct flux_cpu *better,
						 struct flux_ctx *ctx)
{
	struct flux_thread *current = flux_thread_at(ctx->current);
	struct task_struct *p;

	if (!current || !(current->f.flags & FLUX_THREAD_WANTS) || !flux_is_ancestor(sched, current->f.sched))
		return;
	p = flux_task_of(current);
	ctx->leaves = p && !flux_has_one_cpu(p) && bpf_cpumask_test_cpu(better->f.cpu, p->cpus_ptr);
}
#endif

static __always_inline void flux_set_slice(struct task_struct *p, u64 slice_ns)
{
	if (bpf_ksym_exists(scx_bpf_task_set_slice))
		scx_bpf_task_set_slice(p, slice_ns);
	else
		p->scx.slice = slice_ns;
}

/* The thread that runs goes on for another slice. */
static __always_inline void flux_run_current(struct flux_sched *sched, struct flux_cpu *cpu, u64 slice_ns,
					     struct flux_ctx *ctx)
{
	struct flux_thread *current = flux_current(sched, ctx);
	struct task_struct *p = current ? flux_task_of(current) : NULL;

	if (!p)
		flux_decide(sched, cpu, FLUX_ACT_YIELD, ctx);
	else if (flux_decide(sched, cpu, FLUX_ACT_CURRENT, ctx))
		flux_set_slice(p, flux_slice(slice_ns));
}

/*
 * The kernel's own answer, not the noted one: migration may be disabled for a while,
 * which moves cpus_ptr and leaves nr_cpus_allowed as it was. Most tasks may use all
 * CPUs, and need no call.
 */
static __always_inline bool flux_task_may_not_use(struct task_struct *p, struct flux_cpu *cpu)
{
	if (p->cpus_ptr == &p->cpus_mask && p->nr_cpus_allowed >= (int)flux_globals.nr_cpus)
		return false;
	return FLUX_GUARD(FOREIGN_CPUS) && !bpf_cpumask_test_cpu(cpu->f.cpu, p->cpus_ptr);
}

/*
 * Runs a queued thread of the instance on the CPU. If it cannot be run here any
 * more, because the kernel or another CPU took it or it may not use this CPU, the
 * instance is asked again.
 */
static __always_inline void flux_run_thread(struct flux_sched *sched, struct flux_cpu *cpu,
					    struct flux_thread *thread, u64 slice_ns, struct flux_ctx *ctx)
{
	struct flux_cpu_part *part = flux_part(sched, cpu);
	struct task_struct *p;
	bool shared = false;
	u32 generation;

	if (!flux_decide(sched, cpu, FLUX_ACT_AGAIN, ctx))
		return;
	if (!flux_claim(sched, thread, &generation)) {
		part->stats.stale++;
		return;
	}
	p = flux_task_of(thread);
	if (!p) {
		part->stats.stale++;
		return;
	}
	if (flux_task_may_not_use(p, cpu)) {
		part->stats.misplaced++;
		shared = flux_insert_elsewhere(p, flux_config.fallback_slice_ns);
	} else if (flux_task_is_leaving(p, cpu->f.cpu)) {
		shared = flux_insert_elsewhere(p, flux_config.fallback_slice_ns);
	} else {
		/* GENERATION: its allowed CPUs may change from here on. */
		FLUX_WINDOW(GENERATION, 2 * 1000 * 1000);
		scx_bpf_dsq_insert(p, FLUX_DSQ_LOCAL, flux_slice(slice_ns), 0);
		ctx->action = FLUX_ACT_RUN;
	}
	if (flux_was_revoked(thread, generation)) {
		scx_bpf_dispatch_cancel();
		part->stats.stale++;
		ctx->action = FLUX_ACT_AGAIN;
	} else if (shared) {
		flux_count_shared(thread);
	}
}

#endif /* __FLUX_API_BPF_H */
