/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generic parts: what flux keeps for every thread, CPU and subscheduler,
 * and the records that the agent reads and writes.
 *
 * Every struct here has a `repr(C)` twin in the runtime. Sizes and offsets are
 * asserted on both sides: below, in the runtime's constants, and once more
 * when an object is opened (struct flux_layout).
 *
 * Only flux writes the generic parts. Ids are dense and 1-based; 0 is "none".
 */
#ifndef __FLUX_TYPES_BPF_H
#define __FLUX_TYPES_BPF_H

#include "glob.bpf.h"

/* Raised whenever a struct in this file changes its layout. */
#define FLUX_LAYOUT_VERSION	10
#define FLUX_LAYOUT_MAGIC	0x78756c66u	/* "flux" */

/* CPUs that the bit sets below can name; a larger machine is refused at load. */
#define FLUX_MAX_CPUS		512
#define FLUX_CPUSET_WORDS	(FLUX_MAX_CPUS / 64)

/* Tiers of a hierarchy, the root's included. The front end checks it. */
#define FLUX_MAX_TIERS		8

/*
 * Sizes of the arrays in the object, for a loader that does not resize them:
 * `bpftool struct_ops register` works as it is. Threads beyond are scheduled
 * without an id.
 */
#define FLUX_DEFAULT_CPUS	FLUX_MAX_CPUS
#define FLUX_DEFAULT_THREADS	1024

/* Children whose roles the hierarchy names, of one instance. The front end checks it. */
#define FLUX_MAX_CHILDREN	32

/* Bytes of an instance's name in the object, the terminating 0 included. */
#define FLUX_NAME_LEN		96

/* Where a thread is, as far as queues are concerned. See queue.bpf.h. */
enum flux_thread_state {
	FLUX_THREAD_UNQUEUED	= 0,	/* sleeps, runs, or waits in a queue of the kernel's */
	FLUX_THREAD_HELD	= 1,	/* in its subscheduler's hands, on none of its lists and trees */
	FLUX_THREAD_LINKED	= 2,	/* in its subscheduler's hands, on at least one of them */
	FLUX_THREAD_CLAIMED	= 3,	/* a pick took it; the kernel has not run it yet */
	FLUX_THREAD_HANDED	= 4,	/* HELD, but its subscheduler's op is just hearing of it */
};

/* Facts about a thread that change under its run queue's lock only. */
enum flux_thread_flags {
	FLUX_THREAD_WANTS	= 1 << 0,	/* counted in nr_wanted of its subscheduler */
	FLUX_THREAD_YIELDED	= 1 << 1,	/* gave up its slice by sched_yield() */
	FLUX_THREAD_RAN		= 1 << 2,	/* has run since it was last queued: an enqueue means preempted */
	FLUX_THREAD_KTHREAD	= 1 << 3,	/* is a kernel thread */
	FLUX_THREAD_DEAD	= 1 << 4,	/* has exited; keeps its id until the kernel lets go of it */
	FLUX_THREAD_GUEST	= 1 << 5,	/* was rescued: runs next without its instance's holding the CPU */
};

/* The fallback queue in which a thread waits; atomic. */
enum flux_fallback {
	FLUX_FALLBACK_PINNED	= 1 << 0,	/* its CPU's own (rule R1) */
	FLUX_FALLBACK_SHARED	= 1 << 1,	/* the shared one */
	FLUX_FALLBACK_RESCUE	= 1 << 2,	/* none yet: its id is in flux_globals.rescue */
	FLUX_FALLBACK_GUEST	= 1 << 3,	/* whichever: it was rescued, and is to run as a guest */
};

struct flux_thread_generic {
	__u32 id;		/* its own, so that a pointer finds it again */
	__u32 sched;		/* instance that it belongs to; 0: the id is free */
	__u32 pid;		/* the kernel's task id ("tid" in userspace) */
	__u32 tgid;		/* process id */
	__u32 state;		/* enum flux_thread_state; LINKED is entered and left under the instance's lock */
	__u32 flags;		/* enum flux_thread_flags */
	__u32 generation;	/* bumped whenever the kernel queues or unqueues the thread */
	__u32 weight;		/* sched_ext's: 1 to 10000, 100 is nice 0 */
	__s32 nice;		/* -20 to 19 */
	__u32 next_free;	/* next id on the free list */
	__u32 fallback;		/* enum flux_fallback; atomic */
	__u32 fallback_cpu;	/* with FLUX_FALLBACK_PINNED: the kernel's CPU number */
	__u64 queued_at_period;	/* flux_globals.period when its subscheduler got it */
	__u32 last_sched;	/* of a free id: instance that its thread belonged to */
	__u32 nr_linked;	/* lists and trees that it is on; under the instance's lock */
	__u64 allowed[FLUX_CPUSET_WORDS]; /* CPUs that it may use */
	__u32 home;		/* instance that it is to be in; see move.bpf.h */
	__u32 ruled;		/* instance that the rules chose last */
	__u32 rules_seen;	/* flux_rules.generation that it was judged by; 0: it is to be judged */
	__u32 renamed;		/* mark of a name that it, or its process, is just getting; 0: none */
	__u64 woke_at_ns;	/* its CPU time when it woke up last, if it is bound, and the kernel's */
};

/* What one CPU did for one instance. Written by that CPU only. */
struct flux_stats {
	__u64 requests;		/* calls of request_cpus() made on this CPU */
	__u64 grants;		/* times that the instance got this CPU */
	__u64 yields;		/* times that it gave the CPU back by itself */
	__u64 preempts;		/* times that the CPU was taken from it */
	__u64 picks;		/* calls of its pick_next_task */
	__u64 runs;		/* threads of it that began to run here */
	__u64 direct;		/* of them, sent straight to this CPU when it was idle */
	__u64 stale;		/* threads that it picked and the kernel had taken away */
	__u64 misplaced;	/* threads that it picked for a CPU they may not use */
	__u64 rescues;		/* threads that flux had to run because of it: its own, or a child's that got no CPU */
	__u64 ignored;		/* decisions of a pick that had decided already */
	__u64 overruns;		/* picks that did not come to an end with it */
};

/* Who may use a CPU. */
enum flux_cpu_state {
	FLUX_CPU_OFFLINE	= 0,	/* nobody: no instance holds it */
	FLUX_CPU_ONLINE		= 1,	/* the hierarchy: it has one owner */
	FLUX_CPU_TAKEN		= 2,	/* a higher scheduling class, for a while: no instance holds it */
};

/* What the last pick decided; private to the core. */
enum flux_action {
	FLUX_ACT_NONE		= 0,	/* nothing decided: a policy's bug, answered as YIELD */
	FLUX_ACT_AGAIN		= 1,	/* pick again: the decision fell through */
	FLUX_ACT_DESCEND	= 2,	/* granted to a child: it picks next */
	FLUX_ACT_YIELD		= 3,	/* given back: the parent picks next */
	FLUX_ACT_RUN		= 4,	/* a thread was inserted */
	FLUX_ACT_CURRENT	= 5,	/* the thread that runs goes on */
	FLUX_ACT_IDLE		= 6,	/* the CPU may halt */
};

struct flux_cpu_generic {
	__u32 cpu;		/* the kernel's number */
	__u32 state;		/* enum flux_cpu_state */
	__u32 owner;		/* the deepest instance that holds it; see flux_cpu_enter() */
	__u32 preempt_to;	/* tier + 1 and instance to preempt to; 0: none (flux_preempt_pack) */
	__u32 halted;		/* the last pick let the CPU halt */
	__u32 rechecks;		/* idle and looking again: how often in a row; and two bits, see idle.bpf.h */
	__u32 turn;		/* dispatches so far: whose turn it is, policy or fallback */
	__u32 current;		/* thread id that runs here, 0: none of ours */
	__u32 nr_pinned;	/* threads that wait in this CPU's own queue */
	__u32 pinned_at_turn;	/* watch: turn + 1 when threads were seen in its queue, 0: were not */
	__u64 yielded;		/* instances (bit = id) that gave it back in this pick */
	__u32 busy;		/* its owner is being changed; see flux_cpu_enter() */
	__u32 higher_at_turn;	/* watch: turn + 1 when a higher class was seen here, 0: was not */
	__u32 core;		/* its core, from 0: SMT siblings share one */
	__u32 llc;		/* its last-level cache, from 0 */
	__u32 node;		/* its NUMA node, from 0 */
	__u32 links_seen;	/* nr_links of the root when it looked last, and found nothing */
	__u64 spare_at_period;	/* flux_globals.period when the instances had nothing for it, and it ran a rescued thread */
	__u64 asked_at_period;	/* watch: when it was kicked for a rescue, and its turn then (below) */
	__u32 asked_at_turn;	/* turn + 1 */
	__u32 forced_turns;	/* flux_globals.period * 8, and the policy's turns that rescues took in it */
};

struct flux_sched_generic {
	__u32 id;		/* its own; the root's is 1 */
	__u32 type;		/* enum flux_type of the generated object */
	__u32 parent;		/* 0: the root */
	__u32 tier;		/* 0: the root */
	__u32 claims_idle;	/* its threads may go straight to an idle CPU */
	__u32 holds_threads;	/* its type has threads */
	__s32 nr_cpus;		/* CPUs that it or its descendants hold; atomic */
	__s32 nr_wanted;	/* CPUs that they could use now: queued + running threads; atomic */
	__s32 nr_threads;	/* threads that belong to it; atomic */
	__u32 declined_at;	/* flux_globals.period when it last gave back a CPU that it wanted */
	__u32 index;		/* its place among its parent's children */
	__u32 nr_links;		/* of the root only: times that a thread came onto a list, anywhere; atomic */
};

/* Children whose roles the hierarchy names, in its order. */
struct flux_children {
	__u32 nr;
	__u32 id[FLUX_MAX_CHILDREN];	/* instances */
};

/*
 * Which CPU is where, by the kernel's number. Written by the agent before load; with
 * another loader every CPU is a core of its own, and all share one cache and node.
 * Numbers have no gaps, and neighbours in cores are neighbours in caches and nodes.
 */
struct flux_topology {
	__u32 is_known;
	__u32 nr_llcs;
	__u16 core[FLUX_MAX_CPUS];
	__u16 llc[FLUX_MAX_CPUS];
	__u16 node[FLUX_MAX_CPUS];
};

/* Written by the agent before load; constant for the verifier afterwards. */
struct flux_config {
	__u32 max_threads;	/* elements of flux_threads */
	__u32 nr_cpus;		/* elements of flux_cpus: the machine's possible CPUs */
	__u32 exit_dump_len;	/* bytes of flux_exit_dump */
	__u32 rules;		/* there may be rules in flux_rules */
	__u64 fallback_slice_ns;	/* slice of threads that flux runs itself */
	__u64 rescue_after_ns;	/* a thread queued longer is run by flux (rule R4) */
	__u64 starved_after_ns;	/* one queued longer than this, too, but within bounds */
	__u64 watch_period_ns;	/* how often the watch timer looks */
};

/* Rules that the agent may give; more are refused. */
#define FLUX_MAX_RULES		64

/* Which conditions a rule has: all of them must hold. */
enum flux_condition {
	FLUX_IF_COMM		= 1 << 0,	/* the thread's name fits */
	FLUX_IF_PROCESS		= 1 << 1,	/* the name of its process' first thread fits */
	FLUX_IF_CGROUP		= 1 << 2,	/* it is in the cgroup or below */
	FLUX_IF_UID		= 1 << 3,	/* its real user id is in the range */
	FLUX_IF_NICE		= 1 << 4,	/* its nice value is in the range */
	FLUX_IF_KTHREAD		= 1 << 5,	/* it is a kernel thread */
	FLUX_IF_NO_KTHREAD	= 1 << 6,	/* it is none */
	FLUX_IF_PID_NS		= 1 << 7,	/* it is in the pid namespace */
	FLUX_IF_NO_PID_NS	= 1 << 8,	/* it is in another one */
	FLUX_IF_NEVER		= 1 << 9,	/* never: the rule's cgroup does not exist now */
};

/* Which thread goes where. Compiled by the agent. */
struct flux_rule {
	__u32 sched;		/* the instance */
	__u32 conditions;	/* enum flux_condition */
	__u64 cgroup;		/* its id */
	__u32 cgroup_level;	/* how deep it lies, the root is 0 */
	__u32 uid_min;
	__u32 uid_max;
	__s32 nice_min;
	__s32 nice_max;
	__u32 pid_ns;		/* its inode */
	struct flux_glob comm;
	struct flux_glob process;
};

/* The first rule that fits decides. */
struct flux_rule_table {
	__u32 nr;
	__u32 __pad;
	struct flux_rule rule[FLUX_MAX_RULES];
};

/*
 * The agent fills the table that is not in use, then sets `active`, then the generation:
 * see flux_judge().
 */
struct flux_rules {
	__u32 generation;	/* never 0 */
	__u32 active;		/* index of the table in use */
	struct flux_rule_table table[2];
};

/* Global counters; written with atomics. */
struct flux_globals {
	__u32 ids_free;		/* head of the free list */
	__u32 ids_high;		/* ids 1..ids_high were in use at some time */
	__u32 ids_in_use;
	__u32 overflow_live;	/* threads that live without an id now */
	__u64 ids_overflow;	/* threads that ever had to live without an id */
	__u32 nr_shared;	/* threads with an id in the shared fallback queue */
	__u32 nr_rescue;	/* ids that wait in `rescue` */
	__u32 nr_cpus;		/* CPUs of the machine */
	__u32 watched_id;	/* watch: where the next round through the threads begins */
	__u64 period;		/* of the watch timer: a clock that costs the hot path one load */
	__u32 rescue[64];	/* threads that the watch timer found stranded: a ring */
	__u32 rescue_first;	/* where it begins; the core's lock protects it, nr_rescue and the ring */
	__u32 rescue_slice_ns;	/* what each of them gets */
};

/* Why the kernel detached the scheduler. Filled by ops.exit. */
struct flux_exit_info {
	__s32 kind;		/* enum scx_exit_kind; 0: still attached */
	__u32 __pad;
	__s64 exit_code;
	char reason[128];
	char msg[1024];
};

/* Tells the runtime what it cannot know when it is compiled. */
struct flux_layout {
	__u32 magic;
	__u32 version;
	__u32 nr_nodes;
	__u32 sizeof_thread;		/* element of flux_threads */
	__u32 sizeof_cpu;		/* element of flux_cpus */
	__u32 sizeof_cpu_part;		/* element of flux_cpu.part, indexed by instance id */
	__u32 offsetof_cpu_part;
	__u32 sizeof_sched;		/* element of flux_scheds, indexed by instance id */
	__u32 sizeof_thread_generic;
	__u32 sizeof_cpu_generic;
	__u32 sizeof_sched_generic;
	__u32 sizeof_stats;
};

_Static_assert(sizeof(struct flux_thread_generic) == 88 + 8 * FLUX_CPUSET_WORDS, "twin in the runtime");
_Static_assert(sizeof(struct flux_stats) == 96, "twin in the runtime");
_Static_assert(sizeof(struct flux_cpu_generic) == 96, "twin in the runtime");
_Static_assert(sizeof(struct flux_sched_generic) == 48, "twin in the runtime");
_Static_assert(sizeof(struct flux_topology) == 8 + 6 * FLUX_MAX_CPUS, "twin in the runtime");
_Static_assert(sizeof(struct flux_config) == 48, "twin in the runtime");
_Static_assert(sizeof(struct flux_rule) == 1072, "twin in the runtime");
_Static_assert(sizeof(struct flux_rule_table) == 8 + 1072 * FLUX_MAX_RULES, "twin in the runtime");
_Static_assert(sizeof(struct flux_globals) == 312, "twin in the runtime");
_Static_assert(sizeof(struct flux_exit_info) == 1168, "twin in the runtime");
_Static_assert(sizeof(struct flux_layout) == 48, "twin in the runtime");

#endif /* __FLUX_TYPES_BPF_H */
