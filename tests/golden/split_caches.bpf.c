/* SPDX-License-Identifier: GPL-2.0 */
/*
 * split_caches: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root	Topo	flux-schedulers-0.1.0/src/topo.rs
 *	  rpc	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  rest	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  idle	Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to rest.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_TOPO = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_IDLE = 3,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_RPC = 2,
	FLUX_NODE_REST = 3,
	FLUX_NODE_IDLE = 4,
};

#define FLUX_NR_NODES		4
#define FLUX_NR_TIERS		2
#define FLUX_NEW_THREADS	FLUX_NODE_REST

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_CPU_TICKED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK

/*
 * Topo, a CPU scheduler: Like [`split`](mod@crate::split), but children have CPUs of their own: whole
 * last-level caches where shares allow it, SMT siblings together.
 * flux-schedulers-0.1.0/src/topo.rs:39
 */
struct flux_topo_sched {
	struct flux_children children;	/* roles that the hierarchy names: those who share the CPUs */
	u32 idle;	/* role: gets what nobody wants */
	u32 share[9];	/* for each child: how many CPUs each has if all want more */
	u32 first[9];	/* for each child: the place of its first CPU, in the order of caches and cores */
	u32 inputs;	/* what the shares were made for: changes are seen at a tick */
	u32 left;	/* CPUs that are still to be divided */
	u64 weights;	/* the weights of those who may get some of them */
	u32 version;	/* tells one set of ranges from another: CPUs look for their homes again */
	u32 search_from;	/* the CPU at which the next search begins */
	volatile u32 CPUS[9];	/* tunable for each child: how many CPUs the child has: no less if it wants them, no more. 0: see MIN, MAX and WEIGHT */
	volatile u32 MIN[9];	/* tunable for each child: how many CPUs the child has at least, if it wants them */
	volatile u32 MAX[9];	/* tunable for each child: how many CPUs the child has at most */
	volatile u32 WEIGHT[9];	/* tunable for each child: the child's part of the CPUs that the minima leave, compared with the others' weights */
};

struct flux_topo_cpu {
	u32 home;	/* the index of its home child, plus 1; 0: it has none */
	u32 version;	/* the version of the ranges that this comes from */
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
		struct flux_topo_cpu topo;
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
		struct flux_topo_sched topo;
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
			.type = FLUX_TYPE_TOPO,
			.parent = FLUX_NODE_NONE,
			.tier = 0,
			.claims_idle = false,
			.holds_threads = false,
		},
		.topo = {
			.children = { 2, { FLUX_NODE_RPC, FLUX_NODE_REST } },
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
	[FLUX_NODE_REST] = {
		.f = {
			.id = FLUX_NODE_REST,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
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
			.index = 8,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_RPC] = { FLUX_NODE_ROOT, FLUX_NODE_RPC },
	[FLUX_NODE_REST] = { FLUX_NODE_ROOT, FLUX_NODE_REST },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Topo)",
	[FLUX_NODE_RPC] = "rpc (Biff)",
	[FLUX_NODE_REST] = "rest (Biff)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"topo Topo flux-schedulers-0.1.0/src/topo.rs\n"
	"\tmost 98\n"
	"\tleast 103\n"
	"\tinputs 113\n"
	"\tgrowing 145\n"
	"\tdivide_minima 128\n"
	"\tdivide_rest 151\n"
	"\tdivide 179\n"
	"\tturn_of 191\n"
	"\tdeal 202\n"
	"\tsettle 224\n"
	"\thome 246\n"
	"\tabove 255\n"
	"\tmay_get 259\n"
	"\tborrower 264\n"
	"\tis_lent 326\n"
	"\town_cpu 285\n"
	"\tis_due 316\n"
	"\tsomebody_waits 334\n"
	"\twake_idle 347\n"
	"\trequest_for_cpus 366\n"
	"\tcpu_ticked 396\n"
	"\tpick_next_task 415\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* flux-schedulers-0.1.0/src/topo.rs */

/* CPUs that one search looks at; the next one goes on behind them. flux-schedulers-0.1.0/src/topo.rs:46 */
static const u32 flux_topo_SEARCHED = 64;

#line 98 "flux-schedulers-0.1.0/src/topo.rs"
static u32 flux_topo_most(struct flux_sched *self, u32 child)
{
#line 99 "flux-schedulers-0.1.0/src/topo.rs"
	u32 fixed = self->topo.CPUS[flux_child_slot(child, 9)];

#line 100 "flux-schedulers-0.1.0/src/topo.rs"
	if (fixed > 0) {
#line 100 "flux-schedulers-0.1.0/src/topo.rs"
		return fixed;
	} else {
#line 100 "flux-schedulers-0.1.0/src/topo.rs"
		return self->topo.MAX[flux_child_slot(child, 9)];
	}
}

#line 103 "flux-schedulers-0.1.0/src/topo.rs"
static u32 flux_topo_least(struct flux_sched *self, u32 child)
{
#line 104 "flux-schedulers-0.1.0/src/topo.rs"
	u32 fixed = self->topo.CPUS[flux_child_slot(child, 9)];

#line 105 "flux-schedulers-0.1.0/src/topo.rs"
	if (fixed > 0) {
		return fixed;
	} else {
		u32 left = self->topo.MIN[flux_child_slot(child, 9)];
#line 108 "flux-schedulers-0.1.0/src/topo.rs"
		u32 right = self->topo.MAX[flux_child_slot(child, 9)];

#line 108 "flux-schedulers-0.1.0/src/topo.rs"
		return left < right ? left : right;
	}
}

/* What shares depend on, in one number. */
static u32 flux_topo_inputs(struct flux_sched *topo)
{
#line 114 "flux-schedulers-0.1.0/src/topo.rs"
	u32 inputs = flux_nr_cpus(topo) + 1;

#line 115 "flux-schedulers-0.1.0/src/topo.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&topo->topo.children, at);
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

#line 116 "flux-schedulers-0.1.0/src/topo.rs"
		if (!child)
			break;
#line 119 "flux-schedulers-0.1.0/src/topo.rs"
		left = inputs;
#line 119 "flux-schedulers-0.1.0/src/topo.rs"
		left_2 = left * 31;
#line 119 "flux-schedulers-0.1.0/src/topo.rs"
		right = topo->topo.CPUS[flux_child_slot(child, 9)];
#line 119 "flux-schedulers-0.1.0/src/topo.rs"
		inputs = left_2 + right;
		left_3 = inputs;
#line 120 "flux-schedulers-0.1.0/src/topo.rs"
		left_4 = left_3 * 31;
#line 120 "flux-schedulers-0.1.0/src/topo.rs"
		right_2 = topo->topo.MIN[flux_child_slot(child, 9)];
#line 120 "flux-schedulers-0.1.0/src/topo.rs"
		inputs = left_4 + right_2;
		left_5 = inputs;
#line 121 "flux-schedulers-0.1.0/src/topo.rs"
		left_6 = left_5 * 31;
#line 121 "flux-schedulers-0.1.0/src/topo.rs"
		right_3 = topo->topo.MAX[flux_child_slot(child, 9)];
#line 121 "flux-schedulers-0.1.0/src/topo.rs"
		inputs = left_6 + right_3;
		left_7 = inputs;
#line 122 "flux-schedulers-0.1.0/src/topo.rs"
		left_8 = left_7 * 31;
#line 122 "flux-schedulers-0.1.0/src/topo.rs"
		right_4 = topo->topo.WEIGHT[flux_child_slot(child, 9)];
#line 122 "flux-schedulers-0.1.0/src/topo.rs"
		inputs = left_8 + right_4;
	}
	return inputs;
}

/* The weight of a child, unless it has what it may have at most. */
#line 145 "flux-schedulers-0.1.0/src/topo.rs"
static u64 flux_topo_growing(u32 share, u32 limit, u32 weight)
{
#line 146 "flux-schedulers-0.1.0/src/topo.rs"
	if (share < limit) {
#line 146 "flux-schedulers-0.1.0/src/topo.rs"
		return (u64)weight;
	} else {
#line 146 "flux-schedulers-0.1.0/src/topo.rs"
		return 0;
	}
}

/* Gives every child what it has at least. */
#line 128 "flux-schedulers-0.1.0/src/topo.rs"
static void flux_topo_divide_minima(struct flux_sched *topo)
{
#line 129 "flux-schedulers-0.1.0/src/topo.rs"
	u32 left = flux_nr_cpus(topo);
	u64 weights = 0;

#line 131 "flux-schedulers-0.1.0/src/topo.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&topo->topo.children, at);
		u32 value;
		u32 right;
		u32 given;
		u32 value_2;
		u64 value_3;

#line 132 "flux-schedulers-0.1.0/src/topo.rs"
		if (!child)
			break;
#line 135 "flux-schedulers-0.1.0/src/topo.rs"
		value = flux_topo_least(topo, child);
#line 135 "flux-schedulers-0.1.0/src/topo.rs"
		right = left;
#line 135 "flux-schedulers-0.1.0/src/topo.rs"
		given = value < right ? value : right;
		topo->topo.share[flux_child_slot(child, 9)] = given;
		left -= given;
		value_2 = flux_topo_most(topo, child);
#line 138 "flux-schedulers-0.1.0/src/topo.rs"
		value_3 = flux_topo_growing(given, value_2, topo->topo.WEIGHT[flux_child_slot(child, 9)]);
#line 138 "flux-schedulers-0.1.0/src/topo.rs"
		weights += value_3;
	}
	topo->topo.left = left;
	topo->topo.weights = weights;
}

/* Divides what is left by weights: all of it, unless that fills some child up to its maximum. What one child's part is short of a whole CPU goes to the next. */
#line 151 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_divide_rest(struct flux_sched *topo, struct flux_ctx *ctx)
{
#line 152 "flux-schedulers-0.1.0/src/topo.rs"
	u64 left = (u64)topo->topo.left;
	u64 before = topo->topo.weights;
	u64 weights = 0;
	u64 surplus = 0;

#line 156 "flux-schedulers-0.1.0/src/topo.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&topo->topo.children, at);
		u32 share;
		u32 limit;
		u64 weight;

#line 157 "flux-schedulers-0.1.0/src/topo.rs"
		if (!child)
			break;
#line 160 "flux-schedulers-0.1.0/src/topo.rs"
		share = topo->topo.share[flux_child_slot(child, 9)];
		limit = flux_topo_most(topo, child);
		weight = flux_topo_growing(share, limit, topo->topo.WEIGHT[flux_child_slot(child, 9)]);
		if (weight > 0 && weight <= before) {
			u64 dividend = left * weight;
#line 164 "flux-schedulers-0.1.0/src/topo.rs"
			u64 divisor = before;
			u64 part;
			u64 right;
			u64 more;
			u64 value;

#line 164 "flux-schedulers-0.1.0/src/topo.rs"
			if (divisor == 0) {
#line 164 "flux-schedulers-0.1.0/src/topo.rs"
				flux_fail("flux-schedulers-0.1.0/src/topo.rs:164: attempt to divide by zero");
				return false;
			}
#line 164 "flux-schedulers-0.1.0/src/topo.rs"
			part = dividend / divisor;
			right = (u64)(limit - share);
#line 165 "flux-schedulers-0.1.0/src/topo.rs"
			more = part < right ? part : right;
			before -= weight;
			left -= part;
			surplus += part - more;
			topo->topo.share[flux_child_slot(child, 9)] = share + (u32)more;
			value = flux_topo_growing(share + (u32)more, limit, (u32)weight);
#line 170 "flux-schedulers-0.1.0/src/topo.rs"
			weights += value;
		}
	}
	topo->topo.left = (u32)(left + surplus);
	topo->topo.weights = weights;
	return true;
}

/* Divides the CPUs that the instance has, a step at each tick: what a child's maximum leaves is divided at the next. */
static bool flux_topo_divide(struct flux_sched *topo, struct flux_ctx *ctx)
{
#line 180 "flux-schedulers-0.1.0/src/topo.rs"
	u32 inputs = flux_topo_inputs(topo);

#line 181 "flux-schedulers-0.1.0/src/topo.rs"
	if (inputs != topo->topo.inputs) {
		topo->topo.inputs = inputs;
		flux_topo_divide_minima(topo);
	}
	if (topo->topo.left > 0 && topo->topo.weights > 0) {
		if (!flux_topo_divide_rest(topo, ctx))
			return false;
	}
	return true;
}

/* Which children come first: those with whole caches, those with more than one, the others. */
#line 191 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_turn_of(u32 share, u32 cache, u32 *flux_result, struct flux_ctx *ctx)
{
#line 192 "flux-schedulers-0.1.0/src/topo.rs"
	if (cache == 0 || share < cache) {
		*flux_result = 2;
		return true;
	} else {
#line 194 "flux-schedulers-0.1.0/src/topo.rs"
		if (cache == 0) {
#line 194 "flux-schedulers-0.1.0/src/topo.rs"
			flux_fail("flux-schedulers-0.1.0/src/topo.rs:194: attempt to divide by zero");
			return false;
		}
#line 194 "flux-schedulers-0.1.0/src/topo.rs"
		if ((share / cache) * cache == share) {
			*flux_result = 0;
			return true;
		} else {
#line 197 "flux-schedulers-0.1.0/src/topo.rs"
			*flux_result = 1;
			return true;
		}
	}
}

/* Gives every child a range of the CPUs. */
#line 202 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_deal(struct flux_sched *topo, struct flux_ctx *ctx)
{
#line 203 "flux-schedulers-0.1.0/src/topo.rs"
	u32 total = flux_nr_cpus(topo);
	u32 left = flux_nr_llcs();
#line 204 "flux-schedulers-0.1.0/src/topo.rs"
	u32 cache = total / (left > 1 ? left : 1);
	u32 next = 0;
	u32 version = total;

#line 207 "flux-schedulers-0.1.0/src/topo.rs"
	for (u32 turn = 0; turn < 3; turn++) {
		bpf_counted(u32, at, 0, 8) {
			u32 child = flux_children_get(&topo->topo.children, at);
			u32 share;
			u32 turn_of;

#line 209 "flux-schedulers-0.1.0/src/topo.rs"
			if (!child)
				break;
#line 212 "flux-schedulers-0.1.0/src/topo.rs"
			share = topo->topo.share[flux_child_slot(child, 9)];
			if (!flux_topo_turn_of(share, cache, &turn_of, ctx))
				return false;
#line 213 "flux-schedulers-0.1.0/src/topo.rs"
			if (turn_of == turn) {
				u32 left_2;
				u32 left_3;
				u32 right;
				u32 left_4;

#line 214 "flux-schedulers-0.1.0/src/topo.rs"
				topo->topo.first[flux_child_slot(child, 9)] = next;
				next += share;
				left_2 = version;
#line 216 "flux-schedulers-0.1.0/src/topo.rs"
				left_3 = left_2 * 31;
#line 216 "flux-schedulers-0.1.0/src/topo.rs"
				right = next;
#line 216 "flux-schedulers-0.1.0/src/topo.rs"
				left_4 = left_3 + right;
#line 216 "flux-schedulers-0.1.0/src/topo.rs"
				version = left_4 + at;
			}
		}
	}
	topo->topo.version = version;
	return true;
}

/* Looks for the CPU's home, if ranges changed since it did. */
#line 224 "flux-schedulers-0.1.0/src/topo.rs"
static void flux_topo_settle(struct flux_sched *topo, struct flux_cpu *cpu)
{
#line 225 "flux-schedulers-0.1.0/src/topo.rs"
	u32 version = topo->topo.version;
	u32 place;
	u32 home;

#line 227 "flux-schedulers-0.1.0/src/topo.rs"
	if (flux_part(topo, cpu)->topo.version == version && flux_is_root(topo))
		return;
#line 230 "flux-schedulers-0.1.0/src/topo.rs"
	flux_part(topo, cpu)->topo.version = version;
	place = flux_place_of(topo, cpu);
	home = 0;
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&topo->topo.children, at);
		u32 first;

#line 234 "flux-schedulers-0.1.0/src/topo.rs"
		if (!child)
			break;
#line 237 "flux-schedulers-0.1.0/src/topo.rs"
		first = topo->topo.first[flux_child_slot(child, 9)];
		if (place >= first && place - first < topo->topo.share[flux_child_slot(child, 9)])
			home = at + 1;
	}
#line 242 "flux-schedulers-0.1.0/src/topo.rs"
	flux_part(topo, cpu)->topo.home = home;
}

/* The CPU's home child, if it has one. */
static u32 flux_topo_home(struct flux_sched *topo, struct flux_cpu *cpu)
{
#line 247 "flux-schedulers-0.1.0/src/topo.rs"
	u32 home = flux_part(topo, cpu)->topo.home;

#line 248 "flux-schedulers-0.1.0/src/topo.rs"
	if (home == 0)
		return FLUX_NODE_NONE;
#line 251 "flux-schedulers-0.1.0/src/topo.rs"
	return flux_children_get(&topo->topo.children, home - 1);
}

/* How many CPUs the child has above its share; negative: how many it lacks. */
static s32 flux_topo_above(struct flux_sched *topo, u32 child)
{
#line 256 "flux-schedulers-0.1.0/src/topo.rs"
	return (s32)((u32)(s32)flux_child_nr_cpus(child) - (u32)(s32)topo->topo.share[flux_child_slot(child, 9)]);
}

static bool flux_topo_may_get(struct flux_sched *self, u32 child, struct flux_cpu *cpu)
{
#line 260 "flux-schedulers-0.1.0/src/topo.rs"
	bool cond = flux_child_wants_cpu(child, cpu);

#line 260 "flux-schedulers-0.1.0/src/topo.rs"
	if (cond) {
#line 260 "flux-schedulers-0.1.0/src/topo.rs"
		u32 value = flux_child_nr_cpus(child);

#line 260 "flux-schedulers-0.1.0/src/topo.rs"
		cond = value < flux_topo_most(self, child);
	}
#line 260 "flux-schedulers-0.1.0/src/topo.rs"
	return cond;
}

/* Who gets a CPU that its home does not want: the child that has least above its share. */
static u32 flux_topo_borrower(struct flux_sched *topo, struct flux_cpu *cpu)
{
#line 265 "flux-schedulers-0.1.0/src/topo.rs"
	u32 next = FLUX_NODE_NONE;
#line 267 "flux-schedulers-0.1.0/src/topo.rs"
	s32 least = (s32)((u32)(s32)flux_nr_cpus(topo) + 512);

#line 268 "flux-schedulers-0.1.0/src/topo.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&topo->topo.children, at);

#line 269 "flux-schedulers-0.1.0/src/topo.rs"
		if (!child)
			break;
#line 272 "flux-schedulers-0.1.0/src/topo.rs"
		if (flux_topo_may_get(topo, child, cpu)) {
			s32 above = flux_topo_above(topo, child);

#line 274 "flux-schedulers-0.1.0/src/topo.rs"
			if (above < least) {
				least = above;
				next = child;
			}
		}
	}
	return next;
}

/* Whether a child other than its home has the CPU. */
#line 326 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_is_lent(struct flux_sched *topo, u32 home, struct flux_cpu *cpu)
{
#line 327 "flux-schedulers-0.1.0/src/topo.rs"
	u32 holder = flux_cpu_holder(topo, cpu);

#line 327 "flux-schedulers-0.1.0/src/topo.rs"
	if (holder) {
		return !(holder == home) && !(holder == topo->topo.idle);
	} else {
#line 329 "flux-schedulers-0.1.0/src/topo.rs"
		return false;
	}
}

/* Gets the child one of its own CPUs, if one of them idles. If not, returns one of them that is lent and that the waiting thread may use. */
#line 285 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_own_cpu(struct flux_sched *topo, u32 child, struct flux_request *request,
			      struct flux_cpu **flux_result, struct flux_ctx *ctx)
{
#line 290 "flux-schedulers-0.1.0/src/topo.rs"
	u32 count = flux_nr_cpu_ids();
	u32 from = topo->topo.search_from;
	struct flux_cpu *found;

#line 292 "flux-schedulers-0.1.0/src/topo.rs"
	topo->topo.search_from = from + (flux_topo_SEARCHED < count ? flux_topo_SEARCHED : count);
	found = NULL;
	bpf_counted(u32, turn, 0, 64) {
		struct flux_cpu *cpu;

#line 295 "flux-schedulers-0.1.0/src/topo.rs"
		if (turn >= count)
			break;
#line 298 "flux-schedulers-0.1.0/src/topo.rs"
		if (count == 0) {
#line 298 "flux-schedulers-0.1.0/src/topo.rs"
			flux_fail("flux-schedulers-0.1.0/src/topo.rs:298: attempt to calculate the remainder with a divisor of zero");
			return false;
		}
#line 298 "flux-schedulers-0.1.0/src/topo.rs"
		cpu = flux_cpu_numbered((from + turn) % count);
#line 298 "flux-schedulers-0.1.0/src/topo.rs"
		if (!cpu)
			break;
#line 301 "flux-schedulers-0.1.0/src/topo.rs"
		if (flux_part(topo, cpu)->topo.home != flux_child_index(child) + 1 || flux_cpu_is_preempted(cpu))
			continue;
#line 304 "flux-schedulers-0.1.0/src/topo.rs"
		if (flux_cpu_is_idle(cpu)) {
			if (flux_claim_cpu(request, cpu, ctx)) {
				*flux_result = cpu;
				return true;
			}
		} else if (flux_topo_is_lent(topo, child, cpu) && flux_request_may_use(request, cpu, ctx)) {
#line 309 "flux-schedulers-0.1.0/src/topo.rs"
			found = cpu;
		}
	}
	*flux_result = found;
	return true;
}

/* Whether `holder` should give the CPU back: to its home, or because it has too many. */
#line 316 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_is_due(struct flux_sched *topo, u32 holder, struct flux_cpu *cpu)
{
#line 317 "flux-schedulers-0.1.0/src/topo.rs"
	u32 value = flux_child_nr_cpus(holder);
#line 317 "flux-schedulers-0.1.0/src/topo.rs"
	bool too_many = value > flux_topo_most(topo, holder);
	u32 home = flux_topo_home(topo, cpu);

#line 318 "flux-schedulers-0.1.0/src/topo.rs"
	if (home) {
#line 320 "flux-schedulers-0.1.0/src/topo.rs"
		return !(holder == home) && (too_many || flux_child_nr_cpus_needed(home) > flux_child_nr_cpus(home));
	} else {
#line 321 "flux-schedulers-0.1.0/src/topo.rs"
		return too_many;
	}
}

/* Whether a child waits that may have more CPUs. */
#line 334 "flux-schedulers-0.1.0/src/topo.rs"
static bool flux_topo_somebody_waits(struct flux_sched *topo)
{
#line 335 "flux-schedulers-0.1.0/src/topo.rs"
	bpf_counted(u32, at, 0, 8) {
		u32 child = flux_children_get(&topo->topo.children, at);
		bool cond;

#line 336 "flux-schedulers-0.1.0/src/topo.rs"
		if (!child)
			break;
#line 339 "flux-schedulers-0.1.0/src/topo.rs"
		cond = flux_child_nr_cpus_needed(child) > flux_child_nr_cpus(child);
#line 339 "flux-schedulers-0.1.0/src/topo.rs"
		if (cond) {
#line 339 "flux-schedulers-0.1.0/src/topo.rs"
			u32 value = flux_child_nr_cpus(child);

#line 339 "flux-schedulers-0.1.0/src/topo.rs"
			cond = value < flux_topo_most(topo, child);
		}
#line 339 "flux-schedulers-0.1.0/src/topo.rs"
		if (cond)
			return true;
	}
#line 343 "flux-schedulers-0.1.0/src/topo.rs"
	return false;
}

/* Has one of the CPUs that idle pick. */
static bool flux_topo_wake_idle(struct flux_sched *topo, struct flux_ctx *ctx)
{
#line 348 "flux-schedulers-0.1.0/src/topo.rs"
	u32 count = flux_nr_cpu_ids();
	u32 from = topo->topo.search_from;

#line 350 "flux-schedulers-0.1.0/src/topo.rs"
	topo->topo.search_from = from + (flux_topo_SEARCHED < count ? flux_topo_SEARCHED : count);
	bpf_counted(u32, turn, 0, 64) {
		struct flux_cpu *cpu;

#line 352 "flux-schedulers-0.1.0/src/topo.rs"
		if (turn >= count)
			break;
#line 355 "flux-schedulers-0.1.0/src/topo.rs"
		if (count == 0) {
#line 355 "flux-schedulers-0.1.0/src/topo.rs"
			flux_fail("flux-schedulers-0.1.0/src/topo.rs:355: attempt to calculate the remainder with a divisor of zero");
			return false;
		}
#line 355 "flux-schedulers-0.1.0/src/topo.rs"
		cpu = flux_cpu_numbered((from + turn) % count);
#line 355 "flux-schedulers-0.1.0/src/topo.rs"
		if (!cpu)
			break;
#line 358 "flux-schedulers-0.1.0/src/topo.rs"
		if (flux_cpu_is_idle(cpu) && !flux_cpu_is_preempted(cpu) && flux_holds(topo, cpu)) {
			flux_preempt_cpu(topo, cpu, ctx);
			break;
		}
	}
	return true;
}

static void flux_topo_request_for_cpus(struct flux_sched *topo, u32 child, struct flux_request *request,
				       struct flux_ctx *ctx)
{
#line 367 "flux-schedulers-0.1.0/src/topo.rs"
	u32 value = flux_child_nr_cpus(child);
	struct flux_cpu *own;
	struct flux_cpu *idle;

#line 367 "flux-schedulers-0.1.0/src/topo.rs"
	if (value >= flux_topo_most(topo, child))
		return;
#line 370 "flux-schedulers-0.1.0/src/topo.rs"
	if (!flux_topo_own_cpu(topo, child, request, &own, ctx))
		return;
#line 371 "flux-schedulers-0.1.0/src/topo.rs"
	if (own) {
		bool idles = flux_cpu_is_idle(own);

#line 373 "flux-schedulers-0.1.0/src/topo.rs"
		if (idles) {
			flux_preempt_cpu(topo, own, ctx);
			return;
		}
	}
#line 379 "flux-schedulers-0.1.0/src/topo.rs"
	if (flux_child_nr_cpus(topo->topo.idle) > 0)
		idle = flux_claim_idle_cpu(request, ctx);
	else
		idle = NULL;
#line 384 "flux-schedulers-0.1.0/src/topo.rs"
	if (idle) {
		flux_preempt_cpu(topo, idle, ctx);
		return;
	}
	if (!flux_is_root(topo))
		flux_request_cpus_above(topo, flux_request_nr_cpus(request), ctx);
#line 391 "flux-schedulers-0.1.0/src/topo.rs"
	if (own)
		flux_preempt_cpu(topo, own, ctx);
}

#line 396 "flux-schedulers-0.1.0/src/topo.rs"
static void flux_topo_cpu_ticked(struct flux_sched *topo, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	u32 holder;

#line 397 "flux-schedulers-0.1.0/src/topo.rs"
	if (!flux_topo_divide(topo, ctx))
		return;
#line 398 "flux-schedulers-0.1.0/src/topo.rs"
	if (!flux_topo_deal(topo, ctx))
		return;
#line 399 "flux-schedulers-0.1.0/src/topo.rs"
	flux_topo_settle(topo, cpu);
#line 401 "flux-schedulers-0.1.0/src/topo.rs"
	if (flux_child_nr_cpus(topo->topo.idle) > 0 && flux_topo_somebody_waits(topo)) {
		if (!flux_topo_wake_idle(topo, ctx))
			return;
	}
#line 404 "flux-schedulers-0.1.0/src/topo.rs"
	if (flux_cpu_is_preempted(cpu))
		return;
#line 407 "flux-schedulers-0.1.0/src/topo.rs"
	holder = flux_cpu_holder(topo, cpu);
#line 407 "flux-schedulers-0.1.0/src/topo.rs"
	if (!holder)
		return;
#line 410 "flux-schedulers-0.1.0/src/topo.rs"
	if (!(holder == topo->topo.idle) && flux_topo_is_due(topo, holder, cpu))
		flux_preempt_cpu(topo, cpu, ctx);
}

#line 415 "flux-schedulers-0.1.0/src/topo.rs"
static void flux_topo_pick_next_task(struct flux_sched *topo, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	u32 next;
#line 416 "flux-schedulers-0.1.0/src/topo.rs"
	u32 home = flux_topo_home(topo, cpu);

#line 416 "flux-schedulers-0.1.0/src/topo.rs"
	if (home) {
#line 418 "flux-schedulers-0.1.0/src/topo.rs"
		if (flux_child_wants_cpu(home, cpu))
			next = home;
		else
			next = flux_topo_borrower(topo, cpu);
	} else {
#line 424 "flux-schedulers-0.1.0/src/topo.rs"
		next = flux_topo_borrower(topo, cpu);
	}
	if (next) {
		flux_grant(topo, cpu, next, ctx);
	} else if (flux_is_root(topo)) {
#line 430 "flux-schedulers-0.1.0/src/topo.rs"
		flux_grant(topo, cpu, topo->topo.idle, ctx);
	} else {
		flux_yield_to_parent(topo, cpu, ctx);
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

#line 975 "split_caches.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_TOPO:
		flux_topo_pick_next_task(sched, cpu, ctx);
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
	case FLUX_TYPE_TOPO:
		flux_topo_request_for_cpus(sched, child, request, ctx);
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
	case FLUX_TYPE_TOPO:
		flux_topo_cpu_ticked(sched, cpu, ctx);
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
	.name = "flux_split_caches",
};

char _license[] SEC("license") = "GPL";
