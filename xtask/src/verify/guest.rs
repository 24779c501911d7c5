//! Loads objects in a test machine, and reads what the loader there says.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::kernel::Kernel;
use crate::progress::step;
use crate::vm::{End, GuestFile, Stream, Vm};

use super::budget::Figures;
use super::objects::BpfObject;

/// How long a machine may take; an object takes it two seconds.
const TIMEOUT: Duration = Duration::from_secs(900);

/// Where the objects are in the machine.
const FOLDER: &str = "/objects";

/// What the loader says of one object.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// The object's name in the machine.
    pub file: String,
    /// Its programs, if the kernel took it.
    pub programs: Vec<Program>,
    /// Why the kernel did not.
    pub error: Option<String>,
}

/// One program of an object.
#[derive(Debug, Deserialize)]
pub struct Program {
    /// Its name, `flux_dispatch`.
    pub name: String,
    /// What the kernel said of it.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Loads all objects in one machine.
///
/// # Errors
/// If the machine cannot be run, or does not come to the end.
pub fn load(kernel: Kernel, loader: &Path, objects: &[BpfObject]) -> Result<Vec<Report>> {
    let release = kernel.release.clone();
    let mut vm = Vm::new(kernel)?
        .cpus(1)
        .timeout(TIMEOUT)
        .file(GuestFile::in_usr_bin(loader)?);
    for object in objects {
        vm = vm.file(GuestFile {
            source: object.path.clone(),
            guest_path: format!("{FOLDER}/{}", object.guest_name),
        });
    }
    step(&format!(
        "loading {} objects on {}",
        objects.len(),
        vm.describe()
    ));
    let script = format!("/usr/bin/flux-verify {FOLDER}/*");
    let outcome = vm.run(&script, &mut |stream, bytes| {
        if stream == Stream::Stderr {
            eprint!("{}", String::from_utf8_lossy(bytes));
        }
    })?;
    match &outcome.end {
        // 1: the kernel refused one; its report says so.
        End::Script(0 | 1) => parse(&outcome.stdout),
        End::Script(status) => bail!("Linux {release}: the loader ended with status {status}"),
        End::Crash(meaning, line) => bail!("Linux {release} broke ({meaning}): {line}"),
        End::Timeout => bail!("Linux {release}: not done after {} s", TIMEOUT.as_secs()),
        End::Vanished(said) => bail!("Linux {release}: the machine stopped: {said}"),
    }
}

fn parse(output: &str) -> Result<Vec<Report>> {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("FLUX-VERIFY "))
        .map(|json| serde_json::from_str(json).context("the loader said something unknown"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loaders_lines_are_read() {
        let reports = parse(
            "noise\nFLUX-VERIFY {\"file\":\"a.o\",\"error\":null,\"programs\":[{\"name\":\"tick\",\
             \"verified_insns\":4,\"total_states\":3,\"peak_states\":2,\"jited_bytes\":1}]}\n\
             FLUX-VERIFY {\"file\":\"b.o\",\"error\":\"why\",\"programs\":[]}\n",
        )
        .unwrap();
        assert_eq!(reports.len(), 2);
        let program = &reports[0].programs[0];
        assert_eq!(program.name, "tick");
        assert_eq!(program.figures.verified_insns, 4);
        assert_eq!(program.figures.jited_bytes, 1);
        assert_eq!(reports[1].error.as_deref(), Some("why"));
        assert!(parse("FLUX-VERIFY {}").is_err());
    }
}
