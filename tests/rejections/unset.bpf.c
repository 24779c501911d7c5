/* A register that a call has emptied. cause: Uninitialized */
#include "scheduler.bpf.h"

SEC("syscall") int flux_dispatch(void *ctx)
{
	u64 value = bpf_ktime_get_ns();

//@ let place = biff.places.get();
	asm volatile("%0 = r3" : "=r"(value));
	out = value;
	return 0;
}
