//! The emulator: which one is here, and how it is called.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::backports::Unpacked;
use crate::packages;
use crate::progress::step;

/// The emulator's program.
pub const PROGRAM: &str = "qemu-system-x86_64";

/// The first major version whose emulated CPUs may run on a thread each. Before
/// it, patching of kernel text (attaching a scheduler does that) races between
/// them: the guest dies with "Oops: int3" about every second time.
const THREADS_SINCE_MAJOR: u32 = 8;

/// An emulator.
#[derive(Clone, Debug)]
pub struct Qemu {
    program: PathBuf,
    version: (u32, u32),
    /// Where its parts are, if it is not an installed one.
    unpacked: Option<Unpacked>,
}

/// What a machine consists of.
pub struct Machine<'a> {
    /// The kernel image.
    pub kernel: &'a Path,
    /// The initramfs.
    pub initramfs: &'a Path,
    /// Kernel parameters beyond those that every machine gets.
    pub append: &'a [String],
    /// Emulated CPUs.
    pub cpus: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// Let the guest's clock count its instructions, 2^N ns for each.
    pub icount: Option<u32>,
    /// Leave out the timer that would take the old interval timer's place.
    pub pulse: bool,
    /// Run all CPUs on one thread.
    pub one_thread: bool,
    /// Where the console and the three serial lines of the init script go.
    pub lines: [&'a Path; 4],
}

impl Qemu {
    /// Finds an emulator: the installed one, or, on a Debian whose own is too
    /// old for threads, one from its backports, unpacked in the cache.
    pub fn find() -> Result<Self> {
        let installed = packages::program(PROGRAM).map(|program| Self::at(program, None));
        if let Some(Ok(qemu)) = &installed
            && qemu.has_threads()
        {
            return Ok(qemu.clone());
        }
        match Unpacked::get("qemu-system-x86") {
            Ok(Some(unpacked)) => {
                let program = unpacked.path("/usr/bin").join(PROGRAM);
                match Self::at(program, Some(unpacked)) {
                    Ok(qemu) => return Ok(qemu),
                    Err(error) => step(&format!("the emulator from backports: {error:#}")),
                }
            }
            Ok(None) => {}
            Err(error) => step(&format!("no newer emulator from backports: {error:#}")),
        }
        installed.unwrap_or_else(|| {
            bail!(
                "{PROGRAM} is not installed; `cargo xtask demo` installs it, \
                 or install the package qemu-system-x86"
            )
        })
    }

    fn at(program: PathBuf, unpacked: Option<Unpacked>) -> Result<Self> {
        let mut command = Command::new(&program);
        if let Some(unpacked) = &unpacked {
            unpacked.apply(&mut command);
        }
        let output = command
            .arg("--version")
            .output()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = parse_version(&text)
            .with_context(|| format!("{} --version says nothing known", program.display()))?;
        Ok(Self {
            program,
            version,
            unpacked,
        })
    }

    /// Whether every emulated CPU runs on a thread of its own.
    pub fn has_threads(&self) -> bool {
        self.version.0 >= THREADS_SINCE_MAJOR
    }

    /// "QEMU 10.0", for messages.
    pub fn name(&self) -> String {
        format!("QEMU {}.{}", self.version.0, self.version.1)
    }

    /// The command that runs `machine`.
    pub fn command(&self, machine: &Machine) -> Command {
        let mut command = self.tied_command();
        command
            .args(["-no-reboot", "-nic", "none", "-display", "none"])
            .args(["-parallel", "none", "-vga", "none"])
            .args(["-monitor", &monitor(machine)])
            .args(["-smp", &machine.cpus.to_string()])
            .args(["-m", &format!("{}M", machine.memory_mib)])
            .arg("-kernel")
            .arg(machine.kernel)
            .arg("-initrd")
            .arg(machine.initramfs)
            .args(["-append", &kernel_parameters(machine.append)]);
        if machine.pulse {
            command.args(["-machine", "pc,hpet=off"]);
        }
        if let Some(shift) = machine.icount {
            command.args(["-icount", &format!("shift={shift},sleep=off")]);
        } else if machine.one_thread {
            command.args(["-accel", "tcg,thread=single"]);
        } else {
            command.args(["-accel", "tcg,thread=multi"]);
        }
        // An interrupt each: shared ones of this kind of hardware get lost.
        for (index, (path, irq)) in machine.lines.iter().zip([4, 3, 5, 7]).enumerate() {
            command
                .arg("-chardev")
                .arg(format!("file,id=line{index},path={}", path.display()))
                .arg("-device")
                .arg(format!(
                    "isa-serial,chardev=line{index},index={index},irq={irq}"
                ));
        }
        command
    }

    /// The emulator, so started that it does not outlive us if we are killed.
    fn tied_command(&self) -> Command {
        let mut command = match packages::program("setpriv") {
            Some(setpriv) => {
                let mut command = Command::new(setpriv);
                command.args(["--pdeathsig", "KILL", "--"]);
                command.arg(&self.program);
                command
            }
            None => Command::new(&self.program),
        };
        if let Some(unpacked) = &self.unpacked {
            unpacked.apply(&mut command);
            let modules = unpacked.path("/usr/lib/x86_64-linux-gnu/qemu");
            command.env("QEMU_MODULE_DIR", modules);
            for data in ["/usr/share/qemu", "/usr/share/seabios"] {
                command.arg("-L").arg(unpacked.path(data));
            }
        }
        command
    }
}

/// Longer ones are refused by the kernel (unix(7): 108 with the NUL at the end).
const SOCKET_PATH_MAX: usize = 107;

/// A socket beside the lines for whoever wants to know where a machine stands that says nothing
/// any more: `socat - unix-connect:PATH`, `info registers -a`.
fn monitor(machine: &Machine) -> String {
    let [console, ..] = machine.lines;
    let path = console.with_file_name("monitor");
    if path.as_os_str().len() > SOCKET_PATH_MAX {
        return "none".to_owned();
    }
    format!("unix:{},server=on,wait=off", path.display())
}

/// A dying kernel ends the machine at once instead of limping on; everything
/// from warnings up is printed.
fn kernel_parameters(append: &[String]) -> String {
    let mut parameters =
        String::from("console=ttyS0,115200 loglevel=5 panic=-1 oops=panic rdinit=/init");
    for parameter in append {
        parameters.push(' ');
        parameters.push_str(parameter);
    }
    parameters
}

/// Reads "QEMU emulator version 7.2.22 (Debian …)".
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (_, rest) = text.split_once("version ")?;
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        let text = "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\nCopyright";
        assert_eq!(parse_version(text), Some((7, 2)));
        assert_eq!(
            parse_version("QEMU emulator version 10.0.2 (x)"),
            Some((10, 0))
        );
        assert_eq!(parse_version("something else"), None);
    }

    #[test]
    fn parameters_are_appended() {
        let text = kernel_parameters(&["isolcpus=1".to_owned(), "nohz=off".to_owned()]);
        assert!(
            text.ends_with(" rdinit=/init isolcpus=1 nohz=off"),
            "{text}"
        );
    }
}
