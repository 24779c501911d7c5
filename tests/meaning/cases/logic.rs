//! `&&`, `||`, `!`, and what is not evaluated.

#[sched]
pub struct Cases {
    log: u64,
}

#[tunable]
pub static MOST: u32 = 3;

fn mark(cases: &Sched<Cases>, what: u64, result: bool) -> bool {
    cases.log.set(cases.log.get() * 7 + what);
    result
}

fn and(a: bool, b: bool) -> bool { a && b }
fn or(a: bool, b: bool) -> bool { a || b }
fn eager(a: bool, b: bool, c: bool) -> bool { a & b | c ^ !a }
fn compared(a: bool, b: bool) -> bool { a < b || a == b && b >= a }
fn guarded(x: u32) -> bool { x != 0 && 12 / x > 3 || x == 100 }
fn guarded_index(i: usize) -> bool { let a = [true, false, true]; i < 3 && a[i] }
fn or_exits(x: i32) -> bool { x > 5 || 100 % x == 0 }
fn not_all(a: bool, b: bool, c: bool) -> bool { !(a && b || !c) && !(b || c && !a) }
fn calls(cases: &Sched<Cases>, a: bool, b: bool, c: bool) -> bool {
    mark(cases, 1, a) && mark(cases, 2, b) || mark(cases, 3, c)
}
fn calls_or(cases: &Sched<Cases>, a: bool, b: bool, c: bool) -> bool {
    (mark(cases, 1, a) || mark(cases, 2, b)) && mark(cases, 3, c)
}
fn eager_calls(cases: &Sched<Cases>, a: bool, b: bool) -> bool {
    mark(cases, 1, a) & mark(cases, 2, b) | mark(cases, 3, a)
}
fn in_condition(cases: &Sched<Cases>, a: bool, b: bool) -> u32 {
    if mark(cases, 1, a) || mark(cases, 2, b) { 1 } else { 2 }
}
fn as_argument(cases: &Sched<Cases>, a: bool, b: bool) -> bool {
    mark(cases, 9, mark(cases, 1, a) && mark(cases, 2, b))
}
fn with_block(a: u32, b: u32) -> bool {
    a > 3 && { let c = a - b; c > 2 } || { let c = b / 2; c == 1 }
}
fn deep(a: u32, b: u32) -> bool {
    a > 1 && (b > 1 && (a / b > 1 && (b / a < 1 || a % b == 1)))
}
fn leaves(x: u32) -> u32 {
    let found = x > 5 && { if x > 50 { return 7; } x > 20 };
    found as u32
}
fn xor_chain(a: bool, b: bool, c: bool) -> bool { a ^ b ^ c ^ true }
fn assigns(a: bool, b: bool) -> bool { let mut x = a; x &= b; x |= !a; x ^= b; x }
fn not_compared(a: bool, b: bool) -> bool { !a == b && (!a != (b || a)) || !a < b }
fn not_of_literals(a: bool) -> bool { (!true == a) ^ (!a & true) ^ (!a | false) ^ !(!a ^ true) }
fn both_sides_are_read(a: bool) -> bool { (2u32 >= MOST.get()) & (MOST.get() <= 1u32) | a & (MOST.get() > 2u32) }
