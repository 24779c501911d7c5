//! How often the innermost part of a function may run: loops in loops, helpers with loops included.
//!
//! The verifier walks every turn of a loop, and a loop in a loop once for each turn of the outer
//! one, so what counts is their product. Loops behind each other add up to little against that and
//! are not counted together.

use super::calls::function_name;
use super::tree::{Expr, ExprKind, Function};
use super::unit::Unit;
use crate::diag::{Diagnostics, Problem};

/// Turns that loops within each other may take together. One turn costs the verifier between ten
/// and some hundred instructions, and it gives up after a million.
pub(super) const MAX_TURNS: i128 = 4096;

/// Turns of one function, and the helpers by which it gets to them.
#[derive(Clone, Debug)]
struct Turns {
    count: i128,
    chain: String,
}

/// Checks all functions; `order` has each after those that it calls.
pub(super) fn check(
    unit: &Unit<'_>,
    functions: &[Function],
    order: &[usize],
    out: &mut Diagnostics,
) {
    let mut known: Vec<Option<Turns>> = vec![None; functions.len()];
    for at in order {
        let Some(function) = functions.get(*at) else {
            continue;
        };
        let mut walk = Walk {
            unit,
            known: &known,
            most: Turns {
                count: 1,
                chain: function_name(unit, *at),
            },
            name: function_name(unit, *at),
            out,
        };
        function.body.children(&mut |child| walk.expr(child, 1));
        let most = walk.most;
        if let Some(slot) = known.get_mut(*at) {
            *slot = Some(most);
        }
    }
}

struct Walk<'a> {
    unit: &'a Unit<'a>,
    known: &'a [Option<Turns>],
    most: Turns,
    name: String,
    out: &'a mut Diagnostics,
}

impl Walk<'_> {
    /// Looks at an expression that runs up to `outer` times.
    fn expr(&mut self, expr: &Expr, outer: i128) {
        match &expr.kind {
            ExprKind::For(repeat) => {
                let own = (repeat.to - repeat.from).max(1);
                let turns = self.noted(expr, outer, own, None);
                repeat.body.children(&mut |child| self.expr(child, turns));
            }
            kind => {
                if let ExprKind::Helper(callee, _) = kind
                    && let Some(Some(helper)) = self.known.get(*callee)
                {
                    let helper = helper.clone();
                    self.noted(expr, outer, helper.count, Some(helper.chain));
                }
                expr.children(&mut |child| self.expr(child, outer));
            }
        }
    }

    /// Notes turns within turns; what is too much is said once, and counts as one turn from there.
    fn noted(&mut self, expr: &Expr, outer: i128, own: i128, helper: Option<String>) -> i128 {
        let turns = outer.saturating_mul(own);
        // What is too long by itself was reported there.
        if turns > MAX_TURNS && outer > 1 && own <= MAX_TURNS {
            let chain = helper.map_or_else(String::new, |chain| format!(", in {chain}"));
            let problem = Problem::LoopsTooLong {
                turns,
                max: MAX_TURNS,
                chain,
            };
            self.unit.error(self.out, expr.span, &problem);
            return 1;
        }
        if turns > self.most.count {
            let chain = match helper {
                Some(chain) => format!("{} → {chain}", self.name),
                None => self.name.clone(),
            };
            self.most = Turns {
                count: turns.min(MAX_TURNS),
                chain,
            };
        }
        turns
    }
}
