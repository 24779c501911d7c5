/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is left behind: the scheduler's part of the kernel's debug dump, and the
 * record of why it ended, which the agent puts into words.
 *
 * The kernel dumps at the moment of an error (and on SysRq-D), before it takes
 * any thread away, so what is dumped is the state that led to the error. Its dump
 * is cut at a few ten thousand bytes: the instances come first, a line each, and
 * nothing here is written for every CPU or thread of a large machine.
 *
 * The agent finds the lines by how they begin (agent/exit/owner.rs).
 */
#ifndef __FLUX_EXIT_BPF_H
#define __FLUX_EXIT_BPF_H

/* CPUs and threads that a dump looks at; it says so if there are more. */
#define FLUX_DUMP_CPUS		64
#define FLUX_DUMP_THREADS	65536

struct flux_exit_info flux_exit_info SEC(".data.flux_exit");

/* The kernel's debug dump; resized at load. */
char flux_exit_dump[1] SEC(".data.flux_exit_dump");

/* Threads of one instance, by where they are. */
struct flux_dump_count {
	u32 linked;
	u32 held;
	u32 claimed;
	u32 fallback;
	u32 oldest;		/* id of the one that waits longest, 0: none waits */
	u64 oldest_period;
};

/* Made by one dump at a time: the kernel holds a lock meanwhile. */
static struct flux_dump_count flux_dump_counts[FLUX_NR_NODES + 1];

static __always_inline u64 flux_dump_name(u32 sched_id)
{
	return (u64)&flux_names[bpf_bounded_index(sched_id, FLUX_NR_NODES + 1)];
}

/* How long ago something happened in @period, as exact as the watch timer. */
static __always_inline u64 flux_dump_ms_since(u64 period)
{
	return (flux_globals.period - period) * (flux_config.watch_period_ns / 1000000);
}

static __always_inline void flux_dump_count_thread(struct flux_thread *thread, u32 id)
{
	struct flux_dump_count *count = &flux_dump_counts[bpf_bounded_index(thread->f.sched, FLUX_NR_NODES + 1)];
	u64 period = thread->f.queued_at_period;

	if (thread->f.fallback & (FLUX_FALLBACK_PINNED | FLUX_FALLBACK_SHARED))
		count->fallback++;
	switch (thread->f.state) {
	case FLUX_THREAD_LINKED:
		count->linked++;
		break;
	case FLUX_THREAD_HELD:
	case FLUX_THREAD_HANDED:
		count->held++;
		break;
	case FLUX_THREAD_CLAIMED:
		count->claimed++;
		break;
	default:
		return;
	}
	if (!count->oldest || period < count->oldest_period) {
		count->oldest = id;
		count->oldest_period = period;
	}
}

/* A function of its own: the verifier walks it once. */
static __noinline int flux_dump_count_all(void)
{
	u32 high = flux_globals.ids_high;
	u32 id;

	bpf_for(id, 0, FLUX_NR_NODES + 1)
		__builtin_memset(&flux_dump_counts[bpf_bounded_index(id, FLUX_NR_NODES + 1)], 0,
				 sizeof(struct flux_dump_count));
	if (high > FLUX_DUMP_THREADS)
		high = FLUX_DUMP_THREADS;
	bpf_for(id, 1, high + 1) {
		struct flux_thread *thread = flux_thread_at(id);

		if (thread && thread->f.sched)
			flux_dump_count_thread(thread, id);
	}
	return 0;
}

static __noinline int flux_dump_instance(u32 id)
{
	struct flux_dump_count *count = &flux_dump_counts[bpf_bounded_index(id, FLUX_NR_NODES + 1)];
	struct flux_sched *sched = flux_sched_at(id);
	struct flux_thread *oldest = flux_thread_at(count->oldest);

	flux_dump_line("flux: instance %s: holds %lld CPUs, wants %lld; %lld threads, %llu linked, %llu held, "
		       "%llu claimed, %llu in a fallback queue",
		       flux_dump_name(id), sched->f.nr_cpus, sched->f.nr_wanted, sched->f.nr_threads,
		       count->linked, count->held, count->claimed, count->fallback);
	if (oldest)
		flux_dump_line("flux:   of these pid %llu waits longest, %llu ms", oldest->f.pid,
			       flux_dump_ms_since(count->oldest_period));
	return 0;
}

/* What an idle machine has nothing to say about is left out. */
static __always_inline bool flux_dump_is_quiet(struct flux_cpu *cpu)
{
	return cpu->f.halted && !cpu->f.nr_pinned && !cpu->f.preempt_to;
}

static __always_inline void flux_dump_cpu(struct flux_cpu *cpu, u32 nr)
{
	struct flux_thread *current = flux_thread_at(cpu->f.current);

	if (cpu->f.state == FLUX_CPU_TAKEN)
		flux_dump_line("flux: CPU %llu: taken by a higher class, %llu pinned", nr, cpu->f.nr_pinned);
	else
		flux_dump_line("flux: CPU %llu: held by %s, runs pid %llu, preempt_to %llx, %llu pinned", nr,
			       flux_dump_name(cpu->f.owner), current ? current->f.pid : 0,
			       cpu->f.preempt_to, cpu->f.nr_pinned);
}

static __noinline int flux_dump_cpus(void)
{
	u32 quiet = 0;
	u32 left = 0;
	u32 shown = 0;
	u32 nr;

	bpf_for(nr, 0, flux_globals.nr_cpus) {
		struct flux_cpu *cpu = flux_cpu_at(nr);

		if (!cpu || cpu->f.state == FLUX_CPU_OFFLINE)
			continue;
		if (flux_dump_is_quiet(cpu)) {
			quiet++;
			continue;
		}
		if (shown == FLUX_DUMP_CPUS) {
			left++;
			continue;
		}
		shown++;
		flux_dump_cpu(cpu, nr);
	}
	flux_dump_line("flux: CPUs: %llu idle, %llu more left out", quiet, left);
	return 0;
}

void FLUX_CALLBACK(flux_dump, struct scx_dump_ctx *dump)
{
	u32 id;

	flux_dump_count_all();
	bpf_for(id, 1, FLUX_NR_NODES + 1)
		flux_dump_instance(id);
	flux_dump_line("flux: ids: %llu in use of %llu, %llu threads without one, %llu in the shared queue, "
		       "%llu to be rescued",
		       flux_globals.ids_in_use, flux_config.max_threads, flux_globals.overflow_live,
		       flux_globals.nr_shared, flux_globals.nr_rescue);
	if (flux_globals.ids_high > FLUX_DUMP_THREADS)
		flux_dump_line("flux: only the first %llu ids were counted", FLUX_DUMP_THREADS);
	flux_dump_cpus();
}

/* By enum flux_thread_state. */
static const char flux_dump_states[5][32] = {
	[FLUX_THREAD_HELD] = "popped or forgotten by policy",
	[FLUX_THREAD_LINKED] = "on a list of its policy",
	[FLUX_THREAD_CLAIMED] = "picked, and not run since",
	[FLUX_THREAD_HANDED] = "just handed to its policy",
};

/* One of the threads that the kernel shows: those that run or wait to. */
void FLUX_CALLBACK(flux_dump_task, struct scx_dump_ctx *dump, struct task_struct *p)
{
	struct flux_thread *thread = flux_thread_of(p);
	u32 state;
	u64 name;

	if (!thread) {
		flux_dump_line("flux: pid %llu: has no id, runs or waits in a fallback queue", p->pid);
		return;
	}
	state = thread->f.state;
	name = flux_dump_name(thread->f.sched);
	if (state != FLUX_THREAD_UNQUEUED)
		flux_dump_line("flux: pid %llu: %s has it, id %llu, %s, waits for %llu ms", p->pid, name,
			       thread->f.id, (u64)&flux_dump_states[bpf_bounded_index(state, 5)],
			       flux_dump_ms_since(thread->f.queued_at_period));
	else if (thread->f.fallback & FLUX_FALLBACK_PINNED)
		flux_dump_line("flux: pid %llu: %s has it, id %llu, waits in the queue of CPU %llu, its only one",
			       p->pid, name, thread->f.id, thread->f.fallback_cpu);
	else if (thread->f.fallback & FLUX_FALLBACK_SHARED)
		flux_dump_line("flux: pid %llu: %s has it, id %llu, waits in the shared queue", p->pid, name,
			       thread->f.id);
	else
		flux_dump_line("flux: pid %llu: %s has it, id %llu, runs or is about to", p->pid, name,
			       thread->f.id);
}

#define FLUX_OPS_DUMP								\
	.dump = (void *)flux_dump,						\
	.dump_task = (void *)flux_dump_task

void FLUX_CALLBACK(flux_exit, struct scx_exit_info *info)
{
	u32 dump_len = flux_config.exit_dump_len;

	bpf_probe_read_kernel_str(flux_exit_info.reason, sizeof(flux_exit_info.reason), info->reason);
	bpf_probe_read_kernel_str(flux_exit_info.msg, sizeof(flux_exit_info.msg), info->msg);
	bpf_probe_read_kernel_str(flux_exit_dump, dump_len, info->dump);
	flux_exit_info.exit_code = info->exit_code;
	/* The agent waits for `kind`: it is written last. */
	__sync_lock_test_and_set(&flux_exit_info.kind, info->kind);
}

#endif /* __FLUX_EXIT_BPF_H */
