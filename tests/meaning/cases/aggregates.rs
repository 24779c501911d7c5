//! Structs and arrays by value: copies are copies.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind { Low, High = 9 }
#[derive(Clone, Copy)]
pub struct Point { x: i16, y: i64, kind: Kind, set: bool }

#[sched]
pub struct Cases {
    #[locked] points: [Point; 3],
    #[locked] one: Point,
    #[locked] grid: [[u8; 3]; 2],
    #[locked] cells: [u32; 4],
}

fn point(x: i16, y: i64) -> Point { Point { x, y, kind: if x > 3 { Kind::High } else { Kind::Low }, set: y > 0 } }
fn value(p: Point) -> i64 { p.x as i64 * 3 + p.y + p.kind as i64 + p.set as i64 }
fn moved(mut p: Point) -> Point { p.x += 1; p.y = p.y * 2; p }
fn sum_of(a: [u32; 3]) -> u32 { a[0] + a[1] * 10 + a[2] * 100 }
fn first_doubled(mut a: [u32; 3]) -> u32 { a[0] = a[0] * 2; a[1] = 7; sum_of(a) }

fn makes(x: i16, y: i64) -> i64 { value(point(x, y)) }
fn copies(x: i16, y: i64) -> i64 { let p = point(x, y); let mut q = p; q.x = 1; q.y += 5; value(p) * 7 + value(q) }
fn passes_copy(x: i16, y: i64) -> i64 { let p = point(x, y); let q = moved(p); value(p) * 7 + value(q) }
fn assigns(x: i16, y: i64) -> i64 { let mut p = point(x, y); let q = p; p = Point { x: 1, y: q.y, kind: p.kind, set: false }; value(p) + value(q) * 3 }
fn swaps(x: i16, y: i64) -> i64 { let mut p = point(x, 1); let mut q = point(2, y); let t = p; p = q; q = t; value(p) * 5 + value(q) }
fn swaps_fields(x: u32, y: u32) -> u32 { let mut a = [x, y, 3]; a = [a[1], a[0], a[2]]; sum_of(a) }
fn of_itself(x: i16) -> i64 { let mut p = point(x, 2); p = Point { x: p.y as i16, y: p.x as i64, kind: p.kind, set: p.set }; value(p) }
fn if_value(x: i16) -> i64 { let p = if x > 0 { point(x, 1) } else { point(0, 2) }; value(p) }
fn match_value(x: i16) -> i64 { let p = match x { 0 => point(1, 1), 1..=7 => point(x, 9), _ => moved(point(x, 3)) }; p.y + p.x as i64 }
fn member_of_call(x: i16) -> i64 { point(x, 5).y + moved(point(x, 6)).y }
fn array_if(x: u32) -> u32 { let a = if x > 3 { [1, 2, x] } else { [x, 5, 6] }; sum_of(a) }
fn array_match(x: u32) -> u32 { let a = match x { 0 => [9; 3], 1 => [1, 2, 3], n => [n; 3] }; sum_of(a) }
fn array_copies(x: u32) -> u32 { let a = [x, 2, 3]; let mut b = a; b[0] = 9; b[2] += x; sum_of(a) * 3 + sum_of(b) }
fn array_assigned(x: u32) -> u32 { let a = [x, 2, 3]; let mut b = [0; 3]; b = a; b[1] = 7; sum_of(a) + sum_of(b) * 5 }
fn array_passed(x: u32) -> u32 { let a = [x, 2, 3]; first_doubled(a) * 3 + sum_of(a) }
fn array_passed_mutable(x: u32) -> u32 { let mut a = [x, 2, 3]; a[1] += 1; first_doubled(a) * 3 + sum_of(a) }
fn repeats(x: u8) -> u32 { let a = [x + 1; 5]; let mut s = 0; for i in 0..5 { s = s * 3 + a[i] as u32; } s }
fn of_arrays(x: u8, i: usize) -> u8 { let mut a = [[x; 3]; 2]; a[1][2] = 7; a[i % 2][i % 3] += 1; let b = a[1]; b[0] + b[1] * 2 + b[2] * 3 + a[0][0] }
fn of_structs(x: i16, i: usize) -> i64 { let mut a = [point(x, 1), point(2, 3)]; a[i % 2].y += 10; a[1].x = a[0].x; let p = a[i % 2]; value(p) + value(a[0]) * 3 + value(a[1]) * 5 }
fn wraps_in_fields(x: i16) -> i64 { let mut p = point(x, 1); p.x += 32767; p.x *= 3; p.x as i64 }
fn narrow_elements(x: u8) -> u32 { let mut a = [x, 200]; a[0] += a[1]; a[1] *= 2; a[0] as u32 * 1000 + a[1] as u32 }
fn state_arrays(cases: &Sched<Cases>, i: usize, x: u32) -> u32 {
    let mut locked = cases.lock();
    locked.cells[i & 3] = x;
    locked.cells[(i + 1) & 3] += locked.cells[i & 3] * 2;
    locked.grid[i & 1][i % 3] = x as u8;
    locked.grid[0][1] += 3;
    let copy = locked.cells;
    locked.cells[0] = 1000;
    copy[0] + copy[1] * 3 + locked.grid[1][2] as u32
}
fn state_structs(cases: &Sched<Cases>, i: usize, x: i16) -> i64 {
    let mut locked = cases.lock();
    locked.one = point(x, 4);
    locked.points[i % 3] = locked.one;
    locked.points[i % 3].y = 77;
    locked.one.x -= 1;
    let p = locked.points[i % 3];
    locked.points[0] = p;
    value(p) + value(locked.one) * 3
}
fn state_array_set(cases: &Sched<Cases>, x: u32) -> u32 {
    let mut locked = cases.lock();
    locked.cells = [x, 1, 2, 3];
    let a = locked.cells;
    locked.cells = [4; 4];
    a[0] + a[3] + locked.cells[2]
}
fn state_array_exits(cases: &Sched<Cases>, i: usize) -> u32 { let mut locked = cases.lock(); locked.cells[1] = 3; locked.cells[i] = 5; locked.cells[1] }
