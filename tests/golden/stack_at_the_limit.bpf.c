/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stack_at_the_limit: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Roci	flux-schedulers-0.1.0/src/roci.rs
 *	  primary	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  idle		Heavy	src/bin/stack_at_the_limit.rs
 *
 * New threads go to primary.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_ROCI = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_HEAVY = 3,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_PRIMARY = 2,
	FLUX_NODE_IDLE = 3,
};

#define FLUX_NR_NODES		3
#define FLUX_NR_TIERS		2
#define FLUX_NEW_THREADS	FLUX_NODE_PRIMARY

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK

/*
 * Roci, a CPU scheduler: One child gets every CPU that it wants, the other the rest (Root One Child
 * and Idle).
 * flux-schedulers-0.1.0/src/roci.rs:21
 */
struct flux_roci_sched {
	u32 primary;	/* role: gets every CPU that it wants */
	u32 idle;	/* role: gets the rest */
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
 * Heavy, a thread scheduler.
 * src/bin/stack_at_the_limit.rs:6
 */
struct flux_heavy_sched {
	u32 seed;
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
};

struct flux_cpu {
	struct flux_cpu_generic f;
	struct flux_cpu_part part[FLUX_NR_NODES + 1];
};

struct flux_sched {
	struct flux_sched_generic f;
	union {
		struct flux_roci_sched roci;
		struct flux_biff_sched biff;
		struct flux_heavy_sched heavy;
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
			.type = FLUX_TYPE_ROCI,
			.parent = FLUX_NODE_NONE,
			.tier = 0,
			.claims_idle = false,
			.holds_threads = false,
		},
		.roci = {
			.primary = FLUX_NODE_PRIMARY,
			.idle = FLUX_NODE_IDLE,
		},
	},
	[FLUX_NODE_PRIMARY] = {
		.f = {
			.id = FLUX_NODE_PRIMARY,
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
	[FLUX_NODE_IDLE] = {
		.f = {
			.id = FLUX_NODE_IDLE,
			.type = FLUX_TYPE_HEAVY,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = false,
			.holds_threads = false,
			.index = 1,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_PRIMARY] = { FLUX_NODE_ROOT, FLUX_NODE_PRIMARY },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Roci)",
	[FLUX_NODE_PRIMARY] = "primary (Biff)",
	[FLUX_NODE_IDLE] = "idle (Heavy)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"roci Roci flux-schedulers-0.1.0/src/roci.rs\n"
	"\trequest_for_cpus 36\n"
	"\tpick_next_task 46\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"heavy Heavy src/bin/stack_at_the_limit.rs\n"
	"\tinner 35\n"
	"\tmiddle 29\n"
	"\touter 23\n"
	"\tpick_next_task 15\n";

#include <flux/core.bpf.h>

/* flux-schedulers-0.1.0/src/roci.rs */

#line 36 "flux-schedulers-0.1.0/src/roci.rs"
static void flux_roci_request_for_cpus(struct flux_sched *roci, u32 _child, struct flux_request *request,
				       struct flux_ctx *ctx)
{
	struct flux_cpu *cpu;

#line 38 "flux-schedulers-0.1.0/src/roci.rs"
	if (flux_child_nr_cpus(roci->roci.idle) == 0)
		return;
#line 41 "flux-schedulers-0.1.0/src/roci.rs"
	cpu = flux_claim_idle_cpu(request, ctx);
#line 41 "flux-schedulers-0.1.0/src/roci.rs"
	if (cpu)
		flux_preempt_cpu(roci, cpu, ctx);
}

#line 46 "flux-schedulers-0.1.0/src/roci.rs"
static void flux_roci_pick_next_task(struct flux_sched *roci, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 47 "flux-schedulers-0.1.0/src/roci.rs"
	if (flux_child_wants_cpu(roci->roci.primary, cpu))
		flux_grant(roci, cpu, roci->roci.primary, ctx);
	else
		flux_grant(roci, cpu, roci->roci.idle, ctx);
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

/* src/bin/stack_at_the_limit.rs */

#line 35 "src/bin/stack_at_the_limit.rs"
static bool flux_heavy_inner(u32 seed, u32 *flux_result, struct flux_ctx *ctx)
{
#line 36 "src/bin/stack_at_the_limit.rs"
	u32 table[16] = { seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed };
	u64 index = (u64)(seed & 15);
	u64 index_2;
	u32 value;
	u64 index_3;

#line 37 "src/bin/stack_at_the_limit.rs"
	if (index >= 16) {
#line 37 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:37: index out of bounds: the length is 16");
		return false;
	}
#line 37 "src/bin/stack_at_the_limit.rs"
	table[bpf_bounded_index(index, 16)] = 7;
	index_2 = (u64)((seed >> 3) & 15);
#line 38 "src/bin/stack_at_the_limit.rs"
	if (index_2 >= 16) {
#line 38 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:38: index out of bounds: the length is 16");
		return false;
	}
#line 38 "src/bin/stack_at_the_limit.rs"
	value = table[bpf_bounded_index(index_2, 16)];
#line 38 "src/bin/stack_at_the_limit.rs"
	index_3 = (u64)((seed >> 4) & 15);
#line 38 "src/bin/stack_at_the_limit.rs"
	if (index_3 >= 16) {
#line 38 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:38: index out of bounds: the length is 16");
		return false;
	}
#line 38 "src/bin/stack_at_the_limit.rs"
	*flux_result = value + table[bpf_bounded_index(index_3, 16)];
	return true;
}

#line 29 "src/bin/stack_at_the_limit.rs"
static bool flux_heavy_middle(u32 seed, u32 *flux_result, struct flux_ctx *ctx)
{
#line 30 "src/bin/stack_at_the_limit.rs"
	u32 table[16] = { seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed, seed };
	u32 inner;
	u32 inner_2;
	u64 index;
	u64 index_2;
	u32 value;
	u64 index_3;

#line 31 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_inner(seed, &inner, ctx))
		return false;
#line 31 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_inner(seed * 3, &inner_2, ctx))
		return false;
#line 31 "src/bin/stack_at_the_limit.rs"
	index = (u64)(seed & 15);
#line 31 "src/bin/stack_at_the_limit.rs"
	if (index >= 16) {
#line 31 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:31: index out of bounds: the length is 16");
		return false;
	}
#line 31 "src/bin/stack_at_the_limit.rs"
	table[bpf_bounded_index(index, 16)] = inner + inner_2;
	index_2 = (u64)((seed >> 2) & 15);
#line 32 "src/bin/stack_at_the_limit.rs"
	if (index_2 >= 16) {
#line 32 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:32: index out of bounds: the length is 16");
		return false;
	}
#line 32 "src/bin/stack_at_the_limit.rs"
	value = table[bpf_bounded_index(index_2, 16)];
#line 32 "src/bin/stack_at_the_limit.rs"
	index_3 = (u64)(seed & 15);
#line 32 "src/bin/stack_at_the_limit.rs"
	if (index_3 >= 16) {
#line 32 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:32: index out of bounds: the length is 16");
		return false;
	}
#line 32 "src/bin/stack_at_the_limit.rs"
	*flux_result = value + table[bpf_bounded_index(index_3, 16)];
	return true;
}

#line 23 "src/bin/stack_at_the_limit.rs"
static bool flux_heavy_outer(u32 seed, u32 *flux_result, struct flux_ctx *ctx)
{
#line 24 "src/bin/stack_at_the_limit.rs"
	u32 table[8] = { seed, seed, seed, seed, seed, seed, seed, seed };
	u32 middle;
	u32 middle_2;
	u64 index;
	u64 index_2;
	u32 value;
	u64 index_3;

#line 25 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_middle(seed, &middle, ctx))
		return false;
#line 25 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_middle(seed + 1, &middle_2, ctx))
		return false;
#line 25 "src/bin/stack_at_the_limit.rs"
	index = (u64)(seed & 7);
#line 25 "src/bin/stack_at_the_limit.rs"
	if (index >= 8) {
#line 25 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:25: index out of bounds: the length is 8");
		return false;
	}
#line 25 "src/bin/stack_at_the_limit.rs"
	table[bpf_bounded_index(index, 8)] = middle + middle_2;
	index_2 = (u64)((seed >> 1) & 7);
#line 26 "src/bin/stack_at_the_limit.rs"
	if (index_2 >= 8) {
#line 26 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:26: index out of bounds: the length is 8");
		return false;
	}
#line 26 "src/bin/stack_at_the_limit.rs"
	value = table[bpf_bounded_index(index_2, 8)];
#line 26 "src/bin/stack_at_the_limit.rs"
	index_3 = (u64)(seed & 7);
#line 26 "src/bin/stack_at_the_limit.rs"
	if (index_3 >= 8) {
#line 26 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:26: index out of bounds: the length is 8");
		return false;
	}
#line 26 "src/bin/stack_at_the_limit.rs"
	*flux_result = value + table[bpf_bounded_index(index_3, 8)];
	return true;
}

#line 15 "src/bin/stack_at_the_limit.rs"
static void flux_heavy_pick_next_task(struct flux_sched *heavy, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 16 "src/bin/stack_at_the_limit.rs"
	u32 seed = heavy->heavy.seed;
	u32 outer;
	u32 outer_2;
	u32 middle;
	u32 table[4];
	u64 index;

#line 17 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_outer(seed, &outer, ctx))
		return;
#line 17 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_outer(seed + 1, &outer_2, ctx))
		return;
#line 17 "src/bin/stack_at_the_limit.rs"
	if (!flux_heavy_middle(seed, &middle, ctx))
		return;
#line 17 "src/bin/stack_at_the_limit.rs"
	table[0] = outer;
	table[1] = outer_2;
	table[2] = middle;
	table[3] = seed;
#line 18 "src/bin/stack_at_the_limit.rs"
	index = (u64)(seed & 3);
#line 18 "src/bin/stack_at_the_limit.rs"
	if (index >= 4) {
#line 18 "src/bin/stack_at_the_limit.rs"
		flux_fail("src/bin/stack_at_the_limit.rs:18: index out of bounds: the length is 4");
		return;
	}
#line 18 "src/bin/stack_at_the_limit.rs"
	heavy->heavy.seed = table[bpf_bounded_index(index, 4)];
	flux_run_idle(heavy, cpu, ctx);
}

#line 450 "stack_at_the_limit.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_ROCI:
		flux_roci_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_BIFF:
		flux_biff_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_HEAVY:
		flux_heavy_pick_next_task(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_request_for_cpus(struct flux_sched *sched, u32 child,
						       struct flux_request *request, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_ROCI:
		flux_roci_request_for_cpus(sched, child, request, ctx);
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
	.name = "flux_stack_at_the_limit",
};

char _license[] SEC("license") = "GPL";
