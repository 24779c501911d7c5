/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guards of the core: what stands between a race, or a policy's mistake, and a
 * thread that is lost. Each can be taken out by itself, for one purpose: to see that
 * the tests notice (`cargo xtask guards`). FLUX_TEST_WITHOUT=claim in the environment
 * of `cargo build` defines FLUX_TEST_WITHOUT_CLAIM to 1; the build script takes the
 * names from the enum below. FLUX_TEST_SWITCHES=1 makes one object in which all of them
 * can be taken out, and races be made likely, without another build.
 */
#ifndef __FLUX_GUARDS_BPF_H
#define __FLUX_GUARDS_BPF_H

enum flux_guard {
	/* Queues of waiting threads: see queue.bpf.h. */
	FLUX_GUARD_LINK_ONCE,		/* a thread is put on lists only while its instance has it */
	FLUX_GUARD_SAME_INSTANCE,	/* nor once it has moved to another one */
	FLUX_GUARD_CLAIM,		/* of two picks that got the same thread, one runs it */
	FLUX_GUARD_GENERATION,		/* an insert of a thread that the kernel took away meanwhile is cancelled */
	FLUX_GUARD_UNLINK_ON_DEQUEUE,	/* a thread that the kernel takes away leaves its list: its id may be freed next */
	FLUX_GUARD_ON_CPU,		/* a task that is still switching out is not moved to another CPU */
	FLUX_GUARD_DROP_DEAD,		/* a dead task's reference is dropped, or its id is never freed (to 6.18) */
	FLUX_GUARD_REFRESH_PID,		/* an exec swaps the pids of two threads */

	/* Decisions: see api.bpf.h. */
	FLUX_GUARD_DECIDE_ONCE,		/* the first decision of a pick stands */

	/* Threads that a policy must not or cannot run: see fallback.bpf.h. */
	FLUX_GUARD_PINNED,		/* rule R1: a thread with one CPU does not depend on who holds it */
	FLUX_GUARD_TIED,		/* nor does one that has disabled migration */
	FLUX_GUARD_BOUND_KTHREADS,	/* nor wait for it, if it is the kernel's */
	FLUX_GUARD_BOUND_RESUMES,	/* nor start over, when the CPU is taken from it */
	FLUX_GUARD_FOREIGN_CPUS,	/* a thread picked for a CPU it may not use waits for one that it may use */
	FLUX_GUARD_FALLBACK_TURN,	/* the fallback queues get every other dispatch, however busy the policy */
	FLUX_GUARD_OFFLINE_FLUSH,	/* a CPU that goes offline runs out what only it may run */
	FLUX_GUARD_LAST_CPU,		/* nor does a thread wait for CPUs that are all offline */
	FLUX_GUARD_WATCH_PINNED,	/* nor is one kept waiting by a thread that only it may run, before it is offline */

	/* Time: see watch.bpf.h and rescue.bpf.h. */
	FLUX_GUARD_FORGOTTEN,		/* a thread that its op did not link is run by flux at once */
	FLUX_GUARD_AGEING,		/* rule R4: a thread that its subscheduler leaves waiting is run by flux */
	FLUX_GUARD_FINITE_SLICE,	/* rule R2: what runs gives the CPU back in bounded time */
	FLUX_GUARD_IDLE_RECHECK,	/* a CPU that goes idle looks again for what was queued meanwhile */

	/* CPU accounts: see account.bpf.h. */
	FLUX_GUARD_CPU_ENTER,		/* one CPU's owner is not changed by two at a time */
	FLUX_GUARD_HIGHER_CLASS,	/* a CPU on which a higher class stays is taken from the hierarchy */
	FLUX_GUARD_PREEMPT_ORDER,	/* preempt_to only moves towards the root */
	FLUX_GUARD_SETTLE,		/* a thread that came by a short cut takes the CPU over */
	FLUX_GUARD_YIELDED_ONCE,	/* a child that just gave the CPU back does not get it again in the same pick */
};

/*
 * 1 if the guard is in place, which the compiler knows: FLUX_GUARD(CLAIM) takes the
 * second of (0, 0, 1, 1) if FLUX_TEST_WITHOUT_CLAIM is defined to 1, and otherwise
 * of (a name that is no macro, 1, 1). The enum's name in front finds misspelt ones.
 */
#define FLUX_WITHOUT_1			0, 0
#define FLUX_SECOND(first, second, ...)	second
#define FLUX_GUARD_SECOND(...)		FLUX_SECOND(__VA_ARGS__)
#define FLUX_GUARD_PASTE(without)	FLUX_GUARD_SECOND(FLUX_WITHOUT_##without, 1, 1)
#define FLUX_GUARD_EXPAND(without)	FLUX_GUARD_PASTE(without)

#ifndef FLUX_TEST_SWITCHES
#define FLUX_GUARD(name)	((void)FLUX_GUARD_##name, FLUX_GUARD_EXPAND(FLUX_TEST_WITHOUT_##name))
#define FLUX_WINDOW(name, nanos)	((void)FLUX_GUARD_##name)
#else
/*
 * One build for all tests: they find this record in a copy of the program by its mark,
 * and set bits there, by the enum's order. It is constant when the verifier reads it.
 */
struct flux_switches {
	char mark[16];
	u64 without;	/* guards that are taken out */
	u64 windows;	/* guards whose windows are open */
};

const volatile struct flux_switches flux_switches SEC(".rodata.flux_switches") = {
	.mark = "flux-switches:",
};

#define FLUX_GUARD(name)	(!(flux_switches.without & (1ULL << FLUX_GUARD_##name)))

/*
 * Some races are lost by whoever is a microsecond late, once in a million times. A CPU
 * stays for a while where another one may come between: without the guard that the
 * window is named for, seconds are enough to lose.
 */
#define FLUX_WINDOW(name, nanos)						\
({										\
	if (flux_switches.windows & (1ULL << FLUX_GUARD_##name)) {		\
		u64 ___end = bpf_ktime_get_ns() + (nanos);			\
		u32 ___i;							\
										\
		bpf_for(___i, 0, 1 << 22) {					\
			if (bpf_ktime_get_ns() >= ___end)			\
				break;						\
		}								\
	}									\
})
#endif

#endif /* __FLUX_GUARDS_BPF_H */
