/* Nothing in the loop changes what ends it. cause: UnboundedLoop */
#include "scheduler.bpf.h"

SEC("syscall") int flux_dispatch(void *ctx)
{
	u64 waits = 1;

//@ loop { wait(); }
	while (waits)
		asm volatile("" : "+r"(waits));
	return 0;
}
