//! Scenarios: shell scripts that are run in a test machine each.
//!
//! A scenario is a file `tests/vm/scenarios/NN-name.sh`. It prints `ok NAME`,
//! `not ok NAME - why` or `skip NAME - why` for each of its tests, and its first
//! comment lines may say what it wants:
//!
//! ```text
//! # cpus: 4
//! # memory: 1024
//! # kernel: 6.18
//! # timeout: 300
//! # append: nohz=off
//! # emulation: steady|fine
//! # needs: hello hackbench flux-loads
//! # run: when-named
//! ```
//!
//! Needs are what a build of this workspace leaves (`hello`, `hello.bpf.o`),
//! programs of this machine, or, with a slash in them, files of the workspace. All
//! go to `/usr/bin`, and with them `tests/vm/lib.sh`. A scenario that takes long may ask
//! to be run only when it is named.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::vm::{End, Outcome, Vm};

use super::tap::{Tally, parse_scenario_line};

/// What a scenario gets unless it says otherwise.
const DEFAULT_CPUS: u32 = 4;
const DEFAULT_MEMORY_MIB: u32 = 1024;
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(300);

/// How a scenario's CPUs are emulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emulation {
    /// A thread for each, if the emulator can.
    #[default]
    Threads,
    /// All on one thread, and time goes by what they execute; see [`Vm::steady`].
    Steady,
    /// The same, for latencies below a millisecond; see [`Vm::fine`].
    Fine,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name, from its file's.
    pub name: String,
    /// The script.
    pub script: String,
    /// CPUs of its machine.
    pub cpus: u32,
    /// Memory of its machine.
    pub memory_mib: u32,
    /// The kernel it is about, if it is about one.
    pub kernel: Option<String>,
    /// How long it may take.
    pub timeout: Duration,
    /// How its CPUs are emulated.
    pub emulation: Emulation,
    /// Kernel parameters.
    pub append: Vec<String>,
    /// Programs and files that it needs.
    pub needs: Vec<String>,
    /// Runs only if it is asked for by name.
    pub when_named: bool,
}

impl Scenario {
    /// All scenarios in a directory, in the order of their names.
    pub fn all_in(directory: &Path) -> Result<Vec<Self>> {
        let mut paths: Vec<PathBuf> = match fs::read_dir(directory) {
            Ok(entries) => entries
                .map(|entry| Ok(entry?.path()))
                .collect::<Result<_>>()?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", directory.display()));
            }
        };
        paths.retain(|path| path.extension().is_some_and(|end| end == "sh"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Self> {
        let script =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Self::parse(&name, script).with_context(|| format!("in {}", path.display()))
    }

    fn parse(name: &str, script: String) -> Result<Self> {
        let mut scenario = Self {
            name: name.to_owned(),
            script: String::new(),
            cpus: DEFAULT_CPUS,
            memory_mib: DEFAULT_MEMORY_MIB,
            kernel: None,
            timeout: DEFAULT_TIMEOUT,
            emulation: Emulation::default(),
            append: Vec::new(),
            needs: Vec::new(),
            when_named: false,
        };
        for line in script.lines().map_while(|line| line.strip_prefix('#')) {
            if let Some((key, value)) = line.trim().split_once(':') {
                scenario.set(key, value.trim())?;
            }
        }
        scenario.script = script;
        Ok(scenario)
    }

    /// Takes one setting; a comment that merely has a colon in it is none.
    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let words = || value.split_whitespace().map(str::to_owned);
        let number = || match value.parse::<u32>() {
            Ok(number) if number > 0 => Ok(number),
            _ => bail!("`{key}: {value}` has to be a number from 1 on"),
        };
        match key {
            "cpus" => self.cpus = number()?,
            "memory" => self.memory_mib = number()?,
            "timeout" => self.timeout = Duration::from_secs(number()?.into()),
            "kernel" => self.kernel = Some(value.to_owned()),
            "emulation" => {
                self.emulation = match value {
                    "steady" => Emulation::Steady,
                    "fine" => Emulation::Fine,
                    _ => {
                        bail!("`{key}: {value}`: only `steady` and `fine` are known")
                    }
                }
            }
            "run" => match value {
                "when-named" => self.when_named = true,
                _ => bail!("`{key}: {value}`: only `when-named` is known"),
            },
            "append" => self.append.extend(words()),
            "needs" => self.needs.extend(words()),
            _ => {}
        }
        Ok(())
    }

    /// Sets a machine's emulation.
    pub fn emulate(&self, vm: Vm) -> Vm {
        match self.emulation {
            Emulation::Threads => vm,
            Emulation::Steady => vm.steady(),
            Emulation::Fine => vm.fine(),
        }
    }

    /// Counts the tests of a run. A scenario that says nothing, that ends badly
    /// without saying why, or whose machine breaks, has failed as a whole.
    pub fn judge(&self, outcome: &Outcome) -> Tally {
        let mut tally = Tally::default();
        for mut result in outcome.stdout.lines().filter_map(parse_scenario_line) {
            result.name = format!("{}: {}", self.name, result.name);
            tally.add(result);
        }
        let trouble = match &outcome.end {
            End::Script(0) if tally.count() == 0 => Some("it printed no result".to_owned()),
            End::Script(0) => None,
            // It has said what is wrong.
            End::Script(_) if tally.failures() > 0 => None,
            End::Script(status) => Some(format!("it ended with status {status}")),
            end => end.trouble(self.timeout),
        };
        if let Some(why) = trouble {
            tally.fail(&self.name, why);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vm::Console;

    fn outcome(end: End, stdout: &str) -> Outcome {
        Outcome {
            end,
            console: Console::default(),
            stdout: stdout.to_owned(),
            wall: Duration::ZERO,
        }
    }

    #[test]
    fn settings_are_read_from_the_first_comments() {
        let script = "#!/bin/sh\n# About nice: threads change it.\n# cpus: 8\n# kernel: 6.12\n\
                      # needs: hello hackbench\n# timeout: 60\n\n# cpus: 1\necho\n";
        let scenario = Scenario::parse("10-nice", script.to_owned()).unwrap();
        assert_eq!(scenario.cpus, 8);
        assert_eq!(scenario.kernel.as_deref(), Some("6.12"));
        assert_eq!(scenario.needs, ["hello", "hackbench"]);
        assert_eq!(scenario.timeout, Duration::from_secs(60));
        assert_eq!(scenario.memory_mib, DEFAULT_MEMORY_MIB);
        assert!(Scenario::parse("x", "# cpus: many\n".to_owned()).is_err());
    }

    #[test]
    fn silence_is_not_success() {
        let scenario = Scenario::parse("10-nice", String::new()).unwrap();
        let failures = |end, stdout| scenario.judge(&outcome(end, stdout)).failures();
        assert_eq!(failures(End::Script(0), ""), 1);
        assert_eq!(failures(End::Script(0), "ok a\n"), 0);
        assert_eq!(failures(End::Script(3), "ok a\n"), 1);
        assert_eq!(failures(End::Script(1), "ok a\nnot ok b - why\n"), 1);
        assert_eq!(failures(End::Timeout, "ok a\n"), 1);
        let crash = End::Crash("kernel oops", "Oops: 0000".to_owned());
        assert_eq!(failures(crash, "ok a\nnot ok b - why\n"), 2);
    }
}
