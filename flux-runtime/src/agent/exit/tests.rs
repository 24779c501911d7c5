//! Reports of ends as kernels tell them.

use super::*;

const DUMP: &str = "\
kworker/0:1[9] triggered exit kind 1026:
  runnable task stall (sh y[77] failed to run for 30.720s)

flux: instance root: holds 2 CPUs, wants 3; 0 threads, 0 linked, 0 held, 0 claimed, 0 in a fallback queue
flux: instance primary: holds 1 CPUs, wants 3; 40 threads, 2 linked, 0 held, 1 claimed, 0 in a fallback queue
flux:   of these pid 77 waits longest, 30500 ms

 R sh y[77] -30720ms
    flux: pid 77: primary has it, id 12, picked, and not run since, waits for 30500 ms
 R sh[770] -20ms
    flux: pid 770: primary has it, id 13, on a list of its policy, waits for 0 ms
";

fn state(kind: i32, message: &str) -> ExitState {
    ExitState {
        kind,
        code: 0,
        reason: "the kernel's word".to_owned(),
        message: message.to_owned(),
        dump: String::new(),
    }
}

#[test]
fn a_stall_names_the_thread_and_who_had_it_since_when() {
    let state = ExitState {
        dump: DUMP.to_owned(),
        ..state(1026, "sh y[77] failed to run for 30.720s")
    };
    assert_eq!(
        ExitReport::new("hello", state).to_string(),
        "hello was removed: a thread waited too long for a CPU (the kernel's watchdog)\n  \
         the kernel's word: sh y[77] failed to run for 30.720s\n  \
         thread sh y (pid 77): primary has it, id 12, picked, and not run since, waits \
         for 30500 ms\n  \
         its subschedulers at that moment:\n    \
         root: holds 2 CPUs, wants 3; 0 threads, 0 linked, 0 held, 0 claimed, 0 in a fallback \
         queue\n    \
         primary: holds 1 CPUs, wants 3; 40 threads, 2 linked, 0 held, 1 claimed, 0 in a fallback \
         queue\n\
         The machine is back on the kernel's own scheduler. flux should run such threads itself \
         (rescues), so please report this, with the dump. A machine whose CPUs are all busy with \
         realtime threads can cause it, too."
    );
}

#[test]
fn a_thread_that_nobody_had_is_said_to_be_so() {
    let text = ExitReport::new("hello", state(1026, "sh[78] failed to run for 30.720s"));
    let text = text.to_string();
    assert!(
        text.contains("\n  thread sh (pid 78): no subscheduler had it"),
        "{text}"
    );
}

#[test]
fn every_kind_says_what_and_what_to_do() {
    for (kind, words) in [
        (0, "still is attached"),
        (1, "gone, and not why"),
        (2, "a reason that this version of flux does not know"),
        (64, "detached it"),
        (65, "asked the kernel"),
        (66, "the kernel removed it"),
        (67, "SysRq-S"),
        (68, "attached to ended"),
        (69, "attached to removed it"),
        (70, "without an error, for a reason that this version"),
        (1023, "without an error, for a reason that this version"),
        (1024, "does not allow"),
        (1025, "reported an error"),
        (1026, "watchdog"),
        (1027, "again and again"),
        (1028, "rescue queue"),
        (1029, "for an error that this version"),
        (4711, "for an error that this version"),
        (-1, "a reason that this version of flux does not know"),
    ] {
        let text = ExitReport::new("hello", state(kind, "x")).to_string();
        assert!(text.contains(words), "{kind}: {text}");
        assert!(
            text.contains("back on the kernel's own scheduler. "),
            "{text}"
        );
        assert!(text.ends_with('.') && !text.ends_with(".."), "{text}");
    }
}

#[test]
fn a_policy_s_own_error_points_to_its_line() {
    let text = ExitReport::new("hello", state(1025, "biff.rs:26: too old: 100%")).to_string();
    assert!(
        text.contains("The condition at biff.rs:26 did not hold"),
        "{text}"
    );
    let text = ExitReport::new("hello", state(1025, "flux: instance 3 has no lock")).to_string();
    assert!(text.contains("please report it"), "{text}");
}

#[test]
fn the_kernel_s_sentences_are_explained() {
    let message = "watchdog failed to check in for 30.100s";
    let text = ExitReport::new("hello", state(1026, message)).to_string();
    assert!(text.contains("watchdog itself got no CPU"), "{text}");
    assert!(text.contains("Realtime threads that never sleep"), "{text}");
}

#[test]
fn only_the_kernel_s_restart_restarts() {
    const RESTART_HOTPLUG: i64 = 1 << 48 | 1 << 32;
    let report = |kind, code| {
        let state = ExitState {
            code,
            ..state(kind, "cpu 1 going offline, exiting scheduler")
        };
        ExitReport::new("hello", state)
    };
    assert!(report(66, RESTART_HOTPLUG).wants_restart());
    assert_eq!(
        report(66, RESTART_HOTPLUG).restart_cause(),
        "a CPU came or went (cpu 1 going offline, exiting scheduler)"
    );
    assert!(!report(66, 0).wants_restart());
    assert!(!report(1025, RESTART_HOTPLUG).wants_restart());
}
