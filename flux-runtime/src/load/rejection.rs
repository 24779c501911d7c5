//! The verifier's refusal, in the words and lines of the Rust source.
//!
//! The kernel explains a refusal by a log of every instruction that it walked
//! through. What a person needs of it is at the end: the line of the source
//! that it had reached, and the sentence before the statistics. Generated C
//! carries `#line`, so the log names Rust lines.

use std::fmt;
use std::path::PathBuf;

use crate::temp_file;

/// Lines of the log that the error shows.
const SHOWN_LINES: usize = 8;
/// Characters of such a line; the verifier's state of all registers is longer.
const SHOWN_WIDTH: usize = 120;

/// A program that the verifier refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The scheduler's name.
    pub scheduler: String,
    /// The BPF program, `flux_dispatch`.
    pub program: String,
    /// The last line of a Rust file in the log.
    pub rust: Option<SourceLine>,
    /// The last line of any file in the log.
    pub last: Option<SourceLine>,
    /// The verifier's verdict: the last line of the log before the statistics.
    pub verdict: String,
    /// The lines before it, shortened.
    pub tail: Vec<String>,
    /// Where the full log is.
    pub log_file: Option<PathBuf>,
}

/// A line that the log refers to, `; text @ file.rs:12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file, without its folder: the kernel leaves that out.
    pub file: String,
    /// The line's number.
    pub line: u32,
    /// The line's text; empty if the compiler did not have the file.
    pub text: String,
}

/// Finds the refusal in what libbpf said; `None` if there is none.
pub fn find(scheduler: &str, messages: &[String]) -> Option<Rejection> {
    let (program, log) = messages.iter().find_map(|message| log_in(message))?;
    let lines: Vec<&str> = log.lines().collect();
    let places: Vec<SourceLine> = lines.iter().filter_map(|line| source_line(line)).collect();
    let told: Vec<&str> = lines
        .iter()
        .copied()
        .filter(|line| !line.trim().is_empty() && !is_statistics(line))
        .collect();
    let (verdict, before) = told.split_last().unwrap_or((&"(no reason given)", &[]));
    let tail = before
        .get(before.len().saturating_sub(SHOWN_LINES)..)
        .unwrap_or(&[]);
    Some(Rejection {
        scheduler: scheduler.to_owned(),
        program: program.to_owned(),
        rust: places
            .iter()
            .rfind(|place| place.file.ends_with(".rs"))
            .cloned(),
        last: places.last().cloned(),
        verdict: verdict.trim().to_owned(),
        tail: tail.iter().map(|line| shorten(line)).collect(),
        log_file: None,
    })
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

impl Rejection {
    /// Keeps the full log, in a new file in the folder for temporary files. If
    /// that fails the error does without it.
    pub fn keep_log(&mut self, messages: &[String]) {
        self.log_file =
            temp_file::keep(&format!("{}-verifier", self.scheduler), &messages.concat()).ok();
    }
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.text.is_empty() {
            Ok(())
        } else {
            write!(f, "\n    {}", self.text)
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the kernel's verifier refused program `{}` of {}",
            self.program, self.scheduler
        )?;
        match (&self.rust, &self.last) {
            (Some(rust), Some(last)) if rust != last => {
                write!(f, ", at {}:{}, reached from {rust}", last.file, last.line)?;
            }
            (Some(rust), _) => write!(f, ", at {rust}")?,
            (None, Some(last)) => write!(f, ", at {last}")?,
            (None, None) => {}
        }
        write!(f, "\n  {}\nThe lines of its log before that:", self.verdict)?;
        for line in &self.tail {
            write!(f, "\n  {line}")?;
        }
        write!(
            f,
            "\nflux should generate nothing that the verifier refuses: please report this with \
             the full log"
        )?;
        match &self.log_file {
            Some(path) => write!(f, ", {}", path.display())?,
            None => write!(
                f,
                " (which could not be written to a file: run with --verbose)"
            )?,
        }
        write!(
            f,
            ". A smaller op, or fewer and shorter loops in it, may help until then"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "libbpf: prog 'flux_dispatch': -- BEGIN PROG LOAD LOG --
Global function flux_pick() doesn't return scalar. Only those are supported.
0: R1=ctx() R10=fp0
; void BPF_STRUCT_OPS(flux_dispatch, s32 cpu, struct task_struct *prev) @ callbacks.bpf.h:80
0: (79) r6 = *(u64 *)(r1 +0)          ; R1=ctx() R6_w=scalar()
; biff.lock().run_queue.push_back(thread); @ biff.rs:26
12: (85) call pc+33
; ___old->field.prev = ___id; @ arr_list.bpf.h:70
14: (63) *(u32 *)(r0 +4) = r7
R0 invalid mem access 'scalar'
processed 15 insns (limit 1000000) max_states_per_insn 0 total_states 1 peak_states 1 mark_read 1
-- END PROG LOAD LOG --
";

    fn messages() -> Vec<String> {
        vec![
            "libbpf: prog 'flux_dispatch': BPF program load failed: -EACCES\n".to_owned(),
            LOG.to_owned(),
            "libbpf: prog 'flux_dispatch': failed to load: -EACCES\n".to_owned(),
            "libbpf: failed to load object 'hello'\n".to_owned(),
        ]
    }

    #[test]
    fn the_rust_line_comes_first() {
        let rejection = find("hello", &messages()).map(|rejection| rejection.to_string());
        let text = rejection.unwrap_or_default();
        assert!(
            text.starts_with(
                "the kernel's verifier refused program `flux_dispatch` of hello, at \
                 arr_list.bpf.h:70, reached from biff.rs:26\n    \
                 biff.lock().run_queue.push_back(thread);\n"
            ),
            "{text}"
        );
        assert!(
            text.contains(
                "\n  R0 invalid mem access 'scalar'\nThe lines of its log before that:\n"
            ),
            "{text}"
        );
        assert!(!text.contains("processed 15"), "{text}");
    }

    #[test]
    fn a_log_without_rust_lines_names_what_it_has() {
        let log = LOG.replace("biff.rs", "core.bpf.h");
        let text = find("hello", &[log]).map(|rejection| rejection.to_string());
        assert!(
            text.unwrap_or_default()
                .contains("of hello, at arr_list.bpf.h:70\n")
        );
    }

    #[test]
    fn other_failures_are_no_rejection() {
        assert_eq!(
            find("hello", &["libbpf: failed to find BTF\n".to_owned()]),
            None
        );
    }

    #[test]
    fn the_tail_is_short() {
        let many: String = (0..1000)
            .map(|n| format!("{n}: (bf) r1 = r2 ; {}\n", "é".repeat(200)))
            .collect();
        let log = LOG.replace("R0 invalid", &format!("{many}R0 invalid"));
        let tail = find("hello", &[log]).map(|rejection| rejection.tail);
        let tail = tail.unwrap_or_default();
        assert_eq!(tail.len(), SHOWN_LINES);
        for line in tail {
            assert_eq!(line.chars().count(), SHOWN_WIDTH + 1);
        }
    }
}
