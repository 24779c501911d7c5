//! The test machine: what it runs, and what it shows meanwhile.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::kernel::Kernel;
use crate::test::{LIBRARY, LIBRARY_IN_GUEST};
use crate::vm::{GuestFile, Stream, Vm};
use crate::workspace::Workspace;

use super::Attempt;
use super::programs::{self, Program};

/// The script that runs in the machine.
const SCRIPT: &str = include_str!("guest.sh");
/// What a boot, and each attempt, may take on a slow machine.
const BOOT: Duration = Duration::from_secs(120);
const ATTEMPT: Duration = Duration::from_secs(75);

/// Attaches these schedulers one after the other; gives what the machine told.
pub fn attach(
    workspace: &Workspace,
    kernel: Kernel,
    attempts: &[&Attempt],
    programs: &[Program],
    log: &Path,
) -> Result<String> {
    let mut vm = machine(kernel, attempts.len())?.file(GuestFile {
        source: workspace.path(LIBRARY),
        guest_path: LIBRARY_IN_GUEST.to_owned(),
    });
    for program in programs {
        vm = vm.file(GuestFile {
            source: program.path.clone(),
            guest_path: format!("/usr/bin/{}", program.name),
        });
    }
    let mut output = Vec::new();
    let mut shown = Show::default();
    let outcome = vm.run(&script(attempts, programs), &mut |stream, bytes| {
        output.extend_from_slice(bytes);
        if stream == Stream::Stdout {
            shown.feed(bytes);
        }
    })?;
    keep(log, &output, &outcome.console.lines().join("\n"))?;
    println!(
        "  ({} s; all of it: {})",
        outcome.wall.as_secs(),
        log.display()
    );
    // Who was to be attached then or later has shown nothing, which is judged.
    if let Some(trouble) = outcome.end.trouble(timeout(attempts.len())?) {
        println!("  {trouble}");
    }
    Ok(outcome.stdout)
}

/// The machine in which so many schedulers are attached.
pub fn machine(kernel: Kernel, attempts: usize) -> Result<Vm> {
    Ok(Vm::new(kernel)?
        .cpus(4)
        .memory_mib(1024)
        // Whether something is late must not depend on what else this machine does.
        .steady()
        // The more a kernel preempts itself, the more can happen in between.
        .append("preempt=full")
        .timeout(timeout(attempts)?))
}

fn timeout(attempts: usize) -> Result<Duration> {
    Ok(BOOT + ATTEMPT * u32::try_from(attempts)?)
}

fn keep(path: &Path, output: &[u8], console: &str) -> Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let output = String::from_utf8_lossy(output);
    fs::write(path, format!("{output}\n--- console ---\n{console}\n"))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The runner, and a call for each attempt.
fn script(attempts: &[&Attempt], programs: &[Program]) -> String {
    let mut script = SCRIPT.to_owned();
    for attempt in attempts {
        let trial = &attempt.trial;
        let seen = if attempt.without == 0 {
            "go-on"
        } else {
            "stop"
        };
        let binary = trial.binary();
        let program = programs.iter().find(|program| program.name == binary);
        let switches = program.map_or(&[][..], |program| &program.switches);
        let switches: Vec<String> = switches.iter().map(usize::to_string).collect();
        let words = [
            attempt.id.as_str(),
            seen,
            binary,
            &switches.join(" "),
            &programs::record(attempt.without, attempt.windows),
            &trial.program,
            &trial.agent_options(),
            &trial.load,
            if attempt.asks { "asked" } else { "" },
        ];
        let quoted: Vec<String> = words
            .iter()
            .map(|word| format!("'{}'", word.replace('\'', r"'\''")))
            .collect();
        script += &format!("attempt {}\n", quoted.join(" "));
    }
    script + "exit 0\n"
}

/// Shows what happens, without what only programs read.
#[derive(Default)]
struct Show {
    unfinished: String,
}

impl Show {
    fn feed(&mut self, bytes: &[u8]) {
        self.unfinished += &String::from_utf8_lossy(bytes);
        while let Some(end) = self.unfinished.find('\n') {
            let line: String = self.unfinished.drain(..=end).collect();
            let told = line.strip_prefix("GUARD ");
            let told =
                told.filter(|told| !told.contains(" accounts ") && !told.contains(" summary "));
            if let Some(told) = told {
                println!("  {}", told.trim_end());
            }
        }
    }
}
