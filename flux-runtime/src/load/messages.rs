//! What libbpf says while it works: kept for explaining errors, shown with
//! `--verbose`, and otherwise quiet.
//!
//! libbpf has one callback for the whole process, so the messages are in a
//! static. They are kept per call of [`during`], which does not nest.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use libbpf_rs::PrintLevel;

/// Messages of the current call of [`during`].
static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Whether messages go to standard error, too.
static VERBOSE: AtomicBool = AtomicBool::new(false);

/// Runs `work` and returns what libbpf said meanwhile.
pub fn during<T>(verbose: bool, work: impl FnOnce() -> T) -> (T, Vec<String>) {
    VERBOSE.store(verbose, Ordering::Relaxed);
    let level = if verbose {
        PrintLevel::Debug
    } else {
        PrintLevel::Info
    };
    let before = libbpf_rs::set_print(Some((level, keep)));
    take();
    let result = work();
    libbpf_rs::set_print(before);
    (result, take())
}

fn take() -> Vec<String> {
    // A poisoned lock still holds the messages; none is ever half written.
    let mut kept = KEPT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    std::mem::take(&mut kept)
}

fn keep(level: PrintLevel, message: String) {
    if is_harmless(&message) {
        return;
    }
    if VERBOSE.load(Ordering::Relaxed) {
        eprint!("{message}");
    }
    if level != PrintLevel::Debug {
        let mut kept = KEPT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        kept.push(message);
    }
}

/// Whether a message alarms without a reason. A member of `sched_ext_ops` that
/// an older kernel does not know is left out, as the scheduler intends.
fn is_harmless(message: &str) -> bool {
    message.contains("not found in kernel, skipping it as it's set to zero")
}

/// The last few messages, one per line and indented, for an error.
pub fn last(messages: &[String], count: usize) -> String {
    let lines: Vec<&str> = messages
        .iter()
        .flat_map(|message| message.lines())
        .filter(|line| !line.trim().is_empty())
        .collect();
    let tail = lines
        .get(lines.len().saturating_sub(count)..)
        .unwrap_or(&[]);
    if tail.is_empty() {
        return "  (nothing)".to_owned();
    }
    tail.iter()
        .map(|line| format!("  {}", line.trim_end()))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_kept_and_the_harmless_dropped() {
        let ((), messages) = during(false, || {
            keep(
                PrintLevel::Info,
                "libbpf: struct_ops flux_ops: member sub_attach not found in kernel, skipping it \
                 as it's set to zero\n"
                    .to_owned(),
            );
            keep(
                PrintLevel::Warn,
                "libbpf: failed to load object\n".to_owned(),
            );
            keep(PrintLevel::Debug, "libbpf: sec '.text'\n".to_owned());
        });
        assert_eq!(messages, ["libbpf: failed to load object\n"]);
        assert_eq!(last(&messages, 5), "  libbpf: failed to load object");
        assert_eq!(last(&[], 5), "  (nothing)");
    }
}
