//! The exit code: what the kernel wants done, why, and a number of the
//! scheduler's own. The bits are the same in 6.16 to 7.3.

use std::fmt;

/// `SCX_ECODE_ACT_RESTART`: the scheduler is to be loaded again.
const ACT_RESTART: i64 = 1 << 48;
/// Where the kernel's reason is.
const RSN_MASK: i64 = 0xffff << 32;
/// `SCX_ECODE_RSN_HOTPLUG`: a CPU came or went.
const RSN_HOTPLUG: i64 = 1 << 32;
/// `SCX_ECODE_RSN_CGROUP_OFFLINE`, of schedulers below others (from 7.1 on).
const RSN_CGROUP_OFFLINE: i64 = 2 << 32;
/// The part that a scheduler may choose.
const USER_MASK: i64 = 0xffff_ffff;

/// An exit code that is not 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitCode(pub i64);

impl ExitCode {
    /// Whether the scheduler is to be loaded again.
    pub fn asks_for_restart(self) -> bool {
        self.0 & ACT_RESTART != 0
    }

    /// The kernel's reason.
    pub fn reason(self) -> Option<&'static str> {
        match self.0 & RSN_MASK {
            RSN_HOTPLUG => Some("a CPU came or went"),
            RSN_CGROUP_OFFLINE => Some("its cgroup was removed"),
            _ => None,
        }
    }
}

impl fmt::Display for ExitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code {:#x}", self.0)?;
        if let Some(reason) = self.reason() {
            write!(f, ": {reason}")?;
        }
        if self.asks_for_restart() {
            write!(f, ", start it again")?;
        }
        if self.0 & USER_MASK != 0 {
            write!(f, ", number {}", self.0 & USER_MASK)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_apart() {
        assert_eq!(
            ExitCode(ACT_RESTART | RSN_HOTPLUG).to_string(),
            "exit code 0x1000100000000: a CPU came or went, start it again"
        );
        assert_eq!(
            ExitCode(RSN_CGROUP_OFFLINE).to_string(),
            "exit code 0x200000000: its cgroup was removed"
        );
        assert_eq!(ExitCode(7).to_string(), "exit code 0x7, number 7");
        assert_eq!(ExitCode(0xff << 32).reason(), None);
    }
}
