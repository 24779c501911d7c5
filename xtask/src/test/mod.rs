//! `cargo xtask test`: every test there is, on a machine that may have nothing
//! but cargo.

mod scenario;
pub mod tap;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use anyhow::{Context as _, Result};

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::step;
use crate::vm::{End, GuestFile, Outcome, Stream, Vm};
use crate::workspace::{Workspace, cargo};

use scenario::Scenario;
use tap::{CargoTest, Tally, TestResult, Verdict, parse_scenario_line};

/// Where the scenarios are.
const SCENARIOS: &str = "tests/vm/scenarios";

/// What scenarios share.
pub const LIBRARY: &str = "tests/vm/lib.sh";

/// Where a scenario finds it.
pub const LIBRARY_IN_GUEST: &str = "/usr/bin/lib.sh";

/// Runs all tests: unit tests, UI tests, golden files, and test machines.
///
/// Installs what the machine lacks first (with apt; elsewhere it says what to
/// install). The last line says how many tests passed, failed and were skipped;
/// each that did not pass is named with its reason.
///
/// Test machines run the scripts in tests/vm/scenarios, one boot each.
#[derive(clap::Args)]
pub struct Arguments {
    /// Leaves the test machines out.
    #[arg(long, conflicts_with_all = ["kernel", "vm"])]
    fast: bool,
    /// The kernel for the scenarios that are not about one other than the
    /// default, 6.18.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: String,
    /// Runs only the test machines, and of these only the scenarios whose name
    /// contains NAME.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    vm: Option<String>,
    /// Emulated CPUs, whatever the scenarios ask for. They are made for what they ask for;
    /// those about policies go by the number of CPUs that they find.
    #[arg(long, value_name = "N", requires = "vm", value_parser = clap::value_parser!(u32).range(1..=255))]
    cpus: Option<u32>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let vm_needs = if arguments.fast {
        &[]
    } else {
        packages::FOR_VM
    };
    packages::ensure(&[packages::FOR_BUILD, vm_needs].concat())?;
    let mut tally = Tally::default();
    if arguments.vm.is_none() {
        tally.merge(cargo_test()?);
    }
    if !arguments.fast {
        let filter = arguments.vm.as_deref().unwrap_or_default();
        tally.merge(vm_tests(&arguments.kernel, arguments.cpus, filter)?);
    }
    println!();
    if arguments.fast {
        println!("VM tests left out (--fast)");
    }
    println!("{}", tally.summary());
    Ok(if tally.failures() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs what `cargo test` runs, and counts it.
fn cargo_test() -> Result<Tally> {
    step("cargo test --workspace");
    let mut child = cargo()
        .args(["test", "--workspace", "--no-fail-fast"])
        // A test that lasts as long as it is told to: a minute here, moments for who runs
        // `cargo test` again and again.
        .env("FLUX_FUZZ_SECONDS", "60")
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let mut results = CargoTest::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            results.feed(&line);
        }
    }
    let status = child.wait()?;
    let mut tally = results.finish();
    if !status.success() && tally.failures() == 0 {
        tally.fail(
            "cargo test",
            "it could not build or run the tests; see above",
        );
    }
    Ok(tally)
}

/// Runs every scenario whose name contains `filter`, with so many `cpus` if that is said.
fn vm_tests(default_kernel: &str, cpus: Option<u32>, filter: &str) -> Result<Tally> {
    let workspace = Workspace::load()?;
    let mut scenarios = Scenario::all_in(&workspace.path(SCENARIOS))?;
    scenarios.retain(|scenario| scenario.name.contains(filter));
    for scenario in &mut scenarios {
        scenario.cpus = cpus.unwrap_or(scenario.cpus);
    }
    let mut tally = Tally::default();
    if filter.is_empty() {
        scenarios.retain(|scenario| {
            if scenario.when_named {
                tally.add(not_asked_for(scenario));
            }
            !scenario.when_named
        });
    }
    if scenarios.is_empty() {
        let why = format!("no scenario in {SCENARIOS} matches `{filter}`; nothing was tested");
        tally.fail("VM tests", why);
        return Ok(tally);
    }
    let programs = match build_needs(&workspace, &scenarios) {
        Ok(programs) => programs,
        Err(error) => {
            tally.fail("VM tests", format!("{error:#}"));
            return Ok(tally);
        }
    };
    let count = scenarios.len();
    for (number, scenario) in (1..).zip(&scenarios) {
        step(&format!("scenario {number} of {count}: {}", scenario.name));
        let own_kernel = scenario.kernel.as_deref();
        let kernel = own_kernel.filter(|kernel| *kernel != DEFAULT_SERIES);
        let kernel = kernel.unwrap_or(default_kernel);
        match run_scenario(&workspace, &programs, scenario, kernel) {
            Ok(outcome) => tally.merge(scenario.judge(&outcome)),
            Err(error) => tally.fail(&scenario.name, format!("{error:#}")),
        }
    }
    Ok(tally)
}

/// A scenario that nobody has named is not run, which is not to be overlooked.
fn not_asked_for(scenario: &Scenario) -> TestResult {
    let why = format!(
        "it takes long; cargo xtask test --vm {} runs it",
        scenario.name
    );
    TestResult {
        name: scenario.name.clone(),
        verdict: Verdict::Skipped(why),
    }
}

/// Builds what the scenarios need of this workspace, in one go; gives the paths.
fn build_needs(workspace: &Workspace, scenarios: &[Scenario]) -> Result<BTreeMap<String, PathBuf>> {
    let mut names: Vec<&str> = scenarios
        .iter()
        .flat_map(|scenario| scenario.needs.iter().map(String::as_str))
        .filter(|name| workspace.leaves(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let paths = workspace.build(&names)?;
    Ok(names.into_iter().map(str::to_owned).zip(paths).collect())
}

fn run_scenario(
    workspace: &Workspace,
    programs: &BTreeMap<String, PathBuf>,
    scenario: &Scenario,
    kernel: &str,
) -> Result<Outcome> {
    let mut vm = Vm::new(Kernel::resolve(kernel, false)?)?
        .cpus(scenario.cpus)
        .memory_mib(scenario.memory_mib)
        .timeout(scenario.timeout);
    vm = scenario.emulate(vm);
    for parameter in &scenario.append {
        vm = vm.append(parameter);
    }
    for need in &scenario.needs {
        vm = vm.file(match programs.get(need) {
            Some(path) => GuestFile::in_usr_bin(path)?,
            None if need.contains('/') => GuestFile::in_usr_bin(&workspace.path(need))?,
            None => GuestFile::parse(need)?,
        });
    }
    let library = workspace.path(LIBRARY);
    if library.is_file() {
        vm = vm.file(GuestFile {
            source: library,
            guest_path: LIBRARY_IN_GUEST.to_owned(),
        });
    }
    println!("{}", vm.describe());
    let mut log = Vec::new();
    let mut unfinished = String::new();
    let outcome = vm.run(&scenario.script, &mut |stream, bytes| {
        log.extend_from_slice(bytes);
        if stream == Stream::Stdout {
            unfinished.push_str(&String::from_utf8_lossy(bytes));
            while let Some(end) = unfinished.find('\n') {
                let line: String = unfinished.drain(..=end).collect();
                if parse_scenario_line(&line).is_some() {
                    println!("  {}", line.trim_end());
                }
            }
        }
    })?;
    println!("  ({} s)", outcome.wall.as_secs());
    keep_log(workspace, scenario, &outcome, &log)?;
    Ok(outcome)
}

/// Keeps all that was said in a file, and shows its end if the scenario failed.
fn keep_log(
    workspace: &Workspace,
    scenario: &Scenario,
    outcome: &Outcome,
    output: &[u8],
) -> Result<()> {
    /// Enough of a script's output to see what it was at.
    const SHOWN_LINES: usize = 60;

    let directory = workspace.output_directory()?.join("logs");
    fs::create_dir_all(&directory)?;
    let path = directory.join(format!("{}.log", scenario.name));
    let output = String::from_utf8_lossy(output);
    let console = outcome.console.lines().join("\n");
    fs::write(&path, format!("{output}\n--- console ---\n{console}\n"))
        .with_context(|| format!("cannot write {}", path.display()))?;

    if scenario.judge(outcome).failures() > 0 {
        let lines: Vec<&str> = output.lines().collect();
        println!("--- the last lines of {} ---", scenario.name);
        for line in &lines[lines.len().saturating_sub(SHOWN_LINES)..] {
            println!("{line}");
        }
        if !matches!(outcome.end, End::Script(_)) {
            println!("--- the last lines of the console ---");
            for line in outcome.console.tail() {
                println!("{line}");
            }
        }
        println!("--- all of it: {} ---", path.display());
    }
    Ok(())
}
