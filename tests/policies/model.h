/*
 * Stands for <flux/core.bpf.h> when the CPU schedulers of the library run by themselves:
 * a machine of some CPUs, whose leaves have a number of threads each and nothing else.
 * What the policies decide is theirs; here CPUs only do what they are told.
 */

#define MODEL_CPUS	16

struct task_struct;

struct flux_ctx {
	u32 granted;		/* what the pick decided: a child, or 0 */
	bool leaves;		/* what runs is queued anew, even if nobody else gets the CPU */
};

struct flux_request {
	u32 nr_cpus;
};

u32 model_nr_cpus = MODEL_CPUS;
u32 model_nr_llcs = 1;
u64 model_clock;

#define model_root			(&flux_scheds[FLUX_NODE_ROOT])
#define flux_sched_at(nr)		(&flux_scheds[(nr) <= FLUX_NR_NODES ? (nr) : 0])
#define flux_now()			(model_clock)
#define flux_nr_cpu_ids()		(model_nr_cpus)
#define flux_nr_llcs()			(model_nr_llcs)
#define flux_nr_cpus(sched)		((u32)(sched)->f.nr_cpus)
#define flux_child_nr_cpus(child)	flux_nr_cpus(flux_sched_at(child))
#define flux_child_nr_cpus_needed(child)	((u32)flux_sched_at(child)->f.nr_wanted)
#define flux_child_index(child)		(flux_sched_at(child)->f.index)
#define flux_child_slot(child, nr)	bpf_bounded_index(flux_child_index(child), nr)
#define flux_is_root(sched)		(!(sched)->f.parent)
#define flux_cpu_id(cpu)		((u32)(cpu)->f.cpu)
#define flux_cpu_core(cpu)		((u32)(cpu)->f.core)
#define flux_cpu_is_idle(cpu)		((bool)(cpu)->f.halted)
#define flux_cpu_is_preempted(cpu)	((bool)(cpu)->f.preempt_to)
#define flux_request_nr_cpus(request)	((request)->nr_cpus)
#define flux_request_may_use(request, cpu, ctx)	((void)(request), (void)(ctx), (cpu)->f.state == FLUX_CPU_ONLINE)
#define flux_request_cpus(sched, nr, ctx)	((void)(sched), (void)(ctx))
#define flux_request_cpus_above(sched, nr, ctx)	((void)(sched), (void)(ctx))
#define flux_run_idle(sched, cpu, ctx)	((void)(cpu))

static struct flux_cpu_part *flux_part(struct flux_sched *sched, struct flux_cpu *cpu)
{
	return &cpu->part[sched->f.id];
}

static struct flux_cpu *flux_cpu_numbered(u32 cpu)
{
	return cpu < model_nr_cpus ? &flux_cpus[cpu] : NULL;
}

static bool flux_holds(struct flux_sched *sched, struct flux_cpu *cpu)
{
	return flux_path[cpu->f.owner][sched->f.tier] == sched->f.id;
}

static u32 flux_cpu_holder(struct flux_sched *sched, struct flux_cpu *cpu)
{
	return flux_holds(sched, cpu) ? flux_path[cpu->f.owner][sched->f.tier + 1] : FLUX_NODE_NONE;
}

static u32 flux_place_of(struct flux_sched *sched, struct flux_cpu *cpu)
{
	u32 place = 0;

	for (u32 nr = 0; nr < model_nr_cpus; nr++) {
		struct flux_cpu *other = &flux_cpus[nr];

		if (other->f.core < cpu->f.core || (other->f.core == cpu->f.core && nr < cpu->f.cpu))
			place += flux_holds(sched, other);
	}
	return place;
}

static u32 flux_children_get(const struct flux_children *children, u32 index)
{
	return index < children->nr ? children->id[index] : FLUX_NODE_NONE;
}

static bool flux_child_wants_cpu(u32 child, struct flux_cpu *cpu)
{
	(void)cpu;
	return flux_sched_at(child)->f.nr_wanted > flux_sched_at(child)->f.nr_cpus;
}

static bool flux_cpuset_contains(const volatile u64 *set, struct flux_cpu *cpu)
{
	return set[cpu->f.cpu / 64] >> cpu->f.cpu % 64 & 1;
}

static void flux_preempt_cpu(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	(void)ctx;
	cpu->f.preempt_to = sched->f.id;
}

static bool flux_claim_cpu(struct flux_request *request, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	(void)request, (void)ctx;
	return cpu->f.state == FLUX_CPU_ONLINE && cpu->f.halted && !cpu->f.preempt_to;
}

static struct flux_cpu *flux_claim_idle_cpu(struct flux_request *request, struct flux_ctx *ctx)
{
	for (u32 nr = 0; nr < model_nr_cpus; nr++) {
		if (flux_claim_cpu(request, &flux_cpus[nr], ctx))
			return &flux_cpus[nr];
	}
	return NULL;
}

static void flux_requeue_current(struct flux_sched *sched, struct flux_cpu *better, struct flux_ctx *ctx)
{
	(void)sched, (void)better;
	ctx->leaves = true;
}

static void flux_grant(struct flux_sched *sched, struct flux_cpu *cpu, u32 child, struct flux_ctx *ctx)
{
	(void)sched, (void)cpu;
	ctx->granted = child;
}

static void flux_yield_to_parent(struct flux_sched *sched, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	flux_grant(sched, cpu, FLUX_NODE_NONE, ctx);
}
