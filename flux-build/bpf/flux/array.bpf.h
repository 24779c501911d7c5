/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bounded access to the elements of an array. Any BPF program may include this;
 * on the host it is C11 and C++17 of gcc and clang.
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
	__typeof__(&(arr)[0]) ___base = (arr);					\
	unsigned long long ___at = (unsigned int)(idx);				\
	unsigned long long ___bound = (arr_sz);					\
										\
	__asm__("if %[at] >= %[bound] goto 1f;"					\
		"%[at] *= %[size];"						\
		"%[base] += %[at];"						\
		"goto 2f;"							\
		"1: %[base] = 0;"						\
		"2:"								\
		: [base] "+r"(___base), [at] "+r"(___at)			\
		: [bound] "r"(___bound), [size] "i"(sizeof((arr)[0])));		\
	___base;								\
})
#else
#define bpf_array_elem(arr, arr_sz, idx)					\
({										\
	unsigned int ___at = (idx);						\
	unsigned long long ___bound = (arr_sz);					\
										\
	___at < ___bound ? &(arr)[___at] : (__typeof__(&(arr)[0]))0;		\
})
#endif

/*
 * The same for elements of @size bytes at @base. That there is no element is a
 * jump of its own, which saves its user a second test.
 */
static inline __attribute__((always_inline, unused)) void *
bpf_array_at(void *base, unsigned long long arr_sz, unsigned int idx, unsigned long long size)
{
	unsigned long long at = idx;
	char *elem = (char *)base;

#ifdef __bpf__
	__asm__ goto("if %[at] >= %[bound] goto %l[none];"
		     "%[at] *= %[size];"
		     "%[elem] += %[at];"
		     : [elem] "+r"(elem), [at] "+r"(at)
		     : [bound] "ri"(arr_sz), [size] "ri"(size)
		     : : none);
	if (!elem)
		__builtin_unreachable();
	return elem;
none:
	return (void *)0;
#else
	return at < arr_sz ? elem + at * size : (void *)0;
#endif
}

/*
 * @idx, or 0 if it is not below the constant @n: for arrays whose slot 0 is
 * spare, so that an index which cannot be wrong needs no branch in its user.
 */
#ifdef __bpf__
#define bpf_bounded_index(idx, n)						\
({										\
	unsigned long long ___i = (unsigned int)(idx);				\
										\
	__asm__("if %[i] < %[bound] goto 1f;"					\
		"%[i] = 0;"							\
		"1:"								\
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

/*
 * How many elements of @size bytes fit into @bytes, of which it is known that
 * they fit without rest: a multiplication by the inverse modulo 2^32 of the
 * odd part of @size, which is a constant if @size is. A division takes 4 to 10
 * times as long, and BPF has the signed one, which a difference of pointers
 * would be, only since its version 4.
 */
static inline __attribute__((always_inline, unused)) unsigned int
__bpf_exact_quotient(unsigned long long bytes, unsigned int size)
{
	unsigned int odd = size >> __builtin_ctz(size);
	unsigned int inverse = (3 * odd) ^ 2;	/* right in its low 5 bits */

	/* Each step doubles how many are right. */
	inverse *= 2 - odd * inverse;
	inverse *= 2 - odd * inverse;
	inverse *= 2 - odd * inverse;
	return (unsigned int)(bytes >> __builtin_ctz(size)) * inverse;
}

/* The index of @elem, which must be the address of an element of @arr. */
#define bpf_array_index(arr, elem)						\
	__bpf_exact_quotient((unsigned long)(elem) - (unsigned long)(arr),	\
			     sizeof((arr)[0]))

#endif /* __FLUX_ARRAY_BPF_H */
