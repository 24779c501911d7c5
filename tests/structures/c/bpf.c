/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Steps in the kernel. tests/bpf.rs puts before this: kernel.bpf.h, steps.h, and
 * how many ELEMENTS, WORLDS and STEPS there are.
 */
struct world {
	struct item items[ELEMENTS];
	struct arr_heap_slot slots[ARR_HEAP_SLOTS(ELEMENTS)];
	unsigned int places[ELEMENTS];
	struct heads heads;
};

struct world worlds[WORLDS] SEC(".data.worlds");
struct step steps[STEPS] SEC(".data.steps");

/* Global functions, so that the verifier walks through each once. */
#define STEP_FUNCTION(name, ...)						\
__attribute__((noinline)) int do_##name(u32 at)				\
{										\
	struct step *step = bpf_array_elem(steps, STEPS, at);			\
	struct world *world;							\
										\
	if (!step)								\
		return -1;							\
	world = bpf_array_elem(worlds, WORLDS, step->world);			\
	if (!world)								\
		return -1;							\
	step->result = step_##name(__VA_ARGS__, ELEMENTS, &world->heads, step); \
	return 0;								\
}

STEP_FUNCTION(change_list, world->items)
STEP_FUNCTION(look_at_list, world->items)
STEP_FUNCTION(visit_list, world->items)
STEP_FUNCTION(tree, world->items)
STEP_FUNCTION(heap, world->slots, world->places)

__attribute__((noinline)) int do_step(u32 at)
{
	struct step *step = bpf_array_elem(steps, STEPS, at);

	if (!step)
		return -1;
	if (step->code >= HEAP_INSERT)
		return do_heap(at);
	if (step->code >= TREE_INSERT)
		return do_tree(at);
	if (step->code >= VISIT && step->code <= TAKE_ODD_REVERSE)
		return do_visit_list(at);
	if (step->code >= CONTAINS && step->code <= NEIGHBOURS)
		return do_look_at_list(at);
	return do_change_list(at);
}

/* Does the first *@count steps; 0 if there are as many. */
SEC("syscall") int run(u32 *count)
{
	u32 nr = *count, at;

	bpf_for(at, 0, nr) {
		if (do_step(at))
			return -1;
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
