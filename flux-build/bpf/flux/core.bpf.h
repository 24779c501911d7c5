/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of a flux scheduler that is the same for every hierarchy, as far as
 * ops may use it. Included by generated code after its layouts and before its
 * ops; callbacks.bpf.h follows after the switch tables.
 *
 *	access.bpf.h	from ids to structs; locks
 *	tables.bpf.h	the generated switch tables, declared; defaults of absent ops
 *	account.bpf.h	who holds which CPU, who wants how many
 *	queue.bpf.h	the state of a thread between the kernel and its subscheduler
 *	lock.bpf.h	how an op takes its lock
 *	lists.bpf.h	a policy's lists of threads; trees.bpf.h, cpu_lists.bpf.h
 *	fallback.bpf.h	queues for threads that a policy must not or cannot run
 *	hints.bpf.h	what applications say of their threads
 *	cgroups.bpf.h	weights of cgroups
 *	api.bpf.h	what ops call
 *	translated.bpf.h	what clang does not say about translated Rust
 */
#ifndef __FLUX_CORE_BPF_H
#define __FLUX_CORE_BPF_H

#include "access.bpf.h"
#include "tables.bpf.h"
#include "account.bpf.h"
#include "lists.bpf.h"
#include "trees.bpf.h"
#include "cpu_lists.bpf.h"
#include "queue.bpf.h"
#include "fallback.bpf.h"
#include "hints.bpf.h"
#include "cgroups.bpf.h"
#include "api.bpf.h"
#include "translated.bpf.h"

#endif /* __FLUX_CORE_BPF_H */
