//! Callbacks of an object that a kernel need not have.
//!
//! libbpf refuses an object whose `struct sched_ext_ops` names a member that the running kernel does
//! not know. Those that a scheduler can do without are taken out before it is loaded.

use libbpf_rs::Btf;
use libbpf_rs::btf::types::Struct;

use super::btf;

/// What a kernel without `CONFIG_EXT_GROUP_SCHED` does not tell: its threads are all the root's then.
const OPTIONAL: [&str; 3] = ["cgroup_init", "cgroup_exit", "cgroup_set_weight"];

/// Takes out of `ops`, the object's `struct sched_ext_ops`, what the kernel does not know.
pub fn remove_unknown(ops: &mut [u8], object: &Btf<'_>) {
    // A kernel that tells nothing of itself is refused elsewhere, in better words.
    if let Ok(kernel) = Btf::from_vmlinux() {
        remove(ops, object, |member| knows(&kernel, member));
    }
}

fn knows(kernel: &Btf<'_>, member: &str) -> bool {
    let ops: Option<Struct<'_>> = kernel.type_by_name("sched_ext_ops");
    ops.is_none_or(|ops| ops.iter().any(|found| found.name == Some(member.as_ref())))
}

fn remove(ops: &mut [u8], object: &Btf<'_>, knows: impl Fn(&str) -> bool) {
    for member in OPTIONAL.into_iter().filter(|member| !knows(member)) {
        let pointer = btf::offset(object, "sched_ext_ops", member);
        let pointer = pointer.and_then(|at| ops.get_mut(at..at + size_of::<u64>()));
        if let Some(pointer) = pointer {
            pointer.fill(0);
        }
    }
}
