/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy's lists of its threads: arr_list with the rules of flux on top. All
 * of it under the instance's lock.
 *
 * Invariant: a thread is LINKED exactly as long as it is on a list. A push of a
 * thread that the kernel or a pick has taken away meanwhile does nothing, which
 * is right: the kernel will hand it over again when it is runnable.
 */
#ifndef __FLUX_LISTS_BPF_H
#define __FLUX_LISTS_BPF_H

#define flux_list_push(insert, list, thread, field)				\
({										\
	if (!FLUX_GUARD(LINK_ONCE) ||						\
	    (thread)->f.state == FLUX_THREAD_HELD ||				\
	    (thread)->f.state == FLUX_THREAD_HANDED) {				\
		insert(flux_threads, flux_config.max_threads, list, thread, field); \
		(thread)->f.state = FLUX_THREAD_LINKED;				\
	}									\
})

#define flux_list_push_back(list, thread, field)				\
	flux_list_push(arr_list_insert_tail, list, thread, field)

#define flux_list_push_front(list, thread, field)				\
	flux_list_push(arr_list_insert_head, list, thread, field)

#define flux_list_pop(pop, list, field)						\
({										\
	struct flux_thread *___popped =						\
		pop(flux_threads, flux_config.max_threads, list, field);	\
										\
	if (___popped)								\
		___popped->f.state = FLUX_THREAD_HELD;				\
	___popped;								\
})

#define flux_list_pop_front(list, field)	flux_list_pop(arr_list_pop_first, list, field)
#define flux_list_pop_back(list, field)		flux_list_pop(arr_list_pop_last, list, field)

#define flux_list_front(list)							\
	arr_list_first(flux_threads, flux_config.max_threads, list)

#define flux_list_is_empty(list)	arr_list_empty(list)

#define flux_list_contains(list, thread, field)					\
	((thread)->f.state == FLUX_THREAD_LINKED &&				\
	 arr_list_contains(flux_threads, list, thread, field))

/* Takes the thread off the list if it is on it. */
#define flux_list_remove(list, thread, field)					\
({										\
	if (flux_list_contains(list, thread, field)) {				\
		arr_list_remove(flux_threads, flux_config.max_threads,		\
				list, thread, field);				\
		(thread)->f.state = FLUX_THREAD_HELD;				\
	}									\
})

#endif /* __FLUX_LISTS_BPF_H */
