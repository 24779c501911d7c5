//! Expressions of literals alone: C would compute them as `int`s if it were not told the type.

fn all_bits_u8() -> u8 { !0u8 }
fn half_of_all_u8() -> u8 { !0u8 / 2 }
fn shifted_u8() -> u8 { !0u8 >> 1 }
fn shifted_far_u8(n: u32) -> u8 { !0 >> n }
fn compared_u8() -> bool { !5u8 > 3 }
fn widened_u8() -> u64 { !0u8 as u64 }
fn under_u8() -> u8 { ((1u8 | 2) - 5) / 2 }
fn masked_u8() -> u8 { (6u8 & 3) - 7 >> 1 }
fn least_u8() -> u8 { (3u8.min(5) - 7) / 2 }
fn turned_u8() -> u8 { (1u8 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_u8(a: u8) -> bool { a > !7 }
fn high_bit_u8() -> u8 { 1u8 << (u8::BITS - 1) }
fn product_u8() -> u8 { 3u8 * (2 | 1) - 10 }
fn ends_u8() -> u8 { u8::MAX / 3 - u8::MIN / 3 }

fn all_bits_i8() -> i8 { !0i8 }
fn half_of_all_i8() -> i8 { !0i8 / 2 }
fn shifted_i8() -> i8 { !0i8 >> 1 }
fn shifted_far_i8(n: u32) -> i8 { !0 >> n }
fn compared_i8() -> bool { !5i8 > 3 }
fn widened_i8() -> u64 { !0i8 as u64 }
fn under_i8() -> i8 { ((1i8 | 2) - 5) / 2 }
fn masked_i8() -> i8 { (6i8 & 3) - 7 >> 1 }
fn least_i8() -> i8 { (3i8.min(5) - 7) / 2 }
fn turned_i8() -> i8 { (1i8 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_i8(a: i8) -> bool { a > !7 }
fn high_bit_i8() -> i8 { 1i8 << (i8::BITS - 1) }
fn product_i8() -> i8 { 3i8 * (2 | 1) - 10 }
fn ends_i8() -> i8 { i8::MAX / 3 - i8::MIN / 3 }

fn all_bits_u16() -> u16 { !0u16 }
fn half_of_all_u16() -> u16 { !0u16 / 2 }
fn shifted_u16() -> u16 { !0u16 >> 1 }
fn shifted_far_u16(n: u32) -> u16 { !0 >> n }
fn compared_u16() -> bool { !5u16 > 3 }
fn widened_u16() -> u64 { !0u16 as u64 }
fn under_u16() -> u16 { ((1u16 | 2) - 5) / 2 }
fn masked_u16() -> u16 { (6u16 & 3) - 7 >> 1 }
fn least_u16() -> u16 { (3u16.min(5) - 7) / 2 }
fn turned_u16() -> u16 { (1u16 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_u16(a: u16) -> bool { a > !7 }
fn high_bit_u16() -> u16 { 1u16 << (u16::BITS - 1) }
fn product_u16() -> u16 { 3u16 * (2 | 1) - 10 }
fn ends_u16() -> u16 { u16::MAX / 3 - u16::MIN / 3 }

fn all_bits_i16() -> i16 { !0i16 }
fn half_of_all_i16() -> i16 { !0i16 / 2 }
fn shifted_i16() -> i16 { !0i16 >> 1 }
fn shifted_far_i16(n: u32) -> i16 { !0 >> n }
fn compared_i16() -> bool { !5i16 > 3 }
fn widened_i16() -> u64 { !0i16 as u64 }
fn under_i16() -> i16 { ((1i16 | 2) - 5) / 2 }
fn masked_i16() -> i16 { (6i16 & 3) - 7 >> 1 }
fn least_i16() -> i16 { (3i16.min(5) - 7) / 2 }
fn turned_i16() -> i16 { (1i16 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_i16(a: i16) -> bool { a > !7 }
fn high_bit_i16() -> i16 { 1i16 << (i16::BITS - 1) }
fn product_i16() -> i16 { 3i16 * (2 | 1) - 10 }
fn ends_i16() -> i16 { i16::MAX / 3 - i16::MIN / 3 }

fn all_bits_u32() -> u32 { !0u32 }
fn half_of_all_u32() -> u32 { !0u32 / 2 }
fn shifted_u32() -> u32 { !0u32 >> 1 }
fn shifted_far_u32(n: u32) -> u32 { !0 >> n }
fn compared_u32() -> bool { !5u32 > 3 }
fn widened_u32() -> u64 { !0u32 as u64 }
fn under_u32() -> u32 { ((1u32 | 2) - 5) / 2 }
fn masked_u32() -> u32 { (6u32 & 3) - 7 >> 1 }
fn least_u32() -> u32 { (3u32.min(5) - 7) / 2 }
fn turned_u32() -> u32 { (1u32 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_u32(a: u32) -> bool { a > !7 }
fn high_bit_u32() -> u32 { 1u32 << (u32::BITS - 1) }
fn product_u32() -> u32 { 3u32 * (2 | 1) - 10 }
fn ends_u32() -> u32 { u32::MAX / 3 - u32::MIN / 3 }

fn all_bits_i32() -> i32 { !0i32 }
fn half_of_all_i32() -> i32 { !0i32 / 2 }
fn shifted_i32() -> i32 { !0i32 >> 1 }
fn shifted_far_i32(n: u32) -> i32 { !0 >> n }
fn compared_i32() -> bool { !5i32 > 3 }
fn widened_i32() -> u64 { !0i32 as u64 }
fn under_i32() -> i32 { ((1i32 | 2) - 5) / 2 }
fn masked_i32() -> i32 { (6i32 & 3) - 7 >> 1 }
fn least_i32() -> i32 { (3i32.min(5) - 7) / 2 }
fn turned_i32() -> i32 { (1i32 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_i32(a: i32) -> bool { a > !7 }
fn high_bit_i32() -> i32 { 1i32 << (i32::BITS - 1) }
fn product_i32() -> i32 { 3i32 * (2 | 1) - 10 }
fn ends_i32() -> i32 { i32::MAX / 3 - i32::MIN / 3 }

fn all_bits_u64() -> u64 { !0u64 }
fn half_of_all_u64() -> u64 { !0u64 / 2 }
fn shifted_u64() -> u64 { !0u64 >> 1 }
fn shifted_far_u64(n: u32) -> u64 { !0 >> n }
fn compared_u64() -> bool { !5u64 > 3 }
fn widened_u64() -> u64 { !0u64 as u64 }
fn under_u64() -> u64 { ((1u64 | 2) - 5) / 2 }
fn masked_u64() -> u64 { (6u64 & 3) - 7 >> 1 }
fn least_u64() -> u64 { (3u64.min(5) - 7) / 2 }
fn turned_u64() -> u64 { (1u64 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_u64(a: u64) -> bool { a > !7 }
fn high_bit_u64() -> u64 { 1u64 << (u64::BITS - 1) }
fn product_u64() -> u64 { 3u64 * (2 | 1) - 10 }
fn ends_u64() -> u64 { u64::MAX / 3 - u64::MIN / 3 }

fn all_bits_i64() -> i64 { !0i64 }
fn half_of_all_i64() -> i64 { !0i64 / 2 }
fn shifted_i64() -> i64 { !0i64 >> 1 }
fn shifted_far_i64(n: u32) -> i64 { !0 >> n }
fn compared_i64() -> bool { !5i64 > 3 }
fn widened_i64() -> u64 { !0i64 as u64 }
fn under_i64() -> i64 { ((1i64 | 2) - 5) / 2 }
fn masked_i64() -> i64 { (6i64 & 3) - 7 >> 1 }
fn least_i64() -> i64 { (3i64.min(5) - 7) / 2 }
fn turned_i64() -> i64 { (1i64 ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_i64(a: i64) -> bool { a > !7 }
fn high_bit_i64() -> i64 { 1i64 << (i64::BITS - 1) }
fn product_i64() -> i64 { 3i64 * (2 | 1) - 10 }
fn ends_i64() -> i64 { i64::MAX / 3 - i64::MIN / 3 }

fn all_bits_usize() -> usize { !0usize }
fn half_of_all_usize() -> usize { !0usize / 2 }
fn shifted_usize() -> usize { !0usize >> 1 }
fn shifted_far_usize(n: u32) -> usize { !0 >> n }
fn compared_usize() -> bool { !5usize > 3 }
fn widened_usize() -> u64 { !0usize as u64 }
fn under_usize() -> usize { ((1usize | 2) - 5) / 2 }
fn masked_usize() -> usize { (6usize & 3) - 7 >> 1 }
fn least_usize() -> usize { (3usize.min(5) - 7) / 2 }
fn turned_usize() -> usize { (1usize ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_usize(a: usize) -> bool { a > !7 }
fn high_bit_usize() -> usize { 1usize << (usize::BITS - 1) }
fn product_usize() -> usize { 3usize * (2 | 1) - 10 }
fn ends_usize() -> usize { usize::MAX / 3 - usize::MIN / 3 }

fn all_bits_isize() -> isize { !0isize }
fn half_of_all_isize() -> isize { !0isize / 2 }
fn shifted_isize() -> isize { !0isize >> 1 }
fn shifted_far_isize(n: u32) -> isize { !0 >> n }
fn compared_isize() -> bool { !5isize > 3 }
fn widened_isize() -> u64 { !0isize as u64 }
fn under_isize() -> isize { ((1isize | 2) - 5) / 2 }
fn masked_isize() -> isize { (6isize & 3) - 7 >> 1 }
fn least_isize() -> isize { (3isize.min(5) - 7) / 2 }
fn turned_isize() -> isize { (1isize ^ 3).wrapping_sub(9) % 7 }
fn negated_bits_isize(a: isize) -> bool { a > !7 }
fn high_bit_isize() -> isize { 1isize << (isize::BITS - 1) }
fn product_isize() -> isize { 3isize * (2 | 1) - 10 }
fn ends_isize() -> isize { isize::MAX / 3 - isize::MIN / 3 }

const EDGE: u64 = 0x8000_0000;
const SMALL: i32 = -3;
const MASK: u8 = !0x0f;

fn edge(a: u64) -> u64 { a * EDGE - EDGE / 3 }
fn small(a: i32) -> i32 { a / SMALL + SMALL % 2 }
fn mask() -> u64 { MASK as u64 }
fn of_constants() -> u64 { EDGE << 3 >> 1 }
fn i128_like() -> u64 { 0xffff_ffff_ffff_ffff - 1 }
fn byte() -> u8 { b'a' - 1 }
fn mixed(a: i64) -> i64 { a - -1 - (-2) - (- -3) }
fn constant_saturates_i32(a: i32) -> i32 { a.saturating_add(-5).saturating_sub(-2147483648).saturating_add(7).saturating_sub(9) }
fn constant_saturates_i64(a: i64) -> i64 { a.saturating_add(-5).saturating_sub(-9223372036854775808).saturating_add(7).saturating_sub(9) }
fn constant_saturates_u8(a: u8) -> u8 { a.saturating_add(5).saturating_sub(255).saturating_add(7) }
fn saturates_to_constant(a: i16) -> i16 { (-5i16).saturating_add(a) - 30000i16.saturating_sub(a) }
fn saturates_differences(a: i32, b: i32) -> i32 { (a - b).saturating_sub(b - a) + (a & b).saturating_add(a | b) }
fn shifted_negative_i8(n: u32) -> i8 { -8 >> n }
fn shifted_negative_i32(n: u32) -> i32 { -8 >> n }
fn shifted_negative_i64(n: u8) -> i64 { -8 >> n }
fn shifted_left_i32(n: u32) -> i32 { -8 << n }
fn folded_division(a: u32) -> u32 { a / (7 - 4) + a % (3 * 2) }

fn condition_of_literals(a: u32) -> u32 { if 3 > 2 && !(5 < 4) { a } else { 0 } }
