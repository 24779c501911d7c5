/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Part of avl.bpf.h, not for use by others: from ids to nodes, and how a tree
 * stays balanced when a subtree has grown or shrunk by a level.
 *
 * What goes left must also go right: such functions take a side, which is
 * always a constant, and are always inlined, so nothing is decided at run time
 * that the caller knew. Ids are passed along with pointers to spare a
 * multiplication. No function trusts an id that it reads: it gets a pointer
 * from __avl_id_to_node or stops.
 */
#ifndef __FLUX_AVL_BALANCE_BPF_H
#define __FLUX_AVL_BALANCE_BPF_H

/* An operation: a subprogram of its own, whether it is used or not. */
#define __avl_op	static __attribute__((noinline, unused))
#define __avl_inline	static inline __attribute__((always_inline, unused))

/* The first three parameters of every operation, and how they are passed on. */
#define __AVL_NODES	void *arr, unsigned long long arr_sz, unsigned long long el_off
#define __AVL_PASS	arr, arr_sz, el_off

#define __AVL_NULL	((struct avl_node *)0)
#define __AVL_LEFT	0
#define __AVL_RIGHT	1

/* while (bpf_more_turns(levels)) runs at most MAX_AVL_HEIGHT times. */
#define __avl_levels(tree)	bpf_turns(MAX_AVL_HEIGHT, (tree)->root_id)

/* The node with 1-based index @id, or NULL. */
__avl_inline struct avl_node *__avl_id_to_node(__AVL_NODES, unsigned int id)
{
	return (struct avl_node *)bpf_array_at((char *)arr + (unsigned int)el_off, arr_sz, id - 1,
					       el_off >> 32);
}

__avl_inline unsigned int __avl_node_to_id(void *arr, unsigned long long el_off,
					   struct avl_node *node)
{
	unsigned long long at = (unsigned long)node - (unsigned int)el_off - (unsigned long)arr;
	unsigned int size = el_off >> 32;

	if (__builtin_constant_p(size))
		return __bpf_exact_quotient(at, size) + 1;
	return at / size + 1;
}

/* The child of @node on @side. */
__avl_inline unsigned int *__avl_child(struct avl_node *node, const int side)
{
	return side == __AVL_LEFT ? &node->left_id : &node->right_id;
}

#define __AVL_LOWER	(1ULL << 32)

/* The balance of a node that is higher by one on @side. */
#define __avl_heavy(side)	((signed char)((side) == __AVL_LEFT ? -1 : 1))

__avl_inline void __avl_set_parent(__AVL_NODES, unsigned int id, unsigned int parent_id)
{
	struct avl_node *node = __avl_id_to_node(__AVL_PASS, id);

	if (node)
		node->parent_id = parent_id;
}

/* Where @old_id hung below @parent (NULL: was the root), hangs @id. */
__avl_inline void __avl_replace(struct avl_tree *tree, struct avl_node *parent,
				unsigned int old_id, unsigned int id)
{
	if (!parent)
		tree->root_id = id;
	else if (parent->left_id == old_id)
		parent->left_id = id;
	else
		parent->right_id = id;
}

/*
 * @top is higher by two on @side, its balance still says by one. Puts another
 * node in its place, which names @top's parent as its own; that parent, which is
 * left alone, still names @top. Returns the new node's id, and __AVL_LOWER if
 * the subtree lost a level by that; 0 if ids are wrong.
 */
__avl_inline unsigned long long __avl_rotate(__AVL_NODES, struct avl_node *top,
					     unsigned int top_id, const int side)
{
	const signed char heavy = __avl_heavy(side);
	unsigned int low_id = *__avl_child(top, side), mid_id, outer_id, inner_id;
	struct avl_node *low = __avl_id_to_node(__AVL_PASS, low_id), *mid;

	if (!low)
		return 0;
	mid_id = *__avl_child(low, !side);
	if (low->balance != -heavy) {
		int was_even = low->balance == 0;

		*__avl_child(top, side) = mid_id;
		__avl_set_parent(__AVL_PASS, mid_id, top_id);
		*__avl_child(low, !side) = top_id;
		low->parent_id = top->parent_id;
		top->parent_id = low_id;
		top->balance = was_even ? heavy : 0;
		low->balance = was_even ? -heavy : 0;
		return was_even ? low_id : low_id | __AVL_LOWER;
	}
	mid = __avl_id_to_node(__AVL_PASS, mid_id);
	if (!mid)
		return 0;
	inner_id = *__avl_child(mid, !side);
	outer_id = *__avl_child(mid, side);
	*__avl_child(top, side) = inner_id;
	__avl_set_parent(__AVL_PASS, inner_id, top_id);
	*__avl_child(low, !side) = outer_id;
	__avl_set_parent(__AVL_PASS, outer_id, low_id);
	*__avl_child(mid, !side) = top_id;
	*__avl_child(mid, side) = low_id;
	mid->parent_id = top->parent_id;
	top->parent_id = mid_id;
	low->parent_id = mid_id;
	top->balance = mid->balance == heavy ? -heavy : 0;
	low->balance = mid->balance == -heavy ? heavy : 0;
	mid->balance = 0;
	return mid_id | __AVL_LOWER;
}

/*
 * Subprograms: every operation needs both. Their registers are their own, too:
 * a loop that keeps something on the stack is one that the verifier takes long
 * to see repeat.
 */
__avl_op unsigned long long __avl_rotate_left_heavy(__AVL_NODES, struct avl_node *top,
						    unsigned int top_id)
{
	return __avl_rotate(__AVL_PASS, top, top_id, __AVL_LEFT);
}

__avl_op unsigned long long __avl_rotate_right_heavy(__AVL_NODES, struct avl_node *top,
						     unsigned int top_id)
{
	return __avl_rotate(__AVL_PASS, top, top_id, __AVL_RIGHT);
}

/* The same, and hangs the new node below @top's parent. */
__avl_inline unsigned long long __avl_turn(__AVL_NODES, struct avl_tree *tree,
					   struct avl_node *top, unsigned int top_id,
					   const int side)
{
	unsigned int parent_id = top->parent_id;
	unsigned long long result = side == __AVL_LEFT ?
		__avl_rotate_left_heavy(__AVL_PASS, top, top_id) :
		__avl_rotate_right_heavy(__AVL_PASS, top, top_id);

	if (result)
		__avl_replace(tree, __avl_id_to_node(__AVL_PASS, parent_id), top_id, result);
	return result;
}

/* -1 if @id is the left child of @node, else 1: no branch, since nobody can predict it. */
__avl_inline signed char __avl_side_of(struct avl_node *node, unsigned int id)
{
	unsigned int right = node->left_id ^ id;

	right |= -right;
	/* Or the compilers would see that it is a comparison. */
	__asm__("" : "+r"(right));
	return 2 * (right >> 31) - 1;
}

/* The new leaf @id hangs below @node: restores the balance of all above. */
__avl_inline void __avl_grown(__AVL_NODES, struct avl_tree *tree, struct avl_node *node,
			      unsigned int node_id, unsigned int id)
{
	unsigned int levels = __avl_levels(tree);

	while (bpf_more_turns(levels)) {
		signed char balance = node->balance;

		if (balance == 0) {
			node->balance = __avl_side_of(node, id);
			id = node_id;
			node_id = node->parent_id;
			node = __avl_id_to_node(__AVL_PASS, node_id);
			if (!node)
				return;
		} else if (node->left_id == id) {
			if (balance == __avl_heavy(__AVL_LEFT))
				__avl_turn(__AVL_PASS, tree, node, node_id, __AVL_LEFT);
			else
				node->balance = 0;
			return;
		} else {
			if (balance == __avl_heavy(__AVL_RIGHT))
				__avl_turn(__AVL_PASS, tree, node, node_id, __AVL_RIGHT);
			else
				node->balance = 0;
			return;
		}
	}
}

/*
 * @node has lost a level on @side. Returns the id of the subtree's root, and
 * __AVL_LOWER if it lost a level too; 0 if ids are wrong.
 */
__avl_inline unsigned long long __avl_shrink(__AVL_NODES, struct avl_tree *tree,
					     struct avl_node *node, unsigned int id,
					     const int side)
{
	if (node->balance == 0) {
		node->balance = -__avl_heavy(side);
		return id;
	}
	if (node->balance == __avl_heavy(side)) {
		node->balance = 0;
		return id | __AVL_LOWER;
	}
	return __avl_turn(__AVL_PASS, tree, node, id, !side);
}

/* @node has lost a level on @right or the left: restores the balance up to the root. */
__avl_inline void __avl_shrunk(__AVL_NODES, struct avl_tree *tree, struct avl_node *node,
			       unsigned int id, int right)
{
	unsigned int levels = __avl_levels(tree);

	while (node && bpf_more_turns(levels)) {
		unsigned int parent_id = node->parent_id;
		unsigned long long result;

		if (right)
			result = __avl_shrink(__AVL_PASS, tree, node, id, __AVL_RIGHT);
		else
			result = __avl_shrink(__AVL_PASS, tree, node, id, __AVL_LEFT);
		if (!(result & __AVL_LOWER))
			return;
		id = parent_id;
		node = __avl_id_to_node(__AVL_PASS, id);
		right = node && node->right_id == (unsigned int)result;
	}
}

/* The same where @node and all above it are on the way to the end at @side. */
__avl_inline void __avl_end_shrunk(__AVL_NODES, struct avl_tree *tree, struct avl_node *node,
				   unsigned int id, const int side)
{
	unsigned int levels = __avl_levels(tree);

	while (node && bpf_more_turns(levels)) {
		unsigned int parent_id = node->parent_id;

		if (!(__avl_shrink(__AVL_PASS, tree, node, id, side) & __AVL_LOWER))
			return;
		id = parent_id;
		node = __avl_id_to_node(__AVL_PASS, id);
	}
}

#endif /* __FLUX_AVL_BALANCE_BPF_H */
