/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From dense ids to structs, the global records, and the locks.
 *
 * Invariant: a lookup either cannot fail (flux_sched_at, flux_part: slot 0 is
 * spare and takes what must not happen) or can fail (flux_thread_at, flux_cpu_at:
 * NULL, which the caller handles).
 */
#ifndef __FLUX_ACCESS_BPF_H
#define __FLUX_ACCESS_BPF_H

/* Set by the agent before load. The defaults let any other loader work, too. */
const volatile struct flux_config flux_config SEC(".rodata.flux_config") = {
	.max_threads = FLUX_DEFAULT_THREADS,
	.nr_cpus = FLUX_DEFAULT_CPUS,
	.exit_dump_len = 1,
	.fallback_slice_ns = 5 * 1000 * 1000ULL,
	.rescue_after_ns = 7500 * 1000 * 1000ULL,	/* a quarter of the watchdog's longest timeout */
	.starved_after_ns = 400 * 1000 * 1000ULL,
	.watch_period_ns = 100 * 1000 * 1000ULL,
};

const volatile struct flux_topology flux_topology SEC(".rodata.flux_topology") = {
	.nr_llcs = 1,
};

const struct flux_layout flux_layout SEC(".rodata.flux_layout") = {
	.magic = FLUX_LAYOUT_MAGIC,
	.version = FLUX_LAYOUT_VERSION,
	.nr_nodes = FLUX_NR_NODES,
	.sizeof_thread = sizeof(struct flux_thread),
	.sizeof_cpu = sizeof(struct flux_cpu),
	.sizeof_cpu_part = sizeof(struct flux_cpu_part),
	.offsetof_cpu_part = offsetof(struct flux_cpu, part),
	.sizeof_sched = sizeof(struct flux_sched),
	.sizeof_thread_generic = sizeof(struct flux_thread_generic),
	.sizeof_cpu_generic = sizeof(struct flux_cpu_generic),
	.sizeof_sched_generic = sizeof(struct flux_sched_generic),
	.sizeof_stats = sizeof(struct flux_stats),
};

struct flux_globals flux_globals SEC(".data.flux_globals");

/*
 * One lock per instance, kept outside the mmapable data: it protects the
 * instance's locked state, the links of its threads, and their way into and out of
 * FLUX_THREAD_LINKED. Slot 0 protects the free list and the rescue ring. Never
 * nested: the verifier allows one bpf_spin_lock at a time.
 */
struct flux_lock {
	struct bpf_spin_lock lock;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FLUX_NR_NODES + 1);
	__type(key, u32);
	__type(value, struct flux_lock);
} flux_locks SEC(".maps");

/*
 * From a thread's id to its task: a pointer costs one load, bpf_task_from_pid() some
 * 150 instructions. Element id - 1; resized at load.
 */
struct flux_task {
	struct task_struct __kptr *p;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FLUX_DEFAULT_THREADS);
	__type(key, u32);
	__type(value, struct flux_task);
} flux_tasks SEC(".maps");

/*
 * What a kernel callback hands down to the ops that it causes. Numbers only: it is passed
 * to global functions, which the verifier walks through by themselves, knowing of what
 * they are given no more than its size.
 */
struct flux_ctx {
	u32 thread;		/* id of the thread that the callback is about; 0 in dispatch */
	u32 goes_on;		/* dispatch: the task that runs may go on */
	u32 current;		/* dispatch: its thread's id, if it has one */
	u32 leaves;		/* dispatch: it is queued anew, even if nobody else gets the CPU */
	u32 action;		/* dispatch: what the last op decided, enum flux_action */
	u32 request_from;	/* instance whose request is to be passed to its parent, or 0 */
	u32 request_nr;		/* CPUs that it asked for */
};

struct flux_request {
	u32 nr_cpus;
};

static __always_inline struct flux_thread *flux_thread_at(u32 id)
{
	return bpf_array_elem(flux_threads, flux_config.max_threads, id - 1);
}

static __always_inline struct flux_cpu *flux_cpu_at(s32 cpu)
{
	return bpf_array_elem(flux_cpus, flux_config.nr_cpus, cpu);
}

static __always_inline struct flux_cpu *flux_this_cpu(void)
{
	return flux_cpu_at(bpf_get_smp_processor_id());
}

static __always_inline struct flux_sched *flux_sched_at(u32 id)
{
	return &flux_scheds[bpf_bounded_index(id, FLUX_NR_NODES + 1)];
}

/* What the instance keeps for the CPU. */
static __always_inline struct flux_cpu_part *flux_part_at(u32 sched_id, struct flux_cpu *cpu)
{
	return &cpu->part[bpf_bounded_index(sched_id, FLUX_NR_NODES + 1)];
}

static __always_inline struct flux_cpu_part *flux_part(struct flux_sched *sched, struct flux_cpu *cpu)
{
	return flux_part_at(sched->f.id, cpu);
}

/* Lock of instance @id, or the core's own (0). Fails only if the object is broken. */
static __always_inline struct bpf_spin_lock *flux_lock_at(u32 id)
{
	struct flux_lock *lock = bpf_map_lookup_elem(&flux_locks, &id);

	if (!lock) {
		flux_fail("flux: the lock of instance %s is missing",
			  (u64)&flux_names[bpf_bounded_index(id, FLUX_NR_NODES + 1)]);
		return NULL;
	}
	return &lock->lock;
}

static __always_inline struct bpf_spin_lock *flux_sched_lock(struct flux_sched *sched)
{
	return flux_lock_at(sched->f.id);
}

/*
 * A global function: the verifier walks through it by itself and once, whoever calls it.
 * Weak, or clang would look into it and, say, not pass what it does not use, which the
 * verifier wants to see.
 */
#define FLUX_VERIFIED_ONCE	__weak __noinline

/* So many that what all their ops take together is worth a call, to be walked through once. */
#if FLUX_NR_TIERS > 2 || FLUX_NR_NODES > 3
#define FLUX_HAS_MANY_NODES
#endif

#include "lock.bpf.h"

/*
 * The task's thread, or NULL if it lives without an id. The id is kept in
 * p->scx.dsq_vtime, which nobody else uses as long as no queue is ordered by
 * vtime: one load instead of a task storage lookup.
 */
static __always_inline u32 flux_id_of(struct task_struct *p)
{
	return p->scx.dsq_vtime;
}

static __always_inline struct flux_thread *flux_thread_of(struct task_struct *p)
{
	return flux_thread_at(flux_id_of(p));
}

/* Counts one event of @sched on the CPU that runs this. */
#define flux_count(sched_id, what)						\
({										\
	struct flux_cpu *___this = flux_this_cpu();				\
										\
	if (___this)								\
		flux_part_at(sched_id, ___this)->stats.what++;			\
})

#endif /* __FLUX_ACCESS_BPF_H */
