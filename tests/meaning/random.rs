//! Random programs on all three sides, many in one compilation.
//!
//! A batch that fails is split until the program is found that fails by itself; that one is shrunk
//! and shown, and becomes a case.

use crate::case::Case;
use crate::compare::{Known, difference};
use crate::edges;
use crate::emitted;
use crate::generate;
use crate::kernel::Kernel;
use crate::native;
use crate::outcome::Ending;
use crate::run::Call;
use flux_tests::test_run;
use std::time::{Instant, SystemTime};

/// Programs in one compilation.
const BATCH: u64 = 100;

/// Calls of one program.
const CALLS: u64 = 12;

/// Programs in a run of all tests.
const PROGRAMS: u64 = 200;

/// The seed of a run of all tests: what lands does not depend on luck.
const SEED: u64 = 1;

/// Of ten programs so many may not run, because the verifier finds them too large or rustc would
/// deny them, before the run shows nothing.
const MOST_LEFT_OUT_OF_TEN: u64 = 2;

/// Programs that are shown before a run gives up.
const SHOWN: usize = 5;

/// Sizes, in sixteenths of a failing program's bytes, that are tried to shrink it.
const SHRINK: [usize; 9] = [1, 2, 3, 4, 6, 8, 10, 12, 14];

/// What was run.
#[derive(Debug, Default)]
struct Counts {
    programs: u64,
    calls: u64,
    exits: u64,
    overflows: u64,
    too_large: u64,
    denied: u64,
}

/// `FLUX_MEANING_PROGRAMS` and `FLUX_MEANING_SEED`, as `cargo xtask meaning` sets them.
fn setting(name: &str, otherwise: u64) -> u64 {
    let value = std::env::var(name).ok();
    match value.as_deref() {
        // A seed that nobody has tried.
        Some("clock") => SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(otherwise, |since| since.as_secs()),
        Some(number) => number.parse().unwrap_or(otherwise),
        None => otherwise,
    }
}

/// Runs them all.
///
/// # Errors
/// The programs that differ, shrunk.
pub fn run() -> Result<(), String> {
    let programs = setting("FLUX_MEANING_PROGRAMS", PROGRAMS);
    let seed = setting("FLUX_MEANING_SEED", SEED);
    let kernel = test_run::why_not().is_none();
    let begun = Instant::now();
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    let mut first = 0;
    while first < programs && wrong.len() < SHOWN {
        let last = programs.min(first + BATCH);
        let numbers: Vec<u64> = (first..last).collect();
        split(seed, &numbers, kernel, &mut counts, &mut wrong);
        eprintln!(
            "seed {seed}: {last} of {programs} programs, {:?}, {} differ, {} s",
            counts,
            wrong.len(),
            begun.elapsed().as_secs()
        );
        first = last;
    }
    if counts.denied * 10 > programs * MOST_LEFT_OUT_OF_TEN {
        wrong.push(format!("{} programs are refused", counts.denied));
    }
    if counts.too_large * 10 > counts.programs * MOST_LEFT_OUT_OF_TEN {
        wrong.push(format!(
            "{} programs are too large for the verifier",
            counts.too_large
        ));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("seed {seed}:\n{}", wrong.join("\n\n"))),
    }
}

/// Runs programs together, and apart if that fails.
fn split(seed: u64, numbers: &[u64], kernel: bool, counts: &mut Counts, wrong: &mut Vec<String>) {
    let programs: Vec<(u64, Vec<u8>)> = numbers
        .iter()
        .map(|number| (*number, generate::bytes(seed, *number)))
        .collect();
    let Err(why) = together(&programs, kernel, counts) else {
        return;
    };
    match programs.as_slice() {
        [_] if emitted::is_too_large(&why) => counts.denied += 1,
        [(number, bytes)] => {
            let shown = shrunk(*number, bytes, kernel, why);
            eprintln!("{shown}");
            wrong.push(shown);
        }
        _ => {
            let (one, other) = numbers.split_at(numbers.len() / 2);
            for half in [one, other] {
                if wrong.len() < SHOWN {
                    split(seed, half, kernel, counts, wrong);
                }
            }
        }
    }
}

/// The text of programs.
fn text_of(programs: &[(u64, Vec<u8>)]) -> String {
    let texts = programs
        .iter()
        .map(|(number, bytes)| generate::program(bytes, *number));
    generate::SHARED.to_owned() + &texts.collect::<String>()
}

/// The programs without those that have values in them that are known to be wrong, which rustc
/// denies, too.
fn without_denied(programs: &[(u64, Vec<u8>)]) -> Result<Vec<(u64, Vec<u8>)>, String> {
    let lines = emitted::denied_lines(&Case::parse(&text_of(programs))?);
    // Lines count from 1.
    let mut first = generate::SHARED.lines().count() + 1;
    let mut kept = Vec::new();
    for program in programs {
        let (number, bytes) = program;
        let next = first + generate::program(bytes, *number).lines().count();
        if !lines.iter().any(|line| (first..next).contains(line)) {
            kept.push(program.clone());
        }
        first = next;
    }
    Ok(kept)
}

/// The smallest of the tried sizes at which the program still fails.
fn shrunk(number: u64, bytes: &[u8], kernel: bool, why: String) -> String {
    let mut found = (bytes.to_vec(), why);
    for part in SHRINK {
        let smaller = bytes
            .get(..bytes.len() * part / 16)
            .unwrap_or_default()
            .to_vec();
        let tried = together(&[(number, smaller.clone())], kernel, &mut Counts::default());
        if let Err(why) = tried {
            found = (smaller, why);
            break;
        }
    }
    let (bytes, why) = found;
    format!(
        "program {number}:\n{}{why}",
        generate::program(&bytes, number)
    )
}

/// Runs programs in one compilation each side; all or nothing is counted.
fn together(programs: &[(u64, Vec<u8>)], kernel: bool, counts: &mut Counts) -> Result<(), String> {
    let all = programs.len() as u64;
    let programs = without_denied(programs)?;
    let denied = all - programs.len() as u64;
    if programs.is_empty() {
        counts.denied += denied;
        return Ok(());
    }
    let mut case = Case::parse(&text_of(&programs))?;
    // Helpers are run by the entries that call them.
    case.entries.retain(|entry| is_entry(&entry.name));
    let mut calls = Vec::new();
    for (entry, what) in case.entries.iter().enumerate() {
        calls.extend((0..CALLS).map(|turn| call(entry, what.values(), turn)));
    }
    let known = Known::new(case, calls)?;
    let too_large = std::thread::scope(|threads| {
        let native = threads.spawn(|| natively(&known));
        let too_large = if kernel { in_the_kernel(&known)? } else { 0 };
        native.join().map_err(|_| "the native side panicked")??;
        Ok::<u64, String>(too_large)
    })?;
    counts.programs += programs.len() as u64;
    counts.denied += denied;
    counts.calls += known.calls().len() as u64;
    counts.too_large += too_large;
    for rust in known.rust() {
        counts.exits += u64::from(matches!(rust.result, Ending::Exit(_)));
        counts.overflows += u64::from(rust.result == Ending::Overflow);
    }
    Ok(())
}

/// `p` and a number.
fn is_entry(name: &str) -> bool {
    let number = name.strip_prefix('p').unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn natively(known: &Known) -> Result<(), String> {
    if native::why_not().is_some() {
        return Ok(());
    }
    let program = native::build(known.c(), known.dir())?;
    let c = native::run(&program, known.calls())?;
    let mut all = c.iter().enumerate();
    all.try_for_each(|(at, c)| difference(known, at, c, "C"))
}

/// Returns how many programs are too large for the verifier.
fn in_the_kernel(known: &Known) -> Result<u64, String> {
    let loaded = Kernel::load(known.c(), known.entries())?;
    for (at, call) in known.calls().iter().enumerate() {
        if let Some(bpf) = loaded.run(call)? {
            difference(known, at, &bpf, "BPF")?;
        }
    }
    Ok(loaded.too_large.len() as u64)
}

/// The arguments of one turn: edges, each parameter at its own pace.
fn call(entry: usize, types: &[String], turn: u64) -> Call {
    let mut args = [0; 4];
    for (at, (arg, ty)) in args.iter_mut().zip(types).enumerate() {
        let values = edges::of(ty);
        let step = turn as usize * (2 * at + 1) + at;
        *arg = values[step % values.len()];
    }
    Call { entry, args }
}
