//! The fields of the state structs: types that C can hold, locks and roles. Lists,
//! trees and their links are in `containers`.

use super::super::ty::Ty;
use super::{Access, FieldInfo, Unit, containers, sum};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::model::{Field, Kind, Part};

/// Bytes of state that one struct may have. Every thread or CPU of the machine pays for it, and
/// no policy needs more.
const MAX_STATE_BYTES: u64 = 16 * 1024;

/// Resolves the three structs. Links first: lists name them.
pub(super) fn resolve(unit: &mut Unit<'_>, out: &mut Diagnostics) {
    let syntax = unit.syntax;
    for part in [Part::Thread, Part::Cpu, Part::Sched] {
        let Some(state) = syntax.state(part) else {
            continue;
        };
        let fields: Vec<FieldInfo> = state
            .fields
            .iter()
            .map(|field| resolve_field(unit, part, field, out))
            .collect();
        let bytes = sum(fields.iter().map(|field| unit.size(&field.ty)));
        if bytes > MAX_STATE_BYTES {
            let part = part.name();
            let problem = Problem::StateTooLarge {
                part,
                bytes,
                max: MAX_STATE_BYTES,
            };
            unit.error(out, state.name.span(), &problem);
        }
        match part {
            Part::Sched => unit.sched = fields,
            Part::Thread => unit.thread = fields,
            Part::Cpu => unit.cpu = fields,
        }
    }
    containers::check(unit, out);
    roles_belong(unit, out);
}

fn resolve_field(unit: &Unit<'_>, part: Part, field: &Field, out: &mut Diagnostics) -> FieldInfo {
    let ty = match containers::resolve(unit, part, field, out) {
        Some(ty) => ty,
        None => unit.resolve_type(&field.ty, out),
    };
    if let Some(span) = field.locked
        && part != Part::Sched
    {
        unit.error(out, span, &Problem::LockedElsewhere { part: part.name() });
    }
    let access = access(unit, part, field, &ty, out);
    let (name, docs) = (field.name.to_string(), field.docs.clone());
    FieldInfo {
        name,
        ty,
        access,
        docs,
        span: field.name.span(),
    }
}

fn access(unit: &Unit<'_>, part: Part, field: &Field, ty: &Ty, out: &mut Diagnostics) -> Access {
    let span = field.ty.span;
    match (ty, &field.role) {
        (Ty::Child, Some(role)) => {
            if part != Part::Sched {
                unit.error(
                    out,
                    role.span,
                    &Problem::RoleElsewhere { part: part.name() },
                );
            }
            Access::Role {
                claims_idle: role.claims_idle,
            }
        }
        (Ty::Child, None) => {
            let problem = Problem::ChildWithoutRole {
                field: field.name.to_string(),
            };
            unit.error(out, field.name.span(), &problem);
            Access::Role { claims_idle: false }
        }
        (_, Some(role)) => {
            unit.error(
                out,
                role.span,
                &Problem::RoleNotChild {
                    field: field.name.to_string(),
                },
            );
            Access::Shared
        }
        (Ty::Link | Ty::Node(_), None) => {
            let is_tree = matches!(ty, Ty::Node(_));
            if part == Part::Sched || is_tree && part == Part::Cpu {
                unit.error(out, span, &Problem::LinkElsewhere);
            }
            Access::Link
        }
        (Ty::List(..) | Ty::Tree(_), None) => Access::Locked,
        (Ty::Error, None) if field.locked.is_some() => Access::Locked,
        (Ty::Error, None) => Access::Shared,
        (ty, None) => {
            let locked = field.locked.is_some();
            if !can_be_held(ty, locked) {
                let text = unit.type_text(ty);
                let problem = match ty {
                    Ty::Array(..) | Ty::Struct(_) => Problem::FieldNeedsLock { ty: text },
                    _ => Problem::FieldType { ty: text },
                };
                unit.error(out, span, &problem);
            } else if let Some(name) = enum_without_zero(unit, ty) {
                unit.error(out, span, &Problem::EnumWithoutZero { name });
            }
            if locked {
                Access::Locked
            } else {
                Access::Shared
            }
        }
    }
}

/// The enum in the type that has no variant for the zeroes with which state starts.
fn enum_without_zero(unit: &Unit<'_>, ty: &Ty) -> Option<String> {
    match ty {
        Ty::Enum(at) => {
            let item = unit.enums.get(*at)?;
            let has_zero = item.variants.iter().any(|(_, value)| *value == 0);
            // An empty one was reported by itself.
            (!has_zero && !item.variants.is_empty()).then(|| item.name.clone())
        }
        Ty::Array(element, _) => enum_without_zero(unit, element),
        Ty::Struct(at) => {
            let fields = &unit.structs.get(*at)?.fields;
            fields
                .iter()
                .find_map(|(_, ty)| enum_without_zero(unit, ty))
        }
        _ => None,
    }
}

/// What one access reads whole may be shared; what takes several must be locked.
fn can_be_held(ty: &Ty, locked: bool) -> bool {
    match ty {
        Ty::Array(element, _) => locked && can_be_held(element, true),
        Ty::Struct(_) => locked,
        ty => ty.is_scalar(),
    }
}

fn roles_belong(unit: &Unit<'_>, out: &mut Diagnostics) {
    let role = unit
        .sched
        .iter()
        .find(|field| matches!(field.access, Access::Role { .. }));
    let Some(policy) = unit.syntax.policies.first() else {
        return;
    };
    match (role, unit.kind) {
        (Some(role), Kind::Thread) => {
            let problem = Problem::RoleInThreadScheduler {
                role: role.name.clone(),
            };
            unit.error(out, role.span, &problem);
        }
        (None, Kind::Cpu) => unit.error(out, policy.span, &Problem::NoRoles),
        _ => {}
    }
    if unit.kind == Kind::Cpu
        && let Some(state) = unit.syntax.state(Part::Thread)
    {
        unit.error(out, state.name.span(), &Problem::ThreadsInCpuScheduler);
    }
}
