//! What an object's C calls the types of a hierarchy.
//!
//! Names of structs and variables in the object are made of the types' names in
//! C. Those are not always the names that a user sees: where two crates have a
//! module of the same name, the crate stands before it. The object says in
//! `flux_type_names` what they are, and in `flux_scheds` which instance is of
//! which type, so nothing is made up twice.

use libbpf_rs::OpenObject;

use super::open::read_first;
use crate::data::layout::{Layout, SchedGeneric};

/// The name in C of each instance's type, by the instance's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeNames(Vec<String>);

impl TypeNames {
    /// Reads them from an object that is not loaded yet; `None` if it has none.
    pub fn read(object: &OpenObject, layout: &Layout) -> Option<Self> {
        let value = |name: &str| {
            let map = object.maps().find(|map| map.name() == name)?;
            map.initial_value().map(<[u8]>::to_vec)
        };
        let names = value(".rodata.flux_type_names")?;
        let scheds = value(".data.flux_scheds")?;
        Self::of(&names, &scheds, layout)
    }

    fn of(names: &[u8], scheds: &[u8], layout: &Layout) -> Option<Self> {
        let names = names.split(|byte| *byte == 0).next()?;
        let names: Vec<&str> = std::str::from_utf8(names).ok()?.split(' ').collect();
        let instances = scheds.chunks_exact(layout.sizeof_sched as usize).skip(1);
        let of_instance = |sched: &[u8]| {
            // Types count from 1.
            let ty = read_first::<SchedGeneric>(sched)?.r#type.checked_sub(1)?;
            names.get(ty as usize).map(|name| (*name).to_owned())
        };
        instances
            .take(layout.nr_nodes as usize)
            .map(of_instance)
            .collect::<Option<_>>()
            .map(Self)
    }

    /// The name of the type of instance `id`.
    pub fn of_node(&self, id: u32) -> Option<&str> {
        let at = (id as usize).checked_sub(1)?;
        self.0.get(at).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::layout::tests::layout;

    /// The bytes of `flux_scheds` with instances of these types.
    fn scheds(types: &[u32], layout: &Layout) -> Vec<u8> {
        let mut bytes = vec![0; layout.sizeof_sched as usize];
        for ty in types {
            let mut sched = vec![0; layout.sizeof_sched as usize];
            let at = std::mem::offset_of!(SchedGeneric, r#type);
            sched[at..at + 4].copy_from_slice(&ty.to_ne_bytes());
            bytes.extend(sched);
        }
        bytes
    }

    #[test]
    fn instances_have_the_names_of_their_types() {
        let layout = layout(3);
        let names = TypeNames::of(b"roci left_biff\0", &scheds(&[1, 2, 2], &layout), &layout);
        let names = names.expect("they are there");
        let shown: Vec<Option<&str>> = (0..5).map(|id| names.of_node(id)).collect();
        let biff = Some("left_biff");
        assert_eq!(shown, [None, Some("roci"), biff, biff, None]);
    }

    #[test]
    fn an_instance_without_a_type_is_refused() {
        let layout = layout(1);
        for ty in [0, 2] {
            assert_eq!(
                TypeNames::of(b"roci\0", &scheds(&[ty], &layout), &layout),
                None
            );
        }
    }
}
