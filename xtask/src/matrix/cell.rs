//! One boot of the matrix.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::demo;
use crate::kernel::Kernel;
use crate::progress::step;
use crate::vm::{End, GuestFile, Stream, Vm};

use super::results::Outcome;
use super::stages;

/// Attaches and detaches.
const LOAD: &str = include_str!("load.sh");

/// Starts hello where it cannot run.
const REFUSAL: &str = include_str!("refusal.sh");

/// How often hello is attached.
const ROUNDS: u32 = 3;

/// How much the demo's loads do; see there.
const DEMO_SCALE: u32 = 1;

/// How long a machine may take, and how much longer for each CPU: they are
/// emulated, on fewer.
const TIMEOUT: Duration = Duration::from_secs(600);
const TIMEOUT_PER_CPU: Duration = Duration::from_secs(150);

/// A kernel with so many CPUs.
pub struct Cell<'a> {
    /// The kernel.
    pub kernel: Kernel,
    /// Its CPUs.
    pub cpus: u32,
    /// What the scripts need.
    pub files: &'a [GuestFile],
}

impl Cell<'_> {
    /// Lets hello schedule.
    ///
    /// # Errors
    /// If the machine cannot be started. All that happens in it is the outcome.
    pub fn schedules(&self) -> Result<Outcome> {
        // A shell of its own for each stage: they end when they have seen enough.
        let script = format!(
            "(\nROUNDS={ROUNDS}\n{LOAD}\n)\n(\nexport DEMO_SCALE={DEMO_SCALE}\n{}\n)\nexit 0\n",
            demo::SCRIPT
        );
        let (output, trouble) = self.boot(&script)?;
        Ok(Outcome::Schedules {
            load: stages::load(&output, ROUNDS, trouble.as_deref()),
            demo: stages::demo(&output, trouble),
        })
    }

    /// Lets hello say why it cannot.
    ///
    /// # Errors
    /// If the machine cannot be run to the end.
    pub fn refusal(&self) -> Result<Outcome> {
        let (output, trouble) = self.boot(REFUSAL)?;
        if let Some(trouble) = trouble {
            bail!("Linux {}: {trouble}", self.kernel.release);
        }
        Ok(Outcome::Refuses(stages::refusal(
            &output,
            &self.kernel.release,
        )))
    }

    /// Gives what the script wrote, and what befell the machine.
    fn boot(&self, script: &str) -> Result<(String, Option<String>)> {
        let timeout = TIMEOUT + TIMEOUT_PER_CPU * self.cpus;
        let mut vm = Vm::new(self.kernel.clone())?
            .cpus(self.cpus)
            .timeout(timeout);
        for file in self.files {
            vm = vm.file(file.clone());
        }
        step(&format!("booting {}", vm.describe()));
        let outcome = vm.run(script, &mut |stream, bytes| {
            if stream == Stream::Stderr {
                eprint!("{}", String::from_utf8_lossy(bytes));
            }
        })?;
        let trouble = match &outcome.end {
            End::Script(0) => None,
            End::Script(status) => Some(format!("the script ended with status {status}")),
            End::Crash(meaning, line) => Some(format!("the kernel broke ({meaning}): {line}")),
            End::Timeout => Some(format!("not done after {} s", timeout.as_secs())),
            End::Vanished(said) => Some(format!("the machine stopped: {said}")),
        };
        if trouble.is_some() {
            for line in outcome.console.tail() {
                eprintln!("console: {line}");
            }
        }
        step(&format!("it ran for {} s", outcome.wall.as_secs()));
        Ok((outcome.stdout, trouble))
    }
}
