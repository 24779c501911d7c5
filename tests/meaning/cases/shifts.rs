//! Shifts count modulo the width, whatever type the count has.

fn shl_u8_by_u8(a: u8, b: u8) -> u8 { a << b }
fn shr_u8_by_u8(a: u8, b: u8) -> u8 { a >> b }
fn shl_u8_by_i8(a: u8, b: i8) -> u8 { a << b }
fn shr_u8_by_i8(a: u8, b: i8) -> u8 { a >> b }
fn shl_u8_by_u32(a: u8, b: u32) -> u8 { a << b }
fn shr_u8_by_u32(a: u8, b: u32) -> u8 { a >> b }
fn shl_u8_by_u64(a: u8, b: u64) -> u8 { a << b }
fn shr_u8_by_u64(a: u8, b: u64) -> u8 { a >> b }
fn shl_u8_by_i64(a: u8, b: i64) -> u8 { a << b }
fn shr_u8_by_i64(a: u8, b: i64) -> u8 { a >> b }
fn both_u8(a: u8, b: u32) -> u8 { a << b >> b }
fn assign_u8(a: u8, b: u8) -> u8 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_u8(a: u8, b: u8) -> u8 { (a + b) >> 1 }

fn shl_i8_by_u8(a: i8, b: u8) -> i8 { a << b }
fn shr_i8_by_u8(a: i8, b: u8) -> i8 { a >> b }
fn shl_i8_by_i8(a: i8, b: i8) -> i8 { a << b }
fn shr_i8_by_i8(a: i8, b: i8) -> i8 { a >> b }
fn shl_i8_by_u32(a: i8, b: u32) -> i8 { a << b }
fn shr_i8_by_u32(a: i8, b: u32) -> i8 { a >> b }
fn shl_i8_by_u64(a: i8, b: u64) -> i8 { a << b }
fn shr_i8_by_u64(a: i8, b: u64) -> i8 { a >> b }
fn shl_i8_by_i64(a: i8, b: i64) -> i8 { a << b }
fn shr_i8_by_i64(a: i8, b: i64) -> i8 { a >> b }
fn both_i8(a: i8, b: u32) -> i8 { a << b >> b }
fn assign_i8(a: i8, b: u8) -> i8 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_i8(a: i8, b: i8) -> i8 { (a + b) >> 1 }

fn shl_u16_by_u8(a: u16, b: u8) -> u16 { a << b }
fn shr_u16_by_u8(a: u16, b: u8) -> u16 { a >> b }
fn shl_u16_by_i8(a: u16, b: i8) -> u16 { a << b }
fn shr_u16_by_i8(a: u16, b: i8) -> u16 { a >> b }
fn shl_u16_by_u32(a: u16, b: u32) -> u16 { a << b }
fn shr_u16_by_u32(a: u16, b: u32) -> u16 { a >> b }
fn shl_u16_by_u64(a: u16, b: u64) -> u16 { a << b }
fn shr_u16_by_u64(a: u16, b: u64) -> u16 { a >> b }
fn shl_u16_by_i64(a: u16, b: i64) -> u16 { a << b }
fn shr_u16_by_i64(a: u16, b: i64) -> u16 { a >> b }
fn both_u16(a: u16, b: u32) -> u16 { a << b >> b }
fn assign_u16(a: u16, b: u8) -> u16 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_u16(a: u16, b: u16) -> u16 { (a + b) >> 1 }

fn shl_i16_by_u8(a: i16, b: u8) -> i16 { a << b }
fn shr_i16_by_u8(a: i16, b: u8) -> i16 { a >> b }
fn shl_i16_by_i8(a: i16, b: i8) -> i16 { a << b }
fn shr_i16_by_i8(a: i16, b: i8) -> i16 { a >> b }
fn shl_i16_by_u32(a: i16, b: u32) -> i16 { a << b }
fn shr_i16_by_u32(a: i16, b: u32) -> i16 { a >> b }
fn shl_i16_by_u64(a: i16, b: u64) -> i16 { a << b }
fn shr_i16_by_u64(a: i16, b: u64) -> i16 { a >> b }
fn shl_i16_by_i64(a: i16, b: i64) -> i16 { a << b }
fn shr_i16_by_i64(a: i16, b: i64) -> i16 { a >> b }
fn both_i16(a: i16, b: u32) -> i16 { a << b >> b }
fn assign_i16(a: i16, b: u8) -> i16 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_i16(a: i16, b: i16) -> i16 { (a + b) >> 1 }

fn shl_u32_by_u8(a: u32, b: u8) -> u32 { a << b }
fn shr_u32_by_u8(a: u32, b: u8) -> u32 { a >> b }
fn shl_u32_by_i8(a: u32, b: i8) -> u32 { a << b }
fn shr_u32_by_i8(a: u32, b: i8) -> u32 { a >> b }
fn shl_u32_by_u32(a: u32, b: u32) -> u32 { a << b }
fn shr_u32_by_u32(a: u32, b: u32) -> u32 { a >> b }
fn shl_u32_by_u64(a: u32, b: u64) -> u32 { a << b }
fn shr_u32_by_u64(a: u32, b: u64) -> u32 { a >> b }
fn shl_u32_by_i64(a: u32, b: i64) -> u32 { a << b }
fn shr_u32_by_i64(a: u32, b: i64) -> u32 { a >> b }
fn both_u32(a: u32, b: u32) -> u32 { a << b >> b }
fn assign_u32(a: u32, b: u8) -> u32 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_u32(a: u32, b: u32) -> u32 { (a + b) >> 1 }

fn shl_i32_by_u8(a: i32, b: u8) -> i32 { a << b }
fn shr_i32_by_u8(a: i32, b: u8) -> i32 { a >> b }
fn shl_i32_by_i8(a: i32, b: i8) -> i32 { a << b }
fn shr_i32_by_i8(a: i32, b: i8) -> i32 { a >> b }
fn shl_i32_by_u32(a: i32, b: u32) -> i32 { a << b }
fn shr_i32_by_u32(a: i32, b: u32) -> i32 { a >> b }
fn shl_i32_by_u64(a: i32, b: u64) -> i32 { a << b }
fn shr_i32_by_u64(a: i32, b: u64) -> i32 { a >> b }
fn shl_i32_by_i64(a: i32, b: i64) -> i32 { a << b }
fn shr_i32_by_i64(a: i32, b: i64) -> i32 { a >> b }
fn both_i32(a: i32, b: u32) -> i32 { a << b >> b }
fn assign_i32(a: i32, b: u8) -> i32 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_i32(a: i32, b: i32) -> i32 { (a + b) >> 1 }

fn shl_u64_by_u8(a: u64, b: u8) -> u64 { a << b }
fn shr_u64_by_u8(a: u64, b: u8) -> u64 { a >> b }
fn shl_u64_by_i8(a: u64, b: i8) -> u64 { a << b }
fn shr_u64_by_i8(a: u64, b: i8) -> u64 { a >> b }
fn shl_u64_by_u32(a: u64, b: u32) -> u64 { a << b }
fn shr_u64_by_u32(a: u64, b: u32) -> u64 { a >> b }
fn shl_u64_by_u64(a: u64, b: u64) -> u64 { a << b }
fn shr_u64_by_u64(a: u64, b: u64) -> u64 { a >> b }
fn shl_u64_by_i64(a: u64, b: i64) -> u64 { a << b }
fn shr_u64_by_i64(a: u64, b: i64) -> u64 { a >> b }
fn both_u64(a: u64, b: u32) -> u64 { a << b >> b }
fn assign_u64(a: u64, b: u8) -> u64 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_u64(a: u64, b: u64) -> u64 { (a + b) >> 1 }

fn shl_i64_by_u8(a: i64, b: u8) -> i64 { a << b }
fn shr_i64_by_u8(a: i64, b: u8) -> i64 { a >> b }
fn shl_i64_by_i8(a: i64, b: i8) -> i64 { a << b }
fn shr_i64_by_i8(a: i64, b: i8) -> i64 { a >> b }
fn shl_i64_by_u32(a: i64, b: u32) -> i64 { a << b }
fn shr_i64_by_u32(a: i64, b: u32) -> i64 { a >> b }
fn shl_i64_by_u64(a: i64, b: u64) -> i64 { a << b }
fn shr_i64_by_u64(a: i64, b: u64) -> i64 { a >> b }
fn shl_i64_by_i64(a: i64, b: i64) -> i64 { a << b }
fn shr_i64_by_i64(a: i64, b: i64) -> i64 { a >> b }
fn both_i64(a: i64, b: u32) -> i64 { a << b >> b }
fn assign_i64(a: i64, b: u8) -> i64 { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_i64(a: i64, b: i64) -> i64 { (a + b) >> 1 }

fn shl_usize_by_u8(a: usize, b: u8) -> usize { a << b }
fn shr_usize_by_u8(a: usize, b: u8) -> usize { a >> b }
fn shl_usize_by_i8(a: usize, b: i8) -> usize { a << b }
fn shr_usize_by_i8(a: usize, b: i8) -> usize { a >> b }
fn shl_usize_by_u32(a: usize, b: u32) -> usize { a << b }
fn shr_usize_by_u32(a: usize, b: u32) -> usize { a >> b }
fn shl_usize_by_u64(a: usize, b: u64) -> usize { a << b }
fn shr_usize_by_u64(a: usize, b: u64) -> usize { a >> b }
fn shl_usize_by_i64(a: usize, b: i64) -> usize { a << b }
fn shr_usize_by_i64(a: usize, b: i64) -> usize { a >> b }
fn both_usize(a: usize, b: u32) -> usize { a << b >> b }
fn assign_usize(a: usize, b: u8) -> usize { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_usize(a: usize, b: usize) -> usize { (a + b) >> 1 }

fn shl_isize_by_u8(a: isize, b: u8) -> isize { a << b }
fn shr_isize_by_u8(a: isize, b: u8) -> isize { a >> b }
fn shl_isize_by_i8(a: isize, b: i8) -> isize { a << b }
fn shr_isize_by_i8(a: isize, b: i8) -> isize { a >> b }
fn shl_isize_by_u32(a: isize, b: u32) -> isize { a << b }
fn shr_isize_by_u32(a: isize, b: u32) -> isize { a >> b }
fn shl_isize_by_u64(a: isize, b: u64) -> isize { a << b }
fn shr_isize_by_u64(a: isize, b: u64) -> isize { a >> b }
fn shl_isize_by_i64(a: isize, b: i64) -> isize { a << b }
fn shr_isize_by_i64(a: isize, b: i64) -> isize { a >> b }
fn both_isize(a: isize, b: u32) -> isize { a << b >> b }
fn assign_isize(a: isize, b: u8) -> isize { let mut x = a; x <<= b; x >>= 1; x }
fn of_sum_isize(a: isize, b: isize) -> isize { (a + b) >> 1 }
