//! The CPU schedulers of the library on a machine that does what they say: their C, compiled
//! natively, is told of threads that come and go, of ticks and of CPUs, and what each child
//! then has must be what the policy promises.
//!
//! `policies/model.h` stands for the core, `policies/machine.h` is the machine. Nothing of a
//! policy is written here a second time: only what may be expected of it.

use flux_codegen::SourceFile;
use flux_tests::workspace;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

/// CPUs of the machine.
const CPUS: u32 = 8;
/// Caches of the machine, with `CPUS / CACHES` CPUs each.
const CACHES: u32 = 2;
/// Events of one run, and how many runs there are.
const EVENTS: usize = 60;
const RUNS: u64 = 60;

/// The C of a hierarchy whose root is `policy`, with the model around it.
fn program(policy: &str, tree: &str, settings: &str) -> String {
    let parse = |name: &str| {
        if name == "leaf" {
            return parse_leaf();
        }
        let path = workspace().join(format!("schedulers/src/{name}.rs"));
        let text = std::fs::read_to_string(&path).expect("a scheduler of the library");
        let file: syn::File = syn::parse_file(&text).expect("Rust");
        let is_it =
            |item: &syn::Item| matches!(item, syn::Item::Mod(module) if module.ident == name);
        let module = file.items.into_iter().find(is_it);
        let Some(syn::Item::Mod(module)) = module else {
            panic!("no module `{name}`");
        };
        let source = SourceFile::new(format!("{name}.rs"), name);
        flux_codegen::parse_subsched(&module, &source).unwrap_or_else(|found| panic!("{found}"))
    };
    let types: HashMap<&str, _> = [policy, "leaf", "idle"]
        .map(|name| (name, parse(name)))
        .into();
    let file = SourceFile::new("tree.rs", "tests");
    let tree = flux_codegen::parse_hierarchy(tree.parse().expect("tokens"), &file);
    let resolve = |path: &syn::Path| {
        let first = path.segments.first().expect("a segment").ident.to_string();
        Ok(&types[first.as_str()])
    };
    let model = flux_codegen::check(&tree.expect("a tree"), &resolve);
    let c = flux_codegen::emit(&model.unwrap_or_else(|found| panic!("{found}"))).c;
    let (head, rest) = c
        .split_once("#include <flux/core.bpf.h>")
        .expect("the core");
    let (body, _) = rest
        .split_once("#include <flux/callbacks.bpf.h>")
        .expect("callbacks");
    let mut text = include_str!("meaning/model/native.h").to_owned();
    text += &head.replace("#include <flux/flux.bpf.h>", "");
    text += include_str!("policies/model.h");
    text += body;
    text += settings;
    text += include_str!("policies/machine.h");
    text
}

/// A child that has threads, of which the machine keeps the number.
fn parse_leaf() -> flux_codegen::Subsched {
    let module = syn::parse_str(
        "mod leaf {
            use flux::prelude::*;
            #[sched] struct Leaf {}
            #[thread] struct LeafThread { seen: bool }
            impl ThreadScheduler for Leaf {
                fn thread_runnable(_leaf: &Sched<Self>, thread: &Thread<Self>) { thread.seen.set(true); }
                fn pick_next_task(_leaf: &Sched<Self>, cpu: &Cpu<Self>) { cpu.yield_to_parent(); }
            }
        }",
    );
    let source = SourceFile::new("leaf.rs", "tests");
    flux_codegen::parse_subsched(&module.expect("a module"), &source).expect("sound")
}

/// How the machine sets and shows what belongs to a type.
fn settings(policy: &str, per_child: &[&str], share: &str, home: &str) -> String {
    let mut sets = String::new();
    for name in per_child {
        let _ = writeln!(
            sets,
            "\tif (!strcmp(name, \"{name}\"))\n\t\tmodel_root->{policy}.{name}[flux_sched_at(child)->f.index] = value;"
        );
    }
    format!(
        "static void model_set(u32 child, const char *name, u64 value)\n{{\n{sets}}}\n\
         static u32 model_share(u32 child)\n{{\n\treturn {share};\n}}\n\
         static u32 model_home(struct flux_cpu *cpu)\n{{\n\treturn {home};\n}}\n"
    )
}

/// A compiled machine.
struct Compiled {
    program: PathBuf,
    _dir: tempfile::TempDir,
}

impl Compiled {
    fn new(c: &str) -> Compiled {
        let dir = tempfile::tempdir().expect("a folder");
        let (file, program) = (dir.path().join("machine.c"), dir.path().join("machine"));
        std::fs::write(&file, c).expect("written");
        let out = Command::new("cc")
            .args(["-std=gnu11", "-O1", "-w", "-I"])
            .arg(workspace().join("flux-build/bpf"))
            .args(["-fsanitize=undefined", "-fno-sanitize-recover=all", "-o"])
            .args([&program, &file])
            .output()
            .expect("a C compiler");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{said}");
        Compiled { program, _dir: dir }
    }
}

/// A running machine.
struct Machine {
    process: Child,
    out: BufReader<ChildStdout>,
}

/// One child: CPUs that it has, threads, and its share.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    held: i64,
    wanted: i64,
    share: i64,
}

/// One CPU: who has it, its cache, its home (1 is the first child, 0 none).
#[derive(Clone, Copy, Debug)]
struct ShownCpu {
    owner: u32,
    llc: u32,
    home: u32,
}

impl Machine {
    fn start(compiled: &Compiled) -> Machine {
        let mut process = Command::new(&compiled.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let out = BufReader::new(process.stdout.take().expect("piped"));
        let mut machine = Machine { process, out };
        machine.tell(&format!("cpus {CPUS} {CACHES}"));
        machine
    }

    fn tell(&mut self, command: &str) {
        let to = self.process.stdin.as_mut().expect("piped");
        writeln!(to, "{command}").expect("it listens");
    }

    /// Children by their ids from 2, and CPUs.
    fn show(&mut self) -> (Vec<Shown>, Vec<ShownCpu>) {
        self.tell("show");
        let (mut children, mut cpus) = (Vec::new(), Vec::new());
        loop {
            let mut line = String::new();
            let read = self.out.read_line(&mut line).expect("text");
            assert!(read > 0, "the machine has ended");
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |at: usize| words[at].parse::<i64>().expect("a number");
            match words[0] {
                "child" => children.push(Shown {
                    held: number(2),
                    wanted: number(3),
                    share: number(4),
                }),
                "cpu" => cpus.push(ShownCpu {
                    owner: number(2) as u32,
                    llc: number(3) as u32,
                    home: number(4) as u32,
                }),
                _ => return (children, cpus),
            }
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the test has set for one child.
#[derive(Clone, Copy, Debug)]
struct Settings {
    fixed: i64,
    min: i64,
    max: i64,
    weight: i64,
}

impl Settings {
    fn most(&self) -> i64 {
        if self.fixed > 0 { self.fixed } else { self.max }
    }

    fn least(&self) -> i64 {
        if self.fixed > 0 {
            self.fixed
        } else {
            self.min.min(self.max)
        }
    }
}

/// What is promised of shares, whoever wants what.
fn check_shares(children: &[Shown], settings: &[Settings], online: i64, what: &str) {
    let sum: i64 = children.iter().map(|child| child.share).sum();
    assert!(sum <= online, "{what}: more is shared than there is");
    let may_grow = |(child, set): &(&Shown, &Settings)| child.share < set.most() && set.weight > 0;
    let pairs = || children.iter().zip(settings);
    assert!(
        sum == online || !pairs().any(|pair| may_grow(&pair)),
        "{what}: {} CPUs are nobody's",
        online - sum
    );
    let mut left = online;
    for (child, set) in pairs() {
        assert!(child.share <= set.most(), "{what}: a maximum");
        assert!(child.share >= set.least().min(left), "{what}: a minimum");
        left = (left - set.least()).max(0);
    }
    // Weights, between children that nothing else limits: no part is short of a CPU more than another.
    let free = || pairs().filter(|pair| may_grow(pair) && pair.1.least() == 0);
    for (one, set) in free() {
        for (other, other_set) in free() {
            assert!(
                (one.share - 1) * other_set.weight <= (other.share + 1) * set.weight,
                "{what}: weights {} and {} of {} and {}",
                set.weight,
                other_set.weight,
                one.share,
                other.share
            );
        }
    }
}

/// What is promised after a tick.
fn check_work(children: &[Shown], settings: &[Settings], idle: i64, what: &str) {
    let wants =
        |child: &Shown, set: &Settings| child.wanted > child.held && child.held < set.most();
    for (child, set) in children.iter().zip(settings) {
        assert!(
            child.held >= 0 && child.held <= child.wanted.max(0),
            "{what}: accounts"
        );
        assert!(
            !wants(child, set) || idle == 0,
            "{what}: a CPU idles in vain"
        );
        // Who is above its maximum goes on until somebody waits for a CPU: no thread would come.
        let somebody_waits = children
            .iter()
            .zip(settings)
            .any(|(one, set)| wants(one, set));
        assert!(
            child.held <= set.most() || idle == 0 || !somebody_waits,
            "{what}: above its maximum"
        );
    }
}

/// Looks at children, CPUs, what was set and how many CPUs are online; the text says where.
type Check<'a> = dyn Fn(&[Shown], &[ShownCpu], &[Settings], i64, &str) + 'a;

/// Runs random events; `check` looks at what there is after a tick.
fn storm(compiled: &Compiled, nr_children: u32, ticks: u32, check: &Check<'_>) {
    for seed in 0..RUNS {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut machine = Machine::start(compiled);
        let plain = Settings {
            fixed: 0,
            min: 0,
            max: 512,
            weight: 100,
        };
        let mut settings = vec![plain; nr_children as usize];
        let mut online = vec![true; CPUS as usize];
        // Shares follow at ticks, and without anybody running there are none.
        let mut settling = true;
        for event in 0..EVENTS {
            let child = random.u32(0..nr_children);
            let at = child as usize;
            match random.u32(0..10) {
                0 => {
                    let set = &mut settings[at];
                    let (name, value) = match random.u32(0..4) {
                        0 => ("CPUS", &mut set.fixed),
                        1 => ("MIN", &mut set.min),
                        2 => ("MAX", &mut set.max),
                        _ => ("WEIGHT", &mut set.weight),
                    };
                    *value = match name {
                        "CPUS" | "MIN" => *random.choice(&[0, 0, 1, 2, 3]).unwrap_or(&0),
                        "MAX" => *random.choice(&[512, 1, 2, 4, 6]).unwrap_or(&512),
                        _ => *random.choice(&[100, 1, 50, 200, 300]).unwrap_or(&100),
                    };
                    let value = *value;
                    // Who waits for a higher maximum gets one CPU at each tick.
                    machine.tell(&format!("want {} 0", child + 2));
                    machine.tell(&format!("set {} {name} {value}", child + 2));
                    settling = true;
                }
                1 => {
                    let cpu = random.usize(1..CPUS as usize);
                    online[cpu] = !online[cpu];
                    machine.tell(&format!("online {cpu} {}", u32::from(online[cpu])));
                    settling = true;
                }
                _ => {
                    let threads = random.u32(0..CPUS + 4);
                    machine.tell(&format!("want {} {threads}", child + 2));
                }
            }
            for _ in 0..if settling { 12 } else { ticks } {
                machine.tell("tick");
            }
            let (children, cpus) = machine.show();
            let (idle, children) = children.split_last().expect("idle comes last");
            let what = format!("run {seed}, event {event}: {children:?}, {settings:?}, {cpus:?}");
            let nr_online = online.iter().filter(|online| **online).count() as i64;
            let held: i64 = children.iter().map(|child| child.held).sum();
            assert_eq!(held + idle.held, nr_online, "{what}");
            if held > 0 {
                settling = false;
                check(children, &cpus, &settings, nr_online, &what);
                check_work(children, &settings, idle.held, &what);
            }
        }
    }
}

const TUNABLES: [&str; 4] = ["CPUS", "MIN", "MAX", "WEIGHT"];

#[test]
fn split_keeps_everybody_within_one_cpu_of_the_shares() {
    let tree =
        "T = split::S { a: leaf::L, b: leaf::L, c: leaf::L, idle: idle::I }; new_threads => a;";
    let share = "model_root->split.share[flux_sched_at(child)->f.index]";
    let compiled = Compiled::new(&program(
        "split",
        tree,
        &settings("split", &TUNABLES, share, "0"),
    ));
    storm(&compiled, 3, 1, &|children, _, settings, online, what| {
        check_shares(children, settings, online, what);
        let above = |child: &Shown| child.held - child.share;
        for (child, set) in children.iter().zip(settings) {
            let wants = child.wanted > child.held && child.held < set.most();
            for other in children.iter().filter(|other| other.held > 0) {
                assert!(
                    !wants || above(other) <= above(child) + 1,
                    "{what}: {child:?} waits"
                );
            }
        }
    });
}

#[test]
fn topo_gives_children_cpus_of_their_own() {
    let tree =
        "T = topo::T { a: leaf::L, b: leaf::L, c: leaf::L, idle: idle::I }; new_threads => a;";
    let share = "model_root->topo.share[flux_sched_at(child)->f.index]";
    let home = "cpu->part[FLUX_NODE_ROOT].topo.home";
    let compiled = Compiled::new(&program(
        "topo",
        tree,
        &settings("topo", &TUNABLES, share, home),
    ));
    // A child that gets its own CPU leaves the other one at the next tick.
    storm(&compiled, 3, 2, &|children,
                             cpus,
                             settings,
                             online,
                             what| {
        check_shares(children, settings, online, what);
        for (at, (child, set)) in children.iter().zip(settings).enumerate() {
            let wants = child.wanted > child.held && child.held < set.most();
            let home = at as u32 + 1;
            let lent = |cpu: &&ShownCpu| cpu.home == home && cpu.owner > 1 && cpu.owner != home + 1;
            assert!(
                !wants || !cpus.iter().any(|cpu| lent(&cpu)),
                "{what}: {child:?} waits"
            );
        }
    });
}

#[test]
fn topo_gives_whole_caches_where_shares_are_such() {
    let tree =
        "T = topo::T { a: leaf::L, b: leaf::L, c: leaf::L, idle: idle::I }; new_threads => a;";
    let share = "model_root->topo.share[flux_sched_at(child)->f.index]";
    let home = "cpu->part[FLUX_NODE_ROOT].topo.home";
    let compiled = Compiled::new(&program(
        "topo",
        tree,
        &settings("topo", &TUNABLES, share, home),
    ));
    let mut machine = Machine::start(&compiled);
    // The second child has as many CPUs as a cache; the others share the other cache.
    for command in ["set 2 CPUS 3", "set 3 CPUS 4", "set 4 CPUS 1"] {
        machine.tell(command);
    }
    for child in 2..5 {
        machine.tell(&format!("want {child} 8"));
    }
    for _ in 0..4 {
        machine.tell("tick");
    }
    let (children, cpus) = machine.show();
    let held: Vec<i64> = children.iter().map(|child| child.held).collect();
    assert_eq!(held, [3, 4, 1, 0]);
    let caches = |owner: u32| {
        let of_owner = cpus.iter().filter(|cpu| cpu.owner == owner);
        let mut caches: Vec<u32> = of_owner.map(|cpu| cpu.llc).collect();
        caches.dedup();
        caches
    };
    assert_eq!((caches(3), caches(2)), (vec![0], vec![1]), "{cpus:?}");
}

#[test]
fn prov_serves_prio_first_and_bounds_it() {
    let tree = "T = prov::P { prio: leaf::L, next: leaf::L, last: leaf::L, idle: idle::I }; new_threads => next;";
    let sets = "static void model_set(u32 child, const char *name, u64 value)\n{\n\
         \tif (!strcmp(name, \"MOST\"))\n\t\tmodel_root->prov.MAX_PRIO_CPUS = value;\n\
         \telse\n\t\tmodel_root->prov.PRIO_CPUS[0] = value;\n}\n\
         static u32 model_share(u32 child)\n{\n\treturn 0;\n}\n\
         static u32 model_home(struct flux_cpu *cpu)\n{\n\treturn 0;\n}\n";
    let compiled = Compiled::new(&program("prov", tree, sets));
    for seed in 0..RUNS {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut machine = Machine::start(&compiled);
        let most = random.i64(1..6);
        machine.tell(&format!("set 2 MOST {most}"));
        machine.tell("set 2 CPUS 3");
        for event in 0..EVENTS {
            let (child, threads) = (random.u32(2..5), random.u32(0..CPUS + 4));
            machine.tell(&format!("want {child} {threads}"));
            // At the first prio takes from the others, at the second next from last, and then
            // prio is where it is to be.
            for _ in 0..4 {
                machine.tell("tick");
            }
            let (children, cpus) = machine.show();
            let what = format!("run {seed}, event {event}: at most {most}, {children:?}, {cpus:?}");
            let [prio, next, last, idle] = children[..] else {
                panic!("{what}");
            };
            let waits = |child: Shown| child.wanted > child.held;
            assert!(prio.held <= most, "{what}: more than it may have");
            let prio_waits = waits(prio) && prio.held < most;
            assert!(
                !prio_waits || next.held + last.held + idle.held == 0,
                "{what}"
            );
            assert!(!waits(next) || last.held + idle.held == 0, "{what}");
            assert!(!waits(last) || idle.held == 0, "{what}");
            // prio is where it is to be, whether others wait or not.
            let own = cpus.iter().take(2).filter(|cpu| cpu.owner == 2).count() as i64;
            assert_eq!(own, prio.held.min(2), "{what}: not on its own CPUs");
        }
    }
}

#[test]
fn split_and_topo_divide_in_the_same_words() {
    let functions = |name: &str| {
        let path = workspace().join(format!("schedulers/src/{name}.rs"));
        let text = std::fs::read_to_string(path).expect("a scheduler of the library");
        let from = text.find("    fn most(").expect("the first of them");
        let to = text.find("    fn divide(").expect("the last of them");
        let capital = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        text[from..to]
            .replace(&capital, "Type")
            .replace(name, "name")
    };
    let plain = |text: String| text.split_whitespace().collect::<String>();
    let (split, topo) = (plain(functions("split")), plain(functions("topo")));
    assert!(split.len() > 1_000 && split == topo, "{split}\n{topo}");
}
