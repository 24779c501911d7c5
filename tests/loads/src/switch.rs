//! The switch by which a CPU goes offline and comes back.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// The file that takes a CPU away; dropped, it gives the CPU back.
pub struct Switch(PathBuf);

impl Switch {
    /// The CPU's.
    ///
    /// # Errors
    ///
    /// If it cannot be taken away.
    pub fn of(cpu: usize) -> Result<Self> {
        let path = PathBuf::from(format!("/sys/devices/system/cpu/cpu{cpu}/online"));
        if !path.is_file() {
            bail!("{} is missing: CPU {cpu} cannot go away", path.display());
        }
        Ok(Self(path))
    }

    /// Takes it away or gives it back; returns how long it took.
    ///
    /// # Errors
    ///
    /// If the kernel refuses.
    pub fn set(&self, online: bool) -> Result<Duration> {
        let start = Instant::now();
        let text = if online { "1" } else { "0" };
        std::fs::write(&self.0, text)
            .with_context(|| format!("cannot write {text} to {}", self.0.display()))?;
        Ok(start.elapsed())
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        // Failure means that it is online already.
        let _ = self.set(true);
    }
}
