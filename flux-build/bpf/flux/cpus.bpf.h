/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CPUs that come and go, and those that are there when the scheduler starts. Included by
 * callbacks.bpf.h.
 */
#ifndef __FLUX_CPUS_BPF_H
#define __FLUX_CPUS_BPF_H

/*
 * The watch timer holds a CPU for microseconds only; the CPU that it fires on may be a
 * hypervisor's, and stand still meanwhile. The most that the verifier allows.
 */
#define FLUX_ENTER_TRIES	(8 << 20)

static __always_inline bool flux_cpu_enter_wait(struct flux_cpu *cpu)
{
	int i;

	bpf_for(i, 0, FLUX_ENTER_TRIES) {
		if (flux_cpu_enter(cpu))
			return true;
	}
	flux_fail("flux: CPU %llu is held by somebody who does not let go", cpu->f.cpu);
	return false;
}

void FLUX_CALLBACK(flux_cpu_online, s32 nr)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);
	struct flux_ctx fctx = {};

	if (!cpu || !flux_cpu_enter_wait(cpu))
		return;
	cpu->f.cpu = nr;
	flux_cpu_add(cpu, &fctx);
	flux_cpu_leave(cpu);
	flux_pass_requests(&fctx);
}

void FLUX_CALLBACK(flux_cpu_offline, s32 nr)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);
	struct flux_ctx fctx = {};

	if (!cpu || !flux_cpu_enter_wait(cpu))
		return;
	flux_flush_pinned(cpu);
	flux_cpu_remove(cpu, FLUX_CPU_OFFLINE, &fctx);
	flux_flush_shared(cpu);
	flux_cpu_leave(cpu);
	flux_pass_requests(&fctx);
}

/* Where the CPU is; without the agent's word, on a core of its own. */
static __always_inline void flux_note_topology(struct flux_cpu *cpu)
{
	u32 at = bpf_bounded_index(cpu->f.cpu, FLUX_MAX_CPUS);

	cpu->f.core = flux_topology.is_known ? flux_topology.core[at] : cpu->f.cpu;
	cpu->f.llc = flux_topology.llc[at];
	cpu->f.node = flux_topology.node[at];
}

s32 FLUX_CALLBACK_SLEEPABLE(flux_init)
{
	const struct cpumask *online;
	struct flux_ctx fctx = {};
	s32 err;
	u32 nr;

	flux_globals.nr_cpus = scx_bpf_nr_cpu_ids();
	if (flux_globals.nr_cpus > flux_config.nr_cpus) {
		flux_fail("flux: the machine has %llu CPUs, the scheduler was loaded for %llu", flux_globals.nr_cpus,
			  flux_config.nr_cpus);
		return -FLUX_EINVAL;
	}
	err = flux_create_queues();
	if (err)
		return err;
	online = scx_bpf_get_online_cpumask();
	bpf_for(nr, 0, flux_globals.nr_cpus) {
		struct flux_cpu *cpu = flux_cpu_at(nr);

		if (!cpu)
			break;
		cpu->f.cpu = nr;
		flux_note_topology(cpu);
		if (bpf_cpumask_test_cpu(nr, online))
			flux_cpu_add(cpu, &fctx);
	}
	scx_bpf_put_cpumask(online);
	return flux_watch_start();
}

#endif /* __FLUX_CPUS_BPF_H */
