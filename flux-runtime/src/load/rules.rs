//! Rules in an object: in one that is not loaded yet, and in the memory of one that
//! schedules. And the programs that have a thread judged again, for which the kernel
//! must have tracepoints.

use std::mem::{offset_of, size_of};
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicU32, Ordering, fence};

use libbpf_rs::btf::types::Typedef;
use libbpf_rs::{Btf, Link, Object, OpenObject};
use memmap2::{MmapOptions, MmapRaw};

use crate::data::layout::{MAX_RULES, Rule, RuleTable, Rules};

/// The section of the rules.
pub const SECTION: &str = ".data.flux_rules";

/// The programs that have a thread judged again: each with its tracepoint, and with what
/// it tells of.
const HOOKS: [(&str, &str, &str); 3] = [
    ("flux_on_exec", "sched_process_exec", "exec"),
    ("flux_on_rename", "task_rename", "a change of its name"),
    (
        "flux_on_cgroup",
        "cgroup_attach_task",
        "a move to another cgroup",
    ),
];

/// Bytes from the beginning of a table to its first rule.
const RULES_AT: usize = offset_of!(RuleTable, rule);

/// Writes the rules that an object starts with; `None` if the section is too small, or
/// there are too many.
pub fn write_first(section: &mut [u8], rules: &[Rule]) -> Option<()> {
    let bytes = bytes(rules)?;
    let at = offset_of!(Rules, table);
    section
        .get_mut(at..at + bytes.len())?
        .copy_from_slice(&bytes);
    Some(())
}

/// A table's bytes up to its last rule.
fn bytes(rules: &[Rule]) -> Option<Vec<u8>> {
    if rules.len() > MAX_RULES {
        return None;
    }
    let nr = u32::try_from(rules.len()).ok()?;
    let mut bytes = vec![0; RULES_AT];
    bytes.get_mut(..4)?.copy_from_slice(&nr.to_ne_bytes());
    for rule in rules {
        let rule: *const Rule = rule;
        // SAFETY: a `Rule` is a `Plain` record without padding (its size is asserted to be
        // the sum of its fields' below), so each of its bytes is set.
        bytes.extend_from_slice(unsafe {
            std::slice::from_raw_parts(rule.cast::<u8>(), size_of::<Rule>())
        });
    }
    Some(bytes)
}

const _: () = assert!(size_of::<Rule>() == 8 + 8 + 6 * 4 + 2 * (256 + 2) * 2);

/// The rules of a scheduler that schedules.
pub struct LiveRules {
    map: MmapRaw,
}

impl LiveRules {
    /// Maps the array map `fd`.
    ///
    /// # Errors
    /// If the kernel refuses to map it.
    pub fn map(fd: BorrowedFd<'_>) -> std::io::Result<Self> {
        let map = MmapOptions::new().len(size_of::<Rules>()).map_raw(&fd)?;
        Ok(Self { map })
    }

    fn word(&self, offset: usize) -> &AtomicU32 {
        // SAFETY: `offset` is that of a u32 of `Rules`, so the word is inside of the mapping,
        // which begins at a page, and aligned. The mapping lives as long as `self`, and
        // nobody makes an exclusive reference to it.
        unsafe { AtomicU32::from_ptr(self.map.as_mut_ptr().add(offset).cast()) }
    }

    /// Puts other rules in place of those that there are: all threads are judged by them when
    /// they are queued next. `None` if there are too many.
    pub fn replace(&self, rules: &[Rule]) -> Option<()> {
        let bytes = bytes(rules)?;
        let active = self.word(offset_of!(Rules, active));
        let next = (active.load(Ordering::Relaxed) & 1) ^ 1;
        let at = offset_of!(Rules, table) + next as usize * size_of::<RuleTable>();
        // SAFETY: `next` is 0 or 1, and a table has room for what `bytes` made, so the target
        // is inside of the mapping. The kernel side may read it meanwhile, if it was in use a
        // moment ago: what it makes of that it throws away when the generation has changed.
        unsafe {
            let target = self.map.as_mut_ptr().add(at);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len());
        }
        fence(Ordering::SeqCst);
        active.store(next, Ordering::SeqCst);
        let generation = self.word(offset_of!(Rules, generation));
        let raised = generation.load(Ordering::Relaxed).wrapping_add(1);
        generation.store(raised.max(1), Ordering::SeqCst);
        Some(())
    }
}

/// Programs that were chosen, and what the kernel cannot tell of, in words.
#[derive(Debug, Default)]
pub struct Hooks {
    chosen: Vec<&'static str>,
    /// What a thread is not judged again for.
    pub missing: Vec<&'static str>,
}

/// Chooses the programs that the kernel can attach.
pub fn choose_hooks(object: &mut OpenObject) -> Hooks {
    let kernel = Btf::from_vmlinux().ok();
    let has = |tracepoint: &str| {
        let name = format!("btf_trace_{tracepoint}");
        let kernel = kernel.as_ref();
        kernel.is_some_and(|btf| btf.type_by_name::<Typedef<'_>>(&name).is_some())
    };
    let mut hooks = Hooks::default();
    for (name, tracepoint, what) in HOOKS {
        let found = object.progs_mut().find(|found| found.name() == name);
        match found {
            Some(mut program) if has(tracepoint) => {
                program.set_autoload(true);
                hooks.chosen.push(name);
            }
            _ => hooks.missing.push(what),
        }
    }
    hooks
}

/// Attaches the programs that were chosen.
///
/// # Errors
/// If the kernel refuses one.
pub fn attach_hooks(object: &Object, hooks: &Hooks) -> libbpf_rs::Result<Vec<Link>> {
    object
        .progs_mut()
        .filter(|program| hooks.chosen.iter().any(|name| program.name() == *name))
        .map(|program| program.attach())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;
    use crate::config::tests::rule_to;
    use crate::data::Table;

    #[test]
    fn tables_take_turns_and_the_generation_rises() -> std::io::Result<()> {
        let file = tempfile::tempfile()?;
        file.set_len(size_of::<Rules>() as u64)?;
        let live = LiveRules::map(file.as_fd())?;
        let table = Table::map(file.as_fd(), size_of::<Rules>(), 1)?;
        let word = |offset| table.read::<u32>(0, offset);
        let nr = |at: usize| word(offset_of!(Rules, table) + at * size_of::<RuleTable>());
        for (count, generation, active) in [(3usize, 1, 1), (64, 2, 0), (0, 3, 1)] {
            let rules = vec![rule_to(7); count];
            assert_eq!(live.replace(&rules), Some(()));
            assert_eq!(word(offset_of!(Rules, generation)), Some(generation));
            assert_eq!(word(offset_of!(Rules, active)), Some(active));
            assert_eq!(nr(active as usize), Some(count as u32));
        }
        let first = offset_of!(Rules, table) + RULES_AT;
        let last = first + 63 * size_of::<Rule>();
        assert_eq!(word(last), Some(7), "the instance of rule 64");
        assert_eq!(live.replace(&[rule_to(7); 65]), None);
        Ok(())
    }

    #[test]
    fn an_object_starts_with_its_rules() {
        let mut section = vec![0; size_of::<Rules>()];
        assert_eq!(write_first(&mut section, &[rule_to(3); 2]), Some(()));
        let table = offset_of!(Rules, table);
        assert_eq!(section[table], 2);
        assert_eq!(section[table + RULES_AT + size_of::<Rule>()], 3);
        assert_eq!(write_first(&mut section[..16], &[]), Some(()));
        assert_eq!(write_first(&mut section[..16], &[rule_to(3)]), None);
    }
}
