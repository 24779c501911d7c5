//! The machine's CPUs, and sets of them as one word.
//!
//! Loads use the first 64 CPUs at most, so that a set can be published to
//! another process in one atomic store.

use anyhow::{Context as _, Result, bail};
use rustix::process::Pid;
use rustix::thread::CpuSet;

use crate::random::Random;

/// A set of the CPUs 0 to 63.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cpus(pub u64);

impl Cpus {
    /// How many CPUs a set can tell apart.
    pub const MAX: usize = 64;

    /// The CPUs that this process may use.
    pub fn usable() -> Result<Self> {
        let set = rustix::thread::sched_getaffinity(None).context("cannot read the affinity")?;
        let bits = (0..Self::MAX).filter(|&cpu| set.is_set(cpu));
        let cpus = Self(bits.fold(0, |bits, cpu| bits | 1 << cpu));
        if cpus.0 == 0 {
            bail!("this process may use none of the first {} CPUs", Self::MAX);
        }
        Ok(cpus)
    }

    /// One CPU.
    pub fn one(cpu: usize) -> Self {
        debug_assert!(cpu < Self::MAX);
        Self(1 << cpu)
    }

    /// Whether `cpu` is in the set.
    pub fn contains(self, cpu: usize) -> bool {
        cpu < Self::MAX && self.0 & 1 << cpu != 0
    }

    /// The set without `cpu`.
    pub fn without(self, cpu: usize) -> Self {
        if cpu >= Self::MAX {
            return self;
        }
        Self(self.0 & !(1 << cpu))
    }

    /// The set and another one.
    #[must_use]
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// How many CPUs are in the set.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The CPUs in the set, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::MAX).filter(move |&cpu| self.contains(cpu))
    }

    /// A random part of the set that is not empty: often one CPU, sometimes all.
    pub fn random_part(self, random: &mut Random) -> Self {
        match random.below(4) {
            0 => self,
            1 => {
                let cpus: Vec<usize> = self.iter().collect();
                random.choice(&cpus).map_or(self, |&cpu| Self::one(cpu))
            }
            _ => match Self(self.0 & random.next()) {
                Self(0) => self,
                part => part,
            },
        }
    }

    /// Restricts a thread (none: the caller) to the set.
    pub fn restrict(self, thread: Option<Pid>) -> Result<()> {
        let mut set = CpuSet::new();
        self.iter().for_each(|cpu| set.set(cpu));
        rustix::thread::sched_setaffinity(thread, &set)
            .with_context(|| format!("cannot restrict a thread to the CPUs {:#x}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_part_is_never_empty_and_never_more() {
        let mut random = Random::new(7);
        let mut sizes = [0; 5];
        for _ in 0..1000 {
            let part = Cpus(0b1111).random_part(&mut random);
            assert_eq!(part.0 & !0b1111, 0);
            sizes[part.count()] += 1;
        }
        assert_eq!(sizes[0], 0);
        assert!(sizes[1..].iter().all(|&n| n > 50), "{sizes:?}");
    }

    #[test]
    fn sets_hold_what_was_put_in() {
        let cpus = Cpus::one(2);
        assert!(cpus.contains(2) && !cpus.contains(3) && !cpus.contains(1000));
        assert_eq!(cpus.without(1000), cpus);
        assert_eq!(Cpus(0b1101).without(2).iter().collect::<Vec<_>>(), [0, 3]);
    }
}
