//! Test machines: boots a kernel in an emulator, runs a shell script in it and
//! tells a script that failed from a kernel that died.
//!
//! Everything the machine says arrives in files that the emulator writes and
//! this module follows, so no pipe can block and what was said is never lost.

mod console;
mod image;
mod qemu;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use console::shows;
pub use console::{Console, TAIL_LINES};
pub use image::GuestFile;
pub use qemu::Qemu;

use crate::kernel::Kernel;
use crate::progress::step;

/// How often the machine's output is looked at.
const POLL: Duration = Duration::from_millis(20);

/// How often a run is made at most, if it is the emulator that spoils it.
const ATTEMPTS: u32 = 4;

/// How long a dying kernel gets to print what is wrong with it.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A machine to be run, possibly more than once: each run is a boot.
#[derive(Clone, Debug)]
pub struct Vm {
    kernel: Kernel,
    qemu: Qemu,
    cpus: u32,
    memory_mib: u32,
    icount: Option<u32>,
    pulse: bool,
    files: Vec<GuestFile>,
    append: Vec<String>,
    timeout: Duration,
}

/// One of the two streams of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Its standard output.
    Stdout,
    /// Its standard error.
    Stderr,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The script ended with this status, and the kernel was healthy.
    Script(u8),
    /// The kernel broke: what happened, and the line that says so with some that follow.
    Crash(&'static str, String),
    /// The script (or the kernel) was not done in time.
    Timeout,
    /// The machine was gone before the script had ended; what the emulator said.
    Vanished(String),
}

impl End {
    /// What befell the machine, in words; none if the script came to its end.
    pub fn trouble(&self, timeout: Duration) -> Option<String> {
        match self {
            Self::Script(_) => None,
            Self::Crash(meaning, line) => Some(format!("the kernel broke ({meaning}): {line}")),
            Self::Timeout => Some(format!("not done after {} s", timeout.as_secs())),
            Self::Vanished(said) => Some(format!("the machine stopped: {}", said.trim_end())),
        }
    }
}

/// A run that is over.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// What the kernel said.
    pub console: Console,
    /// What the script wrote to its standard output.
    pub stdout: String,
    /// How long the machine ran, in this machine's time.
    pub wall: Duration,
}

impl Outcome {
    /// Whether the emulator, not the guest, is to blame, and what another attempt
    /// takes.
    fn fault_of_the_emulator(&self) -> Option<Remedy> {
        match &self.end {
            End::Crash(_, words) if shows(words, "Oops: int3") => Some(Remedy::OneThread),
            End::Crash(_, words) if shows(words, console::WRONG_CLOCK) => Some(Remedy::Again),
            _ => None,
        }
    }
}

/// What to do about a run that the emulator spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    /// Run it with all CPUs on one thread.
    OneThread,
    /// Run it again.
    Again,
}

impl Vm {
    /// A machine with `kernel`, 2 CPUs, 1 GiB of memory and ten minutes to live.
    pub fn new(kernel: Kernel) -> Result<Self> {
        Ok(Self {
            kernel,
            qemu: Qemu::find()?,
            cpus: 2,
            memory_mib: 1024,
            icount: None,
            pulse: false,
            files: Vec::new(),
            append: Vec::new(),
            timeout: Duration::from_secs(600),
        })
    }

    /// Sets the number of CPUs.
    #[must_use]
    pub fn cpus(mut self, cpus: u32) -> Self {
        self.cpus = cpus;
        self
    }

    /// Sets the memory.
    #[must_use]
    pub fn memory_mib(mut self, memory_mib: u32) -> Self {
        self.memory_mib = memory_mib;
        self
    }

    /// Makes the guest's clock count instructions: 1 ns is one of them. Meant for
    /// measurements on one CPU.
    #[must_use]
    pub fn counting(mut self) -> Self {
        self.icount = Some(0);
        self
    }

    /// Makes the guest's time go by what it has executed instead of by the clock. It
    /// takes a while longer, and how busy this machine is makes no difference to what
    /// a guest finds late. The guest's CPUs take turns and share 250 million
    /// instructions a second, which is what emulation manages anyway.
    #[must_use]
    pub fn steady(mut self) -> Self {
        self.icount = Some(2);
        self
    }

    /// Makes the guest's clock count instructions, on any number of CPUs, and leaves its
    /// old interval timer to `flux-loads short-turns`, which bounds the emulator's part of
    /// each latency by a tenth of a millisecond. The CPUs share 1,000 million instructions
    /// a second: a second of the guest's takes several here.
    #[must_use]
    pub fn fine(mut self) -> Self {
        self.icount = Some(0);
        self.pulse = true;
        self
    }

    /// Makes a steady machine execute 2^`halvings` times less in each of its seconds,
    /// which pass that much faster here: hours of a guest's time in less of ours, with
    /// less going on in each second.
    #[must_use]
    pub fn slower(mut self, halvings: u32) -> Self {
        self.icount = self.icount.map(|shift| shift + halvings);
        if halvings > 0 {
            // A self-test of 6.16's computes for so long that RCU calls it a stall.
            self.append.push("cryptomgr.notests".to_owned());
        }
        self
    }

    /// Adds a file, and with it the libraries it needs.
    #[must_use]
    pub fn file(mut self, file: GuestFile) -> Self {
        self.files.push(file);
        self
    }

    /// Adds a kernel parameter.
    #[must_use]
    pub fn append(mut self, parameter: impl Into<String>) -> Self {
        self.append.push(parameter.into());
        self
    }

    /// Sets how long a run may take, boot included, in this machine's time.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// One line that says what will run.
    pub fn describe(&self) -> String {
        let cpus = self.cpus;
        let mode = if self.icount.is_some() {
            ", counting instructions"
        } else if self.qemu.has_threads() || cpus == 1 {
            ""
        } else {
            ", all CPUs on one thread"
        };
        format!(
            "Linux {} in {}, {cpus} CPU{}, {} MiB{mode}",
            self.kernel.release,
            self.qemu.name(),
            if cpus == 1 { "" } else { "s" },
            self.memory_mib,
        )
    }

    /// Boots, runs `script` as root, and hands on its output as it comes.
    ///
    /// Two things that the emulator does wrong say nothing about the guest. Emulated
    /// CPUs on threads of their own sometimes run into code that the guest's kernel
    /// is just patching, and it dies of `Oops: int3`, once in some dozens of times
    /// that a scheduler is attached; such a run is made again with all CPUs on one
    /// thread. (That is for once: such a machine has been seen to leave a CPU where it is
    /// for 20 s.) And on a busy machine a guest may get its clock wrong while it boots;
    /// that is noticed at once, and the machine booted again.
    ///
    /// # Errors
    ///
    /// When the machine cannot be built or started. What happens inside it is
    /// never an error but an [`End`].
    pub fn run(&self, script: &str, on_output: &mut dyn FnMut(Stream, &[u8])) -> Result<Outcome> {
        let mut one_thread = !self.qemu.has_threads();
        let mut attempt = 1;
        loop {
            let outcome = self.run_once(script, one_thread, on_output)?;
            let what = match outcome.fault_of_the_emulator() {
                Some(_) if attempt == ATTEMPTS => return Ok(outcome),
                Some(Remedy::OneThread) if !one_thread => {
                    one_thread = true;
                    "broke the guest's kernel (Oops: int3); once more with all CPUs on one thread"
                }
                Some(Remedy::Again) => "did not let the guest set its clock; once more",
                _ => return Ok(outcome),
            };
            step(&format!("the emulator {what}"));
            attempt += 1;
        }
    }

    fn run_once(
        &self,
        script: &str,
        one_thread: bool,
        on_output: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome> {
        let directory = tempfile::Builder::new()
            .prefix("flux-vm-")
            .tempdir()
            .context("cannot create a directory for the machine's files")?;
        let place = |name: &str| directory.path().join(name);
        let initramfs = place("initramfs");
        let config = self.kernel.config.as_deref();
        image::Image {
            files: &self.files,
            script,
            config: config.map(|path| (self.kernel.release.as_str(), path)),
        }
        .write(&initramfs)?;

        let lines = ["console", "stdout", "stderr", "status"].map(place);
        let mut command = self.qemu.command(&qemu::Machine {
            kernel: &self.kernel.image,
            initramfs: &initramfs,
            append: &self.append,
            cpus: self.cpus,
            memory_mib: self.memory_mib,
            icount: self.icount,
            pulse: self.pulse,
            one_thread,
            lines: lines.each_ref().map(|path| path.as_path()),
        });
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(place("emulator"))?)
            .spawn()
            .context("cannot start the emulator")?;
        let run = Run::new(child, &lines.each_ref().map(|path| path.as_path()))?;
        let mut outcome = run.follow(self.timeout, on_output)?;
        if let End::Vanished(said) = &mut outcome.end {
            *said = std::fs::read_to_string(place("emulator"))?;
        }
        Ok(outcome)
    }
}

/// A machine that is running.
struct Run {
    child: Child,
    console_file: File,
    stdout_file: File,
    stderr_file: File,
    status_file: File,
    console: Console,
    stdout: Vec<u8>,
    status: String,
}

impl Drop for Run {
    /// The emulator never outlives its run, whatever ended it.
    fn drop(&mut self) {
        // Failure means that it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Run {
    fn new(child: Child, lines: &[&Path; 4]) -> Result<Self> {
        // The emulator creates them, but perhaps later than we look.
        let open = |path: &Path| {
            File::options()
                .create(true)
                .append(true)
                .read(true)
                .open(path)
                .with_context(|| format!("cannot open {}", path.display()))
        };
        Ok(Self {
            child,
            console_file: open(lines[0])?,
            stdout_file: open(lines[1])?,
            stderr_file: open(lines[2])?,
            status_file: open(lines[3])?,
            console: Console::default(),
            stdout: Vec::new(),
            status: String::new(),
        })
    }

    fn follow(
        mut self,
        timeout: Duration,
        on_output: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome> {
        let start = Instant::now();
        let mut crashed_at = None;
        let end = loop {
            // Looked at before the output is read: what is read after the
            // machine has gone is all there will ever be.
            let gone = self.child.try_wait()?.is_some();
            self.read(on_output)?;
            if crashed_at.is_none() && self.console.symptom().is_some() {
                crashed_at = Some(Instant::now());
            }
            let last_words_said = crashed_at.is_some_and(|at| at.elapsed() > LAST_WORDS);
            if gone || last_words_said {
                break self.scripts_end().unwrap_or(End::Vanished(String::new()));
            }
            if crashed_at.is_none()
                && let Some(end) = self.scripts_end()
            {
                break end;
            }
            if start.elapsed() > timeout {
                break End::Timeout;
            }
            std::thread::sleep(POLL);
        };
        self.console.finish();
        // A kernel that died is worse than anything the script has said.
        let end = match self.console.symptom() {
            Some((meaning, line)) => End::Crash(meaning, line),
            None => end,
        };
        Ok(Outcome {
            end,
            console: std::mem::take(&mut self.console),
            stdout: String::from_utf8_lossy(&self.stdout).into_owned(),
            wall: start.elapsed(),
        })
    }

    fn read(&mut self, on_output: &mut dyn FnMut(Stream, &[u8])) -> Result<()> {
        // The status first: what it says the script has written is there then.
        let mut bytes = Vec::new();
        self.status_file.read_to_end(&mut bytes)?;
        self.status.push_str(&String::from_utf8_lossy(&bytes));

        bytes.clear();
        self.console_file.read_to_end(&mut bytes)?;
        self.console.feed(&bytes);

        bytes.clear();
        self.stderr_file.read_to_end(&mut bytes)?;
        if !bytes.is_empty() {
            on_output(Stream::Stderr, &bytes);
        }

        bytes.clear();
        self.stdout_file.read_to_end(&mut bytes)?;
        if !bytes.is_empty() {
            on_output(Stream::Stdout, &bytes);
        }
        self.stdout.append(&mut bytes);
        Ok(())
    }

    /// What the init script has reported, if it has.
    fn scripts_end(&self) -> Option<End> {
        let status = self
            .status
            .lines()
            .find_map(|line| line.strip_prefix("exit "))?;
        // Half a line must not end the run with half a number.
        self.status.ends_with('\n').then_some(())?;
        status.trim().parse().ok().map(End::Script)
    }
}
