//! Every rule is broken here once, and must be reported at the token between `«` and `»`.

mod common;

use common::{PARENT, Policy, check_module, check_tree, unmark};
use flux_codegen::diag::{ALL_IDS, Diagnostics};
use std::collections::BTreeSet;

/// A rule and a source that breaks it.
struct Case {
    id: &'static str,
    source: String,
    is_tree: bool,
}

fn module(id: &'static str, source: impl Into<String>) -> Case {
    Case {
        id,
        source: source.into(),
        is_tree: false,
    }
}

fn tree(id: &'static str, source: &str) -> Case {
    Case {
        id,
        source: source.to_owned(),
        is_tree: true,
    }
}

fn policy(id: &'static str, pieces: Policy<'_>) -> Case {
    module(id, pieces.source())
}

fn pick(id: &'static str, pick: &str) -> Case {
    policy(
        id,
        Policy {
            pick,
            ..Policy::default()
        },
    )
}

fn items(id: &'static str, items: &str) -> Case {
    policy(
        id,
        Policy {
            items,
            ..Policy::default()
        },
    )
}

fn sched(id: &'static str, sched: &str) -> Case {
    policy(
        id,
        Policy {
            sched,
            ..Policy::default()
        },
    )
}

fn thread(id: &'static str, thread: &str) -> Case {
    policy(
        id,
        Policy {
            thread,
            ..Policy::default()
        },
    )
}

fn ops(id: &'static str, ops: &str) -> Case {
    policy(
        id,
        Policy {
            ops,
            ..Policy::default()
        },
    )
}

/// A helper and a pick that uses it.
fn helper(id: &'static str, items: &str, pick: &str) -> Case {
    policy(
        id,
        Policy {
            items,
            pick,
            ..Policy::default()
        },
    )
}

fn cases_of_modules() -> Vec<Case> {
    let thread_only = "mod m { #[sched] struct M {} impl ThreadScheduler for M {
        fn pick_next_task(m: &Sched<Self>, cpu: &Cpu<Self>) {} } }";
    vec![
        pick("syntax", "assert!(true «]»);").with("true «]»", "true «true»"),
        items("attribute-elsewhere", "#[«locked»] enum Phase { Idle }"),
        sched("attribute-twice", "#[locked] #[«locked»] count: u32,"),
        sched("attribute-arguments", "#[role(«eager»)] child: Child,"),
        items("attribute-unsupported", "#[«cfg»(test)] const X: u32 = 1;"),
        items("names-meet-in-c", "struct PointXY { a: u32 } struct «PointXy» { a: u32 }"),
        items("name-reserved", "struct «Request» { a: u32 }"),
        ops("op-twice", "fn «pick_next_task»(policy: &Sched<Self>, cpu: &Cpu<Self>) {}"),
        items("op-outside-impl", "fn «cpu_ticked»() {}"),
        items("state-without-handle", "fn f(p: &«Policy») {}"),
        items("enum-empty", "enum «Phase» {}"),
        policy("enum-without-zero", Policy { items: "enum Phase { Busy = 1 }", sched: "phase: «Phase»,", ..Policy::default() }),
        sched("array-empty", "#[locked] counts: [u32; «0»],"),
        policy("tunable-type", Policy { items: "enum Phase { Idle } #[tunable] static PHASE: «Phase» = Phase::Idle;", ..Policy::default() }),
        items("const-fails", "const X: u32 = 1 / «0»;"),
        pick("option-not-handled", "cpu.run_thread(«policy.lock().queue.front()», SLICE.get());").with("policy.lock().queue.front()", "cpu.current()"),
        pick("index-out-of-bounds", "let a = [1u32, 2]; let b = a[«2»];"),
        pick("division-by-zero", "let x = policy.nr_cpus() / «0»;"),
        pick("arithmetic-overflow", "let a = 200u8; let b = a «+» 100;"),
        pick("shift-too-far", "let x = policy.nr_cpus() << «32»;"),
        pick("literal-range", "let x: u8 = «256»;"),
        pick("loop-without-bound", "«while» true {}"),
        pick("loops-too-long", "for i in 0..100 { «for» j in 0..100 {} }"),
        helper("stack-too-deep", "fn f(i: u32) -> u32 { let a = [i; 40]; a[3] + a[(i & 7) as usize] }",
            "let b = [policy.nr_cpus(); 60]; let c = f(b[3]); let d = b[(c & 7) as usize];").with("fn pick_next_task", "fn «pick_next_task»"),
        items("calls-too-deep", "fn f(i: u32) -> u32 { i } fn g(i: u32) -> u32 { f(i) } fn h(i: u32) -> u32 { g(i) } fn i(i: u32) -> u32 { h(i) } fn «j»(x: u32) -> u32 { i(x) }"),
        pick("unsupported-construct", "let f = «|»x: u32| x;"),
        pick("name-not-plain", "let «größe» = 1;"),
        module("module-elsewhere", "mod «m»;"),
        items("state-twice", "#[cpu] struct First {} #[cpu] struct «Second» {}").without_default_cpu(),
        sched("name-twice", "count: u32, «count»: u64,"),
        module("no-sched-struct", "mod «m» { }"),
        module("no-policy", "mod «m» { #[sched] struct M {} }"),
        items("policy-twice", "impl ThreadScheduler for Policy { fn pick_next_task(p: &Sched<Self>, c: &Cpu<Self>) {} fn thread_runnable(p: &Sched<Self>, t: &Thread<Self>) {} }")
            .with("impl ThreadScheduler for Policy {\n", "impl «ThreadScheduler» for Policy {\n"),
        module("policy-for-other", thread_only.replace("for M", "for «Other»")),
        ops("op-unknown", "fn «pick_next»(policy: &Sched<Self>) {}"),
        ops("op-of-other-kind", "fn «cpu_returned»(policy: &Sched<Self>, child: &Child, cpu: &Cpu<Self>) {}"),
        module("op-missing", "mod m { #[sched] struct M {} impl «ThreadScheduler» for M {} }"),
        ops("op-signature", "fn «cpu_allocated»(policy: &Sched<Self>) {}"),
        module("no-thread-struct", thread_only.replace("{} } }", "{} fn «thread_blocked»(m: &Sched<Self>, t: &Thread<Self>) {} } }")),
        items("ref-to-value", "fn f(x: «&u32») {}"),
        items("type-unknown", "fn f(x: «Thing») {}"),
        items("option-of-value", "fn f(x: «Option»<u32>) {}"),
        sched("field-type", "thread: «Option<Thread>»,"),
        sched("field-needs-lock", "counts: «[u32; 4]»,"),
        items("const-type", "const X: «[u32; 2]» = [1, 2];"),
        items("const-not-constant", "const X: u32 = «now()»;"),
        items("const-range", "const X: u8 = «256»;"),
        policy("locked-elsewhere", Policy { cpu: "#[«locked»] count: u32,", ..Policy::default() }),
        policy("role-elsewhere", Policy { cpu: "#[«role»] child: Child,", ..Policy::default() }),
        sched("peer-elsewhere", "#[locked] other: «Peer»,"),
        module("child-without-role", PARENT.replace("#[role] second", "«second»")),
        module("role-not-child", PARENT.replace("#[role] second: Child", "#[role] second: Child, #[«role»] third: u32")),
        module("children-number", PARENT.replace("first: Child", "first: «Children»")),
        module("children-twice", PARENT.replace("second: Child", "many: Children<4>, #[role] «second»: Children<4>")),
        sched("per-child-elsewhere", "shares: «PerChild»<u32>,"),
        sched("role-in-thread-scheduler", "#[role] «child»: Child,"),
        module("no-roles", "mod m { #[sched] struct M {} impl «CpuScheduler» for M {} }"),
        module("threads-in-cpu-scheduler", PARENT.replace("#[sched]", "#[thread] struct «T» {} #[sched]")),
        sched("state-too-large", "#[locked] table: [u64; 4096],").with("struct Policy {", "struct «Policy» {"),
        sched("list-not-locked", "«other»: List<Thread, link>,"),
        sched("list-arguments", "#[locked] other: «List»<Thread>,"),
        sched("tree-arguments", "#[locked] other: «Tree»<Thread>,"),
        thread("node-without-key", "«node»: Node,"),
        thread("key-unknown", "#[key(«sum»)] node: Node,"),
        thread("key-type", "#[key(lag)] «node»: Node, lag: i32,"),
        thread("key-without-node", "#[«key»(age)] other: u32,"),
        sched("link-unknown", "#[locked] other: List<Thread, «lnk»>,"),
        sched("link-shared", "#[locked] «other»: List<Thread, link>,"),
        sched("link-elsewhere", "link: «Link»,"),
        policy("link-used", Policy { runnable: "let x = thread.«link»;", ..Policy::default() }),
        items("return-type", "fn f() -> «[u32; 2]» { [1, 2] }"),
        pick("type-mismatch", "let x: u32 = «true»;"),
        pick("annotate", "let «x» = None;"),
        pick("name-unknown", "let x = «y»;"),
        pick("tunable-without-get", "let x = «SLICE»;"),
        pick("operator-type", "let x = 1u32 «+» 1u64;"),
        pick("cast-type", "let x = «1u32 as bool»;"),
        pick("field-unknown", "let x = policy.«nothing».get();"),
        helper("field-missing", "struct Pair { a: u32, b: u32 }", "let x = «Pair» { a: 1 };"),
        pick("else-must-leave", "let Some(x) = cpu.current() else { «}»;"),
        pick("let-may-fail", "let «Some(x)» = cpu.current();"),
        pick("loop-too-long", "for i in 0..«100_000» {}"),
        pick("outside-loop", "«break»;"),
        pick("pattern-in-some", "if let Some(«None») = cpu.current() {}"),
        pick("pattern-in-or", "match cpu.current() { «None» | Some(_) => {} }").with("«None» | Some(_)", "1 | «Some(_)»"),
        pick("match-incomplete", "«match policy.nr_cpus() { 0 => {} 1 => {} }»"),
        pick("not-a-place", "«cpu.id()» = 3;"),
        pick("locked-without-guard", "let x = policy.«total»;"),
        policy("not-locked", Policy { sched: "open: u32,", pick: "let x = policy.lock().«open»;", ..Policy::default() }),
        pick("function-unknown", "«nothing()»;"),
        pick("op-called", "«thread_runnable(policy, cpu)»;"),
        pick("argument-count", "cpu.«run_current»();").with("cpu.«run_current»()", "«cpu.run_current()»"),
        pick("drop-of-other", "«drop(cpu)»;"),
        pick("method-unknown", "cpu.«nothing»();"),
        pick("guard-moved", "let a = policy.lock(); let b = «a»;"),
        pick("drop-in-branch", "let a = policy.lock(); if true { «drop(a)»; }"),
        pick("local-too-large", "let x = [0u64; 64];").with("fn pick_next_task", "fn «pick_next_task»"),
        pick("lock-nested", "let a = policy.lock(); let x = «policy.lock()».total;"),
        helper("lock-nested-in-helper", "fn f(p: &Sched<Policy>) { p.lock().total = 1; }", "let a = policy.lock(); «f(policy)»;"),
        pick("call-under-lock", "let a = policy.lock(); cpu.«run_idle»();"),
        helper("call-under-lock-in-helper", "fn f(c: &Cpu<Policy>) { g(c); } fn g(c: &Cpu<Policy>) { c.run_idle(); }", "let a = policy.lock(); «f(cpu)»;"),
        helper("exit-under-lock", "fn f(x: u32) { assert!(x > 0); }", "let a = policy.lock(); «f(3)»;"),
        ops("call-not-here", "fn cpu_allocated(p: &Sched<Self>, cpu: &Cpu<Self>) { cpu.«run_idle»(); }"),
        items("recursion", "fn f() { g(); } fn g() { «f()»; }"),
        module("role-never-granted", PARENT.replace("#[role] second", "#[role] «second»").replace("cpu.grant(&parent.second)", "cpu.run_idle()")),
    ]
}

fn cases_of_trees() -> Vec<Case> {
    let deep = |depth: usize| {
        let mut text = String::from("policy::P");
        for at in 0..depth {
            let role = if at + 8 == depth {
                "«first»"
            } else {
                "first"
            };
            text = format!("parent::Parent {{ {role}: {text}, second: idle::Idle }}");
        }
        let home = vec!["first"; depth].join(".");
        format!("Deep = {text}; new_threads => {home};")
    };
    let wide = || {
        // A full tree of two children each: 7 tiers, 127 instances.
        let mut text = String::from("policy::P");
        for _ in 0..6 {
            text = format!("parent::Parent {{ first: {text}, second: {text} }}");
        }
        format!("«Wide» = {text}; new_threads => first.first.first.first.first.first;")
    };
    let long = "x".repeat(50);
    vec![
        tree("hierarchy-syntax", "Hello «{»}"),
        tree("no-root", "«Hello» = ; new_threads => root;"),
        tree(
            "root-twice",
            "Hello = policy::P; «Other» = policy::P; new_threads => root;",
        ),
        tree(
            "hierarchy-in-itself",
            "Hello = parent::P { first: «Hello», second: policy::P }; new_threads => second;",
        ),
        tree(
            "too-nested",
            // Six tokens before; each `<` counts nine.
            &format!("Hello = policy::P{}«<»{}", "<".repeat(66), "<".repeat(9)),
        ),
        tree(
            "type-not-found",
            "Hello = nowhere::«Nothing»; new_threads => root;",
        ),
        tree(
            "children-of-thread-scheduler",
            "Hello = policy::P { «child»: idle::Idle }; new_threads => root;",
        ),
        tree(
            "role-unknown",
            "Hello = parent::P { first: policy::P, second: idle::I, «third»: idle::I }; new_threads => first;",
        ),
        tree(
            "role-twice",
            "Hello = parent::P { first: policy::P, «first»: policy::P, second: idle::I }; new_threads => first;",
        ),
        tree(
            "role-unfilled",
            "Hello = parent::«P» { first: policy::P }; new_threads => first;",
        ),
        tree(
            "children-none",
            "Hello = many::«M» { idle: idle::I }; new_threads => root;",
        ),
        tree(
            "children-too-many",
            "Hello = many::M { a: policy::P, b: policy::P, «c»: policy::P, idle: idle::I }; new_threads => a;",
        ),
        tree("no-home", "«Hello» = policy::P;"),
        tree(
            "home-twice",
            "Hello = policy::P; new_threads => root; «new_threads» => root;",
        ),
        tree(
            "home-unknown",
            "Hello = parent::P { first: policy::P, second: idle::I }; new_threads => «frist»;",
        ),
        tree(
            "home-has-no-threads",
            "Hello = parent::P { first: policy::P, second: idle::I }; new_threads => «second»;",
        ),
        tree(
            "peer-unknown",
            "Hello = parent::P { first: policy::P { «slow» => first }, second: idle::I }; new_threads => first;",
        ),
        tree("peer-unfilled", "Hello = sender::«S»; new_threads => root;"),
        tree("too-deep", &deep(8)),
        tree("too-many-nodes", &wide()),
        tree(
            "name-too-long",
            &format!("«{long}» = policy::P; new_threads => root;"),
        ),
    ]
}

impl Case {
    /// Replaces a piece of the source.
    fn with(mut self, from: &str, to: &str) -> Case {
        assert!(
            self.source.contains(from),
            "{} does not contain {from}",
            self.source
        );
        self.source = self.source.replacen(from, to, 1);
        self
    }

    fn without_default_cpu(self) -> Case {
        let default = "#[cpu] struct PolicyCpu { halted: bool,  }";
        self.with(default, "")
    }

    fn run(&self) -> (Diagnostics, (usize, usize)) {
        // The last mark counts: where the first was put elsewhere, both say the same.
        let (source, marked) = unmark(&self.source);
        let marked = marked.unwrap_or_else(|| panic!("no mark in {}", self.source));
        let found = match self.is_tree {
            true => check_tree(&source).err().unwrap_or_default(),
            false => check_module(&source).1,
        };
        (found, marked)
    }
}

#[test]
fn every_rule_is_reported_at_its_token() {
    let mut failures = Vec::new();
    for case in cases_of_modules().into_iter().chain(cases_of_trees()) {
        let (found, (line, column)) = case.run();
        let hit = found
            .iter()
            .any(|d| (d.id, d.line, d.column) == (case.id, line, column));
        if !hit {
            failures.push(format!(
                "{} at {line}:{column}, but found:\n{found}",
                case.id
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_rule_is_without_a_case() {
    let cases = cases_of_modules().into_iter().chain(cases_of_trees());
    let mut covered: BTreeSet<&str> = cases.map(|case| case.id).collect();
    // Two that take more than one module: below. Those of the macros: tests/ui.
    covered.extend(["node-names-collide", "function-names-collide"]);
    covered.extend(["not-a-module", "no-build-script", "errors-elsewhere"]);
    let missing: Vec<&&str> = ALL_IDS
        .iter()
        .filter(|id| !covered.contains(**id))
        .collect();
    assert!(missing.is_empty(), "rules without a case: {missing:?}");
}

#[test]
fn names_that_meet_in_c_are_reported() {
    let leaf = Policy::default().source();
    let inner = PARENT.replace("first", "b");
    let outer = PARENT.replace("first", "a").replace("second", "a_b");
    let sources = [("leaf", leaf.clone()), ("inner", inner), ("outer", outer)];
    let tree = "T = outer::O { a: inner::I { b: leaf::L, second: leaf::L }, a_b: leaf::L };
        new_threads => a.b;";
    let found = common::emit_tree(tree, &sources).expect_err("a.b and a_b meet");
    assert!(
        found.iter().any(|d| d.id == "node-names-collide"),
        "{found}"
    );

    let named = |name: &str, helper: &str| {
        let items = format!("fn {helper}() {{}}");
        let call = format!("{helper}();");
        let pieces = Policy {
            items: &items,
            pick: &call,
            ..Policy::default()
        };
        pieces
            .source()
            .replace("mod policy", &format!("mod {name}"))
    };
    let sources = [
        ("parent", PARENT.to_owned()),
        ("x", named("x", "y_z")),
        ("x_y", named("x_y", "z")),
    ];
    let tree = "T = parent::P { first: x::X, second: x_y::X }; new_threads => first;";
    let found = common::emit_tree(tree, &sources).expect_err("flux_x_y_z twice");
    assert!(
        found.iter().any(|d| d.id == "function-names-collide"),
        "{found}"
    );
}

#[test]
fn all_errors_of_a_module_come_together_and_in_order() {
    let pieces = Policy {
        runnable: "let x = nothing; while true {}",
        pick: "cpu.grant(policy); policy.lock().total += nothing();",
        ..Policy::default()
    };
    let (_, mut found) = check_module(&pieces.source());
    found.sort();
    let ids: Vec<&str> = found.iter().map(|d| d.id).collect();
    assert!(
        ids.starts_with(&["name-unknown", "loop-without-bound"]),
        "{found}"
    );
    assert!(ids.len() >= 3, "{found}");
}
