/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A CPU that goes idle looks again.
 *
 * A thread that is queued after the CPU's pick found nothing, and before the kernel's idle
 * mask has the CPU, finds no idle CPU: nobody would run it until the watch timer comes
 * round. So whoever queues a thread counts it first (nr_links) and looks for an idle CPU
 * afterwards, and a CPU that goes idle looks at the count afterwards. One of the two sees
 * the other.
 *
 * Afterwards is not the same everywhere. From a task to idle the kernel calls update_idle,
 * a moment before it sets the CPU's bit. From idle to idle, which is a kick that came to
 * nothing, it sets the bit and calls nobody. There the CPU kicks itself: what it does
 * because of that comes after the bit was set. It may find nothing once more, so it stops
 * when nothing was queued between the two. What is queued elsewhere in the few instructions
 * between update_idle and the bit is left to the watch timer: a look after that would cost
 * every sleep a dispatch.
 *
 * The accounts say less than the count: an instance may hold a CPU for which it has no use,
 * between a thread's going to sleep and the pick (which does not come if a realtime thread
 * does), and between a grant and a pick that finds only threads for other CPUs. It then
 * seems to have all that it wants. They are asked besides, for what a policy keeps from a
 * CPU at first and then would not.
 *
 * All of it may be nothing for this CPU, so it looks a few times only, until something runs
 * here or the watch timer comes round.
 */
#ifndef __FLUX_IDLE_BPF_H
#define __FLUX_IDLE_BPF_H

/* In a row: for what it has seen before, and for what is new. */
#define FLUX_RECHECKS_SEEN	2
#define FLUX_RECHECKS_NEW	6

/*
 * Besides, in `rechecks`: the dispatch that comes is there because the CPU kicked itself;
 * and it comes to a CPU that was left idle, on which nothing of ours has run since.
 */
#define FLUX_RECHECKS_AGAIN	(1U << 31)
#define FLUX_RECHECKS_IDLE	(1U << 30)
#define FLUX_RECHECKS_MASK	(FLUX_RECHECKS_IDLE - 1)

/* From update_idle. */
static __always_inline void flux_recheck_idle(struct flux_cpu *cpu)
{
	bool is_new = cpu->f.links_seen != flux_nr_links();

	if (!FLUX_GUARD(IDLE_RECHECK))
		return;
	if (cpu->f.halted && !is_new && !flux_anyone_wants() && !flux_fallback_waits(cpu))
		return;
	if ((cpu->f.rechecks & FLUX_RECHECKS_MASK) >= (is_new ? FLUX_RECHECKS_NEW : FLUX_RECHECKS_SEEN))
		return;
	cpu->f.rechecks++;
	scx_bpf_kick_cpu(cpu->f.cpu, FLUX_KICK_IDLE);
}

/* Whether the CPU, which was idle before its dispatch, should look again. */
static __always_inline bool flux_recheck_is_due(struct flux_cpu *cpu, u32 links)
{
	u32 rechecks = cpu->f.rechecks;

	if (!FLUX_GUARD(IDLE_RECHECK))
		return false;
	if (!(rechecks & FLUX_RECHECKS_AGAIN)) {
		cpu->f.rechecks = rechecks | FLUX_RECHECKS_AGAIN;
		return true;
	}
	if (cpu->f.links_seen != links && (rechecks & FLUX_RECHECKS_MASK) < FLUX_RECHECKS_NEW) {
		cpu->f.rechecks = rechecks + 1;
		return true;
	}
	cpu->f.rechecks = rechecks & ~FLUX_RECHECKS_AGAIN;
	return false;
}

/*
 * From a dispatch that leaves CPU @nr idle. @links: what was counted before its pick. That
 * it was idle before is in its record, and not an argument: the verifier would walk through
 * the pick once for each.
 */
FLUX_VERIFIED_ONCE int flux_recheck_left_idle(u32 nr, u32 links)
{
	struct flux_cpu *cpu = flux_cpu_at(nr);
	bool was_idle;

	if (!cpu)
		return 0;
	was_idle = cpu->f.rechecks & FLUX_RECHECKS_IDLE;
	cpu->f.rechecks |= FLUX_RECHECKS_IDLE;
	/* IDLE_RECHECK: what is queued from here on finds no idle CPU yet. */
	FLUX_WINDOW(IDLE_RECHECK, was_idle ? 300 * 1000 : 3 * 1000 * 1000);
	if (was_idle && flux_recheck_is_due(cpu, links))
		scx_bpf_kick_cpu(nr, FLUX_KICK_IDLE);
	cpu->f.links_seen = links;
	return 0;
}

#endif /* __FLUX_IDLE_BPF_H */
