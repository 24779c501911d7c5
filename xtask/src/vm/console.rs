//! Reads a kernel's console: is it dying?
//!
//! Knows the texts by which a kernel announces that it is broken. Says nothing
//! about a scheduler that was merely ejected: that is the script's business.

/// How many console lines an error shows: enough for a whole oops.
pub const TAIL_LINES: usize = 50;

/// What a kernel says when it could not find out how fast its clock runs, because
/// the emulator had no CPU for it meanwhile. Its seconds are then of any length:
/// watchdogs bite, and no time that is measured means anything.
pub const WRONG_CLOCK: &str = "PIT calibration deviates from";

/// What it means when RCU waited for too long.
const RCU_STALL: &str = "RCU stall";

/// How many of the lines that follow the first symptom are told with it: RCU says in
/// them which CPUs or threads it waits for, an oops where it happened.
const CONTEXT_LINES: usize = 5;

/// Between the lines that are told together.
const BETWEEN: &str = " | ";

/// Texts that only a broken kernel prints (as of 6.12 to 7.3), and what they mean.
const SYMPTOMS: &[(&str, &str)] = &[
    (WRONG_CLOCK, "its clock was set wrong"),
    ("Kernel panic - not syncing", "kernel panic"),
    ("Oops: ", "kernel oops"),
    ("BUG: ", "kernel bug"),
    ("kernel BUG at", "kernel bug"),
    ("general protection fault", "general protection fault"),
    ("Unable to handle kernel", "bad memory access in the kernel"),
    ("soft lockup", "soft lockup"),
    ("hard LOCKUP", "hard lockup"),
    ("detected stalls on CPUs", RCU_STALL),
    ("self-detected stall on CPU", RCU_STALL),
    ("blocked for more than", "hung task"),
    ("UBSAN: ", "undefined behaviour in the kernel"),
    ("KASAN: ", "memory error in the kernel"),
    ("possible recursive locking", "lock order violation"),
    ("possible circular locking", "lock order violation"),
];

/// What is wrong with the kernel that printed `line`, if anything.
pub fn symptom(line: &str) -> Option<&'static str> {
    SYMPTOMS
        .iter()
        .find(|(text, _)| contains_word(line, text))
        .map(|&(_, meaning)| meaning)
}

/// Whether the line that shows a symptom, of those that [`Console::symptom`] tells, has that
/// text: what follows it may be the next thing that breaks.
pub fn shows(words: &str, text: &str) -> bool {
    words
        .split(BETWEEN)
        .next()
        .is_some_and(|line| line.contains(text))
}

/// Whether `text` stands in `line` and is not the end of a longer word ("DEBUG: ").
fn contains_word(line: &str, text: &str) -> bool {
    line.match_indices(text).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(char::is_alphanumeric)
    })
}

/// The console so far, as lines, with the first symptom found in it.
#[derive(Debug, Default)]
pub struct Console {
    lines: Vec<String>,
    unfinished: String,
    /// What it means, and the line's place in `lines`.
    symptom: Option<(&'static str, usize)>,
}

impl Console {
    /// Takes what the kernel printed next; lines may arrive in pieces.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.unfinished.push_str(&String::from_utf8_lossy(bytes));
        while let Some(end) = self.unfinished.find('\n') {
            let line: String = self.unfinished.drain(..=end).collect();
            self.push(printable(&line));
        }
    }

    /// Takes the last line even though nothing ended it: the machine is gone.
    pub fn finish(&mut self) {
        if !self.unfinished.is_empty() {
            let line = std::mem::take(&mut self.unfinished);
            self.push(printable(&line));
        }
    }

    fn push(&mut self, line: String) {
        if self.symptom.is_none()
            && let Some(meaning) = symptom(&line)
        {
            self.symptom = Some((meaning, self.lines.len()));
        }
        self.lines.push(line);
    }

    /// The first symptom: what it means, and the line that showed it with some of those
    /// that followed.
    pub fn symptom(&self) -> Option<(&'static str, String)> {
        let (meaning, at) = self.symptom?;
        let end = self.lines.len().min(at + 1 + CONTEXT_LINES);
        Some((meaning, self.lines[at..end].join(BETWEEN)))
    }

    /// All complete lines.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The last [`TAIL_LINES`] lines.
    pub fn tail(&self) -> &[String] {
        &self.lines[self.lines.len().saturating_sub(TAIL_LINES)..]
    }
}

/// `line` without its end and without the escape sequences that firmware prints.
fn printable(line: &str) -> String {
    let mut text = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // "ESC [ parameters letter", or "ESC letter".
            if chars.next_if_eq(&'[').is_some() {
                while chars.next_if(|c| !c.is_ascii_alphabetic()).is_some() {}
            }
            chars.next();
        } else if c == '\t' || !c.is_control() {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_kernels_are_recognised() {
        for (line, meaning) in [
            (
                "[    3.1] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI",
                "kernel oops",
            ),
            (
                "[    3.1] BUG: kernel NULL pointer dereference, address: 0",
                "kernel bug",
            ),
            (
                "[    3.1] Kernel panic - not syncing: Fatal exception",
                "kernel panic",
            ),
            (
                "[   60.1] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
                "RCU stall",
            ),
            (
                "[   60.1] rcu: INFO: rcu_preempt self-detected stall on CPU",
                "RCU stall",
            ),
            (
                "[   60.1] watchdog: BUG: soft lockup - CPU#1 stuck for 26s!",
                "kernel bug",
            ),
            (
                "[  242.7] INFO: task sh:80 blocked for more than 120 seconds.",
                "hung task",
            ),
            (
                "[    0.1] tsc: PIT calibration deviates from HPET: 599512 2445454",
                "its clock was set wrong",
            ),
        ] {
            assert_eq!(symptom(line), Some(meaning), "{line}");
        }
    }

    #[test]
    fn an_ejected_scheduler_is_not_a_broken_kernel() {
        for line in [
            "sched_ext: BPF scheduler \"hello\" disabled (runnable task stall)",
            "sched_ext: hello: triggered exit kind 1026:",
            "DEBUG: nothing",
        ] {
            assert_eq!(symptom(line), None, "{line}");
        }
    }

    #[test]
    fn lines_may_arrive_in_pieces() {
        let mut console = Console::default();
        console.feed(b"\x1b[2J\x1bcSeaBIOS\r\n[ 1.0] Oo");
        assert!(console.symptom().is_none());
        console.feed(b"ps: 0000\r\ntail");
        assert_eq!(
            console.symptom(),
            Some(("kernel oops", "[ 1.0] Oops: 0000".to_owned()))
        );
        console.finish();
        assert_eq!(console.lines(), ["SeaBIOS", "[ 1.0] Oops: 0000", "tail"]);
    }

    #[test]
    fn a_symptom_is_told_with_what_followed() {
        let mut console = Console::default();
        console.feed(b"before\nrcu_preempt detected stalls on CPUs/tasks:\n");
        for n in 0..20 {
            console.feed(format!("after {n}\n").as_bytes());
        }
        let (meaning, words) = console.symptom().expect("a stall");
        assert_eq!(meaning, RCU_STALL);
        assert!(words.starts_with("rcu_preempt"), "{words}");
        assert!(words.ends_with("| after 4"), "{words}");
        assert!(shows(&words, "stalls on CPUs") && !shows(&words, "after 1"));
    }

    #[test]
    fn the_tail_is_bounded() {
        let mut console = Console::default();
        for n in 0..200 {
            console.feed(format!("line {n}\n").as_bytes());
        }
        assert_eq!(console.tail().len(), TAIL_LINES);
        assert_eq!(console.tail()[TAIL_LINES - 1], "line 199");
    }
}
