//! `flux.toml`: limits, tunables, and which thread goes where.
//!
//! A file is read whole and held against the hierarchy before anything is loaded or
//! changed: either all of it is right, or every mistake is told with its line and
//! column. docs/config.md describes the keys.

mod cgroup;
mod glob;
mod limits;
mod reader;
mod rules;
mod table;
mod tunables;

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

pub use limits::{Limits, MAX_DUMP_LEN};
pub use reader::Problem;
pub use rules::Rule;

use crate::agent::args;
use crate::api::Node;
use crate::data::layout;
use crate::error::Error;
use crate::load::Setting;
use reader::Reader;

/// The largest file that is read, in bytes: whatever is larger is none of ours.
const MAX_FILE: u64 = 1 << 20;
/// The tables of a file.
const TABLES: [&str; 3] = ["limits", "tunables", "rules"];

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Sizes that are fixed when a scheduler is loaded.
    pub limits: Limits,
    /// Values of tunables.
    pub settings: Vec<Setting>,
    /// Which thread goes where, the first that fits decides.
    pub rules: Vec<Rule>,
}

/// The instances of a hierarchy, as a file may name them.
#[derive(Clone, Copy, Debug)]
pub struct Instances<'a> {
    /// All of them.
    pub nodes: &'a [Node],
    /// By id minus 1: whether its type has threads.
    pub holds_threads: &'a [bool],
}

impl<'a> Instances<'a> {
    /// Whether the instance can hold threads.
    pub fn holds_threads(&self, id: u32) -> bool {
        let at = (id as usize).checked_sub(1);
        at.and_then(|at| self.holds_threads.get(at)) == Some(&true)
    }

    /// Those that can hold threads.
    pub fn with_threads(&self) -> impl Iterator<Item = &'a Node> {
        let this = *self;
        this.nodes
            .iter()
            .filter(move |node| this.holds_threads(node.id))
    }

    /// The instance that is called so: by all roles on the way to it, with or without
    /// `root.` before them, or by the last one if that is one instance's only.
    pub fn find(&self, name: &str) -> Option<&'a Node> {
        let full = name.strip_prefix("root.").unwrap_or(name);
        if let Some(node) = self.nodes.iter().find(|node| node.name == full) {
            return Some(node);
        }
        let role = |node: &&Node| node.name.rsplit('.').next() == Some(name);
        let mut found = self.nodes.iter().filter(role);
        found.next().filter(|_| found.next().is_none())
    }
}

/// Names of instances, for a message.
fn names<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let names: Vec<&str> = nodes.map(|node| node.name).collect();
    names.join(", ")
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, or anything in it is wrong.
    pub fn read(path: &Path, instances: &Instances<'_>) -> Result<Self, Error> {
        let system = |source| Error::System {
            doing: format!("reading {}", path.display()),
            source,
        };
        let size = fs::metadata(path).map_err(system)?.len();
        if size > MAX_FILE {
            let source = std::io::ErrorKind::FileTooLarge.into();
            return Err(system(source));
        }
        let text = fs::read_to_string(path).map_err(system)?;
        Self::parse(&text, instances).map_err(|problems| Error::Config {
            path: path.to_owned(),
            problems: lines(path, &problems),
        })
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Everything that is wrong with it, in its order.
    pub fn parse(text: &str, instances: &Instances<'_>) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader::new(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            reader.problem(&span, "", error.message());
        }
        let mut config = Self::default();
        for entry in reader.entries("", document.get_ref()) {
            match entry.key {
                "limits" => config.limits = limits::read(&mut reader, &entry),
                "tunables" => {
                    config.settings = tunables::read(&mut reader, &entry, instances.nodes);
                }
                "rules" => config.rules = rules::read(&mut reader, &entry, instances),
                _ => reader.unknown(&entry, "table", TABLES),
            }
        }
        let problems = reader.finish();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(problems)
        }
    }

    /// The rules for the kernel, with the cgroups that exist now.
    pub fn table(&self) -> Vec<layout::Rule> {
        let has_cgroups = self.rules.iter().any(|rule| rule.cgroup.is_some());
        let mount: Option<PathBuf> = has_cgroups.then(cgroup::mount).flatten();
        table::compile(&self.rules, mount.as_deref())
    }

    /// The file's meaning, for people: what `--check-config` prints.
    pub fn explain(&self, path: &Path, nodes: &[Node], new_threads: usize) -> String {
        let mut text = format!("{}: all of it is right\n", path.display());
        text += &format!("instances: {}\n", args::tree(nodes));
        text += &self.limits.explain();
        text += &tunables::explain(&self.settings, nodes);
        text += "rules, the first that fits decides:\n";
        let instance = |node: Option<&Node>| {
            node.map_or_else(String::new, |node| {
                format!("{} ({})", node.name, node.type_name)
            })
        };
        for (nth, rule) in (1..).zip(&self.rules) {
            let to = nodes.iter().find(|node| node.id == rule.to);
            let line = rule.line;
            text += &format!("  {nth} (line {line}): {rule} -> {}\n", instance(to));
        }
        text += &format!("  all others -> {}\n", instance(nodes.get(new_threads)));
        text
    }
}

/// Problems as lines that an editor can jump to.
fn lines(path: &Path, problems: &[Problem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {}:{problem}", path.display()))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
pub mod tests;
