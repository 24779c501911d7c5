//! Numbers and constants.

use super::names;
use crate::check::model::CheckedType;
use crate::check::ty::{Int, Ty};

/// The name of a constant.
pub(super) fn constant(item: &CheckedType, at: usize) -> String {
    let name = item
        .consts
        .get(at)
        .map(|item| item.name.as_str())
        .unwrap_or_default();
    names::function(item, name)
}

/// A number as C takes it for the type.
pub(super) fn literal(value: i128, int: Int) -> String {
    if value == i128::from(i64::MIN) {
        return format!("(-{}LL - 1)", i64::MAX);
    }
    let suffix = match (i32::try_from(value).is_ok(), int.signed, int.bits) {
        (true, _, _) => "",
        (_, false, 32) => "U",
        (_, false, _) => "ULL",
        _ => "LL",
    };
    format!("{value}{suffix}")
}

/// A constant's value.
pub(super) fn literal_of(item: &CheckedType, value: i128, ty: &Ty) -> String {
    match ty {
        Ty::Bool => (value != 0).to_string(),
        Ty::Enum(at) => {
            let info = item.enums.get(*at);
            let variant = info.and_then(|info| info.variants.iter().position(|v| v.1 == value));
            match variant {
                Some(variant) => names::variant(item, *at, variant),
                None => value.to_string(),
            }
        }
        ty => literal(value, ty.as_int().unwrap_or(Int::I32)),
    }
}
