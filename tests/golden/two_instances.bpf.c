/* SPDX-License-Identifier: GPL-2.0 */
/*
 * two_instances: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		First	src/bin/two_instances.rs
 *	  urgent	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  other		Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to other.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_FIRST = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_IDLE = 3,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_URGENT = 2,
	FLUX_NODE_OTHER = 3,
	FLUX_NODE_IDLE = 4,
};

#define FLUX_NR_NODES		4
#define FLUX_NR_TIERS		2
#define FLUX_NEW_THREADS	FLUX_NODE_OTHER

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK

/*
 * First, a CPU scheduler: The first child before the second, and nobody's CPUs to idle.
 * src/bin/two_instances.rs:7
 */
struct flux_first_sched {
	u32 urgent;	/* role */
	u32 other;	/* role */
	u32 idle;	/* role */
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
		struct flux_first_sched first;
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
			.type = FLUX_TYPE_FIRST,
			.parent = FLUX_NODE_NONE,
			.tier = 0,
			.claims_idle = false,
			.holds_threads = false,
		},
		.first = {
			.urgent = FLUX_NODE_URGENT,
			.other = FLUX_NODE_OTHER,
			.idle = FLUX_NODE_IDLE,
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
	[FLUX_NODE_OTHER] = {
		.f = {
			.id = FLUX_NODE_OTHER,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = false,
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
			.index = 2,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_URGENT] = { FLUX_NODE_ROOT, FLUX_NODE_URGENT },
	[FLUX_NODE_OTHER] = { FLUX_NODE_ROOT, FLUX_NODE_OTHER },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (First)",
	[FLUX_NODE_URGENT] = "urgent (Biff)",
	[FLUX_NODE_OTHER] = "other (Biff)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"first First src/bin/two_instances.rs\n"
	"\trequest_for_cpus 21\n"
	"\tpick_next_task 30\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* src/bin/two_instances.rs */

#line 21 "src/bin/two_instances.rs"
static void flux_first_request_for_cpus(struct flux_sched *first, u32 child, struct flux_request *request,
					struct flux_ctx *ctx)
{
	struct flux_cpu *cpu;

#line 22 "src/bin/two_instances.rs"
	if (child == first->first.other &&
	    flux_child_nr_cpus_needed(first->first.urgent) > flux_child_nr_cpus(first->first.urgent)) {
#line 23 "src/bin/two_instances.rs"
		return;
	}
	cpu = flux_claim_idle_cpu(request, ctx);
#line 25 "src/bin/two_instances.rs"
	if (cpu)
		flux_preempt_cpu(first, cpu, ctx);
}

#line 30 "src/bin/two_instances.rs"
static void flux_first_pick_next_task(struct flux_sched *first, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 31 "src/bin/two_instances.rs"
	if (flux_child_wants_cpu(first->first.urgent, cpu))
		flux_grant(first, cpu, first->first.urgent, ctx);
	else if (flux_child_wants_cpu(first->first.other, cpu))
		flux_grant(first, cpu, first->first.other, ctx);
	else
		flux_grant(first, cpu, first->first.idle, ctx);
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

#line 314 "two_instances.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_FIRST:
		flux_first_pick_next_task(sched, cpu, ctx);
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
	case FLUX_TYPE_FIRST:
		flux_first_request_for_cpus(sched, child, request, ctx);
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
	.name = "flux_two_instances",
};

char _license[] SEC("license") = "GPL";
