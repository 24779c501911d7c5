/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is left behind: the scheduler's part of the kernel's debug dump, and the
 * record of why it ended, which the agent puts into words.
 */
#ifndef __FLUX_EXIT_BPF_H
#define __FLUX_EXIT_BPF_H

struct flux_exit_info flux_exit_info SEC(".data.flux_exit");

/* The kernel's debug dump; resized at load. */
char flux_exit_dump[1] SEC(".data.flux_exit_dump");

void FLUX_CALLBACK(flux_dump, struct scx_dump_ctx *dump)
{
	u32 nr;
	u32 id;

	bpf_for(id, 1, FLUX_NR_NODES + 1) {
		struct flux_sched *sched = flux_sched_at(id);
		u64 name = (u64)&flux_names[bpf_bounded_index(id, FLUX_NR_NODES + 1)];

		flux_dump_line("flux: %s: holds %lld CPUs, wants %lld, has %lld threads", name,
			       sched->f.nr_cpus, sched->f.nr_wanted, sched->f.nr_threads);
	}
	bpf_for(nr, 0, flux_globals.nr_cpus) {
		struct flux_cpu *cpu = flux_cpu_at(nr);
		u64 name;

		if (!cpu || cpu->f.state != FLUX_CPU_ONLINE)
			continue;
		name = (u64)&flux_names[bpf_bounded_index(cpu->f.owner, FLUX_NR_NODES + 1)];
		flux_dump_line("flux: CPU %llu: held by %s, thread id %llu, halted %llu, preempt_to %llx, %llu pinned",
			       nr, name, cpu->f.current, cpu->f.halted, cpu->f.preempt_to, cpu->f.nr_pinned);
	}
	flux_dump_line("flux: ids: %llu in use of %llu, %llu threads without one, %llu in the shared queue",
		       flux_globals.ids_in_use, flux_config.max_threads, flux_globals.overflow_live,
		       flux_globals.nr_shared);
}

void FLUX_CALLBACK(flux_exit, struct scx_exit_info *info)
{
	u32 dump_len = flux_config.exit_dump_len;

	bpf_probe_read_kernel_str(flux_exit_info.reason, sizeof(flux_exit_info.reason), info->reason);
	bpf_probe_read_kernel_str(flux_exit_info.msg, sizeof(flux_exit_info.msg), info->msg);
	bpf_probe_read_kernel_str(flux_exit_dump, dump_len, info->dump);
	flux_exit_info.exit_code = info->exit_code;
	/* The agent waits for `kind`: it is written last. */
	__sync_lock_test_and_set(&flux_exit_info.kind, info->kind);
}

#endif /* __FLUX_EXIT_BPF_H */
