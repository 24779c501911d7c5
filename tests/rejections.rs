//! What a person reads when the verifier refuses a program: `rejections/*.bpf.c` are
//! broken on purpose, each in a way that flux's own checks keep from the kernel.
//!
//! * With the right to load BPF, this machine's verifier refuses each of them, and
//!   what is said names the Rust line, its function and the cause.
//! * Everywhere, `rejections/NAME.log`, a log that Linux 6.18 wrote, is explained by
//!   exactly the words in `rejections/NAME.txt`.
//!
//! `cargo xtask bless` rewrites both, the logs where BPF can be loaded.
//!
//! In a program `//@ TEXT` becomes the `#line` of that text in `rejections/policy.rs`.
//! Its first comment says the cause.

use flux::{Node, Rejection};
use flux_tests::test_run::{self, compile_with, refusal, trial};
use flux_tests::{bless, compare, workspace};
use libtest_mimic::Trial;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the programs' `#line` calls the policy.
const POLICY: &str = "library/src/policy.rs";

/// The longest log that is kept, in lines from the start and from the end: a verifier
/// that goes round in a loop says the same a million times.
const KEPT_LINES: (usize, usize) = (20, 400);

const NODES: &[Node] = &[
    node(1, "root", "Roci", None),
    node(2, "rpcs", "Biff", Some(1)),
    node(3, "rest", "Biff", Some(1)),
];

const fn node(id: u32, name: &'static str, type_name: &'static str, parent: Option<u32>) -> Node {
    Node {
        id,
        name,
        type_name,
        module: "library",
        parent,
        tier: if parent.is_some() { 1 } else { 0 },
        tunables: &[],
    }
}

/// One broken program.
#[derive(Clone)]
struct Case {
    name: String,
    c: String,
    cause: String,
    /// Lines of the policy that it names, the last of which is the broken one.
    lines: Vec<u32>,
}

fn folder() -> PathBuf {
    workspace().join("tests/rejections")
}

fn read(file: &str) -> String {
    let file = folder().join(file);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn cases() -> Vec<Case> {
    let policy = read("policy.rs");
    let entries = std::fs::read_dir(folder()).expect("the cases");
    let names = entries.filter_map(|entry| {
        let name = entry.expect("readable").file_name();
        name.to_str()?.strip_suffix(".bpf.c").map(str::to_owned)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.into_iter().map(|name| case(name, &policy)).collect()
}

fn case(name: String, policy: &str) -> Case {
    let text = read(&format!("{name}.bpf.c"));
    let cause = text
        .split_once("cause: ")
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .expect("the first comment says the cause")
        .to_owned();
    let mut lines = Vec::new();
    let mut c = String::new();
    for line in text.lines() {
        let Some(wanted) = line.strip_prefix("//@ ") else {
            c += &format!("{line}\n");
            continue;
        };
        let at = policy.lines().position(|line| line.trim() == wanted);
        let at = at.unwrap_or_else(|| panic!("{name}: policy.rs has no `{wanted}`")) + 1;
        c += &format!("#line {at} \"{POLICY}\"\n");
        lines.push(u32::try_from(at).expect("a short file"));
    }
    Case {
        name,
        c,
        cause,
        lines,
    }
}

impl Case {
    fn object(&self) -> Result<Vec<u8>, String> {
        let (header, policy) = (read("scheduler.bpf.h"), read("policy.rs"));
        let files = [("scheduler.bpf.h", header), (POLICY, policy)];
        compile_with(&self.name, &self.c, &files)
    }

    fn explain(&self, messages: &[String]) -> Result<Rejection, String> {
        let explained = Rejection::explain("hello", NODES, &self.object()?, messages);
        explained.ok_or_else(|| format!("no refusal in {messages:?}"))
    }

    /// This machine's verifier refuses it, and the words say where and why.
    fn really(&self) -> Result<(), String> {
        let messages = refusal(&self.object()?).ok_or("the verifier takes it")?;
        self.judge(&self.explain(&messages)?)
    }

    /// The log that is kept is explained by the words that are kept.
    fn as_recorded(&self) -> Result<(), String> {
        let log = format!("{}.log", self.name);
        if bless() && test_run::why_not().is_none() {
            let messages = refusal(&self.object()?).ok_or("the verifier takes it")?;
            std::fs::write(folder().join(&log), shortened(&messages.concat()))
                .map_err(|error| format!("{log}: {error}"))?;
        }
        let rejection = self.explain(&[read(&log)])?;
        let text = folder().join(format!("{}.txt", self.name));
        compare(&text, &format!("{rejection}\n"))?;
        self.judge(&rejection)
    }

    fn judge(&self, rejection: &Rejection) -> Result<(), String> {
        let Some(rust) = &rejection.rust else {
            // What is about a program as a whole has no line.
            let is_right = self.lines.is_empty() && format!("{:?}", rejection.cause) == self.cause;
            return is_right.then_some(()).ok_or(format!("{rejection:#?}"));
        };
        let policy = read("policy.rs");
        let text = policy.lines().nth(rust.line as usize - 1);
        let function = match self.c.contains("flux_enqueue") {
            true => "Biff::thread_runnable",
            false => "Biff::pick_next_task",
        };
        let is_right = format!("{:?}", rejection.cause) == self.cause
            && self.lines.last() == Some(&rust.line)
            && rust.file == POLICY
            && text.map(str::trim) == Some(&rust.text)
            && rejection.function.as_deref() == Some(function)
            && rejection.instances == ["rpcs", "rest"];
        match is_right {
            true => Ok(()),
            false => Err(format!(
                "{} in {function} at line {:?} of {POLICY} was expected:\n{rejection:#?}",
                self.cause,
                self.lines.last()
            )),
        }
    }
}

/// The log without most of the rounds of an endless loop.
fn shortened(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let (first, last) = KEPT_LINES;
    let cut = lines.len().saturating_sub(first + last);
    let kept = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at < first || *at >= first + cut);
    // Names of objects and addresses differ each time.
    kept.filter(|(_, line)| !line.starts_with("libbpf: failed to load object"))
        .map(|(_, line)| format!("{}\n", without_addresses(line)))
        .collect()
}

fn without_addresses(line: &str) -> String {
    const START: &str = "0xffff";
    let mut parts = line.split(START);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        let shown = if digits == 12 {
            "000000000000"
        } else {
            &part[..digits]
        };
        text += &format!("{START}{shown}{}", &part[digits..]);
    }
    text
}

/// Every cause that has words of its own is shown by a program.
fn each_cause_has_a_program(cases: &[Case]) -> Result<(), String> {
    for cause in [
        "UnboundedLoop",
        "TooComplex",
        "OutOfBounds",
        "MaybeNull",
        "Lock",
        "Stack",
        "UnknownFunction",
        "Reference",
        "Uninitialized",
    ] {
        if cases.iter().all(|case| case.cause != cause) {
            return Err(format!("no program is refused for {cause}"));
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let cases = cases();
    let mut trials = Vec::new();
    for case in &cases {
        let (real, recorded) = (case.clone(), case.clone());
        let name = &case.name;
        trials.push(trial(format!("{name}_is_refused_here"), move || {
            real.really()
        }));
        let test = move || recorded.as_recorded().map_err(Into::into);
        trials.push(Trial::test(format!("{name}_as_recorded"), test));
    }
    let all = move || each_cause_has_a_program(&cases).map_err(Into::into);
    trials.push(Trial::test("each_cause_has_a_program", all));
    test_run::main(trials)
}
