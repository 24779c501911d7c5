//! Every mistake that a file can have, and what is said of it.

use super::*;
use crate::agent::args::tests::{NODES, node};
use crate::api::{PerChild, Tunable, TunableInfo, TunableType};

/// The instances of hello: `idle` has no threads.
const HELLO: Instances<'_> = Instances {
    nodes: NODES,
    holds_threads: &[false, true, false],
};

fn problems(text: &str) -> Vec<String> {
    match Config::parse(text, &HELLO) {
        Ok(config) => panic!("{config:?}"),
        Err(problems) => problems.iter().map(Problem::to_string).collect(),
    }
}

fn parse(text: &str) -> Config {
    Config::parse(text, &HELLO).expect("a file without mistakes")
}

/// A rule for all threads, for tests of other modules.
pub fn rule_to(sched: u32) -> layout::Rule {
    layout::Rule {
        sched,
        ..parse("[[rules]]\nto = \"primary\"\n").table()[0]
    }
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(parse(""), Config::default());
}

#[test]
fn everything_that_a_rule_may_say() {
    let config = parse(
        r#"
        limits.max_threads = 1_000
        [[rules]]
        to = "primary"
        comm = "a[bc]*"
        process = "p?"
        cgroup = "/system.slice/"
        uid = "1000..1999"
        nice = "-20..-1"
        kernel_thread = false
        pid_namespace = "other"

        [[rules]]
        to = "root.primary"
        uid = 0
        nice = 19
        kernel_thread = true
        pid_namespace = 4026531836

        [[rules]]
        to = "primary"
        pid_namespace = "initial"
        "#,
    );
    assert_eq!(config.limits.max_threads, Some(1000));
    let shown: Vec<String> = config.rules.iter().map(Rule::to_string).collect();
    assert_eq!(
        shown,
        [
            "comm \"a[bc]*\" and process \"p?\" and in cgroup /system.slice and uid 1000 to 1999 \
             and nice -20 to -1 and no kernel thread and not in the initial pid namespace",
            "uid 0 and nice 19 and kernel thread and in the initial pid namespace",
            "in the initial pid namespace",
        ]
    );
    let lines: Vec<(u32, usize)> = config.rules.iter().map(|r| (r.to, r.line)).collect();
    assert_eq!(lines, [(2, 3), (2, 13), (2, 20)]);
    let table = table::compile(&config.rules, None);
    // Without a mount there is no cgroup, so the first rule fits nobody (1 << 9).
    let found: Vec<u32> = table.iter().map(|rule| rule.conditions).collect();
    assert_eq!(found, [0x35f, 0x0b8, 0x080]);
    assert_eq!((table[0].uid_min, table[0].uid_max), (1000, 1999));
    assert_eq!((table[0].nice_min, table[0].nice_max), (-20, -1));
    assert_eq!(table[1].pid_ns, 4_026_531_836);
}

/// One mistake a line: the text, and what has to be said of it.
const MISTAKES: &[(&str, &str)] = &[
    ("a", "1:2: key with no value, expected `=`"),
    (
        "[rule]",
        "1:2: rule: there is no table `rule`; did you mean `rules`?",
    ),
    (
        "limits = 1",
        "1:10: limits: write a table, `[limits]`, not 1",
    ),
    (
        "limits.max_thread = 1",
        "1:8: limits.max_thread: there is no limit `max_thread`; did you mean `max_threads`?",
    ),
    (
        "limits.max_threads = 0",
        "1:22: limits.max_threads: write a whole number from 1 to 1000000, not 0",
    ),
    (
        "limits.max_threads = \"many\"",
        "1:22: limits.max_threads: write a whole number from 1 to 1000000, not \"many\"",
    ),
    (
        "limits.exit_dump_len = 99999999999999999999",
        "1:24: limits.exit_dump_len: write a whole number from 0 to 16777216, not 99999999999999999999",
    ),
    (
        "rules = 1",
        "1:9: rules: begin each rule with `[[rules]]`, not 1",
    ),
    (
        "[rules]",
        "1:1: rules: begin each rule with `[[rules]]`, not a table",
    ),
    (
        "rules = [1]",
        "1:10: rules[1]: write a table, `[rules[1]]`, not 1",
    ),
    (
        "[[rules]]",
        "1:1: rules[1]: says nowhere where threads go; add `to`, one of primary",
    ),
    (
        "[[rules]]\nto = 1",
        "2:6: rules[1].to: write a text, such as \"primary\", not 1",
    ),
    (
        "[[rules]]\nto = \"primari\"",
        "2:6: rules[1].to: there is no instance `primari`; did you mean `primary`?",
    ),
    (
        "[[rules]]\nto = \"idle\"",
        "2:6: rules[1].to: idle (Idle) cannot hold threads; there are primary",
    ),
    (
        "[[rules]]\nto = \"primary\"\ncmm = \"a\"",
        "3:1: rules[1].cmm: there is no condition `cmm`; did you mean `comm`? There are to, comm, \
         process, cgroup, uid, nice, kernel_thread, pid_namespace",
    ),
    (
        "[[rules]]\nto = \"primary\"\ncomm = true",
        "3:8: rules[1].comm: write a text, such as \"nginx*\", not true",
    ),
    (
        "[[rules]]\nto = \"primary\"\ncomm = \"\"",
        "3:8: rules[1].comm: \"\" is no pattern of names: it is empty",
    ),
    (
        "[[rules]]\nto = \"primary\"\nprocess = \"[ab\"",
        "3:11: rules[1].process: \"[ab\" is no pattern of names: the set that begins at byte 0 is not closed",
    ),
    (
        "[[rules]]\nto = \"primary\"\ncgroup = \"a\"",
        "3:10: rules[1].cgroup: \"a\" is no path of a cgroup: begin it with `/`",
    ),
    (
        "[[rules]]\nto = \"primary\"\nuid = -1",
        "3:7: rules[1].uid: write a whole number from 0 to 4294967295, or two as \"0..4294967295\"",
    ),
    (
        "[[rules]]\nto = \"primary\"\nuid = 1.5",
        "3:7: rules[1].uid: write a whole number",
    ),
    (
        "[[rules]]\nto = \"primary\"\nnice = \"5..1\"",
        "3:8: rules[1].nice: write a whole number from -20 to 19, or two as \"-20..19\", the smaller first, not \"5..1\"",
    ),
    (
        "[[rules]]\nto = \"primary\"\nkernel_thread = 1",
        "3:17: rules[1].kernel_thread: write true or false, not 1",
    ),
    (
        "[[rules]]\nto = \"primary\"\npid_namespace = \"mine\"",
        "3:17: rules[1].pid_namespace: write \"initial\", \"other\" or the number that /proc/PID/ns/pid shows, not \"mine\"",
    ),
];

#[test]
fn every_mistake_is_told_where_it_is() {
    for (text, said) in MISTAKES {
        let found = problems(text);
        assert!(
            found.first().is_some_and(|first| first.starts_with(said)),
            "{text}\nis said to be {found:#?}\nand not      {said}"
        );
    }
}

#[test]
fn what_is_more_special_wins() {
    let text = "[tunables.primary]\nSLICE = \"1ms\"\n[tunables.biff]\nSLICE = \"2ms\"\n";
    let config = parse(text);
    let explained = config.explain(Path::new("flux.toml"), NODES, 1);
    assert!(explained.contains("primary: SLICE = 1ms\n"), "{explained}");
    assert_eq!(config.settings.len(), 1);
}

#[test]
fn all_mistakes_are_told_at_once_in_their_order() {
    let found = problems(
        "[[rules]]\nto = \"idle\"\nnice = 20\n[limits]\nmax_threads = 0\nx = 1\n[other]\n",
    );
    let places: Vec<&str> = found
        .iter()
        .map(|problem| problem.split(": ").next().unwrap_or_default())
        .collect();
    assert_eq!(places, ["2:6", "3:8", "5:15", "6:1", "7:2"], "{found:#?}");
}

#[test]
fn there_may_be_64_rules() {
    let rule = "[[rules]]\nto = \"primary\"\n";
    assert_eq!(parse(&rule.repeat(64)).rules.len(), 64);
    let found = problems(&rule.repeat(66));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("129:1: rules[65]: there may be 64 rules"));
}

#[test]
fn instances_have_short_names_where_these_are_one_s_only() {
    let nodes = [
        node(1, "root", "Roci", None, &[]),
        node(2, "a", "Pass", Some(1), &[]),
        node(3, "a.first", "Biff", Some(2), &[]),
        node(4, "b", "Pass", Some(1), &[]),
        node(5, "b.first", "Biff", Some(4), &[]),
        node(6, "b.second", "Biff", Some(4), &[]),
    ];
    let instances = Instances {
        nodes: &nodes,
        holds_threads: &[false, false, true, false, true, true],
    };
    let id = |name| instances.find(name).map(|node| node.id);
    assert_eq!(id("a.first"), Some(3));
    assert_eq!(id("root.b.first"), Some(5));
    assert_eq!(id("second"), Some(6));
    assert_eq!(id("first"), None, "there are two");
    assert_eq!(id("root"), Some(1));
}

static MIN: Tunable<PerChild<u32>> = Tunable::new(PerChild::new(0));
const OF_CHILDREN: &[TunableInfo] = &[TunableInfo::new::<PerChild<u32>>(
    "MIN",
    "At least.",
    || TunableType::to_bits(MIN.get()),
)];

/// Everything in docs/config.md that is a file is one for this hierarchy.
#[test]
fn the_examples_of_the_documentation_are_right() {
    let tunables = NODES[1].tunables;
    let nodes = [
        node(1, "root", "Split", None, OF_CHILDREN),
        node(2, "primary", "Biff", Some(1), tunables),
        node(3, "served", "Pass", Some(1), &[]),
        node(4, "served.first", "Biff", Some(3), tunables),
        node(5, "served.second", "Biff", Some(3), tunables),
        node(6, "other", "Biff", Some(1), tunables),
        node(7, "rpc", "Biff", Some(1), tunables),
    ];
    let instances = Instances {
        nodes: &nodes,
        holds_threads: &[false, true, false, true, true, true, true],
    };
    let docs = include_str!("../../../docs/config.md");
    let examples: Vec<&str> = docs
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let found = Config::parse(example, &instances);
        assert!(found.is_ok(), "{example}\n{found:?}");
    }
    // One child over all.
    let found = Config::parse("tunables.root = { MIN = 1, rpc = { MIN = 4 } }", &instances);
    let explained = tunables::explain(&found.unwrap_or_default().settings, &nodes);
    assert!(explained.contains("root: MIN of rpc = 4\n"), "{explained}");
    assert!(
        explained.contains("root: MIN of other = 1\n"),
        "{explained}"
    );
}

#[test]
fn the_meaning_is_explained() {
    let config = parse(
        "limits = { max_threads = 10, exit_dump_len = 0 }\nrules = [{ to = \"primary\", comm = \"x\" }, { to = \"primary\" }]",
    );
    assert_eq!(
        config.explain(Path::new("flux.toml"), NODES, 1),
        "flux.toml: all of it is right\n\
         instances: root (Roci) { primary (Biff), idle (Idle) }\n\
         max_threads: 10\n\
         exit_dump_len: 0 bytes\n\
         rules, the first that fits decides:\n  \
         1 (line 2): comm \"x\" -> primary (Biff)\n  \
         2 (line 2): all threads -> primary (Biff)\n  \
         all others -> primary (Biff)\n"
    );
}
