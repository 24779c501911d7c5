//! Which CPU is where: cores, last-level caches, NUMA nodes, by /sys.
//!
//! Numbers are dense, and given in the order of the nodes, of the caches in a
//! node and of the cores at a cache: a range of cores is a piece of the machine.
//! The kernel tells nothing of a CPU that is offline. Such a CPU counts as a core
//! of its own, at the cache of the CPU before it.

use std::fs;

use super::parse_cpu_list;
use crate::data::layout::{CPUSET_WORDS, MAX_CPUS};

/// A set of CPUs, a bit for each number.
pub type CpuBits = [u64; CPUSET_WORDS];

/// What /sys says of one CPU: the first CPU of its core and of its cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Said {
    core: u32,
    llc: u32,
    node: u32,
}

/// Where one CPU is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its core, from 0.
    pub core: u16,
    /// Its last-level cache, from 0.
    pub llc: u16,
    /// Its NUMA node, from 0.
    pub node: u16,
}

/// Where all CPUs are that the machine may ever have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// By the kernel's numbers.
    pub places: Vec<Place>,
}

impl Topology {
    /// Asks /sys about so many CPUs.
    pub fn read(nr_cpus: u32) -> Self {
        let said: Vec<Option<Said>> = (0..nr_cpus).map(ask).collect();
        Self::of(&said)
    }

    fn of(said: &[Option<Said>]) -> Self {
        let mut before = Said {
            core: 0,
            llc: 0,
            node: 0,
        };
        let filled: Vec<Said> = (0u32..)
            .zip(said)
            .map(|(cpu, said)| {
                before = said.unwrap_or(Said {
                    core: cpu,
                    ..before
                });
                before
            })
            .collect();
        let rank = |key: &dyn Fn(&Said) -> [u32; 3]| {
            let mut keys: Vec<[u32; 3]> = filled.iter().map(key).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let core_key = |said: &Said| [said.node, said.llc, said.core];
        let llc_key = |said: &Said| [said.node, said.llc, 0];
        let node_key = |said: &Said| [said.node, 0, 0];
        let (cores, llcs, nodes) = (rank(&core_key), rank(&llc_key), rank(&node_key));
        // At most as many as there are CPUs, of which an object can name 512.
        let find = |keys: &[[u32; 3]], key: [u32; 3]| {
            keys.binary_search(&key)
                .ok()
                .and_then(|at| u16::try_from(at).ok())
                .unwrap_or(0)
        };
        let places = filled.iter().map(|said| Place {
            core: find(&cores, core_key(said)),
            llc: find(&llcs, llc_key(said)),
            node: find(&nodes, node_key(said)),
        });
        Self {
            places: places.collect(),
        }
    }

    /// How many last-level caches there are, at least 1.
    pub fn nr_llcs(&self) -> u32 {
        let most = self.places.iter().map(|place| place.llc).max();
        u32::from(most.unwrap_or(0)) + 1
    }

    /// Reads a set of CPUs: `0-3,8`, `llc:0`, `node:1`, `all`, `none`, joined
    /// with commas.
    ///
    /// # Errors
    /// A sentence that says which part is wrong, and what there is.
    pub fn parse_set(&self, text: &str) -> Result<CpuBits, String> {
        let mut bits = [0; CPUSET_WORDS];
        for part in text.split(',') {
            for cpu in self.parse_part(part.trim())? {
                if let Some(word) = bits.get_mut(cpu / 64) {
                    *word |= 1 << (cpu % 64);
                }
            }
        }
        Ok(bits)
    }

    fn parse_part(&self, part: &str) -> Result<Vec<usize>, String> {
        let count = self.places.len();
        let by = |number: &str, what: &str, of: &dyn Fn(&Place) -> u16| {
            let most = self.places.iter().map(of).max().unwrap_or(0);
            let number = number.parse::<u16>().ok().filter(|at| *at <= most);
            let number = number.ok_or_else(|| {
                format!("`{part}` is no {what} of this machine, which has {what} 0 to {most}")
            })?;
            let cpus = self.places.iter().enumerate();
            Ok(cpus
                .filter(|(_, place)| of(place) == number)
                .map(|(cpu, _)| cpu)
                .collect())
        };
        match part.split_once(':') {
            Some(("llc", number)) => by(number, "llc", &|place| place.llc),
            Some(("node", number)) => by(number, "node", &|place| place.node),
            None if part == "all" => Ok((0..MAX_CPUS as usize).collect()),
            None if part == "none" => Ok(Vec::new()),
            None if parse_cpu_list(part).is_some() => {
                let cpus = parse_cpu_list(part).unwrap_or_default();
                let cpus: Vec<usize> = cpus.into_iter().map(|cpu| cpu as usize).collect();
                match cpus.iter().find(|cpu| **cpu >= count) {
                    Some(cpu) => Err(format!(
                        "there is no CPU {cpu}; this machine has 0 to {}",
                        count.saturating_sub(1)
                    )),
                    None if cpus.is_empty() => {
                        Err(format!("`{part}` ends before it begins; write `0-3`"))
                    }
                    None => Ok(cpus),
                }
            }
            _ => Err(format!(
                "`{part}` is no set of CPUs; write `0-3,8`, `llc:0`, `node:1`, `all` or `none`"
            )),
        }
    }
}

/// A set as the command line takes it: `0-3,8`.
pub fn format_set(bits: &CpuBits) -> String {
    let has = |cpu: u32| {
        bits.get(cpu as usize / 64)
            .is_some_and(|word| word >> (cpu % 64) & 1 != 0)
    };
    if bits.iter().all(|word| *word == u64::MAX) {
        return "all".to_owned();
    }
    let mut parts = Vec::new();
    let mut cpu = 0;
    while cpu < MAX_CPUS {
        if has(cpu) {
            let end = (cpu..MAX_CPUS).find(|at| !has(*at)).unwrap_or(MAX_CPUS) - 1;
            parts.push(match end == cpu {
                true => cpu.to_string(),
                false => format!("{cpu}-{end}"),
            });
            cpu = end;
        }
        cpu += 1;
    }
    match parts.is_empty() {
        true => "none".to_owned(),
        false => parts.join(","),
    }
}

fn ask(cpu: u32) -> Option<Said> {
    let base = format!("/sys/devices/system/cpu/cpu{cpu}");
    let first = |path: &str| {
        let text = fs::read_to_string(format!("{base}/{path}")).ok()?;
        parse_cpu_list(&text)?.into_iter().min()
    };
    let core = first("topology/thread_siblings_list")?;
    let number = |name: &std::ffi::OsStr, prefix: &str| {
        name.to_str()?.strip_prefix(prefix)?.parse::<u32>().ok()
    };
    let entries = |path: &str| fs::read_dir(path).into_iter().flatten().flatten();
    let node = entries(&base).find_map(|entry| number(&entry.file_name(), "node"));
    // The cache of the highest level is the last one before the memory. Virtual machines may
    // show none: then the socket stands for it.
    let caches = entries(&format!("{base}/cache")).filter_map(|entry| {
        let index = number(&entry.file_name(), "index")?;
        let level = fs::read_to_string(format!("{base}/cache/index{index}/level")).ok()?;
        let level = level.trim().parse::<u32>().ok()?;
        Some((
            level,
            first(&format!("cache/index{index}/shared_cpu_list"))?,
        ))
    });
    let llc = caches
        .max_by_key(|(level, _)| *level)
        .map(|(_, first)| first);
    Some(Said {
        core,
        llc: llc
            .or_else(|| first("topology/core_siblings_list"))
            .unwrap_or(0),
        node: node.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two nodes with two caches each, two cores of two threads at each cache; the
    /// siblings are 8 apart, as firmware likes to number them.
    fn large() -> Topology {
        let said = |cpu: u32| {
            let core = cpu % 8;
            Some(Said {
                core,
                llc: core / 2 * 2,
                node: core / 4,
            })
        };
        Topology::of(&(0..16).map(said).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_are_dense_and_siblings_share_them() {
        let topology = large();
        let place = |cpu: usize| topology.places[cpu];
        assert_eq!(topology.nr_llcs(), 4);
        for cpu in 0..8 {
            assert_eq!(place(cpu), place(cpu + 8));
            assert_eq!(usize::from(place(cpu).core), cpu);
            assert_eq!(usize::from(place(cpu).llc), cpu / 2);
            assert_eq!(usize::from(place(cpu).node), cpu / 4);
        }
    }

    #[test]
    fn cores_follow_their_caches_however_the_kernel_numbers_them() {
        // Caches take turns: 0 and 2 share one, 1 and 3 the other.
        let said = |cpu: u32| {
            Some(Said {
                core: cpu,
                llc: cpu % 2,
                node: 0,
            })
        };
        let topology = Topology::of(&(0..4).map(said).collect::<Vec<_>>());
        let cores: Vec<u16> = topology.places.iter().map(|place| place.core).collect();
        assert_eq!(cores, [0, 2, 1, 3]);
    }

    #[test]
    fn a_cpu_that_is_offline_is_a_core_at_its_neighbour_s_cache() {
        let mut said = vec![
            Some(Said {
                core: 0,
                llc: 0,
                node: 0,
            }),
            None,
            Some(Said {
                core: 2,
                llc: 2,
                node: 1,
            }),
            None,
        ];
        let topology = Topology::of(&said);
        let llcs: Vec<u16> = topology.places.iter().map(|place| place.llc).collect();
        assert_eq!(llcs, [0, 0, 1, 1]);
        assert_eq!(topology.places[3].core, 3);
        said.clear();
        assert_eq!(Topology::of(&said).nr_llcs(), 1);
    }

    #[test]
    fn sets_are_written_as_the_kernel_writes_them_and_by_the_machine() {
        let topology = large();
        let set = |text: &str| topology.parse_set(text).map(|bits| format_set(&bits));
        for (text, shown) in [
            ("0-3,8", "0-3,8"),
            ("llc:1", "2-3,10-11"),
            ("node:1,0", "0,4-7,12-15"),
            ("none", "none"),
            ("all", "all"),
            ("15", "15"),
        ] {
            assert_eq!(set(text).as_deref(), Ok(shown), "{text}");
        }
        for (text, says) in [
            ("16", "there is no CPU 16; this machine has 0 to 15"),
            ("llc:4", "which has llc 0 to 3"),
            ("node:x", "which has node 0 to 1"),
            ("3-1", "ends before it begins"),
            ("some", "`some` is no set of CPUs"),
            ("", "is no set of CPUs"),
        ] {
            let error = set(text).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn this_machine_has_a_core_for_each_cpu_or_for_some() {
        let topology = Topology::read(4);
        assert_eq!(topology.places.len(), 4);
        assert!(topology.places.iter().all(|place| place.core < 4));
    }
}
