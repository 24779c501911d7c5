/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What follows is translated from Rust, so rustc and clippy have judged its style: a
 * variable that is never read, a value compared with itself, `&` of two comparisons, which
 * evaluates both, are no errors there. What clang says about meaning (conversions,
 * uninitialised variables, ranges) stays an error. callbacks.bpf.h, which is C again,
 * ends this.
 */
#ifndef __FLUX_TRANSLATED_BPF_H
#define __FLUX_TRANSLATED_BPF_H

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wbitwise-instead-of-logical"
#pragma clang diagnostic ignored "-Wself-assign"
#pragma clang diagnostic ignored "-Wtautological-compare"
#pragma clang diagnostic ignored "-Wunused-but-set-variable"
#pragma clang diagnostic ignored "-Wunused-but-set-parameter"
#pragma clang diagnostic ignored "-Wunused-const-variable"
#pragma clang diagnostic ignored "-Wunused-value"
#pragma clang diagnostic ignored "-Wunused-variable"
#endif

#endif /* __FLUX_TRANSLATED_BPF_H */
