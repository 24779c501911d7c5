/*
 * Stands for <flux/flux.bpf.h> when the C of a case is compiled natively. The layouts, arrays
 * and lists are the real ones; maps and locks are the plainest that notice misuse.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char u8, __u8;
typedef unsigned short u16, __u16;
typedef unsigned int u32, __u32;
typedef unsigned long long u64, __u64;
typedef signed char s8, __s8;
typedef short s16, __s16;
typedef int s32, __s32;
typedef long long s64, __s64;

#define SEC(name)
#define __always_inline		inline __attribute__((always_inline))
#define __uint(name, value)	int (*name)[value]
#define __type(name, value)	value *name
#define BPF_MAP_TYPE_ARRAY	2

struct bpf_spin_lock {
	u32 val;
};

static struct bpf_spin_lock meaning_locks[64];

#define bpf_map_lookup_elem(map, key)	((struct flux_lock *)&meaning_locks[*(key)])

/* A thread that takes a second lock hangs in the kernel. */
static void bpf_spin_lock(struct bpf_spin_lock *lock)
{
	if (lock->val++)
		abort();
}

static void bpf_spin_unlock(struct bpf_spin_lock *lock)
{
	if (--lock->val)
		abort();
}

#include <flux/glob.bpf.h>
#include <flux/types.bpf.h>
#include <flux/guards.bpf.h>
#include <flux/array.bpf.h>
#include <flux/loop.bpf.h>
#include <flux/arr_list.bpf.h>
