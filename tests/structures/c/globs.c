/* SPDX-License-Identifier: GPL-2.0 */
/* Patterns of names, for this machine. */
#include <flux/glob.bpf.h>

bool structures_glob_fits(const struct flux_glob *glob, const char *name);
bool structures_glob_fits(const struct flux_glob *glob, const char *name)
{
	return flux_glob_fits(glob, name);
}
