/* SPDX-License-Identifier: GPL-2.0 */
/* avl_tree and arr_heap against bpf_rbtree. */

struct element {
	u64 key;
	struct avl_node node;
};

struct element elements[MAX_ELEMENTS] SEC(".data.elements");
struct avl_tree tree_head SEC(".data.tree");
struct bpf_spin_lock tree_lock private(tree_lock);

AVL_DEFINE_LOCKED(tree, elements, MAX_ELEMENTS, node, &tree_head, &tree_lock)

struct arr_heap_slot slots[ARR_HEAP_SLOTS(MAX_ELEMENTS)] SEC(".data.slots")
	__attribute__((aligned(64)));
u32 places[MAX_ELEMENTS] SEC(".data.places");
struct arr_heap heap_head SEC(".data.heap");
struct bpf_spin_lock heap_lock private(heap_lock);

ARR_HEAP_DEFINE(heap, slots, places, MAX_ELEMENTS, &heap_head)

/* Global functions that take the lock, as the tree has. */

__attribute__((noinline)) int locked_heap_insert(u32 id, u64 key)
{
	int result;

	bpf_spin_lock(&heap_lock);
	result = heap_insert(id, key);
	bpf_spin_unlock(&heap_lock);
	return result;
}

__attribute__((noinline)) int locked_heap_remove(u32 id)
{
	int result;

	bpf_spin_lock(&heap_lock);
	result = heap_remove(id);
	bpf_spin_unlock(&heap_lock);
	return result;
}

__attribute__((noinline)) u32 locked_heap_pop_min(void)
{
	u32 id;

	bpf_spin_lock(&heap_lock);
	id = heap_pop_min();
	bpf_spin_unlock(&heap_lock);
	return id;
}

/* Puts all elements into the tree and the heap. */
SEC("syscall") int flux_fill(struct io *io)
{
	u32 nr = io->elements, at;
	u64 random = io->seed;

	bpf_for(at, 0, nr) {
		u64 key = random_below(&random, KEY_STEP);

		if (tree_insert(at + 1, key) || locked_heap_insert(at + 1, key))
			return -1;
	}
	return 0;
}

/* The first is taken out and comes back with a later key. */
ROUNDS(flux_insert_pop_min, {
	u32 id = tree_pop_min();
	struct element *element = bpf_array_elem(elements, MAX_ELEMENTS, id - 1);

	if (!element)
		continue;
	sum += element->node.key;
	if (tree_insert(id, element->node.key + random_below(&random, KEY_STEP)))
		continue;
})

/* Any one is taken out and comes back with another key. */
ROUNDS(flux_insert_remove, {
	u32 id = random_below(&random, nr) + 1;

	if (tree_delete(id))
		continue;
	if (tree_insert(id, random_below(&random, KEY_STEP)))
		continue;
})

/* The heap's elements keep their keys in the same place as the tree's. */
ROUNDS(heap_insert_pop_min, {
	u32 id = locked_heap_pop_min();
	struct element *element = bpf_array_elem(elements, MAX_ELEMENTS, id - 1);

	if (!element)
		continue;
	sum += element->key;
	element->key += random_below(&random, KEY_STEP);
	if (locked_heap_insert(id, element->key))
		continue;
})

ROUNDS(heap_insert_remove, {
	u32 id = random_below(&random, nr) + 1;

	if (locked_heap_remove(id))
		continue;
	if (locked_heap_insert(id, random_below(&random, KEY_STEP)))
		continue;
})

ROUNDS(lock_alone, {
	bpf_spin_lock(&tree_lock);
	bpf_spin_unlock(&tree_lock);
	bpf_spin_lock(&tree_lock);
	bpf_spin_unlock(&tree_lock);
})

struct node {
	u64 key;
	struct bpf_rb_node rb;
};

struct bpf_spin_lock kernel_lock private(kernel);
struct bpf_rb_root kernel_tree contains(node, rb) private(kernel);

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct node, rb)->key < container_of(b, struct node, rb)->key;
}

ROUNDS(kernel_insert_pop_min, {
	struct bpf_rb_node *rb;
	struct node *node;

	bpf_spin_lock(&kernel_lock);
	rb = bpf_rbtree_first(&kernel_tree);
	if (!rb) {
		bpf_spin_unlock(&kernel_lock);
		continue;
	}
	rb = bpf_rbtree_remove(&kernel_tree, rb);
	bpf_spin_unlock(&kernel_lock);
	if (!rb)
		continue;
	node = container_of(rb, struct node, rb);
	sum += node->key;
	node->key += random_below(&random, KEY_STEP);
	bpf_spin_lock(&kernel_lock);
	bpf_rbtree_add_impl(&kernel_tree, &node->rb, less, NULL, 0);
	bpf_spin_unlock(&kernel_lock);
})

/*
 * To take any node out, a program must hold a reference to it beside the tree's: in
 * a map, from where it is exchanged for NULL and back.
 */
struct shared_node {
	u64 key;
	struct bpf_rb_node rb;
	struct bpf_refcount refs;
};

struct slot {
	struct shared_node __kptr *node;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, struct slot);
	__uint(max_entries, MAX_ELEMENTS);
} kernel_slots SEC(".maps");

struct bpf_spin_lock shared_lock private(shared);
struct bpf_rb_root shared_tree contains(shared_node, rb) private(shared);

static bool shared_less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct shared_node, rb)->key <
	       container_of(b, struct shared_node, rb)->key;
}

/* Puts one node into each of the kernel's trees. */
static int kernel_add(u32 at, u64 key)
{
	struct slot *slot = bpf_map_lookup_elem(&kernel_slots, &at);
	struct shared_node *shared, *other;
	struct node *node = obj_new(struct node);

	if (!node)
		return -1;
	node->key = key;
	bpf_spin_lock(&kernel_lock);
	bpf_rbtree_add_impl(&kernel_tree, &node->rb, less, NULL, 0);
	bpf_spin_unlock(&kernel_lock);
	shared = obj_new(struct shared_node);
	if (!shared)
		return -1;
	shared->key = key;
	other = bpf_refcount_acquire_impl(shared, NULL);
	bpf_spin_lock(&shared_lock);
	bpf_rbtree_add_impl(&shared_tree, &shared->rb, shared_less, NULL, 0);
	bpf_spin_unlock(&shared_lock);
	if (slot)
		other = bpf_kptr_xchg(&slot->node, other);
	if (other)
		bpf_obj_drop_impl(other, NULL);
	return 0;
}

SEC("syscall") int kernel_fill(struct io *io)
{
	u32 nr = io->elements, at;
	u64 random = io->seed;

	bpf_for(at, 0, nr) {
		if (kernel_add(at, random_below(&random, KEY_STEP)))
			return -1;
	}
	return 0;
}

ROUNDS(kernel_insert_remove, {
	u32 at = random_below(&random, nr);
	struct slot *slot = bpf_map_lookup_elem(&kernel_slots, &at);
	struct shared_node *held;
	struct shared_node *node;
	struct bpf_rb_node *rb;

	if (!slot)
		continue;
	held = bpf_kptr_xchg(&slot->node, NULL);
	if (!held)
		continue;
	bpf_spin_lock(&shared_lock);
	rb = bpf_rbtree_remove(&shared_tree, &held->rb);
	bpf_spin_unlock(&shared_lock);
	held = bpf_kptr_xchg(&slot->node, held);
	if (held)
		bpf_obj_drop_impl(held, NULL);
	if (!rb)
		continue;
	node = container_of(rb, struct shared_node, rb);
	sum += node->key;
	node->key = random_below(&random, KEY_STEP);
	bpf_spin_lock(&shared_lock);
	bpf_rbtree_add_impl(&shared_tree, &node->rb, shared_less, NULL, 0);
	bpf_spin_unlock(&shared_lock);
})

/* Single operations, for what they cost the verifier and in machine code. */

struct job {
	u32 id;
	u64 key;
};

SEC("syscall") int tree_op_insert(struct job *job)
{
	return tree_insert(job->id, job->key);
}

SEC("syscall") int tree_op_delete(struct job *job)
{
	return tree_delete(job->id);
}

SEC("syscall") int tree_op_pop_min(struct job *job)
{
	return tree_pop_min();
}

/* All three in one program. */
SEC("syscall") int tree_op_three(struct job *job)
{
	return tree_insert(job->id, job->key) + tree_delete(job->id) + tree_pop_min();
}

SEC("syscall") int heap_op_insert(struct job *job)
{
	return locked_heap_insert(job->id, job->key);
}

SEC("syscall") int heap_op_remove(struct job *job)
{
	return locked_heap_remove(job->id);
}

SEC("syscall") int heap_op_pop_min(struct job *job)
{
	return locked_heap_pop_min();
}
