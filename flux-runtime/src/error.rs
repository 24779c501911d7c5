//! Every error that a scheduler's user can see, each with cause and remedy.
//!
//! `main` returns the error, and Rust prints it by its `Debug`; that is why
//! `Debug` here is the text for people. There is no backtrace, and the exit
//! status is 1.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::agent::exit::ExitReport;
use crate::load::rejection::Rejection;

/// What `main` of a scheduler returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a scheduler does not run, or runs no more.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line is wrong; the text says how it should be.
    #[error("{0}")]
    Usage(String),

    /// A configuration file is wrong.
    #[error(
        "{} cannot be used, and nothing was changed:\n{problems}\n\
         docs/config.md describes all keys; --check-config tells what a file means",
        path.display()
    )]
    Config {
        /// The file.
        path: PathBuf,
        /// Every mistake, one a line, with file, line, column and key.
        problems: String,
    },

    /// The process may not load BPF programs.
    #[error(
        "{scheduler} may not load a scheduler: that takes root, or the capabilities CAP_BPF and \
         CAP_PERFMON. Run it with sudo; in a container, give them to the container"
    )]
    NotRoot {
        /// The name of the scheduler.
        scheduler: String,
    },

    /// The kernel has no sched_ext that would do.
    #[error(
        "this kernel, {release}, {missing}. flux needs Linux 6.16 or newer, built with \
         CONFIG_SCHED_CLASS_EXT=y: install such a kernel and boot it (Debian 13 has one in \
         trixie-backports, linux-image-cloud-amd64; Fedora and Arch have it in their default \
         kernels), or run the scheduler in a virtual machine with one"
    )]
    NoSchedExt {
        /// What `uname -r` says.
        release: String,
        /// What is wrong with it.
        missing: SchedExtMissing,
    },

    /// The kernel does not describe its types.
    #[error(
        "this kernel, {release}, does not describe its types: /sys/kernel/btf/vmlinux is missing. \
         A scheduler is fitted to the running kernel with that description. Install a kernel \
         built with CONFIG_DEBUG_INFO_BTF=y, as those of the distributions are"
    )]
    NoBtf {
        /// What `uname -r` says.
        release: String,
    },

    /// The same scheduler is attached already.
    #[error(
        "`{scheduler}` is attached already, by another process. There can be one at a time: \
         `{scheduler} --monitor 1` shows what that one does; stop that process first if this one is \
         to take over"
    )]
    RunsAlready {
        /// The name of the scheduler.
        scheduler: String,
    },

    /// A file system that the kernel tells about itself by is not there.
    #[error(
        "{path} is not mounted, so this kernel cannot be asked whether it can run a scheduler. \
         Mount it (mount -t {kind} {kind} {path}); in a container, give it to the container"
    )]
    NotMounted {
        /// Where it belongs.
        path: &'static str,
        /// Its type, for mount.
        kind: &'static str,
    },

    /// Another scheduler is attached.
    #[error(
        "another sched_ext scheduler is attached: `{ops}`. There can be one at a time: stop its \
         program (a service such as scx.service or scx_loader.service may have started it), or \
         press SysRq-S to remove it, and start again"
    )]
    Occupied {
        /// The name that it gave to the kernel.
        ops: String,
    },

    /// The machine has more CPUs than an object can name.
    #[error(
        "this machine may have {cpus} CPUs, flux can name {max}. Raise FLUX_MAX_CPUS in \
         flux/types.bpf.h and MAX_CPUS in the runtime, or limit the machine with nr_cpus={max} on \
         the kernel's command line"
    )]
    TooManyCpus {
        /// The machine's possible CPUs.
        cpus: u32,
        /// What the object can hold.
        max: u32,
    },

    /// An array of the scheduler would be larger than a map can be.
    #[error("{what} would take {mib} MiB of kernel memory, one map can have {max_mib}. {remedy}")]
    TooLarge {
        /// Which array, and how many elements.
        what: String,
        /// Its size, rounded up.
        mib: u64,
        /// The limit.
        max_mib: u64,
        /// What to do.
        remedy: &'static str,
    },

    /// The kernel has no memory for the maps.
    #[error(
        "there is no memory for the scheduler's maps ({needed_mib} MiB for threads and CPUs): \
         {detail}; {limits}. Free some, raise the limit, or give it fewer threads with \
         --max-threads"
    )]
    OutOfMemory {
        /// What threads and CPUs need together.
        needed_mib: u64,
        /// What could not be had, in libbpf's or the kernel's words.
        detail: String,
        /// What limits this process.
        limits: String,
    },

    /// The object does not fit this runtime.
    #[error(
        "the BPF object of {scheduler} does not fit this runtime: {detail}. Build the scheduler \
         again from scratch (cargo clean), so that both come from the same version of flux"
    )]
    Mismatch {
        /// The name of the scheduler.
        scheduler: String,
        /// What differs.
        detail: String,
    },

    /// The kernel lacks functions that the object calls.
    #[error(
        "this kernel, {release}, does not describe functions that the scheduler calls, or \
         describes them wrongly: {names}. It has sched_ext, so it is probably a broken build whose \
         type information went wrong (Debian's 7.1.13 and 7.2.12 are such): boot another kernel"
    )]
    KfuncsMissing {
        /// What `uname -r` says.
        release: String,
        /// The functions.
        names: String,
    },

    /// The verifier refused a program.
    #[error("{0}")]
    Rejected(Box<Rejection>),

    /// Loading failed for a reason without a variant of its own.
    #[error(
        "the kernel did not take the scheduler ({source}). What libbpf said about it:\n{messages}\n\
         Run it with --verbose for more, and please report this"
    )]
    Load {
        /// libbpf's error.
        source: libbpf_rs::Error,
        /// Its last messages.
        messages: String,
    },

    /// Attaching failed.
    #[error(
        "the scheduler was loaded, but the kernel did not switch to it ({source}). What libbpf \
         said about it:\n{messages}\nThe kernel's log (dmesg) may say more"
    )]
    Attach {
        /// libbpf's error.
        source: libbpf_rs::Error,
        /// Its last messages.
        messages: String,
    },

    /// The machine was booted with CPUs that the kernel's scheduler leaves alone.
    #[error(
        "the kernel takes no sched_ext scheduler on a machine that was booted with isolcpus= (CPUs \
         {cpus}). Boot it without, and keep threads off these CPUs with cgroups (cpuset.cpus)"
    )]
    IsolatedCpus {
        /// Which, as the kernel writes them.
        cpus: String,
    },

    /// There is no scheduler of this kind to watch.
    #[error("there is no {scheduler} to watch: {found}. Start it first, without --monitor")]
    NothingToMonitor {
        /// The name of the scheduler.
        scheduler: String,
        /// What is attached instead.
        found: String,
    },

    /// The kernel asked again and again for a restart.
    #[error(
        "the kernel asked {scheduler} to start again more than {count} times in a row, and it never \
         ran for {seconds} s in between. The last time, because {cause}. The machine is on the kernel's own scheduler. Something takes \
         CPUs offline and back all the time: the kernel's log (dmesg) shows which; end it, then \
         start {scheduler} again"
    )]
    RestartsTooOften {
        /// The name of the scheduler.
        scheduler: String,
        /// Restarts that are allowed.
        count: usize,
        /// How long it would have had to run, in seconds, for another row.
        seconds: u64,
        /// Why the kernel asked.
        cause: String,
    },

    /// The kernel removed the scheduler.
    #[error("{0}")]
    Removed(Box<ExitReport>),

    /// `--check` has found that something did not hold that must.
    #[error(
        "{scheduler} was stopped and is detached, but its checks have found {violations} \
         violations, told above as `flux-check: ...`. Each is a bug of flux: please report it with \
         these lines"
    )]
    Violated {
        /// The name of the scheduler.
        scheduler: String,
        /// How many.
        violations: u64,
    },

    /// The operating system refused something.
    #[error("{doing} failed: {source}")]
    System {
        /// What was tried.
        doing: String,
        /// Why it failed.
        source: io::Error,
    },
}

/// The text for people: `main` prints an error by its `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is wrong with a kernel's sched_ext.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchedExtMissing {
    /// None, and the version is older than what flux needs.
    #[error("is too old and has no sched_ext (/sys/kernel/sched_ext does not exist)")]
    TooOld,
    /// None, though the version is new enough.
    #[error(
        "was built without sched_ext (/sys/kernel/sched_ext does not exist: \
         CONFIG_SCHED_CLASS_EXT is off)"
    )]
    ConfiguredOff,
    /// There is one, but too early a version.
    #[error("has an early version of sched_ext that lacks what flux calls")]
    EarlyVersion,
}
