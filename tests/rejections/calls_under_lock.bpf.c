/* The clock is asked while a lock is held. cause: Lock */
#include "scheduler.bpf.h"

SEC("syscall") int flux_enqueue(void *ctx)
{
	struct flux_lock *lock;
	u32 zero = 0;

	lock = bpf_map_lookup_elem(&flux_locks, &zero);
	if (!lock)
		return 0;
//@ let mut locked = biff.lock();
	bpf_spin_lock(&lock->lock);
//@ locked.came_at = now();
	out = bpf_ktime_get_ns();
	bpf_spin_unlock(&lock->lock);
	return 0;
}
