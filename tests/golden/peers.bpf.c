/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Roci	flux-schedulers-0.1.0/src/roci.rs
 *	  primary	Pair	src/bin/peers.rs
 *	    first	Stage	src/bin/peers.rs
 *	    second	Stage	src/bin/peers.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to primary.first.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_ROCI = 1,
	FLUX_TYPE_PAIR = 2,
	FLUX_TYPE_STAGE = 3,
	FLUX_TYPE_IDLE = 4,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_PRIMARY = 2,
	FLUX_NODE_PRIMARY_FIRST = 3,
	FLUX_NODE_PRIMARY_SECOND = 4,
	FLUX_NODE_IDLE = 5,
};

#define FLUX_NR_NODES		5
#define FLUX_NR_TIERS		3
#define FLUX_NEW_THREADS	FLUX_NODE_PRIMARY_FIRST

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_THREAD_PREEMPTED
#define FLUX_HAS_JOIN_SCHEDULER
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
 * Pair, a CPU scheduler: Shares its CPUs between `first` and `second`.
 * src/bin/peers.rs:7
 */
struct flux_pair_sched {
	u32 first;	/* role */
	u32 second;	/* role */
};

/*
 * Stage, a thread scheduler: Keeps threads until they have used up so many slices.
 * src/bin/peers.rs:37
 */
struct flux_stage_sched {
	struct arr_list queue;	/* locked; threads, by link */
	u32 next;	/* peer: where a thread goes then */
	volatile u32 SLICES;	/* tunable: slices that a thread may use up */
};

struct flux_stage_thread {
	struct arr_list_entry link;
	u32 used_up;
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
		struct flux_stage_thread stage;
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
		struct flux_roci_sched roci;
		struct flux_pair_sched pair;
		struct flux_stage_sched stage;
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
			.type = FLUX_TYPE_PAIR,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = false,
		},
		.pair = {
			.first = FLUX_NODE_PRIMARY_FIRST,
			.second = FLUX_NODE_PRIMARY_SECOND,
		},
	},
	[FLUX_NODE_PRIMARY_FIRST] = {
		.f = {
			.id = FLUX_NODE_PRIMARY_FIRST,
			.type = FLUX_TYPE_STAGE,
			.parent = FLUX_NODE_PRIMARY,
			.tier = 2,
			.claims_idle = false,
			.holds_threads = true,
		},
		.stage = {
			.next = FLUX_NODE_PRIMARY_SECOND,
			.SLICES = 4,
		},
	},
	[FLUX_NODE_PRIMARY_SECOND] = {
		.f = {
			.id = FLUX_NODE_PRIMARY_SECOND,
			.type = FLUX_TYPE_STAGE,
			.parent = FLUX_NODE_PRIMARY,
			.tier = 2,
			.claims_idle = false,
			.holds_threads = true,
			.index = 1,
		},
		.stage = {
			.next = FLUX_NODE_PRIMARY_FIRST,
			.SLICES = 4,
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
			.index = 1,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_PRIMARY] = { FLUX_NODE_ROOT, FLUX_NODE_PRIMARY },
	[FLUX_NODE_PRIMARY_FIRST] = { FLUX_NODE_ROOT, FLUX_NODE_PRIMARY, FLUX_NODE_PRIMARY_FIRST },
	[FLUX_NODE_PRIMARY_SECOND] = { FLUX_NODE_ROOT, FLUX_NODE_PRIMARY, FLUX_NODE_PRIMARY_SECOND },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Roci)",
	[FLUX_NODE_PRIMARY] = "primary (Pair)",
	[FLUX_NODE_PRIMARY_FIRST] = "primary.first (Stage)",
	[FLUX_NODE_PRIMARY_SECOND] = "primary.second (Stage)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"roci Roci flux-schedulers-0.1.0/src/roci.rs\n"
	"\trequest_for_cpus 36\n"
	"\tpick_next_task 46\n"
	"pair Pair src/bin/peers.rs\n"
	"\trequest_for_cpus 19\n"
	"\tpick_next_task 23\n"
	"stage Stage src/bin/peers.rs\n"
	"\tthread_preempted 59\n"
	"\tthread_runnable 68\n"
	"\tpick_next_task 73\n"
	"\t=list queue link\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

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

/* src/bin/peers.rs */

#line 19 "src/bin/peers.rs"
static void flux_pair_request_for_cpus(struct flux_sched *pair, u32 _child, struct flux_request *request,
				       struct flux_ctx *ctx)
{
#line 20 "src/bin/peers.rs"
	flux_request_cpus_above(pair, flux_request_nr_cpus(request), ctx);
}

static void flux_pair_pick_next_task(struct flux_sched *pair, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 24 "src/bin/peers.rs"
	if (flux_child_wants_cpu(pair->pair.first, cpu))
		flux_grant(pair, cpu, pair->pair.first, ctx);
	else if (flux_child_wants_cpu(pair->pair.second, cpu))
		flux_grant(pair, cpu, pair->pair.second, ctx);
	else
		flux_yield_to_parent(pair, cpu, ctx);
}

/* src/bin/peers.rs */

#line 59 "src/bin/peers.rs"
static void flux_stage_thread_preempted(struct flux_sched *stage, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 60 "src/bin/peers.rs"
	thread->stage.used_up++;
	if (thread->stage.used_up > stage->stage.SLICES) {
		flux_join_scheduler(stage, thread, stage->stage.next);
		return;
	}
	{
#line 65 "src/bin/peers.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(stage, return);

#line 65 "src/bin/peers.rs"
		if (!flux_list_push_back(stage, &stage->stage.queue, thread, stage.link)) {
			bpf_spin_unlock(guard);
#line 65 "src/bin/peers.rs"
			flux_fail("src/bin/peers.rs:65: the thread is on `queue` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
	}
}

#line 68 "src/bin/peers.rs"
static void flux_stage_thread_runnable(struct flux_sched *stage, struct flux_thread *thread, struct flux_ctx *ctx)
{
	{
#line 69 "src/bin/peers.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(stage, return);

#line 69 "src/bin/peers.rs"
		if (!flux_list_push_back(stage, &stage->stage.queue, thread, stage.link)) {
			bpf_spin_unlock(guard);
#line 69 "src/bin/peers.rs"
			flux_fail("src/bin/peers.rs:69: the thread is on `queue` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
	}
#line 70 "src/bin/peers.rs"
	flux_request_cpus(stage, 1, ctx);
}

static void flux_stage_pick_next_task(struct flux_sched *stage, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	struct flux_thread *next;

	{
#line 74 "src/bin/peers.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(stage, return);

#line 74 "src/bin/peers.rs"
		next = flux_list_pop_front(&stage->stage.queue, stage.link);
		bpf_spin_unlock(guard);
	}
#line 75 "src/bin/peers.rs"
	if (next) {
		flux_run_thread(stage, cpu, next, 1000000, ctx);
	} else {
#line 77 "src/bin/peers.rs"
		flux_yield_to_parent(stage, cpu, ctx);
	}
}

/* Takes a thread off whatever list of Stage's it is on. Under the instance's lock. */
#line 43 "src/bin/peers.rs"
static __always_inline void flux_stage_unlink(struct flux_sched *stage, struct flux_thread *thread)
{
#line 43 "src/bin/peers.rs"
	flux_list_unlink(&stage->stage.queue, thread, stage.link);
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

#line 384 "peers.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_ROCI:
		flux_roci_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_PAIR:
		flux_pair_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_STAGE:
		flux_stage_pick_next_task(sched, cpu, ctx);
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
	case FLUX_TYPE_ROCI:
		flux_roci_request_for_cpus(sched, child, request, ctx);
		break;
	case FLUX_TYPE_PAIR:
		flux_pair_request_for_cpus(sched, child, request, ctx);
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

static __always_inline void flux_call_thread_runnable(struct flux_sched *sched, struct flux_thread *thread,
						      struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_STAGE:
		flux_stage_thread_runnable(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_preempted(struct flux_sched *sched, struct flux_thread *thread,
						       struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_STAGE:
		flux_stage_thread_preempted(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_unlink(struct flux_sched *sched, struct flux_thread *thread)
{
	switch (sched->f.type) {
	case FLUX_TYPE_STAGE:
		flux_stage_unlink(sched, thread);
		break;
	}
}

#include <flux/callbacks.bpf.h>

SEC(".struct_ops.link")
struct sched_ext_ops flux_ops = {
	FLUX_OPS,
	.name = "flux_peers",
};

char _license[] SEC("license") = "GPL";
