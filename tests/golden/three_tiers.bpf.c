/* SPDX-License-Identifier: GPL-2.0 */
/*
 * three_tiers: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Roci	flux-schedulers-0.1.0/src/roci.rs
 *	  primary	Turns	src/bin/three_tiers.rs
 *	    left	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	    right	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to primary.left.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_ROCI = 1,
	FLUX_TYPE_TURNS = 2,
	FLUX_TYPE_BIFF = 3,
	FLUX_TYPE_IDLE = 4,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_PRIMARY = 2,
	FLUX_NODE_PRIMARY_LEFT = 3,
	FLUX_NODE_PRIMARY_RIGHT = 4,
	FLUX_NODE_IDLE = 5,
};

#define FLUX_NR_NODES		5
#define FLUX_NR_TIERS		3
#define FLUX_NEW_THREADS	FLUX_NODE_PRIMARY_LEFT

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_CPU_RETURNED
#define FLUX_HAS_CPU_PREEMPTED
#define FLUX_HAS_CPU_PREEMPTION_COMPLETED
#define FLUX_HAS_CPU_TICKED
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
 * Turns, a CPU scheduler: Shares what it is granted between two children, by turns.
 * src/bin/three_tiers.rs:7
 */
struct flux_turns_sched {
	u32 left;	/* role */
	u32 right;	/* role */
	u32 picks;	/* locked: picks so far */
	u64 taken;	/* CPUs that were taken away */
	volatile u32 TURN_TICKS;	/* tunable: after how many ticks a CPU is looked at again */
};

struct flux_turns_cpu {
	u64 granted_at;	/* when it came here */
	u32 ticks;	/* ticks since then */
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
		struct flux_turns_cpu turns;
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
		struct flux_turns_sched turns;
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
			.type = FLUX_TYPE_TURNS,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = false,
		},
		.turns = {
			.left = FLUX_NODE_PRIMARY_LEFT,
			.right = FLUX_NODE_PRIMARY_RIGHT,
			.TURN_TICKS = 4,
		},
	},
	[FLUX_NODE_PRIMARY_LEFT] = {
		.f = {
			.id = FLUX_NODE_PRIMARY_LEFT,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_PRIMARY,
			.tier = 2,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
		},
		.biff = {
			.SLICE = 5000000,
		},
	},
	[FLUX_NODE_PRIMARY_RIGHT] = {
		.f = {
			.id = FLUX_NODE_PRIMARY_RIGHT,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_PRIMARY,
			.tier = 2,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
			.index = 1,
		},
		.biff = {
			.SLICE = 5000000,
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
	[FLUX_NODE_PRIMARY_LEFT] = { FLUX_NODE_ROOT, FLUX_NODE_PRIMARY, FLUX_NODE_PRIMARY_LEFT },
	[FLUX_NODE_PRIMARY_RIGHT] = { FLUX_NODE_ROOT, FLUX_NODE_PRIMARY, FLUX_NODE_PRIMARY_RIGHT },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Roci)",
	[FLUX_NODE_PRIMARY] = "primary (Turns)",
	[FLUX_NODE_PRIMARY_LEFT] = "primary.left (Biff)",
	[FLUX_NODE_PRIMARY_RIGHT] = "primary.right (Biff)",
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
	"turns Turns src/bin/three_tiers.rs\n"
	"\trequest_for_cpus 36\n"
	"\tpick_next_task 40\n"
	"\tcpu_allocated 56\n"
	"\tcpu_returned 61\n"
	"\tcpu_preempted 67\n"
	"\tcpu_preemption_completed 71\n"
	"\tcpu_ticked 75\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
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

/* src/bin/three_tiers.rs */

#line 36 "src/bin/three_tiers.rs"
static void flux_turns_request_for_cpus(struct flux_sched *turns, u32 _child, struct flux_request *request,
					struct flux_ctx *ctx)
{
#line 37 "src/bin/three_tiers.rs"
	flux_request_cpus_above(turns, flux_request_nr_cpus(request), ctx);
}

static void flux_turns_pick_next_task(struct flux_sched *turns, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	bool is_left;
#line 41 "src/bin/three_tiers.rs"
	struct bpf_spin_lock *locked = flux_lock_sched(turns, return);

#line 42 "src/bin/three_tiers.rs"
	turns->turns.picks++;
	is_left = turns->turns.picks % 2 == 0;
	bpf_spin_unlock(locked);
	if (is_left && flux_child_wants_cpu(turns->turns.left, cpu))
		flux_grant(turns, cpu, turns->turns.left, ctx);
	else if (flux_child_wants_cpu(turns->turns.right, cpu))
		flux_grant(turns, cpu, turns->turns.right, ctx);
	else if (flux_child_wants_cpu(turns->turns.left, cpu))
		flux_grant(turns, cpu, turns->turns.left, ctx);
	else
		flux_yield_to_parent(turns, cpu, ctx);
}

#line 56 "src/bin/three_tiers.rs"
static void flux_turns_cpu_allocated(struct flux_sched *_turns, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 57 "src/bin/three_tiers.rs"
	flux_part(_turns, cpu)->turns.granted_at = flux_now();
	flux_part(_turns, cpu)->turns.ticks = 0;
}

static void flux_turns_cpu_returned(struct flux_sched *turns, u32 child, struct flux_cpu *_cpu, struct flux_ctx *ctx)
{
#line 62 "src/bin/three_tiers.rs"
	if (child == turns->turns.left)
		flux_request_cpus_above(turns, 1, ctx);
}

#line 67 "src/bin/three_tiers.rs"
static void flux_turns_cpu_preempted(struct flux_sched *turns, struct flux_cpu *_cpu, struct flux_ctx *ctx)
{
#line 68 "src/bin/three_tiers.rs"
	turns->turns.taken++;
}

static void flux_turns_cpu_preemption_completed(struct flux_sched *_turns, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 72 "src/bin/three_tiers.rs"
	flux_part(_turns, cpu)->turns.ticks = 0;
}

static void flux_turns_cpu_ticked(struct flux_sched *_turns, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 76 "src/bin/three_tiers.rs"
	flux_part(_turns, cpu)->turns.ticks++;
	if (flux_part(_turns, cpu)->turns.ticks >= _turns->turns.TURN_TICKS)
		flux_preempt_cpu(_turns, cpu, ctx);
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

#line 426 "three_tiers.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_ROCI:
		flux_roci_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_TURNS:
		flux_turns_pick_next_task(sched, cpu, ctx);
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
	case FLUX_TYPE_ROCI:
		flux_roci_request_for_cpus(sched, child, request, ctx);
		break;
	case FLUX_TYPE_TURNS:
		flux_turns_request_for_cpus(sched, child, request, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_allocated(struct flux_sched *sched, struct flux_cpu *cpu,
						    struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_TURNS:
		flux_turns_cpu_allocated(sched, cpu, ctx);
		break;
	case FLUX_TYPE_IDLE:
		flux_idle_cpu_allocated(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_returned(struct flux_sched *sched, u32 child, struct flux_cpu *cpu,
						   struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_TURNS:
		flux_turns_cpu_returned(sched, child, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_preempted(struct flux_sched *sched, struct flux_cpu *cpu,
						    struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_TURNS:
		flux_turns_cpu_preempted(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_preemption_completed(struct flux_sched *sched, struct flux_cpu *cpu,
							       struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_TURNS:
		flux_turns_cpu_preemption_completed(sched, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_cpu_ticked(struct flux_sched *sched, struct flux_cpu *cpu,
						 struct flux_thread *thread, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_TURNS:
		flux_turns_cpu_ticked(sched, cpu, ctx);
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
	.name = "flux_three_tiers",
};

char _license[] SEC("license") = "GPL";
