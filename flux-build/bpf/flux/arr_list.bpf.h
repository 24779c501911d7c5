/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doubly linked tail queues over the elements of an array: BSD's TAILQ with
 * indexes instead of pointers, so that a list lives in any memory that BPF
 * can address (a map's value, .bss, an arena).
 *
 * Any BPF program may include this; it needs nothing but array.bpf.h. On the
 * host it is C11 and C++17 of gcc and clang, for programs that share the
 * memory and for tests.
 *
 * An index of 0 means "none", 1 is the array's element 0; zeroed memory is a
 * valid empty list. Every conversion of an index to a pointer is bounded by
 * @arr_sz in a way that the compiler cannot remove, so a corrupted index is an
 * unfinished operation, never an access outside the array. Every operation
 * takes constant time; the loops take at most @max steps.
 *
 * Locking is the caller's: nothing here calls into the kernel, so all of it
 * may run under a bpf_spin_lock.
 *
 * An element on no list has both indexes 0; so has the only element of a list,
 * which is why membership is a question to the list (arr_list_contains).
 * Arguments: @arr the array, @arr_sz its number of elements, @head a pointer to
 * the list, @elem a pointer to an element, @field the element's arr_list_entry
 * for lists like this one. Operations that need the size of an element take
 * the array itself or a pointer to its element type, not a void pointer.
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

/* The 1-based index of @elem, which must lie in @arr. */
#define __arr_list_id(arr, elem)		(bpf_array_index(arr, elem) + 1)

#define arr_list_first(arr, arr_sz, head)	__arr_list_elem(arr, arr_sz, (head)->first)
#define arr_list_last(arr, arr_sz, head)	__arr_list_elem(arr, arr_sz, (head)->last)
#define arr_list_next(arr, arr_sz, elem, field)	__arr_list_elem(arr, arr_sz, (elem)->field.next)
#define arr_list_prev(arr, arr_sz, elem, field)	__arr_list_elem(arr, arr_sz, (elem)->field.prev)

/* Whether @elem is on @head, provided that it is on no other list by @field. */
#define arr_list_contains(arr, head, elem, field)				\
	((elem)->field.next || (elem)->field.prev ||				\
	 (head)->first == __arr_list_id(arr, elem))

/* @elem must be on no list by @field; so for all that insert. */
#define arr_list_insert_head(arr, arr_sz, head, elem, field)			\
({										\
	__typeof__(elem) ___elem = (elem);					\
	unsigned int ___id = __arr_list_id(arr, ___elem);			\
	__typeof__(elem) ___old = arr_list_first(arr, arr_sz, head);		\
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
	__typeof__(elem) ___elem = (elem);					\
	unsigned int ___id = __arr_list_id(arr, ___elem);			\
	__typeof__(elem) ___old = arr_list_last(arr, arr_sz, head);		\
										\
	___elem->field.next = 0;						\
	___elem->field.prev = (head)->last;					\
	if (___old)								\
		___old->field.next = ___id;					\
	else									\
		(head)->first = ___id;						\
	(head)->last = ___id;							\
})

/* Puts @elem before @where, which must be on @head. */
#define arr_list_insert_before(arr, arr_sz, head, where, elem, field)		\
({										\
	__typeof__(elem) ___where = (where);					\
	__typeof__(elem) ___elem = (elem);					\
	unsigned int ___id = __arr_list_id(arr, ___elem);			\
	__typeof__(elem) ___prev = arr_list_prev(arr, arr_sz, ___where, field);	\
										\
	___elem->field.prev = ___where->field.prev;				\
	___elem->field.next = __arr_list_id(arr, ___where);			\
	if (___prev)								\
		___prev->field.next = ___id;					\
	else									\
		(head)->first = ___id;						\
	___where->field.prev = ___id;						\
})

/* Puts @elem after @where, which must be on @head. */
#define arr_list_insert_after(arr, arr_sz, head, where, elem, field)		\
({										\
	__typeof__(elem) ___where = (where);					\
	__typeof__(elem) ___elem = (elem);					\
	unsigned int ___id = __arr_list_id(arr, ___elem);			\
	__typeof__(elem) ___next = arr_list_next(arr, arr_sz, ___where, field);	\
										\
	___elem->field.next = ___where->field.next;				\
	___elem->field.prev = __arr_list_id(arr, ___where);			\
	if (___next)								\
		___next->field.prev = ___id;					\
	else									\
		(head)->last = ___id;						\
	___where->field.next = ___id;						\
})

/* @elem must be on @head. */
#define arr_list_remove(arr, arr_sz, head, elem, field)				\
({										\
	__typeof__(elem) ___elem = (elem);					\
	__typeof__(elem) ___next = arr_list_next(arr, arr_sz, ___elem, field);	\
	__typeof__(elem) ___prev = arr_list_prev(arr, arr_sz, ___elem, field);	\
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
	__typeof__(&(arr)[0]) ___first = arr_list_first(arr, arr_sz, head);	\
										\
	if (___first)								\
		arr_list_remove(arr, arr_sz, head, ___first, field);		\
	___first;								\
})

/* Takes the last element off the list: a pointer to it, or NULL. */
#define arr_list_pop_last(arr, arr_sz, head, field)				\
({										\
	__typeof__(&(arr)[0]) ___last = arr_list_last(arr, arr_sz, head);	\
										\
	if (___last)								\
		arr_list_remove(arr, arr_sz, head, ___last, field);		\
	___last;								\
})

/* Moves all elements of @other, in their order, behind those of @head. */
#define arr_list_concat(arr, arr_sz, head, other, field)			\
({										\
	__typeof__(&(arr)[0]) ___last = arr_list_last(arr, arr_sz, head);	\
	__typeof__(&(arr)[0]) ___first = arr_list_first(arr, arr_sz, other);	\
										\
	if (___first) {								\
		___first->field.prev = (head)->last;				\
		if (___last)							\
			___last->field.next = (other)->first;			\
		else								\
			(head)->first = (other)->first;				\
		(head)->last = (other)->last;					\
		arr_list_init(other);						\
	}									\
})

/*
 * Moves all elements of @other, in their order, to behind @where, which must be
 * on @head; before all of @head if @where is NULL.
 */
#define arr_list_splice(arr, arr_sz, head, where, other, field)		\
({										\
	__typeof__(&(arr)[0]) ___where = (where);				\
	__typeof__(&(arr)[0]) ___first = arr_list_first(arr, arr_sz, other);	\
	__typeof__(&(arr)[0]) ___last = arr_list_last(arr, arr_sz, other);	\
	unsigned int ___next_id = ___where ? ___where->field.next : (head)->first; \
	__typeof__(&(arr)[0]) ___next = __arr_list_elem(arr, arr_sz, ___next_id); \
										\
	if (___first && ___last) {						\
		___first->field.prev = ___where ? __arr_list_id(arr, ___where) : 0; \
		___last->field.next = ___next_id;				\
		if (___next)							\
			___next->field.prev = (other)->last;			\
		else								\
			(head)->last = (other)->last;				\
		if (___where)							\
			___where->field.next = (other)->first;			\
		else								\
			(head)->first = (other)->first;				\
		arr_list_init(other);						\
	}									\
})

/* Takes @elem off @from, which it must be on, and puts it first on @to. */
#define arr_list_move_head(arr, arr_sz, from, to, elem, field)			\
({										\
	__typeof__(elem) ___moved = (elem);					\
										\
	arr_list_remove(arr, arr_sz, from, ___moved, field);			\
	arr_list_insert_head(arr, arr_sz, to, ___moved, field);		\
})

/* The same, last on @to. */
#define arr_list_move_tail(arr, arr_sz, from, to, elem, field)			\
({										\
	__typeof__(elem) ___moved = (elem);					\
										\
	arr_list_remove(arr, arr_sz, from, ___moved, field);			\
	arr_list_insert_tail(arr, arr_sz, to, ___moved, field);		\
})

/*
 * Loops over at most @max elements, which the verifier needs as a bound and
 * which ends a loop over links that were corrupted into a circle. @var is a
 * pointer to an element and @_i an integer, both declared by the caller. After
 * the loop @var is NULL if all elements were visited. The list must not change
 * meanwhile; in the _safe forms the body may take @var off the list, and @tvar,
 * another pointer, holds the element that comes next.
 */
#define arr_list_foreach(var, arr, arr_sz, head, field, _i, max)		\
	for ((_i) = 0, (var) = arr_list_first(arr, arr_sz, head);		\
	     (var) && (unsigned int)(_i) < (unsigned int)(max);		\
	     (_i)++, (var) = arr_list_next(arr, arr_sz, var, field))

#define arr_list_foreach_reverse(var, arr, arr_sz, head, field, _i, max)	\
	for ((_i) = 0, (var) = arr_list_last(arr, arr_sz, head);		\
	     (var) && (unsigned int)(_i) < (unsigned int)(max);		\
	     (_i)++, (var) = arr_list_prev(arr, arr_sz, var, field))

#define arr_list_foreach_safe(var, arr, arr_sz, head, field, tvar, _i, max)	\
	for ((_i) = 0, (var) = arr_list_first(arr, arr_sz, head);		\
	     (var) && (unsigned int)(_i) < (unsigned int)(max) &&		\
	     ((tvar) = arr_list_next(arr, arr_sz, var, field), 1);		\
	     (_i)++, (var) = (tvar))

#define arr_list_foreach_reverse_safe(var, arr, arr_sz, head, field, tvar, _i, max) \
	for ((_i) = 0, (var) = arr_list_last(arr, arr_sz, head);		\
	     (var) && (unsigned int)(_i) < (unsigned int)(max) &&		\
	     ((tvar) = arr_list_prev(arr, arr_sz, var, field), 1);		\
	     (_i)++, (var) = (tvar))

#endif /* __FLUX_ARR_LIST_BPF_H */
