/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an object of flux says of itself, for programs that are broken on purpose: a hierarchy of
 * three instances, two of them of the type that the programs pretend to come from.
 */
#include <flux/kernel.bpf.h>
#include <flux/types.bpf.h>

struct flux_sched {
	struct flux_sched_generic f;
};

struct flux_sched flux_scheds[4] SEC(".data.flux_scheds") = {
	[1] = { .f = { .id = 1, .type = 1 } },
	[2] = { .f = { .id = 2, .type = 2 } },
	[3] = { .f = { .id = 3, .type = 2 } },
};

const struct flux_layout flux_layout SEC(".rodata.flux_layout") = {
	.magic = FLUX_LAYOUT_MAGIC,
	.version = FLUX_LAYOUT_VERSION,
	.nr_nodes = 3,
	.sizeof_sched = sizeof(struct flux_sched),
};

const char flux_source[] SEC(".rodata.flux_source") =
	"roci Roci schedulers/src/roci.rs\n"
	"\tpick_next_task 46\n"
	"biff Biff library/src/policy.rs\n"
	"\tthread_runnable 6\n"
	"\tpick_next_task 12\n";

struct flux_lock {
	struct bpf_spin_lock lock;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct flux_lock);
} flux_locks SEC(".maps");

u64 counts[8] SEC(".data.counts");
volatile u64 place SEC(".data.place");
volatile u64 out SEC(".data.out");

char _license[] SEC("license") = "GPL";
