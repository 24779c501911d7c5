//! The messages that come with an end: the kernel's for a person who knows its
//! sources, put into words, and the place that a policy names.

/// What a message of the kernel means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// A word of the message that tells it from all others.
    mark: &'static str,
    /// What happened.
    pub what: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

const REPORT: &str = "flux should make this impossible: please report it, with the dump";

/// The messages that a scheduler of flux can meet, in 6.16 to 7.3. The first that
/// fits counts.
const MEANINGS: &[Meaning] = &[
    Meaning {
        mark: "watchdog failed to check in",
        what: "The kernel's watchdog itself got no CPU for that long",
        remedy: "Realtime threads that never sleep do that: look for them (ps -eLo \
                 pid,tid,cls,rtprio,pcpu,comm). If there are none, please report it, with the dump",
    },
    Meaning {
        mark: "RCU CPU stall",
        what: "A CPU stayed in the kernel for so long that the kernel suspected the scheduler",
        remedy: "It need not be the scheduler's fault: the kernel's log (dmesg) shows where the CPU \
                 was. Start it again; if it repeats only with this scheduler, please report it",
    },
    Meaning {
        mark: "lockup",
        what: "A CPU made no progress, and the kernel suspected the scheduler",
        remedy: "It need not be the scheduler's fault: the kernel's log (dmesg) shows where the CPU \
                 was. Start it again; if it repeats only with this scheduler, please report it",
    },
    Meaning {
        mark: "cannot move migration disabled",
        what: "A thread was sent to another CPU while it may not leave its own",
        remedy: REPORT,
    },
    Meaning {
        mark: "not allowed for",
        what: "A thread was sent to a CPU that it may not use",
        remedy: REPORT,
    },
    Meaning {
        mark: "ops.init_task() failed (-12)",
        what: "The kernel had no memory for what it keeps of each thread",
        remedy: "Free memory and start it again",
    },
    Meaning {
        mark: "ops.init() failed (-12)",
        what: "The kernel had no memory for the scheduler's queues",
        remedy: "Free memory and start it again",
    },
    Meaning {
        mark: "enable() failed (-12)",
        what: "The kernel had no memory to switch schedulers",
        remedy: "Free memory and start it again",
    },
    Meaning {
        mark: "enable() failed (-16)",
        what: "The kernel could not reserve CPU time for sched_ext",
        remedy: "Deadline threads (SCHED_DEADLINE) have reserved too much of it: end some and start \
                 it again",
    },
    Meaning {
        mark: "enable() failed (-4)",
        what: "A signal interrupted the switch",
        remedy: "Start it again",
    },
    Meaning {
        mark: "expected hotplug seq",
        what: "A CPU went offline or came online between loading and attaching",
        remedy: "Start it again",
    },
    Meaning {
        mark: "exiting scheduler",
        what: "A CPU went offline or came online, and the scheduler was not told how to follow",
        remedy: "Start it again",
    },
];

/// What the kernel's message means, if it needs words.
pub fn meaning(message: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|known| message.contains(known.mark))
}

/// The place that a policy's error names: `biff.rs:26` of
/// `biff.rs:26: too old: 100%`.
pub fn place(message: &str) -> Option<&str> {
    let file_end = message.find(".rs:")? + ".rs:".len();
    let digits = message.get(file_end..)?;
    let len = digits.find(|c: char| !c.is_ascii_digit())?;
    let end = file_end + len;
    let is_place = len > 0 && message.get(end..)?.starts_with(": ");
    is_place.then(|| message.get(..end)).flatten()
}

/// A thread that a message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name (`comm`).
    pub name: String,
    /// The kernel's task id.
    pub pid: u32,
}

/// Words that stand before a thread's name in messages of the kernel.
const BEFORE_NAMES: &[&str] = &[
    "migration disabled ",
    " for ",
    " while ",
    " on ",
    " cross-task ",
];

/// The first thread that the message names, as the kernel does: `NAME[PID]`.
pub fn thread(message: &str) -> Option<Named> {
    for (open, _) in message.match_indices('[') {
        let Some((digits, _)) = message
            .get(open + 1..)
            .and_then(|rest| rest.split_once(']'))
        else {
            break;
        };
        let Ok(pid) = digits.parse() else {
            continue;
        };
        let head = message.get(..open)?;
        // A name may hold blanks, so what comes before it is known words, or nothing.
        let start = BEFORE_NAMES
            .iter()
            .filter_map(|words| head.rfind(words).map(|at| at + words.len()))
            .max()
            .unwrap_or(0);
        return Some(Named {
            name: head.get(start..)?.trim().to_owned(),
            pid,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_found_in_the_kernel_s_sentences() {
        for (message, name, pid) in [
            (
                "kworker/u8:2[1234] failed to run for 30.720s",
                "kworker/u8:2",
                1234,
            ),
            ("a b [c][7] failed to run for 30.720s", "a b [c]", 7),
            (
                "SCX_DSQ_LOCAL[_ON] cannot move migration disabled x y[12] from CPU 0 to 1",
                "x y",
                12,
            ),
            (
                "SCX_DSQ_LOCAL[_ON] target CPU 3 not allowed for sh[99]",
                "sh",
                99,
            ),
            ("ops.init_task() failed (-12) for bash[5]", "bash", 5),
            (
                "used too much rescue CPU time (10ms) while sh[3] waited 1.000s to be rescued",
                "sh",
                3,
            ),
        ] {
            let expected = Named {
                name: name.to_owned(),
                pid,
            };
            assert_eq!(thread(message), Some(expected), "{message}");
        }
        for message in ["", "[", "no[x]body", "watchdog failed to check in", "a[1"] {
            assert_eq!(thread(message), None, "{message}");
        }
    }

    #[test]
    fn a_policy_s_place_is_a_file_and_a_line() {
        assert_eq!(place("biff.rs:26: too old: 100%"), Some("biff.rs:26"));
        assert_eq!(
            place("src/a/biff.rs:1: assertion failed: x.rs:2"),
            Some("src/a/biff.rs:1")
        );
        for message in ["", "flux: instance 3 has no lock", "a.rs:: x", "a.rs:12"] {
            assert_eq!(place(message), None, "{message}");
        }
    }

    #[test]
    fn known_messages_have_words() {
        let what = |message| meaning(message).map(|meaning| meaning.what);
        assert_eq!(
            what("watchdog failed to check in for 30.100s"),
            Some("The kernel's watchdog itself got no CPU for that long")
        );
        assert_eq!(
            what("SCX_DSQ_LOCAL[_ON] target CPU 3 not allowed for sh[99]"),
            Some("A thread was sent to a CPU that it may not use")
        );
        assert_eq!(what("sh[9] failed to run for 30.720s"), None);
        for known in MEANINGS {
            assert_eq!(meaning(known.mark), Some(known), "hidden by another");
            assert!(!known.what.ends_with('.') && !known.remedy.ends_with('.'));
        }
    }
}
