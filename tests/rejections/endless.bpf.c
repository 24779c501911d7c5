/* A loop whose state never repeats, so that the verifier sees no end either. cause: TooComplex */
#include "scheduler.bpf.h"

SEC("syscall") int flux_dispatch(void *ctx)
{
	u64 i;

//@ for round in 0..10_000_000 {
	for (i = 0; i < 10000000; i++) {
//@ sum(biff, round);
		out += i;
	}
	return 0;
}
