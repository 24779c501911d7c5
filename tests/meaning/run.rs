//! Calls, and programs that answer them line by line.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// One call of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The entry's index in its case.
    pub entry: usize,
    /// Its arguments.
    pub args: [u64; 4],
}

/// What the programs read.
pub fn lines_of(calls: &[Call]) -> String {
    let line = |call: &Call| {
        let [a, b, c, d] = call.args;
        format!("{} {a} {b} {c} {d}\n", call.entry)
    };
    calls.iter().map(line).collect()
}

/// Runs a program with lines to read; returns the lines that it writes.
///
/// # Errors
/// If it does not end well, with its last answer and what it says.
pub fn answers(mut command: Command, lines: &str) -> Result<Vec<String>, String> {
    let name = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("no input")?;
    let lines_to_write = lines.to_owned();
    // It writes while it reads: both pipes would fill up. One that ends early reads no more.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(lines_to_write.as_bytes());
    });
    let out = child.wait_with_output();
    let out = out.map_err(|error| format!("{name}: {error}"))?;
    writer.join().map_err(|_| "the writer panicked")?;
    let said: Vec<String> = String::from_utf8_lossy(&out.stdout)
        .lines()
        .map(str::to_owned)
        .collect();
    let asked = lines.lines().count();
    if !out.status.success() || said.len() != asked {
        let at = lines.lines().nth(said.len()).unwrap_or_default();
        let stderr = String::from_utf8_lossy(&out.stderr);
        let shown: Vec<&str> = stderr.lines().take(20).collect();
        return Err(format!(
            "{name}: {}, {} of {asked} calls answered, the next was `{at}`:\n{}",
            out.status,
            said.len(),
            shown.join("\n")
        ));
    }
    Ok(said)
}
