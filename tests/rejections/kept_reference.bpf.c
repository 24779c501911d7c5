/* A task is taken from the kernel and kept. cause: Reference */
#include "scheduler.bpf.h"

struct task_struct;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;

SEC("syscall") int flux_dispatch(void *ctx)
{
	struct task_struct *task;

//@ let next = front(biff).runs.get();
	task = bpf_task_from_pid(1);
	if (task)
		out = 1;
//@ cpu.yield_to_parent();
	return 0;
}
