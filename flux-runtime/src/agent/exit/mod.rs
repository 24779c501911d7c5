//! Why the kernel removed a scheduler, in words: what happened, which thread it
//! was about, which subscheduler had it, and what to do.

mod code;
mod kind;
mod message;
mod owner;

use std::fmt;
use std::path::PathBuf;

use crate::api::Node;
use crate::data::Data;
use crate::load::ExitState;
use crate::temp_file;

use code::ExitCode;
use message::Named;

pub use kind::ExitKind;

/// Lines about subschedulers that a report shows; the dump has all.
const SHOWN_NODES: usize = 12;

/// The end of a scheduler, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitReport {
    /// The scheduler's name.
    pub scheduler: String,
    /// What kind of end it was.
    pub kind: ExitKind,
    state: ExitState,
    thread: Option<Named>,
    /// Who had the thread, and since when.
    owner: Option<String>,
    dump_file: Option<PathBuf>,
}

impl ExitReport {
    /// Puts the kernel's record into words.
    pub fn new(scheduler: &str, state: ExitState) -> Self {
        let thread = message::thread(&state.message);
        let owner = thread
            .as_ref()
            .and_then(|thread| owner::in_dump(&state.dump, thread.pid));
        Self {
            scheduler: scheduler.to_owned(),
            kind: ExitKind::new(state.kind),
            state,
            thread,
            owner,
            dump_file: None,
        }
    }

    /// Looks for the thread's subscheduler in the scheduler's records if the
    /// kernel's dump did not tell.
    pub fn ask_records(&mut self, data: &Data, nodes: &[Node]) {
        if let (Some(thread), None) = (&self.thread, &self.owner) {
            self.owner = owner::in_records(data, nodes, thread.pid);
        }
    }

    fn code(&self) -> ExitCode {
        ExitCode(self.state.code)
    }

    /// Whether the kernel wants the scheduler to be loaded again.
    pub fn wants_restart(&self) -> bool {
        self.code().asks_for_restart() && matches!(self.kind, ExitKind::Itself | ExitKind::Kernel)
    }

    /// Why the kernel wants that, for a line about it.
    pub fn restart_cause(&self) -> String {
        let cause = self.code().reason().unwrap_or("the kernel asked for it");
        if self.state.message.is_empty() {
            cause.to_owned()
        } else {
            format!("{cause} ({})", self.state.message)
        }
    }

    /// Keeps the kernel's debug dump in a file, if there is one.
    pub fn keep_dump(&mut self) {
        if !self.state.dump.is_empty() {
            let name = format!("{}-dump", self.scheduler);
            self.dump_file = temp_file::keep(&name, &self.state.dump).ok();
        }
    }

    /// What the scheduler's own error says: it names a line, or is flux's.
    fn reported_remedy(&self) -> Option<String> {
        if self.kind != ExitKind::Reported {
            return None;
        }
        let place = message::place(&self.state.message)?;
        Some(format!(
            "The condition at {place} did not hold, or the panic there was reached: that is the \
             subscheduler's policy, look there"
        ))
    }

    fn remedy(&self) -> String {
        let meaning = message::meaning(&self.state.message);
        self.reported_remedy()
            .or_else(|| meaning.map(|meaning| meaning.remedy.to_owned()))
            .unwrap_or_else(|| self.kind.remedy().to_owned())
    }

    fn write_thread(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(thread) = &self.thread else {
            return Ok(());
        };
        let unknown = "no subscheduler had it: it lived without an id, or is of a class above";
        let owner = self.owner.as_deref().unwrap_or(unknown);
        write!(
            f,
            "\n  thread {} (pid {}): {owner}",
            thread.name, thread.pid
        )
    }

    fn write_nodes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in owner::nodes_in_dump(&self.state.dump)
            .take(SHOWN_NODES)
            .enumerate()
        {
            if index == 0 {
                write!(f, "\n  its subschedulers at that moment:")?;
            }
            write!(f, "\n    {line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ExitReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was removed: {}", self.scheduler, self.kind.cause())?;
        let (reason, message) = (&self.state.reason, &self.state.message);
        if !message.is_empty() {
            write!(f, "\n  {reason}: {message}")?;
        } else if !reason.is_empty() {
            write!(f, "\n  {reason}")?;
        }
        if let Some(meaning) = message::meaning(message) {
            write!(f, "\n  {}", meaning.what)?;
        }
        self.write_thread(f)?;
        self.write_nodes(f)?;
        if self.state.code != 0 {
            write!(f, "\n  {}", self.code())?;
        }
        write!(
            f,
            "\nThe machine is back on the kernel's own scheduler. {}.",
            self.remedy()
        )?;
        if let Some(path) = &self.dump_file {
            write!(f, "\nThe kernel's debug dump is in {}", path.display())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
