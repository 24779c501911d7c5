//! How much of the stack a chain of calls may take, and how many calls deep it may go.
//!
//! The kernel gives a BPF program and everything it calls 512 bytes and 8 frames; it rounds each
//! frame up to 32 bytes. What clang makes of a function is known only afterwards, so this is an
//! estimate from above:
//!
//! * A struct, an array, and a value that a helper hands out through a pointer lie on the stack.
//! * Of the plain values that are in scope together, four live in the registers that a call
//!   leaves alone; each further one is stored, in 8 bytes.
//! * Variables of blocks beside each other share their place.
//! * Nothing is inlined. (clang does inline what is called once, which takes no more.)

use super::calls::{Summary, function_name};
use super::steps::{Plan, Step, StepKind, Value, VarId, walk_steps};
use super::ty::Ty;
use super::unit::Unit;
use crate::diag::{Diagnostics, Problem};
use std::collections::HashMap;

/// Bytes for ops and their helpers. Of the 512, the callback that asks the ops, the pick around it
/// and what ops call take up to 192.
const MAX_BYTES: u64 = 320;

/// Frames for an op and its helpers. Of the 8, up to three are above it (the callback, a turn of
/// the pick, the settling of a short cut), and one is below, for what it calls.
const MAX_FRAMES: usize = 4;

/// What the kernel rounds a frame up to.
const FRAME_ALIGN: u64 = 32;

/// What the stack is handed out in.
const SLOT: u64 = 8;

/// Plain values that live in registers across calls: r6 to r9.
const REGISTERS: u64 = 4;

/// What a function and the worst chain below it take.
#[derive(Clone, Debug, Default)]
struct Need {
    bytes: u64,
    frames: usize,
    /// The callee of the chain with the most bytes, and of the longest one.
    heaviest: Option<usize>,
    longest: Option<usize>,
}

/// Checks all functions; `order` has each after those that it calls.
pub(super) fn check(
    unit: &Unit<'_>,
    all: &[Summary],
    plans: &HashMap<usize, Plan>,
    order: &[usize],
    out: &mut Diagnostics,
) {
    let mut needs: HashMap<usize, Need> = HashMap::new();
    for at in order {
        let (Some(plan), Some(summary)) = (plans.get(at), all.get(*at)) else {
            continue;
        };
        let callees = summary.calls.iter();
        let callees: Vec<(usize, &Need)> = callees
            .filter_map(|(callee, _)| Some((*callee, needs.get(callee)?)))
            .collect();
        let heaviest = callees.iter().max_by_key(|(_, need)| need.bytes);
        let longest = callees.iter().max_by_key(|(_, need)| need.frames);
        let below = heaviest.map_or(0, |(_, need)| need.bytes);
        let frames_below = longest.map_or(0, |(_, need)| need.frames);
        let need = Need {
            bytes: frame(unit, plan).saturating_add(below),
            frames: frames_below + 1,
            heaviest: heaviest.map(|(callee, _)| *callee),
            longest: longest.map(|(callee, _)| *callee),
        };
        // A chain is reported at its lowest function with which it is too much.
        if need.bytes > MAX_BYTES && below <= MAX_BYTES {
            let problem = Problem::StackTooDeep {
                chain: chain(unit, &needs, *at, &need, |need| need.heaviest),
                bytes: need.bytes,
                max: MAX_BYTES,
            };
            unit.error(out, plan.span, &problem);
        }
        if need.frames > MAX_FRAMES && frames_below <= MAX_FRAMES {
            let problem = Problem::CallsTooDeep {
                chain: chain(unit, &needs, *at, &need, |need| need.longest),
                max: MAX_FRAMES,
            };
            unit.error(out, plan.span, &problem);
        }
        needs.insert(*at, need);
    }
}

fn chain(
    unit: &Unit<'_>,
    needs: &HashMap<usize, Need>,
    at: usize,
    need: &Need,
    next: impl Fn(&Need) -> Option<usize>,
) -> String {
    let mut names = vec![function_name(unit, at)];
    let mut callee = next(need);
    while let Some(at) = callee {
        names.push(function_name(unit, at));
        callee = needs.get(&at).and_then(&next);
    }
    names.join(" → ")
}

/// The bytes of a function's own frame.
fn frame(unit: &Unit<'_>, plan: &Plan) -> u64 {
    let mut handed_out = Vec::new();
    walk_steps(&plan.steps, &mut |step| {
        step.values(&mut |value| {
            value.walk(&mut |value| {
                if let Value::Helper(_, _, _, Some(var)) = value {
                    handed_out.push(*var);
                }
            });
        });
    });
    let scope = Scope {
        unit,
        plan,
        handed_out,
    };
    let params: Size = plan.params.iter().map(|var| scope.size(*var)).sum();
    let size = params + scope.block(&plan.steps);
    let spilled = size.plain.saturating_sub(REGISTERS).saturating_mul(SLOT);
    let bytes = size.stored.saturating_add(spilled).max(1);
    bytes.div_ceil(FRAME_ALIGN).saturating_mul(FRAME_ALIGN)
}

/// Variables in scope together.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    /// Bytes of those that lie on the stack.
    stored: u64,
    /// How many others.
    plain: u64,
}

impl std::ops::Add for Size {
    type Output = Size;
    fn add(self, other: Size) -> Size {
        Size {
            stored: self.stored.saturating_add(other.stored),
            plain: self.plain + other.plain,
        }
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Size>>(sizes: I) -> Size {
        sizes.fold(Size::default(), |a, b| a + b)
    }
}

struct Scope<'a> {
    unit: &'a Unit<'a>,
    plan: &'a Plan,
    /// Variables whose address a helper gets.
    handed_out: Vec<VarId>,
}

impl Scope<'_> {
    fn size(&self, var: VarId) -> Size {
        let Some(ty) = self.plan.var(var).map(|var| &var.ty) else {
            return Size::default();
        };
        let is_stored =
            matches!(ty, Ty::Array(..) | Ty::Struct(_)) || self.handed_out.contains(&var);
        match is_stored {
            true => Size {
                stored: self.unit.size(ty).div_ceil(SLOT).saturating_mul(SLOT),
                plain: 0,
            },
            false => Size {
                stored: 0,
                plain: 1,
            },
        }
    }

    /// The variables of a block, and the most of those inside it.
    fn block(&self, steps: &[Step]) -> Size {
        let mut own = Size::default();
        let mut inside = Size::default();
        for step in steps {
            match &step.kind {
                StepKind::Declare(var, _) | StepKind::Lock(var, _) | StepKind::For(var, ..) => {
                    own = own + self.size(*var)
                }
                _ => {}
            }
            step.blocks(&mut |steps| {
                let size = self.block(steps);
                inside.stored = inside.stored.max(size.stored);
                inside.plain = inside.plain.max(size.plain);
            });
        }
        own + inside
    }
}
