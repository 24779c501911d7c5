//! From an object's bytes to one that is sized, configured and ready to load.

use libbpf_rs::{Btf, ErrorKind, MapMut, ObjectBuilder, OpenMapMut, OpenObject};

use super::btf::{self, Place};
use super::rules::{self, Hooks};
use super::sizes::Sizes;
use super::source::Source;
use super::{Description, Options, memory, messages, optional, tune};
use crate::data::Places;
use crate::data::layout::{Config, Layout, Plain, SchedGeneric, TWINS, Topology, Twin};
use crate::data::{cgroups, containers};
use crate::error::Error;
use crate::machine;

/// The section of the instances, with their tunables.
pub(super) const SCHEDS: &str = ".data.flux_scheds";
/// The map of the sched_ext operations.
pub const OPS: &str = "flux_ops";

/// An object that is sized and configured, but not in the kernel yet.
pub struct Opened {
    pub(super) object: OpenObject,
    pub(super) layout: Layout,
    pub(super) sizes: Sizes,
    pub(super) places: Places,
    pub(super) tunables: tune::Places,
    pub(super) source: Source,
    pub(super) hooks: Hooks,
    pub(super) description: Description,
    pub(super) options: Options,
}

impl Opened {
    /// Opens the object of a hierarchy, fits it to this machine and sets what
    /// the options say.
    ///
    /// # Errors
    /// If the object does not fit the runtime, or an array would be too large.
    pub fn open(description: Description, options: Options) -> Result<Self, Error> {
        // Before anything is read that depends on which CPUs there are: if one
        // comes or goes until we are attached, the kernel asks for a restart.
        let hotplug_seq = machine::hotplug_seq();
        let (opened, said) = messages::during(options.verbose, || {
            let object = ObjectBuilder::default()
                .name(description.name)?
                .open_memory(description.object)?;
            let btf = Btf::from_raw(description.name, description.object)?;
            Ok((object, btf))
        });
        let (mut object, btf) = opened.map_err(|source: libbpf_rs::Error| {
            mismatch(
                &description,
                format!(
                    "libbpf cannot read it ({source})\n{}",
                    messages::last(&said, 5)
                ),
            )
        })?;
        let btf =
            btf.ok_or_else(|| mismatch(&description, "it has no type information".to_owned()))?;

        let used = |twin: &&&Twin| btf::has(&btf, twin.name);
        let optional = containers::TWINS.iter().chain(&cgroups::TWINS);
        for twin in TWINS.iter().chain(optional.filter(used)) {
            btf::check(&btf, twin).map_err(|detail| mismatch(&description, detail))?;
        }
        let layout = checked_layout(&object, &description)?;
        let sizes = Sizes::new(&layout, options.max_threads, machine::possible_cpus()?)?;
        let source = Source::read(&object, &layout)
            .ok_or_else(|| mismatch(&description, "it does not name its source".to_owned()))?;
        let places = places(&btf, &source, &description)?;
        let tunables = tunables(&object, &btf, &source, &layout, &description)?;
        let mut setup = Setup {
            object: &mut object,
            description: &description,
        };
        setup.configure(&sizes, &options)?;
        messages::during(options.verbose, || setup.resize(&sizes, &options)).0?;
        setup.set_topology(&sizes)?;
        setup.set_tunables(&tunables, &options)?;
        setup.set_op(&btf, "exit_dump_len", u64::from(options.exit_dump_len))?;
        setup.set_op(&btf, "hotplug_seq", hotplug_seq)?;
        setup.change(OPS, |ops| {
            optional::remove_unknown(ops, &btf);
            Some(())
        })?;
        let hooks = setup.set_rules(&options)?;
        Ok(Self {
            object,
            layout,
            sizes,
            places,
            tunables,
            source,
            hooks,
            description,
            options,
        })
    }
}

/// Whether each instance can hold threads, by id minus 1. Nothing is loaded for that.
///
/// # Errors
/// If the object does not fit the runtime.
pub fn holders(description: &Description) -> Result<Vec<bool>, Error> {
    let open = || {
        ObjectBuilder::default()
            .name(description.name)?
            .open_memory(description.object)
    };
    let (object, _) = messages::during(false, open);
    let object: OpenObject = object
        .map_err(|source| mismatch(description, format!("libbpf cannot read it ({source})")))?;
    let layout = checked_layout(&object, description)?;
    let map = object.maps().find(|map| map.name() == ".data.flux_scheds");
    let scheds = map.as_ref().and_then(|map| map.initial_value());
    let holds = |id: u32| {
        let at = id as usize * layout.sizeof_sched as usize;
        let generic = scheds?.get(at..).and_then(read_first::<SchedGeneric>)?;
        Some(generic.holds_threads != 0)
    };
    let found: Option<Vec<bool>> = description
        .nodes
        .iter()
        .map(|node| holds(node.id))
        .collect();
    found.ok_or_else(|| mismatch(description, "it has no instances".to_owned()))
}

/// An object that does not fit this runtime.
pub fn mismatch(description: &Description, detail: String) -> Error {
    Error::Mismatch {
        scheduler: description.name.to_owned(),
        detail,
    }
}

/// What the object says of its structs; `None` if it says nothing.
pub(super) fn read_layout(object: &OpenObject) -> Option<Layout> {
    let map = object
        .maps()
        .find(|map| map.name() == ".rodata.flux_layout")?;
    map.initial_value().and_then(read_first::<Layout>)
}

fn checked_layout(object: &OpenObject, description: &Description) -> Result<Layout, Error> {
    let detail = read_layout(object)
        .ok_or_else(|| "it has no layout record".to_owned())
        .and_then(|layout| layout.check(description.nodes.len()).map(|()| layout));
    detail.map_err(|detail| mismatch(description, detail))
}

/// Where the hierarchy's types have lists and trees.
fn places(btf: &Btf<'_>, source: &Source, description: &Description) -> Result<Places, Error> {
    let missing = |name: &str| mismatch(description, format!("its struct {name} is not flux's"));
    Ok(Places {
        containers: btf::containers(btf, source, description.nodes)
            .ok_or_else(|| missing("flux_sched"))?,
    })
}

/// Where the tunables are.
fn tunables(
    object: &OpenObject,
    btf: &Btf<'_>,
    source: &Source,
    layout: &Layout,
    description: &Description,
) -> Result<tune::Places, Error> {
    let map = object.maps().find(|map| map.name() == SCHEDS);
    let scheds = map.as_ref().and_then(|map| map.initial_value());
    let scheds = scheds.unwrap_or_default();
    tune::Places::find(btf, source, layout, description.nodes, scheds)
        .map_err(|what| mismatch(description, format!("it has no {what}")))
}

/// The first bytes of `bytes`, as a `T`.
pub(super) fn read_first<T: Plain>(bytes: &[u8]) -> Option<T> {
    let source = bytes.get(..size_of::<T>())?;
    // SAFETY: `source` has as many bytes as a `T`, which may have any value.
    Some(unsafe { source.as_ptr().cast::<T>().read_unaligned() })
}

/// Overwrites the first bytes of `bytes` with `value`.
fn write_first<T: Plain>(bytes: &mut [u8], value: T) -> Option<()> {
    let target = bytes.get_mut(..size_of::<T>())?;
    // SAFETY: `target` has as many bytes as a `T`; plain types have no
    // destructor that the old bytes would need.
    unsafe { target.as_mut_ptr().cast::<T>().write_unaligned(value) };
    Some(())
}

/// Writes `bits`, cut to the place's size, into a section.
pub(super) fn write_bits(section: &mut [u8], place: Place, bits: u64) -> Option<()> {
    let bytes = bits.to_ne_bytes();
    // Keep the low bytes, which are at the end on a big-endian machine.
    let low = if cfg!(target_endian = "big") {
        bytes.get(bytes.len().checked_sub(place.size)?..)?
    } else {
        bytes.get(..place.size)?
    };
    let end = place.offset.checked_add(place.size)?;
    section.get_mut(place.offset..end)?.copy_from_slice(low);
    Some(())
}

/// The steps of opening, which all change maps by their names.
struct Setup<'a> {
    object: &'a mut OpenObject,
    description: &'a Description,
}

impl Setup<'_> {
    fn map(&mut self, name: &str) -> Result<OpenMapMut<'_>, Error> {
        let missing = mismatch(self.description, format!("it has no map `{name}`"));
        self.object
            .maps_mut()
            .find(|map| map.name() == name)
            .ok_or(missing)
    }

    /// Changes the initial value of map `name`.
    fn change(
        &mut self,
        name: &str,
        change: impl FnOnce(&mut [u8]) -> Option<()>,
    ) -> Result<(), Error> {
        let wrong = mismatch(self.description, format!("map `{name}` is too small"));
        self.map(name)?
            .initial_value_mut()
            .and_then(change)
            .ok_or(wrong)
    }

    fn configure(&mut self, sizes: &Sizes, options: &Options) -> Result<(), Error> {
        self.change(".rodata.flux_config", |section| {
            let config = read_first::<Config>(section)?;
            write_first(
                section,
                Config {
                    max_threads: sizes.threads,
                    nr_cpus: sizes.cpus,
                    exit_dump_len: options.dump_bytes(),
                    rules: options.rules.is_some().into(),
                    ..config
                },
            )
        })
    }

    fn resize(&mut self, sizes: &Sizes, options: &Options) -> Result<(), Error> {
        for (name, bytes) in [
            (".data.flux_threads", sizes.threads_bytes),
            (".data.flux_cpus", sizes.cpus_bytes),
            (".data.flux_exit_dump", options.dump_bytes()),
        ] {
            let result = self.map(name)?.set_value_size(bytes);
            result.map_err(|source| self.resize_error(name, sizes, &source))?;
        }
        // One entry per thread: pid to id, and id to the kernel's task.
        for name in ["flux_thread_ids", "flux_tasks"] {
            let result = self.map(name)?.set_max_entries(sizes.threads);
            result.map_err(|source| self.resize_error(name, sizes, &source))?;
        }
        // There only if a policy asks for the weights of cgroups.
        let name = cgroups::MEMBERS;
        let found = self.object.maps_mut().find(|map| map.name() == name);
        if let Some(mut map) = found {
            let result = map.set_max_entries(sizes.threads);
            result.map_err(|source| self.resize_error(name, sizes, &source))?;
        }
        Ok(())
    }

    fn resize_error(&self, name: &str, sizes: &Sizes, source: &libbpf_rs::Error) -> Error {
        // libbpf keeps a copy of each section in this process' memory.
        if source.kind() == ErrorKind::OutOfMemory {
            return memory::error(sizes.mib(), format!("`{name}` in the agent ({source})"));
        }
        mismatch(
            self.description,
            format!("`{name}` cannot be resized ({source})"),
        )
    }

    /// Tells the object which CPU is where.
    fn set_topology(&mut self, sizes: &Sizes) -> Result<(), Error> {
        let found = machine::topology::Topology::read(sizes.cpus);
        self.change(".rodata.flux_topology", |section| {
            let mut record = read_first::<Topology>(section)?;
            record.is_known = 1;
            record.nr_llcs = found.nr_llcs();
            for (at, place) in found.places.iter().enumerate() {
                *record.core.get_mut(at)? = place.core;
                *record.llc.get_mut(at)? = place.llc;
                *record.node.get_mut(at)? = place.node;
            }
            write_first(section, record)
        })
    }

    fn set_tunables(&mut self, places: &tune::Places, options: &Options) -> Result<(), Error> {
        for setting in &options.settings {
            let missing = format!("it has no tunable `{}` to set", setting.tunable);
            let missing = mismatch(self.description, missing);
            let mut map = self.map(SCHEDS)?;
            map.initial_value_mut()
                .and_then(|section| places.write(section, setting))
                .ok_or(missing)?;
        }
        Ok(())
    }

    /// Sets the rules that the scheduler starts with.
    fn set_rules(&mut self, options: &Options) -> Result<Hooks, Error> {
        let Some(table) = &options.rules else {
            return Ok(Hooks::default());
        };
        self.change(rules::SECTION, |section| rules::write_first(section, table))?;
        Ok(rules::choose_hooks(self.object))
    }

    /// Sets a number in the scheduler's `struct sched_ext_ops`.
    fn set_op(&mut self, btf: &Btf<'_>, member: &str, value: u64) -> Result<(), Error> {
        let place = btf::member(btf, "sched_ext_ops", member).ok_or_else(|| {
            mismatch(
                self.description,
                format!("its sched_ext_ops has no {member}"),
            )
        })?;
        self.change(OPS, |ops| write_bits(ops, place, value))
    }
}

/// The map `name` of a loaded object.
pub fn loaded_map<'o>(
    mut maps: impl Iterator<Item = MapMut<'o>>,
    name: &str,
) -> Option<MapMut<'o>> {
    use libbpf_rs::MapCore;
    maps.find(|map| map.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_cut_to_the_place() {
        let mut section = [0xffu8; 8];
        let place = Place { offset: 2, size: 4 };
        assert_eq!(write_bits(&mut section, place, 0x1_0203_0405), Some(()));
        assert_eq!(section[2..6], 0x0203_0405u32.to_ne_bytes());
        assert_eq!((section[1], section[6]), (0xff, 0xff));
        for (offset, size) in [(6, 4), (usize::MAX, 4), (0, 9)] {
            assert_eq!(write_bits(&mut section, Place { offset, size }, 0), None);
        }
    }
}
