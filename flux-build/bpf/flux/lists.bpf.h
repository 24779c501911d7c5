/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy's lists of its threads: arr_list with the rules of flux on top. All
 * of it under the instance's lock.
 *
 * Invariant: a linked thread is QUEUED. A push of a thread that the kernel has
 * taken away meanwhile (it is not QUEUED any more) does nothing, which is right:
 * the kernel will queue it again when it is runnable.
 */
#ifndef __FLUX_LISTS_BPF_H
#define __FLUX_LISTS_BPF_H

#define flux_list_may_push(list, thread, field)					\
	((thread)->f.state == FLUX_THREAD_QUEUED &&				\
	 !arr_list_contains(flux_threads, list, thread, field))

#define flux_list_push_back(list, thread, field)				\
({										\
	if (flux_list_may_push(list, thread, field))				\
		arr_list_insert_tail(flux_threads, flux_config.max_threads,	\
				     list, thread, field);			\
})

#define flux_list_push_front(list, thread, field)				\
({										\
	if (flux_list_may_push(list, thread, field))				\
		arr_list_insert_head(flux_threads, flux_config.max_threads,	\
				     list, thread, field);			\
})

#define flux_list_pop_front(list, field)					\
	arr_list_pop_first(flux_threads, flux_config.max_threads, list, field)

#define flux_list_pop_back(list, field)						\
	arr_list_pop_last(flux_threads, flux_config.max_threads, list, field)

#define flux_list_front(list)							\
	arr_list_first(flux_threads, flux_config.max_threads, list)

#define flux_list_is_empty(list)	arr_list_empty(list)

#define flux_list_contains(list, thread, field)					\
	arr_list_contains(flux_threads, list, thread, field)

/* Takes the thread off the list if it is on it. */
#define flux_list_remove(list, thread, field)					\
({										\
	if (flux_list_contains(list, thread, field))				\
		arr_list_remove(flux_threads, flux_config.max_threads,		\
				list, thread, field);				\
})

#endif /* __FLUX_LISTS_BPF_H */
