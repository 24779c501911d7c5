/* SPDX-License-Identifier: GPL-2.0 */
/*
 * AVL trees over the elements of an array: a node is part of an element and
 * names others by index, so that a tree lives in any memory that BPF can
 * address. Index 0 is "none", 1 is the array's element 0; zeroed memory is a
 * valid empty tree, and a node in no tree.
 *
 * Any BPF program may include this; it needs nothing but the headers beside it,
 * and Linux 6.9 (loop.bpf.h). On the host it is C11 and C++17 of gcc and clang.
 *
 *	struct job { int what; struct avl_node node; } jobs[1024];
 *	struct avl_tree tree;
 *	#define NODES	jobs, 1024, el_off(sizeof(struct job), offsetof(struct job, node))
 *
 *	jobs[7].node.key = deadline;
 *	avl_tree_insert(NODES, &tree, &jobs[7].node);
 *	job = avl_node_to_elem(jobs, avl_tree_pop_min(NODES, &tree), node);
 *
 * Order: by key; equal keys in the order in which they were inserted. A key
 * must not change while its node is in a tree.
 *
 * Overflow: no node lies deeper than MAX_AVL_HEIGHT levels, which bounds every
 * loop here. A node for which there is no room is an orphan: it is in the tree
 * (avl_tree_contains), but on a list in order of arrival, without a place in
 * the order of keys. With the default of 23 that takes at least 75,024 nodes,
 * so that smaller arrays have no orphans.
 *  - insert always succeeds. So does delete, also of orphans.
 *  - lookup, min, max, pop_min, pop_max, next, prev and foreach do not see
 *    orphans: min and max miss smaller and larger keys that are orphaned, at
 *    most tree->nr_orphans of them.
 *  - Whenever a node leaves its place (delete, pop_min, pop_max), the oldest
 *    orphan is inserted again, behind nodes with the same key. If there is
 *    still no room where its key belongs, it stays the oldest, and the others
 *    wait behind it.
 *  - An empty tree has room: min and max are NULL only if there are no orphans
 *    either, so whoever pops until NULL gets every node.
 *
 * Corrupted memory: every index is bounded by @arr_sz in a way that the
 * compiler cannot remove, and every loop by MAX_AVL_HEIGHT. Wrong indexes make
 * a wrong tree, never an access outside the array or an endless loop. Locking
 * is the caller's; nothing here calls into the kernel, so all of it may run
 * under a bpf_spin_lock.
 *
 * Operations are static subprograms: the verifier walks through one once for
 * each call. AVL_DEFINE_LOCKED makes global functions, walked through once.
 *
 * Hooks, to be defined before this is included: AVL_ASSERT(condition),
 * AVL_PRINTD(format, ...), and AVL_DISABLE_CACHING to find the ends of the tree
 * by a walk instead of keeping them.
 */
#ifndef __FLUX_AVL_BPF_H
#define __FLUX_AVL_BPF_H

#include "array.bpf.h"
#include "loop.bpf.h"

/* How many levels a tree may have. Any expression; on the host it may change. */
#ifndef MAX_AVL_HEIGHT
#define MAX_AVL_HEIGHT	23
#endif

#ifndef AVL_ASSERT
#define AVL_ASSERT(condition)	((void)0)
#endif

#ifndef AVL_PRINTD
#define AVL_PRINTD(...)		((void)0)
#endif

struct avl_node {
	unsigned long long key;
	unsigned int left_id;
	unsigned int right_id;
	unsigned int parent_id;
	unsigned int prev_orphan_id;
	unsigned int next_orphan_id;
	signed char balance;		/* height on the right minus that on the left */
	unsigned char is_orphan;
	unsigned char __unused[2];
};

struct avl_tree {
	unsigned int root_id;
	unsigned int min_id;		/* 0 with AVL_DISABLE_CACHING */
	unsigned int max_id;
	unsigned int first_orphan_id;
	unsigned int last_orphan_id;
	unsigned int nr_orphans;
};

/*
 * Where the node is in an element: @size of the element, @offset of the node. The
 * sum is a constant for clang even if offsetof is libbpf's; with "|" it is not.
 */
#define el_off(size, offset)	(((unsigned long long)(size) << 32) + (unsigned long long)(offset))

/* The element of @arr that @node, its @field, is part of; NULL if that is NULL. */
#define avl_node_to_elem(arr, node, field)					\
({										\
	struct avl_node *___node = (node);					\
										\
	___node ? (__typeof__(&(arr)[0]))((char *)___node -			\
		   __builtin_offsetof(__typeof__((arr)[0]), field)) :		\
		  (__typeof__(&(arr)[0]))0;					\
})

#include "avl_impl.bpf.h"

static inline __attribute__((unused)) void avl_tree_init(struct avl_tree *tree)
{
	tree->root_id = 0;
	tree->min_id = 0;
	tree->max_id = 0;
	tree->first_orphan_id = 0;
	tree->last_orphan_id = 0;
	tree->nr_orphans = 0;
}

/* Whether @node is in @tree, provided that it is in no other. */
static inline __attribute__((unused)) int
avl_tree_contains(void *arr, unsigned long long el_off, struct avl_tree *tree,
		  struct avl_node *node)
{
	return node->parent_id || node->is_orphan ||
	       (tree->root_id && tree->root_id == __avl_node_to_id(arr, el_off, node));
}

/* The node with this key that was inserted first, or NULL. */
__avl_op struct avl_node *avl_tree_lookup(__AVL_NODES, struct avl_tree *tree,
					  unsigned long long key)
{
	struct avl_node *found = __AVL_NULL;
	unsigned int id = tree->root_id;
	unsigned int levels = __avl_levels(tree);

	while (bpf_more_turns(levels)) {
		struct avl_node *node = __avl_id_to_node(arr, arr_sz, el_off, id);

		if (!node)
			break;
		if (key == node->key)
			found = node;
		id = key <= node->key ? node->left_id : node->right_id;
	}
	return found;
}

/* The node with the smallest key, or NULL. */
__avl_op struct avl_node *avl_tree_min(__AVL_NODES, struct avl_tree *tree)
{
	return __avl_id_to_node(arr, arr_sz, el_off, __avl_end(__AVL_PASS, tree, __AVL_LEFT));
}

/* The node with the largest key, of equal ones the last, or NULL. */
__avl_op struct avl_node *avl_tree_max(__AVL_NODES, struct avl_tree *tree)
{
	return __avl_id_to_node(arr, arr_sz, el_off, __avl_end(__AVL_PASS, tree, __AVL_RIGHT));
}

/* The node after @node in the order of keys; NULL after the last and for an orphan. */
__avl_op struct avl_node *avl_tree_next(__AVL_NODES, struct avl_tree *tree,
					struct avl_node *node)
{
	return __avl_neighbour(__AVL_PASS, tree, node, __AVL_RIGHT);
}

/* The node before @node; NULL before the first and for an orphan. */
__avl_op struct avl_node *avl_tree_prev(__AVL_NODES, struct avl_tree *tree,
					struct avl_node *node)
{
	return __avl_neighbour(__AVL_PASS, tree, node, __AVL_LEFT);
}

/*
 * Loops over at most @max nodes in the order of keys. @var is a pointer to a
 * node and @_i an integer, both declared by the caller; @var is NULL afterwards
 * if all nodes were visited. The tree must not change meanwhile.
 */
#define avl_tree_foreach(var, arr, arr_sz, el_off, tree, _i, max)		\
	for ((_i) = 0, (var) = avl_tree_min(arr, arr_sz, el_off, tree);	\
	     (var) && (unsigned int)(_i) < (unsigned int)(max);		\
	     (_i)++, (var) = avl_tree_next(arr, arr_sz, el_off, tree, var))

/*
 * Inserts @node, whose key is set and which is in no tree; returns 0. Whether it
 * became an orphan is in node->is_orphan.
 */
__avl_op int avl_tree_insert(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	AVL_ASSERT(!avl_tree_contains(arr, el_off, tree, node));
	__avl_insert(__AVL_PASS, tree, node);
	return 0;
}

/* Takes @node out; returns 0, or -1 if it is not in the tree. */
__avl_op int avl_tree_delete(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	if (node->is_orphan) {
		__avl_orphan_remove(__AVL_PASS, tree, node);
		return 0;
	}
	if (!avl_tree_contains(arr, el_off, tree, node))
		return -1;
	__avl_delete(__AVL_PASS, tree, node);
	if (tree->first_orphan_id)
		__avl_adopt(__AVL_PASS, tree);
	return 0;
}

/* Takes the node with the smallest key out; NULL if there is none. */
__avl_op struct avl_node *avl_tree_pop_min(__AVL_NODES, struct avl_tree *tree)
{
	struct avl_node *node = __avl_pop_end(__AVL_PASS, tree, __AVL_LEFT);

	if (tree->first_orphan_id)
		__avl_adopt(__AVL_PASS, tree);
	return node;
}

/* Takes the node with the largest key out; NULL if there is none. */
__avl_op struct avl_node *avl_tree_pop_max(__AVL_NODES, struct avl_tree *tree)
{
	struct avl_node *node = __avl_pop_end(__AVL_PASS, tree, __AVL_RIGHT);

	if (tree->first_orphan_id)
		__avl_adopt(__AVL_PASS, tree);
	return node;
}

/*
 * Defines the operations as global functions that take @lock themselves: the
 * verifier walks through each once, however often it is called, but they cannot
 * be called under another lock. Ids are those of elements, from 1 on.
 *	int NAME_insert(id, key)	0, or -1 if there is no such element
 *	int NAME_delete(id)		0, or -1 if it is not in the tree
 *	unsigned int NAME_pop_min(void)	its id, or 0
 */
#define AVL_DEFINE_LOCKED(name, arr, arr_sz, field, tree, lock)			\
__attribute__((noinline)) int name##_insert(unsigned int id, unsigned long long key) \
{										\
	__typeof__(&(arr)[0]) elem = bpf_array_elem(arr, arr_sz, id - 1);	\
										\
	if (!elem)								\
		return -1;							\
	bpf_spin_lock(lock);							\
	elem->field.key = key;							\
	avl_tree_insert(__AVL_OF(arr, arr_sz, field), tree, &elem->field);	\
	bpf_spin_unlock(lock);							\
	return 0;								\
}										\
										\
__attribute__((noinline)) int name##_delete(unsigned int id)			\
{										\
	__typeof__(&(arr)[0]) elem = bpf_array_elem(arr, arr_sz, id - 1);	\
	int result;								\
										\
	if (!elem)								\
		return -1;							\
	bpf_spin_lock(lock);							\
	result = avl_tree_delete(__AVL_OF(arr, arr_sz, field), tree, &elem->field); \
	bpf_spin_unlock(lock);							\
	return result;								\
}										\
										\
__attribute__((noinline)) unsigned int name##_pop_min(void)			\
{										\
	struct avl_node *node;							\
	unsigned int id = 0;							\
										\
	bpf_spin_lock(lock);							\
	node = avl_tree_pop_min(__AVL_OF(arr, arr_sz, field), tree);		\
	if (node)								\
		id = bpf_array_index(arr, avl_node_to_elem(arr, node, field)) + 1; \
	bpf_spin_unlock(lock);							\
	return id;								\
}

#define __AVL_OF(arr, arr_sz, field)						\
	arr, arr_sz, el_off(sizeof((arr)[0]),					\
			    __builtin_offsetof(__typeof__((arr)[0]), field))

#endif /* __FLUX_AVL_BPF_H */
