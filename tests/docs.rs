//! What the documentation says is so: of each call that an op may make, and of the
//! generated code.

use flux_codegen::check::{Documented, Receiver};
use flux_tests::workspace;

fn read(file: &str) -> String {
    let file = workspace().join(file);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The file that declares what a call is made on, and its name in there.
fn file_of(call: &Documented) -> &'static str {
    match call.receiver {
        Receiver::Sched => "sched",
        Receiver::Thread => "thread",
        Receiver::Cpu => "cpu",
        Receiver::Child => "child",
        Receiver::Children => "children",
        Receiver::CpuSet => "cpu_set",
        Receiver::Request => "request",
        Receiver::List => "list",
        Receiver::Tree => "tree",
        Receiver::None if call.name == "now" => "nanos",
        Receiver::None => "topology",
    }
}

fn api(file: &str) -> String {
    read(&format!("flux-runtime/src/api/{file}.rs"))
}

/// Functions that users see, with their docs.
fn functions(source: &str) -> Vec<(String, String)> {
    let mut docs = String::new();
    let mut found = Vec::new();
    for line in source
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
    {
        let line = line.trim();
        let head = line
            .strip_prefix("pub fn ")
            .or_else(|| line.strip_prefix("pub const fn "));
        if let Some(text) = line.strip_prefix("///") {
            docs += &format!("{}\n", text.trim());
        } else if let Some(head) = head {
            let name = head.split(['(', '<']).next().unwrap_or_default();
            found.push((name.to_owned(), std::mem::take(&mut docs)));
        } else if !line.starts_with("#[") {
            docs.clear();
        }
    }
    found
}

/// The cell of the docs' table behind a word.
fn cell<'d>(docs: &'d str, word: &str) -> Option<&'d str> {
    let start = format!("| {word} | ");
    let row = docs.lines().find_map(|line| line.strip_prefix(&start));
    row.and_then(|row| row.strip_suffix(" |"))
}

/// What is wrong with the docs of a call.
fn faults(docs: &str, call: &Documented) -> Vec<String> {
    let ops = match &call.ops {
        None => "all".to_owned(),
        Some(ops) => {
            let ops: Vec<String> = ops.iter().map(|op| format!("`{op}`")).collect();
            ops.join(", ")
        }
    };
    let lock = match (call.receiver, call.under_lock) {
        (Receiver::List | Receiver::Tree, _) => "held",
        (_, true) => "may be held",
        (_, false) => "must not be held",
    };
    let mut wrong = general_faults(docs);
    for (word, expected) in [("ops", ops.as_str()), ("lock", lock)] {
        let found = cell(docs, word);
        if found != Some(expected) {
            wrong.push(format!(
                "{word}: `{expected}` in the table, {found:?} in the docs"
            ));
        }
    }
    wrong
}

/// What every item needs: its cost, its kernel, an example.
fn general_faults(docs: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for word in ["ops", "lock", "cost"] {
        if cell(docs, word).is_none_or(str::is_empty) {
            wrong.push(format!("no {word}"));
        }
    }
    // Newer functions of the kernel are used where they are, never required.
    if cell(docs, "kernel") != Some("6.16") {
        wrong.push("kernel: all there is works from 6.16 on".to_owned());
    }
    if !docs.contains("```\nuse flux::prelude::*;\n") {
        wrong.push("no example that compiles".to_owned());
    }
    wrong
}

#[test]
fn the_docs_of_each_call_are_what_the_check_enforces() {
    let mut wrong = Vec::new();
    for call in flux_codegen::api_table() {
        let file = file_of(&call);
        let functions = functions(&api(file));
        let docs = functions.iter().find(|(name, _)| name == call.name);
        let faults = match docs {
            Some((_, docs)) => faults(docs, &call),
            None => vec!["is not there".to_owned()],
        };
        wrong.extend(
            faults
                .iter()
                .map(|fault| format!("{file}.rs, {}: {fault}", call.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_that_ops_may_use_is_without_such_docs() {
    let mut seen = 0;
    let mut wrong = Vec::new();
    let receivers = [
        "sched", "thread", "cpu", "child", "children", "request", "list", "tree", "field", "nanos",
        "topology",
    ];
    for file in receivers {
        for (name, docs) in functions(&api(file)) {
            seen += 1;
            wrong.extend(
                general_faults(&docs)
                    .iter()
                    .map(|fault| format!("{file}.rs, {name}: {fault}")),
            );
        }
    }
    assert!(seen > 40, "only {seen} functions were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text between fences of a language.
fn snippets(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts
        .map(|part| part.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_tour_of_the_generated_code_shows_what_is_generated() {
    let tour = read("docs/generated-code.md");
    let golden = read("tests/golden/hello.bpf.c");
    let shown = snippets(&tour, "c");
    assert!(
        shown.len() >= 5,
        "the tour shows {} pieces of C",
        shown.len()
    );
    for snippet in shown {
        // An empty line with `…` stands for what is left out.
        for piece in snippet.split("\n…\n") {
            let piece = piece.trim_end();
            assert!(golden.contains(piece), "not in hello.bpf.c:\n{piece}");
        }
    }
    let sources = ["schedulers/src/biff.rs", "schedulers/src/roci.rs"]
        .map(read)
        .concat();
    let rust = snippets(&tour, "rust");
    assert!(!rust.is_empty(), "the tour shows no Rust");
    for snippet in rust {
        let indented: String = snippet
            .lines()
            .map(|line| {
                if line.is_empty() {
                    "\n".to_owned()
                } else {
                    format!("        {line}\n")
                }
            })
            .collect();
        assert!(
            sources.contains(&indented),
            "not in the library:\n{snippet}"
        );
    }
}

#[test]
fn the_tour_names_every_part_of_the_file_in_its_order() {
    let tour = read("docs/generated-code.md");
    let golden = read("tests/golden/hello.bpf.c");
    let mut in_tour = 0;
    let mut in_file = 0;
    for (tour_word, file_word) in [
        ("banner", "/* SPDX-License-Identifier"),
        ("`#include <flux/flux.bpf.h>`", "#include <flux/flux.bpf.h>"),
        ("types, instances", "enum flux_type {"),
        ("which ops exist", "#define FLUX_HAS_"),
        ("state structs per type", "struct flux_roci_sched {"),
        ("unions over types", "\tunion {"),
        ("array maps", "SEC(\".data.flux_threads\")"),
        ("the tunables' defaults", ".SLICE = "),
        ("the way down", "flux_path["),
        ("names", "flux_names["),
        ("where each function comes from", "flux_source[]"),
        ("`#include <flux/core.bpf.h>`", "#include <flux/core.bpf.h>"),
        (
            "the ops, one C function each",
            "static void flux_roci_request_for_cpus(",
        ),
        ("switch tables", "/* Switch tables"),
        (
            "`#include <flux/callbacks.bpf.h>`",
            "#include <flux/callbacks.bpf.h>",
        ),
        ("struct_ops map", "SEC(\".struct_ops.link\")"),
    ] {
        let at =
            |text: &str, word: &str, from: usize| text.get(from..)?.find(word).map(|at| from + at);
        in_tour =
            at(&tour, tour_word, in_tour).unwrap_or_else(|| panic!("the tour lacks: {tour_word}"));
        in_file =
            at(&golden, file_word, in_file).unwrap_or_else(|| panic!("not there: {file_word}"));
    }
}
