//! Whatever the tokens, the front end answers, soon, and with diagnostics: it never panics and never
//! hangs. Both entry points are fed, `#[subsched]` modules and `hierarchy!` calls.
//!
//! [`target`] takes bytes, as a fuzzer's target does, and makes tokens of them: soup, or a sound
//! subscheduler or tree that is damaged here and there. Bytes come from a seed, which is printed:
//! `FLUX_FUZZ_SEED=7 FLUX_FUZZ_SECONDS=600 cargo test -p flux-tests --test fuzz`, or
//! `cargo xtask fuzz --seconds 600 --seed 7`.

mod corpus;
mod damage;

use arbitrary::{Result, Unstructured};
use corpus::Corpus;
use flux_codegen::{SourceFile, Subsched};
use proc_macro2::TokenStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

/// How long a run lasts unless `FLUX_FUZZ_SECONDS` says otherwise; `cargo xtask test` takes a minute.
const SECONDS: u64 = 5;

/// The seed unless `FLUX_FUZZ_SEED` says otherwise.
const SEED: u64 = 1;

/// What one input may take. The slowest take some milliseconds; this machine may be busy.
const LONGEST: Duration = Duration::from_secs(20);

/// Bytes of one input at most.
const BYTES: usize = 400;

/// rustc gives its main thread 8 MiB; unoptimised code needs more for the same depth.
const STACK: usize = 64 << 20;

/// How far an input comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// It is no module, or no tree.
    NoForm,
    /// There are diagnostics.
    Refused,
    /// C was written.
    Emitted,
}

/// The fuzz target.
fn target(corpus: &Corpus, bytes: &[u8]) -> Reached {
    let mut u = Unstructured::new(bytes);
    // Where the bytes end there are defaults, so this does not fail.
    match input(corpus, &mut u) {
        Ok(Input::Module(tokens)) => module(tokens),
        Ok(Input::Tree(tokens)) => tree(corpus, tokens),
        Err(_) => Reached::NoForm,
    }
}

enum Input {
    Module(TokenStream),
    Tree(TokenStream),
}

fn input(corpus: &Corpus, u: &mut Unstructured<'_>) -> Result<Input> {
    Ok(match u.int_in_range(0..=9)? {
        0 => Input::Module(damage::soup_in_module(u)?),
        1 => Input::Tree(damage::soup(u)?),
        2 | 3 => Input::Tree(damage::some(corpus.tree(u)?, u)?),
        _ => Input::Module(damage::some(corpus.module(u)?, u)?),
    })
}

fn file() -> SourceFile {
    SourceFile::new("fuzz.rs", "fuzz")
}

fn module(tokens: TokenStream) -> Reached {
    let Ok(item) = syn::parse2::<syn::ItemMod>(tokens) else {
        return Reached::NoForm;
    };
    let (subsched, found) = flux_codegen::parse_subsched_leniently(&item, &file());
    let checked = flux_codegen::check_subsched(&subsched);
    if !found.is_empty() || checked.is_err() {
        return Reached::Refused;
    }
    let tokens = "T = p::P; new_threads => root;".parse();
    tokens.map_or(Reached::NoForm, |tokens| emit(tokens, &subsched, &subsched))
}

fn tree(corpus: &Corpus, tokens: TokenStream) -> Reached {
    emit(tokens, corpus.parent(), corpus.child())
}

/// Checks a tree in which paths that begin with `parent` name the one and all others the other.
fn emit(tokens: TokenStream, parent: &Subsched, child: &Subsched) -> Reached {
    let Ok(tree) = flux_codegen::parse_hierarchy(tokens, &file()) else {
        return Reached::NoForm;
    };
    let resolve = |path: &syn::Path| {
        let first = path.segments.first();
        let is_parent = first.is_some_and(|segment| segment.ident == "parent");
        Ok(if is_parent { parent } else { child })
    };
    match flux_codegen::check(&tree, &resolve) {
        Ok(model) => {
            let emitted = flux_codegen::emit(&model);
            assert!(emitted.c.ends_with("\"GPL\";\n"), "the C has no end");
            Reached::Emitted
        }
        Err(_) => Reached::Refused,
    }
}

/// The bytes of an input.
fn bytes(seed: u64, number: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
    let length = random.usize(1..BYTES);
    (0..length).map(|_| random.u8(..)).collect()
}

/// What an input is, for a message.
fn shown(corpus: &Corpus, bytes: &[u8]) -> String {
    match input(corpus, &mut Unstructured::new(bytes)) {
        Ok(Input::Module(tokens) | Input::Tree(tokens)) => tokens.to_string(),
        Err(error) => error.to_string(),
    }
}

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

/// Whether the target panics.
fn panics(corpus: &Corpus, bytes: &[u8]) -> Option<Reached> {
    catch_unwind(AssertUnwindSafe(|| target(corpus, bytes))).ok()
}

/// The shortest beginning of the bytes that panics as well.
fn shrunk(corpus: &Corpus, bytes: &[u8]) -> Vec<u8> {
    let fails = |length: &usize| {
        let part = bytes.get(..*length).unwrap_or_default();
        panics(corpus, part).is_none()
    };
    let length = (0..bytes.len()).find(fails).unwrap_or(bytes.len());
    bytes.get(..length).unwrap_or_default().to_vec()
}

#[test]
fn the_front_end_never_panics_and_never_hangs() {
    let seconds = setting("FLUX_FUZZ_SECONDS", SECONDS);
    let seed = setting("FLUX_FUZZ_SEED", SEED);
    println!("seed {seed}, {seconds} s");
    let (send, receive) = channel();
    let until = Instant::now() + Duration::from_secs(seconds);
    // Spans of syn are kept by each thread: one thread makes and feeds everything.
    let worker = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let corpus = Corpus::read();
            for number in 0.. {
                if Instant::now() >= until {
                    break;
                }
                // The other end is gone if the test has failed already.
                let _ = send.send((number, None));
                let bytes = bytes(seed, number);
                let begun = Instant::now();
                let Some(reached) = panics(&corpus, &bytes) else {
                    let small = shrunk(&corpus, &bytes);
                    panic!(
                        "seed {seed}, input {number} panics:\n{}",
                        shown(&corpus, &small)
                    );
                };
                let _ = send.send((number, Some((reached, begun.elapsed()))));
            }
        });
    let worker = worker.expect("a thread");
    let mut counts = [0u64; 3];
    let mut slowest = (Duration::ZERO, 0);
    let mut current = 0;
    loop {
        match receive.recv_timeout(LONGEST) {
            Ok((number, None)) => current = number,
            Ok((number, Some((reached, took)))) => {
                counts[reached as usize] += 1;
                slowest = slowest.max((took, number));
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let corpus = Corpus::read();
                let text = shown(&corpus, &bytes(seed, current));
                panic!("seed {seed}, input {current} takes more than {LONGEST:?}:\n{text}");
            }
        }
    }
    if let Err(panic) = worker.join() {
        std::panic::resume_unwind(panic);
    }
    let [no_form, refused, emitted] = counts;
    println!(
        "{no_form} inputs had no form, {refused} were refused, {emitted} became C; the slowest, {}, took {:?}",
        slowest.1, slowest.0
    );
    // It would show nothing if all inputs stopped at the same step.
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}
