/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel as flux sees it: the few types, constants and functions that it
 * uses, declared for CO-RE.
 *
 * There is no vmlinux.h on purpose. It would put 150,000 lines before every
 * compile and 40,000 names into the namespace of generated code, and it comes
 * from one kernel. libbpf relocates every field below by name at load, so one
 * object runs on 6.16 and later; a struct lists only what flux touches.
 *
 * Constants are read with flux_enum(), which libbpf fills in from the running
 * kernel: values move between versions (SCX_ENQ_HEAD did in 7.0), and an object
 * that takes them from its loader (as the scx headers do) does not work with
 * a loader that knows nothing of it, such as bpftool.
 */
#ifndef __FLUX_KERNEL_BPF_H
#define __FLUX_KERNEL_BPF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * libbpf's headers name these types and include nothing; <linux/types.h> would
 * need the headers of the machine's own architecture.
 */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef signed short __s16;
typedef signed int __s32;
typedef signed long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* <linux/bpf.h>; part of the kernel's ABI. */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
};
enum {
	BPF_ANY = 0,
	BPF_F_MMAPABLE = 1 << 10,
};
struct bpf_spin_lock {
	__u32 val;
};
struct bpf_iter_num {
	__u64 __opaque[1];
} __attribute__((aligned(8)));
struct bpf_iter_scx_dsq {
	__u64 __opaque[6];
} __attribute__((aligned(8)));
struct bpf_iter_task {
	__u64 __opaque[3];
} __attribute__((aligned(8)));
struct bpf_timer {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

/* An op has the parameters of its table, whether it needs them or not. */
#pragma clang diagnostic ignored "-Wunused-parameter"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct cpumask {
	unsigned long bits[1];
};

struct sched_entity {
	u64 sum_exec_runtime;
};

struct sched_ext_entity {
	u32 flags;
	u32 weight;
	u64 slice;
	u64 dsq_vtime;
};

struct kernfs_node {
	u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
	int level;
	struct cgroup *ancestors[];
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	u64 serial_nr;
};

/* A cgroup's CPU controller, or an autogroup. */
struct task_group {
	struct cgroup_subsys_state css;
};

typedef struct {
	u32 val;
} kuid_t;

struct cred {
	kuid_t uid;
};

struct ns_common {
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[];
};

struct task_struct {
	/* An int up to 7.1, a byte from 7.2: libbpf fits an unsigned load to either. */
	u32 on_cpu;
	unsigned int flags;
	int prio;
	int static_prio;
	int nr_cpus_allowed;
	const struct cpumask *cpus_ptr;
	struct cpumask cpus_mask;
	unsigned short migration_disabled;
	unsigned int __state;
	int pid;
	int tgid;
	char comm[16];
	struct sched_entity se;
	struct task_struct *group_leader;
	const struct cred *real_cred;
	struct css_set *cgroups;
	struct task_group *sched_task_group;
	struct pid *thread_pid;
	struct sched_ext_entity scx;
};

struct rq {
	struct task_struct *curr;
};

/* An enum there is an enum here: CO-RE compares the kinds of types. */
enum scx_exit_kind {
	SCX_EXIT_NONE = 0,
};

struct scx_exit_info {
	enum scx_exit_kind kind;
	s64 exit_code;
	const char *reason;
	char *msg;
	char *dump;
};

struct scx_dump_ctx {
	u64 at_ns;
};

struct scx_cgroup_init_args {
	u32 weight;
};

#pragma clang attribute pop

struct scx_cpu_acquire_args;
struct scx_cpu_release_args;

/*
 * The members that flux sets. libbpf matches them with the running kernel's
 * struct by name.
 */
struct sched_ext_ops {
	s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
	void (*enqueue)(struct task_struct *p, u64 enq_flags);
	void (*dequeue)(struct task_struct *p, u64 deq_flags);
	void (*dispatch)(s32 cpu, struct task_struct *prev);
	void (*tick)(struct task_struct *p);
	void (*runnable)(struct task_struct *p, u64 enq_flags);
	void (*running)(struct task_struct *p);
	void (*stopping)(struct task_struct *p, bool runnable);
	void (*quiescent)(struct task_struct *p, u64 deq_flags);
	bool (*yield)(struct task_struct *from, struct task_struct *to);
	void (*set_weight)(struct task_struct *p, u32 weight);
	void (*set_cpumask)(struct task_struct *p, const struct cpumask *cpumask);
	void (*update_idle)(s32 cpu, bool idle);
	void (*enable)(struct task_struct *p);
	void (*disable)(struct task_struct *p);
	void (*dump)(struct scx_dump_ctx *ctx);
	void (*dump_task)(struct scx_dump_ctx *ctx, struct task_struct *p);
	s32 (*cgroup_init)(struct cgroup *cgrp, struct scx_cgroup_init_args *args);
	void (*cgroup_exit)(struct cgroup *cgrp);
	void (*cgroup_set_weight)(struct cgroup *cgrp, u32 weight);
	void (*cpu_online)(s32 cpu);
	void (*cpu_offline)(s32 cpu);
	s32 (*init)(void);
	void (*exit)(struct scx_exit_info *info);
	u32 dispatch_max_batch;
	u64 flags;
	u32 timeout_ms;
	u32 exit_dump_len;
	u64 hotplug_seq;
	char name[128];
};

enum scx_dsq_id_flags {
	SCX_DSQ_LOCAL = 0x8000000000000002ULL,
	SCX_DSQ_LOCAL_ON = 0xc000000000000000ULL,
};

enum scx_enq_flags {
	SCX_ENQ_WAKEUP = 1ULL,
	SCX_ENQ_PREEMPT = 1ULL << 33,
};

enum scx_deq_flags {
	SCX_DEQ_SLEEP = 1ULL,
};

enum scx_kick_flags {
	SCX_KICK_IDLE = 1,
	SCX_KICK_PREEMPT = 2,
};

enum scx_ent_flags {
	SCX_TASK_QUEUED = 1,
};

/*
 * The flags of struct sched_ext_ops are data of the object, which libbpf does
 * not relocate; their values are fixed (6.12 to 7.3).
 */
enum flux_ops_flags {
	FLUX_OPS_KEEP_BUILTIN_IDLE	= 1 << 0,
	FLUX_OPS_ENQ_LAST		= 1 << 1,
	FLUX_OPS_ENQ_EXITING		= 1 << 2,
	FLUX_OPS_ENQ_MIGRATION_DISABLED	= 1 << 4,
};

#define flux_enum(type, value)	bpf_core_enum_value(enum type, value)

#define FLUX_DSQ_LOCAL		flux_enum(scx_dsq_id_flags, SCX_DSQ_LOCAL)
#define FLUX_DSQ_LOCAL_ON	flux_enum(scx_dsq_id_flags, SCX_DSQ_LOCAL_ON)
#define FLUX_ENQ_WAKEUP		flux_enum(scx_enq_flags, SCX_ENQ_WAKEUP)
#define FLUX_ENQ_PREEMPT	flux_enum(scx_enq_flags, SCX_ENQ_PREEMPT)
#define FLUX_DEQ_SLEEP		flux_enum(scx_deq_flags, SCX_DEQ_SLEEP)
#define FLUX_KICK_IDLE		flux_enum(scx_kick_flags, SCX_KICK_IDLE)
#define FLUX_KICK_PREEMPT	flux_enum(scx_kick_flags, SCX_KICK_PREEMPT)
#define FLUX_TASK_QUEUED	flux_enum(scx_ent_flags, SCX_TASK_QUEUED)

/* The weight of nice 0, as sched_ext counts: 1 to 10000. */
#define FLUX_WEIGHT_NICE_0	100

/* <linux/sched.h>; stable since 2.6. */
#define FLUX_PF_EXITING		0x00000004
#define FLUX_PF_KTHREAD		0x00200000
/* task_struct.__state of a task that has run for the last time. */
#define FLUX_TASK_DEAD		0x00000080
/* task_struct.prio below this is one of the classes above sched_ext. */
#define FLUX_MAX_RT_PRIO	100
/* Priority of nice 0 in task_struct.static_prio. */
#define FLUX_DEFAULT_PRIO	120

/* BPF_TASK_ITER_PROC_THREADS: the threads of a task's process, itself included. */
#define FLUX_ITER_PROCESS	1

#define FLUX_CLOCK_MONOTONIC	1
#define FLUX_EINVAL		22

s32 scx_bpf_create_dsq(u64 dsq_id, s32 node) __ksym;
s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags, bool *is_idle) __ksym;
bool scx_bpf_test_and_clear_cpu_idle(s32 cpu) __ksym;
s32 scx_bpf_pick_idle_cpu(const struct cpumask *cpus_allowed, u64 flags) __ksym;
void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym;
bool scx_bpf_dsq_move_to_local(u64 dsq_id) __ksym;
void scx_bpf_dispatch_cancel(void) __ksym;
int bpf_iter_scx_dsq_new(struct bpf_iter_scx_dsq *it, u64 dsq_id, u64 flags) __ksym;
struct task_struct *bpf_iter_scx_dsq_next(struct bpf_iter_scx_dsq *it) __ksym;
void bpf_iter_scx_dsq_destroy(struct bpf_iter_scx_dsq *it) __ksym;
bool scx_bpf_dsq_move(struct bpf_iter_scx_dsq *it__iter, struct task_struct *p, u64 dsq_id, u64 enq_flags) __ksym;
u32 scx_bpf_nr_cpu_ids(void) __ksym;
void scx_bpf_kick_cpu(s32 cpu, u64 flags) __ksym;
s32 scx_bpf_task_cpu(const struct task_struct *p) __ksym;
u64 scx_bpf_now(void) __ksym;
const struct cpumask *scx_bpf_get_online_cpumask(void) __ksym;
void scx_bpf_put_cpumask(const struct cpumask *cpumask) __ksym;
void scx_bpf_error_bstr(char *fmt, unsigned long long *data, u32 data_len) __ksym;
void scx_bpf_dump_bstr(char *fmt, unsigned long long *data, u32 data_len) __ksym;
/* What runs on a CPU: the first from 6.18 on, the second up to 7.1. */
struct task_struct *scx_bpf_cpu_curr(s32 cpu) __ksym __weak;
struct rq *scx_bpf_cpu_rq(s32 cpu) __ksym __weak;
/* 6.19 replaced the direct write of p->scx.slice, which 7.3 still allows. */
bool scx_bpf_task_set_slice(struct task_struct *p, u64 slice) __ksym __weak;

struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
/* Threads of a process; 6.7. */
int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, u32 flags) __ksym;
struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

/*
 * Ends the scheduler: the kernel goes back to its default one and the agent
 * prints the text. Not under a lock (no call into the kernel is).
 * The array's last 0 is there because a kfunc takes no memory of size 0.
 */
#define flux_fail(fmt, ...)							\
({										\
	static char ___fmt[] = fmt;						\
	unsigned long long ___data[] = { __VA_ARGS__ __VA_OPT__(,) 0 };	\
	scx_bpf_error_bstr(___fmt, ___data, sizeof(___data));			\
})

/* A line of the scheduler's part of the kernel's debug dump. */
#define flux_dump_line(fmt, ...)						\
({										\
	static char ___fmt[] = fmt "\n";					\
	unsigned long long ___data[] = { __VA_ARGS__ __VA_OPT__(,) 0 };	\
	scx_bpf_dump_bstr(___fmt, ___data, sizeof(___data));			\
})

/* A callback of struct sched_ext_ops. */
#define FLUX_CALLBACK(name, args...)						\
	SEC("struct_ops/" #name) BPF_PROG(name, ##args)
#define FLUX_CALLBACK_SLEEPABLE(name, args...)					\
	SEC("struct_ops.s/" #name) BPF_PROG(name, ##args)

#endif /* __FLUX_KERNEL_BPF_H */
