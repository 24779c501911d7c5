/* An index that nothing bounds. cause: OutOfBounds */
#include "scheduler.bpf.h"

SEC("syscall") int flux_dispatch(void *ctx)
{
//@ let place = biff.places.get();
	u64 at = place;

//@ let waiting = biff.counts[place];
	out = ((volatile u64 *)counts)[at];
	return 0;
}
