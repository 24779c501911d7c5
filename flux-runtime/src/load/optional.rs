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
        let place = |member: &str| btf::offset(object, "sched_ext_ops", member);
        remove(ops, place, |member| knows(&kernel, member));
    }
}

fn knows(kernel: &Btf<'_>, member: &str) -> bool {
    let ops: Option<Struct<'_>> = kernel.type_by_name("sched_ext_ops");
    ops.is_none_or(|ops| ops.iter().any(|found| found.name == Some(member.as_ref())))
}

fn remove(ops: &mut [u8], place: impl Fn(&str) -> Option<usize>, knows: impl Fn(&str) -> bool) {
    for member in OPTIONAL.into_iter().filter(|member| !knows(member)) {
        let pointer = place(member).and_then(|at| ops.get_mut(at..at + size_of::<u64>()));
        if let Some(pointer) = pointer {
            pointer.fill(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_does_not_know_is_taken_out_and_nothing_else() {
        let place = |member: &str| match member {
            "cgroup_init" => Some(8),
            "cgroup_exit" => Some(16),
            // Not where the struct is.
            _ => Some(64),
        };
        let mut ops = [1; 32];
        remove(&mut ops, place, |member| member == "cgroup_init");
        assert_eq!(ops[..16], [1; 16]);
        assert_eq!(ops[16..24], [0; 8]);
        assert_eq!(ops[24..], [1; 8]);
        let mut ops = [1; 32];
        remove(&mut ops, place, |_| true);
        remove(&mut ops, |_| None, |_| false);
        assert_eq!(ops, [1; 32]);
    }
}
