/* SPDX-License-Identifier: GPL-2.0 */
/*
 * data_structures: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Roci	flux-schedulers-0.1.0/src/roci.rs
 *	  primary	Keeper	src/bin/data_structures.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to primary.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_ROCI = 1,
	FLUX_TYPE_KEEPER = 2,
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
#define FLUX_HAS_THREAD_NEW
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_THREAD_PREEMPTED
#define FLUX_HAS_THREAD_ON_CPU
#define FLUX_HAS_THREAD_DEPARTED
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
 * Keeper, a thread scheduler.
 * src/bin/data_structures.rs:7
 */
/* How a thread behaves. */
enum flux_keeper_habit {
	FLUX_KEEPER_HABIT_SLEEPER = 0,
	FLUX_KEEPER_HABIT_HOG = 4,
};

/* Two numbers that belong together. */
struct flux_keeper_span {
	u64 from;
	u64 to;
};

struct flux_keeper_sched {
	struct arr_list sleepers;	/* locked; threads, by link: threads that sleep often */
	struct arr_list hogs;	/* locked; threads, by hog_link: the others */
	struct arr_list preempted;	/* locked; threads, by preempted_link: threads that were preempted, by a link of their own */
	struct avl_tree by_age;	/* locked; threads, by age_node: all that wait, by the time at which they began: on this and on one of the lists */
	struct arr_list busy;	/* locked; CPUs, by busy_link: CPUs that run a thread, the latest first */
	u32 waiting[3];	/* locked */
	struct flux_keeper_span last;	/* locked */
	bool is_full;	/* locked */
	u8 small;
	s8 signed_small;
	u16 medium;
	s16 signed_medium;
	s32 word;
	s64 long_;
	u64 len;
	u32 habit_of_last;
};

struct flux_keeper_thread {
	struct arr_list_entry link;
	struct arr_list_entry hog_link;
	struct arr_list_entry preempted_link;
	struct avl_node age_node;	/* ordered by woken_at */
	u32 habit;
	u64 woken_at;
	u32 runs;
};

struct flux_keeper_cpu {
	struct arr_list_entry busy_link;
	u32 last_pid;
	bool is_hot;
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
		struct flux_keeper_thread keeper;
	};
};

/* What an instance keeps for one CPU, whether it holds it or not. */
struct flux_cpu_part {
	struct flux_stats stats;
	union {
		struct flux_keeper_cpu keeper;
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
		struct flux_keeper_sched keeper;
	};
};

/*
 * Array maps: libbpf makes a one-element, mmapable array map of each section,
 * so everything is reachable without a lookup, also under a lock. The agent
 * resizes the first two at load.
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
			.type = FLUX_TYPE_KEEPER,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
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
	[FLUX_NODE_PRIMARY] = "primary (Keeper)",
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
	"keeper Keeper src/bin/data_structures.rs\n"
	"\tthread_new 80\n"
	"\tthread_runnable 84\n"
	"\tthread_preempted 101\n"
	"\tthread_on_cpu 111\n"
	"\tpick_next_task 124\n"
	"\tthread_departed 149\n"
	"\t=list sleepers link\n"
	"\t=list hogs hog_link\n"
	"\t=list preempted preempted_link\n"
	"\t=tree by_age age_node\n"
	"\t=cpus busy busy_link\n"
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

/* src/bin/data_structures.rs */

#line 80 "src/bin/data_structures.rs"
static void flux_keeper_thread_new(struct flux_sched *_keeper, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 81 "src/bin/data_structures.rs"
	thread->keeper.habit = FLUX_KEEPER_HABIT_SLEEPER;
}

static void flux_keeper_thread_runnable(struct flux_sched *keeper, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 85 "src/bin/data_structures.rs"
	u32 habit = thread->keeper.habit;
	struct bpf_spin_lock *locked;

#line 86 "src/bin/data_structures.rs"
	thread->keeper.woken_at = flux_now();
	locked = flux_lock_sched(keeper, return);
	if (!flux_tree_insert(keeper, &keeper->keeper.by_age, thread, keeper.age_node, keeper.woken_at)) {
		bpf_spin_unlock(locked);
#line 88 "src/bin/data_structures.rs"
		flux_fail("src/bin/data_structures.rs:88: the thread is on `by_age` already; ask `contains()` first, or `remove()` it");
		return;
	}
#line 89 "src/bin/data_structures.rs"
	if (habit == FLUX_KEEPER_HABIT_HOG) {
		if (!flux_list_push_back(keeper, &keeper->keeper.hogs, thread, keeper.hog_link)) {
			bpf_spin_unlock(locked);
#line 90 "src/bin/data_structures.rs"
			flux_fail("src/bin/data_structures.rs:90: the thread is on `hogs` already; ask `contains()` first, or `remove()` it");
			return;
		}
	} else if (flux_list_is_empty(&keeper->keeper.sleepers)) {
#line 92 "src/bin/data_structures.rs"
		if (!flux_list_push_front(keeper, &keeper->keeper.sleepers, thread, keeper.link)) {
			bpf_spin_unlock(locked);
#line 92 "src/bin/data_structures.rs"
			flux_fail("src/bin/data_structures.rs:92: the thread is on `sleepers` already; ask `contains()` first, or `remove()` it");
			return;
		}
	} else if (!flux_list_push_back(keeper, &keeper->keeper.sleepers, thread, keeper.link)) {
		bpf_spin_unlock(locked);
#line 94 "src/bin/data_structures.rs"
		flux_fail("src/bin/data_structures.rs:94: the thread is on `sleepers` already; ask `contains()` first, or `remove()` it");
		return;
	}
#line 96 "src/bin/data_structures.rs"
	keeper->keeper.waiting[1]++;
	bpf_spin_unlock(locked);
	flux_request_cpus(keeper, 1, ctx);
}

static void flux_keeper_thread_preempted(struct flux_sched *keeper, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 102 "src/bin/data_structures.rs"
	u64 time = flux_now();
	struct bpf_spin_lock *locked;
	struct flux_keeper_span value;

#line 103 "src/bin/data_structures.rs"
	locked = flux_lock_sched(keeper, return);
	if (!flux_list_push_front(keeper, &keeper->keeper.preempted, thread, keeper.preempted_link)) {
		bpf_spin_unlock(locked);
#line 104 "src/bin/data_structures.rs"
		flux_fail("src/bin/data_structures.rs:104: the thread is on `preempted` already; ask `contains()` first, or `remove()` it");
		return;
	}
#line 105 "src/bin/data_structures.rs"
	value = (struct flux_keeper_span){ .from = keeper->keeper.last.to, .to = time };
#line 105 "src/bin/data_structures.rs"
	keeper->keeper.last = value;
	bpf_spin_unlock(locked);
}

#line 111 "src/bin/data_structures.rs"
static void flux_keeper_thread_on_cpu(struct flux_sched *keeper, struct flux_thread *thread, struct flux_cpu *cpu,
				      struct flux_ctx *ctx)
{
#line 112 "src/bin/data_structures.rs"
	struct bpf_spin_lock *locked = flux_lock_sched(keeper, return);

#line 113 "src/bin/data_structures.rs"
	if (flux_cpu_list_contains(keeper, &keeper->keeper.busy, cpu, keeper.busy_link)) {
		if (!flux_cpu_list_remove(keeper, &keeper->keeper.busy, cpu, keeper.busy_link)) {
			bpf_spin_unlock(locked);
#line 114 "src/bin/data_structures.rs"
			flux_fail("src/bin/data_structures.rs:114: the CPU is not on `busy`; ask `contains()` first");
			return;
		}
	}
#line 116 "src/bin/data_structures.rs"
	if (!flux_cpu_list_push_front(keeper, &keeper->keeper.busy, cpu, keeper.busy_link)) {
		bpf_spin_unlock(locked);
#line 116 "src/bin/data_structures.rs"
		flux_fail("src/bin/data_structures.rs:116: the CPU is on `busy` already; ask `contains()` first, or `remove()` it");
		return;
	}
	bpf_spin_unlock(locked);
#line 118 "src/bin/data_structures.rs"
	flux_part(keeper, cpu)->keeper.last_pid = flux_thread_pid(thread);
	flux_part(keeper, cpu)->keeper.is_hot = true;
	keeper->keeper.len++;
	keeper->keeper.habit_of_last = thread->keeper.habit;
}

static void flux_keeper_pick_next_task(struct flux_sched *keeper, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	struct flux_thread *oldest;
	struct flux_thread *next;
	struct flux_thread *thread;
#line 125 "src/bin/data_structures.rs"
	struct bpf_spin_lock *locked = flux_lock_sched(keeper, return);

#line 126 "src/bin/data_structures.rs"
	oldest = flux_tree_min(&keeper->keeper.by_age, keeper.age_node);
	for (u32 _i = 0; _i < 4; _i++) {
		struct flux_thread *thread = oldest;

#line 128 "src/bin/data_structures.rs"
		if (!thread) {
#line 128 "src/bin/data_structures.rs"
			break;
		}
#line 129 "src/bin/data_structures.rs"
		if (flux_thread_may_run_on(thread, cpu))
			break;
#line 132 "src/bin/data_structures.rs"
		oldest = flux_tree_next(keeper, &keeper->keeper.by_age, thread, keeper.age_node);
	}
	thread = flux_list_pop_back(&keeper->keeper.preempted, keeper.preempted_link);
#line 134 "src/bin/data_structures.rs"
	if (thread) {
		next = thread;
	} else {
#line 136 "src/bin/data_structures.rs"
		struct flux_thread *thread_2 = flux_list_pop_front(&keeper->keeper.sleepers, keeper.link);

#line 136 "src/bin/data_structures.rs"
		if (thread_2) {
			next = thread_2;
		} else {
#line 138 "src/bin/data_structures.rs"
			next = oldest;
		}
	}
	keeper->keeper.is_full = flux_list_front(&keeper->keeper.hogs) != NULL;
	bpf_spin_unlock(locked);
	if (next) {
		flux_run_thread(keeper, cpu, next, 2000000, ctx);
	} else {
#line 145 "src/bin/data_structures.rs"
		flux_yield_to_parent(keeper, cpu, ctx);
	}
}

static void flux_keeper_thread_departed(struct flux_sched *keeper, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 150 "src/bin/data_structures.rs"
	struct bpf_spin_lock *locked = flux_lock_sched(keeper, return);

#line 151 "src/bin/data_structures.rs"
	if (flux_list_contains(keeper, &keeper->keeper.hogs, thread, keeper.hog_link) &&
	    !flux_list_next(keeper, thread, keeper.hog_link)) {
#line 152 "src/bin/data_structures.rs"
		if (!flux_list_remove(keeper, &keeper->keeper.hogs, thread, keeper.hog_link)) {
			bpf_spin_unlock(locked);
#line 152 "src/bin/data_structures.rs"
			flux_fail("src/bin/data_structures.rs:152: the thread is not on `hogs`; ask `contains()` first");
			return;
		}
#line 153 "src/bin/data_structures.rs"
		if (!flux_tree_remove(keeper, &keeper->keeper.by_age, thread, keeper.age_node)) {
			bpf_spin_unlock(locked);
#line 153 "src/bin/data_structures.rs"
			flux_fail("src/bin/data_structures.rs:153: the thread is not on `by_age`; ask `contains()` first");
			return;
		}
	}
	bpf_spin_unlock(locked);
}

/* Takes a thread off whatever list of Keeper's it is on. Under the instance's lock. */
#line 28 "src/bin/data_structures.rs"
static __always_inline void flux_keeper_unlink(struct flux_sched *keeper, struct flux_thread *thread)
{
#line 28 "src/bin/data_structures.rs"
	flux_list_unlink(&keeper->keeper.sleepers, thread, keeper.link);
#line 31 "src/bin/data_structures.rs"
	flux_list_unlink(&keeper->keeper.hogs, thread, keeper.hog_link);
#line 34 "src/bin/data_structures.rs"
	flux_list_unlink(&keeper->keeper.preempted, thread, keeper.preempted_link);
#line 37 "src/bin/data_structures.rs"
	flux_tree_unlink(&keeper->keeper.by_age, thread, keeper.age_node);
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

#line 471 "data_structures.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_ROCI:
		flux_roci_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_KEEPER:
		flux_keeper_pick_next_task(sched, cpu, ctx);
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

static __always_inline void flux_call_thread_new(struct flux_sched *sched, struct flux_thread *thread,
						 struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_KEEPER:
		flux_keeper_thread_new(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_runnable(struct flux_sched *sched, struct flux_thread *thread,
						      struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_KEEPER:
		flux_keeper_thread_runnable(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_preempted(struct flux_sched *sched, struct flux_thread *thread,
						       struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_KEEPER:
		flux_keeper_thread_preempted(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_on_cpu(struct flux_sched *sched, struct flux_thread *thread,
						    struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_KEEPER:
		flux_keeper_thread_on_cpu(sched, thread, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_departed(struct flux_sched *sched, struct flux_thread *thread,
						      struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_KEEPER:
		flux_keeper_thread_departed(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_unlink(struct flux_sched *sched, struct flux_thread *thread)
{
	switch (sched->f.type) {
	case FLUX_TYPE_KEEPER:
		flux_keeper_unlink(sched, thread);
		break;
	}
}

#include <flux/callbacks.bpf.h>

SEC(".struct_ops.link")
struct sched_ext_ops flux_ops = {
	FLUX_OPS,
	.name = "flux_data_structures",
};

char _license[] SEC("license") = "GPL";
