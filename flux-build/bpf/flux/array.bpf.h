/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bounded access to the elements of an array.
 *
 * The verifier accepts an index only if it saw it compared with the bound in
 * the very register that is used. clang knows nothing of that: it moves the
 * address computation above the comparison, or drops a comparison that it can
 * prove, and the load is rejected. Hence the asm, which it cannot look into.
 */
#ifndef __FLUX_ARRAY_BPF_H
#define __FLUX_ARRAY_BPF_H

/* A pointer to arr[idx], or NULL if idx is not below arr_sz. */
#ifdef __bpf__
#define bpf_array_elem(arr, arr_sz, idx)					\
({										\
	typeof(&(arr)[0]) ___base = (arr);					\
	unsigned long long ___at = (unsigned int)(idx);				\
	unsigned long long ___bound = (arr_sz);					\
										\
	asm("if %[at] >= %[bound] goto 1f;"				\
		     "%[at] *= %[size];"					\
		     "%[base] += %[at];"					\
		     "goto 2f;"							\
		     "1: %[base] = 0;"						\
		     "2:"							\
		     : [base] "+r"(___base), [at] "+r"(___at)			\
		     : [bound] "r"(___bound), [size] "i"(sizeof((arr)[0])));	\
	___base;								\
})
#else
#define bpf_array_elem(arr, arr_sz, idx)					\
({										\
	unsigned int ___at = (idx);						\
										\
	___at < (arr_sz) ? &(arr)[___at] : (typeof(&(arr)[0]))0;		\
})
#endif

/*
 * @idx, or 0 if it is not below the constant @n: for arrays whose slot 0 is
 * spare, so that an index which cannot be wrong needs no branch in its user.
 */
#ifdef __bpf__
#define bpf_bounded_index(idx, n)						\
({										\
	unsigned long long ___i = (unsigned int)(idx);				\
										\
	asm("if %[i] < %[bound] goto 1f;"				\
		     "%[i] = 0;"						\
		     "1:"							\
		     : [i] "+r"(___i)						\
		     : [bound] "i"(n));						\
	___i;									\
})
#else
#define bpf_bounded_index(idx, n)						\
({										\
	unsigned int ___i = (idx);						\
										\
	___i < (n) ? ___i : 0;							\
})
#endif

#endif /* __FLUX_ARRAY_BPF_H */
