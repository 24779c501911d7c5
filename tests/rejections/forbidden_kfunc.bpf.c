/* A function that is there, and not for such programs. cause: UnknownFunction */
#include "scheduler.bpf.h"

extern bool bpf_session_is_return(void) __ksym;

SEC("syscall") int flux_dispatch(void *ctx)
{
//@ let missing = cpu.kernel_says();
	out = bpf_session_is_return();
	return 0;
}
