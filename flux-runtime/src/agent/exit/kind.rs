//! The kinds of ends that the kernel knows, and what each means.

/// `SCX_EXIT_UNREG`: from here on ends that are nobody's fault.
const ORDERLY: i32 = 64;
/// `SCX_EXIT_ERROR`: from here on errors.
const ERRORS: i32 = 1024;

/// `enum scx_exit_kind`; the numbers are the same in 6.16 to 7.3, later
/// versions only have more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitKind {
    /// None: it is attached. No report has it.
    Attached,
    /// All of its end is over. No report has it.
    Gone,
    /// Its own agent detached it, or died.
    Agent,
    /// The scheduler asked for it.
    Itself,
    /// The kernel asked for it, without an error.
    Kernel,
    /// Somebody pressed SysRq-S.
    SysRq,
    /// A scheduler that it was attached to ended (from 7.1 on).
    Parent,
    /// A scheduler that it was attached to ended it (from 7.1 on).
    ParentKill,
    /// It did something that the kernel does not allow.
    Error,
    /// It reported an error itself: an `assert!`, a `panic!`, or flux.
    Reported,
    /// The watchdog found a thread that waited too long.
    Stall,
    /// A thread was queued again and again without running (from 7.1 on).
    Requeued,
    /// The kernel had to run too many of its threads itself (7.3).
    Rescue,
    /// A kind that this runtime does not know, by its number.
    Other(i32),
}

impl ExitKind {
    /// The kind with the kernel's number.
    pub(super) fn new(kind: i32) -> Self {
        match kind {
            0 => Self::Attached,
            1 => Self::Gone,
            64 => Self::Agent,
            65 => Self::Itself,
            66 => Self::Kernel,
            67 => Self::SysRq,
            68 => Self::Parent,
            69 => Self::ParentKill,
            1024 => Self::Error,
            1025 => Self::Reported,
            1026 => Self::Stall,
            1027 => Self::Requeued,
            1028 => Self::Rescue,
            other => Self::Other(other),
        }
    }

    /// What happened, to follow "NAME was removed: ".
    pub(super) fn cause(self) -> &'static str {
        match self {
            Self::Attached => "the kernel says that it still is attached",
            Self::Gone => "the kernel says that it is gone, and not why",
            Self::Agent => "its program detached it",
            Self::Itself => "it asked the kernel to be removed",
            Self::Kernel => "the kernel removed it, without an error",
            Self::SysRq => "somebody removed it with SysRq-S",
            Self::Parent => "the scheduler that it was attached to ended",
            Self::ParentKill => "the scheduler that it was attached to removed it",
            Self::Error => "it did something that the kernel does not allow",
            Self::Reported => "it reported an error",
            Self::Stall => "a thread waited too long for a CPU (the kernel's watchdog)",
            Self::Requeued => "a thread was queued again and again without running",
            Self::Rescue => "it left too many threads to the kernel's rescue queue",
            Self::Other(ERRORS..) => "for an error that this version of flux does not know",
            Self::Other(ORDERLY..) => {
                "without an error, for a reason that this version of flux does not know"
            }
            Self::Other(_) => "for a reason that this version of flux does not know",
        }
    }

    /// What to do about it, unless the message tells better.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Attached | Self::Gone => {
                "The kernel's log (dmesg) may say more; please report this to flux"
            }
            Self::Agent => "Nothing is wrong",
            Self::Itself | Self::Reported => {
                "flux should make this impossible: please report it, with the dump"
            }
            Self::Kernel => "Start it again; if that repeats, the kernel's log (dmesg) says more",
            Self::SysRq => "Start it again when it is wanted",
            Self::Parent => "Start the other scheduler again, then this one",
            Self::ParentKill => "That scheduler's own messages say why",
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
