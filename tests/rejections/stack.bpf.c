/* Two functions that fit on the stack, and not together: no line is to blame. cause: Stack */
#include "scheduler.bpf.h"

static __noinline u64 sum(u64 from)
{
	volatile u64 all[40];
	u64 i;

	for (i = 0; i < 40; i++)
		all[i] = from + i;
	return all[place & 31];
}

SEC("syscall") int flux_dispatch(void *ctx)
{
	volatile u64 large[40];
	u64 i;

	for (i = 0; i < 40; i++)
		large[i] = i;
	out = sum(large[place & 31]);
	return 0;
}
