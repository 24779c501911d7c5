/* SPDX-License-Identifier: GPL-2.0 */
/*
 * children: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Limits	src/bin/children.rs
 *	  urgent	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  inner		Limits	src/bin/children.rs
 *	    only	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	    idle	Idle	flux-schedulers-0.1.0/src/idle.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to urgent.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_LIMITS = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_IDLE = 3,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_URGENT = 2,
	FLUX_NODE_INNER = 3,
	FLUX_NODE_INNER_ONLY = 4,
	FLUX_NODE_INNER_IDLE = 5,
	FLUX_NODE_IDLE = 6,
};

#define FLUX_NR_NODES		6
#define FLUX_NR_TIERS		3
#define FLUX_NEW_THREADS	FLUX_NODE_URGENT

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_CPU_TICKED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK

/*
 * Limits, a CPU scheduler: Each child gets what it wants, up to its most, in the order of the
 * children.
 * src/bin/children.rs:7
 */
struct flux_limits_sched {
	struct flux_children children;	/* roles that the hierarchy names: those who share the CPUs */
	u32 idle;	/* role: gets the rest */
	u64 granted_at[4];	/* for each child: when each was granted a CPU last */
	u32 taken;	/* CPUs that were taken back */
	volatile u32 MOST[4];	/* tunable for each child: how many CPUs a child may have */
	volatile u64 SPARE[FLUX_CPUSET_WORDS];	/* tunable: CPUs that nobody gets */
	volatile u64 FREE[FLUX_CPUSET_WORDS];	/* tunable: CPUs where all get what they want */
	volatile bool STRICT;	/* tunable: whether limits count */
};

/*
 * Biff, a thread scheduler: One FIFO for all its threads, on whatever CPUs it is granted.
 * flux-schedulers-0.1.0/src/biff.rs:21
 */
struct flux_biff_sched {
	struct arr_list run_queue;	/* locked; threads, by link */
	volatile u64 SLICE;	/* tunable: how long a thread may run while others wait */
};

struct flux_biff_thread {
	struct arr_list_entry link;	/* in `run_queue` while the thread waits */
};

/*
 * Idle, a thread scheduler: Lets the CPUs that nobody wants halt.
 * flux-schedulers-0.1.0/src/idle.rs:19
 */
struct flux_idle_cpu {
	bool halted;	/* the CPU was told to halt, so the next pick means that it was woken up */
};

/* One element per thread id: the generic part and its type's. */
struct flux_thread {
	struct flux_thread_generic f;
	union {
		struct flux_biff_thread biff;
	};
};

/* What an instance keeps for one CPU, whether it holds it or not. */
struct flux_cpu_part {
	struct flux_stats stats;
	union {
		struct flux_idle_cpu idle;
	};
};

struct flux_cpu {
	struct flux_cpu_generic f;
	struct flux_cpu_part part[FLUX_NR_NODES + 1];
};

struct flux_sched {
	struct flux_sched_generic f;
	union {
		struct flux_limits_sched limits;
		struct flux_biff_sched biff;
	};
};

/*
 * Array maps: libbpf makes a one-element, mmapable array map of each section,
 * so everything is reachable without a lookup, also under a lock. The agent
 * resizes the first two at load.
 *
 * What stands here of tunables are their defaults: the agent may write them at
 * any time. Those of type Nanos are nanoseconds.
 */
struct flux_thread flux_threads[FLUX_DEFAULT_THREADS] SEC(".data.flux_threads");
struct flux_cpu flux_cpus[FLUX_DEFAULT_CPUS] SEC(".data.flux_cpus");
struct flux_sched flux_scheds[FLUX_NR_NODES + 1] SEC(".data.flux_scheds") = {
	[FLUX_NODE_ROOT] = {
		.f = {
			.id = FLUX_NODE_ROOT,
			.type = FLUX_TYPE_LIMITS,
			.parent = FLUX_NODE_NONE,
			.tier = 0,
			.claims_idle = false,
			.holds_threads = false,
		},
		.limits = {
			.children = { 2, { FLUX_NODE_URGENT, FLUX_NODE_INNER } },
			.idle = FLUX_NODE_IDLE,
			.MOST = { [0 ... 3] = 4 },
			.SPARE = { 0 },
			.FREE = { [0 ... FLUX_CPUSET_WORDS - 1] = ~0ULL },
			.STRICT = true,
		},
	},
	[FLUX_NODE_URGENT] = {
		.f = {
			.id = FLUX_NODE_URGENT,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
		},
		.biff = {
			.SLICE = 5000000,
		},
	},
	[FLUX_NODE_INNER] = {
		.f = {
			.id = FLUX_NODE_INNER,
			.type = FLUX_TYPE_LIMITS,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = false,
			.index = 1,
		},
		.limits = {
			.children = { 1, { FLUX_NODE_INNER_ONLY } },
			.idle = FLUX_NODE_INNER_IDLE,
			.MOST = { [0 ... 3] = 4 },
			.SPARE = { 0 },
			.FREE = { [0 ... FLUX_CPUSET_WORDS - 1] = ~0ULL },
			.STRICT = true,
		},
	},
	[FLUX_NODE_INNER_ONLY] = {
		.f = {
			.id = FLUX_NODE_INNER_ONLY,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_INNER,
			.tier = 2,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
		},
		.biff = {
			.SLICE = 5000000,
		},
	},
	[FLUX_NODE_INNER_IDLE] = {
		.f = {
			.id = FLUX_NODE_INNER_IDLE,
			.type = FLUX_TYPE_IDLE,
			.parent = FLUX_NODE_INNER,
			.tier = 2,
			.claims_idle = false,
			.holds_threads = false,
			.index = 3,
		},
	},
	[FLUX_NODE_IDLE] = {
		.f = {
			.id = FLUX_NODE_IDLE,
			.type = FLUX_TYPE_IDLE,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = false,
			.holds_threads = false,
			.index = 3,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_URGENT] = { FLUX_NODE_ROOT, FLUX_NODE_URGENT },
	[FLUX_NODE_INNER] = { FLUX_NODE_ROOT, FLUX_NODE_INNER },
	[FLUX_NODE_INNER_ONLY] = { FLUX_NODE_ROOT, FLUX_NODE_INNER, FLUX_NODE_INNER_ONLY },
	[FLUX_NODE_INNER_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_INNER, FLUX_NODE_INNER_IDLE },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Limits)",
	[FLUX_NODE_URGENT] = "urgent (Biff)",
	[FLUX_NODE_INNER] = "inner (Limits)",
	[FLUX_NODE_INNER_ONLY] = "inner.only (Biff)",
	[FLUX_NODE_INNER_IDLE] = "inner.idle (Idle)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"limits Limits src/bin/children.rs\n"
	"\tmay_have 43\n"
	"\tfirst 48\n"
	"\tothers 62\n"
	"\trequest_for_cpus 67\n"
	"\tpick_next_task 87\n"
	"\tcpu_ticked 101\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* src/bin/children.rs */

#line 43 "src/bin/children.rs"
static bool flux_limits_may_have(struct flux_sched *self, u32 child, struct flux_cpu *cpu)
{
#line 44 "src/bin/children.rs"
	return !self->limits.STRICT || flux_child_nr_cpus(child) < self->limits.MOST[flux_child_slot(child, 4)] || flux_cpuset_contains(self->limits.FREE, cpu);
}

/* The first that wants the CPU. */
static u32 flux_limits_first(struct flux_sched *limits, struct flux_cpu *cpu)
{
#line 49 "src/bin/children.rs"
	u32 found = FLUX_NODE_NONE;

#line 50 "src/bin/children.rs"
	for (u64 at = 0; at < 3; at++) {
		u32 child = flux_children_get(&limits->limits.children, (u32)at);

#line 51 "src/bin/children.rs"
		if (!child)
			break;
#line 54 "src/bin/children.rs"
		if (!found && flux_child_wants_cpu(child, cpu) && flux_limits_may_have(limits, child, cpu))
			found = child;
	}
#line 58 "src/bin/children.rs"
	return found;
}

/* How many there are besides the first. */
static u32 flux_limits_others(const struct flux_children *children)
{
#line 63 "src/bin/children.rs"
	return flux_children_len(children) - 1;
}

#line 67 "src/bin/children.rs"
static void flux_limits_request_for_cpus(struct flux_sched *limits, u32 child, struct flux_request *request,
					 struct flux_ctx *ctx)
{
#line 68 "src/bin/children.rs"
	bpf_counted(u32, at, 0, 8) {
		struct flux_cpu *cpu;
		bool near;

#line 69 "src/bin/children.rs"
		if (at >= flux_nr_cpu_ids())
			break;
#line 72 "src/bin/children.rs"
		cpu = flux_cpu_numbered(at);
#line 72 "src/bin/children.rs"
		if (!cpu) {
#line 72 "src/bin/children.rs"
			break;
		}
#line 73 "src/bin/children.rs"
		near = flux_cpu_llc(cpu) + 1 < flux_nr_llcs() || flux_cpu_node(cpu) == 0 || flux_cpu_core(cpu) == 0;
		if (near && flux_cpu_is_idle(cpu) && !flux_cpu_is_preempted(cpu) && flux_claim_cpu(request, cpu, ctx)) {
			flux_preempt_cpu(limits, cpu, ctx);
			return;
		}
		if (flux_child_index(child) == 0 && flux_request_may_use(request, cpu, ctx) &&
		    flux_holds(limits, cpu)) {
#line 79 "src/bin/children.rs"
			flux_preempt_cpu(limits, cpu, ctx);
		}
	}
	if (!flux_is_root(limits))
		flux_request_cpus_above(limits, 1, ctx);
}

#line 87 "src/bin/children.rs"
static void flux_limits_pick_next_task(struct flux_sched *limits, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 88 "src/bin/children.rs"
	u32 next = flux_limits_first(limits, cpu);

#line 89 "src/bin/children.rs"
	if (!next && flux_limits_others(&limits->limits.children) > 0)
		limits->limits.taken = 0;
#line 92 "src/bin/children.rs"
	if (next) {
#line 94 "src/bin/children.rs"
		limits->limits.granted_at[flux_child_slot(next, 4)] = flux_now();
		flux_grant(limits, cpu, next, ctx);
	} else {
		flux_grant(limits, cpu, limits->limits.idle, ctx);
	}
}

static void flux_limits_cpu_ticked(struct flux_sched *limits, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 102 "src/bin/children.rs"
	u32 holder = flux_cpu_holder(limits, cpu);
	u64 age;

#line 102 "src/bin/children.rs"
	if (!holder) {
#line 102 "src/bin/children.rs"
		return;
	}
#line 103 "src/bin/children.rs"
	age = flux_now() - limits->limits.granted_at[flux_child_slot(holder, 4)];
	if (flux_cpuset_contains(limits->limits.SPARE, cpu) || age > 20000000) {
		limits->limits.taken++;
		flux_preempt_cpu(limits, cpu, ctx);
	}
}

/* flux-schedulers-0.1.0/src/biff.rs */

#line 43 "flux-schedulers-0.1.0/src/biff.rs"
static void flux_biff_thread_runnable(struct flux_sched *biff, struct flux_thread *thread, struct flux_ctx *ctx)
{
	{
#line 44 "flux-schedulers-0.1.0/src/biff.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(biff, return);

#line 44 "flux-schedulers-0.1.0/src/biff.rs"
		if (!flux_list_push_back(biff, &biff->biff.run_queue, thread, biff.link)) {
			bpf_spin_unlock(guard);
#line 44 "flux-schedulers-0.1.0/src/biff.rs"
			flux_fail("flux-schedulers-0.1.0/src/biff.rs:44: the thread is on `run_queue` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
	}
#line 45 "flux-schedulers-0.1.0/src/biff.rs"
	flux_request_cpus(biff, 1, ctx);
}

static void flux_biff_pick_next_task(struct flux_sched *biff, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	struct flux_thread *next;

	{
#line 51 "flux-schedulers-0.1.0/src/biff.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(biff, return);

#line 51 "flux-schedulers-0.1.0/src/biff.rs"
		next = flux_list_pop_front(&biff->biff.run_queue, biff.link);
		bpf_spin_unlock(guard);
	}
#line 52 "flux-schedulers-0.1.0/src/biff.rs"
	if (next)
		flux_run_thread(biff, cpu, next, biff->biff.SLICE, ctx);
	else if (flux_current(biff, ctx))
		flux_run_current(biff, cpu, biff->biff.SLICE, ctx);
	else
		flux_yield_to_parent(biff, cpu, ctx);
}

#line 61 "flux-schedulers-0.1.0/src/biff.rs"
static u64 flux_biff_direct_slice(struct flux_sched *_biff, struct flux_thread *_thread, struct flux_ctx *ctx)
{
#line 64 "flux-schedulers-0.1.0/src/biff.rs"
	return _biff->biff.SLICE;
}

/* Takes a thread off whatever list of Biff's it is on. Under the instance's lock. */
#line 28 "flux-schedulers-0.1.0/src/biff.rs"
static __always_inline void flux_biff_unlink(struct flux_sched *biff, struct flux_thread *thread)
{
#line 28 "flux-schedulers-0.1.0/src/biff.rs"
	flux_list_unlink(&biff->biff.run_queue, thread, biff.link);
}

/* flux-schedulers-0.1.0/src/idle.rs */

#line 34 "flux-schedulers-0.1.0/src/idle.rs"
static void flux_idle_cpu_allocated(struct flux_sched *_idle, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 35 "flux-schedulers-0.1.0/src/idle.rs"
	flux_part(_idle, cpu)->idle.halted = false;
}

static void flux_idle_pick_next_task(struct flux_sched *_idle, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 39 "flux-schedulers-0.1.0/src/idle.rs"
	if (flux_part(_idle, cpu)->idle.halted) {
		flux_yield_to_parent(_idle, cpu, ctx);
	} else {
		flux_part(_idle, cpu)->idle.halted = true;
		flux_run_idle(_idle, cpu, ctx);
	}
}

#line 443 "children.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_LIMITS:
		flux_limits_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_BIFF:
		flux_biff_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_IDLE:
		flux_idle_pick_next_task(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_request_for_cpus(struct flux_sched *sched, u32 child,
						       struct flux_request *request, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_LIMITS:
		flux_limits_request_for_cpus(sched, child, request, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_allocated(struct flux_sched *sched, struct flux_cpu *cpu,
						    struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_IDLE:
		flux_idle_cpu_allocated(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_ticked(struct flux_sched *sched, struct flux_cpu *cpu,
						 struct flux_thread *thread, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_LIMITS:
		flux_limits_cpu_ticked(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_runnable(struct flux_sched *sched, struct flux_thread *thread,
						      struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_BIFF:
		flux_biff_thread_runnable(sched, thread, ctx);
		break;
	}
}

static __always_inline u64 flux_call_direct_slice(struct flux_sched *sched, struct flux_thread *thread,
						  struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_BIFF:
		return flux_biff_direct_slice(sched, thread, ctx);
	}
	return 0;	/* not offered */
}

static __always_inline void flux_call_unlink(struct flux_sched *sched, struct flux_thread *thread)
{
	switch (sched->f.type) {
	case FLUX_TYPE_BIFF:
		flux_biff_unlink(sched, thread);
		break;
	}
}

#include <flux/callbacks.bpf.h>

SEC(".struct_ops.link")
struct sched_ext_ops flux_ops = {
	FLUX_OPS,
	.name = "flux_children",
};

char _license[] SEC("license") = "GPL";
