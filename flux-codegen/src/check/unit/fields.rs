//! The fields of the state structs: types that C can hold, locks and roles. Lists,
//! trees and their links are in `containers`.

use super::super::ty::{Int, Ty};
use super::{Access, FieldInfo, Unit, containers, evaluate, sum};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::{Type, TypeKind};
use crate::syntax::model::{Field, Kind, Part};
use proc_macro2::Ident;

/// Bytes of state that one struct may have. Every thread or CPU of the machine pays for it, and
/// no policy needs more.
const MAX_STATE_BYTES: u64 = 16 * 1024;

/// Children of one `Children`: what the record that the core keeps of them has room for.
pub(super) const MAX_CHILDREN: u64 = 32;

/// How many children an instance may have, by the roles as they are written.
pub(super) fn child_slots(unit: &Unit<'_>) -> u64 {
    let Some(state) = unit.syntax.state(Part::Sched) else {
        return 0;
    };
    let roles = state.fields.iter().filter(|field| field.role.is_some());
    sum(roles.map(|field| match &field.ty.kind {
        TypeKind::Named(name, arguments) if is_named(&field.ty, "Children") => {
            match children_type(unit, name, arguments, &mut Diagnostics::new()) {
                Ty::Children(max) => max,
                _ => 0,
            }
        }
        _ => 1,
    }))
}

fn is_named(ty: &Type, wanted: &str) -> bool {
    matches!(&ty.kind, TypeKind::Named(name, _) if name == wanted)
}

/// `Children<8>`.
pub(super) fn children_type(
    unit: &Unit<'_>,
    name: &Ident,
    arguments: &[Type],
    out: &mut Diagnostics,
) -> Ty {
    let problem = Problem::ChildrenNumber { max: MAX_CHILDREN };
    let Some(TypeKind::Number(number)) = arguments.first().map(|argument| &argument.kind) else {
        unit.error(out, name.span(), &problem);
        return Ty::Error;
    };
    let max = evaluate(unit, number, &Ty::Int(Int::USIZE), out);
    match max.map(u64::try_from) {
        Some(Ok(max)) if (1..=MAX_CHILDREN).contains(&max) => Ty::Children(max),
        Some(_) => {
            unit.error(out, number.span, &problem);
            Ty::Error
        }
        None => Ty::Error,
    }
}

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
        let mut bytes = sum(fields.iter().map(|field| unit.size(&field.ty)));
        if part == Part::Sched {
            bytes = sum([bytes]
                .into_iter()
                .chain(unit.tunables.iter().map(|tunable| unit.size(&tunable.ty))));
        }
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
    let found = containers::resolve(unit, part, field, out);
    let ty = match found.or_else(|| per_child(unit, &field.ty, out)) {
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
        (Ty::Child | Ty::Children(_), Some(role)) => {
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
        (Ty::Child | Ty::Children(_), None) => {
            let problem = Problem::ChildWithoutRole {
                field: field.name.to_string(),
            };
            unit.error(out, field.name.span(), &problem);
            Access::Role { claims_idle: false }
        }
        // Its number was reported.
        (Ty::Error, Some(role)) if is_named(&field.ty, "Children") => Access::Role {
            claims_idle: role.claims_idle,
        },
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
        (Ty::Peer, None) => {
            let belongs = part == Part::Sched && unit.kind == Kind::Thread;
            if !belongs || field.locked.is_some() {
                unit.error(out, span, &Problem::PeerElsewhere);
            }
            Access::Peer
        }
        (Ty::Link | Ty::Node(_), None) => {
            let is_tree = matches!(ty, Ty::Node(_));
            if part == Part::Sched || is_tree && part == Part::Cpu {
                unit.error(out, span, &Problem::LinkElsewhere);
            }
            Access::Link
        }
        (Ty::List(..) | Ty::Tree(_), None) => Access::Locked,
        (Ty::PerChild(inner, _), None) => {
            if part != Part::Sched || field.locked.is_some() {
                unit.error(out, span, &Problem::PerChildElsewhere);
            } else if let Some(name) = enum_without_zero(unit, inner) {
                unit.error(out, span, &Problem::EnumWithoutZero { name });
            }
            Access::Shared
        }
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

/// `PerChild<u32>` as it may stand in state and tunables; none if it is another type.
pub(super) fn per_child(unit: &Unit<'_>, ty: &Type, out: &mut Diagnostics) -> Option<Ty> {
    let TypeKind::Named(name, arguments) = &ty.kind else {
        return None;
    };
    if !is_named(ty, "PerChild") {
        return None;
    }
    let inner = match arguments.as_slice() {
        [inner] => unit.resolve_type(inner, out),
        _ => Ty::Unit,
    };
    if inner == Ty::Error {
        return Some(Ty::Error);
    }
    if unit.kind == Kind::Thread || unit.child_slots == 0 || !inner.is_scalar() {
        unit.error(out, name.span(), &Problem::PerChildElsewhere);
        return Some(Ty::Error);
    }
    Some(Ty::PerChild(Box::new(inner), unit.child_slots))
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
    let is_many = |field: &&FieldInfo| matches!(field.ty, Ty::Children(_));
    if let Some(second) = unit.sched.iter().filter(is_many).nth(1) {
        unit.error(out, second.span, &Problem::ChildrenTwice);
    }
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
