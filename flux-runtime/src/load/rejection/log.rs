//! The verifier's log: what of it says where and why.

use super::{Cause, SourceLine};

/// Lines of the log that the error shows.
const SHOWN_LINES: usize = 8;
/// Characters of such a line; the verifier's state of all registers is longer.
const SHOWN_WIDTH: usize = 120;

/// What a log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log<'l> {
    /// The BPF program.
    pub program: &'l str,
    /// The places in the order in which the verifier came by.
    pub places: Vec<SourceLine>,
    /// The verifier's verdict: the last line whose words are known, else the last
    /// before the statistics.
    pub verdict: &'l str,
    /// What that means.
    pub cause: Cause,
    /// The last lines, shortened.
    pub tail: Vec<String>,
}

impl<'l> Log<'l> {
    /// Finds the log in what libbpf said; `None` if there is none.
    pub fn find(messages: &'l [String]) -> Option<Self> {
        let (program, log) = messages.iter().find_map(|message| log_in(message))?;
        let told: Vec<&str> = log
            .lines()
            .filter(|line| !line.trim().is_empty() && !is_statistics(line))
            .collect();
        let tail = told
            .get(told.len().saturating_sub(SHOWN_LINES)..)
            .unwrap_or(&[]);
        // Behind the verdict may be more about it, such as the state of a loop.
        let known = tail.iter().rev().find_map(|line| {
            let is_said = !is_step(line) && source_line(line).is_none();
            let cause = is_said.then(|| Cause::of(line)).flatten()?;
            Some((*line, cause))
        });
        let last = told.last().unwrap_or(&"(no reason given)");
        let (verdict, cause) = known.unwrap_or((last, Cause::Other));
        Some(Self {
            program,
            places: told.iter().filter_map(|line| source_line(line)).collect(),
            verdict: verdict.trim(),
            cause,
            tail: tail.iter().map(|line| shorten(line)).collect(),
        })
    }

    /// The last place of all.
    pub fn last(&self) -> Option<&SourceLine> {
        self.places.last()
    }

    /// The last place in a Rust file.
    pub fn last_rust(&self) -> Option<&SourceLine> {
        self.places.iter().rfind(|place| place.is_rust())
    }

    /// The place in a Rust file by which the verifier came most often, the later one
    /// of several.
    pub fn busiest_rust(&self) -> Option<&SourceLine> {
        let mut counts = std::collections::HashMap::new();
        for place in &self.places {
            *counts.entry((&place.file, place.line)).or_insert(0_usize) += 1;
        }
        let rust = self.places.iter().filter(|place| place.is_rust());
        rust.max_by_key(|place| counts.get(&(&place.file, place.line)).copied())
    }
}

/// The program's name and the log between libbpf's markers.
fn log_in(message: &str) -> Option<(&str, &str)> {
    const BEGIN: &str = "-- BEGIN PROG LOAD LOG --";
    let (head, rest) = message.split_once(BEGIN)?;
    let program = head.split('\'').nth(1).unwrap_or("unknown");
    let log = rest
        .split_once("-- END PROG LOAD LOG --")
        .map_or(rest, |(log, _)| log);
    Some((program, log))
}

/// An instruction: `12: (85) call pc+33`.
fn is_step(line: &str) -> bool {
    let number = line.split(": ").next().unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// `; text @ file.rs:12`.
fn source_line(line: &str) -> Option<SourceLine> {
    let (text, place) = line.strip_prefix("; ")?.rsplit_once(" @ ")?;
    let (file, number) = place.trim_end().rsplit_once(':')?;
    Some(SourceLine {
        file: file.to_owned(),
        line: number.parse().ok()?,
        text: text.trim().to_owned(),
    })
}

/// The start of a line.
fn shorten(line: &str) -> String {
    match line.char_indices().nth(SHOWN_WIDTH) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}

/// Whether a line tells how much work the verifier had, not what it found.
fn is_statistics(line: &str) -> bool {
    (line.starts_with("processed ") && line.contains(" insns"))
        || line.starts_with("verification time ")
        || line.starts_with("stack depth ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "libbpf: prog 'flux_dispatch': -- BEGIN PROG LOAD LOG --
; int busy(void) @ biff.rs:7
R0 invalid mem access 'scalar'
processed 15 insns (limit 1000000) max_states_per_insn 0 total_states 1 peak_states 1 mark_read 1
-- END PROG LOAD LOG --
";

    #[test]
    fn the_tail_is_short() {
        let many: String = (0..1000)
            .map(|n| format!("{n}: (bf) r1 = r2 ; {}\n", "é".repeat(200)))
            .collect();
        let messages = [LOG.replace("R0 invalid", &format!("{many}R0 invalid"))];
        let log = Log::find(&messages).expect("a log");
        assert_eq!(log.tail.len(), SHOWN_LINES);
        for line in &log.tail[..SHOWN_LINES - 1] {
            assert_eq!(line.chars().count(), SHOWN_WIDTH + 1);
        }
    }

    #[test]
    fn the_busiest_line_is_the_one_that_comes_most_often() {
        let rounds = "; i += 1; @ biff.rs:9\n; list(); @ core.bpf.h:3\n".repeat(5);
        let messages = [LOG.replace("R0 inv", &format!("{rounds}; end @ biff.rs:20\nR0 inv"))];
        let log = Log::find(&messages).expect("a log");
        assert_eq!(log.busiest_rust().map(|place| place.line), Some(9));
        assert_eq!(log.last_rust().map(|place| place.line), Some(20));
        assert_eq!(log.verdict, "R0 invalid mem access 'scalar'");
    }

    #[test]
    fn what_follows_the_verdict_does_not_hide_it() {
        let messages = [LOG.replace(
            "R0 invalid mem access 'scalar'",
            "1: (55) if r1 != 0x0 goto pc-1        ; R1=1\ninfinite loop detected at insn 1\n\
             cur state: R1=1 R10=fp0\nold state: R1=P1 R10=fp0",
        )];
        let log = Log::find(&messages).expect("a log");
        assert_eq!(log.verdict, "infinite loop detected at insn 1");
        assert_eq!(log.cause, Cause::UnboundedLoop);
        let messages = [LOG.replace("R0 invalid mem access 'scalar'", "of tomorrow")];
        let log = Log::find(&messages).expect("a log");
        assert_eq!((log.verdict, log.cause), ("of tomorrow", Cause::Other));
    }

    #[test]
    fn other_failures_are_no_rejection() {
        let messages = ["libbpf: failed to find BTF\n".to_owned()];
        assert_eq!(Log::find(&messages), None);
    }
}
