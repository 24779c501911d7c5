/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How an op takes its instance's lock. Needs flux_sched_lock(), which finds it.
 */
#ifndef __FLUX_LOCK_BPF_H
#define __FLUX_LOCK_BPF_H

/*
 * Takes the lock of @sched for an op. The verifier does not know that a lookup in
 * the map of locks finds it: @leave is how the op is left then. One line of C, as
 * it is one of Rust: a refusal and a dump name that line for all of it.
 */
#define flux_lock_sched(sched, leave)						\
({										\
	struct bpf_spin_lock *___lock = flux_sched_lock(sched);		\
										\
	if (!___lock)								\
		leave;								\
	FLUX_WINDOW(SAME_INSTANCE, 500 * 1000);					\
	bpf_spin_lock(___lock);							\
	___lock;								\
})

#endif /* __FLUX_LOCK_BPF_H */
