//! Reads what the scripts print in a test machine, and judges each stage.

use crate::demo::verdict::Verdict;

use super::results::{Demo, Load, Refusal};

/// Judges the lines of `load.sh`.
pub fn load(output: &str, rounds: u32, trouble: Option<&str>) -> Load {
    let mut load = Load::default();
    let mut detached = 0;
    for line in output.lines().filter_map(|line| line.strip_prefix("LOAD ")) {
        match line.split_once(' ') {
            Some(("attached", ms)) => load.attach_ms.extend(ms.parse::<u64>().ok()),
            Some(("failed", why)) => load.problems.push(why.to_owned()),
            _ if line == "detached" => detached += 1,
            _ => load.problems.push(format!("the script said `{line}`")),
        }
    }
    if load.problems.is_empty() && detached < rounds {
        let why = trouble.unwrap_or("the script ended early");
        load.problems.push(format!(
            "it attached and detached {detached} of {rounds} times: {why}"
        ));
    }
    load
}

/// Judges the lines of the demo.
pub fn demo(output: &str, trouble: Option<String>) -> Demo {
    let verdict = Verdict::of(output, trouble);
    let nodes = verdict.accounts().map(|accounts| accounts.nodes.as_slice());
    let sum =
        |count: fn(&crate::accounts::Node) -> u64| nodes.unwrap_or(&[]).iter().map(count).sum();
    Demo {
        loads: verdict.loads_done(),
        seconds: verdict.seconds(),
        picks: sum(|node| node.picks),
        rescues: sum(|node| node.rescues),
        problems: verdict.problems().to_vec(),
    }
}

/// Words that hello's message has to have, whatever the kernel.
const WORDS: [&str; 2] = ["Error: ", "this kernel"];

/// Words for a kernel that has no sched_ext, …
const WORDS_WITHOUT: [&str; 2] = ["CONFIG_SCHED_CLASS_EXT", "Linux 6.16 or newer"];

/// … and for one that has it, but does not describe what it has.
const WORDS_BROKEN: [&str; 3] = ["does not describe functions", "scx_", "boot another kernel"];

/// Words that no message has.
const NOT_WORDS: [&str; 3] = ["panicked", "RUST_BACKTRACE", "libbpf:"];

/// Judges what hello said on a kernel that it cannot run on.
pub fn refusal(output: &str, release: &str) -> Refusal {
    let lines_of = |key: &str| {
        let start = format!("REFUSAL {key} ");
        let lines = output
            .lines()
            .filter_map(|line| line.strip_prefix(&start).map(str::to_owned));
        lines.collect::<Vec<String>>()
    };
    let said = lines_of("said");
    let text = said.join("\n");
    let mut problems = Vec::new();
    let status = lines_of("status");
    if status != ["1"] {
        problems.push(format!(
            "it ended with status {} instead of 1",
            status.join(" ")
        ));
    }
    let state = lines_of("state").join(" ");
    let of_kernel: &[&str] = match state.as_str() {
        "absent" => &WORDS_WITHOUT,
        "disabled" => &WORDS_BROKEN,
        other => {
            problems.push(format!("it left sched_ext {other}"));
            &[]
        }
    };
    for word in WORDS.iter().chain(of_kernel).chain([&release]) {
        if !text.contains(word) {
            problems.push(format!("it did not say `{word}`"));
        }
    }
    for word in NOT_WORDS {
        if text.contains(word) {
            problems.push(format!("it said `{word}`"));
        }
    }
    Refusal {
        said: text,
        problems,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_counts() {
        let output = "LOAD attached 250\nLOAD detached\nnoise\nLOAD attached 300\nLOAD detached\n";
        let good = load(output, 2, None);
        assert_eq!((good.attach_ms, good.problems.len()), (vec![250, 300], 0));
        let problems = load(output, 3, Some("the kernel broke")).problems;
        assert_eq!(
            problems,
            ["it attached and detached 2 of 3 times: the kernel broke"]
        );
        let problems = load("LOAD failed hello did not attach (time 1)\n", 3, None).problems;
        assert_eq!(problems, ["hello did not attach (time 1)"]);
    }

    #[test]
    fn the_demos_figures_are_summed() {
        let output = "DEMO cpus 2\nDEMO load 0 3 enabled a\nDEMO load 0 4 enabled b\n\
            DEMO attached enabled 0\n\
            DEMO accounts {\"balanced\":true,\"nodes\":[\
            {\"name\":\"primary\",\"type\":\"Biff\",\"picks\":70,\"rescues\":1},\
            {\"name\":\"idle\",\"type\":\"Idle\",\"cpus\":2}]}\n\
            DEMO agent 0 disabled\n";
        let good = demo(output, None);
        assert_eq!(
            (good.loads, good.seconds, good.picks, good.rescues),
            (2, 7, 70, 1)
        );
        assert!(good.problems.is_empty(), "{:?}", good.problems);
        assert!(
            !demo(output, Some("it broke".to_owned()))
                .problems
                .is_empty()
        );
        assert!(!demo("", None).problems.is_empty());
    }

    const OFF: &str = "REFUSAL said Error: this kernel, 6.12.1, was built without. flux needs Linux \
        6.16 or newer, built with CONFIG_SCHED_CLASS_EXT=y\nREFUSAL status 1\nREFUSAL state absent\n";
    const BROKEN: &str = "REFUSAL said Error: this kernel, 7.1.13, does not describe functions that \
        the scheduler calls: scx_bpf_x. It is broken: boot another kernel\nREFUSAL status 1\n\
        REFUSAL state disabled\n";

    #[test]
    fn the_sentence_has_to_fit_the_kernel() {
        assert_eq!(refusal(OFF, "6.12.1").problems, [""; 0]);
        assert_eq!(refusal(BROKEN, "7.1.13").problems, [""; 0]);
        for (output, release) in [
            (OFF.to_owned(), "6.12.2"),
            (OFF.replace("status 1", "status 101"), "6.12.1"),
            (OFF.replace("was built", "panicked"), "6.12.1"),
            (OFF.replace("absent", "disabled"), "6.12.1"),
            (BROKEN.replace("disabled", "enabled"), "7.1.13"),
            (BROKEN.replace("scx_bpf_x", "nothing"), "7.1.13"),
            (String::new(), "7.1.13"),
        ] {
            assert!(!refusal(&output, release).problems.is_empty(), "{output}");
        }
    }
}
