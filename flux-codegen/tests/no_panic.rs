//! Whatever the tokens, the front end answers with diagnostics, never with a panic.
//!
//! A sound module is damaged at random, token by token, and everything that still parses as Rust
//! goes all the way. The generator is fixed, so a failure comes again.

mod common;

use common::{Policy, file};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Knuth's MMIX generator: small, fixed, good enough to pick tokens.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        usize::try_from((self.0 >> 33) % bound.max(1) as u64).unwrap_or(0)
    }
}

/// A module with something of everything.
fn sound() -> String {
    Policy {
        items: "enum Phase { Idle, Busy = 4 } struct Pair { a: u32, b: i64 }
            const MAX: u32 = 3 * 4;
            /// Halves.
            fn half(x: u32) -> u32 { match x { 0 => 0, 1 | 2 => 1, 3..=9 => x / 2, _ => x >> 1 } }
            fn pop(p: &Sched<Policy>) -> Option<&Thread<Policy>> { p.lock().queue.pop_front() }",
        sched: "#[locked] counts: [u32; 4], #[locked] pair: Pair, hits: u32, phase: Phase,",
        thread: "since: Nanos,",
        cpu: "last: Nanos,",
        pick: "let next = pop(policy);
            if let Some(thread) = next { cpu.run_thread(thread, SLICE.get().min(Nanos::from_millis(MAX as u64))); return; }
            for i in 0..4 { if i == half(MAX) { break; } policy.hits.set(policy.hits.get() + i); }
            let Some(thread) = cpu.current() else { cpu.yield_to_parent(); return };
            assert!(thread.age.get() < 3, \"old\");
            let wait = if thread.nice() < -(1 as i32) { now() - thread.since.get() } else { Nanos::from_secs(1) };
            cpu.run_current(wait);",
        runnable: "let mut guard = policy.lock();
            guard.total += 1; guard.counts[(guard.total & 3) as usize] = half(7);
            guard.pair = Pair { a: 1, b: -2 }; guard.queue.push_back(thread); drop(guard);
            match policy.phase.get() { Phase::Idle => policy.phase.set(Phase::Busy), Phase::Busy => {} }
            policy.request_cpus(1);",
        ops: "fn direct_slice(_p: &Sched<Self>, t: &Thread<Self>) -> Nanos { t.since.get() }",
    }
    .source()
}

const WORDS: &str = "self Self fn let mut if else match for in 0 1 255u8 -1 300 1.5 \"text\" 'c' true \
    Some None => -> :: . .. ..= , ; : = == + - * / % & && | || ! ? # @ < > << >> += as return break \
    continue while loop unsafe async move struct enum impl const static pub use Option Thread Sched \
    Cpu Nanos u32 i8 lock get set policy cpu thread queue total drop panic! assert! r#type größe _ $";

fn random_token(random: &mut Random) -> TokenStream {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    words
        .get(random.below(words.len()))
        .and_then(|word| word.parse().ok())
        .unwrap_or_default()
}

/// Another token of the same sort.
fn like(token: &TokenTree, random: &mut Random) -> Option<TokenTree> {
    const NAMES: &str = "policy thread cpu guard next wait i x queue total counts pair hits phase \
        since last age link MAX SLICE half pop Phase Pair Policy Sched Thread Cpu Nanos u32 u64 i8 \
        bool Option Some None lock get set push_back pop_front run_thread run_idle request_cpus \
        now drop current is_some unwrap min return break true thread_runnable cpu_ticked locked sched";
    const NUMBERS: &str = "0 1 2 7 255 256 300u8 1u64 5i8 65536 4294967296 18446744073709551616";
    const SIGNS: &str = "+ - * / % & | ^ < > = ! . , ; : # ?";
    let words = match token {
        TokenTree::Ident(_) => NAMES,
        TokenTree::Literal(_) => NUMBERS,
        TokenTree::Punct(_) => SIGNS,
        TokenTree::Group(_) => return None,
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let word = words.get(random.below(words.len()))?;
    word.parse::<TokenStream>().ok()?.into_iter().next()
}

/// The tokens with one of them, on some level, dropped, doubled, replaced, wrapped or moved.
fn damage(tokens: TokenStream, random: &mut Random) -> TokenStream {
    let mut all: Vec<TokenTree> = tokens.into_iter().collect();
    let at = random.below(all.len());
    let groups: Vec<usize> = (0..all.len())
        .filter(|at| matches!(all.get(*at), Some(TokenTree::Group(group)) if !group.stream().is_empty()))
        .collect();
    // Most damage goes deep, where the ops are.
    if let Some(inside) = groups.get(random.below(groups.len()))
        && random.below(10) < 8
        && let Some(TokenTree::Group(group)) = all.get(*inside)
    {
        let changed = Group::new(group.delimiter(), damage(group.stream(), random));
        all[*inside] = TokenTree::Group(changed);
        return all.into_iter().collect();
    }
    // Half of it keeps the form and changes the meaning: names for names, numbers for numbers.
    if random.below(2) == 0 {
        if let Some(token) = all.get(at).and_then(|token| like(token, random)) {
            all[at] = token;
        }
        return all.into_iter().collect();
    }
    match random.below(6) {
        0 if !all.is_empty() => drop(all.remove(at)),
        1 if !all.is_empty() => all.insert(at, all[at].clone()),
        2 if !all.is_empty() => {
            all.splice(at..=at, random_token(random));
        }
        3 if !all.is_empty() => {
            let other = random.below(all.len());
            all.swap(at, other);
        }
        4 if !all.is_empty() => {
            let delimiter = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket];
            let wrapped = Group::new(
                delimiter[random.below(3)],
                TokenStream::from(all[at].clone()),
            );
            all[at] = TokenTree::Group(wrapped);
        }
        _ => {
            all.splice(at..at, random_token(random));
        }
    }
    all.into_iter().collect()
}

/// Runs everything; returns how far it came: 0 no module, 1 errors, 2 C.
fn run(tokens: TokenStream) -> usize {
    let Ok(item) = syn::parse2::<syn::ItemMod>(tokens) else {
        return 0;
    };
    let (subsched, found) = flux_codegen::parse_subsched_leniently(&item, &file());
    let checked = flux_codegen::check_subsched(&subsched);
    if !found.is_empty() || checked.is_err() {
        return 1;
    }
    let tokens = "T = p::P; new_threads => root;".parse().expect("tokens");
    let tree = flux_codegen::parse_hierarchy(tokens, &file()).expect("a tree");
    match flux_codegen::check(&tree, &|_| Ok(&subsched)) {
        Ok(model) => drop(flux_codegen::emit(&model)),
        Err(_) => return 1,
    }
    2
}

#[test]
fn damaged_modules_never_panic() {
    let sound: TokenStream = sound().parse().expect("tokens");
    assert_eq!(run(sound.clone()), 2, "the module to damage is sound");
    let mut reached = [0; 3];
    for seed in 0..1500 {
        let mut random = Random(seed);
        let mut tokens = sound.clone();
        for _ in 0..=random.below(2) {
            tokens = damage(tokens, &mut random);
        }
        let shown = tokens.to_string();
        let outcome = catch_unwind(AssertUnwindSafe(|| run(tokens)));
        let Ok(outcome) = outcome else {
            panic!("seed {seed} panics on:\n{shown}")
        };
        reached[outcome] += 1;
    }
    // The test would show nothing if everything stopped at the first step.
    assert!(reached.iter().all(|count| *count > 40), "{reached:?}");
}

#[test]
fn token_soup_never_panics() {
    for seed in 0..1000 {
        let mut random = Random(seed);
        let soup = |random: &mut Random, len| (0..len).map(|_| random_token(random)).collect();
        let body: TokenStream = soup(&mut random, 12);
        let body = Policy {
            pick: &body.to_string(),
            ..Policy::default()
        }
        .source();
        if let Ok(tokens) = body.parse() {
            run(tokens);
        }
        let tree: TokenStream = soup(&mut random, 8);
        let _ = flux_codegen::parse_hierarchy(tree, &file());
    }
}

#[test]
fn deep_nesting_is_an_error_of_its_own() {
    // syn's own parser takes more stack, unoptimised, than a test's thread has.
    let check = || {
        let sum = format!("let x = 1{};", " + 1".repeat(200));
        let blocks = format!("{}{}", "{".repeat(100), "}".repeat(100));
        let prefixes = format!("let x = {}true;", "!".repeat(200));
        for pick in [sum, blocks, prefixes] {
            let source = Policy {
                pick: &pick,
                ..Policy::default()
            }
            .source();
            let (_, found) = common::check_module(&source);
            assert!(
                found.iter().any(|d| d.id == "unsupported-construct"),
                "{pick}: {found}"
            );
        }
    };
    let thread = std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(check);
    thread.expect("a thread").join().expect("no panic");
}

#[test]
fn nothing_takes_time_that_doubles() {
    use std::fmt::Write;
    // Constants of constants, right-nested conditions, a chain of helpers, a long array.
    let mut items = String::from("const C0: u64 = C1 + C1; const C40: u64 = 0;");
    for at in 1..40 {
        let _ = write!(items, "const C{at}: u64 = C{} + C{};", at + 1, at + 1);
    }
    for at in 0..2000 {
        let _ = write!(items, "fn f{at}() {{ f{}(); }}", at + 1);
    }
    items.push_str("fn f2000() {}");
    let condition = (0..40).fold("cpu.id() == 0".to_owned(), |inner, _| {
        format!("cpu.id() / policy.nr_cpus() > 1 && ({inner})")
    });
    let table = vec!["policy.nr_cpus()"; 4000].join(", ");
    let pick = format!("if {condition} {{ cpu.run_idle(); }} let t = [{table}];");
    let source = Policy {
        items: &items,
        pick: &pick,
        ..Policy::default()
    }
    .source();
    let start = std::time::Instant::now();
    let thread = std::thread::Builder::new().stack_size(32 << 20);
    let check = move || common::check_module(&source).1.len();
    let found = thread.spawn(check).expect("a thread").join();
    assert!(found.expect("no panic") > 0, "the array is too large");
    let took = start.elapsed();
    assert!(took.as_secs() < 60, "{took:?}");
}
