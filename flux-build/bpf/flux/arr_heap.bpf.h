/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A heap of ids ordered by key, for "insert any, take the smallest, take any":
 * what a queue of deadlines needs, and faster there than a tree. Every node has
 * four children, which lie side by side, and is a copy of the key with an id, so
 * that a way through the heap reads one cache line a level and no element.
 *
 * Any BPF program may include this; it needs nothing but the headers beside it,
 * and Linux 6.9 (loop.bpf.h). On the host it is C11 and C++17 of gcc and clang.
 *
 *	struct arr_heap heap;
 *	struct arr_heap_slot slots[ARR_HEAP_SLOTS(1024)];
 *	unsigned int places[1024];
 *
 *	ARR_HEAP_DEFINE(jobs, slots, places, 1024, &heap)
 *
 *	jobs_insert(id, deadline);
 *	id = jobs_pop_min();
 *
 * Ids are 1 to the number of elements, 0 is none; each is in a heap at most once.
 * Zeroed memory is a valid empty heap. What differs from avl_tree:
 *  - keys must be below ARR_HEAP_KEYS (as times in nanoseconds are until 2262);
 *  - equal keys come out in no particular order;
 *  - there is no next, no maximum, and no order but the smallest;
 *  - there is room for every id, so nothing overflows.
 *
 * Corrupted memory: every index is bounded in a way that the compiler cannot
 * remove, every loop by the levels that a heap can have. Locking is the caller's;
 * nothing here calls into the kernel, so all of it may run under a bpf_spin_lock.
 */
#ifndef __FLUX_ARR_HEAP_BPF_H
#define __FLUX_ARR_HEAP_BPF_H

#include "array.bpf.h"
#include "loop.bpf.h"

/* Keys are below this: differences of ranks must fit into 63 bits. */
#define ARR_HEAP_KEYS	((1ULL << 63) - 1)

/* A slot without an id has rank 0, which is below that of every key. */
struct arr_heap_slot {
	unsigned long long rank;	/* ARR_HEAP_KEYS minus the key */
	unsigned int id;
	unsigned int __unused;
};

struct arr_heap {
	unsigned int nr;		/* of ids in it */
};

/* How many slots a heap of up to @n ids needs: the first is __ARR_HEAP_TOP. */
#define ARR_HEAP_SLOTS(n)	(((n) + __ARR_HEAP_TOP + 3) / 4 * 4)

/*
 * Slots 4 to 7 are the children of slot 3, 8 to 11 those of 4 and so on: four
 * children have one cache line if the array begins at one.
 */
#define __ARR_HEAP_TOP			3
#define __arr_heap_children(at)		((at) - 2)	/* which group of four */
#define __arr_heap_parent(at)		(((at) >> 2) + 2)

/* 4 to the power of this is more than there are numbers for ids. */
#define __ARR_HEAP_LEVELS		16

#define __arr_heap_inline	static inline __attribute__((always_inline, unused))

/* What all operations take; @places has for each id its slot's number, or 0. */
#define __ARR_HEAP		struct arr_heap_slot *slots, unsigned int *places,	\
				unsigned int n, struct arr_heap *heap
#define __ARR_HEAP_PASS		slots, places, n, heap

__arr_heap_inline struct arr_heap_slot *__arr_heap_slot(__ARR_HEAP, unsigned int at)
{
	(void)places, (void)heap;
	return (struct arr_heap_slot *)bpf_array_at(slots, ARR_HEAP_SLOTS(n), at, sizeof(*slots));
}

/* Where the number of @id's slot is kept; NULL if there is no such id. */
__arr_heap_inline unsigned int *__arr_heap_place(__ARR_HEAP, unsigned int id)
{
	(void)slots, (void)heap;
	return (unsigned int *)bpf_array_at(places, n, id - 1, sizeof(*places));
}

/* @slot, the one with number @at, has this rank and id from now on. */
__arr_heap_inline void __arr_heap_set(__ARR_HEAP, struct arr_heap_slot *slot, unsigned int at,
				      unsigned long long rank, unsigned int id)
{
	unsigned int *place = __arr_heap_place(__ARR_HEAP_PASS, id);

	slot->rank = rank;
	slot->id = id;
	if (place)
		*place = at;
}

/* All bits set if @a is less than @b, else 0: no branch, since nobody can predict it. */
__arr_heap_inline unsigned long long __arr_heap_less(unsigned long long a, unsigned long long b)
{
#ifdef __bpf__
	/* clang would make a branch of it. */
	__asm__("%[a] -= %[b];"
		"%[a] s>>= 63;" : [a] "+r"(a) : [b] "r"(b));
	return a;
#else
	return (a - b) >> 63 ? ~0ULL : 0;
#endif
}

/* Puts rank and id into the empty slot @hole, or above it where they belong. */
__arr_heap_inline void __arr_heap_up(__ARR_HEAP, struct arr_heap_slot *hole, unsigned int at,
				     unsigned long long rank, unsigned int id)
{
	unsigned int levels = bpf_turns(__ARR_HEAP_LEVELS, heap->nr);

	while (at > __ARR_HEAP_TOP && bpf_more_turns(levels)) {
		unsigned int parent_at = __arr_heap_parent(at);
		struct arr_heap_slot *parent = __arr_heap_slot(__ARR_HEAP_PASS, parent_at);

		if (!parent || parent->rank >= rank)
			break;
		__arr_heap_set(__ARR_HEAP_PASS, hole, at, parent->rank, parent->id);
		hole = parent;
		at = parent_at;
	}
	__arr_heap_set(__ARR_HEAP_PASS, hole, at, rank, id);
}

/* Which of four children has the highest rank, and that rank. */
__arr_heap_inline unsigned int __arr_heap_highest(struct arr_heap_slot *four,
						  unsigned long long *rank)
{
	unsigned long long one = four[0].rank, two = four[2].rank, less;
	unsigned int at_one, at_two, at;

	less = __arr_heap_less(one, four[1].rank);
	one ^= (one ^ four[1].rank) & less;
	at_one = less & 1;
	less = __arr_heap_less(two, four[3].rank);
	two ^= (two ^ four[3].rank) & less;
	at_two = 2 + (less & 1);
	less = __arr_heap_less(one, two);
	*rank = one ^ ((one ^ two) & less);
	at = at_one ^ ((at_one ^ at_two) & less);
#ifdef __bpf__
	/* That it is below 4 is no news to clang, which would drop the next line. */
	__asm__("" : "+r"(at));
#endif
	return at & 3;
}

/* Empties slot @hole with number @at: others move up, the last one comes in. */
__arr_heap_inline void __arr_heap_empty(__ARR_HEAP, struct arr_heap_slot *hole, unsigned int at)
{
	unsigned int last_at = heap->nr + __ARR_HEAP_TOP - 1;
	struct arr_heap_slot *last = __arr_heap_slot(__ARR_HEAP_PASS, last_at);
	unsigned int levels = bpf_turns(__ARR_HEAP_LEVELS, heap->nr);
	unsigned long long last_rank;
	unsigned int last_id;

	if (!last)
		return;
	at = bpf_hidden(at, heap->nr);
	while (bpf_more_turns(levels)) {
		unsigned int group = __arr_heap_children(at), child;
		struct arr_heap_slot *four =
			(struct arr_heap_slot *)bpf_array_at(slots, ARR_HEAP_SLOTS(n) / 4, group,
							     4 * sizeof(*slots));
		unsigned long long rank;

		if (!four)
			break;
		child = __arr_heap_highest(four, &rank);
		if (!rank)
			break;
		__arr_heap_set(__ARR_HEAP_PASS, hole, at, rank, four[child].id);
		hole = four + child;
		at = 4 * group + child;
	}
	/* The hole is at the bottom now. */
	last_rank = last->rank;
	last_id = last->id;
	last->rank = 0;
	last->id = 0;
	heap->nr--;
	if (at != last_at)
		__arr_heap_up(__ARR_HEAP_PASS, hole, at, last_rank, last_id);
}

/* Whether @id is in the heap. */
__arr_heap_inline int arr_heap_contains(__ARR_HEAP, unsigned int id)
{
	unsigned int *place = __arr_heap_place(__ARR_HEAP_PASS, id);

	return place && *place;
}

/* 0, or -1 if there is no such id, if it is in the heap, or the key is too large. */
__arr_heap_inline int arr_heap_insert(__ARR_HEAP, unsigned int id, unsigned long long key)
{
	unsigned int *place = __arr_heap_place(__ARR_HEAP_PASS, id);
	unsigned int at = heap->nr + __ARR_HEAP_TOP;
	struct arr_heap_slot *hole = __arr_heap_slot(__ARR_HEAP_PASS, at);

	if (!place || *place || !hole || key >= ARR_HEAP_KEYS)
		return -1;
	heap->nr++;
	__arr_heap_up(__ARR_HEAP_PASS, hole, at, ARR_HEAP_KEYS - key, id);
	return 0;
}

/* Takes @id out: 0, or -1 if it is not in the heap. */
__arr_heap_inline int arr_heap_remove(__ARR_HEAP, unsigned int id)
{
	unsigned int *place = __arr_heap_place(__ARR_HEAP_PASS, id), at;
	struct arr_heap_slot *hole;

	if (!place || !*place)
		return -1;
	at = *place;
	hole = __arr_heap_slot(__ARR_HEAP_PASS, at);
	if (!hole)
		return -1;
	*place = 0;
	__arr_heap_empty(__ARR_HEAP_PASS, hole, at);
	return 0;
}

/* The id with the smallest key, or 0. */
__arr_heap_inline unsigned int arr_heap_min(__ARR_HEAP)
{
	struct arr_heap_slot *top = __arr_heap_slot(__ARR_HEAP_PASS, __ARR_HEAP_TOP);

	return top ? top->id : 0;
}

/* The smallest key; ARR_HEAP_KEYS if the heap is empty. */
__arr_heap_inline unsigned long long arr_heap_min_key(__ARR_HEAP)
{
	struct arr_heap_slot *top = __arr_heap_slot(__ARR_HEAP_PASS, __ARR_HEAP_TOP);

	return top ? ARR_HEAP_KEYS - top->rank : ARR_HEAP_KEYS;
}

/* Takes the id with the smallest key out; 0 if there is none. */
__arr_heap_inline unsigned int arr_heap_pop_min(__ARR_HEAP)
{
	struct arr_heap_slot *top = __arr_heap_slot(__ARR_HEAP_PASS, __ARR_HEAP_TOP);
	unsigned int id = top ? top->id : 0, *place;

	if (!id)
		return 0;
	place = __arr_heap_place(__ARR_HEAP_PASS, id);
	if (place)
		*place = 0;
	__arr_heap_empty(__ARR_HEAP_PASS, top, __ARR_HEAP_TOP);
	return id;
}

/*
 * Defines NAME_insert(id, key), NAME_remove(id), NAME_pop_min(), NAME_min(),
 * NAME_min_key() and NAME_contains(id) over arrays that are globals, as static
 * subprograms: the functions above have too many parameters to be ones.
 */
#define ARR_HEAP_DEFINE(name, slots, places, n, heap)				\
static __attribute__((noinline, unused)) int name##_insert(unsigned int id,	\
							   unsigned long long key) \
{										\
	return arr_heap_insert(slots, places, n, heap, id, key);		\
}										\
static __attribute__((noinline, unused)) int name##_remove(unsigned int id)	\
{										\
	return arr_heap_remove(slots, places, n, heap, id);			\
}										\
static __attribute__((noinline, unused)) unsigned int name##_pop_min(void)	\
{										\
	return arr_heap_pop_min(slots, places, n, heap);			\
}										\
static inline __attribute__((unused)) unsigned int name##_min(void)		\
{										\
	return arr_heap_min(slots, places, n, heap);				\
}										\
static inline __attribute__((unused)) unsigned long long name##_min_key(void)	\
{										\
	return arr_heap_min_key(slots, places, n, heap);			\
}										\
static inline __attribute__((unused)) int name##_contains(unsigned int id)	\
{										\
	return arr_heap_contains(slots, places, n, heap, id);			\
}

#endif /* __FLUX_ARR_HEAP_BPF_H */
