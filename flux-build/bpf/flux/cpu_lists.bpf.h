/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy's lists of CPUs, under the instance's lock. The link is in what the
 * instance keeps for each CPU, so instances do not meet.
 *
 * Nobody but the policy changes them: a CPU stays on a list when it is preempted,
 * granted, or goes offline. What would put a CPU on a list twice, or take it off one
 * that it is not on, says so (false).
 */
#ifndef __FLUX_CPU_LISTS_BPF_H
#define __FLUX_CPU_LISTS_BPF_H

/* The link, as a member of struct flux_cpu. */
#define __flux_cpu_link(sched, field)						\
	part[bpf_bounded_index((sched)->f.id, FLUX_NR_NODES + 1)].field

#define flux_cpu_list_contains(sched, list, cpu, field)				\
	arr_list_contains(flux_cpus, list, cpu, __flux_cpu_link(sched, field))

#define flux_cpu_list_push(insert, sched, list, cpu, field)			\
({										\
	bool ___may = !flux_cpu_list_contains(sched, list, cpu, field);		\
										\
	if (___may)								\
		insert(flux_cpus, flux_config.nr_cpus, list, cpu,		\
		       __flux_cpu_link(sched, field));				\
	___may;									\
})

#define flux_cpu_list_push_back(sched, list, cpu, field)			\
	flux_cpu_list_push(arr_list_insert_tail, sched, list, cpu, field)

#define flux_cpu_list_push_front(sched, list, cpu, field)			\
	flux_cpu_list_push(arr_list_insert_head, sched, list, cpu, field)

#define flux_cpu_list_pop_front(sched, list, field)				\
	arr_list_pop_first(flux_cpus, flux_config.nr_cpus, list, __flux_cpu_link(sched, field))

#define flux_cpu_list_pop_back(sched, list, field)				\
	arr_list_pop_last(flux_cpus, flux_config.nr_cpus, list, __flux_cpu_link(sched, field))

#define flux_cpu_list_front(list)	arr_list_first(flux_cpus, flux_config.nr_cpus, list)
#define flux_cpu_list_back(list)	arr_list_last(flux_cpus, flux_config.nr_cpus, list)

#define flux_cpu_list_next(sched, cpu, field)					\
	arr_list_next(flux_cpus, flux_config.nr_cpus, cpu, __flux_cpu_link(sched, field))

#define flux_cpu_list_prev(sched, cpu, field)					\
	arr_list_prev(flux_cpus, flux_config.nr_cpus, cpu, __flux_cpu_link(sched, field))

#define flux_cpu_list_remove(sched, list, cpu, field)				\
({										\
	bool ___is_there = flux_cpu_list_contains(sched, list, cpu, field);	\
										\
	if (___is_there)							\
		arr_list_remove(flux_cpus, flux_config.nr_cpus, list, cpu,	\
				__flux_cpu_link(sched, field));			\
	___is_there;								\
})

#endif /* __FLUX_CPU_LISTS_BPF_H */
