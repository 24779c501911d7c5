//! Where things are in an object, by its own type information (BTF).
//!
//! Only what the hierarchy's types decide is looked up here: tunables, lists,
//! and a member of `struct sched_ext_ops`. The rest has fixed structs
//! (`data::layout`).

use libbpf_rs::btf::BtfType;
use libbpf_rs::btf::types::{Composite, DataSec, Int, MemberAttr, Struct, Var};
use libbpf_rs::{Btf, HasSize};

use super::source::Source;
use crate::api::Node;
use crate::data::MemberPlace;
use crate::data::layout::Twin;

/// A variable's place in its section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes from the start of the section.
    pub offset: usize,
    /// Bytes that the variable takes.
    pub size: usize,
}

/// The variable `name` of section `section`.
pub fn variable(btf: &Btf<'_>, section: &str, name: &str) -> Option<Place> {
    let section: DataSec<'_> = btf.type_by_name(section)?;
    section.iter().find_map(|place| {
        let variable: Var<'_> = btf.type_by_id(place.ty)?;
        (variable.name()? == name).then_some(Place {
            offset: place.offset as usize,
            size: place.size,
        })
    })
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

/// Where the lists of all instances are, as offsets into `struct flux_sched`.
///
/// `None` if the object's types are not what flux generates.
pub fn lists(btf: &Btf<'_>, source: &Source, nodes: &[Node]) -> Option<Vec<MemberPlace>> {
    members(btf, source, nodes, "flux_sched", "arr_list")
}

/// Where the threads of all instances have their links, as offsets into `struct
/// flux_thread`.
///
/// `None` if the object's types are not what flux generates.
pub fn links(btf: &Btf<'_>, source: &Source, nodes: &[Node]) -> Option<Vec<MemberPlace>> {
    members(btf, source, nodes, "flux_thread", "arr_list_entry")
}

/// The members of type `member_type` that the nodes' own parts of `struct
/// outer` have.
fn members(
    btf: &Btf<'_>,
    source: &Source,
    nodes: &[Node],
    outer: &str,
    member_type: &str,
) -> Option<Vec<MemberPlace>> {
    let outer: Struct<'_> = btf.type_by_name(outer)?;
    // The specific part is the union without a name; a hierarchy whose types
    // have none to add has no union.
    let Some(specific) = outer.iter().find(|member| member.name.is_none()) else {
        return Some(Vec::new());
    };
    let base = bytes(specific.attr)?;
    let union: Composite<'_> = btf.type_by_id(specific.ty)?;
    let mut places = Vec::new();
    for node in nodes {
        let name = source.c_name(node.id)?;
        let Some(part) = union
            .iter()
            .find(|member| member.name == Some(name.as_ref()))
        else {
            continue;
        };
        let part: Struct<'_> = btf.type_by_id(part.ty)?;
        for member in part.iter() {
            let ty: BtfType<'_> = btf.type_by_id(member.ty)?;
            if ty.name().is_some_and(|name| name == member_type) {
                places.push(MemberPlace {
                    node: node.id,
                    name: member
                        .name
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned(),
                    offset: base + bytes(member.attr)?,
                });
            }
        }
    }
    Some(places)
}

/// The offset in bytes; `None` for a bit field.
fn bytes(attr: MemberAttr) -> Option<usize> {
    match attr {
        MemberAttr::Normal { offset } => Some(offset as usize / 8),
        MemberAttr::BitField { .. } => None,
    }
}
