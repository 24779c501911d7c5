//! Why the kernel removed a scheduler, in words.

use std::fmt;
use std::path::PathBuf;

use crate::load::ExitState;
use crate::temp_file;

/// Set in an exit code: the scheduler is to be loaded again.
/// `SCX_ECODE_ACT_RESTART`, the same in 6.16 to 7.3.
const ACT_RESTART: i64 = 1 << 48;
/// Set in an exit code: a CPU came or went. `SCX_ECODE_RSN_HOTPLUG`.
const RSN_HOTPLUG: i64 = 1 << 32;

/// `enum scx_exit_kind`; the numbers are the same in 6.16 to 7.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitKind {
    /// Its own agent detached it, or died.
    Agent,
    /// The scheduler asked for it.
    Itself,
    /// The kernel asked for it, without an error.
    Kernel,
    /// Somebody pressed SysRq-S.
    SysRq,
    /// A scheduler that it was attached to ended.
    Parent,
    /// It did something that the kernel does not allow.
    Error,
    /// It reported an error itself: an `assert!`, a `panic!`, or flux.
    Reported,
    /// The watchdog found a thread that waited too long.
    Stall,
    /// A thread was queued again and again without running.
    Requeued,
    /// The kernel had to run too many of its threads itself.
    Rescue,
    /// A kind that this runtime does not know.
    Other(i32),
}

impl ExitKind {
    fn new(kind: i32) -> Self {
        match kind {
            64 => Self::Agent,
            65 => Self::Itself,
            66 => Self::Kernel,
            67 => Self::SysRq,
            68 | 69 => Self::Parent,
            1024 => Self::Error,
            1025 => Self::Reported,
            1026 => Self::Stall,
            1027 => Self::Requeued,
            1028 => Self::Rescue,
            other => Self::Other(other),
        }
    }

    /// What happened, to follow "NAME was removed: ".
    fn cause(self) -> &'static str {
        match self {
            Self::Agent => "its program detached it",
            Self::Itself => "it asked the kernel to be removed",
            Self::Kernel => "the kernel removed it, without an error",
            Self::SysRq => "somebody removed it with SysRq-S",
            Self::Parent => "the scheduler that it was attached to ended",
            Self::Error => "it did something that the kernel does not allow",
            Self::Reported => "it reported an error",
            Self::Stall => "a thread waited too long for a CPU (the kernel's watchdog)",
            Self::Requeued => "a thread was queued again and again without running",
            Self::Rescue => "it left too many threads to the kernel's rescue queue",
            Self::Other(_) => "for a reason that this version of flux does not know",
        }
    }

    /// What to do about it.
    fn remedy(self) -> &'static str {
        match self {
            Self::Agent => "Nothing is wrong",
            Self::Itself | Self::Reported => {
                "If the message names a line of a Rust file, the condition there did not hold; \
                 otherwise please report this to flux, with the dump"
            }
            Self::Kernel => "Start it again; if that repeats, the kernel's log (dmesg) says more",
            Self::SysRq => "Start it again when it is wanted",
            Self::Parent => "Start the other scheduler again, then this one",
            Self::Error | Self::Requeued | Self::Rescue => {
                "flux should make this impossible: please report it, with the dump"
            }
            Self::Stall => {
                "flux should run such threads itself (rescues), so please report this, with the \
                 dump. A machine whose CPUs are all busy with realtime threads can cause it, too"
            }
            Self::Other(_) => "The kernel's log (dmesg) may say more",
        }
    }
}

/// The end of a scheduler, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitReport {
    /// The scheduler's name.
    pub scheduler: String,
    /// What kind of end it was.
    pub kind: ExitKind,
    state: ExitState,
    dump_file: Option<PathBuf>,
}

impl ExitReport {
    /// Puts the kernel's record into words.
    pub fn new(scheduler: &str, state: ExitState) -> Self {
        Self {
            scheduler: scheduler.to_owned(),
            kind: ExitKind::new(state.kind),
            state,
            dump_file: None,
        }
    }

    /// Whether the kernel wants the scheduler to be loaded again.
    pub fn wants_restart(&self) -> bool {
        self.state.code & ACT_RESTART != 0
            && matches!(self.kind, ExitKind::Itself | ExitKind::Kernel)
    }

    /// Why the kernel wants that, for a line about it.
    pub fn restart_cause(&self) -> &'static str {
        if self.state.code & RSN_HOTPLUG != 0 {
            "a CPU came or went"
        } else {
            "the kernel asked for it"
        }
    }

    /// Keeps the kernel's debug dump in a file, if there is one.
    pub fn keep_dump(&mut self) {
        if !self.state.dump.is_empty() {
            let name = format!("{}-dump", self.scheduler);
            self.dump_file = temp_file::keep(&name, &self.state.dump).ok();
        }
    }
}

impl fmt::Display for ExitReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was removed: {}", self.scheduler, self.kind.cause())?;
        let (reason, message) = (&self.state.reason, &self.state.message);
        if !message.is_empty() {
            write!(f, "\n  {reason}: {message}")?;
        } else if !reason.is_empty() {
            write!(f, "\n  {reason}")?;
        }
        if self.state.code != 0 {
            write!(f, "\n  exit code {:#x}", self.state.code)?;
        }
        write!(
            f,
            "\nThe machine is back on the kernel's own scheduler. {}.",
            self.kind.remedy()
        )?;
        if let Some(path) = &self.dump_file {
            write!(f, "\nThe kernel's debug dump is in {}", path.display())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(kind: i32, message: &str) -> ExitState {
        ExitState {
            kind,
            code: 0,
            reason: "the kernel's word".to_owned(),
            message: message.to_owned(),
            dump: String::new(),
        }
    }

    #[test]
    fn a_stall_is_told_in_words_and_in_the_kernel_s() {
        let message = "kworker/u8:2[1234] failed to run for 30.720s";
        assert_eq!(
            ExitReport::new("hello", state(1026, message)).to_string(),
            "hello was removed: a thread waited too long for a CPU (the kernel's watchdog)\n  \
             the kernel's word: kworker/u8:2[1234] failed to run for 30.720s\n\
             The machine is back on the kernel's own scheduler. flux should run such threads \
             itself (rescues), so please report this, with the dump. A machine whose CPUs are all \
             busy with realtime threads can cause it, too."
        );
    }

    #[test]
    fn every_kind_says_what_and_what_to_do() {
        for (kind, words) in [
            (64, "detached it"),
            (65, "asked the kernel"),
            (66, "the kernel removed it"),
            (67, "SysRq-S"),
            (68, "attached to ended"),
            (69, "attached to ended"),
            (1024, "does not allow"),
            (1025, "reported an error"),
            (1026, "watchdog"),
            (1027, "again and again"),
            (1028, "rescue queue"),
            (4711, "does not know"),
        ] {
            let text = ExitReport::new("hello", state(kind, "x")).to_string();
            assert!(text.contains(words), "{kind}: {text}");
            assert!(
                text.contains("back on the kernel's own scheduler. "),
                "{text}"
            );
        }
    }

    #[test]
    fn only_the_kernel_s_restart_restarts() {
        let report = |kind, code| {
            let state = ExitState {
                code,
                ..state(kind, "")
            };
            ExitReport::new("hello", state)
        };
        assert!(report(66, ACT_RESTART | RSN_HOTPLUG).wants_restart());
        assert_eq!(
            report(66, ACT_RESTART | RSN_HOTPLUG).restart_cause(),
            "a CPU came or went"
        );
        assert!(!report(66, 0).wants_restart());
        assert!(!report(1025, ACT_RESTART).wants_restart());
    }
}
