/* SPDX-License-Identifier: GPL-2.0 */
/* arr_list against bpf_list_head. */

struct element {
	u64 value;
	struct arr_list_entry link;
};

struct element elements[MAX_ELEMENTS] SEC(".data.elements");
struct arr_list list SEC(".data.list");
struct bpf_spin_lock list_lock private(list_lock);

/* Puts all elements on the list. */
SEC("syscall") int flux_fill(struct io *io)
{
	u32 nr = io->elements, at;

	arr_list_init(&list);
	bpf_for(at, 0, nr) {
		struct element *element = bpf_array_elem(elements, MAX_ELEMENTS, at);

		if (!element)
			return -1;
		element->value = at;
		arr_list_insert_tail(elements, MAX_ELEMENTS, &list, element, link);
	}
	return 0;
}

/* The first element becomes the last. */
ROUNDS(flux_push_pop, {
	struct element *element;

	bpf_spin_lock(&list_lock);
	element = arr_list_pop_first(elements, MAX_ELEMENTS, &list, link);
	bpf_spin_unlock(&list_lock);
	if (!element)
		continue;
	sum += element->value;
	bpf_spin_lock(&list_lock);
	arr_list_insert_tail(elements, MAX_ELEMENTS, &list, element, link);
	bpf_spin_unlock(&list_lock);
})

/* Any element becomes the first. */
ROUNDS(flux_insert_remove, {
	struct element *element =
		bpf_array_elem(elements, MAX_ELEMENTS, random_below(&random, nr));

	if (!element)
		continue;
	bpf_spin_lock(&list_lock);
	arr_list_remove(elements, MAX_ELEMENTS, &list, element, link);
	bpf_spin_unlock(&list_lock);
	sum += element->value;
	bpf_spin_lock(&list_lock);
	arr_list_insert_head(elements, MAX_ELEMENTS, &list, element, link);
	bpf_spin_unlock(&list_lock);
})

/* What both sides pay for the loop and two turns under a lock. */
ROUNDS(lock_alone, {
	bpf_spin_lock(&list_lock);
	bpf_spin_unlock(&list_lock);
	bpf_spin_lock(&list_lock);
	bpf_spin_unlock(&list_lock);
})

struct node {
	u64 value;
	struct bpf_list_node link;
};

struct bpf_spin_lock kernel_lock private(kernel);
struct bpf_list_head kernel_list contains(node, link) private(kernel);

SEC("syscall") int kernel_fill(struct io *io)
{
	u32 nr = io->elements, at;

	bpf_for(at, 0, nr) {
		struct node *node = obj_new(struct node);

		if (!node)
			return -1;
		node->value = at;
		bpf_spin_lock(&kernel_lock);
		bpf_list_push_back_impl(&kernel_list, &node->link, NULL, 0);
		bpf_spin_unlock(&kernel_lock);
	}
	return 0;
}

ROUNDS(kernel_push_pop, {
	struct bpf_list_node *link;
	struct node *node;

	bpf_spin_lock(&kernel_lock);
	link = bpf_list_pop_front(&kernel_list);
	bpf_spin_unlock(&kernel_lock);
	if (!link)
		continue;
	node = container_of(link, struct node, link);
	sum += node->value;
	bpf_spin_lock(&kernel_lock);
	bpf_list_push_back_impl(&kernel_list, &node->link, NULL, 0);
	bpf_spin_unlock(&kernel_lock);
})

/*
 * The kernel's list cannot give away any element; the last one stands for it. One
 * is chosen all the same, since that costs something too.
 */
ROUNDS(kernel_insert_remove, {
	struct bpf_list_node *link;
	struct node *node;

	if (random_below(&random, nr) >= nr)
		continue;
	bpf_spin_lock(&kernel_lock);
	link = bpf_list_pop_back(&kernel_list);
	bpf_spin_unlock(&kernel_lock);
	if (!link)
		continue;
	node = container_of(link, struct node, link);
	sum += node->value;
	bpf_spin_lock(&kernel_lock);
	bpf_list_push_front_impl(&kernel_list, &node->link, NULL, 0);
	bpf_spin_unlock(&kernel_lock);
})

/* Single operations, for what they cost the verifier and in machine code. */

SEC("syscall") int list_push(u32 *at)
{
	struct element *element = bpf_array_elem(elements, MAX_ELEMENTS, *at);

	if (!element)
		return -1;
	bpf_spin_lock(&list_lock);
	arr_list_insert_tail(elements, MAX_ELEMENTS, &list, element, link);
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("syscall") int list_pop(u32 *at)
{
	struct element *element;

	bpf_spin_lock(&list_lock);
	element = arr_list_pop_first(elements, MAX_ELEMENTS, &list, link);
	bpf_spin_unlock(&list_lock);
	return element ? 0 : -1;
}

SEC("syscall") int list_remove(u32 *at)
{
	struct element *element = bpf_array_elem(elements, MAX_ELEMENTS, *at);

	if (!element)
		return -1;
	bpf_spin_lock(&list_lock);
	arr_list_remove(elements, MAX_ELEMENTS, &list, element, link);
	bpf_spin_unlock(&list_lock);
	return 0;
}
