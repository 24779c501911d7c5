//! Where things are in an object, by its own type information (BTF).
//!
//! Only what the hierarchy's types decide is looked up here: tunables, lists,
//! and a member of `struct sched_ext_ops`. The rest has fixed structs
//! (`data::layout`).

use libbpf_rs::btf::BtfType;
use libbpf_rs::btf::types::{self, Composite, Int, MemberAttr, Struct};
use libbpf_rs::{Btf, HasSize};

use super::source::{ContainerKind, Source};
use crate::api::Node;
use crate::data::ContainerPlace;
use crate::data::layout::Twin;

/// Where a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes from the start of the section or struct.
    pub offset: usize,
    /// Bytes that it takes.
    pub size: usize,
}

/// A member's place in its struct, and what it consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Array {
    /// Bytes from the start of the struct.
    pub offset: usize,
    /// Bytes of one element.
    pub size: usize,
    /// How many there are: 1 for what is no array.
    pub count: usize,
}

/// The member `name` of `struct type_name`.
pub fn member(btf: &Btf<'_>, type_name: &str, name: &str) -> Option<Place> {
    let outer: Struct<'_> = btf.type_by_name(type_name)?;
    let member = outer
        .iter()
        .find(|member| member.name == Some(name.as_ref()))?;
    let inner: BtfType<'_> = btf.type_by_id(member.ty)?;
    let size = Int::try_from(inner.skip_mods_and_typedefs()).ok()?.size();
    Some(Place {
        offset: bytes(member.attr)?,
        size,
    })
}

/// Where the member `name` of `struct type_name` begins, in bytes.
pub fn offset(btf: &Btf<'_>, type_name: &str, name: &str) -> Option<usize> {
    let outer: Struct<'_> = btf.type_by_name(type_name)?;
    let mut members = outer.iter();
    bytes(
        members
            .find(|member| member.name == Some(name.as_ref()))?
            .attr,
    )
}

/// Whether the object has a struct of that name.
pub fn has(btf: &Btf<'_>, name: &str) -> bool {
    btf.type_by_name::<Struct<'_>>(name).is_some()
}

/// The member `name` that type `type_name` adds to `struct outer`: a number, or an array of them.
pub fn own_numbers(btf: &Btf<'_>, outer: &str, type_name: &str, name: &str) -> Option<Array> {
    let (offset, ty) = own_member(btf, outer, type_name, name)?;
    let (element, count) = match types::Array::try_from(ty.skip_mods_and_typedefs()) {
        Ok(array) => (
            array.contained_type().skip_mods_and_typedefs(),
            array.capacity(),
        ),
        Err(number) => (number, 1),
    };
    Some(Array {
        offset,
        size: Int::try_from(element).ok()?.size(),
        count,
    })
}

/// Compares a struct of the object with its twin in Rust.
///
/// # Errors
/// A sentence that says what differs.
pub fn check(btf: &Btf<'_>, twin: &Twin) -> Result<(), String> {
    let found: Option<Struct<'_>> = btf.type_by_name(twin.name);
    let found = found.ok_or_else(|| format!("it has no struct {}", twin.name))?;
    if found.size() != twin.size {
        return Err(format!(
            "struct {} has {} bytes in the object, {} in the runtime",
            twin.name,
            found.size(),
            twin.size
        ));
    }
    for (name, offset) in twin.fields {
        // C spells padding and Rust's keywords otherwise.
        let name = name.trim_start_matches("r#");
        if name == "pad" {
            continue;
        }
        let member = found
            .iter()
            .find(|member| member.name == Some(name.as_ref()));
        if member.and_then(|member| bytes(member.attr)) != Some(*offset) {
            return Err(format!(
                "field {name} of struct {} is at byte {offset} in the runtime, and not in the \
                 object",
                twin.name
            ));
        }
    }
    Ok(())
}

/// Where the lists and trees of threads of all instances are.
///
/// `None` if the object's types are not what flux generates.
pub fn containers(btf: &Btf<'_>, source: &Source, nodes: &[Node]) -> Option<Vec<ContainerPlace>> {
    let mut places = Vec::new();
    for node in nodes {
        let name = source.c_name(node.id)?;
        for container in source.containers(node.id) {
            // Lists of CPUs are the policy's alone.
            if container.kind == ContainerKind::Cpus {
                continue;
            }
            places.push(ContainerPlace {
                node: node.id,
                name: container.name.clone(),
                is_tree: container.kind == ContainerKind::Tree,
                head: own_member(btf, "flux_sched", name, &container.name)?.0,
                link: own_member(btf, "flux_thread", name, &container.link)?.0,
            });
        }
    }
    Some(places)
}

/// Offset and type of a member that a type adds to `struct outer`.
fn own_member<'b>(
    btf: &'b Btf<'_>,
    outer: &str,
    type_name: &str,
    member: &str,
) -> Option<(usize, BtfType<'b>)> {
    let outer: Struct<'_> = btf.type_by_name(outer)?;
    // The specific part is the union without a name.
    let specific = outer.iter().find(|member| member.name.is_none())?;
    let union: Composite<'_> = btf.type_by_id(specific.ty)?;
    let named = |name: &str, found: Option<&std::ffi::OsStr>| found == Some(name.as_ref());
    let part = union.iter().find(|part| named(type_name, part.name))?;
    let part: Struct<'_> = btf.type_by_id(part.ty)?;
    let member = part.iter().find(|found| named(member, found.name))?;
    let offset = bytes(specific.attr)? + bytes(member.attr)?;
    Some((offset, btf.type_by_id(member.ty)?))
}

/// The offset in bytes; `None` for a bit field.
fn bytes(attr: MemberAttr) -> Option<usize> {
    match attr {
        MemberAttr::Normal { offset } => Some(offset as usize / 8),
        MemberAttr::BitField { .. } => None,
    }
}
