//! What the generated program looks like as a whole.

mod common;

use common::{PARENT, Policy, check_module, emit_tree, file};
use flux_codegen::{Diagnostics, SourceFile};

const TREE: &str =
    "pub HelloWorld = parent::P { first: policy::P, second: policy::P }; new_threads => second;";

fn two_policies(pieces: Policy<'_>) -> flux_codegen::Emitted {
    let sources = [("parent", PARENT.to_owned()), ("policy", pieces.source())];
    emit_tree(TREE, &sources).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(
        two_policies(Policy::default()),
        two_policies(Policy::default())
    );
}

#[test]
fn instances_of_one_type_share_its_code_and_not_its_state() {
    let emitted = two_policies(Policy::default());
    assert_eq!(
        emitted
            .c
            .matches("static void flux_policy_pick_next_task(")
            .count(),
        1
    );
    for node in ["[FLUX_NODE_FIRST] = {", "[FLUX_NODE_SECOND] = {"] {
        assert!(emitted.c.contains(node), "{}", emitted.c);
    }
    let nodes: Vec<(u32, &str, Option<u32>, u32)> = emitted
        .nodes
        .iter()
        .map(|n| (n.id, n.name.as_str(), n.parent, n.tier))
        .collect();
    assert_eq!(
        nodes,
        [
            (1, "root", None, 0),
            (2, "first", Some(1), 1),
            (3, "second", Some(1), 1)
        ]
    );
    assert_eq!(
        (emitted.name.as_str(), emitted.new_threads),
        ("hello_world", 3)
    );
    assert!(emitted.c.contains(".name = \"flux_hello_world\""));
}

#[test]
fn only_what_is_used_is_emitted() {
    let items = "const USED: u32 = 3; const UNUSED: u32 = 4;
        fn used(x: u32) -> u32 { x / USED } fn unused(x: i32) -> i32 { x / 7 }";
    let pieces = Policy {
        items,
        pick: "let _ = used(3);",
        ..Policy::default()
    };
    let c = two_policies(pieces).c;
    assert!(
        c.contains("flux_policy_used(") && c.contains("flux_policy_USED = 3;"),
        "{c}"
    );
    for absent in [
        "flux_policy_unused(",
        "flux_policy_UNUSED",
        "flux_sdiv",
        "FLUX_HAS_CPU_TICKED",
    ] {
        assert!(!c.contains(absent), "{absent} in {c}");
    }
}

#[test]
fn a_type_without_a_special_op_runs_its_general_one() {
    let pieces = Policy {
        ops: "fn thread_wakeup(p: &Sched<Self>, t: &Thread<Self>) { p.request_cpus(1); }",
        ..Policy::default()
    };
    let special = pieces.source();
    let general = Policy::default()
        .source()
        .replace("mod policy", "mod general");
    let sources = [
        ("parent", PARENT.to_owned()),
        ("policy", special),
        ("general", general),
    ];
    let tree = "T = parent::P { first: policy::P, second: general::P }; new_threads => first;";
    let c = emit_tree(tree, &sources).expect("C").c;
    let table = c
        .split("flux_call_thread_wakeup(")
        .nth(1)
        .expect("the table");
    let table = table.split("\n}").next().unwrap_or_default();
    assert!(
        table.contains("flux_policy_thread_wakeup(sched, thread, ctx);"),
        "{table}"
    );
    assert!(
        table.contains("flux_general_thread_runnable(sched, thread, ctx);"),
        "{table}"
    );
}

#[test]
fn two_crates_may_have_types_of_one_name() {
    let source = Policy::default().source();
    let item: syn::ItemMod = syn::parse_str(&source).expect("a module");
    let parse = |krate: &str| {
        let file = SourceFile::new(format!("{krate}/src/lib.rs"), krate);
        flux_codegen::parse_subsched(&item, &file).expect("sound")
    };
    let (one, other) = (parse("one"), parse("other"));
    let (parent, _) = check_module(PARENT);
    let tokens = "T = parent::P { first: one::P, second: other::P }; new_threads => first;";
    let tree = flux_codegen::parse_hierarchy(tokens.parse().expect("tokens"), &file());
    let resolve = |path: &syn::Path| {
        let first = path
            .segments
            .first()
            .map(|s| s.ident.to_string())
            .unwrap_or_default();
        match first.as_str() {
            "parent" => Ok(&parent),
            "one" => Ok(&one),
            "other" => Ok(&other),
            _ => Err(Diagnostics::new()),
        }
    };
    let model = flux_codegen::check(&tree.expect("a tree"), &resolve).expect("sound");
    let c = flux_codegen::emit(&model).c;
    assert!(c.contains("flux_one_policy_pick_next_task("), "{c}");
    assert!(c.contains("flux_other_policy_pick_next_task("), "{c}");
    assert!(
        c.contains("\t\t.one_policy = {") && c.contains("\t\t.other_policy = {"),
        "{c}"
    );
}

#[test]
fn names_of_c_and_of_the_core_are_kept_apart() {
    let pieces = Policy {
        sched: "register: u32, default: u32,",
        pick: "let int = policy.register.get(); let ctx = int; let flux_count = ctx + int;
            policy.default.set(flux_count);",
        ..Policy::default()
    };
    let source = pieces.source().replace("mod policy", "mod call");
    let c = emit_tree("T = call::P; new_threads => root;", &[("call", source)])
        .expect("C")
        .c;
    assert!(
        c.contains("u32 register_;") && c.contains("u32 default_;"),
        "{c}"
    );
    for declared in ["u32 int_ =", "u32 ctx_ =", "u32 flux_count_ ="] {
        assert!(c.contains(declared), "{declared} in {c}");
    }
    assert!(c.contains("static void flux_call__pick_next_task("), "{c}");
}

#[test]
fn texts_of_the_user_stay_texts() {
    let source = Policy {
        pick: "assert!(false, \"100% \\\"sure\\\" */ \\\\ é\");",
        ..Policy::default()
    };
    let source = source
        .source()
        .replace("mod policy", "/// Ends */ here /* or not.\nmod policy");
    let c = emit_tree("T = policy::P; new_threads => root;", &[("policy", source)])
        .expect("C")
        .c;
    assert!(c.contains("Ends * / here / * or not."), "{c}");
    assert!(c.contains("100%% \\\"sure\\\" */ \\\\ _"), "{c}");
}

#[test]
fn shadowed_variables_get_names_of_their_own() {
    let pick = "let x = 1u32; let x = x + 1; policy.lock().total = x as u64;";
    let pieces = Policy {
        pick,
        ..Policy::default()
    };
    let c = two_policies(pieces).c;
    assert!(
        c.contains("u32 x = 1;") && c.contains("u32 x_2 = x + 1;"),
        "{c}"
    );
    assert!(c.contains("(u64)x_2"), "{c}");
}

#[test]
fn every_statement_knows_its_rust_line() {
    let pieces = Policy {
        pick: "\n\n\ncpu.run_idle();",
        ..Policy::default()
    };
    let source = pieces.source();
    let line = source
        .lines()
        .position(|line| line.contains("cpu.run_idle"))
        .expect("it")
        + 1;
    let c = two_policies(pieces).c;
    let before = c.split("\tflux_run_idle(").next().unwrap_or_default();
    assert!(
        before.ends_with(&format!("#line {line} \"test.rs\"\n")),
        "{c}"
    );
    // Behind the ops, lines are the C file's own again.
    let at = c
        .lines()
        .position(|line| line.ends_with("\"hello_world.bpf.c\""))
        .expect("a reset");
    let reset = c.lines().nth(at).unwrap_or_default();
    assert_eq!(reset, format!("#line {} \"hello_world.bpf.c\"", at + 2));
}
