//! `cargo xtask bench codegen`: what flux takes in a user's build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::packages;
use crate::progress::step;
use crate::workspace::{Workspace, cargo};

/// What measures expansion and generation.
const PROGRAM: &str = "flux-codegen-time";

/// The crates of the deepest hierarchy, and the one that composes it.
const CRATES: &str = "tests/composition";

/// The program that has the hierarchy.
const HIERARCHY: &str = "deep.rs";

/// The line of a policy that is changed, and the two values that it takes in turn.
const POLICY: &str = "left/src/biff.rs";
const VALUES: [&str; 2] = ["from_millis(2)", "from_millis(3)"];

/// Builds after a change; the middle one counts.
const BUILDS: usize = 5;

/// Milliseconds that expansion and generation together may take.
const LIMITS: [(&str, u64); 2] = [("release", 100), ("debug", 500)];

/// How many times what clang takes a build after a change should take at most.
const AIM: f64 = 2.0;

/// How long macros, code generation and builds take.
///
/// For the hierarchy with sixteen instances in tests/composition: expansion of its
/// macros and generation of its C, with and without optimization; and `cargo build`
/// after a policy's line has changed, compared with what clang alone takes for the
/// generated C. Fails if expansion and generation take more than 100 ms in release
/// or 500 ms in debug.
#[derive(clap::Args)]
pub struct Arguments {}

impl Arguments {
    /// Measures and prints.
    pub fn run(&self) -> Result<ExitCode> {
        packages::ensure(packages::FOR_BUILD)?;
        let workspace = Workspace::load()?;
        let mut is_slow = false;
        println!("| build | expansion | generation | both | with cargo's answers |");
        println!("|---|---|---|---|---|");
        for (profile, limit) in LIMITS {
            let times = times(&workspace, profile)?;
            let time = |name: &str| {
                let time = times.get(name).copied();
                time.with_context(|| format!("{PROGRAM} says nothing of {name}"))
            };
            let (expansion, generation) = (time("expansion")?, time("generation")?);
            let both = expansion + generation;
            println!(
                "| {profile} | {} | {} | {} (limit {limit} ms) | {} |",
                ms(expansion),
                ms(generation),
                ms(both),
                ms(time("sources")?),
            );
            is_slow |= both > Duration::from_millis(limit);
        }
        println!();
        incremental(&workspace)?;
        if is_slow {
            println!("expansion and generation take longer than they may");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// What the measuring program prints, built in that profile.
fn times(workspace: &Workspace, profile: &str) -> Result<BTreeMap<String, Duration>> {
    step(&format!("building {PROGRAM} ({profile})"));
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", PROGRAM]);
    if profile == "release" {
        command.arg("--release");
    }
    command.arg("--").arg(workspace.path(""));
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.context("cannot run cargo")?;
    if !output.status.success() {
        bail!("{PROGRAM} failed");
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let time = |line: &str| {
        let (name, micros) = line.strip_prefix("FLUX-TIME ")?.split_once(' ')?;
        Some((name.to_owned(), Duration::from_micros(micros.parse().ok()?)))
    };
    Ok(text.lines().filter_map(time).collect())
}

/// Builds after one line has changed, and clang by itself.
fn incremental(workspace: &Workspace) -> Result<()> {
    let project = Project::new(workspace)?;
    step("building the hierarchy once, with what it depends on");
    project.build()?;
    let mut builds = Vec::new();
    for round in 0..BUILDS {
        project.change(round)?;
        builds.push(project.build()?);
    }
    let clang = project.clang()?;
    let clangs = (0..BUILDS).map(|_| timed(&mut shell(&clang)));
    let clang = middle(clangs.collect::<Result<_>>()?);
    let build = middle(builds);
    let ratio = build.as_secs_f64() / clang.as_secs_f64();
    println!("| after one line of a policy changed | time |\n|---|---|");
    println!("| `cargo build`, debug | {} |", ms(build));
    println!("| clang alone, for the same C | {} |", ms(clang));
    println!("| ratio (aim: at most {AIM}) | {ratio:.2} |");
    Ok(())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}

fn timed(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(start.elapsed())
}

/// A copy of the crates, as a project of its own with one hierarchy.
struct Project {
    folder: PathBuf,
}

impl Project {
    fn new(workspace: &Workspace) -> Result<Project> {
        let folder = workspace.output_directory()?.join("codegen");
        let root = workspace.path("");
        let name = |file: &Path| file.display().to_string();
        // What an earlier copy had and the crates have not any more.
        for part in ["app", "left", "right"].map(|part| folder.join(part)) {
            if part.exists() {
                fs::remove_dir_all(&part).with_context(|| name(&part))?;
            }
        }
        for file in files(&workspace.path(CRATES))? {
            let relative = file.strip_prefix(workspace.path(CRATES))?;
            // One hierarchy is what is measured.
            let is_program = relative.parent().is_some_and(|at| at.ends_with("src/bin"));
            if is_program && !relative.ends_with(HIERARCHY) {
                continue;
            }
            let text = fs::read_to_string(&file).with_context(|| name(&file))?;
            let text = text.replace("../../../", &format!("{}/", root.display()));
            write(&folder.join(relative), &text)?;
        }
        let manifest = "[workspace]\nmembers = [\"app\", \"left\", \"right\"]\nresolver = \"3\"\n";
        write(&folder.join("Cargo.toml"), manifest)?;
        let lock = workspace.path("Cargo.lock");
        fs::copy(&lock, folder.join("Cargo.lock")).with_context(|| name(&lock))?;
        Ok(Project { folder })
    }

    fn build(&self) -> Result<Duration> {
        let mut command = cargo();
        command
            .args(["build", "--offline", "--package", "composed"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.target());
        timed(&mut command)
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    fn change(&self, round: usize) -> Result<()> {
        let file = self.folder.join(POLICY);
        let text = fs::read_to_string(&file)?;
        let [one, other] = VALUES;
        let (from, to) = match round % 2 {
            0 => (one, other),
            _ => (other, one),
        };
        if text.matches(from).count() != 1 {
            bail!("{} should have one {from}", file.display());
        }
        Ok(fs::write(&file, text.replace(from, to))?)
    }

    /// The call of clang that the build script made.
    fn clang(&self) -> Result<String> {
        let logs = files(&self.target().join("debug/build"))?;
        // An earlier build of another flux may have left one, too.
        let written = |file: &&PathBuf| fs::metadata(file).and_then(|data| data.modified()).ok();
        let logs = logs.iter().filter(|file| file.ends_with("deep.clang.log"));
        let log = logs.max_by_key(written);
        let log = log.context("the build left no deep.clang.log")?;
        let text = fs::read_to_string(log)?;
        let call = text.lines().next().context("deep.clang.log is empty")?;
        Ok(call.to_owned())
    }
}

fn write(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// All files below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let mut all = Vec::new();
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => all.extend(files(&path)?),
            false => all.push(path),
        }
    }
    Ok(all)
}
