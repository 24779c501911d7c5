//! What tests of C rest on: C is compiled as schedulers are, loaded, run, and its memory is read.

use flux_tests::test_run::{self, Loaded, compile, trial};
use std::process::ExitCode;

const C: &str = r#"
#include <flux/kernel.bpf.h>
#include <flux/arr_list.bpf.h>

struct io {
	u64 a;
	u64 b;
	u64 sum;
};

u64 calls SEC(".data.calls") = 40;

SEC("syscall") int add(struct io *io)
{
	calls++;
	io->sum = io->a + io->b;
	return io->sum == 5 ? 5 : -1;
}

/* The verifier cannot know that io->a is in bounds. */
SEC("syscall") int reads_anywhere(struct io *io)
{
	return ((volatile u8 *)&calls)[io->a];
}

char _license[] SEC("license") = "GPL";
"#;

fn io(a: u64, b: u64) -> Vec<u8> {
    [a, b, 0].map(u64::to_ne_bytes).concat()
}

fn runs() -> Result<(), String> {
    let loaded = Loaded::load_if(&compile("runs", C)?, |program| program == "add")?;
    let mut context = io(2, 3);
    assert_eq!(loaded.run("add", &mut context)?, 5);
    assert_eq!(context[16..], 5u64.to_ne_bytes());
    let mut context = io(u64::MAX, 3);
    assert_eq!(loaded.run("add", &mut context)?, u32::MAX);
    assert_eq!(context[16..], 2u64.to_ne_bytes());
    assert_eq!(loaded.memory(".data.calls")?, 42u64.to_ne_bytes());
    loaded.set_memory(".data.calls", &7u64.to_ne_bytes())?;
    loaded.run("add", &mut context)?;
    assert_eq!(loaded.memory(".data.calls")?, 8u64.to_ne_bytes());
    assert!(loaded.run("absent", &mut context).is_err());
    let cost = loaded.cost("add")?;
    // It is a handful of instructions, each looked at at least once.
    assert!((5..50).contains(&cost.verified_insns), "{cost:?}");
    assert!((20..500).contains(&cost.jited_bytes), "{cost:?}");
    assert!(loaded.cost("absent").is_err());
    assert!(loaded.memory("absent").is_err());
    Ok(())
}

fn refuses() -> Result<(), String> {
    let error = Loaded::load(&compile("refuses", C)?).expect_err("the verifier refuses it");
    assert!(error.contains("reads_anywhere"), "{error}");
    assert!(
        error.contains("unbounded") || error.contains("invalid access"),
        "{error}"
    );
    let error = compile("wrong", "int x = y;").expect_err("it is no C");
    assert!(error.contains("undeclared identifier 'y'"), "{error}");
    Ok(())
}

fn main() -> ExitCode {
    test_run::main(vec![
        trial("a_program_runs_and_leaves_its_results", runs),
        trial("what_the_verifier_and_clang_say_is_in_the_error", refuses),
    ])
}
