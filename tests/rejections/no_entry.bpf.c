/* A lookup that may find nothing. cause: MaybeNull */
#include "scheduler.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} entries SEC(".maps");

SEC("syscall") int flux_dispatch(void *ctx)
{
	u32 key = 3;
	u64 *entry = bpf_map_lookup_elem(&entries, &key);

//@ let next = front(biff).runs.get();
	out = *entry;
	return 0;
}
