//! The kernel's own example scheduler, scx_simple, as a yardstick: built from
//! Debian's kernel source, once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::apt::Apt;
use crate::kernel::{Kernel, SUITES};
use crate::packages;
use crate::progress::{run, step};
use crate::vm::{End, Stream, Vm};

/// Whose source it is.
const SERIES: &str = "7.3";

/// The parts of the kernel's source that its build takes.
const PARTS: &[&str] = &[
    "tools/sched_ext",
    "tools/lib",
    "tools/bpf",
    "tools/include",
    "tools/scripts",
    "tools/build",
    "tools/arch",
    "include/uapi",
    "kernel/bpf",
    "scripts",
];

/// The program, built if it is not in the cache.
pub fn program() -> Result<PathBuf> {
    let cache = crate::cache::directory("scx_simple")?;
    let kept = cache.join(SERIES);
    let program = kept.join("scx_simple");
    if program.is_file() {
        return Ok(program);
    }
    let clang = packages::clang().context("no clang from version 16 on; install clang-19")?;
    let strip = strip_of(&clang);
    if !strip.exists() {
        bail!(
            "the build of scx_simple needs {}, which is not there; install the package llvm of the \
             same version as clang (llvm-19)",
            strip.display()
        );
    }
    let work = tempfile::Builder::new()
        .prefix(".build-")
        .tempdir_in(&cache)?;
    let tree = unpack_source(work.path())?;
    let btf = work.path().join("btf");
    save_btf(&btf)?;

    step("building scx_simple; about a minute");
    let mut make = Command::new("make");
    make.arg("-C")
        .arg(tree.join("tools/sched_ext"))
        .arg(format!("CLANG={}", clang.display()))
        .arg(format!("LLVM_STRIP={}", strip.display()))
        .arg(format!("VMLINUX_BTF={}", btf.display()))
        .arg("scx_simple")
        .stdout(Stdio::null());
    run(&mut make)?;

    let finished = tempfile::Builder::new()
        .prefix(".keep-")
        .tempdir_in(&cache)?;
    fs::copy(
        tree.join("tools/sched_ext/build/bin/scx_simple"),
        finished.path().join("scx_simple"),
    )?;
    crate::cache::keep(finished, &kept)?;
    Ok(program)
}

/// The strip tool that came with a clang: "llvm-strip-19" with "clang-19".
fn strip_of(clang: &Path) -> PathBuf {
    let name = clang.file_name().unwrap_or_default().to_string_lossy();
    clang.with_file_name(name.replace("clang", "llvm-strip"))
}

fn unpack_source(work: &Path) -> Result<PathBuf> {
    step(&format!("fetching the source of Linux {SERIES} (170 MB)"));
    let package = format!("linux-source-{SERIES}");
    Apt::with_suites(SUITES)?.unpack(&[&package], work)?;
    step("unpacking its tools");
    let archive = work.join(format!("usr/src/{package}.tar.xz"));
    let mut tar = Command::new("tar");
    tar.arg("-C").arg(work).arg("-xJf").arg(archive);
    tar.args(PARTS.iter().map(|part| format!("{package}/{part}")));
    run(&mut tar)?;
    Ok(work.join(package))
}

/// Saves a kernel's type information, as it is found inside that kernel.
fn save_btf(path: &Path) -> Result<()> {
    step(&format!("asking Linux {SERIES} for its types"));
    let vm = Vm::new(Kernel::resolve(SERIES, false)?)?.timeout(Duration::from_secs(120));
    let mut btf = Vec::new();
    let outcome = vm.run("cat /sys/kernel/btf/vmlinux", &mut |stream, bytes| {
        if stream == Stream::Stdout {
            btf.extend_from_slice(bytes);
        }
    })?;
    if outcome.end != End::Script(0) {
        bail!("it did not answer: {:?}", outcome.end);
    }
    fs::write(path, btf).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strip_tool_has_the_compilers_version() {
        let strip = |clang| strip_of(Path::new(clang));
        assert_eq!(
            strip("/usr/bin/clang-19"),
            Path::new("/usr/bin/llvm-strip-19")
        );
        assert_eq!(strip("/opt/llvm/clang"), Path::new("/opt/llvm/llvm-strip"));
    }
}
