//! Constants are computed by the front end, with the types that their parts have.

const WIDE: u64 = !0u8 as u64;
const ALL: u64 = !0 as u64;
const OF_I32: u64 = (1 << 31) as u64;
const SHIFTED_OUT: u8 = 0xf0u8 << 1;
const HIGH: i32 = 1 << 31;
const NARROW: u8 = 300u16 as u8;
const SIGNED: i64 = 200u8 as i8 as i64;
const COMPARED: bool = !0u8 > 200;
const COMPARED_AS_I32: bool = !5 > 200;
const OTHER: u16 = MASK as u16 * 2;
const MASK: u8 = !0x0f;
const COUNTED: u32 = 1 << SHIFT;
const SHIFT: u64 = 17;
const LENGTH: usize = (!0u8 as usize) / 85;

fn wide() -> u64 { WIDE }
fn all() -> u64 { ALL }
fn of_i32() -> u64 { OF_I32 }
fn shifted_out() -> u8 { SHIFTED_OUT }
fn high() -> i32 { HIGH }
fn narrow() -> u8 { NARROW }
fn signed() -> i64 { SIGNED }
fn compared() -> bool { COMPARED }
fn compared_as_i32() -> bool { COMPARED_AS_I32 }
fn other() -> u16 { OTHER }
fn counted() -> u32 { COUNTED }
fn length() -> u32 { let a = [7; LENGTH]; a[LENGTH - 1] + LENGTH as u32 }
fn turns() -> u32 { let mut n = 0; for _ in 0..LENGTH { n += 1; } n }
fn cast_of_shift() -> u64 { (1 << 31) as u64 }
fn cast_of_not(x: u32) -> u64 { !5 as u64 + !x as u64 }
fn matched(x: u8) -> u32 { match x { MASK => 1, SHIFTED_OUT => 2, _ => 3 } }
