/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What generated code needs before its own types: the kernel, the generic
 * parts, arrays, lists and trees.
 */
#ifndef __FLUX_BPF_H
#define __FLUX_BPF_H

#include "kernel.bpf.h"
#include "types.bpf.h"
#include "guards.bpf.h"
#include "array.bpf.h"
#include "arr_list.bpf.h"
#include "avl.bpf.h"

#endif /* __FLUX_BPF_H */
