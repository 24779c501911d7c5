/* SPDX-License-Identifier: GPL-2.0 */
/*
 * language: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root		Roci	flux-schedulers-0.1.0/src/roci.rs
 *	  primary	Policy	src/bin/language.rs
 *	  idle		Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to primary.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_ROCI = 1,
	FLUX_TYPE_POLICY = 2,
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
#define FLUX_HAS_CPU_TICKED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_THREAD_WAKEUP
#define FLUX_HAS_THREAD_YIELDED
#define FLUX_HAS_THREAD_ON_CPU
#define FLUX_HAS_THREAD_BLOCKED
#define FLUX_HAS_THREAD_DEPARTED
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
 * Policy, a thread scheduler.
 * src/bin/language.rs:7
 */
/* How a CPU is used. */
enum flux_policy_mode {
	FLUX_POLICY_MODE_NORMAL = 0,
	FLUX_POLICY_MODE_URGENT = 1,
};

/* What is known of a pick. */
struct flux_policy_pick {
	u64 slice;
	u64 class;
};

struct flux_policy_sched {
	struct arr_list urgent;	/* locked; threads, by link */
	struct arr_list others;	/* locked; threads, by link_of_others */
	u64 picks;	/* locked */
	u32 by_weight[8];	/* locked */
	u32 mode;	/* locked */
	u64 last_urgent;
	bool debug;
	volatile u64 SLICE;	/* tunable */
	volatile u32 MAX_RUNS;	/* tunable */
	volatile bool STRICT;	/* tunable */
};

struct flux_policy_thread {
	struct arr_list_entry link;
	struct arr_list_entry link_of_others;
	u32 runs;
	s64 debt;
};

struct flux_policy_cpu {
	u64 started;
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
		struct flux_policy_thread policy;
	};
};

/* What an instance keeps for one CPU, whether it holds it or not. */
struct flux_cpu_part {
	struct flux_stats stats;
	union {
		struct flux_policy_cpu policy;
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
		struct flux_policy_sched policy;
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
			.type = FLUX_TYPE_POLICY,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = true,	/* every role on its path is marked claims_idle */
			.holds_threads = true,
		},
		.policy = {
			.SLICE = 5000000,
			.MAX_RUNS = 100,
			.STRICT = false,
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
	[FLUX_NODE_PRIMARY] = "primary (Policy)",
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
	"policy Policy src/bin/language.rs\n"
	"\tnumbers 191\n"
	"\tfirst_urgent 220\n"
	"\tclass_of 225\n"
	"\tcount 230\n"
	"\tmode_of 240\n"
	"\tthread_runnable 68\n"
	"\tthread_wakeup 79\n"
	"\tthread_on_cpu 91\n"
	"\tpick_next_task 96\n"
	"\tthread_blocked 130\n"
	"\tthread_yielded 139\n"
	"\tdirect_slice 151\n"
	"\tcpu_ticked 156\n"
	"\tthread_departed 179\n"
	"\t=list urgent link\n"
	"\t=list others link_of_others\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* Signed integers, rounding towards 0; the divisor is not 0. */
static __always_inline s64 flux_sdiv(s64 a, s64 b)
{
	u64 ua = a < 0 ? -(u64)a : (u64)a;
	u64 ub = b < 0 ? -(u64)b : (u64)b;

	return (a < 0) != (b < 0) ? (s64)-(ua / ub) : (s64)(ua / ub);
}

/* Signed integers, rounding towards 0; the divisor is not 0. */
static __always_inline s64 flux_srem(s64 a, s64 b)
{
	u64 ua = a < 0 ? -(u64)a : (u64)a;
	u64 ub = b < 0 ? -(u64)b : (u64)b;

	return a < 0 ? (s64)-(ua % ub) : (s64)(ua % ub);
}

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

/* src/bin/language.rs */

/* src/bin/language.rs:62 */
static const u32 flux_policy_HEAVY = 200;

/* src/bin/language.rs:63 */
static const u64 flux_policy_CLASSES = 8;

/* src/bin/language.rs:64 */
static const u32 flux_policy_SHIFT = 3;

/* src/bin/language.rs:65 */
static const u64 flux_policy_SHORT = 100000;

/* Integers: every operator, casts between widths and signs, methods, arrays by value. */
#line 191 "src/bin/language.rs"
static bool flux_policy_numbers(struct flux_thread *thread, u64 *flux_result, struct flux_ctx *ctx)
{
#line 192 "src/bin/language.rs"
	u32 weight = flux_thread_weight(thread);
	s32 signed_ = (s32)-(u32)(s32)weight;
	u8 left = (u8)weight;
#line 194 "src/bin/language.rs"
	u8 narrow = (u8)((u32)left + 200) ^ 15;
	u8 inverse = ((u8)~narrow & 127) | 1;
	u32 table[4] = { 1, 2, 4, 8 };
	u32 squares[4] = { 0, 0, 0, 0 };
	u64 index;
	u32 left_2;
	u32 left_3;
	u32 left_4;
	u32 sum;
	u32 left_5;
	u32 right;
	u32 left_6;
	u32 right_2;
	u32 quotient;

#line 198 "src/bin/language.rs"
	for (u64 outer = 0; outer < 4; outer++) {
		for (s32 inner = 0; inner < 2; inner++) {
			u32 left_2;
			u32 right;

#line 200 "src/bin/language.rs"
			if (outer == 1 && inner == 1)
				break;
#line 203 "src/bin/language.rs"
			left_2 = table[bpf_bounded_index(outer, 4)];
#line 203 "src/bin/language.rs"
			right = table[bpf_bounded_index(outer, 4)];
#line 203 "src/bin/language.rs"
			squares[bpf_bounded_index(outer, 4)] = left_2 * right;
		}
	}
	index = (u64)(weight % 4);
#line 206 "src/bin/language.rs"
	if (index >= 4) {
#line 206 "src/bin/language.rs"
		flux_fail("src/bin/language.rs:206: index out of bounds: the length is 4");
		return false;
	}
#line 206 "src/bin/language.rs"
	left_2 = squares[bpf_bounded_index(index, 4)];
#line 206 "src/bin/language.rs"
	left_3 = left_2 < 7 ? left_2 : 7;
#line 206 "src/bin/language.rs"
	left_4 = left_3 > 2 ? left_3 : 2;
#line 206 "src/bin/language.rs"
	sum = left_4 > 1 ? left_4 - 1 : 0;
#line 210 "src/bin/language.rs"
	left_5 = sum;
#line 210 "src/bin/language.rs"
	right = weight << 3;
#line 210 "src/bin/language.rs"
	left_6 = left_5 + right < left_5 ? 4294967295U : left_5 + right;
#line 210 "src/bin/language.rs"
	right_2 = weight >> ((sum & 7) & 31);
#line 210 "src/bin/language.rs"
	sum = left_6 - right_2;
#line 213 "src/bin/language.rs"
	sum |= 1;
	sum--;
	if ((u32)inverse == 0) {
#line 215 "src/bin/language.rs"
		flux_fail("src/bin/language.rs:215: attempt to divide by zero");
		return false;
	}
#line 215 "src/bin/language.rs"
	quotient = weight / (u32)inverse;
	*flux_result = (u64)sum + (u64)(s64)signed_ * (u64)quotient;
	return true;
}

/* The first of the urgent, which must be there. */
#line 220 "src/bin/language.rs"
static bool flux_policy_first_urgent(struct flux_sched *policy, u32 *flux_result, struct flux_ctx *ctx)
{
	struct flux_thread *first;

	{
		struct flux_thread *value;
#line 221 "src/bin/language.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(policy, return false);

#line 221 "src/bin/language.rs"
		value = flux_list_front(&policy->policy.urgent);
#line 221 "src/bin/language.rs"
		if (!value) {
			bpf_spin_unlock(guard);
#line 221 "src/bin/language.rs"
			flux_fail("src/bin/language.rs:221: somebody is urgent");
			return false;
		}
#line 221 "src/bin/language.rs"
		first = value;
		bpf_spin_unlock(guard);
	}
#line 222 "src/bin/language.rs"
	*flux_result = flux_thread_pid(first);
	return true;
}

#line 225 "src/bin/language.rs"
static u64 flux_policy_class_of(struct flux_thread *thread)
{
#line 226 "src/bin/language.rs"
	u64 weight = (u64)flux_thread_weight(thread);

#line 227 "src/bin/language.rs"
	return (weight / 100) & (flux_policy_CLASSES - 1);
}

static bool flux_policy_count(struct flux_sched *policy, struct flux_policy_pick pick, struct flux_ctx *ctx)
{
	u64 index;
	bool long_;
#line 231 "src/bin/language.rs"
	struct bpf_spin_lock *locked = flux_lock_sched(policy, return false);

#line 232 "src/bin/language.rs"
	index = pick.class;
#line 232 "src/bin/language.rs"
	if (index >= 8) {
		bpf_spin_unlock(locked);
#line 232 "src/bin/language.rs"
		flux_fail("src/bin/language.rs:232: index out of bounds: the length is 8");
		return false;
	}
#line 232 "src/bin/language.rs"
	policy->policy.by_weight[bpf_bounded_index(index, 8)]++;
	if (policy->policy.mode == FLUX_POLICY_MODE_URGENT) {
		bpf_spin_unlock(locked);
#line 234 "src/bin/language.rs"
		return true;
	}
	long_ = pick.slice > flux_policy_SHORT;
	policy->policy.picks += (u64)long_;
	bpf_spin_unlock(locked);
	return true;
}

#line 240 "src/bin/language.rs"
static u32 flux_policy_mode_of(struct flux_thread *thread)
{
#line 241 "src/bin/language.rs"
	if (flux_thread_weight(thread) >= flux_policy_HEAVY || flux_thread_nice(thread) < -5 ||
	    flux_thread_is_kernel_thread(thread)) {
#line 242 "src/bin/language.rs"
		return FLUX_POLICY_MODE_URGENT;
	} else {
		return FLUX_POLICY_MODE_NORMAL;
	}
}

#line 68 "src/bin/language.rs"
static void flux_policy_thread_runnable(struct flux_sched *policy, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 69 "src/bin/language.rs"
	u32 value = flux_policy_mode_of(thread);

#line 69 "src/bin/language.rs"
	switch (value) {
	case FLUX_POLICY_MODE_URGENT:
		policy->policy.last_urgent = flux_now();
		{
#line 72 "src/bin/language.rs"
			struct bpf_spin_lock *guard = flux_lock_sched(policy, return);

#line 72 "src/bin/language.rs"
			if (!flux_list_push_back(policy, &policy->policy.urgent, thread, policy.link)) {
				bpf_spin_unlock(guard);
#line 72 "src/bin/language.rs"
				flux_fail("src/bin/language.rs:72: the thread is on `urgent` already; ask `contains()` first, or `remove()` it");
				return;
			}
			bpf_spin_unlock(guard);
		}
		break;
	default: {
#line 74 "src/bin/language.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(policy, return);

#line 74 "src/bin/language.rs"
		if (!flux_list_push_back(policy, &policy->policy.others, thread, policy.link_of_others)) {
			bpf_spin_unlock(guard);
#line 74 "src/bin/language.rs"
			flux_fail("src/bin/language.rs:74: the thread is on `others` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
		break;
	}
	}
#line 76 "src/bin/language.rs"
	flux_request_cpus(policy, 1, ctx);
}

static void flux_policy_thread_wakeup(struct flux_sched *policy, struct flux_thread *thread, struct flux_ctx *ctx)
{
	s32 nice;
	u32 wanted;

	{
#line 80 "src/bin/language.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(policy, return);

#line 80 "src/bin/language.rs"
		if (!flux_list_push_front(policy, &policy->policy.others, thread, policy.link_of_others)) {
			bpf_spin_unlock(guard);
#line 80 "src/bin/language.rs"
			flux_fail("src/bin/language.rs:80: the thread is on `others` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
	}
#line 81 "src/bin/language.rs"
	nice = flux_thread_nice(thread);
	if (nice >= -20 && nice <= -10) {
		wanted = 4;
	} else if (nice == -9 || nice == -8) {
#line 84 "src/bin/language.rs"
		wanted = 3;
	} else if (nice >= -7 && nice <= -1) {
#line 85 "src/bin/language.rs"
		wanted = 2;
	} else {
#line 86 "src/bin/language.rs"
		wanted = 1;
	}
	flux_request_cpus(policy, wanted, ctx);
}

static void flux_policy_thread_on_cpu(struct flux_sched *_policy, struct flux_thread *thread, struct flux_cpu *cpu,
				      struct flux_ctx *ctx)
{
#line 92 "src/bin/language.rs"
	thread->policy.runs++;
	flux_part(_policy, cpu)->policy.started = flux_now();
}

static void flux_policy_pick_next_task(struct flux_sched *policy, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	struct flux_thread *next;
	u64 slice;
	u64 value;
	struct flux_policy_pick pick;

	{
		struct flux_thread *thread;
#line 98 "src/bin/language.rs"
		struct bpf_spin_lock *locked = flux_lock_sched(policy, return);

#line 99 "src/bin/language.rs"
		policy->policy.picks++;
		thread = flux_list_pop_front(&policy->policy.urgent, policy.link);
#line 100 "src/bin/language.rs"
		if (thread) {
			next = thread;
		} else {
#line 102 "src/bin/language.rs"
			next = flux_list_pop_front(&policy->policy.others, policy.link_of_others);
		}
		bpf_spin_unlock(locked);
	}
#line 105 "src/bin/language.rs"
	if (!next) {
		if (flux_current(policy, ctx))
			flux_run_current(policy, cpu, policy->policy.SLICE, ctx);
		else if (flux_nr_cpus_needed(policy) > 0 && flux_cpu_id(cpu) != 0)
			flux_restart_pick(policy, cpu, ctx);
		else if (policy->f.id == 2)
			flux_run_idle(policy, cpu, ctx);
		else
			flux_yield_to_parent(policy, cpu, ctx);
#line 115 "src/bin/language.rs"
		return;
	}
	slice = policy->policy.SLICE;
	if (next->policy.runs > policy->policy.MAX_RUNS && slice > flux_policy_SHORT)
		slice -= flux_policy_SHORT;
#line 122 "src/bin/language.rs"
	value = slice;
#line 121 "src/bin/language.rs"
	pick = (struct flux_policy_pick){ .slice = value, .class = flux_policy_class_of(next) };
#line 125 "src/bin/language.rs"
	if (!flux_policy_count(policy, pick, ctx))
		return;
#line 126 "src/bin/language.rs"
	if (pick.class >= flux_policy_CLASSES) {
#line 126 "src/bin/language.rs"
		flux_fail("src/bin/language.rs:126: a class too many");
		return;
	}
#line 127 "src/bin/language.rs"
	flux_run_thread(policy, cpu, next, pick.slice, ctx);
}

static void flux_policy_thread_blocked(struct flux_sched *policy, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 131 "src/bin/language.rs"
	u64 ran = flux_now() - policy->policy.last_urgent;
	s64 debt = (s64)((u64)thread->policy.debt - (u64)(s64)(ran >> (flux_policy_SHIFT & 63)));
	u64 numbers;

#line 133 "src/bin/language.rs"
	thread->policy.debt = (s64)((u64)flux_sdiv(debt, 2) + (u64)flux_srem(debt, 3));
	if (!flux_policy_numbers(thread, &numbers, ctx))
		return;
#line 134 "src/bin/language.rs"
	if (numbers == 0) {
		flux_fail("src/bin/language.rs:135: no number is 0");
		return;
	}
}

#line 139 "src/bin/language.rs"
static void flux_policy_thread_yielded(struct flux_sched *policy, struct flux_thread *thread, struct flux_ctx *ctx)
{
	struct flux_thread *last;

	{
#line 140 "src/bin/language.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(policy, return);

#line 140 "src/bin/language.rs"
		if (!flux_list_push_back(policy, &policy->policy.others, thread, policy.link_of_others)) {
			bpf_spin_unlock(guard);
#line 140 "src/bin/language.rs"
			flux_fail("src/bin/language.rs:140: the thread is on `others` already; ask `contains()` first, or `remove()` it");
			return;
		}
		bpf_spin_unlock(guard);
	}
	{
#line 141 "src/bin/language.rs"
		struct bpf_spin_lock *guard = flux_lock_sched(policy, return);

#line 141 "src/bin/language.rs"
		last = flux_list_pop_back(&policy->policy.others, policy.link_of_others);
		bpf_spin_unlock(guard);
	}
#line 142 "src/bin/language.rs"
	if (last) {
		bool cond = flux_thread_pid(last) == flux_thread_pid(thread);

#line 143 "src/bin/language.rs"
		if (!cond) {
			u32 first_urgent;

#line 143 "src/bin/language.rs"
			if (!flux_policy_first_urgent(policy, &first_urgent, ctx))
				return;
#line 143 "src/bin/language.rs"
			cond = first_urgent == flux_thread_tgid(last);
		}
#line 143 "src/bin/language.rs"
		if (cond) {
			struct bpf_spin_lock *guard = flux_lock_sched(policy, return);

#line 144 "src/bin/language.rs"
			if (!flux_list_push_front(policy, &policy->policy.others, last, policy.link_of_others)) {
				bpf_spin_unlock(guard);
#line 144 "src/bin/language.rs"
				flux_fail("src/bin/language.rs:144: the thread is on `others` already; ask `contains()` first, or `remove()` it");
				return;
			}
			bpf_spin_unlock(guard);
		}
	} else {
#line 147 "src/bin/language.rs"
		policy->policy.debug = true;
	}
}

static u64 flux_policy_direct_slice(struct flux_sched *_policy, struct flux_thread *thread, struct flux_ctx *ctx)
{
#line 152 "src/bin/language.rs"
	u64 micros = (u64)flux_thread_weight(thread) / 2;

#line 153 "src/bin/language.rs"
	return micros * 1000 + flux_policy_SHORT;
}

static void flux_policy_cpu_ticked(struct flux_sched *policy, struct flux_cpu *cpu, struct flux_thread *thread,
				   struct flux_ctx *ctx)
{
#line 157 "src/bin/language.rs"
	u64 heaviest = 0;
	u32 most = 0;
	u64 value;
	bool same;

	{
#line 160 "src/bin/language.rs"
		struct bpf_spin_lock *locked = flux_lock_sched(policy, return);

#line 161 "src/bin/language.rs"
		for (u64 class = 0; class < 8; class++) {
			u32 here = policy->policy.by_weight[bpf_bounded_index(class, 8)];

#line 163 "src/bin/language.rs"
			if (here <= most)
				continue;
#line 166 "src/bin/language.rs"
			most = here;
			heaviest = class;
			if (most > 1000000)
				break;
		}
		bpf_spin_unlock(locked);
	}
	value = heaviest;
#line 173 "src/bin/language.rs"
	same = value == flux_policy_class_of(thread);
	if ((policy->policy.STRICT && !same && flux_thread_may_run_on(thread, cpu)) || policy->policy.debug)
		flux_preempt_cpu(policy, cpu, ctx);
}

#line 179 "src/bin/language.rs"
static void flux_policy_thread_departed(struct flux_sched *policy, struct flux_thread *thread, struct flux_ctx *ctx)
{
	bool empty;
	u32 value;
#line 180 "src/bin/language.rs"
	struct bpf_spin_lock *locked = flux_lock_sched(policy, return);

#line 181 "src/bin/language.rs"
	if (flux_list_contains(policy, &policy->policy.urgent, thread, policy.link)) {
		if (!flux_list_remove(policy, &policy->policy.urgent, thread, policy.link)) {
			bpf_spin_unlock(locked);
#line 182 "src/bin/language.rs"
			flux_fail("src/bin/language.rs:182: the thread is not on `urgent`; ask `contains()` first");
			return;
		}
#line 183 "src/bin/language.rs"
		policy->policy.mode = FLUX_POLICY_MODE_NORMAL;
	}
	empty = flux_list_is_empty(&policy->policy.urgent) && !flux_list_front(&policy->policy.others);
	if (empty) {
#line 186 "src/bin/language.rs"
		value = FLUX_POLICY_MODE_NORMAL;
	} else {
#line 186 "src/bin/language.rs"
		value = policy->policy.mode;
	}
#line 186 "src/bin/language.rs"
	policy->policy.mode = value;
	bpf_spin_unlock(locked);
}

/* Takes a thread off whatever list of Policy's it is on. Under the instance's lock. */
#line 20 "src/bin/language.rs"
static __always_inline void flux_policy_unlink(struct flux_sched *policy, struct flux_thread *thread)
{
#line 20 "src/bin/language.rs"
	flux_list_unlink(&policy->policy.urgent, thread, policy.link);
#line 22 "src/bin/language.rs"
	flux_list_unlink(&policy->policy.others, thread, policy.link_of_others);
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

#line 780 "language.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_ROCI:
		flux_roci_pick_next_task(sched, cpu, ctx);
		break;
	case FLUX_TYPE_POLICY:
		flux_policy_pick_next_task(sched, cpu, ctx);
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

static __always_inline void flux_call_cpu_ticked(struct flux_sched *sched, struct flux_cpu *cpu,
						 struct flux_thread *thread, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_cpu_ticked(sched, cpu, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_runnable(struct flux_sched *sched, struct flux_thread *thread,
						      struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_thread_runnable(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_wakeup(struct flux_sched *sched, struct flux_thread *thread,
						    struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_thread_wakeup(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_yielded(struct flux_sched *sched, struct flux_thread *thread,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_thread_yielded(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_on_cpu(struct flux_sched *sched, struct flux_thread *thread,
						    struct flux_cpu *cpu, struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_thread_on_cpu(sched, thread, cpu, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_blocked(struct flux_sched *sched, struct flux_thread *thread,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_thread_blocked(sched, thread, ctx);
		break;
	}
}

static __always_inline void flux_call_thread_departed(struct flux_sched *sched, struct flux_thread *thread,
						      struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_thread_departed(sched, thread, ctx);
		break;
	}
}

static __always_inline u64 flux_call_direct_slice(struct flux_sched *sched, struct flux_thread *thread,
						  struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		return flux_policy_direct_slice(sched, thread, ctx);
	}
	return 0;	/* not offered */
}

static __always_inline void flux_call_unlink(struct flux_sched *sched, struct flux_thread *thread)
{
	switch (sched->f.type) {
	case FLUX_TYPE_POLICY:
		flux_policy_unlink(sched, thread);
		break;
	}
}

#include <flux/callbacks.bpf.h>

SEC(".struct_ops.link")
struct sched_ext_ops flux_ops = {
	FLUX_OPS,
	.name = "flux_language",
};

char _license[] SEC("license") = "GPL";
