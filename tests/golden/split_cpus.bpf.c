/* SPDX-License-Identifier: GPL-2.0 */
/*
 * split_cpus: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Split	flux-schedulers-0.1.0/src/split.rs
 *	  rpc		Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  batch		Split	flux-schedulers-0.1.0/src/split.rs
 *	    one		Biff	flux-schedulers-0.1.0/src/biff.rs
 *	    other	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	    idle	Idle	flux-schedulers-0.1.0/src/idle.rs
 *	  rest		Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to rest.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_SPLIT = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_IDLE = 3,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_RPC = 2,
	FLUX_NODE_BATCH = 3,
	FLUX_NODE_BATCH_ONE = 4,
	FLUX_NODE_BATCH_OTHER = 5,
	FLUX_NODE_BATCH_IDLE = 6,
	FLUX_NODE_REST = 7,
	FLUX_NODE_IDLE = 8,
};

#define FLUX_NR_NODES		8
#define FLUX_NR_TIERS		3
#define FLUX_NEW_THREADS	FLUX_NODE_REST

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_CPU_TICKED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK

/*
 * Split, a CPU scheduler: Any number of children share the CPUs: a fixed number each, a minimum, a
 * maximum, a weight.
 * flux-schedulers-0.1.0/src/split.rs:45
 */
struct flux_split_sched {
	struct flux_children children;	/* roles that the hierarchy names: those who share the CPUs */
	u32 idle;	/* role: gets what nobody wants */
	u32 share[9];	/* for each child: how many CPUs each has if all want more */
	u32 inputs;	/* what the shares were made for: changes are seen at a tick */
	u32 left;	/* CPUs that are still to be divided */
	u64 weights;	/* the weights of those who may get some of them */
	u32 search_from;	/* the CPU at which the next search begins */
	volatile u32 CPUS[9];	/* tunable for each child: how many CPUs the child has: no less if it wants them, no more. 0: see MIN, MAX and WEIGHT */
	volatile u32 MIN[9];	/* tunable for each child: how many CPUs the child has at least, if it wants them */
	volatile u32 MAX[9];	/* tunable for each child: how many CPUs the child has at most */
	volatile u32 WEIGHT[9];	/* tunable for each child: the child's part of the CPUs that the minima leave, compared with the others' weights */
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
		struct flux_split_sched split;
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
			.type = FLUX_TYPE_SPLIT,
			.parent = FLUX_NODE_NONE,
			.tier = 0,
			.claims_idle = false,
			.holds_threads = false,
		},
		.split = {
			.children = { 3, { FLUX_NODE_RPC, FLUX_NODE_BATCH, FLUX_NODE_REST } },
			.idle = FLUX_NODE_IDLE,
			.CPUS = { 0 },
			.MIN = { 0 },
			.MAX = { [0 ... 8] = 512 },
			.WEIGHT = { [0 ... 8] = 100 },
		},
	},
	[FLUX_NODE_RPC] = {
		.f = {
			.id = FLUX_NODE_RPC,
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
	[FLUX_NODE_BATCH] = {
		.f = {
			.id = FLUX_NODE_BATCH,
			.type = FLUX_TYPE_SPLIT,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = false,
			.index = 1,
		},
		.split = {
			.children = { 2, { FLUX_NODE_BATCH_ONE, FLUX_NODE_BATCH_OTHER } },
			.idle = FLUX_NODE_BATCH_IDLE,
			.CPUS = { 0 },
			.MIN = { 0 },
			.MAX = { [0 ... 8] = 512 },
			.WEIGHT = { [0 ... 8] = 100 },
		},
	},
	[FLUX_NODE_BATCH_ONE] = {
		.f = {
			.id = FLUX_NODE_BATCH_ONE,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_BATCH,
			.tier = 2,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
		},
		.biff = {
			.SLICE = 5000000,
		},
	},
	[FLUX_NODE_BATCH_OTHER] = {
		.f = {
			.id = FLUX_NODE_BATCH_OTHER,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_BATCH,
			.tier = 2,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
			.index = 1,
		},
		.biff = {
			.SLICE = 5000000,
		},
	},
	[FLUX_NODE_BATCH_IDLE] = {
		.f = {
			.id = FLUX_NODE_BATCH_IDLE,
			.type = FLUX_TYPE_IDLE,
			.parent = FLUX_NODE_BATCH,
			.tier = 2,
			.claims_idle = false,
			.holds_threads = false,
			.index = 8,
		},
	},
	[FLUX_NODE_REST] = {
		.f = {
			.id = FLUX_NODE_REST,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
			.index = 2,
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
			.index = 8,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_RPC] = { FLUX_NODE_ROOT, FLUX_NODE_RPC },
	[FLUX_NODE_BATCH] = { FLUX_NODE_ROOT, FLUX_NODE_BATCH },
	[FLUX_NODE_BATCH_ONE] = { FLUX_NODE_ROOT, FLUX_NODE_BATCH, FLUX_NODE_BATCH_ONE },
	[FLUX_NODE_BATCH_OTHER] = { FLUX_NODE_ROOT, FLUX_NODE_BATCH, FLUX_NODE_BATCH_OTHER },
	[FLUX_NODE_BATCH_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_BATCH, FLUX_NODE_BATCH_IDLE },
	[FLUX_NODE_REST] = { FLUX_NODE_ROOT, FLUX_NODE_REST },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Split)",
	[FLUX_NODE_RPC] = "rpc (Biff)",
	[FLUX_NODE_BATCH] = "batch (Split)",
	[FLUX_NODE_BATCH_ONE] = "batch.one (Biff)",
	[FLUX_NODE_BATCH_OTHER] = "batch.other (Biff)",
	[FLUX_NODE_BATCH_IDLE] = "batch.idle (Idle)",
	[FLUX_NODE_REST] = "rest (Biff)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"split Split flux-schedulers-0.1.0/src/split.rs\n"
	"\tmost 91\n"
	"\tleast 96\n"
	"\tinputs 106\n"
	"\tgrowing 138\n"
	"\tdivide_minima 121\n"
	"\tdivide_rest 144\n"
	"\tdivide 172\n"
	"\tabove 184\n"
	"\tnext_child 189\n"
	"\tis_due 210\n"
	"\tlender 226\n"
	"\ttake_back 242\n"
	"\tsomebody_waits 265\n"
	"\twake_idle 278\n"
	"\trequest_for_cpus 297\n"
	"\tcpu_ticked 319\n"
	"\tpick_next_task 331\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* flux-schedulers-0.1.0/src/split.rs */

/* CPUs that one search looks at; the next one goes on behind them. flux-schedulers-0.1.0/src/split.rs:52 */
static const u32 flux_split_SEARCHED = 64;

#line 91 "flux-schedulers-0.1.0/src/split.rs"
static u32 flux_split_most(struct flux_sched *self, u32 child)
{
#line 92 "flux-schedulers-0.1.0/src/split.rs"
	u32 fixed = self->split.CPUS[flux_child_slot(child, 9)];

#line 93 "flux-schedulers-0.1.0/src/split.rs"
	if (fixed > 0) {
#line 93 "flux-schedulers-0.1.0/src/split.rs"
		return fixed;
	} else {
#line 93 "flux-schedulers-0.1.0/src/split.rs"
		return self->split.MAX[flux_child_slot(child, 9)];
	}
}

#line 96 "flux-schedulers-0.1.0/src/split.rs"
static u32 flux_split_least(struct flux_sched *self, u32 child)
{
#line 97 "flux-schedulers-0.1.0/src/split.rs"
	u32 fixed = self->split.CPUS[flux_child_slot(child, 9)];

#line 98 "flux-schedulers-0.1.0/src/split.rs"
	if (fixed > 0) {
		return fixed;
	} else {
		u32 left = self->split.MIN[flux_child_slot(child, 9)];
#line 101 "flux-schedulers-0.1.0/src/split.rs"
		u32 right = self->split.MAX[flux_child_slot(child, 9)];

#line 101 "flux-schedulers-0.1.0/src/split.rs"
		return left < right ? left : right;
	}
}

/* What shares depend on, in one number. */
static u32 flux_split_inputs(struct flux_sched *split)
{
#line 107 "flux-schedulers-0.1.0/src/split.rs"
	u32 inputs = flux_nr_cpus(split) + 1;

#line 108 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&split->split.children, at);
		u32 left;
		u32 left_2;
		u32 right;
		u32 left_3;
		u32 left_4;
		u32 right_2;
		u32 left_5;
		u32 left_6;
		u32 right_3;
		u32 left_7;
		u32 left_8;
		u32 right_4;

#line 109 "flux-schedulers-0.1.0/src/split.rs"
		if (!child)
			break;
#line 112 "flux-schedulers-0.1.0/src/split.rs"
		left = inputs;
#line 112 "flux-schedulers-0.1.0/src/split.rs"
		left_2 = left * 31;
#line 112 "flux-schedulers-0.1.0/src/split.rs"
		right = split->split.CPUS[flux_child_slot(child, 9)];
#line 112 "flux-schedulers-0.1.0/src/split.rs"
		inputs = left_2 + right;
		left_3 = inputs;
#line 113 "flux-schedulers-0.1.0/src/split.rs"
		left_4 = left_3 * 31;
#line 113 "flux-schedulers-0.1.0/src/split.rs"
		right_2 = split->split.MIN[flux_child_slot(child, 9)];
#line 113 "flux-schedulers-0.1.0/src/split.rs"
		inputs = left_4 + right_2;
		left_5 = inputs;
#line 114 "flux-schedulers-0.1.0/src/split.rs"
		left_6 = left_5 * 31;
#line 114 "flux-schedulers-0.1.0/src/split.rs"
		right_3 = split->split.MAX[flux_child_slot(child, 9)];
#line 114 "flux-schedulers-0.1.0/src/split.rs"
		inputs = left_6 + right_3;
		left_7 = inputs;
#line 115 "flux-schedulers-0.1.0/src/split.rs"
		left_8 = left_7 * 31;
#line 115 "flux-schedulers-0.1.0/src/split.rs"
		right_4 = split->split.WEIGHT[flux_child_slot(child, 9)];
#line 115 "flux-schedulers-0.1.0/src/split.rs"
		inputs = left_8 + right_4;
	}
	return inputs;
}

/* The weight of a child, unless it has what it may have at most. */
#line 138 "flux-schedulers-0.1.0/src/split.rs"
static u64 flux_split_growing(u32 share, u32 limit, u32 weight)
{
#line 139 "flux-schedulers-0.1.0/src/split.rs"
	if (share < limit) {
#line 139 "flux-schedulers-0.1.0/src/split.rs"
		return (u64)weight;
	} else {
#line 139 "flux-schedulers-0.1.0/src/split.rs"
		return 0;
	}
}

/* Gives every child what it has at least. */
#line 121 "flux-schedulers-0.1.0/src/split.rs"
static void flux_split_divide_minima(struct flux_sched *split)
{
#line 122 "flux-schedulers-0.1.0/src/split.rs"
	u32 left = flux_nr_cpus(split);
	u64 weights = 0;

#line 124 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&split->split.children, at);
		u32 value;
		u32 right;
		u32 given;
		u32 value_2;
		u64 value_3;

#line 125 "flux-schedulers-0.1.0/src/split.rs"
		if (!child)
			break;
#line 128 "flux-schedulers-0.1.0/src/split.rs"
		value = flux_split_least(split, child);
#line 128 "flux-schedulers-0.1.0/src/split.rs"
		right = left;
#line 128 "flux-schedulers-0.1.0/src/split.rs"
		given = value < right ? value : right;
		split->split.share[flux_child_slot(child, 9)] = given;
		left -= given;
		value_2 = flux_split_most(split, child);
#line 131 "flux-schedulers-0.1.0/src/split.rs"
		value_3 = flux_split_growing(given, value_2, split->split.WEIGHT[flux_child_slot(child, 9)]);
#line 131 "flux-schedulers-0.1.0/src/split.rs"
		weights += value_3;
	}
	split->split.left = left;
	split->split.weights = weights;
}

/* Divides what is left by weights: all of it, unless that fills some child up to its maximum. What one child's part is short of a whole CPU goes to the next. */
#line 144 "flux-schedulers-0.1.0/src/split.rs"
static bool flux_split_divide_rest(struct flux_sched *split, struct flux_ctx *ctx)
{
#line 145 "flux-schedulers-0.1.0/src/split.rs"
	u64 left = (u64)split->split.left;
	u64 before = split->split.weights;
	u64 weights = 0;
	u64 surplus = 0;

#line 149 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&split->split.children, at);
		u32 share;
		u32 limit;
		u64 weight;

#line 150 "flux-schedulers-0.1.0/src/split.rs"
		if (!child)
			break;
#line 153 "flux-schedulers-0.1.0/src/split.rs"
		share = split->split.share[flux_child_slot(child, 9)];
		limit = flux_split_most(split, child);
		weight = flux_split_growing(share, limit, split->split.WEIGHT[flux_child_slot(child, 9)]);
		if (weight > 0 && weight <= before) {
			u64 dividend = left * weight;
#line 157 "flux-schedulers-0.1.0/src/split.rs"
			u64 divisor = before;
			u64 part;
			u64 right;
			u64 more;
			u64 value;

#line 157 "flux-schedulers-0.1.0/src/split.rs"
			if (divisor == 0) {
#line 157 "flux-schedulers-0.1.0/src/split.rs"
				flux_fail("flux-schedulers-0.1.0/src/split.rs:157: attempt to divide by zero");
				return false;
			}
#line 157 "flux-schedulers-0.1.0/src/split.rs"
			part = dividend / divisor;
			right = (u64)(limit - share);
#line 158 "flux-schedulers-0.1.0/src/split.rs"
			more = part < right ? part : right;
			before -= weight;
			left -= part;
			surplus += part - more;
			split->split.share[flux_child_slot(child, 9)] = share + (u32)more;
			value = flux_split_growing(share + (u32)more, limit, (u32)weight);
#line 163 "flux-schedulers-0.1.0/src/split.rs"
			weights += value;
		}
	}
	split->split.left = (u32)(left + surplus);
	split->split.weights = weights;
	return true;
}

/* Divides the CPUs that the instance has, a step at each tick: what a child's maximum leaves is divided at the next. */
static bool flux_split_divide(struct flux_sched *split, struct flux_ctx *ctx)
{
#line 173 "flux-schedulers-0.1.0/src/split.rs"
	u32 inputs = flux_split_inputs(split);

#line 174 "flux-schedulers-0.1.0/src/split.rs"
	if (inputs != split->split.inputs) {
		split->split.inputs = inputs;
		flux_split_divide_minima(split);
	}
	if (split->split.left > 0 && split->split.weights > 0) {
		if (!flux_split_divide_rest(split, ctx))
			return false;
	}
	return true;
}

/* How many CPUs the child has above its share; negative: how many it lacks. */
#line 184 "flux-schedulers-0.1.0/src/split.rs"
static s32 flux_split_above(struct flux_sched *split, u32 child)
{
#line 185 "flux-schedulers-0.1.0/src/split.rs"
	return (s32)((u32)(s32)flux_child_nr_cpus(child) - (u32)(s32)split->split.share[flux_child_slot(child, 9)]);
}

/* Who gets the CPU: of those who want it the child that has least above its share. */
static u32 flux_split_next_child(struct flux_sched *split, struct flux_cpu *cpu)
{
#line 190 "flux-schedulers-0.1.0/src/split.rs"
	u32 next = FLUX_NODE_NONE;
#line 192 "flux-schedulers-0.1.0/src/split.rs"
	s32 least = (s32)((u32)(s32)flux_nr_cpus(split) + 512);

#line 193 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&split->split.children, at);
		bool cond;

#line 194 "flux-schedulers-0.1.0/src/split.rs"
		if (!child)
			break;
#line 197 "flux-schedulers-0.1.0/src/split.rs"
		cond = flux_child_wants_cpu(child, cpu);
#line 197 "flux-schedulers-0.1.0/src/split.rs"
		if (cond) {
#line 197 "flux-schedulers-0.1.0/src/split.rs"
			u32 value = flux_child_nr_cpus(child);

#line 197 "flux-schedulers-0.1.0/src/split.rs"
			cond = value < flux_split_most(split, child);
		}
#line 197 "flux-schedulers-0.1.0/src/split.rs"
		if (cond) {
			s32 above = flux_split_above(split, child);

#line 199 "flux-schedulers-0.1.0/src/split.rs"
			if (above < least) {
				least = above;
				next = child;
			}
		}
	}
	return next;
}

/* Whether the CPU of `holder` should go to another child: the two would be nearer to their shares, or it has more than it may have. */
#line 210 "flux-schedulers-0.1.0/src/split.rs"
static bool flux_split_is_due(struct flux_sched *split, u32 holder)
{
#line 211 "flux-schedulers-0.1.0/src/split.rs"
	s32 has = flux_split_above(split, holder);
	u32 value = flux_child_nr_cpus(holder);
#line 212 "flux-schedulers-0.1.0/src/split.rs"
	bool too_much = value > flux_split_most(split, holder);

#line 213 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&split->split.children, at);
		bool wants;

#line 214 "flux-schedulers-0.1.0/src/split.rs"
		if (!child)
			break;
#line 217 "flux-schedulers-0.1.0/src/split.rs"
		wants = flux_child_nr_cpus_needed(child) > flux_child_nr_cpus(child);
#line 217 "flux-schedulers-0.1.0/src/split.rs"
		if (wants) {
#line 217 "flux-schedulers-0.1.0/src/split.rs"
			u32 value_2 = flux_child_nr_cpus(child);

#line 217 "flux-schedulers-0.1.0/src/split.rs"
			wants = value_2 < flux_split_most(split, child);
		}
#line 218 "flux-schedulers-0.1.0/src/split.rs"
		if (wants && !(child == holder) &&
		    (too_much || has >= (s32)((u32)flux_split_above(split, child) + 2))) {
#line 219 "flux-schedulers-0.1.0/src/split.rs"
			return true;
		}
	}
	return false;
}

/* Who lends most, if it lends so much that `child` should get one of its CPUs. */
static u32 flux_split_lender(struct flux_sched *split, u32 child)
{
#line 227 "flux-schedulers-0.1.0/src/split.rs"
	u32 found = FLUX_NODE_NONE;
	s32 most = (s32)((u32)flux_split_above(split, child) + 1);

#line 229 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 other = flux_children_get(&split->split.children, at);
		bool cond;

#line 230 "flux-schedulers-0.1.0/src/split.rs"
		if (!other)
			break;
#line 233 "flux-schedulers-0.1.0/src/split.rs"
		cond = !(other == child);
#line 233 "flux-schedulers-0.1.0/src/split.rs"
		if (cond) {
#line 233 "flux-schedulers-0.1.0/src/split.rs"
			s32 value = flux_split_above(split, other);

#line 233 "flux-schedulers-0.1.0/src/split.rs"
			cond = value > most;
		}
#line 233 "flux-schedulers-0.1.0/src/split.rs"
		if (cond) {
			s32 value = flux_split_above(split, other);

#line 234 "flux-schedulers-0.1.0/src/split.rs"
			most = value;
			found = other;
		}
	}
	return found;
}

/* Takes one CPU of `lender` back that the waiting thread may use. */
static bool flux_split_take_back(struct flux_sched *split, u32 lender, struct flux_request *request,
				 struct flux_ctx *ctx)
{
#line 243 "flux-schedulers-0.1.0/src/split.rs"
	u32 count = flux_nr_cpu_ids();
	u32 from = split->split.search_from;

#line 245 "flux-schedulers-0.1.0/src/split.rs"
	split->split.search_from = from + (flux_split_SEARCHED < count ? flux_split_SEARCHED : count);
	bpf_counted(u32, turn, 0, 64) {
		struct flux_cpu *cpu;
		u32 holder;

#line 247 "flux-schedulers-0.1.0/src/split.rs"
		if (turn >= count)
			break;
#line 250 "flux-schedulers-0.1.0/src/split.rs"
		if (count == 0) {
#line 250 "flux-schedulers-0.1.0/src/split.rs"
			flux_fail("flux-schedulers-0.1.0/src/split.rs:250: attempt to calculate the remainder with a divisor of zero");
			return false;
		}
#line 250 "flux-schedulers-0.1.0/src/split.rs"
		cpu = flux_cpu_numbered((from + turn) % count);
#line 250 "flux-schedulers-0.1.0/src/split.rs"
		if (!cpu)
			break;
#line 253 "flux-schedulers-0.1.0/src/split.rs"
		holder = flux_cpu_holder(split, cpu);
#line 253 "flux-schedulers-0.1.0/src/split.rs"
		if (!holder)
			continue;
#line 256 "flux-schedulers-0.1.0/src/split.rs"
		if (holder == lender && !flux_cpu_is_preempted(cpu) && flux_request_may_use(request, cpu, ctx)) {
			split->split.search_from = flux_cpu_id(cpu) + 1;
			flux_preempt_cpu(split, cpu, ctx);
			break;
		}
	}
	return true;
}

/* Whether a child waits that may have more CPUs. */
#line 265 "flux-schedulers-0.1.0/src/split.rs"
static bool flux_split_somebody_waits(struct flux_sched *split)
{
#line 266 "flux-schedulers-0.1.0/src/split.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&split->split.children, at);
		bool cond;

#line 267 "flux-schedulers-0.1.0/src/split.rs"
		if (!child)
			break;
#line 270 "flux-schedulers-0.1.0/src/split.rs"
		cond = flux_child_nr_cpus_needed(child) > flux_child_nr_cpus(child);
#line 270 "flux-schedulers-0.1.0/src/split.rs"
		if (cond) {
#line 270 "flux-schedulers-0.1.0/src/split.rs"
			u32 value = flux_child_nr_cpus(child);

#line 270 "flux-schedulers-0.1.0/src/split.rs"
			cond = value < flux_split_most(split, child);
		}
#line 270 "flux-schedulers-0.1.0/src/split.rs"
		if (cond)
			return true;
	}
#line 274 "flux-schedulers-0.1.0/src/split.rs"
	return false;
}

/* Has one of the CPUs that idle pick. */
static bool flux_split_wake_idle(struct flux_sched *split, struct flux_ctx *ctx)
{
#line 279 "flux-schedulers-0.1.0/src/split.rs"
	u32 count = flux_nr_cpu_ids();
	u32 from = split->split.search_from;

#line 281 "flux-schedulers-0.1.0/src/split.rs"
	split->split.search_from = from + (flux_split_SEARCHED < count ? flux_split_SEARCHED : count);
	bpf_counted(u32, turn, 0, 64) {
		struct flux_cpu *cpu;

#line 283 "flux-schedulers-0.1.0/src/split.rs"
		if (turn >= count)
			break;
#line 286 "flux-schedulers-0.1.0/src/split.rs"
		if (count == 0) {
#line 286 "flux-schedulers-0.1.0/src/split.rs"
			flux_fail("flux-schedulers-0.1.0/src/split.rs:286: attempt to calculate the remainder with a divisor of zero");
			return false;
		}
#line 286 "flux-schedulers-0.1.0/src/split.rs"
		cpu = flux_cpu_numbered((from + turn) % count);
#line 286 "flux-schedulers-0.1.0/src/split.rs"
		if (!cpu)
			break;
#line 289 "flux-schedulers-0.1.0/src/split.rs"
		if (flux_cpu_is_idle(cpu) && !flux_cpu_is_preempted(cpu) && flux_holds(split, cpu)) {
			flux_preempt_cpu(split, cpu, ctx);
			break;
		}
	}
	return true;
}

static void flux_split_request_for_cpus(struct flux_sched *split, u32 child, struct flux_request *request,
					struct flux_ctx *ctx)
{
#line 298 "flux-schedulers-0.1.0/src/split.rs"
	u32 value = flux_child_nr_cpus(child);
	struct flux_cpu *idle;
	u32 lender;

#line 298 "flux-schedulers-0.1.0/src/split.rs"
	if (value >= flux_split_most(split, child))
		return;
#line 302 "flux-schedulers-0.1.0/src/split.rs"
	if (flux_child_nr_cpus(split->split.idle) > 0)
		idle = flux_claim_idle_cpu(request, ctx);
	else
		idle = NULL;
#line 307 "flux-schedulers-0.1.0/src/split.rs"
	if (idle) {
		flux_preempt_cpu(split, idle, ctx);
		return;
	}
	if (!flux_is_root(split))
		flux_request_cpus_above(split, flux_request_nr_cpus(request), ctx);
#line 314 "flux-schedulers-0.1.0/src/split.rs"
	lender = flux_split_lender(split, child);
#line 314 "flux-schedulers-0.1.0/src/split.rs"
	if (lender) {
		if (!flux_split_take_back(split, lender, request, ctx))
			return;
	}
}

#line 319 "flux-schedulers-0.1.0/src/split.rs"
static void flux_split_cpu_ticked(struct flux_sched *split, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	u32 holder;

#line 320 "flux-schedulers-0.1.0/src/split.rs"
	if (!flux_split_divide(split, ctx))
		return;
	if (flux_child_nr_cpus(split->split.idle) > 0 && flux_split_somebody_waits(split)) {
		if (!flux_split_wake_idle(split, ctx))
			return;
	}
#line 325 "flux-schedulers-0.1.0/src/split.rs"
	holder = flux_cpu_holder(split, cpu);
#line 325 "flux-schedulers-0.1.0/src/split.rs"
	if (!holder) {
#line 325 "flux-schedulers-0.1.0/src/split.rs"
		return;
	}
#line 326 "flux-schedulers-0.1.0/src/split.rs"
	if (!flux_cpu_is_preempted(cpu) && flux_split_is_due(split, holder))
		flux_preempt_cpu(split, cpu, ctx);
}

#line 331 "flux-schedulers-0.1.0/src/split.rs"
static void flux_split_pick_next_task(struct flux_sched *split, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 332 "flux-schedulers-0.1.0/src/split.rs"
	u32 child = flux_split_next_child(split, cpu);

#line 332 "flux-schedulers-0.1.0/src/split.rs"
	if (child) {
		flux_grant(split, cpu, child, ctx);
	} else if (flux_is_root(split)) {
#line 336 "flux-schedulers-0.1.0/src/split.rs"
		flux_grant(split, cpu, split->split.idle, ctx);
	} else {
		flux_yield_to_parent(split, cpu, ctx);
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

#line 913 "split_cpus.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_SPLIT:
		flux_split_pick_next_task(sched, cpu, ctx);
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
	case FLUX_TYPE_SPLIT:
		flux_split_request_for_cpus(sched, child, request, ctx);
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
	case FLUX_TYPE_SPLIT:
		flux_split_cpu_ticked(sched, cpu, ctx);
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
	.name = "flux_split_cpus",
};

char _license[] SEC("license") = "GPL";
