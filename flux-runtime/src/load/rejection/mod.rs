//! The verifier's refusal, in the words and lines of the Rust source.
//!
//! The kernel explains a refusal by a log of every instruction that it walked
//! through. Generated C carries `#line`, so the log names Rust lines; what a person
//! needs of it is where ([`log`]), in whose op ([`Source`]), and what the last
//! sentence means ([`cause`]).

mod cause;
mod log;

pub use cause::Cause;

use std::fmt;
use std::path::PathBuf;

use libbpf_rs::ObjectBuilder;

use super::lines::{self, Line};
use super::open::read_layout;
use super::source::Source;
use crate::api::Node;
use crate::temp_file;
use log::Log;

/// A program that the verifier refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// The scheduler's name.
    pub scheduler: String,
    /// The BPF program, `flux_dispatch`.
    pub program: String,
    /// The line of Rust that it is about: the last in the log, or the one where the
    /// verifier spent its time.
    pub rust: Option<SourceLine>,
    /// The function that the line is in, `Biff::pick_next_task`.
    pub function: Option<String>,
    /// The instances whose function that is.
    pub instances: Vec<String>,
    /// The last line of any file in the log.
    pub last: Option<SourceLine>,
    /// What the verdict means.
    pub cause: Cause,
    /// The verifier's verdict, in its own words.
    pub verdict: String,
    /// The last lines of the log, shortened.
    pub tail: Vec<String>,
    /// Where the full log is.
    pub log_file: Option<PathBuf>,
}

/// A line that the log refers to, `; text @ file.rs:12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file: of a line of Rust as the generated C names it, of another without its
    /// folder, as the kernel does.
    pub file: String,
    /// The line's number.
    pub line: u32,
    /// The line's text; empty if the compiler did not have the file.
    pub text: String,
}

impl SourceLine {
    fn is_rust(&self) -> bool {
        self.file.ends_with(".rs")
    }
}

/// What is known of the scheduler that was refused.
pub(super) struct Refused<'a> {
    pub scheduler: &'a str,
    pub nodes: &'a [Node],
    pub source: &'a Source,
    pub object: &'a [u8],
}

impl Refused<'_> {
    /// Finds the refusal in what libbpf said; `None` if there is none.
    pub fn find(&self, messages: &[String]) -> Option<Rejection> {
        let log = Log::find(messages)?;
        let rust = match log.cause.is_about_time() {
            true => log.busiest_rust(),
            false => log.last_rust(),
        };
        let rust = rust.map(|place| whole(place, &lines::of(self.object)));
        let function = rust
            .as_ref()
            .and_then(|place| self.source.function(&place.file, place.line));
        let (function, ids) = function.map_or((None, Vec::new()), |function| {
            (Some(function.name), function.nodes)
        });
        let is_named = |node: &&Node| ids.contains(&node.id);
        let named = self.nodes.iter().filter(is_named);
        Some(Rejection {
            scheduler: self.scheduler.to_owned(),
            program: log.program.to_owned(),
            rust,
            function,
            instances: named.map(|node| node.name.to_owned()).collect(),
            last: log.last().cloned(),
            cause: log.cause,
            verdict: log.verdict.to_owned(),
            tail: log.tail,
            log_file: None,
        })
    }
}

/// The place with its whole file, if only one of the object's is called so and has
/// this text in that line.
fn whole(place: &SourceLine, lines: &[Line]) -> SourceLine {
    let is_it = |line: &&Line| {
        let name = line.file.rsplit('/').next();
        name == Some(&place.file) && line.line == place.line && line.text == place.text
    };
    let mut files = lines.iter().filter(is_it).map(|line| &line.file);
    match (files.next(), files.next()) {
        (Some(file), None) => SourceLine {
            file: file.clone(),
            ..place.clone()
        },
        _ => place.clone(),
    }
}

impl Rejection {
    /// Explains what libbpf said while some program loaded the object of a hierarchy:
    /// its messages, with the verifier's log among them. `None` if the verifier
    /// refused nothing.
    ///
    /// A scheduler does this by itself; this is for loaders of one's own.
    ///
    /// ```
    /// # fn loaded_by_hand<H: flux::Hierarchy>(messages: &[String]) {
    /// if let Some(rejection) = flux::Rejection::explain(H::NAME, H::NODES, H::OBJECT, messages) {
    ///     eprintln!("{rejection}");
    /// }
    /// # }
    /// ```
    pub fn explain(
        scheduler: &str,
        nodes: &[Node],
        object: &[u8],
        messages: &[String],
    ) -> Option<Rejection> {
        let source = ObjectBuilder::default()
            .open_memory(object)
            .ok()
            .and_then(|open| Source::read(&open, &read_layout(&open)?));
        Refused {
            scheduler,
            nodes,
            source: &source.unwrap_or_default(),
            object,
        }
        .find(messages)
    }

    /// Keeps the full log, in a new file in the folder for temporary files. If
    /// that fails the error does without it.
    pub(crate) fn keep_log(&mut self, messages: &[String]) {
        self.log_file =
            temp_file::keep(&format!("{}-verifier", self.scheduler), &messages.concat()).ok();
    }

    /// Where it is: the line of Rust, or what there is instead.
    fn write_place(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(rust) = &self.rust else {
            return match &self.last {
                Some(last) => write!(f, "\n  at {last}, which is flux's own code"),
                None => Ok(()),
            };
        };
        write!(f, "\n  at {}:{}", rust.file, rust.line)?;
        if let Some(function) = &self.function {
            write!(f, ", in {function}")?;
        }
        match self.instances.as_slice() {
            [] => {}
            [one] => write!(f, " (instance {one})")?,
            several => write!(f, " (instances {})", several.join(", "))?,
        }
        if !rust.text.is_empty() {
            write!(f, "\n      {}", rust.text)?;
        }
        match &self.last {
            Some(last) if !last.is_rust() && !self.cause.is_about_time() => {
                write!(f, "\n  which led to {last}")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.text.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.text)
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
        self.write_place(f)?;
        write!(f, "\n  cause: {}", self.cause.what())?;
        write!(f, "\n  the verifier's words: {}", self.verdict)?;
        write!(f, "\n  what to do: {}", self.cause.remedy())?;
        match &self.log_file {
            Some(path) => write!(f, "\nThe full log is in {}; it ends:", path.display())?,
            None => write!(f, "\nThe log, which --verbose shows in full, ends:")?,
        }
        for line in &self.tail {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::args::tests::node;
    use crate::load::source::tests::source;

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

    fn find(log: &str) -> Option<Rejection> {
        let nodes = [
            node(1, "root", "Roci", None, &[]),
            node(2, "a", "Biff", Some(1), &[]),
            node(3, "b", "Biff", Some(1), &[]),
        ];
        let refused = Refused {
            scheduler: "hello",
            nodes: &nodes,
            source: &source(),
            object: &[],
        };
        refused.find(&[
            "libbpf: prog 'flux_dispatch': BPF program load failed: -EACCES\n".to_owned(),
            log.to_owned(),
            "libbpf: failed to load object 'hello'\n".to_owned(),
        ])
    }

    #[test]
    fn the_rust_line_comes_first() {
        let text = find(LOG).map(|rejection| rejection.to_string());
        let text = text.unwrap_or_default();
        assert!(
            text.starts_with(
                "the kernel's verifier refused program `flux_dispatch` of hello\n  \
                 at biff.rs:26\n      biff.lock().run_queue.push_back(thread);\n  \
                 which led to arr_list.bpf.h:70: ___old->field.prev = ___id;\n  \
                 cause: an access that may be outside"
            ),
            "{text}"
        );
        assert!(
            text.contains(
                "\n  the verifier's words: R0 invalid mem access 'scalar'\n  what to do: "
            ),
            "{text}"
        );
        assert!(!text.contains("processed 15"), "{text}");
    }

    #[test]
    fn a_whole_file_leads_to_the_function_and_its_instances() {
        let rejection = find(&LOG.replace("biff.rs", "left/biff.rs")).expect("a refusal");
        assert_eq!(rejection.function.as_deref(), Some("Biff::thread_runnable"));
        let text = rejection.to_string();
        assert!(
            text.contains(
                "\n  at left/biff.rs:26, in Biff::thread_runnable (instances a, b)\n      biff.lock()"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_file_is_completed_only_if_there_is_one_such_line() {
        let place = SourceLine {
            file: "biff.rs".to_owned(),
            line: 26,
            text: "lock();".to_owned(),
        };
        let line = |file: &str, line, text: &str| Line {
            file: file.to_owned(),
            line,
            text: text.to_owned(),
        };
        let known = [
            line("left/biff.rs", 26, "lock();"),
            line("right/biff.rs", 26, "other();"),
            line("right/not_biff.rs", 26, "lock();"),
        ];
        assert_eq!(whole(&place, &known).file, "left/biff.rs");
        let twice = [known[0].clone(), line("right/biff.rs", 26, "lock();")];
        assert_eq!(whole(&place, &twice).file, "biff.rs");
    }

    #[test]
    fn a_log_without_rust_lines_names_what_it_has() {
        let text = find(&LOG.replace("biff.rs", "core.bpf.h")).map(|found| found.to_string());
        let text = text.unwrap_or_default();
        assert!(
            text.contains(
                "\n  at arr_list.bpf.h:70: ___old->field.prev = ___id;, which is flux's own code\n"
            ),
            "{text}"
        );
    }
}
