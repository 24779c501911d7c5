/*
 * Stands for <flux/core.bpf.h> when the C of a case is run by itself, compiled natively or
 * for BPF: what the API does is only noted. Its twin in Rust is prelude.rs; both must do the
 * same. Locks, lists, layouts and bounds are the real ones.
 */

#define MEANING_THREADS	4

/* One call: its arguments, and what came of it. */
struct meaning_io {
	u64 arg[4];
	u64 value;
	u64 state;
	u64 exited;
};

/* What the exit said. */
char meaning_message[256] SEC(".data.meaning");

/* Not static: clang would shrink them, and the kernel refuses types of another size. */
u64 meaning_exited;
u64 meaning_log;
u64 meaning_clock;

#ifdef __bpf__
#undef flux_fail
#define meaning_copy(to, from)	bpf_probe_read_kernel_str(to, sizeof(to), from)
#else
#define meaning_copy(to, from)	snprintf(to, sizeof(to), "%s", from)
#endif

/* A format without conversions, so the text is the format but for its doubled %. */
#define flux_fail(text)								\
({										\
	static const char ___text[] = text;					\
										\
	meaning_copy(meaning_message, ___text);					\
	meaning_exited = 1;							\
})

struct flux_ctx {
	struct flux_thread *current;
};

struct flux_request {
	u32 nr_cpus;
};

static const volatile struct {
	u32 max_threads;
} flux_config __attribute__((unused)) = { MEANING_THREADS };

struct flux_lock {
	struct bpf_spin_lock lock;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FLUX_NR_NODES + 1);
	__type(key, u32);
	__type(value, struct flux_lock);
} flux_locks SEC(".maps");

static __always_inline struct bpf_spin_lock *flux_sched_lock(struct flux_sched *sched)
{
	u32 id = sched->f.id;
	struct flux_lock *lock = bpf_map_lookup_elem(&flux_locks, &id);

	return lock ? &lock->lock : NULL;
}

static __always_inline struct flux_cpu_part *flux_part(struct flux_sched *sched, struct flux_cpu *cpu)
{
	return &cpu->part[bpf_bounded_index(sched->f.id, FLUX_NR_NODES + 1)];
}

#include <flux/lists.bpf.h>
#include <flux/lock.bpf.h>

static __always_inline u64 meaning_mix(u64 digest, u64 value)
{
	u64 mixed = (digest ^ value) * 0x100000001b3ULL;

	return mixed << 17 | mixed >> 47;
}

static __always_inline void meaning_trace(u64 what, u64 value)
{
	meaning_log = meaning_mix(meaning_mix(meaning_log, what), value);
}

static __always_inline u64 flux_now(void)
{
	return meaning_clock += 1000;
}

#define flux_nr_cpus(sched)			((void)(sched), (u32)3)
#define flux_nr_cpus_needed(sched)		((void)(sched), (u32)5)
#define flux_request_cpus(sched, nr, ctx)	meaning_trace(1, nr)
#define flux_request_cpus_above(sched, nr, ctx)	meaning_trace(1, nr)
#define flux_yield_to_parent(sched, cpu, ctx)	meaning_trace(2, 0)
#define flux_run_idle(sched, cpu, ctx)		meaning_trace(3, 0)
#define flux_restart_pick(sched, cpu, ctx)	meaning_trace(4, 0)
#define flux_preempt_cpu(sched, cpu, ctx)	meaning_trace(5, 0)
#define flux_run_current(sched, cpu, slice, ctx)	meaning_trace(8, slice)
#define flux_run_thread(sched, cpu, thread, slice, ctx)				\
({										\
	meaning_trace(6, (thread)->f.id);					\
	meaning_trace(7, slice);						\
})
#define flux_current(sched, ctx)		((ctx)->current)
#define flux_cpu_id(cpu)			((u32)(cpu)->f.cpu)
#define flux_thread_pid(thread)			((thread)->f.pid)
#define flux_thread_tgid(thread)		((thread)->f.tgid)
#define flux_thread_nice(thread)		((thread)->f.nice)
#define flux_thread_weight(thread)		((thread)->f.weight)
#define flux_thread_hierarchical_weight(thread)	((thread)->f.weight * 7)
#define flux_thread_cpu_time(thread)		((thread)->f.id * 1000ULL)
#define flux_thread_hint(thread)		(((thread)->f.id & 1) * 500ULL)
#define flux_thread_is_kernel_thread(thread)	((bool)((thread)->f.flags & FLUX_THREAD_KTHREAD))
#define flux_thread_may_run_on(thread, cpu)	((thread)->f.id != (cpu)->f.cpu)

#define meaning_thread(id)	bpf_array_elem(flux_threads, MEANING_THREADS, (id) - 1)

/* The ids of a list in order, as the list's own links have them. */
#define meaning_list(digest, list, field)					\
({										\
	struct flux_thread *___node = arr_list_first(flux_threads, MEANING_THREADS, list); \
	u64 ___digest = (digest);						\
										\
	for (int ___i = 0; ___i < MEANING_THREADS && ___node; ___i++) {		\
		___digest = meaning_mix(___digest, ___node->f.id);		\
		___node = arr_list_next(flux_threads, MEANING_THREADS, ___node, field); \
	}									\
	meaning_mix(___digest, 0);						\
})

#include <flux/translated.bpf.h>

/* Every call begins with the same state. */
static __attribute__((noinline)) void meaning_begin(void)
{
	u32 id;

	meaning_exited = 0;
	meaning_log = 1;
	meaning_clock = 0;
	__builtin_memset(flux_threads, 0, sizeof(struct flux_thread) * MEANING_THREADS);
	for (id = 1; id <= MEANING_THREADS; id++) {
		struct flux_thread_generic *f = &flux_threads[id - 1].f;

		f->id = id;
		f->sched = FLUX_NODE_ROOT;
		f->pid = 100 + id;
		f->tgid = 200 + id;
		f->nice = (s32)id - 3;
		f->weight = id * 100;
		f->flags = id % 2 ? 0 : FLUX_THREAD_KTHREAD;
		f->state = FLUX_THREAD_HELD;
	}
	flux_cpus[0].f.cpu = 2;
}

static __always_inline void meaning_end(struct meaning_io *io, u64 value, u64 state)
{
	io->value = value;
	io->state = state;
	io->exited = meaning_exited;
}
