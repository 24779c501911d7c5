/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy's trees of its threads: avl_tree with the rules of lists.bpf.h, under
 * the instance's lock.
 *
 * @field is the thread's node for the tree, @key_field what orders it. The key is
 * copied on insert, so a policy may change the field while the thread is in the tree;
 * the order is then that of the old value until the thread is inserted again.
 */
#ifndef __FLUX_TREES_BPF_H
#define __FLUX_TREES_BPF_H

#define __FLUX_NODES(field)	flux_threads, flux_config.max_threads, __FLUX_NODE_OFFSET(field)
#define __FLUX_NODE_OFFSET(field)						\
	el_off(sizeof(struct flux_thread), __builtin_offsetof(struct flux_thread, field))

#define flux_tree_has(tree, thread, field)					\
	((thread)->f.state == FLUX_THREAD_LINKED &&				\
	 avl_tree_contains(flux_threads, __FLUX_NODE_OFFSET(field), tree, &(thread)->field))

#define flux_tree_contains(sched, tree, thread, field)				\
	(flux_thread_is_of(sched, thread) && flux_tree_has(tree, thread, field))

/* False if the thread is in the tree already. */
#define flux_tree_insert(sched, tree, thread, field, key_field)			\
({										\
	bool ___may = !flux_tree_contains(sched, tree, thread, field);		\
										\
	if (___may && (!FLUX_GUARD(LINK_ONCE) || flux_thread_in_hands(sched, thread))) { \
		(thread)->field.key = (thread)->key_field;			\
		avl_tree_insert(__FLUX_NODES(field), tree, &(thread)->field);	\
		flux_thread_linked(thread);					\
	}									\
	___may;									\
})

#define flux_tree_pop(pop, tree, field)						\
({										\
	struct avl_node *___found = pop(__FLUX_NODES(field), tree);		\
	struct flux_thread *___popped = avl_node_to_elem(flux_threads, ___found, field); \
										\
	if (___popped)								\
		flux_thread_unlinked(___popped);				\
	___popped;								\
})

#define flux_tree_pop_min(tree, field)	flux_tree_pop(avl_tree_pop_min, tree, field)
#define flux_tree_pop_max(tree, field)	flux_tree_pop(avl_tree_pop_max, tree, field)

#define flux_tree_end(end, tree, field)						\
({										\
	struct avl_node *___found = end(__FLUX_NODES(field), tree);		\
										\
	avl_node_to_elem(flux_threads, ___found, field);				\
})

#define flux_tree_min(tree, field)	flux_tree_end(avl_tree_min, tree, field)
#define flux_tree_max(tree, field)	flux_tree_end(avl_tree_max, tree, field)

#define flux_tree_neighbour(neighbour, sched, tree, thread, field)		\
({										\
	struct avl_node *___found = flux_thread_is_of(sched, thread) ?		\
		neighbour(__FLUX_NODES(field), tree, &(thread)->field) : NULL;	\
										\
	avl_node_to_elem(flux_threads, ___found, field);				\
})

/* The neighbours of a thread; NULL at the ends, and for one that is not in the tree. */
#define flux_tree_next(sched, tree, thread, field)				\
	flux_tree_neighbour(avl_tree_next, sched, tree, thread, field)
#define flux_tree_prev(sched, tree, thread, field)				\
	flux_tree_neighbour(avl_tree_prev, sched, tree, thread, field)

#define flux_tree_is_empty(tree)	((tree)->root_id == 0 && (tree)->first_orphan_id == 0)

/* Takes the thread out of the tree; false if it should be there and is not. */
#define flux_tree_remove(sched, tree, thread, field)				\
({										\
	bool ___is_there = flux_tree_contains(sched, tree, thread, field);	\
										\
	if (___is_there) {							\
		avl_tree_delete(__FLUX_NODES(field), tree, &(thread)->field);	\
		flux_thread_unlinked(thread);					\
	}									\
	___is_there || !flux_thread_in_hands(sched, thread);			\
})

/* Takes the thread out of the tree if it is in it. Whoever calls it sets state and nr_linked. */
#define flux_tree_unlink(tree, thread, field)					\
({										\
	if (flux_tree_has(tree, thread, field))					\
		avl_tree_delete(__FLUX_NODES(field), tree, &(thread)->field);	\
})

#endif /* __FLUX_TREES_BPF_H */
