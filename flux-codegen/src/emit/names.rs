//! C names and types.

use crate::check::model::{CheckedNode, CheckedType};
use crate::check::ty::Ty;

/// `FLUX_TYPE_BIFF`.
pub(super) fn type_const(item: &CheckedType) -> String {
    format!("FLUX_TYPE_{}", item.c_name.to_uppercase())
}

/// `FLUX_NODE_PRIMARY`.
pub(super) fn node_const(node: &CheckedNode) -> String {
    format!("FLUX_NODE_{}", node.name.replace('.', "_").to_uppercase())
}

/// `flux_biff_pick_next_task`.
pub(super) fn function(item: &CheckedType, name: &str) -> String {
    format!("flux_{}_{name}", item.c_name)
}

/// The enumerator of a variant.
pub(super) fn variant(item: &CheckedType, of: usize, variant: usize) -> String {
    let Some(info) = item.enums.get(of) else {
        return "0".to_owned();
    };
    let name = info
        .variants
        .get(variant)
        .map(|(name, _)| name.as_str())
        .unwrap_or_default();
    let owner = crate::syntax::snake_case(&info.name);
    let name = crate::syntax::snake_case(name);
    format!("FLUX_{}_{owner}_{name}", item.c_name).to_uppercase()
}

/// A type as it stands before a name.
pub(super) fn ty(item: &CheckedType, ty: &Ty) -> String {
    match ty {
        Ty::Unit | Ty::Never | Ty::Error => "void ".to_owned(),
        Ty::Bool => "bool ".to_owned(),
        Ty::Int(int) => format!("{} ", int.c_name()),
        Ty::Nanos => "u64 ".to_owned(),
        Ty::Sched => "struct flux_sched *".to_owned(),
        Ty::Thread => "struct flux_thread *".to_owned(),
        Ty::Cpu => "struct flux_cpu *".to_owned(),
        Ty::Child | Ty::Peer => "u32 ".to_owned(),
        Ty::Children(_) => "const struct flux_children *".to_owned(),
        Ty::Request => "struct flux_request *".to_owned(),
        Ty::Option(inner) => self::ty(item, inner),
        Ty::Enum(at) => match item.enums.get(*at) {
            Some(info) => format!("{} ", info.repr.c_name()),
            None => "u32 ".to_owned(),
        },
        Ty::Struct(at) => match item.structs.get(*at) {
            Some(info) => format!("struct {} ", value_struct(item, &info.name)),
            None => "void ".to_owned(),
        },
        Ty::Array(element, _) | Ty::PerChild(element, _) => self::ty(item, element),
        Ty::CpuSet => "u64 ".to_owned(),
        Ty::Guard => "struct bpf_spin_lock *".to_owned(),
        Ty::List(..) => "struct arr_list ".to_owned(),
        Ty::Link => "struct arr_list_entry ".to_owned(),
        Ty::Tree(_) => "struct avl_tree ".to_owned(),
        Ty::Node(_) => "struct avl_node ".to_owned(),
    }
}

/// `struct flux_biff_point`.
pub(super) fn value_struct(item: &CheckedType, name: &str) -> String {
    format!("flux_{}_{}", item.c_name, crate::syntax::snake_case(name))
}

/// A declaration without its semicolon: type, name, lengths.
pub(super) fn declaration(item: &CheckedType, name: &str, ty: &Ty) -> String {
    let mut lengths = String::new();
    let mut inner = ty;
    while let Ty::Array(element, len) | Ty::PerChild(element, len) = inner {
        lengths.push_str(&format!("[{len}]"));
        inner = element;
    }
    if *ty == Ty::CpuSet {
        lengths.push_str("[FLUX_CPUSET_WORDS]");
    }
    format!("{}{name}{lengths}", self::ty(item, inner))
}
