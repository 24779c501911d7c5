/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doubly linked tail queues over the elements of an array: BSD's TAILQ with
 * indexes instead of pointers, so that a list lives in any memory that BPF
 * can address (a map's value, .bss, an arena).
 *
 * An index of 0 means "none", 1 is the array's element 0; zeroed memory is a
 * valid empty list. Every conversion of an index to a pointer is bounded by
 * @arr_sz in a way that the compiler cannot remove, so a corrupted index is an
 * unfinished operation, never an access outside the array.
 *
 * Locking is the caller's: nothing here calls into the kernel, so all of it
 * may run under a bpf_spin_lock.
 *
 * An element on no list has both indexes 0; so has the only element of a list,
 * which is why membership is a question to the list (arr_list_contains).
 */
#ifndef __FLUX_ARR_LIST_BPF_H
#define __FLUX_ARR_LIST_BPF_H

#include "array.bpf.h"

struct arr_list {
	unsigned int first;
	unsigned int last;
};

struct arr_list_entry {
	unsigned int next;
	unsigned int prev;
};

#define ARR_LIST_HEAD_INITIALIZER	{ 0, 0 }

#define arr_list_init(head)							\
({										\
	(head)->first = 0;							\
	(head)->last = 0;							\
})

#define arr_list_empty(head)	((head)->first == 0)

/* The element with 1-based index @id, or NULL. */
#define __arr_list_elem(arr, arr_sz, id)	bpf_array_elem(arr, arr_sz, (id) - 1)

/*
 * The 1-based index of @elem, which must lie in @arr. Not as a difference of
 * pointers: that is a signed division, which BPF has only since its version 4.
 */
#define __arr_list_id(arr, elem)						\
	((unsigned int)(((unsigned long)(elem) - (unsigned long)(arr)) / sizeof((arr)[0])) + 1)

#define arr_list_first(arr, arr_sz, head)	__arr_list_elem(arr, arr_sz, (head)->first)
#define arr_list_last(arr, arr_sz, head)	__arr_list_elem(arr, arr_sz, (head)->last)
#define arr_list_next(arr, arr_sz, elem, field)	__arr_list_elem(arr, arr_sz, (elem)->field.next)
#define arr_list_prev(arr, arr_sz, elem, field)	__arr_list_elem(arr, arr_sz, (elem)->field.prev)

/* Whether @elem is on @head, provided that it is on no other list by @field. */
#define arr_list_contains(arr, head, elem, field)				\
	((elem)->field.next || (elem)->field.prev ||				\
	 (head)->first == __arr_list_id(arr, elem))

#define arr_list_insert_head(arr, arr_sz, head, elem, field)			\
({										\
	typeof(elem) ___elem = (elem);						\
	unsigned int ___id = __arr_list_id(arr, ___elem);			\
	typeof(elem) ___old = arr_list_first(arr, arr_sz, head);		\
										\
	___elem->field.prev = 0;						\
	___elem->field.next = (head)->first;					\
	if (___old)								\
		___old->field.prev = ___id;					\
	else									\
		(head)->last = ___id;						\
	(head)->first = ___id;							\
})

#define arr_list_insert_tail(arr, arr_sz, head, elem, field)			\
({										\
	typeof(elem) ___elem = (elem);						\
	unsigned int ___id = __arr_list_id(arr, ___elem);			\
	typeof(elem) ___old = arr_list_last(arr, arr_sz, head);			\
										\
	___elem->field.next = 0;						\
	___elem->field.prev = (head)->last;					\
	if (___old)								\
		___old->field.next = ___id;					\
	else									\
		(head)->first = ___id;						\
	(head)->last = ___id;							\
})

/* @elem must be on @head. */
#define arr_list_remove(arr, arr_sz, head, elem, field)				\
({										\
	typeof(elem) ___elem = (elem);						\
	typeof(elem) ___next = arr_list_next(arr, arr_sz, ___elem, field);	\
	typeof(elem) ___prev = arr_list_prev(arr, arr_sz, ___elem, field);	\
										\
	if (___next)								\
		___next->field.prev = ___elem->field.prev;			\
	else									\
		(head)->last = ___elem->field.prev;				\
	if (___prev)								\
		___prev->field.next = ___elem->field.next;			\
	else									\
		(head)->first = ___elem->field.next;				\
	___elem->field.next = 0;						\
	___elem->field.prev = 0;						\
})

/* Takes the first element off the list: a pointer to it, or NULL. */
#define arr_list_pop_first(arr, arr_sz, head, field)				\
({										\
	typeof(&(arr)[0]) ___first = arr_list_first(arr, arr_sz, head);		\
										\
	if (___first)								\
		arr_list_remove(arr, arr_sz, head, ___first, field);		\
	___first;								\
})

/* Takes the last element off the list: a pointer to it, or NULL. */
#define arr_list_pop_last(arr, arr_sz, head, field)				\
({										\
	typeof(&(arr)[0]) ___last = arr_list_last(arr, arr_sz, head);		\
										\
	if (___last)								\
		arr_list_remove(arr, arr_sz, head, ___last, field);		\
	___last;								\
})

#endif /* __FLUX_ARR_LIST_BPF_H */
