//! Where tunables are, and how they are written: into an object that is not loaded
//! yet, and into the memory of one that schedules.
//!
//! Each instance has its own, in its element of `flux_scheds`. Live values are
//! written whole, word by word: an op reads the old one or the new one, of a set of
//! CPUs perhaps one word each.

use std::os::fd::BorrowedFd;
use std::ptr;

use libbpf_rs::Btf;
use memmap2::{MmapOptions, MmapRaw};

use super::btf;
use super::source::Source;
use crate::api::{Node, TunableKind};
use crate::data::Layout;
use crate::data::Table;
use crate::data::layout::{CPUSET_WORDS, SchedGeneric};
use crate::machine::topology::{self, CpuBits};

/// A new value of one tunable of one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The id of the instance.
    pub node: u32,
    /// Its name, `SLICE`.
    pub tunable: &'static str,
    /// For a tunable with a value for each child: the child's id.
    pub child: Option<u32>,
    /// Its type.
    pub kind: TunableKind,
    /// The value.
    pub value: Value,
}

/// The value of a tunable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Its bytes, extended to 64 bits.
    Bits(u64),
    /// A set of CPUs.
    Cpus(CpuBits),
}

impl Value {
    /// As the command line takes it.
    pub fn text(&self, kind: TunableKind) -> String {
        match self {
            Self::Bits(bits) => kind.format(*bits),
            Self::Cpus(bits) => topology::format_set(bits),
        }
    }
}

/// Where the tunables of all instances are.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// By instance and name: the offset in `struct flux_sched`, and how many
    /// elements it has.
    places: Vec<(u32, &'static str, btf::Array)>,
    /// Bytes of `struct flux_sched`.
    stride: usize,
    /// The place of each instance among its parent's children, by id minus 1.
    indexes: Vec<u32>,
}

impl Places {
    /// Looks them up in an object.
    ///
    /// # Errors
    /// The name of what the object does not have.
    pub fn find(
        btf: &Btf<'_>,
        source: &Source,
        layout: &Layout,
        nodes: &'static [Node],
        scheds: &[u8],
    ) -> Result<Self, String> {
        let stride = layout.sizeof_sched as usize;
        let mut places = Vec::new();
        let mut indexes = Vec::new();
        for node in nodes {
            let ty = source.c_name(node.id).unwrap_or_default();
            for info in node.tunables {
                let place = btf::own_numbers(btf, "flux_sched", ty, info.name)
                    .filter(|place| fits(place, info.kind, info.per_child))
                    .ok_or_else(|| format!("tunable `{}` in flux_{ty}_sched", info.name))?;
                places.push((node.id, info.name, place));
            }
            let element = scheds.get(node.id as usize * stride..);
            let generic = element.and_then(super::open::read_first::<SchedGeneric>);
            let generic = generic.ok_or_else(|| format!("instance {}", node.name))?;
            indexes.push(generic.index);
        }
        Ok(Self {
            places,
            stride,
            indexes,
        })
    }

    /// Bytes from the beginning of `flux_scheds`; `None` if there is no such place.
    fn offset(&self, setting: &Setting) -> Option<usize> {
        let is_it = |place: &&(u32, &str, btf::Array)| {
            place.0 == setting.node && place.1 == setting.tunable
        };
        let (_, _, place) = self.places.iter().find(is_it)?;
        let at = match setting.child {
            Some(child) => *self.indexes.get((child as usize).checked_sub(1)?)?,
            None => 0,
        };
        let at = usize::try_from(at).ok()?;
        if setting.child.is_some() && at >= place.count {
            return None;
        }
        Some(
            setting.node as usize * self.stride
                + place.offset
                + at * setting.kind.size().min(place.size),
        )
    }

    /// Sets the value that the object starts with.
    pub fn write(&self, section: &mut [u8], setting: &Setting) -> Option<()> {
        let mut at = self.offset(setting)?;
        for (size, bits) in words(setting) {
            let place = btf::Place { offset: at, size };
            super::open::write_bits(section, place, bits)?;
            at += size;
        }
        Some(())
    }

    /// The value now.
    pub fn read(&self, scheds: &Table, setting: &Setting) -> Option<Value> {
        let at = self.offset(setting)?;
        let (index, offset) = (at / self.stride, at % self.stride);
        let signed = matches!(setting.kind, TunableKind::Integer { signed: true, .. });
        Some(match setting.kind {
            TunableKind::CpuSet => {
                let mut bits = [0; CPUSET_WORDS];
                for (word, bits) in bits.iter_mut().enumerate() {
                    *bits = scheds.read(index, offset + 8 * word)?;
                }
                Value::Cpus(bits)
            }
            kind => Value::Bits(match kind.size() {
                1 => extend(scheds.read::<u8>(index, offset)?.into(), 8, signed),
                2 => extend(scheds.read::<u16>(index, offset)?.into(), 16, signed),
                4 => extend(scheds.read::<u32>(index, offset)?.into(), 32, signed),
                _ => scheds.read::<u64>(index, offset)?,
            }),
        })
    }
}

/// `bits` of so many bits with their sign up to the 64th.
fn extend(bits: u64, width: u32, signed: bool) -> u64 {
    let shift = 64 - width;
    match signed {
        true => ((bits << shift).cast_signed() >> shift).cast_unsigned(),
        false => bits,
    }
}

fn fits(place: &btf::Array, kind: TunableKind, per_child: bool) -> bool {
    match kind {
        TunableKind::CpuSet => place.size == 8 && place.count == CPUSET_WORDS,
        kind => place.size == kind.size() && (per_child || place.count == 1),
    }
}

/// The words that make up a value: their sizes and bits.
fn words(setting: &Setting) -> Vec<(usize, u64)> {
    match setting.value {
        Value::Bits(bits) => vec![(setting.kind.size(), bits)],
        Value::Cpus(bits) => bits.iter().map(|bits| (8, *bits)).collect(),
    }
}

/// The memory of `flux_scheds`, to write tunables into.
pub struct Writer {
    map: MmapRaw,
}

impl Writer {
    /// Maps so many elements of the array map `fd`.
    ///
    /// # Errors
    /// If the kernel refuses to map it.
    pub fn map(fd: BorrowedFd<'_>, places: &Places, count: usize) -> std::io::Result<Self> {
        let bytes = places.stride * count;
        let map = MmapOptions::new().len(bytes).map_raw(&fd)?;
        Ok(Self { map })
    }

    /// Writes a value; `None` if there is no such place.
    pub fn write(&self, places: &Places, setting: &Setting) -> Option<()> {
        let mut at = places.offset(setting)?;
        for (size, bits) in words(setting) {
            self.write_word(at, size, bits)?;
            at += size;
        }
        Some(())
    }

    fn write_word(&self, at: usize, size: usize, bits: u64) -> Option<()> {
        let end = at.checked_add(size)?;
        if end > self.map.len() || size == 0 || !at.is_multiple_of(size) {
            return None;
        }
        let target = self.map.as_mut_ptr().wrapping_add(at);
        // SAFETY: the mapping is `len` bytes long, starts at a page and lives as long as
        // `self`; the check above keeps the word inside of it and aligned. Ops read it
        // meanwhile, whole, on the kernel's side; volatile keeps the write one word.
        unsafe {
            match size {
                1 => ptr::write_volatile(target, bits as u8),
                2 => ptr::write_volatile(target.cast::<u16>(), bits as u16),
                4 => ptr::write_volatile(target.cast::<u32>(), bits as u32),
                8 => ptr::write_volatile(target.cast::<u64>(), bits),
                _ => return None,
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;

    const U16: TunableKind = TunableKind::Integer {
        size: 2,
        signed: true,
    };

    fn places() -> Places {
        let array = |offset, size, count| btf::Array {
            offset,
            size,
            count,
        };
        Places {
            places: vec![
                (1, "MIN", array(8, 2, 3)),
                (1, "SLICE", array(16, 8, 1)),
                (1, "CPUS", array(24, 8, CPUSET_WORDS)),
            ],
            stride: 128,
            indexes: vec![0, 2, 3],
        }
    }

    fn setting(
        tunable: &'static str,
        child: Option<u32>,
        kind: TunableKind,
        value: Value,
    ) -> Setting {
        Setting {
            node: 1,
            tunable,
            child,
            kind,
            value,
        }
    }

    #[test]
    fn values_are_written_before_load_and_live_at_the_same_places() -> std::io::Result<()> {
        let places = places();
        let file = tempfile::tempfile()?;
        file.set_len(256)?;
        let writer = Writer::map(file.as_fd(), &places, 2)?;
        let table = Table::map(file.as_fd(), 128, 2)?;
        let mut cpus = [0; CPUSET_WORDS];
        cpus[7] = 1 << 63;
        let mut section = [0; 256];
        for (setting, at) in [
            (
                setting("MIN", Some(2), U16, Value::Bits((-2i64).cast_unsigned())),
                128 + 12,
            ),
            (
                setting("SLICE", None, TunableKind::Nanos, Value::Bits(7)),
                128 + 16,
            ),
            (
                setting("CPUS", None, TunableKind::CpuSet, Value::Cpus(cpus)),
                128 + 24 + 56,
            ),
        ] {
            assert_eq!(writer.write(&places, &setting), Some(()));
            assert_eq!(places.read(&table, &setting), Some(setting.value));
            assert_eq!(places.write(&mut section, &setting), Some(()));
            assert_ne!(section[at..at + 8], [0; 8], "{setting:?}");
        }
        Ok(())
    }

    #[test]
    fn what_is_not_there_is_not_written() {
        let places = places();
        let mut section = [0; 256];
        let value = Value::Bits(1);
        for wrong in [
            setting("MAX", None, U16, value),
            // No such child, and one of another parent with a higher index.
            setting("MIN", Some(9), U16, value),
            setting("MIN", Some(3), U16, value),
            Setting {
                node: 2,
                ..setting("SLICE", None, TunableKind::Nanos, value)
            },
        ] {
            assert_eq!(places.write(&mut section, &wrong), None, "{wrong:?}");
        }
        assert_eq!(section, [0; 256]);
    }
}
