//! Side one: the case as plain Rust, compiled by rustc.
//!
//! The text stays as it is but for what the macros of flux would change, cut in place so that
//! lines stay: fields become `Field`s, locked fields move to a struct behind the lock, the policy is
//! no implementation of a trait. Overflow wraps, as flux says; assertions are on.

use crate::case::{Case, Entry, SCHED, Struct, Takes};
use crate::outcome::Outcome;
use crate::run::{Call, answers, lines_of};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles the case in a folder; returns the program.
///
/// # Errors
/// What rustc says: the case is no Rust.
pub fn build(case: &Case, dir: &Path) -> Result<PathBuf, String> {
    let write = |name: &str, text: &str| {
        std::fs::write(dir.join(name), text).map_err(|error| format!("{name}: {error}"))
    };
    write("main.rs", include_str!("model/main.rs"))?;
    write("prelude.rs", include_str!("model/prelude.rs"))?;
    write("cases.rs", &text(case))?;
    let program = dir.join("plain");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let out = Command::new(rustc)
        .current_dir(dir)
        .args([
            "--edition",
            "2024",
            "--cap-lints",
            "allow",
            "--color",
            "never",
        ])
        .args(["-C", "overflow-checks=off", "-C", "debug-assertions=on"])
        .args(["-C", "debuginfo=0", "-o"])
        .arg(&program)
        .arg("main.rs")
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    match out.status.success() {
        true => Ok(program),
        false => Err(format!(
            "rustc refuses it:\n{}",
            String::from_utf8_lossy(&out.stderr)
        )),
    }
}

/// Runs calls.
///
/// # Errors
/// If the program does not answer all of them.
pub fn run(program: &Path, calls: &[Call]) -> Result<Vec<Outcome>, String> {
    let said = answers(Command::new(program), &lines_of(calls))?;
    said.iter().map(|line| Outcome::from_rust(line)).collect()
}

fn text(case: &Case) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    if let Some(policy) = &case.policy {
        edits.push((policy.of_trait.clone(), String::new()));
    }
    for (ty, value) in &case.tunables {
        let (ty_text, value_text) = (&case.text[ty.clone()], &case.text[value.clone()]);
        edits.push((ty.clone(), format!("Tunable<{ty_text}>")));
        edits.push((value.clone(), format!("Tunable({value_text})")));
    }
    for item in &case.structs {
        state_edits(case, item, &mut edits);
    }
    let mut text = case.text.clone();
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    for (place, new) in edits {
        text.replace_range(place, &new);
    }
    // Attributes of flux mean nothing here; a space more or less moves no line.
    for attribute in ["#[sched]", "#[thread]", "#[cpu]", "#[tunable]", "#[locked]"] {
        text = text.replace(attribute, "");
    }
    let mut text = format!("use crate::prelude::*; {text}\n");
    text.push_str(&added(case));
    text
}

/// State becomes `Field`s; what is locked is cut out, line breaks excepted.
fn state_edits(case: &Case, item: &Struct, edits: &mut Vec<(Range<usize>, String)>) {
    if item.part.is_none() {
        return;
    }
    for field in &item.fields {
        let place = field.place.clone();
        if field.locked {
            let end = place.end + usize::from(case.text[place.end..].starts_with(','));
            let breaks = case.text[place.start..end].matches('\n').count();
            edits.push((place.start..end, "\n".repeat(breaks)));
        } else if field.ty != "Link" {
            edits.push((field.ty_place.clone(), format!("Field<{}>", field.ty)));
        }
    }
}

/// What the case does not have: the types of its state, and how to call and look at it.
fn added(case: &Case) -> String {
    let mut text = String::new();
    let name = |part: &str| case.state(part).map_or("()", |item| item.name.as_str());
    if case.state("sched").is_none() {
        let _ = writeln!(text, "pub struct {SCHED} {{}}");
    }
    let _ = writeln!(text, "pub struct Locked {{");
    let sched = case.state("sched");
    for field in sched
        .iter()
        .flat_map(|item| &item.fields)
        .filter(|field| field.locked)
    {
        let ty = match field.ty.starts_with("List<") {
            true => format!("List<{SCHED}>"),
            false => field.ty.clone(),
        };
        let _ = writeln!(text, "    pub {}: {ty},", field.name);
    }
    let _ = writeln!(
        text,
        "}}\nimpl Subscheduler for {SCHED} {{\n    type Locked = Locked;\n    type Thread = {};\n    type Cpu = {};\n}}",
        name("thread"),
        name("cpu")
    );
    let _ = writeln!(
        text,
        "pub struct World {{ sched: Sched<{SCHED}>, threads: &'static [Thread<{SCHED}>; THREADS], cpu: Cpu<{SCHED}> }}\n\
         impl World {{ pub fn new() -> World {{ let threads = Thread::all(); \
         World {{ sched: Sched::new(), threads, cpu: Cpu::new(threads) }} }} }}"
    );
    text.push_str(
        "pub fn call(world: &World, entry: u64, args: &[u64]) -> u64 {\n    match entry {\n",
    );
    for (at, entry) in case.entries.iter().enumerate() {
        let _ = writeln!(text, "        {at} => {},", call(case, entry));
    }
    text.push_str("        _ => unreachable!(),\n    }\n}\n");
    text.push_str(&state(case));
    text
}

fn call(case: &Case, entry: &Entry) -> String {
    let name = &entry.name;
    let args: Vec<String> = match &entry.takes {
        Takes::Values(instance, types) => {
            let values = types.iter().enumerate().map(|(at, ty)| match ty.as_str() {
                "bool" => format!("args[{at}] & 1 != 0"),
                "Nanos" => format!("Nanos::from_nanos(args[{at}])"),
                ty => format!("args[{at}] as {ty}"),
            });
            let instance = instance.then(|| "&world.sched".to_owned());
            instance.into_iter().chain(values).collect()
        }
        Takes::Handles(handles) => {
            let handle = |handle: &String| match handle.as_str() {
                "Thread" => "&world.threads[(args[1] % 4) as usize]".to_owned(),
                _ => "&world.cpu".to_owned(),
            };
            let handles = handles.iter().map(handle);
            std::iter::once("&world.sched".to_owned())
                .chain(handles)
                .collect()
        }
    };
    let owner = match &entry.takes {
        Takes::Handles(_) => format!("{SCHED}::"),
        Takes::Values(..) => String::new(),
    };
    let called = format!("{owner}{name}({})", args.join(", "));
    let has_input = case
        .state("sched")
        .is_some_and(|item| item.fields.iter().any(|f| f.name == "input"));
    let input = match (&entry.takes, has_input) {
        (Takes::Handles(_), true) => "world.sched.input.set(args[0]); ",
        _ => "",
    };
    match entry.returns.as_deref() {
        None => format!("{{ {input}{called}; 0 }}"),
        Some("Nanos") => format!("{called}.as_nanos()"),
        Some(_) => format!("{called} as u64"),
    }
}

/// A function that digests all state.
fn state(case: &Case) -> String {
    let mut text =
        String::from("pub fn state(world: &World) -> u64 {\n    let mut digest = log();\n");
    let fields = |part: &str| {
        case.state(part)
            .iter()
            .flat_map(|item| item.fields.clone())
            .collect::<Vec<_>>()
    };
    for field in fields("sched") {
        let name = &field.name;
        let place = match field.locked {
            true => format!("world.sched.lock().{name}"),
            false => format!("world.sched.{name}.get()"),
        };
        match field.ty.starts_with("List<") {
            true => {
                let _ = writeln!(text, "    digest = {place}.digest(digest);");
            }
            false => value(case, &place, &field.ty, &mut text),
        }
    }
    text.push_str("    for thread in world.threads {\n");
    for field in fields("thread").iter().filter(|field| field.ty != "Link") {
        value(
            case,
            &format!("thread.{}.get()", field.name),
            &field.ty,
            &mut text,
        );
    }
    text.push_str("    }\n");
    for field in fields("cpu") {
        value(
            case,
            &format!("world.cpu.{}.get()", field.name),
            &field.ty,
            &mut text,
        );
    }
    text + "    digest\n}\n"
}

fn value(case: &Case, place: &str, ty: &str, text: &mut String) {
    if let Some(inner) = ty.strip_prefix('[') {
        let element = inner.split(';').next().unwrap_or_default();
        let _ = writeln!(text, "    let all = {place}; for one in all {{");
        value(case, "one", element, text);
        text.push_str("    }\n");
    } else if let Some(item) = case.structs.iter().find(|item| item.name == ty) {
        for field in &item.fields {
            value(case, &format!("{place}.{}", field.name), &field.ty, text);
        }
    } else {
        let number = match ty {
            "Nanos" => format!("{place}.as_nanos()"),
            "bool" => format!("{place} as u64"),
            ty if case.enums.iter().any(|name| name == ty) => format!("{place} as i64 as u64"),
            _ => format!("{place} as u64"),
        };
        let _ = writeln!(text, "    digest = mix(digest, {number});");
    }
}
