/* SPDX-License-Identifier: GPL-2.0 */
/*
 * provisioned: a sched_ext scheduler composed by flux. Generated; do not edit.
 *
 *	root	Prov	flux-schedulers-0.1.0/src/prov.rs
 *	  prio	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  next	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  last	Biff	flux-schedulers-0.1.0/src/biff.rs
 *	  idle	Idle	flux-schedulers-0.1.0/src/idle.rs
 *
 * New threads go to next.
 */
#include <flux/flux.bpf.h>

/* Types of subschedulers: what the switch tables below tell apart. */
enum flux_type {
	FLUX_TYPE_NONE = 0,
	FLUX_TYPE_PROV = 1,
	FLUX_TYPE_BIFF = 2,
	FLUX_TYPE_IDLE = 3,
};

/* Instances: indexes into flux_scheds and struct flux_cpu's part. */
enum flux_node {
	FLUX_NODE_NONE = 0,
	FLUX_NODE_ROOT = 1,
	FLUX_NODE_PRIO = 2,
	FLUX_NODE_NEXT = 3,
	FLUX_NODE_LAST = 4,
	FLUX_NODE_IDLE = 5,
};

#define FLUX_NR_NODES		5
#define FLUX_NR_TIERS		2
#define FLUX_NEW_THREADS	FLUX_NODE_NEXT

/* Ops that some type implements; the core leaves the others out. */
#define FLUX_HAS_REQUEST_FOR_CPUS
#define FLUX_HAS_CPU_ALLOCATED
#define FLUX_HAS_CPU_TICKED
#define FLUX_HAS_THREAD_RUNNABLE
#define FLUX_HAS_DIRECT_SLICE
#define FLUX_HAS_UNLINK
#define FLUX_HAS_REQUEUE_CURRENT

/*
 * Prov, a CPU scheduler: Provisioning: some CPUs for the work that matters, the rest for what comes
 * after it.
 * flux-schedulers-0.1.0/src/prov.rs:32
 */
struct flux_prov_sched {
	u32 prio;	/* role: the work that matters */
	u32 next;	/* role: what comes after it */
	u32 last;	/* role: what may wait */
	u32 idle;	/* role: gets what nobody wants */
	u64 poked_at[4];	/* for each child: when each took a CPU from another child */
	bool moving;	/* whether a thread of `prio` has left a CPU for one of `PRIO_CPUS`, and not asked yet */
	u32 search_from;	/* the CPU at which the next search begins */
	volatile u32 MAX_PRIO_CPUS;	/* tunable: how many CPUs `prio` has at most */
	volatile u64 PRIO_CPUS[FLUX_CPUSET_WORDS];	/* tunable: the CPUs that `prio` is to have before others */
	volatile u64 POKE_INTERVAL;	/* tunable: how often one child may take a CPU from another, besides the ticks of the CPUs */
};

struct flux_prov_cpu {
	bool leaving;	/* whether `prio` is to leave it at its next pick */
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
		struct flux_prov_cpu prov;
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
		struct flux_prov_sched prov;
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
			.type = FLUX_TYPE_PROV,
			.parent = FLUX_NODE_NONE,
			.tier = 0,
			.claims_idle = false,
			.holds_threads = false,
		},
		.prov = {
			.prio = FLUX_NODE_PRIO,
			.next = FLUX_NODE_NEXT,
			.last = FLUX_NODE_LAST,
			.idle = FLUX_NODE_IDLE,
			.MAX_PRIO_CPUS = 512,
			.PRIO_CPUS = { 0 },
			.POKE_INTERVAL = 100000,
		},
	},
	[FLUX_NODE_PRIO] = {
		.f = {
			.id = FLUX_NODE_PRIO,
			.type = FLUX_TYPE_BIFF,
			.parent = FLUX_NODE_ROOT,
			.tier = 1,
			.claims_idle = false,
			.holds_threads = true,
		},
		.biff = {
			.SLICE = 5000000,
		},
	},
	[FLUX_NODE_NEXT] = {
		.f = {
			.id = FLUX_NODE_NEXT,
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
	[FLUX_NODE_LAST] = {
		.f = {
			.id = FLUX_NODE_LAST,
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
			.index = 3,
		},
	},
};

/* Each instance's ancestor at each tier, itself included: the way down from the root. */
const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(".rodata.flux_path") = {
	[FLUX_NODE_ROOT] = { FLUX_NODE_ROOT },
	[FLUX_NODE_PRIO] = { FLUX_NODE_ROOT, FLUX_NODE_PRIO },
	[FLUX_NODE_NEXT] = { FLUX_NODE_ROOT, FLUX_NODE_NEXT },
	[FLUX_NODE_LAST] = { FLUX_NODE_ROOT, FLUX_NODE_LAST },
	[FLUX_NODE_IDLE] = { FLUX_NODE_ROOT, FLUX_NODE_IDLE },
};

/* For errors, dumps and the agent. */
const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(".rodata.flux_names") = {
	[FLUX_NODE_ROOT] = "root (Prov)",
	[FLUX_NODE_PRIO] = "prio (Biff)",
	[FLUX_NODE_NEXT] = "next (Biff)",
	[FLUX_NODE_LAST] = "last (Biff)",
	[FLUX_NODE_IDLE] = "idle (Idle)",
};

/*
 * Types in the order of enum flux_type, the lines where their functions begin, and
 * their lists (=) with the link of each. For the agent.
 */
const char flux_source[] SEC(".rodata.flux_source") =
	"prov Prov flux-schedulers-0.1.0/src/prov.rs\n"
	"\twants_more 80\n"
	"\tprio_may_have_more 84\n"
	"\tmay_poke 89\n"
	"\tis_elsewhere 163\n"
	"\town_cpu 100\n"
	"\ttake_from 127\n"
	"\town_elsewhere 149\n"
	"\trequest_for_cpus 171\n"
	"\tcpu_ticked 220\n"
	"\tpick_next_task 239\n"
	"biff Biff flux-schedulers-0.1.0/src/biff.rs\n"
	"\tthread_runnable 43\n"
	"\tpick_next_task 48\n"
	"\tdirect_slice 61\n"
	"\t=list run_queue link\n"
	"idle Idle flux-schedulers-0.1.0/src/idle.rs\n"
	"\tcpu_allocated 34\n"
	"\tpick_next_task 38\n";

#include <flux/core.bpf.h>

/* flux-schedulers-0.1.0/src/prov.rs */

/* CPUs that one search looks at; the next one goes on behind them. flux-schedulers-0.1.0/src/prov.rs:36 */
static const u32 flux_prov_SEARCHED = 64;

#line 80 "flux-schedulers-0.1.0/src/prov.rs"
static bool flux_prov_wants_more(u32 child)
{
#line 81 "flux-schedulers-0.1.0/src/prov.rs"
	return flux_child_nr_cpus_needed(child) > flux_child_nr_cpus(child);
}

static bool flux_prov_prio_may_have_more(struct flux_sched *prov)
{
#line 85 "flux-schedulers-0.1.0/src/prov.rs"
	return flux_child_nr_cpus(prov->prov.prio) < prov->prov.MAX_PRIO_CPUS;
}

/* Whether a child may take a CPU from another now; then it has. */
static bool flux_prov_may_poke(struct flux_sched *prov, u32 child)
{
#line 90 "flux-schedulers-0.1.0/src/prov.rs"
	u64 now = flux_now();
	bool may = now - prov->prov.poked_at[flux_child_slot(child, 4)] >= prov->prov.POKE_INTERVAL;

#line 92 "flux-schedulers-0.1.0/src/prov.rs"
	if (may)
		prov->prov.poked_at[flux_child_slot(child, 4)] = now;
#line 95 "flux-schedulers-0.1.0/src/prov.rs"
	return may;
}

/* Whether a child other than `prio` has the CPU. */
#line 163 "flux-schedulers-0.1.0/src/prov.rs"
static bool flux_prov_is_elsewhere(struct flux_sched *prov, struct flux_cpu *cpu)
{
#line 164 "flux-schedulers-0.1.0/src/prov.rs"
	u32 holder = flux_cpu_holder(prov, cpu);

#line 164 "flux-schedulers-0.1.0/src/prov.rs"
	if (holder) {
		return !(holder == prov->prov.prio);
	} else {
#line 166 "flux-schedulers-0.1.0/src/prov.rs"
		return false;
	}
}

/* One of `PRIO_CPUS` that idles and is claimed, or else one that another child has; the waiting thread may use it. */
#line 100 "flux-schedulers-0.1.0/src/prov.rs"
static bool flux_prov_own_cpu(struct flux_sched *prov, struct flux_request *request, struct flux_cpu **flux_result,
			      struct flux_ctx *ctx)
{
#line 101 "flux-schedulers-0.1.0/src/prov.rs"
	u32 count = flux_nr_cpu_ids();
	u32 from = prov->prov.search_from;
	struct flux_cpu *found;

#line 103 "flux-schedulers-0.1.0/src/prov.rs"
	prov->prov.search_from = from + (flux_prov_SEARCHED < count ? flux_prov_SEARCHED : count);
	found = NULL;
	bpf_counted(u32, turn, 0, 64) {
		struct flux_cpu *cpu;

#line 106 "flux-schedulers-0.1.0/src/prov.rs"
		if (turn >= count)
			break;
#line 109 "flux-schedulers-0.1.0/src/prov.rs"
		if (count == 0) {
#line 109 "flux-schedulers-0.1.0/src/prov.rs"
			flux_fail("flux-schedulers-0.1.0/src/prov.rs:109: attempt to calculate the remainder with a divisor of zero");
			return false;
		}
#line 109 "flux-schedulers-0.1.0/src/prov.rs"
		cpu = flux_cpu_numbered((from + turn) % count);
#line 109 "flux-schedulers-0.1.0/src/prov.rs"
		if (!cpu)
			break;
#line 112 "flux-schedulers-0.1.0/src/prov.rs"
		if (!flux_cpuset_contains(prov->prov.PRIO_CPUS, cpu) || flux_cpu_is_preempted(cpu))
			continue;
#line 115 "flux-schedulers-0.1.0/src/prov.rs"
		if (flux_cpu_is_idle(cpu)) {
			if (flux_claim_cpu(request, cpu, ctx)) {
				*flux_result = cpu;
				return true;
			}
		} else if (flux_prov_is_elsewhere(prov, cpu) && flux_request_may_use(request, cpu, ctx)) {
#line 120 "flux-schedulers-0.1.0/src/prov.rs"
			found = cpu;
		}
	}
	*flux_result = found;
	return true;
}

/* Takes one CPU from a child that the waiting thread may use. */
#line 127 "flux-schedulers-0.1.0/src/prov.rs"
static bool flux_prov_take_from(struct flux_sched *prov, u32 child, struct flux_request *request, struct flux_ctx *ctx)
{
#line 128 "flux-schedulers-0.1.0/src/prov.rs"
	u32 count = flux_nr_cpu_ids();
	u32 from = prov->prov.search_from;

#line 130 "flux-schedulers-0.1.0/src/prov.rs"
	prov->prov.search_from = from + (flux_prov_SEARCHED < count ? flux_prov_SEARCHED : count);
	bpf_counted(u32, turn, 0, 64) {
		struct flux_cpu *cpu;
		u32 holder;

#line 132 "flux-schedulers-0.1.0/src/prov.rs"
		if (turn >= count)
			break;
#line 135 "flux-schedulers-0.1.0/src/prov.rs"
		if (count == 0) {
#line 135 "flux-schedulers-0.1.0/src/prov.rs"
			flux_fail("flux-schedulers-0.1.0/src/prov.rs:135: attempt to calculate the remainder with a divisor of zero");
			return false;
		}
#line 135 "flux-schedulers-0.1.0/src/prov.rs"
		cpu = flux_cpu_numbered((from + turn) % count);
#line 135 "flux-schedulers-0.1.0/src/prov.rs"
		if (!cpu)
			break;
#line 138 "flux-schedulers-0.1.0/src/prov.rs"
		holder = flux_cpu_holder(prov, cpu);
#line 138 "flux-schedulers-0.1.0/src/prov.rs"
		if (!holder)
			continue;
#line 141 "flux-schedulers-0.1.0/src/prov.rs"
		if (holder == child && !flux_cpu_is_preempted(cpu) && flux_request_may_use(request, cpu, ctx)) {
			flux_preempt_cpu(prov, cpu, ctx);
			break;
		}
	}
	return true;
}

/* One of `PRIO_CPUS` that belongs to somebody else. */
#line 149 "flux-schedulers-0.1.0/src/prov.rs"
static struct flux_cpu *flux_prov_own_elsewhere(struct flux_sched *prov)
{
#line 150 "flux-schedulers-0.1.0/src/prov.rs"
	bpf_counted(u32, at, 0, 64) {
		struct flux_cpu *cpu;

#line 151 "flux-schedulers-0.1.0/src/prov.rs"
		if (at >= flux_nr_cpu_ids())
			break;
#line 154 "flux-schedulers-0.1.0/src/prov.rs"
		cpu = flux_cpu_numbered(at);
#line 154 "flux-schedulers-0.1.0/src/prov.rs"
		if (!cpu) {
#line 154 "flux-schedulers-0.1.0/src/prov.rs"
			break;
		}
#line 155 "flux-schedulers-0.1.0/src/prov.rs"
		if (flux_cpuset_contains(prov->prov.PRIO_CPUS, cpu) && !flux_cpu_is_preempted(cpu) &&
		    flux_prov_is_elsewhere(prov, cpu)) {
#line 156 "flux-schedulers-0.1.0/src/prov.rs"
			return cpu;
		}
	}
	return NULL;
}

#line 171 "flux-schedulers-0.1.0/src/prov.rs"
static void flux_prov_request_for_cpus(struct flux_sched *prov, u32 child, struct flux_request *request,
				       struct flux_ctx *ctx)
{
#line 172 "flux-schedulers-0.1.0/src/prov.rs"
	bool is_prio = child == prov->prov.prio;
	struct flux_cpu *own;
	struct flux_cpu *idle;

#line 173 "flux-schedulers-0.1.0/src/prov.rs"
	if (is_prio && !flux_prov_prio_may_have_more(prov))
		return;
#line 176 "flux-schedulers-0.1.0/src/prov.rs"
	if (is_prio) {
		struct flux_cpu *own_cpu;

#line 177 "flux-schedulers-0.1.0/src/prov.rs"
		if (!flux_prov_own_cpu(prov, request, &own_cpu, ctx))
			return;
#line 177 "flux-schedulers-0.1.0/src/prov.rs"
		own = own_cpu;
	} else {
		own = NULL;
	}
	if (own) {
		bool idles = flux_cpu_is_idle(own);

#line 183 "flux-schedulers-0.1.0/src/prov.rs"
		if (idles) {
			flux_preempt_cpu(prov, own, ctx);
			return;
		}
	}
	if (is_prio && prov->prov.moving) {
		prov->prov.moving = false;
		if (own) {
			flux_preempt_cpu(prov, own, ctx);
			return;
		}
	}
#line 196 "flux-schedulers-0.1.0/src/prov.rs"
	if (flux_child_nr_cpus(prov->prov.idle) > 0)
		idle = flux_claim_idle_cpu(request, ctx);
	else
		idle = NULL;
#line 201 "flux-schedulers-0.1.0/src/prov.rs"
	if (idle) {
		flux_preempt_cpu(prov, idle, ctx);
		return;
	}
	if (!flux_is_root(prov))
		flux_request_cpus_above(prov, flux_request_nr_cpus(request), ctx);
#line 208 "flux-schedulers-0.1.0/src/prov.rs"
	if (child == prov->prov.last || !flux_prov_may_poke(prov, child))
		return;
#line 211 "flux-schedulers-0.1.0/src/prov.rs"
	if (own) {
		flux_preempt_cpu(prov, own, ctx);
	} else if (flux_child_nr_cpus(prov->prov.last) > 0) {
		if (!flux_prov_take_from(prov, prov->prov.last, request, ctx))
			return;
	} else if (is_prio) {
#line 216 "flux-schedulers-0.1.0/src/prov.rs"
		if (!flux_prov_take_from(prov, prov->prov.next, request, ctx))
			return;
	}
}

#line 220 "flux-schedulers-0.1.0/src/prov.rs"
static void flux_prov_cpu_ticked(struct flux_sched *prov, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 221 "flux-schedulers-0.1.0/src/prov.rs"
	u32 holder = flux_cpu_holder(prov, cpu);
	bool prio_waits;

#line 221 "flux-schedulers-0.1.0/src/prov.rs"
	if (!holder) {
#line 221 "flux-schedulers-0.1.0/src/prov.rs"
		return;
	}
#line 222 "flux-schedulers-0.1.0/src/prov.rs"
	if (flux_cpu_is_preempted(cpu))
		return;
#line 225 "flux-schedulers-0.1.0/src/prov.rs"
	prio_waits = flux_prov_wants_more(prov->prov.prio) && flux_prov_prio_may_have_more(prov);
	if (holder == prov->prov.prio) {
		bool others_wait = flux_prov_wants_more(prov->prov.next) || flux_prov_wants_more(prov->prov.last);
		bool too_many = flux_child_nr_cpus(prov->prov.prio) > prov->prov.MAX_PRIO_CPUS;
		bool misplaced = !flux_cpuset_contains(prov->prov.PRIO_CPUS, cpu) && flux_prov_own_elsewhere(prov);

#line 230 "flux-schedulers-0.1.0/src/prov.rs"
		if ((too_many && others_wait) || misplaced) {
			flux_part(prov, cpu)->prov.leaving = true;
			flux_preempt_cpu(prov, cpu, ctx);
		}
	} else if (prio_waits || (holder == prov->prov.last && flux_prov_wants_more(prov->prov.next))) {
		flux_preempt_cpu(prov, cpu, ctx);
	}
}

static void flux_prov_pick_next_task(struct flux_sched *prov, struct flux_cpu *cpu, struct flux_ctx *ctx)
{
#line 240 "flux-schedulers-0.1.0/src/prov.rs"
	bool leaving = flux_part(prov, cpu)->prov.leaving;

#line 241 "flux-schedulers-0.1.0/src/prov.rs"
	if (leaving) {
		struct flux_cpu *own;

#line 242 "flux-schedulers-0.1.0/src/prov.rs"
		flux_part(prov, cpu)->prov.leaving = false;
		own = flux_prov_own_elsewhere(prov);
#line 243 "flux-schedulers-0.1.0/src/prov.rs"
		if (own) {
			prov->prov.moving = true;
			flux_requeue_current(prov, own, ctx);
		}
	}
	if (!leaving && flux_child_wants_cpu(prov->prov.prio, cpu) && flux_prov_prio_may_have_more(prov))
		flux_grant(prov, cpu, prov->prov.prio, ctx);
	else if (flux_child_wants_cpu(prov->prov.next, cpu))
		flux_grant(prov, cpu, prov->prov.next, ctx);
	else if (flux_child_wants_cpu(prov->prov.last, cpu))
		flux_grant(prov, cpu, prov->prov.last, ctx);
	else if (flux_is_root(prov))
		flux_grant(prov, cpu, prov->prov.idle, ctx);
	else
		flux_yield_to_parent(prov, cpu, ctx);
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

#line 623 "provisioned.bpf.c"
/* Switch tables: from an instance's type to its op. A type without the op has no case. */

static __always_inline void flux_call_pick_next_task(struct flux_sched *sched, struct flux_cpu *cpu,
						     struct flux_ctx *ctx)
{
	switch (sched->f.type) {
	case FLUX_TYPE_PROV:
		flux_prov_pick_next_task(sched, cpu, ctx);
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
	case FLUX_TYPE_PROV:
		flux_prov_request_for_cpus(sched, child, request, ctx);
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
	case FLUX_TYPE_PROV:
		flux_prov_cpu_ticked(sched, cpu, ctx);
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
	.name = "flux_provisioned",
};

char _license[] SEC("license") = "GPL";
