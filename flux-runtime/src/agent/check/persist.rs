//! Which suspicions are violations: those that last.
//!
//! Invariant: a suspicion is confirmed only if every look in a row shows the very
//! same one, as many looks and as long as its rule asks for; one look without it
//! and it starts anew. Each is confirmed once.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::suspicion::{Key, Suspicion};

/// What the looks so far have shown.
#[derive(Debug, Default)]
pub struct Persistence {
    open: HashMap<Key, Track>,
    told: HashSet<Key>,
}

#[derive(Clone, Copy, Debug)]
struct Track {
    looks: u32,
    since: Duration,
}

impl Persistence {
    /// Takes what a look at time `now` has shown; returns what is certain now and
    /// was not before.
    pub fn observe(&mut self, now: Duration, suspicions: Vec<Suspicion>) -> Vec<Suspicion> {
        let mut seen = HashMap::new();
        let mut confirmed = Vec::new();
        for suspicion in suspicions {
            let key = suspicion.key;
            if self.told.contains(&key) || seen.contains_key(&key) {
                continue;
            }
            let mut track = self.open.get(&key).copied().unwrap_or(Track {
                looks: 0,
                since: now,
            });
            track.looks += 1;
            let patience = key.invariant.patience();
            if track.looks >= patience.looks && now.saturating_sub(track.since) >= patience.span {
                self.told.insert(key);
                confirmed.push(suspicion);
            } else {
                seen.insert(key, track);
            }
        }
        self.open = seen;
        confirmed
    }

    /// Whether there is something to look at again soon.
    pub fn is_unsettled(&self) -> bool {
        !self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::suspicion::Invariant;
    use super::*;

    fn suspicion(generation: u64) -> Suspicion {
        Suspicion {
            key: Key {
                invariant: Invariant::ListOrder,
                object: 7,
                generation,
            },
            text: "thread 7 is lost".to_owned(),
            threads: vec![7],
        }
    }

    fn at(look: u64) -> Duration {
        Duration::from_millis(look * 100)
    }

    #[test]
    fn what_lasts_is_confirmed_once() {
        let mut persistence = Persistence::default();
        for look in 0..5 {
            assert_eq!(persistence.observe(at(look), vec![suspicion(1)]), []);
            assert!(persistence.is_unsettled());
        }
        assert_eq!(
            persistence.observe(at(5), vec![suspicion(1), suspicion(1)]),
            [suspicion(1)]
        );
        for look in 6..20 {
            assert_eq!(persistence.observe(at(look), vec![suspicion(1)]), []);
        }
        assert!(!persistence.is_unsettled());
    }

    #[test]
    fn one_look_without_it_starts_anew() {
        let mut persistence = Persistence::default();
        for look in 0..40 {
            let shown = if look % 5 == 4 {
                vec![]
            } else {
                vec![suspicion(1)]
            };
            assert_eq!(persistence.observe(at(look), shown), []);
        }
    }

    #[test]
    fn another_generation_is_another_suspicion() {
        let mut persistence = Persistence::default();
        for look in 0..40 {
            assert_eq!(persistence.observe(at(look), vec![suspicion(look / 4)]), []);
        }
    }

    #[test]
    fn many_looks_at_once_are_no_proof() {
        let mut persistence = Persistence::default();
        for micros in 0..100 {
            let now = Duration::from_micros(micros);
            assert_eq!(persistence.observe(now, vec![suspicion(1)]), []);
        }
    }
}
