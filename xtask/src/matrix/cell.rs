//! One cell of the matrix: what is run in test machines for it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::kernel::Kernel;
use crate::packages;
use crate::progress::step;
use crate::vm::{End, GuestFile, Stream, Vm};
use crate::workspace::Workspace;
use crate::{demo, storm};

use super::results::{Outcome, Storm};
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

/// The programs that all cells need.
pub struct Programs {
    of_loads: Vec<PathBuf>,
    of_storm: Vec<PathBuf>,
    /// The commit that they were built from; empty outside of a repository.
    pub commit: String,
}

impl Programs {
    /// Builds them.
    ///
    /// # Errors
    /// If that is not possible.
    pub fn build(workspace: &Workspace) -> Result<Self> {
        // Before they are built: it may take minutes, in which the next commit comes.
        let commit = commit(workspace);
        let mut of_loads = workspace.build(&["hello", "flux-loads"])?;
        of_loads.push(packages::program("hackbench").context("hackbench is not installed")?);
        let of_storm = workspace.build(&storm::PROGRAMS)?;
        Ok(Self {
            of_loads,
            of_storm,
            commit,
        })
    }
}

fn commit(workspace: &Workspace) -> String {
    let output = Command::new("git")
        .args(["rev-parse", "--short=8", "HEAD"])
        .current_dir(workspace.path(""))
        .output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}

/// A kernel with so many CPUs.
pub struct Cell<'a> {
    /// Where results of the machines are kept.
    pub workspace: &'a Workspace,
    /// The kernel.
    pub kernel: Kernel,
    /// Its CPUs.
    pub cpus: u32,
    /// What the machines need.
    pub programs: &'a Programs,
}

impl Cell<'_> {
    /// Lets hello schedule; then, in a machine of its own, in a storm of so many
    /// seconds, if that is not 0.
    ///
    /// # Errors
    /// If the machine cannot be started. All that happens in it is the outcome.
    pub fn schedules(&self, storm_seconds: u32) -> Result<Outcome> {
        // A shell of its own for each stage: they end when they have seen enough.
        let script = format!(
            "(\nROUNDS={ROUNDS}\n{LOAD}\n)\n(\nexport DEMO_SCALE={DEMO_SCALE}\n{}\n)\nexit 0\n",
            demo::SCRIPT
        );
        let (output, trouble) = self.boot(&script)?;
        Ok(Outcome::Schedules {
            load: stages::load(&output, ROUNDS, trouble.as_deref()),
            demo: stages::demo(&output, trouble),
            storm: (storm_seconds > 0)
                .then(|| self.storm(storm_seconds))
                .transpose()?,
        })
    }

    fn storm(&self, seconds: u32) -> Result<Storm> {
        let Self { kernel, cpus, .. } = self;
        let figures = storm::figures(
            self.workspace,
            &self.programs.of_storm,
            kernel,
            *cpus,
            seconds,
        )?;
        let storm = serde_json::from_value(figures).context("the storm's figures have changed")?;
        Ok(Storm { seconds, ..storm })
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
            .timeout(timeout)
            .steady();
        for program in &self.programs.of_loads {
            vm = vm.file(GuestFile::in_usr_bin(program)?);
        }
        step(&format!("booting {}", vm.describe()));
        let outcome = vm.run(script, &mut |stream, bytes| {
            if stream == Stream::Stderr {
                eprint!("{}", String::from_utf8_lossy(bytes));
            }
        })?;
        let trouble = match &outcome.end {
            End::Script(1..) => Some("the script failed".to_owned()),
            end => end.trouble(timeout),
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
