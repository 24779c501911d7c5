//! The build script of a crate that composes a scheduler with `flux::hierarchy!`:
//!
//! ```no_run
//! fn main() {
//!     flux_build::build()
//! }
//! ```
//!
//! It finds every `hierarchy!` of the package, follows the paths in it to the
//! subschedulers (in this crate or in a dependency: an ordinary Rust library,
//! which needs no build script), generates one C program from them, and compiles
//! it with clang to a stand-alone BPF object. The macro includes the object; for
//! people both files are also put into `target/PROFILE/flux/`:
//!
//! * `NAME.bpf.c`, the program, readable and commented;
//! * `NAME.bpf.o`, which also `bpftool struct_ops register` loads.
//!
//! `cargo build -vv` says so, and so does the file `output` beside `OUT_DIR`.
//!
//! Errors in the user's source do not stop the script: they are left for the
//! macro (`NAME.flux-errors` in `OUT_DIR`), which shows them under the line. What
//! stops it is one sentence: no clang, or C that does not compile.
//!
//! Variables: `BPF_CLANG` names the clang to use. `FLUX_TEST_WITHOUT` leaves guards
//! of the core out, by their names in `flux/guards.bpf.h`: for flux's own tests.
//! `FLUX_TEST_SWITCHES` makes objects in which these tests can take them out later.
#![allow(clippy::needless_doctest_main, reason = "build.rs is a program")]

mod cargo;
mod clang;
mod compose;
mod error;
mod guards;
mod headers;
mod source;

pub use clang::{Clang, Outcome, Target, first_error};
pub use compose::{Composed, Composition, compose};
pub use error::{ClangFailure, Error};
pub use guards::Without;
pub use headers::Headers;

use flux_codegen::diag::records;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Makes the BPF objects of the package whose build script calls this.
///
/// What goes wrong is reported to cargo, which then stops the build.
pub fn build() {
    let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
    // Without memory for such a stack, its own will nearly always do.
    let result = match builder.spawn(try_build) {
        Ok(thread) => thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(_) => try_build(),
    };
    if let Err(error) = result {
        cargo::error(&error);
    }
}

/// Whole files are read by recursion, and a machine may have written them: what nests thousands
/// deep must not end the script without a word. Only what is used of it costs memory.
pub(crate) const STACK_BYTES: usize = 256 << 20;

fn try_build() -> Result<(), Error> {
    let manifest = cargo::folder("CARGO_MANIFEST_DIR")?.join("Cargo.toml");
    let out_dir = cargo::folder("OUT_DIR")?;
    for variable in [
        clang::VARIABLE,
        headers::BY_HAND,
        guards::VARIABLE,
        guards::SWITCHES_VARIABLE,
    ] {
        cargo::rerun_if_env_changed(variable);
    }
    // Clang is looked for while the sources are read. Whether it is needed shows then.
    let clang = std::thread::spawn(Clang::find);
    let composition = compose(&manifest)?;
    cargo::rerun_if_changed(Headers::flux());
    for file in &composition.files {
        cargo::rerun_if_changed(file);
    }
    refuse_same_names(&composition.hierarchies)?;
    lay_out(&composition.sources, &out_dir)?;
    let mut programs = Vec::new();
    for hierarchy in &composition.hierarchies {
        programs.extend(leave(hierarchy, &out_dir)?);
    }
    if !programs.is_empty() {
        let clang = clang.join().unwrap_or_else(|_| Clang::find())?;
        compile_all(&programs, clang, &out_dir)?;
    }
    if composition.hierarchies.is_empty() {
        cargo::note("this package has no hierarchy! call");
    }
    Ok(())
}

fn refuse_same_names(hierarchies: &[Composed]) -> Result<(), Error> {
    for (index, one) in hierarchies.iter().enumerate() {
        if let Some(other) = hierarchies
            .iter()
            .skip(index + 1)
            .find(|other| other.stem == one.stem)
        {
            return Err(Error::SameName {
                stem: one.stem.clone(),
                places: [one.place.clone(), other.place.clone()],
            });
        }
    }
    Ok(())
}

/// Copies the sources to where clang looks for what a `#line` names, so that the object
/// holds their lines: the verifier's log, `bpftool` and flux's errors show them.
fn lay_out(sources: &BTreeMap<String, PathBuf>, out_dir: &Path) -> Result<(), Error> {
    for (name, file) in sources {
        // Only below the folder, whatever a path may look like.
        let is_plain = |part| matches!(part, Component::Normal(_));
        if !Path::new(name).components().all(is_plain) {
            continue;
        }
        let to = out_dir.join(name);
        let folder = to.parent().unwrap_or(out_dir);
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        let text = std::fs::read(file).map_err(Error::io("read", file))?;
        cargo::write_if_changed(&to, &text)?;
    }
    Ok(())
}

/// A C program that is written and to be compiled.
struct Program {
    /// The hierarchy's name in the source.
    hierarchy: String,
    /// The stem of its files.
    stem: String,
}

/// Leaves the C of a hierarchy, or the errors that the macro shows instead.
fn leave(hierarchy: &Composed, out_dir: &Path) -> Result<Option<Program>, Error> {
    let stem = &hierarchy.stem;
    let errors = out_dir.join(records::file_name(stem));
    match &hierarchy.outcome {
        Ok(emitted) => {
            cargo::remove(&errors)?;
            cargo::write_if_changed(&out_dir.join(format!("{stem}.bpf.c")), emitted.c.as_bytes())?;
            Ok(Some(Program {
                hierarchy: hierarchy.name.clone(),
                stem: stem.clone(),
            }))
        }
        Err(diagnostics) => {
            for end in ["c", "o"] {
                cargo::remove(&out_dir.join(format!("{stem}.bpf.{end}")))?;
            }
            cargo::write_if_changed(&errors, records::write(diagnostics).as_bytes())?;
            Ok(None)
        }
    }
}

/// Compiles the programs, several at a time, and publishes them in their order.
fn compile_all(programs: &[Program], clang: Clang, out_dir: &Path) -> Result<(), Error> {
    let without = Without::of_build()?;
    for program in programs {
        if let Some(warning) = without.warning(&format!("{}.bpf.o", program.stem)) {
            cargo::warning(&warning);
        }
    }
    let clang = clang.without(without);
    let (target, headers) = (Target::of_build(), Headers::of_build()?);
    for some in programs.chunks(cargo::jobs()) {
        compile_some(some, &clang, &target, &headers, out_dir)?;
    }
    Ok(())
}

fn compile_some(
    programs: &[Program],
    clang: &Clang,
    target: &Target,
    headers: &Headers,
    out_dir: &Path,
) -> Result<(), Error> {
    let outcomes: Vec<Result<Outcome, Error>> = std::thread::scope(|scope| {
        let start = |program: &Program| {
            let stem = program.stem.clone();
            scope.spawn(move || clang.compile(out_dir, &stem, target, headers))
        };
        let running: Vec<_> = programs.iter().map(start).collect();
        let outcomes = running.into_iter().map(|one| one.join());
        // A panic of ours is passed on.
        outcomes
            .map(|outcome| outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    for (program, outcome) in programs.iter().zip(outcomes) {
        finish(program, &outcome?, out_dir)?;
    }
    Ok(())
}

/// Keeps what clang said, and publishes the object if there is one.
fn finish(program: &Program, outcome: &Outcome, out_dir: &Path) -> Result<(), Error> {
    let stem = &program.stem;
    let log = out_dir.join(format!("{stem}.clang.log"));
    cargo::write_if_changed(&log, outcome.log.as_bytes())?;
    if outcome.success {
        let files = ["c", "o"].map(|end| format!("{stem}.bpf.{end}"));
        return publish(&files, out_dir);
    }
    Err(Error::Clang(Box::new(ClangFailure {
        hierarchy: program.hierarchy.clone(),
        first: first_error(&outcome.log),
        source: out_dir.join(format!("{stem}.bpf.c")),
        log,
    })))
}

/// Copies what was made to where people look for it.
fn publish(files: &[String], out_dir: &Path) -> Result<(), Error> {
    let Some(folder) = cargo::public_folder(out_dir) else {
        return Ok(());
    };
    std::fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    for name in files {
        let from: PathBuf = out_dir.join(name);
        let content = std::fs::read(&from).map_err(Error::io("read", &from))?;
        let to = folder.join(name);
        cargo::write_if_changed(&to, &content)?;
        cargo::note(&format!("{}", to.display()));
    }
    Ok(())
}
