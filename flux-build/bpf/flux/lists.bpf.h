/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy's lists of its threads: arr_list with the rules of flux on top. All
 * of it under the instance's lock. trees.bpf.h has the trees, cpu_lists.bpf.h
 * the lists of CPUs.
 *
 * Invariant: a thread is LINKED exactly as long as it is on a list or in a tree,
 * and nr_linked says on how many. Each has a link of its own in the thread, so the
 * thread may be on several, but on each only once.
 *
 * A thread that the kernel or a pick has taken away meanwhile is not the policy's to
 * link: what would change a list does nothing then, which is right, because the kernel
 * will hand it over again when it is runnable. What remains is a mistake, and the
 * operation says so (false): the generated code ends the scheduler with its line.
 */
#ifndef __FLUX_LISTS_BPF_H
#define __FLUX_LISTS_BPF_H

/*
 * The instance's own. What an op popped may have been taken away, and have moved to
 * another instance, whose lock this is not.
 */
static __always_inline bool flux_thread_is_of(struct flux_sched *sched, struct flux_thread *thread)
{
	return !FLUX_GUARD(SAME_INSTANCE) || thread->f.sched == sched->f.id;
}

/* In the instance's hands: neither the kernel nor a pick has taken it. */
static __always_inline bool flux_thread_in_hands(struct flux_sched *sched, struct flux_thread *thread)
{
	u32 state = thread->f.state;

	return (state == FLUX_THREAD_HELD || state == FLUX_THREAD_LINKED || state == FLUX_THREAD_HANDED) &&
	       flux_thread_is_of(sched, thread);
}

/* How often a thread came onto a list or tree so far. */
static __always_inline u32 flux_nr_links(void)
{
	return *(volatile u32 *)&flux_scheds[FLUX_NODE_ROOT].f.nr_links;
}

/*
 * The thread is on one list or tree more. It counts before its policy looks for an idle
 * CPU, and the addition orders the two: see idle.bpf.h. With the root, because
 * nr_wanted is written there already whenever a thread is queued.
 */
static __always_inline void flux_thread_linked(struct flux_thread *thread)
{
	thread->f.nr_linked++;
	thread->f.state = FLUX_THREAD_LINKED;
	__sync_fetch_and_add(&flux_scheds[FLUX_NODE_ROOT].f.nr_links, 1);
}

/* The thread was taken off one. */
static __always_inline void flux_thread_unlinked(struct flux_thread *thread)
{
	if (!--thread->f.nr_linked)
		thread->f.state = FLUX_THREAD_HELD;
}

#define flux_list_has(list, thread, field)					\
	((thread)->f.state == FLUX_THREAD_LINKED &&				\
	 arr_list_contains(flux_threads, list, thread, field))

#define flux_list_contains(sched, list, thread, field)				\
	(flux_thread_is_of(sched, thread) && flux_list_has(list, thread, field))

/* False if the thread is on the list already. */
#define flux_list_push(insert, sched, list, thread, field)			\
({										\
	bool ___may = !flux_list_contains(sched, list, thread, field);		\
										\
	if (___may && (!FLUX_GUARD(LINK_ONCE) || flux_thread_in_hands(sched, thread))) { \
		insert(flux_threads, flux_config.max_threads, list, thread, field); \
		flux_thread_linked(thread);					\
	}									\
	___may;									\
})

#define flux_list_push_back(sched, list, thread, field)			\
	flux_list_push(arr_list_insert_tail, sched, list, thread, field)

#define flux_list_push_front(sched, list, thread, field)			\
	flux_list_push(arr_list_insert_head, sched, list, thread, field)

#define flux_list_pop(pop, list, field)						\
({										\
	struct flux_thread *___popped =						\
		pop(flux_threads, flux_config.max_threads, list, field);	\
										\
	if (___popped)								\
		flux_thread_unlinked(___popped);				\
	___popped;								\
})

#define flux_list_pop_front(list, field)	flux_list_pop(arr_list_pop_first, list, field)
#define flux_list_pop_back(list, field)		flux_list_pop(arr_list_pop_last, list, field)

#define flux_list_front(list)							\
	arr_list_first(flux_threads, flux_config.max_threads, list)

#define flux_list_back(list)							\
	arr_list_last(flux_threads, flux_config.max_threads, list)

/* The neighbours of a thread; NULL at the list's end, and for one that is not on it. */
#define flux_list_next(sched, thread, field)					\
	(flux_thread_is_of(sched, thread) ?					\
	 arr_list_next(flux_threads, flux_config.max_threads, thread, field) : NULL)

#define flux_list_prev(sched, thread, field)					\
	(flux_thread_is_of(sched, thread) ?					\
	 arr_list_prev(flux_threads, flux_config.max_threads, thread, field) : NULL)

#define flux_list_is_empty(list)	arr_list_empty(list)

/* Takes the thread off the list; false if it should be there and is not. */
#define flux_list_remove(sched, list, thread, field)				\
({										\
	bool ___is_there = flux_list_contains(sched, list, thread, field);	\
										\
	if (___is_there) {							\
		arr_list_remove(flux_threads, flux_config.max_threads,		\
				list, thread, field);				\
		flux_thread_unlinked(thread);					\
	}									\
	___is_there || !flux_thread_in_hands(sched, thread);			\
})

/* Takes the thread off the list if it is on it. Whoever calls it sets state and nr_linked. */
#define flux_list_unlink(list, thread, field)					\
({										\
	if (flux_list_has(list, thread, field))					\
		arr_list_remove(flux_threads, flux_config.max_threads,		\
				list, thread, field);				\
})

#endif /* __FLUX_LISTS_BPF_H */
