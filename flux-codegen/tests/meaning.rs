//! Arithmetic means in C what it means in Rust: helpers are translated, compiled natively with
//! undefined behaviour trapped, and run beside the same operation in Rust.

mod common;

use common::{Policy, emit_tree};
use std::fmt::Write as _;
use std::process::Command;

/// One call of a helper: its C text, and what Rust says; none if the scheduler must end.
struct Call {
    c: String,
    expected: Option<i128>,
}

/// Helpers of one type and calls of them.
macro_rules! of_type {
    ($ty:ident, $helpers:ident, $calls:ident) => {{
        let t = stringify!($ty);
        let mut values: Vec<$ty> = vec![$ty::MIN, 0, 1, 2, 7, $ty::MAX, (0 as $ty).wrapping_sub(7)];
        if $ty::MIN != 0 {
            values.push((0 as $ty).wrapping_sub(1));
        }
        for (name, op) in [
            ("add", "+"),
            ("sub", "-"),
            ("mul", "*"),
            ("div", "/"),
            ("rem", "%"),
            ("and", "&"),
            ("or", "|"),
            ("xor", "^"),
        ] {
            writeln!(
                $helpers,
                "fn {name}_{t}(a: {t}, b: {t}) -> {t} {{ a {op} b }}"
            )
            .expect("text");
        }
        for (name, op) in [("shl", "<<"), ("shr", ">>")] {
            writeln!(
                $helpers,
                "fn {name}_{t}(a: {t}, b: u32) -> {t} {{ a {op} b }}"
            )
            .expect("text");
        }
        writeln!($helpers, "fn not_{t}(a: {t}) -> {t} {{ !a }}").expect("text");
        writeln!(
            $helpers,
            "fn lt_{t}(a: {t}, b: {t}) -> bool {{ a < b && !(a == b) }}"
        )
        .expect("text");
        writeln!(
            $helpers,
            "fn max_{t}(a: {t}, b: {t}) -> {t} {{ a.max(b).min({t}::MAX - 1) }}"
        )
        .expect("text");
        // Two operations: the first must have wrapped before the second sees it.
        writeln!(
            $helpers,
            "fn half_{t}(a: {t}, b: {t}) -> {t} {{ (a + b) / 2 }}"
        )
        .expect("text");
        for to in ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64"] {
            writeln!($helpers, "fn {t}_as_{to}(a: {t}) -> {to} {{ a as {to} }}").expect("text");
        }
        for a in &values {
            let a = *a;
            let one = |name: String, expected: i128| Call {
                c: format!("{name}({})", c_literal(i128::from(a))),
                expected: Some(expected),
            };
            $calls.push(one(format!("not_{t}"), i128::from(!a)));
            $calls.push(one(format!("{t}_as_u8"), i128::from(a as u8)));
            $calls.push(one(format!("{t}_as_i8"), i128::from(a as i8)));
            $calls.push(one(format!("{t}_as_u16"), i128::from(a as u16)));
            $calls.push(one(format!("{t}_as_i16"), i128::from(a as i16)));
            $calls.push(one(format!("{t}_as_u32"), i128::from(a as u32)));
            $calls.push(one(format!("{t}_as_i32"), i128::from(a as i32)));
            $calls.push(one(format!("{t}_as_u64"), i128::from(a as u64)));
            $calls.push(one(format!("{t}_as_i64"), i128::from(a as i64)));
            for b in &values {
                let b = *b;
                let two = |name: &str, expected: Option<i128>| Call {
                    c: format!(
                        "{name}_{t}({}, {})",
                        c_literal(i128::from(a)),
                        c_literal(i128::from(b))
                    ),
                    expected,
                };
                $calls.push(two("add", Some(i128::from(a.wrapping_add(b)))));
                $calls.push(two("sub", Some(i128::from(a.wrapping_sub(b)))));
                $calls.push(two("mul", Some(i128::from(a.wrapping_mul(b)))));
                $calls.push(two("div", (b != 0).then(|| i128::from(a.wrapping_div(b)))));
                $calls.push(two("rem", (b != 0).then(|| i128::from(a.wrapping_rem(b)))));
                $calls.push(two("and", Some(i128::from(a & b))));
                $calls.push(two("or", Some(i128::from(a | b))));
                $calls.push(two("xor", Some(i128::from(a ^ b))));
                $calls.push(two("lt", Some(i128::from(a < b))));
                $calls.push(two("max", Some(i128::from(a.max(b).min($ty::MAX - 1)))));
                $calls.push(two("half", Some(i128::from(a.wrapping_add(b) / 2))));
            }
            for by in [0u32, 1, 7, 8, 31, 32, 63, 64, u32::MAX] {
                let shifted = |name: &str, expected: $ty| Call {
                    c: format!("{name}_{t}({}, {by}u)", c_literal(i128::from(a))),
                    expected: Some(i128::from(expected)),
                };
                $calls.push(shifted("shl", a.wrapping_shl(by)));
                $calls.push(shifted("shr", a.wrapping_shr(by)));
            }
        }
    }};
}

macro_rules! of_signed {
    ($ty:ident, $helpers:ident, $calls:ident) => {{
        let t = stringify!($ty);
        writeln!($helpers, "fn neg_{t}(a: {t}) -> {t} {{ -a }}").expect("text");
        for a in [$ty::MIN, -1, 0, 1, $ty::MAX] {
            let c = format!("neg_{t}({})", c_literal(i128::from(a)));
            $calls.push(Call {
                c,
                expected: Some(i128::from(a.wrapping_neg())),
            });
        }
    }};
}

macro_rules! of_unsigned {
    ($ty:ident, $helpers:ident, $calls:ident) => {{
        let t = stringify!($ty);
        writeln!(
            $helpers,
            "fn sadd_{t}(a: {t}, b: {t}) -> {t} {{ a.saturating_add(b) }}"
        )
        .expect("text");
        writeln!(
            $helpers,
            "fn ssub_{t}(a: {t}, b: {t}) -> {t} {{ a.saturating_sub(b) }}"
        )
        .expect("text");
        for a in [0, 1, 5, $ty::MAX - 1, $ty::MAX] {
            for b in [0, 1, 5, $ty::MAX] {
                let args = format!(
                    "({}, {})",
                    c_literal(i128::from(a)),
                    c_literal(i128::from(b))
                );
                $calls.push(Call {
                    c: format!("sadd_{t}{args}"),
                    expected: Some(i128::from(a.saturating_add(b))),
                });
                $calls.push(Call {
                    c: format!("ssub_{t}{args}"),
                    expected: Some(i128::from(a.saturating_sub(b))),
                });
            }
        }
    }};
}

fn c_literal(value: i128) -> String {
    match i64::try_from(value) {
        Ok(i64::MIN) => "(-9223372036854775807LL - 1)".to_owned(),
        Ok(value) => format!("{value}LL"),
        Err(_) => format!("{value}ULL"),
    }
}

/// Functions whose values need more than one operator.
const MORE: &str = "
    enum Phase { Fresh, Busy = 200, Done }
    const LIMIT: i64 = -(1 << 40);
    fn sum(n: u32) -> u32 { let mut s = 0; for i in 0..=9 { if i == n { continue; } if i == 8 { break; } s += i; } s }
    fn turns() -> u32 { let mut s = 0; for i in 250..=255u8 { s += i as u32; } s }
    fn class(x: i32) -> u32 { match x { -5..=-1 => 1, 0 | 2 => 2, 3..=10 => 3, -2147483648..=-6 => 4, _ => 5 } }
    fn phase(x: u32) -> u32 { let p = if x == 0 { Phase::Fresh } else if x == 1 { Phase::Busy } else { Phase::Done };
        match p { Phase::Fresh => 10, Phase::Busy => 20, Phase::Done => p as u32 } }
    fn index(i: usize) -> u32 { let a = [10u32, 20, 30]; a[i] }
    fn order(x: u32) -> u32 { let mut y = x; y += { y = 5; y }; y }
    fn lazy(x: u32) -> bool { x != 0 && 12 / x > 3 || x == 100 }
    fn shadow(x: u32) -> u32 { let x = x + 1; { let x = x * 2; if x > 100 { return x; } } x }
    fn limit(x: i64) -> bool { x < LIMIT }
    fn wide(x: u64) -> u64 { x + 18446744073709551615 }
    fn early(x: u32) -> u32 { assert!(x != 3, \"three\"); if x > 5 { panic!(\"more\"); } x * 10 }
";

fn more_calls() -> Vec<Call> {
    let call = |c: &str, expected: Option<i128>| Call {
        c: c.to_owned(),
        expected,
    };
    let fits = |c: &str, expected: i128| call(c, Some(expected));
    vec![
        fits("sum(3)", 25),
        fits("turns()", 1515),
        fits("class(-3)", 1),
        fits("class(0)", 2),
        fits("class(1)", 5),
        fits("class(2)", 2),
        fits("class(10)", 3),
        fits("class(-6)", 4),
        fits("phase(0)", 10),
        fits("phase(1)", 20),
        fits("phase(2)", 201),
        fits("index(2)", 30),
        call("index(3)", None),
        fits("order(7)", 10),
        fits("lazy(0)", 0),
        fits("lazy(2)", 1),
        fits("lazy(100)", 1),
        fits("shadow(3)", 4),
        fits("shadow(99)", 200),
        fits("limit(-1099511627777LL)", 1),
        fits("limit(-1099511627776LL)", 0),
        fits("wide(1)", 0),
        fits("early(2)", 20),
        call("early(3)", None),
        call("early(6)", None),
    ]
}

fn helpers_and_calls() -> (String, Vec<Call>) {
    let (mut helpers, mut calls) = (MORE.to_owned(), more_calls());
    of_type!(u8, helpers, calls);
    of_type!(i8, helpers, calls);
    of_type!(u16, helpers, calls);
    of_type!(i16, helpers, calls);
    of_type!(u32, helpers, calls);
    of_type!(i32, helpers, calls);
    of_type!(u64, helpers, calls);
    of_type!(i64, helpers, calls);
    of_signed!(i8, helpers, calls);
    of_signed!(i16, helpers, calls);
    of_signed!(i32, helpers, calls);
    of_signed!(i64, helpers, calls);
    of_unsigned!(u8, helpers, calls);
    of_unsigned!(u16, helpers, calls);
    of_unsigned!(u32, helpers, calls);
    of_unsigned!(u64, helpers, calls);
    (helpers, calls)
}

/// A call of every helper, so that all are emitted.
fn uses(helpers: &str) -> String {
    let mut uses = String::new();
    for head in helpers.split("fn ").skip(1) {
        let (name, rest) = head.split_once('(').expect("a name");
        let params = rest.split_once(')').expect("parameters").0;
        let zero = |param: &str| param.split_once(": ").map(|(_, ty)| format!("0{ty}"));
        let args: Vec<String> = params.split(", ").filter_map(zero).collect();
        writeln!(uses, "let _ = {name}({});", args.join(", ")).expect("text");
    }
    uses
}

/// The C of the helpers, and a `main` that prints what each call gives.
fn program(c: &str, calls: &[Call]) -> String {
    let start = c.find("#include <flux/core.bpf.h>").expect("the core") + 26;
    let end = c
        .find("static void flux_policy_thread_runnable")
        .expect("the ops");
    let enums = c.find("enum flux_policy_phase").expect("the enum");
    let enums = c
        .get(enums..)
        .and_then(|rest| rest.split_once("};"))
        .expect("the enum")
        .0;
    let mut text = String::from(
        "#include <stdbool.h>\n#include <stdio.h>\n\
         typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;\n\
         typedef signed char s8; typedef short s16; typedef int s32; typedef long long s64;\n\
         #define __always_inline inline __attribute__((always_inline))\n\
         #define bpf_bounded_index(i, n) ((i) < (n) ? (i) : 0)\n\
         #define bpf_counted(type, i, from, to) for (type i = (from); i < (to); i++)\n\
         struct flux_ctx { int unused; };\n#define flux_fail(text) ((void)text)\n",
    );
    text.push_str(enums);
    text.push_str("};\n");
    text.push_str(c.get(start..end).expect("the helpers"));
    text.push_str("\nint main(void)\n{\n\tstruct flux_ctx ctx_, *ctx = &ctx_;\n\t(void)ctx;\n");
    for call in calls {
        let (name, args) = call.c.split_once('(').expect("a call");
        let args = args.strip_suffix(')').expect("a call");
        let head = c
            .find(&format!(" flux_policy_{name}("))
            .expect("the helper");
        let line = c
            .get(head..)
            .and_then(|rest| rest.split_once(")\n{"))
            .expect("a head")
            .0;
        let fallible = line.contains("flux_result");
        let comma = if args.is_empty() { "" } else { ", " };
        if fallible {
            // The type of the result as the helper declares it.
            let before = line.split_once(" *flux_result").expect("the result").0;
            let ty = before.rsplit([',', '(', ' ', '\t']).next().unwrap_or("u64");
            let ctx = if line.contains("*ctx") { ", ctx" } else { "" };
            writeln!(text, "\t{{ {ty} r = 0; if (flux_policy_{name}({args}{comma}&r{ctx})) printf(\"%s%llx\\n\", r < 0 ? \"-\" : \"\", r < 0 ? -(u64)r : (u64)r); else puts(\"exit\"); }}").expect("text");
        } else {
            writeln!(text, "\t{{ __auto_type r = flux_policy_{name}({args}); printf(\"%s%llx\\n\", r < 0 ? \"-\" : \"\", r < 0 ? -(u64)r : (u64)r); }}").expect("text");
        }
    }
    text.push_str("\treturn 0;\n}\n");
    text
}

/// A C compiler of this machine. clang is there wherever flux builds anything.
fn compiler() -> &'static str {
    let known = [
        "clang", "clang-21", "clang-20", "clang-19", "clang-18", "clang-17", "clang-16", "cc",
    ];
    let works = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    known
        .iter()
        .find(works)
        .expect("a C compiler: install clang")
}

#[test]
fn c_computes_what_rust_computes() {
    let (helpers, calls) = helpers_and_calls();
    let uses = uses(&helpers);
    let source = Policy {
        items: &helpers,
        pick: &uses,
        ..Policy::default()
    }
    .source();
    let sources = [("policy", source)];
    let emitted = emit_tree("T = policy::P; new_threads => root;", &sources);
    let c = emitted.unwrap_or_else(|found| panic!("{found}")).c;
    let dir = std::env::temp_dir().join(format!("flux-meaning-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory");
    let (file, binary) = (dir.join("meaning.c"), dir.join("meaning"));
    std::fs::write(&file, program(&c, &calls)).expect("a file");
    let built = Command::new(compiler())
        .args([
            "-O0",
            "-std=gnu11",
            "-w",
            "-fsanitize=undefined",
            "-fsanitize-trap=undefined",
            "-o",
        ])
        .args([&binary, &file])
        .output()
        .expect("the compiler runs");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let run = Command::new(&binary).output().expect("the program runs");
    let printed = String::from_utf8_lossy(&run.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    let mut wrong = Vec::new();
    for (call, line) in calls.iter().zip(&lines) {
        let expected = match call.expected {
            None => "exit".to_owned(),
            Some(value) if value < 0 => format!("-{:x}", value.unsigned_abs()),
            Some(value) => format!("{value:x}"),
        };
        if expected != *line {
            wrong.push(format!("{}: C {line}, Rust {expected}", call.c));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        calls.len(),
        wrong.join("\n")
    );
    assert_eq!(
        lines.len(),
        calls.len(),
        "undefined behaviour in {}",
        calls[lines.len()].c
    );
    std::fs::remove_dir_all(&dir).expect("the directory goes");
}
