//! Rules as the kernel side reads them.

use std::path::Path;

use super::glob;
use super::rules::Rule;
use crate::data::layout::{self, condition};

/// The table's rules. Cgroups are looked up below `cgroups`, where they are mounted;
/// a rule whose cgroup does not exist fits nobody.
pub fn compile(rules: &[Rule], cgroups: Option<&Path>) -> Vec<layout::Rule> {
    rules
        .iter()
        .map(|rule| compile_one(rule, cgroups))
        .collect()
}

fn compile_one(rule: &Rule, cgroups: Option<&Path>) -> layout::Rule {
    let mut compiled = layout::Rule {
        sched: rule.to,
        conditions: 0,
        cgroup: 0,
        cgroup_level: 0,
        uid_min: 0,
        uid_max: 0,
        nice_min: 0,
        nice_max: 0,
        pid_ns: 0,
        comm: glob::never(),
        process: glob::never(),
    };
    let mut conditions = 0;
    if let Some(pattern) = &rule.comm {
        conditions |= condition::COMM;
        compiled.comm = *pattern.glob;
    }
    if let Some(pattern) = &rule.process {
        conditions |= condition::PROCESS;
        compiled.process = *pattern.glob;
    }
    if let Some(path) = &rule.cgroup {
        conditions |= condition::CGROUP;
        match cgroups.and_then(|root| path.find(root)) {
            Some(cgroup) => {
                compiled.cgroup = cgroup.id;
                compiled.cgroup_level = cgroup.level;
            }
            None => conditions |= condition::NEVER,
        }
    }
    if let Some(uid) = &rule.uid {
        conditions |= condition::UID;
        (compiled.uid_min, compiled.uid_max) = (*uid.start(), *uid.end());
    }
    if let Some(nice) = &rule.nice {
        conditions |= condition::NICE;
        (compiled.nice_min, compiled.nice_max) = (*nice.start(), *nice.end());
    }
    match rule.kernel_thread {
        Some(true) => conditions |= condition::KTHREAD,
        Some(false) => conditions |= condition::NO_KTHREAD,
        None => {}
    }
    if let Some(namespace) = rule.pid_namespace {
        conditions |= if namespace.negated {
            condition::NO_PID_NS
        } else {
            condition::PID_NS
        };
        compiled.pid_ns = namespace.inode;
    }
    compiled.conditions = conditions;
    compiled
}
