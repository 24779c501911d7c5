//! `match`, `if let` and `let … else` on numbers, `bool`s and enums.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phase { Fresh, Busy = 200, Done }
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side { Left = -1, None, Right }
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Small { A = 1, B = 255 }

const LIMIT: i32 = 7;

fn class(x: i32) -> u32 { match x { -5..=-1 => 1, 0 | 2 => 2, 3..=10 => 3, -2147483648..=-6 => 4, _ => 5 } }
fn class_of_u8(x: u8) -> u8 { match x { 0..=9 => 1, 10..=99 => 2, 100..=255 => 3 } }
fn class_of_i8(x: i8) -> i8 { match x { -128..=-1 => -1, 0 => 0, 1..=127 => 1 } }
fn class_of_u64(x: u64) -> u32 { match x { 0 => 1, 18446744073709551615 => 2, 9223372036854775807..=9223372036854775809 => 3, _ => 4 } }
fn class_of_i64(x: i64) -> u32 { match x { -9223372036854775808 => 1, 9223372036854775807 => 2, -100..=100 => 3, _ => 4 } }
fn half_open(x: u32) -> u32 { match x { 0..3 => 1, 3..7 => 2, _ => 3 } }
fn constant(x: i32) -> u32 { match x { LIMIT => 1, 0 | 1 => 2, _ => 3 } }
fn overlapping(x: u32) -> u32 { match x { 1 => 1, 1 | 2 => 2, 2..=5 => 3, 3 => 4, _ => 5 } }
fn same_twice(x: u32) -> u32 { match x { 1 | 2 => 1, 2 | 3 => 2, _ => 3 } }
fn wild_in_between(x: u32) -> u32 { match x { 1 => 1, _ => 2 } }
fn flags(a: bool, b: bool) -> u32 { match a { true => match b { true => 1, false => 2 }, false => 3 } }
fn one_flag(a: bool) -> u32 { match a { false => 3, true => 4 } }
fn phase_of(x: u32) -> Phase { if x == 0 { Phase::Fresh } else if x == 1 { Phase::Busy } else { Phase::Done } }
fn side_of(x: i32) -> Side { if x < 0 { Side::Left } else if x > 0 { Side::Right } else { Side::None } }
fn small_of(x: u8) -> Small { if x > 100 { Small::B } else { Small::A } }
fn phase(x: u32) -> u32 { let p = phase_of(x); match p { Phase::Fresh => 10, Phase::Busy => 20, Phase::Done => p as u32 } }
fn phase_of_call(x: u32) -> u32 { match phase_of(x) { Phase::Fresh | Phase::Done => 1, Phase::Busy => 2 } }
fn phase_compared(x: u32, y: u32) -> bool { phase_of(x) == phase_of(y) && phase_of(x) != Phase::Done }
fn side(x: i32) -> i32 { match side_of(x) { Side::Left => side_of(x) as i32 * 5, Side::None => 0, Side::Right => 3 + side_of(x) as i32 } }
fn side_as_u64(x: i32) -> u64 { side_of(x) as u64 }
fn side_as_u8(x: i32) -> u8 { side_of(x) as u8 }
fn small_cast(x: u8) -> i64 { small_of(x) as i64 + small_of(x) as i8 as i64 }
fn value_of_match(x: u32) -> u32 { let y = match x { 0 => 5, 1 | 3 => x * 10, n => n + 1 }; y * 2 }
fn match_in_sum(x: u32) -> u32 { 1 + match x { 0 => 5, n => n } * 2 }
fn match_of_sum(x: u32, y: u32) -> u32 { match x + y { 0 => 1, 7 => x, n => n / 2 } }
fn bound_changes(x: u32) -> u32 { let mut y = x; match y { 3 => 1, n => { y = 9; n * 2 + y } } }
fn mutable_binding(x: u32) -> u32 { x + match x { 0 => 0, mut n => { n += 5; n * 2 } } + x }
fn two_names(x: i32) -> i32 { match x { 0 => 1, n => { let m = n; match m { 5 => 7, k => k - n } } } }
fn arms_return(x: u32) -> u32 { match x { 0 => return 5, 1 => {} 2 => panic!("two"), _ => { if x > 50 { return 6; } } } x * 3 }
fn arms_assign(x: u32) -> u32 { let mut y = 1; match x { 0 => y = 5, 1 => y += 7, _ => { y *= x; } } y }
fn last_is_complete(x: bool, y: u32) -> u32 { match x { true => y, false => { let y = y * 2; y + 1 } } }
fn if_let(x: u32) -> u32 { if let 3..=9 = x { 1 } else if let 11 = x { 2 } else { 3 } }
fn if_let_enum(x: u32) -> u32 { if let Phase::Busy = phase_of(x) { 1 } else { 2 } }
fn let_else(x: u32) -> u32 { let 0..=20 = x else { return 100; }; let (3 | 7) = x else { panic!("neither") }; x }
fn let_else_enum(x: u32) -> u32 { let Phase::Fresh = phase_of(x) else { return x; }; 1000 }
fn unread_binding(x: u32) -> u32 { match x { 0 => 1, _n => 2 } }
fn match_unit(x: u32) -> u32 { let mut s = 0; for i in 0..5u32 { match i { 1 => s += 1, 2..=3 => s += x, _ => {} } } s }
fn negative_case(x: i64) -> i64 { match x { -1 => 10, -7 => 70, 1 => 1, _ => x } }
fn match_of_literal() -> u32 { match 0u64 { 9223372036854775808 | 90 => 1, _ => 2 } }
fn match_of_folded() -> i64 { match 1i64 << 40 { 0 => 1, 1099511627776 => 2, _ => 3 } }
fn match_of_small_literal() -> u32 { match 200u8 { 200 => 1, 55 => 2, _ => 3 } }
fn match_of_wide_expression(x: u64) -> u32 { match x * 3 { 18446744073709551615 => 1, 9223372036854775808 => 2, 21 => 3, _ => 4 } }
fn match_of_cast(x: i64) -> u32 { match x as u64 { 18446744073709551615 => 1, 9223372036854775808 => 2, 7 => 3, _ => 4 } }
fn match_of_method(x: u64) -> u32 { match x.max(9) { 18446744073709551615 => 1, 9 => 3, _ => 4 } }
fn match_of_negation(x: i64) -> u32 { match -x { -9223372036854775808 => 1, -7 => 3, 9223372036854775807 => 5, _ => 4 } }
