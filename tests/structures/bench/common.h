/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What both sides of a comparison share: one way of counting rounds, one source of
 * random numbers, and what the kernel's own list and tree need. src/main.rs puts
 * this before each of the programs.
 *
 * A program does io->rounds rounds on io->elements elements and says how long that
 * took. Both sides take a bpf_spin_lock for each operation alone, as a scheduler does
 * that puts a thread in here and takes one out there.
 */
#include <flux/kernel.bpf.h>
#include <flux/arr_heap.bpf.h>
#include <flux/arr_list.bpf.h>
#include <flux/avl.bpf.h>

#define MAX_ELEMENTS	10000

struct io {
	u32 elements;
	u32 rounds;
	u64 seed;		/* not 0 */
	u64 ns;
	u64 sum;		/* of what was taken out */
	u64 failed;		/* operations that found nothing */
};

/* In a map that nobody maps, as the verifier wants it for locks. */
#define private(name)	SEC(".data." #name) __attribute__((visibility("hidden"), aligned(8)))

struct bpf_list_head {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

struct bpf_list_node {
	__u64 __opaque[3];
} __attribute__((aligned(8)));

struct bpf_rb_root {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_node {
	__u64 __opaque[4];
} __attribute__((aligned(8)));

struct bpf_refcount {
	__u32 __opaque[1];
} __attribute__((aligned(4)));

#define contains(type, field)							\
	__attribute__((btf_decl_tag("contains:" #type ":" #field)))

void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *object, void *meta) __ksym;
void *bpf_refcount_acquire_impl(void *object, void *meta) __ksym;
int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node,
			     void *meta, u64 off) __ksym;
int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node,
			    void *meta, u64 off) __ksym;
struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head) __ksym;
struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			bool (*less)(struct bpf_rb_node *a, const struct bpf_rb_node *b),
			void *meta, u64 off) __ksym;
struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;

#define obj_new(type)	((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))

static inline u64 next_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* A number below @bound, which is below 2^32. */
static inline u32 random_below(u64 *state, u32 bound)
{
	return (next_random(state) >> 32) * bound >> 32;
}

/* Keys are this far apart at most: what a thread runs, about a millisecond. */
#define KEY_STEP	(1 << 20)

/*
 * A program: the body is one round, which leaves with "continue" if it failed.
 * The loop costs less than bpf_for, whose calls would be in both sides' figures.
 */
#define ROUNDS(name, ...)							\
SEC("syscall") int name(struct io *io)						\
{										\
	u64 start = bpf_ktime_get_ns(), sum = 0, failed = io->rounds, random = io->seed; \
	u32 left = io->rounds, nr = io->elements;				\
										\
	while (bpf_more_turns(left)) {						\
		__VA_ARGS__							\
		failed--;							\
	}									\
	io->ns = bpf_ktime_get_ns() - start;					\
	io->sum = sum + (random & 0) + (nr & 0);				\
	io->failed = failed;							\
	return 0;								\
}

char _license[] SEC("license") = "GPL";
