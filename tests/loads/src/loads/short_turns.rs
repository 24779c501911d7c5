//! No load, but what a measurement of latency on an emulated machine begins with.

use anyhow::Result;

/// Makes the CPUs of an emulated machine whose time goes by instructions take short
/// turns, so that none waits long for another. Stays so until the machine ends.
#[derive(clap::Args)]
pub struct Arguments {
    /// How long one turn of all CPUs lasts.
    #[arg(long, value_name = "US", default_value_t = 100)]
    period_us: u64,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<String> {
    load_parts::pulse::start(arguments.period_us)?;
    Ok(format!(
        "a turn of all CPUs lasts {} us",
        arguments.period_us
    ))
}
