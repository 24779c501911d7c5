//! `cargo xtask bench structures`: lists, trees and heaps against the kernel's own.

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::packages;
use crate::progress::step;
use crate::workspace::cargo;

/// The program that measures.
const PACKAGE: &str = "flux-structures-bench";

/// What list, tree and heap operations take, in nanoseconds, against bpf_list_head and
/// bpf_rbtree; what they cost the verifier, and in machine code.
///
/// Runs on this machine's own kernel (6.16 or later), as root, in BPF programs that the
/// kernel calls once; no scheduler is attached. On a machine that does something else
/// the times mean little.
#[derive(clap::Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_: &Arguments) -> Result<ExitCode> {
    packages::ensure(packages::FOR_BUILD)?;
    step("building and running the benchmark");
    let status = cargo()
        .args(["run", "--release", "--quiet", "--package", PACKAGE])
        .status()
        .context("cannot run cargo")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
