//! Signals, as messages that the agent waits for.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGUSR1};

use crate::error::Error;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Detach and end: Ctrl-C, `SIGTERM`.
    Stop,
    /// Print the accounts: `SIGUSR1`.
    Accounts,
    /// Read the configuration file again: `SIGHUP`.
    Reload,
}

/// The signals of this process, from [`Signals::install`] on.
pub struct Signals(Receiver<Wish>);

impl Signals {
    /// Takes over the signals, also those that the shell told us to ignore, as
    /// it does with Ctrl-C for what it starts in the background.
    ///
    /// # Errors
    /// If the handlers or the thread that waits for them cannot be made.
    pub fn install() -> Result<Self, Error> {
        let failed = |source| Error::System {
            doing: "handling signals".to_owned(),
            source,
        };
        let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGUSR1, SIGHUP])
            .map_err(failed)?;
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                for signal in signals.forever() {
                    let wish = match signal {
                        SIGUSR1 => Wish::Accounts,
                        SIGHUP => Wish::Reload,
                        _ => Wish::Stop,
                    };
                    if sender.send(wish).is_err() {
                        break;
                    }
                }
            })
            .map_err(failed)?;
        Ok(Self(receiver))
    }

    /// Waits for a signal, for so long at most.
    pub fn wait(&self, longest: Duration) -> Option<Wish> {
        match self.0.recv_timeout(longest) {
            Ok(wish) => Some(wish),
            Err(RecvTimeoutError::Timeout) => None,
            // Without its signals the agent could not be stopped any more.
            Err(RecvTimeoutError::Disconnected) => Some(Wish::Stop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_become_wishes() -> Result<(), Error> {
        let signals = Signals::install()?;
        assert_eq!(signals.wait(Duration::ZERO), None);
        for (signal, wish) in [
            (SIGUSR1, Wish::Accounts),
            (SIGHUP, Wish::Reload),
            (SIGINT, Wish::Stop),
        ] {
            signal_hook::low_level::raise(signal).map_err(|source| Error::System {
                doing: "raising a signal".to_owned(),
                source,
            })?;
            assert_eq!(signals.wait(Duration::from_secs(10)), Some(wish));
        }
        Ok(())
    }
}
