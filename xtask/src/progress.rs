//! Says what is going on, on standard error, in lines that read the same on a
//! terminal and in a log.

/// Announces a step.
pub fn step(text: &str) {
    eprintln!("xtask: {text}");
}
