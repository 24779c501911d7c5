//! flux's own commands: `cargo xtask COMMAND`.
//!
//! Pure Rust, so that it builds on a machine that has nothing but cargo: these
//! commands are what installs the rest.

mod accounts;
mod apt;
mod backports;
mod bench;
mod bless;
mod cache;
mod demo;
mod fuzz;
mod guards;
mod kernel;
mod matrix;
mod meaning;
mod packages;
mod progress;
mod setup;
mod storm;
mod test;
mod verify;
mod vm;
mod vm_command;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// flux's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Bench(bench::Arguments),
    Bless(bless::Arguments),
    Demo(demo::Arguments),
    Fuzz(fuzz::Arguments),
    Guards(guards::Arguments),
    Matrix(matrix::Arguments),
    Meaning(meaning::Arguments),
    Setup(setup::Arguments),
    Storm(storm::Arguments),
    Test(test::Arguments),
    Verify(verify::Arguments),
    Vm(vm_command::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Bless(arguments) => bless::bless(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Fuzz(arguments) => fuzz::fuzz(&arguments),
        Command::Guards(arguments) => guards::run(&arguments),
        Command::Matrix(arguments) => matrix::run(&arguments),
        Command::Meaning(arguments) => meaning::meaning(&arguments),
        Command::Setup(arguments) => setup::setup(&arguments),
        Command::Storm(arguments) => storm::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Vm(arguments) => vm_command::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
