//! C of this project, run as BPF by this machine's own kernel.
//!
//! A test writes C with `SEC("syscall")` programs, [`compile`]s it with the compiler, the flags
//! and the headers that a scheduler is built with, [`Loaded::load`]s it, and
//! [`runs`](Loaded::run) its programs: the kernel calls them once (`BPF_PROG_TEST_RUN`) with a
//! buffer that both sides read and write. Such a program needs no sched_ext, so any kernel
//! from 5.14 on will do; it does need root.
//!
//! Where BPF cannot be loaded a test has to be counted as skipped. [`trial`] makes one that is;
//! a test program that has such trials sets `harness = false` and ends with [`main`].
//!
//! What it does not do: natively compiled C, and programs of sched_ext itself, which need a test
//! machine (`cargo xtask test --vm`).
//!
//! ```no_run
//! use flux_tests::test_run::{Loaded, compile};
//!
//! let object = compile(
//!     "sum",
//!     r#"
//!     #include <flux/kernel.bpf.h>
//!
//!     struct io { u32 a; u32 b; u32 sum; };
//!     u64 calls;
//!
//!     SEC("syscall") int add(struct io *io)
//!     {
//!         calls++;
//!         io->sum = io->a + io->b;
//!         return 7;
//!     }
//!     char _license[] SEC("license") = "GPL";
//!     "#,
//! )?;
//! let loaded = Loaded::load(&object)?;
//! let mut io = [1u32, 2, 0].map(u32::to_ne_bytes).concat();
//! assert_eq!(loaded.run("add", &mut io)?, 7);
//! assert_eq!(io[8..], 3u32.to_ne_bytes());
//! assert_eq!(loaded.memory(".bss")?, 1u64.to_ne_bytes());
//! # Ok::<(), String>(())
//! ```

mod said;
mod trial;

pub use trial::{main, trial};

use crate::headers;
use flux_build::{Clang, Target};
use libbpf_rs::{MapCore as _, MapFlags, Object, ObjectBuilder, ProgramInput};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::sync::LazyLock;

/// Lines of the verifier's log that an error shows: the last ones say why.
const LOG_LINES: usize = 25;

/// Compiles a C text for BPF as `flux-build` does; `name` is for messages. Returns the object.
///
/// # Errors
/// What clang says.
pub fn compile(name: &str, c: &str) -> Result<Vec<u8>, String> {
    compile_with(name, c, &[])
}

/// The same, with more files beside the C: what it includes, and what a `#line` of it names.
///
/// # Errors
/// What clang says.
pub fn compile_with(name: &str, c: &str, files: &[(&str, String)]) -> Result<Vec<u8>, String> {
    let clang = Clang::find().map_err(|error| error.to_string())?;
    let dir = tempfile::tempdir().map_err(|error| format!("a temporary folder: {error}"))?;
    let file = |ending: &str| dir.path().join(format!("{name}.bpf.{ending}"));
    std::fs::write(file("c"), c).map_err(|error| format!("{name}.bpf.c: {error}"))?;
    for (path, text) in files {
        let path = dir.path().join(path);
        let folder = path.parent().unwrap_or(dir.path());
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let outcome = clang
        .compile(dir.path(), name, &Target::of_build(), &headers())
        .map_err(|error| error.to_string())?;
    if !outcome.success {
        return Err(outcome.log);
    }
    std::fs::read(file("o")).map_err(|error| format!("{name}.bpf.o: {error}"))
}

/// An object whose programs and maps are in the kernel until this is dropped.
#[derive(Debug)]
pub struct Loaded {
    object: Object,
}

impl Loaded {
    /// Loads an object with all its programs.
    ///
    /// # Errors
    /// What libbpf and the verifier say, shortened to the end.
    pub fn load(object: &[u8]) -> Result<Loaded, String> {
        Loaded::load_if(object, |_| true)
    }

    /// Loads an object with those of its programs whose name passes. The kernel does not see the
    /// others, so one that its verifier refuses does not keep the rest from running.
    ///
    /// # Errors
    /// What libbpf and the verifier say, shortened to the end.
    pub fn load_if(object: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Loaded, String> {
        let (result, said) = said::during(|| {
            let mut open = ObjectBuilder::default().open_memory(object)?;
            for mut program in open.progs_mut() {
                let is_wanted = program.name().to_str().is_some_and(&wanted);
                program.set_autoload(is_wanted);
            }
            open.load()
        });
        result
            .map(|object| Loaded { object })
            .map_err(|error| format!("{error}\n{}", said::last(&said, LOG_LINES)))
    }

    /// The names of the object's programs.
    pub fn programs(&self) -> Vec<String> {
        let names = self.object.progs();
        names
            .map(|program| program.name().to_string_lossy().into_owned())
            .collect()
    }

    /// What a program costs the kernel.
    ///
    /// # Errors
    /// If there is no such program, or the kernel does not say.
    pub fn cost(&self, program: &str) -> Result<Cost, String> {
        let mut programs = self.object.progs_mut();
        let found = programs.find(|known| known.name() == program);
        let found = found.ok_or_else(|| format!("no program `{program}`"))?;
        let mut info = libbpf_sys::bpf_prog_info::default();
        let mut size = size_of_val(&info) as u32;
        // SAFETY: the kernel writes at most `size` bytes to `info`, and no buffers are given.
        let result = unsafe {
            let fd = found.as_fd().as_raw_fd();
            libbpf_sys::bpf_prog_get_info_by_fd(fd, &raw mut info, &raw mut size)
        };
        if result != 0 {
            let error = std::io::Error::from_raw_os_error(-result);
            return Err(format!("{program}: {error}"));
        }
        Ok(Cost {
            verified_insns: info.verified_insns,
            jited_bytes: info.jited_prog_len,
        })
    }

    /// Runs a `SEC("syscall")` program once. `context` is what its parameter points to: it must be
    /// as large as what the program reads and writes, at most 65,535 bytes, and holds afterwards
    /// what the program left there. Returns the program's return value.
    ///
    /// # Errors
    /// If there is no such program, or the kernel refuses to run it.
    pub fn run(&self, program: &str, context: &mut [u8]) -> Result<u32, String> {
        let found = self
            .object
            .progs_mut()
            .find(|known| known.name() == program);
        let found = found.ok_or_else(|| format!("no program `{program}`"))?;
        let input = ProgramInput {
            context_in: Some(context),
            ..ProgramInput::default()
        };
        let output = found.test_run(input);
        output
            .map(|output| output.return_value)
            .map_err(|error| format!("{program}: {error}"))
    }

    /// The bytes of a map with one element: of a section of globals (`.bss`, `.data.name`), or of
    /// an array map with `max_entries` 1.
    ///
    /// # Errors
    /// If there is no such map.
    pub fn memory(&self, map: &str) -> Result<Vec<u8>, String> {
        let found = self.map(map)?;
        let bytes = found.lookup(&FIRST, MapFlags::ANY);
        let bytes = bytes.map_err(|error| format!("{map}: {error}"))?;
        bytes.ok_or_else(|| format!("{map} is empty"))
    }

    /// Overwrites what [`Self::memory`] reads, all of it.
    ///
    /// # Errors
    /// If there is no such map, or it has another size.
    pub fn set_memory(&self, map: &str, bytes: &[u8]) -> Result<(), String> {
        let found = self.map(map)?;
        let result = found.update(&FIRST, bytes, MapFlags::ANY);
        result.map_err(|error| format!("{map}: {error}"))
    }

    /// Sections are shown by their own names: libbpf puts a part of the object's name in front.
    fn map(&self, name: &str) -> Result<libbpf_rs::Map<'_>, String> {
        let is_it = |map: &libbpf_rs::Map<'_>| {
            let known = map.name().to_string_lossy();
            known == name || name.starts_with('.') && known.ends_with(name)
        };
        let found = self.object.maps().find(is_it);
        found.ok_or_else(|| format!("no map `{name}`"))
    }
}

/// Everything that libbpf says while the kernel refuses an object, the verifier's log included;
/// `None` if the kernel takes it.
pub fn refusal(object: &[u8]) -> Option<Vec<String>> {
    let (result, said) = said::during(|| {
        ObjectBuilder::default()
            .open_memory(object)?
            .load()
            .map(drop)
    });
    result.err().map(|_| said)
}

/// What a program costs the kernel (`struct bpf_prog_info`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Instructions that the verifier walked through, on all paths.
    pub verified_insns: u32,
    /// Bytes of machine code, subprograms included.
    pub jited_bytes: u32,
}

/// The key of a map's only element.
const FIRST: [u8; 4] = [0; 4];

/// Why this process cannot load BPF, if it cannot: tried once, with a program that does nothing.
pub fn why_not() -> Option<&'static str> {
    static WHY: LazyLock<Option<String>> = LazyLock::new(try_it);
    WHY.as_deref()
}

fn try_it() -> Option<String> {
    let c = "#include <flux/kernel.bpf.h>\n\
             SEC(\"syscall\") int nothing(void *context) { return 0; }\n\
             char _license[] SEC(\"license\") = \"GPL\";\n";
    // A compiler that does not work is no reason to skip: the tests themselves will fail of it.
    let object = compile("nothing", c).ok()?;
    let error = Loaded::load(&object).err()?;
    let first = error.lines().next().unwrap_or_default();
    Some(format!(
        "BPF cannot be loaded here ({first}); run it as root"
    ))
}
