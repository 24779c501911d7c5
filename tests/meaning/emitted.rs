//! The C of a case, around which a model stands instead of the kernel and the core: for sides two
//! and three.

use crate::case::{Case, Entry, FILE, MODULE, Takes};
use flux_codegen::{Diagnostics, SourceFile};
use std::fmt::Write as _;

/// The program: natively with a `main`, for BPF with one program per entry, `run_0` and up.
///
/// # Errors
/// What flux says about the case.
pub fn program(case: &Case) -> Result<String, String> {
    let c = emit(case)?;
    let (head, rest) = split(&c, "#include <flux/core.bpf.h>")?;
    let (functions, _) = split(rest, "/* Switch tables")?;
    let mut text = String::from("#ifdef __bpf__\n");
    text.push_str("#include <flux/flux.bpf.h>\n#else\n");
    text.push_str(include_str!("model/native.h"));
    // Ops are called by tables that are left out.
    text.push_str("#endif\n#pragma clang diagnostic ignored \"-Wunused-function\"\n");
    text.push_str(&head.replace("#include <flux/flux.bpf.h>", ""));
    text.push_str(include_str!("model/model.h"));
    text.push_str(functions);
    text.push_str("\n#line 1 \"calls\"\n");
    text.push_str(&state(case));
    for (at, entry) in case.entries.iter().enumerate() {
        text.push_str(&call(case, at, entry, functions)?);
    }
    text.push_str("char _license[] SEC(\"license\") = \"GPL\";\n");
    text.push_str(&main(case));
    Ok(text)
}

fn split<'t>(text: &'t str, at: &str) -> Result<(&'t str, &'t str), String> {
    text.split_once(at)
        .ok_or_else(|| format!("the generated C has no `{at}`"))
}

/// The whole generated C.
fn emit(case: &Case) -> Result<String, String> {
    let words = |found: Diagnostics| format!("flux refuses it:\n{found}");
    let module: syn::ItemMod =
        syn::parse_str(&case.module()).map_err(|error| format!("no module: {error}"))?;
    let file = SourceFile::new(FILE, MODULE);
    let subsched = flux_codegen::parse_subsched(&module, &file).map_err(words)?;
    let tree = format!("T = {MODULE}::Cases; new_threads => root;");
    let tokens = tree.parse().map_err(|error| format!("{error}"))?;
    let tree = flux_codegen::parse_hierarchy(tokens, &file).map_err(words)?;
    let model = flux_codegen::check(&tree, &|_| Ok(&subsched)).map_err(words)?;
    Ok(flux_codegen::emit(&model).c)
}

/// Errors for what rustc's own lints deny: values that are known to be wrong when a program is built.
const DENIED: [&str; 5] = [
    "arithmetic-overflow",
    "division-by-zero",
    "index-out-of-bounds",
    "literal-range",
    "shift-too-far",
];

/// Errors for programs that are too large for the kernel.
const LIMITS: [&str; 4] = [
    "calls-too-deep",
    "local-too-large",
    "loops-too-long",
    "stack-too-deep",
];

/// Whether a refusal says nothing but that the program is too large, and what rustc denies.
pub fn is_too_large(refusal: &str) -> bool {
    let mut rules = refusal.split("[flux::").skip(1).peekable();
    let is_known = |rule: &str| {
        let id = rule.split(']').next().unwrap_or_default();
        LIMITS.contains(&id) || DENIED.contains(&id)
    };
    rules.peek().is_some() && rules.all(is_known)
}

/// The lines at which flux refuses what rustc denies, too; none if it finds anything else wrong.
pub fn denied_lines(case: &Case) -> Vec<usize> {
    let Ok(module) = syn::parse_str::<syn::ItemMod>(&case.module()) else {
        return Vec::new();
    };
    let parsed = flux_codegen::parse_subsched(&module, &SourceFile::new(FILE, MODULE));
    let Err(found) = parsed.and_then(|subsched| flux_codegen::check_subsched(&subsched)) else {
        return Vec::new();
    };
    match found.iter().all(|error| DENIED.contains(&error.id)) {
        true => found.iter().map(|error| error.line).collect(),
        false => Vec::new(),
    }
}

/// A function that digests all state, and one that clears it.
fn state(case: &Case) -> String {
    let mut digest = String::new();
    for field in case.state("sched").iter().flat_map(|item| &item.fields) {
        let place = format!("sched->{MODULE}.{}", field.name);
        match field.ty.strip_prefix("List<Thread,") {
            Some(link) => {
                let link = link.trim_end_matches('>');
                let _ = writeln!(
                    digest,
                    "\tdigest = meaning_list(digest, &{place}, {MODULE}.{link});"
                );
            }
            None => value(case, &place, &field.ty, 0, &mut digest),
        }
    }
    for id in 1..=4 {
        for field in case.state("thread").iter().flat_map(|item| &item.fields) {
            if field.ty != "Link" {
                let place = format!("flux_threads[{}].{MODULE}.{}", id - 1, field.name);
                value(case, &place, &field.ty, 0, &mut digest);
            }
        }
    }
    for field in case.state("cpu").iter().flat_map(|item| &item.fields) {
        let place = format!("flux_cpus[0].part[FLUX_NODE_ROOT].{MODULE}.{}", field.name);
        value(case, &place, &field.ty, 0, &mut digest);
    }
    let mut clear = String::new();
    let has = |part: &str| case.state(part).is_some_and(|item| !item.fields.is_empty());
    // Not the tunables, which are members, too.
    for field in case.state("sched").iter().flat_map(|item| &item.fields) {
        let place = format!("flux_scheds[FLUX_NODE_ROOT].{MODULE}.{}", field.name);
        let _ = writeln!(clear, "\t__builtin_memset(&{place}, 0, sizeof({place}));");
    }
    if has("cpu") {
        let _ = writeln!(
            clear,
            "\t__builtin_memset(&flux_cpus[0].part[FLUX_NODE_ROOT].{MODULE}, 0, sizeof(flux_cpus[0].part[0].{MODULE}));"
        );
    }
    format!(
        "static __attribute__((noinline)) u64 meaning_state(struct flux_sched *sched)\n{{\n\tu64 digest = meaning_log;\n\n{digest}\treturn digest;\n}}\n\
         static __attribute__((noinline)) void meaning_clear(void)\n{{\n{clear}}}\n"
    )
}

fn value(case: &Case, place: &str, ty: &str, depth: usize, text: &mut String) {
    let tabs = "\t".repeat(depth + 1);
    if let Some(inner) = ty.strip_prefix('[') {
        let element = inner.split(';').next().unwrap_or_default();
        let i = format!("i{depth}");
        let _ = writeln!(
            text,
            "{tabs}for (unsigned long {i} = 0; {i} < sizeof({place}) / sizeof({place}[0]); {i}++) {{"
        );
        value(case, &format!("{place}[{i}]"), element, depth + 1, text);
        let _ = writeln!(text, "{tabs}}}");
    } else if let Some(item) = case.structs.iter().find(|item| item.name == ty) {
        for field in &item.fields {
            value(
                case,
                &format!("{place}.{}", field.name),
                &field.ty,
                depth,
                text,
            );
        }
    } else {
        let _ = writeln!(text, "{tabs}digest = meaning_mix(digest, (u64){place});");
    }
}

/// The program that calls an entry.
fn call(case: &Case, at: usize, entry: &Entry, functions: &str) -> Result<String, String> {
    let name = format!("flux_{MODULE}_{}", entry.name);
    let head = functions
        .split_once(&format!("{name}("))
        .and_then(|(_, rest)| rest.split_once(")\n{"));
    let head = head
        .ok_or_else(|| format!("{name} is not in the generated C"))?
        .0;
    let mut args: Vec<String> = Vec::new();
    match &entry.takes {
        Takes::Values(instance, types) => {
            if *instance || head.starts_with("struct flux_sched *") {
                args.push("sched".to_owned());
            }
            args.extend(types.iter().enumerate().map(|(at, ty)| match ty.as_str() {
                "bool" => format!("io->arg[{at}] & 1"),
                ty => format!("({})io->arg[{at}]", c_type(ty)),
            }));
        }
        Takes::Handles(handles) => {
            args.push("sched".to_owned());
            args.extend(handles.iter().map(|handle| match handle.as_str() {
                "Thread" => "thread".to_owned(),
                _ => "&flux_cpus[0]".to_owned(),
            }));
        }
    }
    let fallible = head.contains("*flux_result") || returns_bool_for_exit(functions, &name, entry);
    let ret = entry.returns.as_deref().map(c_type);
    if head.contains("*flux_result") {
        args.push("&result".to_owned());
    }
    if head.contains("struct flux_ctx *ctx") {
        args.push("ctx".to_owned());
    }
    let called = format!("{name}({})", args.join(", "));
    let act = match (ret, fallible) {
        (Some(_), true) => format!("if ({called})\n\t\tvalue = (u64)result;"),
        (Some(_), false) => format!("value = (u64){called};"),
        (None, _) => format!("{called};"),
    };
    let result = match (ret, fallible) {
        (Some(ty), true) => format!("\t{ty} result = 0;\n"),
        _ => String::new(),
    };
    let has_input = case
        .state("sched")
        .is_some_and(|item| item.fields.iter().any(|f| f.name == "input"));
    let input = match (&entry.takes, has_input) {
        (Takes::Handles(_), true) => format!("\tsched->{MODULE}.input = io->arg[0];\n"),
        _ => String::new(),
    };
    Ok(format!(
        "SEC(\"syscall\") int run_{at}(struct meaning_io *io)\n{{\n\
         \tstruct flux_thread *thread = meaning_thread((u32)(io->arg[1] % 4) + 1);\n\
         \tstruct flux_ctx ctx_ = {{ .current = meaning_thread((u32)(io->arg[2] % 5)) }}, *ctx = &ctx_;\n\
         \tstruct flux_sched *sched = &flux_scheds[FLUX_NODE_ROOT];\n\tu64 value = 0;\n{result}\n\
         \t(void)ctx;\n\tif (!thread)\n\t\treturn 1;\n\tmeaning_begin();\n\tmeaning_clear();\n{input}\t{act}\n\
         \tmeaning_end(io, value, meaning_state(sched));\n\treturn 0;\n}}\n"
    ))
}

/// Whether a helper without a value says by its result whether it came to its end.
fn returns_bool_for_exit(functions: &str, name: &str, entry: &Entry) -> bool {
    entry.returns.is_none() && functions.contains(&format!("static bool {name}("))
}

fn c_type(ty: &str) -> &'static str {
    match ty {
        "bool" => "bool",
        "u8" => "u8",
        "u16" => "u16",
        "u32" => "u32",
        "i8" => "s8",
        "i16" => "s16",
        "i32" => "s32",
        "i64" | "isize" => "s64",
        _ => "u64",
    }
}

/// The native `main`: calls in, one line each out.
fn main(case: &Case) -> String {
    let mut cases = String::new();
    for at in 0..case.entries.len() {
        let _ = writeln!(cases, "\t\tcase {at}: run_{at}(&io); break;");
    }
    format!(
        "#ifndef __bpf__\n#undef NULL\n#define NULL ((void *)0)\nint main(void)\n{{\n\tstruct meaning_io io;\n\tunsigned int entry;\n\n\
         \twhile (scanf(\"%u %llu %llu %llu %llu\", &entry, &io.arg[0], &io.arg[1], &io.arg[2], &io.arg[3]) == 5) {{\n\
         \t\tswitch (entry) {{\n{cases}\t\t}}\n\
         \t\tif (meaning_locks[1].val)\n\t\t\tabort();\n\
         \t\tif (io.exited)\n\t\t\tprintf(\"exit %llx %s\\n\", io.state, meaning_message);\n\
         \t\telse\n\t\t\tprintf(\"%llx %llx\\n\", io.value, io.state);\n\
         \t\tfflush(stdout);\n\t}}\n\treturn 0;\n}}\n#endif\n"
    )
}
