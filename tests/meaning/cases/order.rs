//! The order in which operands run. What happens is seen in `log`.

#[derive(Clone, Copy)]
pub struct Pair {
    a: u32,
    b: u32,
}

#[sched]
pub struct Cases {
    log: u64,
    count: u32,
    #[locked]
    cells: [u32; 4],
    #[locked]
    total: u32,
}

fn next(cases: &Sched<Cases>, what: u32) -> u32 {
    cases.log.set(cases.log.get() * 31 + what as u64);
    cases.count.set(cases.count.get() + 1);
    cases.count.get() * 10 + what
}
fn checked(cases: &Sched<Cases>, what: u32) -> u32 {
    assert!(what != 7, "seven");
    next(cases, what)
}
fn make(cases: &Sched<Cases>, what: u32) -> Pair {
    Pair { a: next(cases, what), b: next(cases, what + 1) }
}
fn three(a: u32, b: u32, c: u32) -> u32 { a * 100 + b * 10 + c }
fn of_pair(pair: Pair, more: u32) -> u32 { pair.a * 3 + pair.b * 5 + more }

fn operands(cases: &Sched<Cases>) -> u32 { next(cases, 1) - next(cases, 2) * next(cases, 3) }
fn arguments(cases: &Sched<Cases>) -> u32 { three(next(cases, 1), next(cases, 2), next(cases, 3)) }
fn nested(cases: &Sched<Cases>) -> u32 { three(next(cases, 1), three(next(cases, 2), 5, next(cases, 3)), next(cases, 4)) }
fn field_then_call(cases: &Sched<Cases>) -> u32 { cases.count.get() + next(cases, 2) }
fn call_then_field(cases: &Sched<Cases>) -> u32 { next(cases, 2) + cases.count.get() }
fn both_sides(cases: &Sched<Cases>) -> u32 { cases.count.get() + next(cases, 2) + cases.count.get() }
fn compare(cases: &Sched<Cases>) -> bool { next(cases, 1) < cases.count.get() * 100 && next(cases, 2) > 0 }
fn local_changed(x: u32) -> u32 { let mut y = x; y + { y = 5; y } + y }
fn local_changed_twice(x: u32) -> u32 { let mut y = x; three(y, { y += 1; y }, { y *= 2; y }) }
fn compound(x: u32) -> u32 { let mut y = x; y += { y = 5; y }; y }
fn compound_field(cases: &Sched<Cases>) -> u32 { let mut y = 100; y -= next(cases, 1); y -= cases.count.get(); y }
fn structs(cases: &Sched<Cases>) -> u32 { let p = Pair { b: next(cases, 1), a: next(cases, 2) }; p.a * 1000 + p.b }
fn arrays(cases: &Sched<Cases>) -> u32 { let a = [next(cases, 1), next(cases, 2), cases.count.get()]; a[0] * 10000 + a[1] * 100 + a[2] }
fn pair_then_call(cases: &Sched<Cases>) -> u32 { of_pair(make(cases, 1), next(cases, 3)) }
fn pair_changed(x: u32) -> u32 { let mut p = Pair { a: x, b: 2 }; of_pair(p, { p.a = 9; p.b = 8; 1 }) }
fn pair_in_pair(cases: &Sched<Cases>) -> u32 { make(cases, 1).a * 1000 + make(cases, 3).b }
fn methods(cases: &Sched<Cases>) -> u32 { next(cases, 1).max(next(cases, 2)).min(next(cases, 3)) }
fn index_of_call(cases: &Sched<Cases>) -> u32 {
    let mut a = [1, 2, 3, 4];
    a[(next(cases, 1) & 3) as usize] = next(cases, 2);
    a[(next(cases, 3) & 3) as usize] += next(cases, 4);
    a[0] + a[1] * 3 + a[2] * 5 + a[3] * 7
}
fn index_changed(i: usize) -> u32 { let mut a = [1, 2, 3]; let mut at = 0; a[at] = { at = 2; 7 }; a[at] += { at = i % 3; 5 }; a[0] + a[1] * 10 + a[2] * 100 + at as u32 }
fn element_then_change(x: u32) -> u32 { let mut a = [x, 2, 3]; a[0] + { a[0] = 9; a[0] } + a[0] }
fn locked(cases: &Sched<Cases>, i: u32) -> u32 {
    let mut locked = cases.lock();
    locked.cells[(i & 3) as usize] = i;
    locked.total += locked.cells[1] + { locked.cells[1] = 5; locked.cells[1] };
    locked.total + locked.cells[1]
}
fn exits_in_order(cases: &Sched<Cases>, a: u32, b: u32) -> u32 { checked(cases, a) / b + checked(cases, b) }
fn exit_of_index_or_value(cases: &Sched<Cases>, i: usize, x: u32) -> u32 { let mut a = [1, 2]; a[i] = 10 / x; next(cases, a[0]) }
fn exit_of_compound(i: usize, x: u32) -> u32 { let mut a = [1, 2]; a[i] /= x; a[0] }
fn exit_of_both(x: u32, y: u32) -> u32 { (10 / x) * (20 % y) }
fn exit_of_arguments(cases: &Sched<Cases>, x: u32) -> u32 { three(next(cases, 1), 10 / x, next(cases, 2)) }
fn value_of_block(cases: &Sched<Cases>) -> u32 { let x = { next(cases, 1); next(cases, 2) } + { next(cases, 3) }; x }
fn left_returns(cases: &Sched<Cases>, x: u32) -> u32 { next(cases, 1) + if x > 3 { return next(cases, 2); } else { next(cases, 3) } + next(cases, 4) }
fn casts_between(cases: &Sched<Cases>) -> u64 { next(cases, 1) as u8 as u64 + (next(cases, 2) as u64) << next(cases, 3) }
fn unread_array(cases: &Sched<Cases>, x: u32) -> u32 { let _a = [next(cases, x), 5]; let _b = [1, next(cases, 2)]; let _ = [next(cases, 3), next(cases, 4)]; 1 }
fn unread_struct(cases: &Sched<Cases>, x: u32) -> u32 { let _p = Pair { a: 1, b: next(cases, x) }; let q = Pair { b: next(cases, 2), a: next(cases, 3) }; let _ = make(cases, 4); 1 }
