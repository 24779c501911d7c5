//! `if`, blocks, shadowing, early returns, `let` without a value, loops.

fn sign(x: i32) -> i32 { if x < 0 { -1 } else if x > 0 { 1 } else { 0 } }
fn nested(a: u8, b: u8) -> u8 { if a > b { if a > 100 { 1 } else { 2 } } else { if b > 100 { 3 } else { 4 } } }
fn value_of_if(a: u32, b: u32) -> u32 { (if a > b { a - b } else { b - a }) * 2 + if a == 7 { 1 } else { 0 } }
fn shadow(x: u32) -> u32 { let x = x + 1; { let x = x * 2; if x > 100 { return x; } } x }
fn shadow_in_value(x: u32) -> u32 { let y = if x > 3 { let y = x * 2; y + 1 } else { let y = x; y + 5 }; y + 1 }
fn shadow_in_sum(x: u32) -> u32 { let y = 1 + if x > 3 { let y = x * 2; y + 1 } else { 5 }; y * 2 }
fn shadow_by_pattern(x: u32) -> u32 { x + match x { 0 => 1, x => x * 2 } + x }
fn shadow_twice(x: u32) -> u32 { let x = x & 15; let x = x * x; let x = x + { let x = x + 1; x * 3 }; x }
fn late(x: u32) -> u32 { let y; if x > 5 { y = x * 3; } else { y = 7; } y + 1 }
fn late_in_loop(x: u32) -> u32 { let mut sum = 0; for i in 0..4 { let y; if i == x { y = 100; } else { y = i; } sum += y; } sum }
fn early(x: u32) -> u32 { if x > 5 { return 1; } if x == 3 { return 2; } let y = if x == 2 { return 3 } else { x }; y * 10 }
fn returns_in_all(x: u32) -> u32 { if x > 5 { return 1; } else { return 2; } }
fn block_returns(x: u32) -> u32 { let y = { if x == 1 { return 50; } x + 1 }; y }
fn units(x: u32) -> u32 { let mut y = 0; if x > 1 { y = 1 } else if x > 0 { y = 2 } let _ = (); y }
fn sum(n: u32) -> u32 { let mut s = 0; for i in 0..=9 { if i == n { continue; } if i == 8 { break; } s += i; } s }
fn turns() -> u32 { let mut s = 0; for i in 250..=255u8 { s += i as u32; } s }
fn turns_of_i8() -> i32 { let mut s = 0; for i in -128..=127i8 { s = s * 3 + i as i32; } s }
fn turns_down(x: i64) -> i64 { let mut s = x; for i in -3..3i64 { s = s * 5 + (2 - i); } s }
fn no_turn(x: u32) -> u32 { let mut s = x; for i in 5..5 { s += i; } for i in 7..3u32 { s += i; } s }
fn turns_at_the_end() -> u64 { let mut s = 0; for i in 9223372036854775800..=9223372036854775807i64 { s += i as u64; } s }
fn turns_at_the_start() -> i64 { let mut s = 0; for i in -9223372036854775808..-9223372036854775804i64 { s += i / 3; } s }
fn turns_of_i32_ends() -> i64 { let mut s = 0; for i in -2147483648..-2147483645i32 { s += i as i64; } for i in 2147483645..=2147483647i32 { s -= i as i64 / 5; } s }
fn turns_of_u32_end() -> u64 { let mut s = 0; for i in 4294967290..=4294967295u32 { s += i as u64; } s }
fn squares(n: u32) -> u32 { let mut s = 0; for i in 0..4u32 { for j in 0..4 { if j > i { break; } if i + j == n { continue; } s += i * j + 1; } } s }
fn returns_from_loop(n: u32) -> u32 { for i in 0..8 { for j in 0..3 { if i * j == n { return i * 10 + j; } } } 99 }
fn loop_shadow(n: u32) -> u32 { let i = n; let mut s = 0; for i in 0..3 { let i = i * 2; s += i; } s + i }
fn counts(n: u8) -> u8 { let mut c = n; for _ in 0..5 { c = if c % 2 == 0 { c / 2 } else { c * 3 + 1 }; } c }
fn finds(n: u32) -> usize { let a = [5, 3, 8, 1]; let mut at = 4; for i in 0..4usize { if a[i] == n { at = i; break; } } at }
fn break_in_match(n: u32) -> u32 { let mut s = 0; for i in 0..10u32 { match i { 3 => continue, 7 => break, _ => s += i } if i == n { s += 100; } } s }
fn continue_in_match(n: u32) -> u32 { let mut s = 0; for i in 0..6u32 { match i { 3 => continue, 4 => s += 50, _ => s += i } s *= 2; } s + n }
fn unread(x: u32) -> u32 { let y = x + 1; let _z = y * 2; let mut w = 0; w = x; let _ = w; y }
fn overwritten(x: u32) -> u32 { let mut y = x; y = 3; y += x; y }
fn discards(x: u32) -> u32 { x / 3; x + 1; 100 / x; x }
fn single_arm(x: u32) -> u32 { match x { n => { let t = n; assert!(t != 9, "nine"); } } let t = x + 1; t }
fn wild_arm(x: u32) -> u32 { match x { _ => { let t = x; assert!(t != 9, "nine"); } } let t = x + 1; match t { _ => { let t = t * 2; t } } }
fn statement_blocks(x: u32) -> u32 { { let t = x; assert!(t != 9); } { let t = x + 1; assert!(t != 9); } let t = 5; t + x }
