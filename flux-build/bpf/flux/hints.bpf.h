/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What applications say of their own threads: when the work at hand has to be done.
 *
 * A table in memory that the agent lends to applications: a slot holds a thread's id as
 * user space knows it, and a time of CLOCK_MONOTONIC. The crate flux-hint finds a thread's slot
 * in the same way. The table is there only if an op asks for hints.
 *
 * Nothing here trusts it. Whoever has the table may write anything into any slot, at any
 * time: a hint moves a thread in its subscheduler's order, and that is all it can do. A slot
 * whose thread has gone is outdated soon, which is why an old hint is none.
 */
#ifndef __FLUX_HINTS_BPF_H
#define __FLUX_HINTS_BPF_H

#ifdef FLUX_HAS_HINTS

/* Both have their twins in flux-hint. */
#define FLUX_HINT_SLOTS		4096
#define FLUX_HINT_PROBES	4

/* A deadline that passed longer ago was for something else. */
#define FLUX_HINT_OLD_NS	(1000 * 1000 * 1000ULL)

struct flux_hint {
	__u32 tid;		/* 0: the slot is free */
	__u32 __pad;
	__u64 deadline_ns;	/* 0: no hint */
};

_Static_assert(sizeof(struct flux_hint) == 16, "twin in flux-hint");
_Static_assert((FLUX_HINT_SLOTS & (FLUX_HINT_SLOTS - 1)) == 0, "the index is masked");

/* Volatile: it is written by others. */
volatile struct flux_hint flux_hints[FLUX_HINT_SLOTS] SEC(".data.flux_hints");

/* Where the slots of a thread begin: the high bits of a product spread neighbours. */
static __always_inline u32 flux_hint_slot(u32 tid, u32 probe)
{
	return ((tid * 2654435769u >> 20) + probe) & (FLUX_HINT_SLOTS - 1);
}

/*
 * How long it is until the time that the thread has hinted: at least 1 if that has passed, 0
 * if there is none.
 */
static __noinline u64 flux_thread_hint(struct flux_thread *thread)
{
	u32 tid = thread->f.pid;
	u64 deadline = 0;
	u64 now;
	u32 i;

	for (i = 0; i < FLUX_HINT_PROBES; i++) {
		volatile struct flux_hint *hint = &flux_hints[bpf_bounded_index(flux_hint_slot(tid, i),
										FLUX_HINT_SLOTS)];

		if (hint->tid == tid) {
			deadline = hint->deadline_ns;
			break;
		}
	}
	if (!deadline)
		return 0;
	now = bpf_ktime_get_ns();
	if (deadline > now)
		return deadline - now;
	return now - deadline < FLUX_HINT_OLD_NS ? 1 : 0;
}

#endif /* FLUX_HAS_HINTS */
#endif /* __FLUX_HINTS_BPF_H */
