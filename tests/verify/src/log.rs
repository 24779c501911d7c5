//! What libbpf says while it loads, and what the verifier says within it.
//!
//! libbpf hands the verifier's log on among its own messages: for a program that
//! was taken, between two markers in one message that is for debugging.

use std::collections::BTreeMap;
use std::sync::Mutex;

use libbpf_rs::PrintLevel;

/// Messages of the current call of [`during`].
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Runs `work` and returns what libbpf said meanwhile. Does not nest.
pub fn during<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let before = libbpf_rs::set_print(Some((PrintLevel::Debug, keep)));
    take();
    let result = work();
    libbpf_rs::set_print(before);
    (result, take())
}

fn take() -> Vec<String> {
    // A poisoned lock still holds whole messages.
    let mut said = SAID.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    std::mem::take(&mut said)
}

fn keep(level: PrintLevel, message: String) {
    // Of the many messages for debugging only logs are wanted.
    if level != PrintLevel::Debug || message.contains(BEGIN) {
        let mut said = SAID.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        said.push(message);
    }
}

const BEGIN: &str = "-- BEGIN PROG LOAD LOG --";

/// How much work the verifier had with one program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// States that it made.
    pub total_states: u64,
    /// The most that it kept at a time.
    pub peak_states: u64,
}

/// The statistics of every program in the messages.
pub fn statistics(said: &[String]) -> BTreeMap<String, Statistics> {
    let of_message = |message: &String| {
        let (head, log) = message.split_once(BEGIN)?;
        let name = head.split('\'').nth(1)?;
        let line = log.lines().find(|line| line.starts_with("processed "))?;
        let statistics = Statistics {
            total_states: word_after(line, "total_states")?,
            peak_states: word_after(line, "peak_states")?,
        };
        Some((name.to_owned(), statistics))
    };
    said.iter().filter_map(of_message).collect()
}

/// The number behind a word of `processed 15 insns … peak_states 1 …`.
fn word_after(line: &str, word: &str) -> Option<u64> {
    let mut words = line.split_whitespace();
    words.find(|candidate| *candidate == word)?;
    words.next()?.parse().ok()
}

/// The last lines of the messages.
pub fn tail(said: &[String], count: usize) -> String {
    let lines: Vec<&str> = said
        .iter()
        .flat_map(|message| message.lines())
        .filter(|line| !line.trim().is_empty())
        .collect();
    let from = lines.len().saturating_sub(count);
    lines.get(from..).unwrap_or(&[]).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "libbpf: prog 'flux_tick': -- BEGIN PROG LOAD LOG --
verification time 6 usec
stack depth 0+0
processed 15 insns (limit 1000000) max_states_per_insn 0 total_states 21 peak_states 20 mark_read 1
-- END PROG LOAD LOG --
";

    #[test]
    fn statistics_belong_to_their_program() {
        let said = [
            "libbpf: loading object\n".to_owned(),
            SAID.to_owned(),
            SAID.replace("flux_tick", "flux_exit")
                .replace(" 21 ", " 7 "),
        ];
        let statistics = statistics(&said);
        assert_eq!(
            statistics.get("flux_tick"),
            Some(&Statistics {
                total_states: 21,
                peak_states: 20
            })
        );
        assert_eq!(statistics.get("flux_exit").map(|s| s.total_states), Some(7));
        assert_eq!(statistics.len(), 2);
    }

    #[test]
    fn a_log_without_statistics_is_none() {
        let said = [SAID.replace("processed", "verified")];
        assert!(statistics(&said).is_empty());
    }

    #[test]
    fn the_tail_is_the_end() {
        let said = ["a\nb\n".to_owned(), "\nc\n".to_owned()];
        assert_eq!(tail(&said, 2), "b\nc");
        assert_eq!(tail(&[], 2), "");
    }
}
