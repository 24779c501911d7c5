//! What libbpf says while it works, the verifier's log included.
//!
//! libbpf has one callback for the whole process, so the messages are in a static, and only one
//! thread at a time is in [`during`].

use libbpf_rs::PrintLevel;
use std::sync::{Mutex, MutexGuard};

static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs `work` and returns what libbpf said meanwhile.
pub fn during<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let _alone = lock(&ONE_AT_A_TIME);
    let before = libbpf_rs::set_print(Some((PrintLevel::Info, keep)));
    lock(&KEPT).clear();
    let result = work();
    libbpf_rs::set_print(before);
    (result, std::mem::take(&mut *lock(&KEPT)))
}

fn keep(_level: PrintLevel, message: String) {
    lock(&KEPT).push(message);
}

/// A lock that another test's failure has poisoned holds whole messages all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The last lines.
pub fn last(messages: &[String], count: usize) -> String {
    let text = messages.concat();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines.get(from..).unwrap_or_default().join("\n")
}
