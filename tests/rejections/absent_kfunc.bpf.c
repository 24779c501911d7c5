/* A function of sched_ext, which this kernel may not have, without a look whether it has it. cause: UnknownFunction */
#include "scheduler.bpf.h"

extern u32 scx_bpf_function_of_tomorrow(void) __ksym __weak;

SEC("syscall") int flux_dispatch(void *ctx)
{
//@ let missing = cpu.kernel_says();
	out = scx_bpf_function_of_tomorrow();
	return 0;
}
