/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Steps on this machine. The height that a tree may have is a variable here, of
 * each thread: tests run side by side.
 */
static _Thread_local unsigned int height;

#define MAX_AVL_HEIGHT	height

#include "steps.h"

unsigned long long STEP(struct item *items, struct arr_heap_slot *slots, unsigned int *places,
			unsigned long long nr, struct heads *heads, const struct step *step,
			unsigned int max_height);

unsigned long long STEP(struct item *items, struct arr_heap_slot *slots, unsigned int *places,
			unsigned long long nr, struct heads *heads, const struct step *step,
			unsigned int max_height)
{
	height = max_height;
	if (step->code >= HEAP_INSERT)
		return step_heap(slots, places, nr, heads, step);
	if (step->code >= TREE_INSERT)
		return step_tree(items, nr, heads, step);
	if (step->code >= VISIT && step->code <= TAKE_ODD_REVERSE)
		return step_visit_list(items, nr, heads, step);
	if (step->code >= CONTAINS && step->code <= NEIGHBOURS)
		return step_look_at_list(items, nr, heads, step);
	return step_change_list(items, nr, heads, step);
}

#ifndef AVL_DISABLE_CACHING
/*
 * The sanitizer wants to be the first library. It need only come before libc,
 * which it does, and in which order a program's libraries are linked is not up to
 * a build script. To remember where all memory came from would take half of the
 * time.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "verify_asan_link_order=0:malloc_context_size=1:detect_leaks=0";
}
#endif
