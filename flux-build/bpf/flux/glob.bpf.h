/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patterns of names: `*`, `?` and sets of characters, as automata that the agent
 * compiles. Any BPF program may include this; on the host it is plain C.
 *
 * State i means that the pattern's first i characters have been met. All states
 * are followed at once, a bit for each, so that a star needs no second try: one
 * turn for each character of the name, whatever the pattern.
 *
 * It compiles nothing; flux-runtime/src/config/glob.rs does.
 */
#ifndef __FLUX_GLOB_BPF_H
#define __FLUX_GLOB_BPF_H

#include <stdbool.h>

/* Bytes of a name, the terminating 0 included: TASK_COMM_LEN. */
#define FLUX_COMM_LEN	16

struct flux_glob {
	/* By a character of the name: the states that it leads on from. */
	unsigned short mask[256];
	/* States with a star: any character leaves them as they are. */
	unsigned short star;
	/* The state in which all of the pattern has been met. */
	unsigned short accept;
};

/* Whether the name, which ends at a 0 or after FLUX_COMM_LEN bytes, fits the pattern. */
static inline bool flux_glob_fits(const struct flux_glob *glob, const char *name)
{
	unsigned int states = 1;
	int i;

	for (i = 0; i < FLUX_COMM_LEN && name[i]; i++)
		states = (states & glob->mask[(unsigned char)name[i]]) << 1 | (states & glob->star);
	return states & glob->accept;
}

_Static_assert(sizeof(struct flux_glob) == 516, "twin in the runtime");

#endif /* __FLUX_GLOB_BPF_H */
