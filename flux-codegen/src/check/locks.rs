//! What happens while a lock is held: no call into the kernel, no second lock, no exit.

use super::calls::{self, Summary};
use super::steps::{Plan, Step, StepKind, Value};
use super::unit::Unit;
use crate::diag::{Diagnostics, Problem};
use proc_macro2::Span;

/// Checks the steps of one function.
pub(super) fn check(unit: &Unit<'_>, all: &[Summary], plan: &Plan, out: &mut Diagnostics) {
    let mut check = Check { unit, all, out };
    check.steps(&plan.steps, None);
}

struct Check<'a> {
    unit: &'a Unit<'a>,
    all: &'a [Summary],
    out: &'a mut Diagnostics,
}

/// Where the lock that is held was taken.
type Held = Option<Span>;

impl Check<'_> {
    /// Walks steps; returns what is held behind them, or `None` if that is not reached.
    fn steps(&mut self, steps: &[Step], mut held: Held) -> Option<Held> {
        for step in steps {
            if let Some(since) = held {
                step.values(&mut |value| self.value(value, since));
            }
            match &step.kind {
                StepKind::Lock(..) => {
                    if let Some(since) = held {
                        let problem = Problem::LockNested {
                            line: since.start().line,
                        };
                        self.unit.error(self.out, step.span, &problem);
                    }
                    held = Some(step.span);
                }
                StepKind::Unlock(_) => held = None,
                StepKind::Scope(inner) => held = self.steps(inner, held)?,
                StepKind::If(_, then, els) => {
                    let (then, els) = (self.steps(then, held), self.steps(els, held));
                    held = then.or(els)?;
                }
                StepKind::Switch(_, cases, otherwise) => {
                    let mut behind = self.steps(otherwise, held);
                    for (_, steps) in cases {
                        let after = self.steps(steps, held);
                        behind = behind.or(after);
                    }
                    held = behind?;
                }
                StepKind::For(_, _, _, body) => {
                    self.steps(body, held);
                }
                kind if kind.leaves() => return None,
                _ => {}
            }
        }
        Some(held)
    }

    fn value(&mut self, value: &Value, since: Span) {
        value.walk(&mut |value| match value {
            Value::Api(call, api, _) if !api.under_lock => {
                let line = since.start().line;
                let problem = Problem::CallUnderLock {
                    call: api.words(),
                    line,
                };
                self.unit.error(self.out, call.span, &problem);
            }
            Value::Helper(call, at, ..) => self.helper(*at, call.span, since),
            _ => {}
        });
    }

    fn helper(&mut self, helper: usize, span: Span, since: Span) {
        let line = since.start().line;
        let mut problem = None;
        calls::each_reached(self.unit, self.all, helper, &mut |summary, chain| {
            if problem.is_some() {
                return;
            }
            let kernel = summary.api.iter().find(|(api, _)| !api.under_lock);
            let found = if summary.locks {
                Problem::LockNestedInHelper {
                    chain: chain(),
                    line,
                }
            } else if let Some((api, _)) = kernel {
                Problem::CallUnderLockInHelper {
                    chain: chain(),
                    call: api.words(),
                    line,
                }
            } else if let Some(why) = &summary.exits {
                Problem::ExitUnderLock {
                    chain: chain(),
                    why: why.clone(),
                    line,
                }
            } else {
                return;
            };
            problem = Some(found);
        });
        if let Some(problem) = problem {
            self.unit.error(self.out, span, &problem);
        }
    }
}
