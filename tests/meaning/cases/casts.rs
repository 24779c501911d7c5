//! Casts between all widths and signs, of `bool`s, of results that have wrapped, and twice in a row.

fn u8_to_u8(a: u8) -> u8 { a as u8 }
fn u8_to_i8(a: u8) -> i8 { a as i8 }
fn u8_to_u16(a: u8) -> u16 { a as u16 }
fn u8_to_i16(a: u8) -> i16 { a as i16 }
fn u8_to_u32(a: u8) -> u32 { a as u32 }
fn u8_to_i32(a: u8) -> i32 { a as i32 }
fn u8_to_u64(a: u8) -> u64 { a as u64 }
fn u8_to_i64(a: u8) -> i64 { a as i64 }
fn u8_to_usize(a: u8) -> usize { a as usize }
fn u8_to_isize(a: u8) -> isize { a as isize }
fn u8_sum_to_u8(a: u8, b: u8) -> u8 { (a + b) as u8 }
fn u8_sum_to_i8(a: u8, b: u8) -> i8 { (a + b) as i8 }
fn u8_sum_to_u16(a: u8, b: u8) -> u16 { (a + b) as u16 }
fn u8_sum_to_i16(a: u8, b: u8) -> i16 { (a + b) as i16 }
fn u8_sum_to_u32(a: u8, b: u8) -> u32 { (a + b) as u32 }
fn u8_sum_to_i32(a: u8, b: u8) -> i32 { (a + b) as i32 }
fn u8_sum_to_u64(a: u8, b: u8) -> u64 { (a + b) as u64 }
fn u8_sum_to_i64(a: u8, b: u8) -> i64 { (a + b) as i64 }
fn u8_sum_to_usize(a: u8, b: u8) -> usize { (a + b) as usize }
fn u8_sum_to_isize(a: u8, b: u8) -> isize { (a + b) as isize }
fn u8_by_u8(a: u8) -> i64 { a as u8 as i64 }
fn u8_by_i16(a: u8) -> i64 { a as i16 as i64 }
fn u8_by_u32(a: u8) -> i64 { a as u32 as i64 }
fn u8_by_i64(a: u8) -> i64 { a as i64 as i64 }
fn not_u8_to_u64(a: u8) -> u64 { !a as u64 }
fn bool_to_u8(a: bool, b: bool) -> u8 { a as u8 + (a != b) as u8 }

fn i8_to_u8(a: i8) -> u8 { a as u8 }
fn i8_to_i8(a: i8) -> i8 { a as i8 }
fn i8_to_u16(a: i8) -> u16 { a as u16 }
fn i8_to_i16(a: i8) -> i16 { a as i16 }
fn i8_to_u32(a: i8) -> u32 { a as u32 }
fn i8_to_i32(a: i8) -> i32 { a as i32 }
fn i8_to_u64(a: i8) -> u64 { a as u64 }
fn i8_to_i64(a: i8) -> i64 { a as i64 }
fn i8_to_usize(a: i8) -> usize { a as usize }
fn i8_to_isize(a: i8) -> isize { a as isize }
fn i8_sum_to_u8(a: i8, b: i8) -> u8 { (a + b) as u8 }
fn i8_sum_to_i8(a: i8, b: i8) -> i8 { (a + b) as i8 }
fn i8_sum_to_u16(a: i8, b: i8) -> u16 { (a + b) as u16 }
fn i8_sum_to_i16(a: i8, b: i8) -> i16 { (a + b) as i16 }
fn i8_sum_to_u32(a: i8, b: i8) -> u32 { (a + b) as u32 }
fn i8_sum_to_i32(a: i8, b: i8) -> i32 { (a + b) as i32 }
fn i8_sum_to_u64(a: i8, b: i8) -> u64 { (a + b) as u64 }
fn i8_sum_to_i64(a: i8, b: i8) -> i64 { (a + b) as i64 }
fn i8_sum_to_usize(a: i8, b: i8) -> usize { (a + b) as usize }
fn i8_sum_to_isize(a: i8, b: i8) -> isize { (a + b) as isize }
fn i8_by_u8(a: i8) -> i64 { a as u8 as i64 }
fn i8_by_i16(a: i8) -> i64 { a as i16 as i64 }
fn i8_by_u32(a: i8) -> i64 { a as u32 as i64 }
fn i8_by_i64(a: i8) -> i64 { a as i64 as i64 }
fn not_i8_to_u64(a: i8) -> u64 { !a as u64 }
fn bool_to_i8(a: bool, b: bool) -> i8 { a as i8 + (a != b) as i8 }

fn u16_to_u8(a: u16) -> u8 { a as u8 }
fn u16_to_i8(a: u16) -> i8 { a as i8 }
fn u16_to_u16(a: u16) -> u16 { a as u16 }
fn u16_to_i16(a: u16) -> i16 { a as i16 }
fn u16_to_u32(a: u16) -> u32 { a as u32 }
fn u16_to_i32(a: u16) -> i32 { a as i32 }
fn u16_to_u64(a: u16) -> u64 { a as u64 }
fn u16_to_i64(a: u16) -> i64 { a as i64 }
fn u16_to_usize(a: u16) -> usize { a as usize }
fn u16_to_isize(a: u16) -> isize { a as isize }
fn u16_sum_to_u8(a: u16, b: u16) -> u8 { (a + b) as u8 }
fn u16_sum_to_i8(a: u16, b: u16) -> i8 { (a + b) as i8 }
fn u16_sum_to_u16(a: u16, b: u16) -> u16 { (a + b) as u16 }
fn u16_sum_to_i16(a: u16, b: u16) -> i16 { (a + b) as i16 }
fn u16_sum_to_u32(a: u16, b: u16) -> u32 { (a + b) as u32 }
fn u16_sum_to_i32(a: u16, b: u16) -> i32 { (a + b) as i32 }
fn u16_sum_to_u64(a: u16, b: u16) -> u64 { (a + b) as u64 }
fn u16_sum_to_i64(a: u16, b: u16) -> i64 { (a + b) as i64 }
fn u16_sum_to_usize(a: u16, b: u16) -> usize { (a + b) as usize }
fn u16_sum_to_isize(a: u16, b: u16) -> isize { (a + b) as isize }
fn u16_by_u8(a: u16) -> i64 { a as u8 as i64 }
fn u16_by_i16(a: u16) -> i64 { a as i16 as i64 }
fn u16_by_u32(a: u16) -> i64 { a as u32 as i64 }
fn u16_by_i64(a: u16) -> i64 { a as i64 as i64 }
fn not_u16_to_u64(a: u16) -> u64 { !a as u64 }
fn bool_to_u16(a: bool, b: bool) -> u16 { a as u16 + (a != b) as u16 }

fn i16_to_u8(a: i16) -> u8 { a as u8 }
fn i16_to_i8(a: i16) -> i8 { a as i8 }
fn i16_to_u16(a: i16) -> u16 { a as u16 }
fn i16_to_i16(a: i16) -> i16 { a as i16 }
fn i16_to_u32(a: i16) -> u32 { a as u32 }
fn i16_to_i32(a: i16) -> i32 { a as i32 }
fn i16_to_u64(a: i16) -> u64 { a as u64 }
fn i16_to_i64(a: i16) -> i64 { a as i64 }
fn i16_to_usize(a: i16) -> usize { a as usize }
fn i16_to_isize(a: i16) -> isize { a as isize }
fn i16_sum_to_u8(a: i16, b: i16) -> u8 { (a + b) as u8 }
fn i16_sum_to_i8(a: i16, b: i16) -> i8 { (a + b) as i8 }
fn i16_sum_to_u16(a: i16, b: i16) -> u16 { (a + b) as u16 }
fn i16_sum_to_i16(a: i16, b: i16) -> i16 { (a + b) as i16 }
fn i16_sum_to_u32(a: i16, b: i16) -> u32 { (a + b) as u32 }
fn i16_sum_to_i32(a: i16, b: i16) -> i32 { (a + b) as i32 }
fn i16_sum_to_u64(a: i16, b: i16) -> u64 { (a + b) as u64 }
fn i16_sum_to_i64(a: i16, b: i16) -> i64 { (a + b) as i64 }
fn i16_sum_to_usize(a: i16, b: i16) -> usize { (a + b) as usize }
fn i16_sum_to_isize(a: i16, b: i16) -> isize { (a + b) as isize }
fn i16_by_u8(a: i16) -> i64 { a as u8 as i64 }
fn i16_by_i16(a: i16) -> i64 { a as i16 as i64 }
fn i16_by_u32(a: i16) -> i64 { a as u32 as i64 }
fn i16_by_i64(a: i16) -> i64 { a as i64 as i64 }
fn not_i16_to_u64(a: i16) -> u64 { !a as u64 }
fn bool_to_i16(a: bool, b: bool) -> i16 { a as i16 + (a != b) as i16 }

fn u32_to_u8(a: u32) -> u8 { a as u8 }
fn u32_to_i8(a: u32) -> i8 { a as i8 }
fn u32_to_u16(a: u32) -> u16 { a as u16 }
fn u32_to_i16(a: u32) -> i16 { a as i16 }
fn u32_to_u32(a: u32) -> u32 { a as u32 }
fn u32_to_i32(a: u32) -> i32 { a as i32 }
fn u32_to_u64(a: u32) -> u64 { a as u64 }
fn u32_to_i64(a: u32) -> i64 { a as i64 }
fn u32_to_usize(a: u32) -> usize { a as usize }
fn u32_to_isize(a: u32) -> isize { a as isize }
fn u32_sum_to_u8(a: u32, b: u32) -> u8 { (a + b) as u8 }
fn u32_sum_to_i8(a: u32, b: u32) -> i8 { (a + b) as i8 }
fn u32_sum_to_u16(a: u32, b: u32) -> u16 { (a + b) as u16 }
fn u32_sum_to_i16(a: u32, b: u32) -> i16 { (a + b) as i16 }
fn u32_sum_to_u32(a: u32, b: u32) -> u32 { (a + b) as u32 }
fn u32_sum_to_i32(a: u32, b: u32) -> i32 { (a + b) as i32 }
fn u32_sum_to_u64(a: u32, b: u32) -> u64 { (a + b) as u64 }
fn u32_sum_to_i64(a: u32, b: u32) -> i64 { (a + b) as i64 }
fn u32_sum_to_usize(a: u32, b: u32) -> usize { (a + b) as usize }
fn u32_sum_to_isize(a: u32, b: u32) -> isize { (a + b) as isize }
fn u32_by_u8(a: u32) -> i64 { a as u8 as i64 }
fn u32_by_i16(a: u32) -> i64 { a as i16 as i64 }
fn u32_by_u32(a: u32) -> i64 { a as u32 as i64 }
fn u32_by_i64(a: u32) -> i64 { a as i64 as i64 }
fn not_u32_to_u64(a: u32) -> u64 { !a as u64 }
fn bool_to_u32(a: bool, b: bool) -> u32 { a as u32 + (a != b) as u32 }

fn i32_to_u8(a: i32) -> u8 { a as u8 }
fn i32_to_i8(a: i32) -> i8 { a as i8 }
fn i32_to_u16(a: i32) -> u16 { a as u16 }
fn i32_to_i16(a: i32) -> i16 { a as i16 }
fn i32_to_u32(a: i32) -> u32 { a as u32 }
fn i32_to_i32(a: i32) -> i32 { a as i32 }
fn i32_to_u64(a: i32) -> u64 { a as u64 }
fn i32_to_i64(a: i32) -> i64 { a as i64 }
fn i32_to_usize(a: i32) -> usize { a as usize }
fn i32_to_isize(a: i32) -> isize { a as isize }
fn i32_sum_to_u8(a: i32, b: i32) -> u8 { (a + b) as u8 }
fn i32_sum_to_i8(a: i32, b: i32) -> i8 { (a + b) as i8 }
fn i32_sum_to_u16(a: i32, b: i32) -> u16 { (a + b) as u16 }
fn i32_sum_to_i16(a: i32, b: i32) -> i16 { (a + b) as i16 }
fn i32_sum_to_u32(a: i32, b: i32) -> u32 { (a + b) as u32 }
fn i32_sum_to_i32(a: i32, b: i32) -> i32 { (a + b) as i32 }
fn i32_sum_to_u64(a: i32, b: i32) -> u64 { (a + b) as u64 }
fn i32_sum_to_i64(a: i32, b: i32) -> i64 { (a + b) as i64 }
fn i32_sum_to_usize(a: i32, b: i32) -> usize { (a + b) as usize }
fn i32_sum_to_isize(a: i32, b: i32) -> isize { (a + b) as isize }
fn i32_by_u8(a: i32) -> i64 { a as u8 as i64 }
fn i32_by_i16(a: i32) -> i64 { a as i16 as i64 }
fn i32_by_u32(a: i32) -> i64 { a as u32 as i64 }
fn i32_by_i64(a: i32) -> i64 { a as i64 as i64 }
fn not_i32_to_u64(a: i32) -> u64 { !a as u64 }
fn bool_to_i32(a: bool, b: bool) -> i32 { a as i32 + (a != b) as i32 }

fn u64_to_u8(a: u64) -> u8 { a as u8 }
fn u64_to_i8(a: u64) -> i8 { a as i8 }
fn u64_to_u16(a: u64) -> u16 { a as u16 }
fn u64_to_i16(a: u64) -> i16 { a as i16 }
fn u64_to_u32(a: u64) -> u32 { a as u32 }
fn u64_to_i32(a: u64) -> i32 { a as i32 }
fn u64_to_u64(a: u64) -> u64 { a as u64 }
fn u64_to_i64(a: u64) -> i64 { a as i64 }
fn u64_to_usize(a: u64) -> usize { a as usize }
fn u64_to_isize(a: u64) -> isize { a as isize }
fn u64_sum_to_u8(a: u64, b: u64) -> u8 { (a + b) as u8 }
fn u64_sum_to_i8(a: u64, b: u64) -> i8 { (a + b) as i8 }
fn u64_sum_to_u16(a: u64, b: u64) -> u16 { (a + b) as u16 }
fn u64_sum_to_i16(a: u64, b: u64) -> i16 { (a + b) as i16 }
fn u64_sum_to_u32(a: u64, b: u64) -> u32 { (a + b) as u32 }
fn u64_sum_to_i32(a: u64, b: u64) -> i32 { (a + b) as i32 }
fn u64_sum_to_u64(a: u64, b: u64) -> u64 { (a + b) as u64 }
fn u64_sum_to_i64(a: u64, b: u64) -> i64 { (a + b) as i64 }
fn u64_sum_to_usize(a: u64, b: u64) -> usize { (a + b) as usize }
fn u64_sum_to_isize(a: u64, b: u64) -> isize { (a + b) as isize }
fn u64_by_u8(a: u64) -> i64 { a as u8 as i64 }
fn u64_by_i16(a: u64) -> i64 { a as i16 as i64 }
fn u64_by_u32(a: u64) -> i64 { a as u32 as i64 }
fn u64_by_i64(a: u64) -> i64 { a as i64 as i64 }
fn not_u64_to_u64(a: u64) -> u64 { !a as u64 }
fn bool_to_u64(a: bool, b: bool) -> u64 { a as u64 + (a != b) as u64 }

fn i64_to_u8(a: i64) -> u8 { a as u8 }
fn i64_to_i8(a: i64) -> i8 { a as i8 }
fn i64_to_u16(a: i64) -> u16 { a as u16 }
fn i64_to_i16(a: i64) -> i16 { a as i16 }
fn i64_to_u32(a: i64) -> u32 { a as u32 }
fn i64_to_i32(a: i64) -> i32 { a as i32 }
fn i64_to_u64(a: i64) -> u64 { a as u64 }
fn i64_to_i64(a: i64) -> i64 { a as i64 }
fn i64_to_usize(a: i64) -> usize { a as usize }
fn i64_to_isize(a: i64) -> isize { a as isize }
fn i64_sum_to_u8(a: i64, b: i64) -> u8 { (a + b) as u8 }
fn i64_sum_to_i8(a: i64, b: i64) -> i8 { (a + b) as i8 }
fn i64_sum_to_u16(a: i64, b: i64) -> u16 { (a + b) as u16 }
fn i64_sum_to_i16(a: i64, b: i64) -> i16 { (a + b) as i16 }
fn i64_sum_to_u32(a: i64, b: i64) -> u32 { (a + b) as u32 }
fn i64_sum_to_i32(a: i64, b: i64) -> i32 { (a + b) as i32 }
fn i64_sum_to_u64(a: i64, b: i64) -> u64 { (a + b) as u64 }
fn i64_sum_to_i64(a: i64, b: i64) -> i64 { (a + b) as i64 }
fn i64_sum_to_usize(a: i64, b: i64) -> usize { (a + b) as usize }
fn i64_sum_to_isize(a: i64, b: i64) -> isize { (a + b) as isize }
fn i64_by_u8(a: i64) -> i64 { a as u8 as i64 }
fn i64_by_i16(a: i64) -> i64 { a as i16 as i64 }
fn i64_by_u32(a: i64) -> i64 { a as u32 as i64 }
fn i64_by_i64(a: i64) -> i64 { a as i64 as i64 }
fn not_i64_to_u64(a: i64) -> u64 { !a as u64 }
fn bool_to_i64(a: bool, b: bool) -> i64 { a as i64 + (a != b) as i64 }

fn usize_to_u8(a: usize) -> u8 { a as u8 }
fn usize_to_i8(a: usize) -> i8 { a as i8 }
fn usize_to_u16(a: usize) -> u16 { a as u16 }
fn usize_to_i16(a: usize) -> i16 { a as i16 }
fn usize_to_u32(a: usize) -> u32 { a as u32 }
fn usize_to_i32(a: usize) -> i32 { a as i32 }
fn usize_to_u64(a: usize) -> u64 { a as u64 }
fn usize_to_i64(a: usize) -> i64 { a as i64 }
fn usize_to_usize(a: usize) -> usize { a as usize }
fn usize_to_isize(a: usize) -> isize { a as isize }
fn usize_sum_to_u8(a: usize, b: usize) -> u8 { (a + b) as u8 }
fn usize_sum_to_i8(a: usize, b: usize) -> i8 { (a + b) as i8 }
fn usize_sum_to_u16(a: usize, b: usize) -> u16 { (a + b) as u16 }
fn usize_sum_to_i16(a: usize, b: usize) -> i16 { (a + b) as i16 }
fn usize_sum_to_u32(a: usize, b: usize) -> u32 { (a + b) as u32 }
fn usize_sum_to_i32(a: usize, b: usize) -> i32 { (a + b) as i32 }
fn usize_sum_to_u64(a: usize, b: usize) -> u64 { (a + b) as u64 }
fn usize_sum_to_i64(a: usize, b: usize) -> i64 { (a + b) as i64 }
fn usize_sum_to_usize(a: usize, b: usize) -> usize { (a + b) as usize }
fn usize_sum_to_isize(a: usize, b: usize) -> isize { (a + b) as isize }
fn usize_by_u8(a: usize) -> i64 { a as u8 as i64 }
fn usize_by_i16(a: usize) -> i64 { a as i16 as i64 }
fn usize_by_u32(a: usize) -> i64 { a as u32 as i64 }
fn usize_by_i64(a: usize) -> i64 { a as i64 as i64 }
fn not_usize_to_u64(a: usize) -> u64 { !a as u64 }
fn bool_to_usize(a: bool, b: bool) -> usize { a as usize + (a != b) as usize }

fn isize_to_u8(a: isize) -> u8 { a as u8 }
fn isize_to_i8(a: isize) -> i8 { a as i8 }
fn isize_to_u16(a: isize) -> u16 { a as u16 }
fn isize_to_i16(a: isize) -> i16 { a as i16 }
fn isize_to_u32(a: isize) -> u32 { a as u32 }
fn isize_to_i32(a: isize) -> i32 { a as i32 }
fn isize_to_u64(a: isize) -> u64 { a as u64 }
fn isize_to_i64(a: isize) -> i64 { a as i64 }
fn isize_to_usize(a: isize) -> usize { a as usize }
fn isize_to_isize(a: isize) -> isize { a as isize }
fn isize_sum_to_u8(a: isize, b: isize) -> u8 { (a + b) as u8 }
fn isize_sum_to_i8(a: isize, b: isize) -> i8 { (a + b) as i8 }
fn isize_sum_to_u16(a: isize, b: isize) -> u16 { (a + b) as u16 }
fn isize_sum_to_i16(a: isize, b: isize) -> i16 { (a + b) as i16 }
fn isize_sum_to_u32(a: isize, b: isize) -> u32 { (a + b) as u32 }
fn isize_sum_to_i32(a: isize, b: isize) -> i32 { (a + b) as i32 }
fn isize_sum_to_u64(a: isize, b: isize) -> u64 { (a + b) as u64 }
fn isize_sum_to_i64(a: isize, b: isize) -> i64 { (a + b) as i64 }
fn isize_sum_to_usize(a: isize, b: isize) -> usize { (a + b) as usize }
fn isize_sum_to_isize(a: isize, b: isize) -> isize { (a + b) as isize }
fn isize_by_u8(a: isize) -> i64 { a as u8 as i64 }
fn isize_by_i16(a: isize) -> i64 { a as i16 as i64 }
fn isize_by_u32(a: isize) -> i64 { a as u32 as i64 }
fn isize_by_i64(a: isize) -> i64 { a as i64 as i64 }
fn not_isize_to_u64(a: isize) -> u64 { !a as u64 }
fn bool_to_isize(a: bool, b: bool) -> isize { a as isize + (a != b) as isize }
