//! Rules: which thread goes to which instance, as a file says it.

use std::fmt;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use super::cgroup::CgroupPath;
use super::glob::Pattern;
use super::reader::{Entry, Reader, instead, integer_of, offer};
use super::{Instances, names};
use crate::data::layout::MAX_RULES;

/// Keys of a rule.
const KEYS: [&str; 8] = [
    "to",
    "comm",
    "process",
    "cgroup",
    "uid",
    "nice",
    "kernel_thread",
    "pid_namespace",
];
/// Inode of the pid namespace that the machine was booted with (PROC_PID_INIT_INO).
const INITIAL_PID_NS: u32 = 0xeffffffc;

/// A rule: all of its conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The id of the instance.
    pub to: u32,
    /// The line where it begins.
    pub line: usize,
    /// The thread's name.
    pub comm: Option<Pattern>,
    /// The name of its process' first thread.
    pub process: Option<Pattern>,
    /// A cgroup that it is in or below.
    pub cgroup: Option<CgroupPath>,
    /// Its real user id.
    pub uid: Option<RangeInclusive<u32>>,
    /// Its nice value.
    pub nice: Option<RangeInclusive<i32>>,
    /// Whether it is a kernel thread.
    pub kernel_thread: Option<bool>,
    /// Its pid namespace.
    pub pid_namespace: Option<PidNamespace>,
}

/// The innermost pid namespace that a thread is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PidNamespace {
    /// Its inode, as in `/proc/PID/ns/pid`.
    pub inode: u32,
    /// Whether the thread is to be in another one.
    pub negated: bool,
}

/// Reads `[[rules]]`.
pub fn read<'t>(
    reader: &mut Reader<'t>,
    entry: &Entry<'t>,
    instances: &Instances<'_>,
) -> Vec<Rule> {
    let Some(tables) = entry.value.get_ref().as_array() else {
        let text = format!("begin each rule with `[[rules]]`{}", instead(entry));
        reader.wrong(entry, text);
        return Vec::new();
    };
    let mut rules = Vec::new();
    for (nth, value) in (1..).zip(tables.iter()) {
        let entry = Entry {
            path: format!("rules[{nth}]"),
            key: entry.key,
            key_span: value.span(),
            value,
        };
        if nth == MAX_RULES + 1 {
            let text = format!("there may be {MAX_RULES} rules; put names into one pattern");
            reader.wrong(&entry, text);
        }
        rules.extend(rule(reader, &entry, value, instances));
    }
    rules
}

fn rule<'t>(
    reader: &mut Reader<'t>,
    entry: &Entry<'t>,
    value: &'t Spanned<DeValue<'t>>,
    instances: &Instances<'_>,
) -> Option<Rule> {
    let mut to = None;
    let mut rule = Rule {
        to: 0,
        line: reader.line(&value.span()),
        comm: None,
        process: None,
        cgroup: None,
        uid: None,
        nice: None,
        kernel_thread: None,
        pid_namespace: None,
    };
    let entries = reader.table(entry);
    let has_to = entries.iter().any(|entry| entry.key == "to");
    for entry in &entries {
        match entry.key {
            "to" => to = instance(reader, entry, instances),
            "comm" => rule.comm = pattern(reader, entry),
            "process" => rule.process = pattern(reader, entry),
            "cgroup" => rule.cgroup = cgroup(reader, entry),
            "uid" => {
                let found = range(reader, entry, 0, i64::from(u32::MAX));
                rule.uid = found.and_then(|(from, to)| Some(cast(from)?..=cast(to)?));
            }
            "nice" => {
                let found = range(reader, entry, -20, 19);
                rule.nice = found.and_then(|(from, to)| Some(cast(from)?..=cast(to)?));
            }
            "kernel_thread" => rule.kernel_thread = reader.bool(entry),
            "pid_namespace" => rule.pid_namespace = pid_namespace(reader, entry),
            _ => reader.unknown(entry, "condition", KEYS),
        }
    }
    if !has_to {
        let names = names(instances.with_threads());
        let text = format!("says nowhere where threads go; add `to`, one of {names}");
        reader.wrong(entry, text);
    }
    rule.to = to?;
    Some(rule)
}

fn cast<T: TryFrom<i64>>(number: i64) -> Option<T> {
    T::try_from(number).ok()
}

/// An instance that can hold threads.
fn instance<'t>(
    reader: &mut Reader<'t>,
    entry: &Entry<'t>,
    instances: &Instances<'_>,
) -> Option<u32> {
    let name = reader.text(entry, "\"primary\"")?;
    let known: Vec<&str> = instances.with_threads().map(|node| node.name).collect();
    match instances.find(name) {
        Some(node) if instances.holds_threads(node.id) => return Some(node.id),
        Some(node) => {
            let text = format!(
                "{} ({}) cannot hold threads; {}",
                node.name,
                node.type_name,
                offer(name, &known)
            );
            reader.wrong(entry, text);
        }
        None => {
            let text = format!("there is no instance `{name}`; {}", offer(name, &known));
            reader.wrong(entry, text);
        }
    }
    None
}

fn pattern<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Pattern> {
    let text = reader.text(entry, "\"nginx*\"")?;
    match Pattern::compile(text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            reader.wrong(entry, format!("\"{text}\" is no pattern of names: {error}"));
            None
        }
    }
}

fn cgroup<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>) -> Option<CgroupPath> {
    let text = reader.text(entry, "\"/system.slice\"")?;
    match CgroupPath::parse(text) {
        Ok(path) => Some(path),
        Err(how) => {
            reader.wrong(entry, format!("\"{text}\" is no path of a cgroup: {how}"));
            None
        }
    }
}

/// A number, or two with `..` between, both included.
fn range<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>, min: i64, max: i64) -> Option<(i64, i64)> {
    let found = match entry.value.get_ref().as_str() {
        None => integer_of(entry).map(|number| (number, number)),
        Some(text) => {
            let (from, to) = text.split_once("..").unwrap_or((text, text));
            let number = |text: &str| text.trim().parse::<i64>().ok();
            number(from).zip(number(to))
        }
    };
    let allowed = min..=max;
    let found =
        found.filter(|(from, to)| allowed.contains(from) && allowed.contains(to) && from <= to);
    if found.is_none() {
        let text = format!(
            "write a whole number from {min} to {max}, or two as \"{min}..{max}\", the smaller \
             first{}",
            instead(entry)
        );
        reader.wrong(entry, text);
    }
    found
}

fn pid_namespace<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>) -> Option<PidNamespace> {
    let initial = |negated| {
        Some(PidNamespace {
            inode: INITIAL_PID_NS,
            negated,
        })
    };
    match entry.value.get_ref().as_str() {
        Some("initial") => return initial(false),
        Some("other") => return initial(true),
        _ => {}
    }
    let inode = integer_of(entry)
        .and_then(cast::<u32>)
        .filter(|inode| *inode > 0);
    if inode.is_none() {
        let text = format!(
            "write \"initial\", \"other\" or the number that /proc/PID/ns/pid shows{}",
            instead(entry)
        );
        reader.wrong(entry, text);
    }
    Some(PidNamespace {
        inode: inode?,
        negated: false,
    })
}

/// The conditions in words: what `--check-config` prints.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        if let Some(pattern) = &self.comm {
            words.push(format!("comm {:?}", pattern.text));
        }
        if let Some(pattern) = &self.process {
            words.push(format!("process {:?}", pattern.text));
        }
        if let Some(cgroup) = &self.cgroup {
            words.push(format!("in cgroup {}", cgroup.text()));
        }
        if let Some(uid) = &self.uid {
            words.push(format!("uid {}", shown(uid)));
        }
        if let Some(nice) = &self.nice {
            words.push(format!("nice {}", shown(nice)));
        }
        match self.kernel_thread {
            Some(true) => words.push("kernel thread".to_owned()),
            Some(false) => words.push("no kernel thread".to_owned()),
            None => {}
        }
        if let Some(namespace) = self.pid_namespace {
            let not = if namespace.negated { "not " } else { "" };
            words.push(match namespace.inode {
                INITIAL_PID_NS => format!("{not}in the initial pid namespace"),
                inode => format!("{not}in pid namespace {inode}"),
            });
        }
        if words.is_empty() {
            return f.write_str("all threads");
        }
        f.write_str(&words.join(" and "))
    }
}

fn shown<T: PartialEq + fmt::Display>(range: &RangeInclusive<T>) -> String {
    if range.start() == range.end() {
        range.start().to_string()
    } else {
        format!("{} to {}", range.start(), range.end())
    }
}
