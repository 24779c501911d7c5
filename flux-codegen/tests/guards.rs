//! Where guards end, and what may be done while they live: the C of small ops, statement by
//! statement.

mod common;

use common::{Policy, check_module, emit_tree};

/// The statements of `pick_next_task` with this body: no `#line`, no indentation, and the steps of
/// a lock as `LOCK` and `UNLOCK`.
fn steps(pick: &str) -> Vec<String> {
    let source = Policy {
        pick,
        ..Policy::default()
    }
    .source();
    let emitted = emit_tree("T = policy::P; new_threads => root;", &[("policy", source)]);
    let c = emitted.unwrap_or_else(|found| panic!("{pick}:\n{found}")).c;
    let start = c
        .find("static void flux_policy_pick_next_task(")
        .expect("the op");
    let body = c.get(start..).unwrap_or_default();
    let body = body.split("\n}\n").next().unwrap_or_default();
    let lines = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("#line"));
    let mut steps: Vec<String> = Vec::new();
    for line in lines.skip_while(|line| *line != "{").skip(1) {
        if line.contains(" = flux_lock_sched(") {
            steps.push("LOCK".to_owned());
        } else if line.starts_with("bpf_spin_unlock(") {
            steps.push("UNLOCK".to_owned());
        } else if !line.is_empty() {
            steps.push(line.to_owned());
        }
    }
    steps
}

fn assert_steps(pick: &str, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    assert_eq!(steps(pick), expected, "{pick}");
}

/// The rules that a body breaks.
fn broken(pick: &str) -> Vec<&'static str> {
    let source = Policy {
        pick,
        ..Policy::default()
    }
    .source();
    check_module(&source).1.iter().map(|d| d.id).collect()
}

#[test]
fn a_temporary_ends_with_its_statement() {
    assert_steps(
        "policy.lock().total += 1; cpu.run_idle();",
        "{
            LOCK
            policy->policy.total++;
            UNLOCK
            }
            flux_run_idle(policy, cpu, ctx);",
    );
}

#[test]
fn a_condition_is_over_before_its_block() {
    assert_steps(
        "if policy.lock().total > 3 { cpu.run_idle(); }",
        "bool cond;
            {
            LOCK
            cond = policy->policy.total > 3;
            UNLOCK
            }
            if (cond) {
            flux_run_idle(policy, cpu, ctx);
            }",
    );
}

#[test]
fn if_let_holds_it_in_the_block_but_not_in_else() {
    let pick = "if let Some(t) = policy.lock().queue.pop_front() { t.age.set(1); } else { cpu.run_idle(); }";
    assert_steps(
        pick,
        "struct flux_thread *t;
            LOCK
            t = flux_list_pop_front(&policy->policy.queue, policy.link);
            if (t) {
            t->policy.age = 1;
            UNLOCK
            } else {
            UNLOCK
            flux_run_idle(policy, cpu, ctx);
            }",
    );
    let pick = "if let Some(t) = policy.lock().queue.pop_front() { cpu.run_thread(t, now()); }";
    assert_eq!(broken(pick), ["call-under-lock", "call-under-lock"]);
}

#[test]
fn match_holds_it_in_every_arm() {
    let pick = "match policy.lock().queue.pop_front() { Some(t) => cpu.run_thread(t, SLICE.get()), None => {} }";
    assert_eq!(broken(pick), ["call-under-lock"]);
    let pick = "let next = policy.lock().queue.pop_front();
        match next { Some(t) => cpu.run_thread(t, SLICE.get()), None => {} }";
    assert!(broken(pick).is_empty());
}

#[test]
fn let_else_ends_it_before_else() {
    assert_steps(
        "let Some(t) = policy.lock().queue.pop_front() else { return cpu.run_idle(); };
            cpu.run_thread(t, SLICE.get());",
        "struct flux_thread *t;
            {
            LOCK
            t = flux_list_pop_front(&policy->policy.queue, policy.link);
            UNLOCK
            }
            if (!t) {
            flux_run_idle(policy, cpu, ctx);
            return;
            }
            flux_run_thread(policy, cpu, t, policy->policy.SLICE, ctx);",
    );
}

#[test]
fn every_way_out_releases_a_named_guard() {
    assert_steps(
        "let guard = policy.lock();
            for i in 0..4 { if guard.total == 1 { return; } if i == 2 { break; } }
            assert!(guard.total < 9, \"many\");",
        "LOCK
            for (s32 i = 0; i < 4; i++) {
            if (policy->policy.total == 1) {
            UNLOCK
            return;
            }
            if (i == 2) {
            break;
            }
            }
            if (policy->policy.total >= 9) {
            UNLOCK
            flux_fail(\"test.rs:12: many\");
            return;
            }
            UNLOCK",
    );
}

#[test]
fn a_guard_inside_a_loop_ends_with_each_turn() {
    assert_steps(
        "for i in 0..4u8 { let guard = policy.lock(); if guard.total == 1 { continue; } if guard.total == 2 { break; } }",
        "for (u8 i = 0; i < 4; i++) {
            LOCK
            if (policy->policy.total == 1) {
            UNLOCK
            continue;
            }
            if (policy->policy.total == 2) {
            UNLOCK
            break;
            }
            UNLOCK
            }",
    );
}

#[test]
fn drop_ends_a_guard_where_it_stands() {
    let pick = "let guard = policy.lock(); drop(guard); cpu.run_idle();";
    assert_steps(pick, "LOCK\nUNLOCK\nflux_run_idle(policy, cpu, ctx);");
    let pick = "let guard = policy.lock(); { drop(guard); } cpu.run_idle();";
    assert!(broken(pick).contains(&"drop-in-branch"));
}

#[test]
fn an_underscore_holds_nothing_and_a_name_does() {
    assert!(broken("let _ = policy.lock(); cpu.run_idle();").is_empty());
    assert_eq!(
        broken("let _guard = policy.lock(); cpu.run_idle();"),
        ["call-under-lock"]
    );
}

#[test]
fn a_value_is_read_before_the_lock_is_released() {
    let items = "fn total(p: &Sched<Policy>) -> u64 { p.lock().total + 1 }";
    let pieces = Policy {
        items,
        pick: "if total(policy) > 3 { cpu.run_idle(); }",
        ..Policy::default()
    };
    let emitted = emit_tree(
        "T = policy::P; new_threads => root;",
        &[("policy", pieces.source())],
    )
    .expect("C");
    let read = emitted
        .c
        .find("u64 result")
        .or(emitted.c.find("result = "))
        .expect("the read");
    let after = emitted.c.get(read..).unwrap_or_default();
    let unlock = after.find("bpf_spin_unlock").expect("a release");
    let out = after
        .find("*flux_result = result;")
        .expect("the value goes out");
    assert!(unlock < out, "{after}");
}

#[test]
fn facts_may_be_read_under_the_lock() {
    let runnable =
        "let guard = policy.lock(); if thread.nice() < 0 && policy.nr_cpus() > 1 { return; }";
    let source = Policy {
        runnable,
        ..Policy::default()
    }
    .source();
    assert!(check_module(&source).1.is_empty());
}

#[test]
fn a_branch_that_leaves_may_drop_the_guard_of_the_block_around_it() {
    assert_steps(
        "let mut g = policy.lock();
        if g.total > 3 { drop(g); cpu.run_idle(); return; }
        g.total = 1;",
        "LOCK
        if (policy->policy.total > 3) {
        UNLOCK
        flux_run_idle(policy, cpu, ctx);
        return;
        }
        policy->policy.total = 1;
        UNLOCK",
    );
    // The same in the `else` of a `let`, and in an arm.
    assert!(broken("let g = policy.lock(); let Some(t) = g.queue.front() else { drop(g); return cpu.run_idle(); };").is_empty());
    assert!(
        broken("let g = policy.lock(); match g.total { 0 => { drop(g); return; } _ => {} }")
            .is_empty()
    );
    // A turn of a loop that took it may end early.
    assert!(broken("for i in 0..3 { let g = policy.lock(); if g.total > i { drop(g); cpu.run_idle(); continue; } }").is_empty());
}

#[test]
fn a_guard_is_not_held_on_one_path_only() {
    let bodies = [
        "let g = policy.lock(); if g.total > 3 { drop(g); }",
        "let g = policy.lock(); match g.total { 0 => drop(g), _ => {} }",
        "let g = policy.lock(); for i in 0..3 { drop(g); }",
        "let g = policy.lock(); for i in 0..3 { if i == 1 { drop(g); break; } }",
        "let g = policy.lock(); for i in 0..3 { if i == 1 { drop(g); continue; } }",
        "let g = policy.lock(); if g.total > 3 { { drop(g); } if cpu.id() == 0 { return; } }",
    ];
    for body in bodies {
        assert!(
            broken(body).contains(&"drop-in-branch"),
            "{body}: {:?}",
            broken(body)
        );
    }
}
