//! Side three: the emitted C as BPF, verified and compiled by this machine's kernel.

use crate::outcome::{Ending, Outcome, exit_text};
use crate::run::Call;
use flux_tests::test_run::{Loaded, compile};
use std::collections::BTreeMap;

/// Words of the verifier for a program that is right and larger than it will look at.
const TOO_LARGE: [&str; 2] = ["BPF program is too large", "is too complex"];

/// An object in the kernel.
#[derive(Debug)]
pub struct Kernel {
    loaded: Loaded,
    /// Entries that the verifier gives up on, as it may with large programs.
    pub too_large: BTreeMap<usize, String>,
}

impl Kernel {
    /// Compiles the C and loads it.
    ///
    /// # Errors
    /// What clang says, or why the verifier holds an entry for wrong.
    pub fn load(c: &str, entries: usize) -> Result<Kernel, String> {
        let object =
            compile("meaning", c).map_err(|log| format!("clang refuses it for BPF:\n{log}"))?;
        let mut too_large = BTreeMap::new();
        if let Ok(loaded) = Loaded::load(&object) {
            return Ok(Kernel { loaded, too_large });
        }
        for entry in 0..entries {
            let name = format!("run_{entry}");
            match Loaded::load_if(&object, |program| program == name) {
                Err(log) if TOO_LARGE.iter().any(|words| log.contains(words)) => {
                    too_large.insert(entry, log);
                }
                Err(log) => return Err(format!("the verifier refuses entry {entry}:\n{log}")),
                Ok(_) => {}
            }
        }
        let fits = |name: &str| {
            let entry = name.strip_prefix("run_").and_then(|n| n.parse().ok());
            entry.is_some_and(|entry| !too_large.contains_key(&entry))
        };
        let loaded = Loaded::load_if(&object, fits)?;
        Ok(Kernel { loaded, too_large })
    }

    /// Makes one call; none if the entry is too large.
    ///
    /// # Errors
    /// If the kernel does not run it.
    pub fn run(&self, call: &Call) -> Result<Option<Outcome>, String> {
        if self.too_large.contains_key(&call.entry) {
            return Ok(None);
        }
        // struct meaning_io: arguments, value, state, whether it exited.
        let mut io = [0u8; 7 * 8];
        for (place, arg) in io.chunks_exact_mut(8).zip(call.args) {
            place.copy_from_slice(&arg.to_ne_bytes());
        }
        let status = self.loaded.run(&format!("run_{}", call.entry), &mut io)?;
        if status != 0 {
            return Err(format!("run_{} returned {status}", call.entry));
        }
        let words: Vec<u64> = io
            .chunks_exact(8)
            .filter_map(|bytes| bytes.try_into().ok().map(u64::from_ne_bytes))
            .collect();
        let [_, _, _, _, value, state, exited] = words[..] else {
            return Err("the context has another size".to_owned());
        };
        let result = match exited {
            0 => Ending::Value(value),
            _ => Ending::Exit(self.message()?),
        };
        Ok(Some(Outcome { result, state }))
    }

    fn message(&self) -> Result<String, String> {
        let bytes = self.loaded.memory(".data.meaning")?;
        let end = bytes
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(bytes.len());
        let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
        Ok(exit_text(&text))
    }
}
