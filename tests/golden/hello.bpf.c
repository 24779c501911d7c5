/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hello: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Roci	schedulers/src/roci.rs
 *	  primary	Biff	schedulers/src/biff.rs
 *	  idle		Idle	schedulers/src/idle.rs
 *
 * New threads go to primary.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_ROCI = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_IDLE = 3,
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
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK

/*
 * Roci, a CPU scheduler: One child gets every CPU that it wants, the other the rest (Root One Child
 * and Idle).
 * schedulers/src/roci.rs:21
 */
struct flux_roci_sched {
	u32 primary;	/* role: gets every CPU that it wants */
	u32 idle;	/* role: gets the rest */
};

/*
 * Biff, a thread scheduler: One FIFO for all its threads, on whatever CPUs it is granted.
 * schedulers/src/biff.rs:21
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
 * schedulers/src/idle.rs:19
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
		struct flux_roci_sched roci;
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
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Roci)",
	[FLUX_NODE_PRIMARY] = "primary (Biff)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"roci Roci schedulers/src/roci.rs\n"
	"\trequest_for_cpus 36\n"
	"\tpick_next_task 46\n"
	"biff Biff schedulers/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"idle Idle schedulers/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* schedulers/src/roci.rs */

#line 36 "schedulers/src/roci.rs"
static void flux_roci_request_for_cpus(struct flux_sched *roci, u32 _child, struct flux_request *request,
				       struct flux_ctx *ctx)
{
	struct flux_cpu *cpu;

#line 38 "schedulers/src/roci.rs"
	if (flux_child_nr_cpus(roci->roci.idle) == 0)
		return;
#line 41 "schedulers/src/roci.rs"
	cpu = flux_claim_idle_cpu(request, ctx);
#line 41 "schedulers/src/roci.rs"
	if (cpu)
		flux_preempt_cpu(roci, cpu, ctx);
}

#line 46 "schedulers/src/roci.rs"
static void flux_roci_pick_next_task(struct flux_sched *roci, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 47 "schedulers/src/roci.rs"
	if (flux_child_wants_cpu(roci->roci.primary, cpu))
		flux_grant(roci, cpu, roci->roci.primary, ctx);
	else
		flux_grant(roci, cpu, roci->roci.idle, ctx);
}

/* schedulers/src/biff.rs */

#line 43 "schedulers/src/biff.rs"
static void flux_biff_thread_runnable(struct flux_sched *biff, struct flux_thread *thread, struct flux_ctx *ctx)
{
	{
#line 44 "schedulers/src/biff.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(biff, return);

#line 44 "schedulers/src/biff.rs"
		if (!flux_list_push_back(biff, &biff->biff.run_queue, thread, biff.link)) {
			bpf_spin_unlock(guard);
#line 44 "schedulers/src/biff.rs"
			flux_fail("schedulers/src/biff.rs:44: the thread is on `run_queue` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
	}
#line 45 "schedulers/src/biff.rs"
	flux_request_cpus(biff, 1, ctx);
}

static void flux_biff_pick_next_task(struct flux_sched *biff, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	struct flux_thread *next;

	{
#line 51 "schedulers/src/biff.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(biff, return);

#line 51 "schedulers/src/biff.rs"
		next = flux_list_pop_front(&biff->biff.run_queue, biff.link);
		bpf_spin_unlock(guard);
	}
#line 52 "schedulers/src/biff.rs"
	if (next)
		flux_run_thread(biff, cpu, next, biff->biff.SLICE, ctx);
	else if (flux_current(biff, ctx))
		flux_run_current(biff, cpu, biff->biff.SLICE, ctx);
	else
		flux_yield_to_parent(biff, cpu, ctx);
}

#line 61 "schedulers/src/biff.rs"
static u64 flux_biff_direct_slice(struct flux_sched *_biff, struct flux_thread *_thread, struct flux_ctx *ctx)
{
#line 64 "schedulers/src/biff.rs"
	return _biff->biff.SLICE;
}

/* Takes a thread off whatever list of Biff's it is on. Under the instance's lock. */
#line 28 "schedulers/src/biff.rs"
static __always_inline void flux_biff_unlink(struct flux_sched *biff, struct flux_thread *thread)
{
#line 28 "schedulers/src/biff.rs"
	flux_list_unlink(&biff->biff.run_queue, thread, biff.link);
}

/* schedulers/src/idle.rs */

#line 34 "schedulers/src/idle.rs"
static void flux_idle_cpu_allocated(struct flux_sched *_idle, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 35 "schedulers/src/idle.rs"
	flux_part(_idle, cpu)->idle.halted = false;
}

static void flux_idle_pick_next_task(struct flux_sched *_idle, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 39 "schedulers/src/idle.rs"
	if (flux_part(_idle, cpu)->idle.halted) {
		flux_yield_to_parent(_idle, cpu, ctx);
	} else {
		flux_part(_idle, cpu)->idle.halted = true;
		flux_run_idle(_idle, cpu, ctx);
	}
}

#line 291 "hello.bpf.c"
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
	.name = "flux_hello",
};

char _license[] SEC("license") = "GPL";
