//! Comparisons of every integer type, and `min`, `max` and the wrapping and saturating methods.

fn order_u8(a: u8, b: u8) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_u8(a: u8, b: u8) -> bool { a + 1 < b - 1 }
fn order_of_nots_u8(a: u8, b: u8) -> bool { !a < b }
fn min_u8(a: u8, b: u8) -> u8 { a.min(b) }
fn max_u8(a: u8, b: u8) -> u8 { a.max(b) }
fn wrapping_add_u8(a: u8, b: u8) -> u8 { a.wrapping_add(b) }
fn wrapping_sub_u8(a: u8, b: u8) -> u8 { a.wrapping_sub(b) }
fn wrapping_mul_u8(a: u8, b: u8) -> u8 { a.wrapping_mul(b) }
fn saturating_add_u8(a: u8, b: u8) -> u8 { a.saturating_add(b) }
fn saturating_sub_u8(a: u8, b: u8) -> u8 { a.saturating_sub(b) }
fn clamp_u8(a: u8, b: u8) -> u8 { a.max(b / 2).min(u8::MAX - 1) + 1 }

fn order_i8(a: i8, b: i8) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_i8(a: i8, b: i8) -> bool { a + 1 < b - 1 }
fn order_of_nots_i8(a: i8, b: i8) -> bool { !a < b }
fn min_i8(a: i8, b: i8) -> i8 { a.min(b) }
fn max_i8(a: i8, b: i8) -> i8 { a.max(b) }
fn wrapping_add_i8(a: i8, b: i8) -> i8 { a.wrapping_add(b) }
fn wrapping_sub_i8(a: i8, b: i8) -> i8 { a.wrapping_sub(b) }
fn wrapping_mul_i8(a: i8, b: i8) -> i8 { a.wrapping_mul(b) }
fn saturating_add_i8(a: i8, b: i8) -> i8 { a.saturating_add(b) }
fn saturating_sub_i8(a: i8, b: i8) -> i8 { a.saturating_sub(b) }
fn clamp_i8(a: i8, b: i8) -> i8 { a.max(b / 2).min(i8::MAX - 1) + 1 }

fn order_u16(a: u16, b: u16) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_u16(a: u16, b: u16) -> bool { a + 1 < b - 1 }
fn order_of_nots_u16(a: u16, b: u16) -> bool { !a < b }
fn min_u16(a: u16, b: u16) -> u16 { a.min(b) }
fn max_u16(a: u16, b: u16) -> u16 { a.max(b) }
fn wrapping_add_u16(a: u16, b: u16) -> u16 { a.wrapping_add(b) }
fn wrapping_sub_u16(a: u16, b: u16) -> u16 { a.wrapping_sub(b) }
fn wrapping_mul_u16(a: u16, b: u16) -> u16 { a.wrapping_mul(b) }
fn saturating_add_u16(a: u16, b: u16) -> u16 { a.saturating_add(b) }
fn saturating_sub_u16(a: u16, b: u16) -> u16 { a.saturating_sub(b) }
fn clamp_u16(a: u16, b: u16) -> u16 { a.max(b / 2).min(u16::MAX - 1) + 1 }

fn order_i16(a: i16, b: i16) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_i16(a: i16, b: i16) -> bool { a + 1 < b - 1 }
fn order_of_nots_i16(a: i16, b: i16) -> bool { !a < b }
fn min_i16(a: i16, b: i16) -> i16 { a.min(b) }
fn max_i16(a: i16, b: i16) -> i16 { a.max(b) }
fn wrapping_add_i16(a: i16, b: i16) -> i16 { a.wrapping_add(b) }
fn wrapping_sub_i16(a: i16, b: i16) -> i16 { a.wrapping_sub(b) }
fn wrapping_mul_i16(a: i16, b: i16) -> i16 { a.wrapping_mul(b) }
fn saturating_add_i16(a: i16, b: i16) -> i16 { a.saturating_add(b) }
fn saturating_sub_i16(a: i16, b: i16) -> i16 { a.saturating_sub(b) }
fn clamp_i16(a: i16, b: i16) -> i16 { a.max(b / 2).min(i16::MAX - 1) + 1 }

fn order_u32(a: u32, b: u32) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_u32(a: u32, b: u32) -> bool { a + 1 < b - 1 }
fn order_of_nots_u32(a: u32, b: u32) -> bool { !a < b }
fn min_u32(a: u32, b: u32) -> u32 { a.min(b) }
fn max_u32(a: u32, b: u32) -> u32 { a.max(b) }
fn wrapping_add_u32(a: u32, b: u32) -> u32 { a.wrapping_add(b) }
fn wrapping_sub_u32(a: u32, b: u32) -> u32 { a.wrapping_sub(b) }
fn wrapping_mul_u32(a: u32, b: u32) -> u32 { a.wrapping_mul(b) }
fn saturating_add_u32(a: u32, b: u32) -> u32 { a.saturating_add(b) }
fn saturating_sub_u32(a: u32, b: u32) -> u32 { a.saturating_sub(b) }
fn clamp_u32(a: u32, b: u32) -> u32 { a.max(b / 2).min(u32::MAX - 1) + 1 }

fn order_i32(a: i32, b: i32) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_i32(a: i32, b: i32) -> bool { a + 1 < b - 1 }
fn order_of_nots_i32(a: i32, b: i32) -> bool { !a < b }
fn min_i32(a: i32, b: i32) -> i32 { a.min(b) }
fn max_i32(a: i32, b: i32) -> i32 { a.max(b) }
fn wrapping_add_i32(a: i32, b: i32) -> i32 { a.wrapping_add(b) }
fn wrapping_sub_i32(a: i32, b: i32) -> i32 { a.wrapping_sub(b) }
fn wrapping_mul_i32(a: i32, b: i32) -> i32 { a.wrapping_mul(b) }
fn saturating_add_i32(a: i32, b: i32) -> i32 { a.saturating_add(b) }
fn saturating_sub_i32(a: i32, b: i32) -> i32 { a.saturating_sub(b) }
fn clamp_i32(a: i32, b: i32) -> i32 { a.max(b / 2).min(i32::MAX - 1) + 1 }

fn order_u64(a: u64, b: u64) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_u64(a: u64, b: u64) -> bool { a + 1 < b - 1 }
fn order_of_nots_u64(a: u64, b: u64) -> bool { !a < b }
fn min_u64(a: u64, b: u64) -> u64 { a.min(b) }
fn max_u64(a: u64, b: u64) -> u64 { a.max(b) }
fn wrapping_add_u64(a: u64, b: u64) -> u64 { a.wrapping_add(b) }
fn wrapping_sub_u64(a: u64, b: u64) -> u64 { a.wrapping_sub(b) }
fn wrapping_mul_u64(a: u64, b: u64) -> u64 { a.wrapping_mul(b) }
fn saturating_add_u64(a: u64, b: u64) -> u64 { a.saturating_add(b) }
fn saturating_sub_u64(a: u64, b: u64) -> u64 { a.saturating_sub(b) }
fn clamp_u64(a: u64, b: u64) -> u64 { a.max(b / 2).min(u64::MAX - 1) + 1 }

fn order_i64(a: i64, b: i64) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_i64(a: i64, b: i64) -> bool { a + 1 < b - 1 }
fn order_of_nots_i64(a: i64, b: i64) -> bool { !a < b }
fn min_i64(a: i64, b: i64) -> i64 { a.min(b) }
fn max_i64(a: i64, b: i64) -> i64 { a.max(b) }
fn wrapping_add_i64(a: i64, b: i64) -> i64 { a.wrapping_add(b) }
fn wrapping_sub_i64(a: i64, b: i64) -> i64 { a.wrapping_sub(b) }
fn wrapping_mul_i64(a: i64, b: i64) -> i64 { a.wrapping_mul(b) }
fn saturating_add_i64(a: i64, b: i64) -> i64 { a.saturating_add(b) }
fn saturating_sub_i64(a: i64, b: i64) -> i64 { a.saturating_sub(b) }
fn clamp_i64(a: i64, b: i64) -> i64 { a.max(b / 2).min(i64::MAX - 1) + 1 }

fn order_usize(a: usize, b: usize) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_usize(a: usize, b: usize) -> bool { a + 1 < b - 1 }
fn order_of_nots_usize(a: usize, b: usize) -> bool { !a < b }
fn min_usize(a: usize, b: usize) -> usize { a.min(b) }
fn max_usize(a: usize, b: usize) -> usize { a.max(b) }
fn wrapping_add_usize(a: usize, b: usize) -> usize { a.wrapping_add(b) }
fn wrapping_sub_usize(a: usize, b: usize) -> usize { a.wrapping_sub(b) }
fn wrapping_mul_usize(a: usize, b: usize) -> usize { a.wrapping_mul(b) }
fn saturating_add_usize(a: usize, b: usize) -> usize { a.saturating_add(b) }
fn saturating_sub_usize(a: usize, b: usize) -> usize { a.saturating_sub(b) }
fn clamp_usize(a: usize, b: usize) -> usize { a.max(b / 2).min(usize::MAX - 1) + 1 }

fn order_isize(a: isize, b: isize) -> u32 { (a < b) as u32 | ((a <= b) as u32) << 1 | ((a > b) as u32) << 2 | ((a >= b) as u32) << 3 | ((a == b) as u32) << 4 | ((a != b) as u32) << 5 }
fn order_of_sums_isize(a: isize, b: isize) -> bool { a + 1 < b - 1 }
fn order_of_nots_isize(a: isize, b: isize) -> bool { !a < b }
fn min_isize(a: isize, b: isize) -> isize { a.min(b) }
fn max_isize(a: isize, b: isize) -> isize { a.max(b) }
fn wrapping_add_isize(a: isize, b: isize) -> isize { a.wrapping_add(b) }
fn wrapping_sub_isize(a: isize, b: isize) -> isize { a.wrapping_sub(b) }
fn wrapping_mul_isize(a: isize, b: isize) -> isize { a.wrapping_mul(b) }
fn saturating_add_isize(a: isize, b: isize) -> isize { a.saturating_add(b) }
fn saturating_sub_isize(a: isize, b: isize) -> isize { a.saturating_sub(b) }
fn clamp_isize(a: isize, b: isize) -> isize { a.max(b / 2).min(isize::MAX - 1) + 1 }
