//! Exits: which line, which words, and what was done before.

#[sched]
pub struct Cases {
    log: u32,
    #[locked]
    total: u32,
}

fn inner(cases: &Sched<Cases>, x: u32) -> u32 {
    cases.log.set(cases.log.get() + 1);
    assert!(x < 100, "too large");
    cases.log.set(cases.log.get() + 10);
    x * 2
}
fn middle(cases: &Sched<Cases>, x: u32) -> u32 { inner(cases, x) + inner(cases, x + 1) }
fn checks_unit(cases: &Sched<Cases>, x: u32) {
    assert!(x != 2);
    cases.log.set(x);
    if x > 90 {
        panic!("more than 90");
    }
}
fn outer(cases: &Sched<Cases>, x: u32) -> u32 {
    checks_unit(cases, x);
    let y = middle(cases, x);
    cases.log.set(cases.log.get() * 3);
    y
}
fn under_lock(cases: &Sched<Cases>, x: u32) -> u32 {
    let mut locked = cases.lock();
    locked.total = 5;
    locked.total += 100 / x;
    assert!(x != 7, "seven under the lock");
    locked.total += 1;
    locked.total
}
fn under_temporary_lock(cases: &Sched<Cases>, x: u32) -> u32 {
    cases.lock().total = 100 / x;
    cases.lock().total + 1
}
fn return_under_lock(cases: &Sched<Cases>, x: u32) -> u32 {
    let mut locked = cases.lock();
    locked.total = x;
    if x > 5 {
        return locked.total * 2;
    }
    drop(locked);
    cases.log.set(3);
    cases.lock().total
}
fn loop_under_lock(cases: &Sched<Cases>, x: u32) -> u32 {
    let mut locked = cases.lock();
    for i in 0..5u32 {
        if i == x { break; }
        locked.total += 10 / (3 - i.min(x));
    }
    locked.total
}
fn lock_in_loop(cases: &Sched<Cases>, x: u32) -> u32 {
    for i in 0..5u32 {
        let mut locked = cases.lock();
        if i == x { break; }
        if i == 1 { continue; }
        assert!(x != 7 || i < 3, "late");
        locked.total += i;
    }
    cases.lock().total
}
fn plain_panic(x: u8) -> u8 { if x == 5 { panic!(); } x }
fn no_way(x: u8) -> u8 { match x { 0..=200 => 1, 201..=254 => 2, _ => unreachable!() } }
fn message(x: u8) -> u8 { assert!(x < 5, "100% \"sure\" \\ %d %s"); x }
fn divided(a: i32, b: i32) -> i32 { if b == -1 { return a; } a / b + a % b }
fn divided_by_constant(a: i32) -> i32 { a / 7 + a % -3 + a / -2147483648 }
fn index_read(i: usize, j: usize) -> u32 { let a = [[1, 2], [3, 4], [5, 6]]; let b = a[i]; b[j] }
fn index_write(i: usize) -> u32 { let mut a = [0; 4]; a[i] = 5; a[3] }
fn index_of_cast(i: i8) -> u32 { let a = [1, 2, 3]; a[i as usize] }
fn index_constant() -> u32 { let a = [1, 2, 3]; a[2] + a[0] }
fn debug(x: u8) -> u8 { debug_assert!(x != 3, "debug"); x }
fn exit_in_condition(x: u32) -> u32 { if 10 / x > 3 { 1 } else { 2 } }
fn exit_in_match(x: u32) -> u32 { match 10 / x { 10 => 1, 5 => 2, n => n } }
fn exit_in_argument(cases: &Sched<Cases>, x: u32) -> u32 { inner(cases, 1000 / x) }
fn exit_in_return(x: u32) -> u32 { if x < 9 { return 10 % x; } 3 }
fn exit_twice(x: u32, y: u32) -> u32 { let a = 10 / x; let b = 10 / y; a + b }
fn unread_exit(x: u32) -> u32 { let _y = 10 / x; let z = 10 / (x - 1); 7 }
