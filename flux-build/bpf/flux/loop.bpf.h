/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loops that the verifier is soon done with. Any BPF program may include this; it
 * needs Linux 6.9. On the host they are loops like any other.
 *
 *	unsigned int turns = bpf_turns(23, tree->root_id);
 *
 *	while (bpf_more_turns(turns)) ...	at most 23 times
 *
 * A verifier that knew the count would walk through every turn, on every path of
 * the turn before it. So it is kept from knowing, and may_goto makes it accept a
 * loop whose state repeats, after two or three turns. The limit that comes with
 * may_goto, 65,535 turns and then a quarter of a second, is out of reach.
 *
 * What changes from turn to turn and is known before the loop keeps the verifier
 * at it, too: bpf_hidden() hides it.
 */
#ifndef __FLUX_LOOP_BPF_H
#define __FLUX_LOOP_BPF_H

#ifdef __bpf__

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __BPF_MAY_GOTO_SHIFT	"0"
#else
#define __BPF_MAY_GOTO_SHIFT	"16"
#endif

/* In bytes, since clang has a name for may_goto only since version 19. */
#define bpf_more_turns(turns)							\
({										\
	__label__ stop;								\
	int ___more = 0;							\
										\
	if ((turns)--) {							\
		__asm__ goto("1: .byte 0xe5, 0;"				\
			     ".long ((%l[stop] - 1b - 8) / 8 & 0xffff) << " __BPF_MAY_GOTO_SHIFT ";" \
			     ".short 0" : : : : stop);				\
		___more = 1;							\
	}									\
stop:										\
	___more;								\
})

/* @value; the verifier does not know that if it does not know @unknown. */
static inline __attribute__((always_inline, unused)) unsigned int
bpf_hidden(unsigned int value, unsigned int unknown)
{
	__asm__("%[value] += %[unknown];"
		"%[value] -= %[unknown];" : [value] "+r"(value) : [unknown] "r"(unknown));
	return value;
}

#else

#define bpf_more_turns(turns)	((turns)-- != 0)

static inline __attribute__((always_inline, unused)) unsigned int
bpf_hidden(unsigned int value, unsigned int unknown)
{
	(void)unknown;
	return value;
}

#endif

/*
 * A loop from @from to before @to, which are constants, with a counter @i of its own.
 * The kernel counts, and the verifier accepts it when its state repeats. Each turn costs
 * a call of the kernel: for long loops that are seldom walked through. Not under a lock.
 * The outer loop turns once, to declare the counter.
 */
#ifdef __bpf__
#define bpf_counted(type, i, from, to)						\
	for (type i = (from), *___once = &(i); ___once; ___once = (type *)0)	\
		bpf_for(i, from, to)
#else
#define bpf_counted(type, i, from, to)	for (type i = (from); i < (to); i++)
#endif

/* How often a loop may turn; @unknown is any number that the verifier does not know. */
#define bpf_turns(count, unknown)	bpf_hidden(count, unknown)

#endif /* __FLUX_LOOP_BPF_H */
