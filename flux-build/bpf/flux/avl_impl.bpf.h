/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Part of avl.bpf.h, not for use by others: how nodes come into a tree and
 * leave it, its ends, and its orphans. The rules are those of
 * avl_balance.bpf.h.
 */
#ifndef __FLUX_AVL_IMPL_BPF_H
#define __FLUX_AVL_IMPL_BPF_H

#include "avl_balance.bpf.h"

/* The node farthest on @side below @id, and its id; NULL if there is none. */
__avl_inline struct avl_node *__avl_farthest(__AVL_NODES, struct avl_tree *tree, unsigned int *id, const int side)
{
	struct avl_node *node = __avl_id_to_node(__AVL_PASS, *id);
	unsigned int levels = __avl_levels(tree);

	while (node && bpf_more_turns(levels)) {
		unsigned int next_id = *__avl_child(node, side);

		if (!next_id)
			return node;
		*id = next_id;
		node = __avl_id_to_node(__AVL_PASS, next_id);
	}
	return __AVL_NULL;
}

#ifdef AVL_DISABLE_CACHING

__avl_inline unsigned int __avl_end(__AVL_NODES, struct avl_tree *tree, const int side)
{
	unsigned int id = tree->root_id;

	return __avl_farthest(__AVL_PASS, tree, &id, side) ? id : 0;
}

#define __avl_set_end(tree, side, id)			((void)(id))
#define __avl_move_end(tree, side, old_id, id)		((void)(id))

#else

/* The id of the end of @tree at @side. */
__avl_inline unsigned int __avl_end(__AVL_NODES, struct avl_tree *tree, const int side)
{
	(void)arr, (void)arr_sz, (void)el_off;
	return side == __AVL_LEFT ? tree->min_id : tree->max_id;
}

#define __avl_set_end(tree, side, id)						\
	(*((side) == __AVL_LEFT ? &(tree)->min_id : &(tree)->max_id) = (id))

/* If @old_id is the end of @tree at @side, @id becomes it. */
#define __avl_move_end(tree, side, old_id, id)					\
do {										\
	if (((side) == __AVL_LEFT ? (tree)->min_id : (tree)->max_id) == (old_id)) \
		__avl_set_end(tree, side, id);					\
} while (0)

#endif

__avl_inline struct avl_node *__avl_neighbour(__AVL_NODES, struct avl_tree *tree, struct avl_node *node, const int side)
{
	unsigned int id = *__avl_child(node, side);
	unsigned int levels = __avl_levels(tree);

	if (id)
		return __avl_farthest(__AVL_PASS, tree, &id, !side);
	id = __avl_node_to_id(arr, el_off, node);
	while (bpf_more_turns(levels)) {
		unsigned int parent_id = node->parent_id;

		node = __avl_id_to_node(__AVL_PASS, parent_id);
		if (!node || *__avl_child(node, side) != id)
			return node;
		id = parent_id;
	}
	return __AVL_NULL;
}

/* Puts @node last on the list of orphans. */
__avl_inline void __avl_orphan_add(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	unsigned int id = __avl_node_to_id(arr, el_off, node);
	struct avl_node *prev = __avl_id_to_node(__AVL_PASS, tree->last_orphan_id);

	node->is_orphan = 1;
	node->next_orphan_id = 0;
	node->prev_orphan_id = tree->last_orphan_id;
	if (prev)
		prev->next_orphan_id = id;
	else
		tree->first_orphan_id = id;
	tree->last_orphan_id = id;
	tree->nr_orphans++;
}

__avl_inline void __avl_orphan_remove(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	struct avl_node *next = __avl_id_to_node(__AVL_PASS, node->next_orphan_id);
	struct avl_node *prev = __avl_id_to_node(__AVL_PASS, node->prev_orphan_id);

	if (next)
		next->prev_orphan_id = node->prev_orphan_id;
	else
		tree->last_orphan_id = node->prev_orphan_id;
	if (prev)
		prev->next_orphan_id = node->next_orphan_id;
	else
		tree->first_orphan_id = node->next_orphan_id;
	node->is_orphan = 0;
	node->next_orphan_id = 0;
	node->prev_orphan_id = 0;
	tree->nr_orphans--;
}

/* Hangs @node where its key belongs; 0 if there is no room. */
__avl_inline int __avl_hang(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	struct avl_node *parent = __AVL_NULL;
	unsigned long long key = node->key;
	unsigned int at_id = tree->root_id, parent_id = 0, id;
	unsigned int levels = __avl_levels(tree);

	for (;;) {
		struct avl_node *at;

		if (!bpf_more_turns(levels))
			return 0;
		at = __avl_id_to_node(__AVL_PASS, at_id);
		if (!at)
			break;
		parent = at;
		parent_id = at_id;
		at_id = key < at->key ? at->left_id : at->right_id;
	}
	/* An id that is wrong is no place. */
	if (at_id)
		return 0;
	id = __avl_node_to_id(arr, el_off, node);
	node->left_id = 0;
	node->right_id = 0;
	node->parent_id = parent_id;
	node->balance = 0;
	if (!parent) {
		tree->root_id = id;
		__avl_set_end(tree, __AVL_LEFT, id);
		__avl_set_end(tree, __AVL_RIGHT, id);
		return 1;
	}
	if (key < parent->key) {
		parent->left_id = id;
		__avl_move_end(tree, __AVL_LEFT, parent_id, id);
	} else {
		parent->right_id = id;
		__avl_move_end(tree, __AVL_RIGHT, parent_id, id);
	}
	__avl_grown(__AVL_PASS, tree, parent, parent_id, id);
	return 1;
}

__avl_inline void __avl_insert(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	if (__avl_hang(__AVL_PASS, tree, node))
		return;
	AVL_PRINTD("avl: no room for key %llu", node->key);
	__avl_orphan_add(__AVL_PASS, tree, node);
}

/* A node has left the tree: brings the oldest orphan back, if there is room for it. */
__avl_op void __avl_adopt(__AVL_NODES, struct avl_tree *tree)
{
	struct avl_node *node = __avl_id_to_node(__AVL_PASS, tree->first_orphan_id);

	if (node && __avl_hang(__AVL_PASS, tree, node))
		__avl_orphan_remove(__AVL_PASS, tree, node);
}

/* Takes the end of the tree at @side out. */
__avl_inline struct avl_node *__avl_pop_end(__AVL_NODES, struct avl_tree *tree, const int side)
{
	unsigned int id = __avl_end(__AVL_PASS, tree, side);
	struct avl_node *node = __avl_id_to_node(__AVL_PASS, id);
	unsigned int parent_id, child_id;
	struct avl_node *parent;

	if (!node)
		return node;
	/* Nothing is farther out, so there is at most a leaf on the inner side. */
	parent_id = node->parent_id;
	child_id = *__avl_child(node, !side);
	parent = __avl_id_to_node(__AVL_PASS, parent_id);
	__avl_set_parent(__AVL_PASS, child_id, parent_id);
	__avl_set_end(tree, side, child_id ? child_id : parent_id);
	if (!child_id)
		__avl_move_end(tree, !side, id, parent_id);
	if (parent)
		*__avl_child(parent, side) = child_id;
	else
		tree->root_id = child_id;
	node->left_id = 0;
	node->right_id = 0;
	node->parent_id = 0;
	node->balance = 0;
	__avl_end_shrunk(__AVL_PASS, tree, parent, parent_id, side);
	return node;
}

/*
 * Puts the node that follows @node, which has two children, into its place. The
 * node that lost a level by that, and its id; NULL if ids are wrong.
 */
__avl_inline struct avl_node *__avl_delete_inner(__AVL_NODES, struct avl_tree *tree,
						 struct avl_node *node, unsigned int id,
						 unsigned int *low_id, int *right)
{
	unsigned int next_id = node->right_id;
	struct avl_node *next = __avl_farthest(__AVL_PASS, tree, &next_id, __AVL_LEFT);
	struct avl_node *parent = __avl_id_to_node(__AVL_PASS, node->parent_id);
	struct avl_node *low = next;

	if (!next)
		return next;
	*low_id = next_id;
	*right = 1;
	if (next_id != node->right_id) {
		*low_id = next->parent_id;
		*right = 0;
		low = __avl_id_to_node(__AVL_PASS, *low_id);
		if (!low)
			return low;
		low->left_id = next->right_id;
		__avl_set_parent(__AVL_PASS, next->right_id, *low_id);
		next->right_id = node->right_id;
		__avl_set_parent(__AVL_PASS, node->right_id, next_id);
	}
	next->left_id = node->left_id;
	__avl_set_parent(__AVL_PASS, node->left_id, next_id);
	next->balance = node->balance;
	next->parent_id = node->parent_id;
	__avl_replace(tree, parent, id, next_id);
	return low;
}

/* Takes @node, which is no orphan, out. */
__avl_inline void __avl_delete(__AVL_NODES, struct avl_tree *tree, struct avl_node *node)
{
	unsigned int id = __avl_node_to_id(arr, el_off, node);
	unsigned int low_id = node->parent_id;
	struct avl_node *low;
	int right = 0;

	if (node->left_id && node->right_id) {
		low = __avl_delete_inner(__AVL_PASS, tree, node, id, &low_id, &right);
	} else {
		unsigned int child_id = node->left_id ? node->left_id : node->right_id;

		low = __avl_id_to_node(__AVL_PASS, low_id);
		right = low && low->right_id == id;
		__avl_set_parent(__AVL_PASS, child_id, low_id);
		__avl_replace(tree, low, id, child_id);
		/* The child of an end is a leaf. */
		__avl_move_end(tree, __AVL_LEFT, id, child_id ? child_id : low_id);
		__avl_move_end(tree, __AVL_RIGHT, id, child_id ? child_id : low_id);
	}
	node->left_id = 0;
	node->right_id = 0;
	node->parent_id = 0;
	node->balance = 0;
	__avl_shrunk(__AVL_PASS, tree, low, low_id, right);
}

#endif /* __FLUX_AVL_IMPL_BPF_H */
