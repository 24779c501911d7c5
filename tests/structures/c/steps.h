/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One step on lists, a tree and a heap over one array: what the tests do, the same text
 * natively and as BPF. src/step.rs has the Rust side of these types.
 *
 * A step never fails: an id that is none makes it do nothing and return
 * NOT_DONE, so that it can be let loose on corrupted memory too.
 */
#ifndef STEPS_H
#define STEPS_H

#include <flux/arr_heap.bpf.h>
#include <flux/arr_list.bpf.h>
#include <flux/avl.bpf.h>

struct item {
	unsigned int tag;
	struct arr_list_entry link;
	struct avl_node node;
};

struct heads {
	struct arr_list lists[2];
	struct avl_tree tree;
	struct arr_heap heap;
	unsigned int __unused;
};

struct step {
	unsigned int world;
	unsigned int code;
	unsigned int id;		/* of the element */
	unsigned int other;		/* another element's id, or 0 */
	unsigned int list;		/* 0 or 1 */
	unsigned int from;		/* the same, of the list that is moved from */
	unsigned long long key;
	unsigned long long result;
};

#ifdef __cplusplus
#define STATIC_ASSERT	static_assert
#else
#define STATIC_ASSERT	_Static_assert
#endif

/* As src/step.rs says. */
STATIC_ASSERT(sizeof(struct item) == 48, "size of an item");
STATIC_ASSERT(sizeof(struct heads) == 48, "size of the heads");
STATIC_ASSERT(sizeof(struct step) == 40, "size of a step");

enum code {
	INSERT_HEAD,
	INSERT_TAIL,
	INSERT_BEFORE,
	INSERT_AFTER,
	REMOVE,
	POP_FIRST,
	POP_LAST,
	CONCAT,
	SPLICE,
	MOVE_HEAD,
	MOVE_TAIL,
	CONTAINS,
	ENDS,
	NEIGHBOURS,
	VISIT,
	VISIT_REVERSE,
	TAKE_ODD,
	TAKE_ODD_REVERSE,
	LIST_INIT,

	TREE_INSERT,
	TREE_DELETE,
	TREE_POP_MIN,
	TREE_POP_MAX,
	TREE_LOOKUP,
	TREE_MIN,
	TREE_MAX,
	TREE_NEXT,
	TREE_PREV,
	TREE_CONTAINS,
	TREE_VISIT,
	TREE_INIT,

	HEAP_INSERT,
	HEAP_REMOVE,
	HEAP_POP_MIN,
	HEAP_MIN,
	HEAP_MIN_KEY,
	HEAP_CONTAINS,
};

#define NOT_DONE	(~0ULL)

/* More than there are elements in any test, so that only a circle reaches it. */
#define VISITS		80

#define step_elem(id)	__arr_list_elem(items, nr, id)
#define step_id(elem)	((elem) ? (unsigned long long)__arr_list_id(items, elem) : 0)
#define step_inline	static inline __attribute__((always_inline))

/* A number in which the order of the ids matters. */
step_inline unsigned long long step_mix(unsigned long long sum, unsigned long long id)
{
	return sum * 131 + id + 1;
}

step_inline unsigned long long step_change_list(struct item *items, unsigned long long nr,
						struct heads *heads, const struct step *step)
{
	struct arr_list *list = &heads->lists[step->list & 1];
	struct arr_list *from = &heads->lists[step->from & 1];
	struct item *item = step_elem(step->id);
	struct item *other = step_elem(step->other);

	switch (step->code) {
	case POP_FIRST:
		item = arr_list_pop_first(items, nr, list, link);
		return step_id(item);
	case POP_LAST:
		item = arr_list_pop_last(items, nr, list, link);
		return step_id(item);
	case CONCAT:
		if (list == from)
			return NOT_DONE;
		arr_list_concat(items, nr, list, from, link);
		return 0;
	case SPLICE:
		if (list == from)
			return NOT_DONE;
		arr_list_splice(items, nr, list, other, from, link);
		return 0;
	case LIST_INIT:
		arr_list_init(list);
		return arr_list_empty(list);
	}
	if (!item)
		return NOT_DONE;
	switch (step->code) {
	case INSERT_HEAD:
		arr_list_insert_head(items, nr, list, item, link);
		return 0;
	case INSERT_TAIL:
		arr_list_insert_tail(items, nr, list, item, link);
		return 0;
	case REMOVE:
		arr_list_remove(items, nr, list, item, link);
		return 0;
	case MOVE_HEAD:
		arr_list_move_head(items, nr, from, list, item, link);
		return 0;
	case MOVE_TAIL:
		arr_list_move_tail(items, nr, from, list, item, link);
		return 0;
	}
	if (!other)
		return NOT_DONE;
	switch (step->code) {
	case INSERT_BEFORE:
		arr_list_insert_before(items, nr, list, other, item, link);
		return 0;
	case INSERT_AFTER:
		arr_list_insert_after(items, nr, list, other, item, link);
		return 0;
	}
	return NOT_DONE;
}

step_inline unsigned long long step_look_at_list(struct item *items, unsigned long long nr,
						 struct heads *heads, const struct step *step)
{
	struct arr_list *list = &heads->lists[step->list & 1];
	struct item *item = step_elem(step->id), *next, *prev;
	unsigned long long sum = 0;

	switch (step->code) {
	case ENDS:
		next = arr_list_first(items, nr, list);
		prev = arr_list_last(items, nr, list);
		sum = step_mix(step_id(next), step_id(prev));
		return step_mix(sum, arr_list_empty(list));
	case CONTAINS:
		return item ? arr_list_contains(items, list, item, link) : NOT_DONE;
	case NEIGHBOURS:
		if (!item)
			return NOT_DONE;
		next = arr_list_next(items, nr, item, link);
		prev = arr_list_prev(items, nr, item, link);
		return step_mix(step_id(next), step_id(prev));
	}
	return NOT_DONE;
}

step_inline unsigned long long step_visit_list(struct item *items, unsigned long long nr,
					       struct heads *heads, const struct step *step)
{
	struct arr_list *list = &heads->lists[step->list & 1];
	struct item *item, *next;
	unsigned long long sum = 0;
	int i;

	switch (step->code) {
	case VISIT:
		arr_list_foreach(item, items, nr, list, link, i, VISITS)
			sum = step_mix(sum, step_id(item));
		return sum;
	case VISIT_REVERSE:
		arr_list_foreach_reverse(item, items, nr, list, link, i, VISITS)
			sum = step_mix(sum, step_id(item));
		return sum;
	case TAKE_ODD:
		arr_list_foreach_safe(item, items, nr, list, link, next, i, VISITS) {
			sum = step_mix(sum, step_id(item));
			if (step_id(item) & 1)
				arr_list_remove(items, nr, list, item, link);
		}
		return sum;
	case TAKE_ODD_REVERSE:
		arr_list_foreach_reverse_safe(item, items, nr, list, link, next, i, VISITS) {
			sum = step_mix(sum, step_id(item));
			if (step_id(item) & 1)
				arr_list_remove(items, nr, list, item, link);
		}
		return sum;
	}
	return NOT_DONE;
}

#define STEP_NODES	items, nr, el_off(sizeof(struct item), __builtin_offsetof(struct item, node))

step_inline unsigned long long step_node_id(struct item *items, struct avl_node *node)
{
	struct item *item = avl_node_to_elem(items, node, node);

	return step_id(item);
}

step_inline unsigned long long step_tree(struct item *items, unsigned long long nr,
					 struct heads *heads, const struct step *step)
{
	struct avl_tree *tree = &heads->tree;
	struct item *item = step_elem(step->id);
	unsigned long long sum = 0;
	struct avl_node *node;
	int i;

	switch (step->code) {
	case TREE_POP_MIN:
		return step_node_id(items, avl_tree_pop_min(STEP_NODES, tree));
	case TREE_POP_MAX:
		return step_node_id(items, avl_tree_pop_max(STEP_NODES, tree));
	case TREE_LOOKUP:
		return step_node_id(items, avl_tree_lookup(STEP_NODES, tree, step->key));
	case TREE_MIN:
		return step_node_id(items, avl_tree_min(STEP_NODES, tree));
	case TREE_MAX:
		return step_node_id(items, avl_tree_max(STEP_NODES, tree));
	case TREE_VISIT:
		avl_tree_foreach(node, items, nr, el_off(sizeof(struct item),
				 __builtin_offsetof(struct item, node)), tree, i, VISITS)
			sum = step_mix(sum, step_node_id(items, node));
		return sum;
	case TREE_INIT:
		avl_tree_init(tree);
		return 0;
	}
	if (!item)
		return NOT_DONE;
	node = &item->node;
	switch (step->code) {
	case TREE_INSERT:
		node->key = step->key;
		return avl_tree_insert(STEP_NODES, tree, node);
	case TREE_DELETE:
		return (unsigned int)avl_tree_delete(STEP_NODES, tree, node);
	case TREE_NEXT:
		return step_node_id(items, avl_tree_next(STEP_NODES, tree, node));
	case TREE_PREV:
		return step_node_id(items, avl_tree_prev(STEP_NODES, tree, node));
	case TREE_CONTAINS:
		return avl_tree_contains(items, el_off(sizeof(struct item),
					 __builtin_offsetof(struct item, node)), tree, node);
	}
	return NOT_DONE;
}

step_inline unsigned long long step_heap(struct arr_heap_slot *slots, unsigned int *places,
					 unsigned int nr, struct heads *heads,
					 const struct step *step)
{
	struct arr_heap *heap = &heads->heap;

	switch (step->code) {
	case HEAP_INSERT:
		return (unsigned int)arr_heap_insert(slots, places, nr, heap, step->id, step->key);
	case HEAP_REMOVE:
		return (unsigned int)arr_heap_remove(slots, places, nr, heap, step->id);
	case HEAP_POP_MIN:
		return arr_heap_pop_min(slots, places, nr, heap);
	case HEAP_MIN:
		return arr_heap_min(slots, places, nr, heap);
	case HEAP_MIN_KEY:
		return arr_heap_min_key(slots, places, nr, heap);
	case HEAP_CONTAINS:
		return arr_heap_contains(slots, places, nr, heap, step->id);
	}
	return NOT_DONE;
}

#endif /* STEPS_H */
