//! Operators of every integer type. Arithmetic wraps, shifts count modulo the width, and what has no
//! value ends the scheduler.

fn add_u8(a: u8, b: u8) -> u8 { a + b }
fn sub_u8(a: u8, b: u8) -> u8 { a - b }
fn mul_u8(a: u8, b: u8) -> u8 { a * b }
fn div_u8(a: u8, b: u8) -> u8 { a / b }
fn rem_u8(a: u8, b: u8) -> u8 { a % b }
fn and_u8(a: u8, b: u8) -> u8 { a & b }
fn or_u8(a: u8, b: u8) -> u8 { a | b }
fn xor_u8(a: u8, b: u8) -> u8 { a ^ b }
fn not_u8(a: u8) -> u8 { !a }
fn half_u8(a: u8, b: u8) -> u8 { (a + b) / 2 }
fn last_bits_u8(a: u8, b: u8) -> u8 { (a * b) % 10 + (a - b) / 3 }

fn add_i8(a: i8, b: i8) -> i8 { a + b }
fn sub_i8(a: i8, b: i8) -> i8 { a - b }
fn mul_i8(a: i8, b: i8) -> i8 { a * b }
fn div_i8(a: i8, b: i8) -> i8 { a / b }
fn rem_i8(a: i8, b: i8) -> i8 { a % b }
fn and_i8(a: i8, b: i8) -> i8 { a & b }
fn or_i8(a: i8, b: i8) -> i8 { a | b }
fn xor_i8(a: i8, b: i8) -> i8 { a ^ b }
fn not_i8(a: i8) -> i8 { !a }
fn neg_i8(a: i8) -> i8 { -a }
fn half_i8(a: i8, b: i8) -> i8 { (a + b) / 2 }
fn last_bits_i8(a: i8, b: i8) -> i8 { (a * b) % 10 + (a - b) / 3 }

fn add_u16(a: u16, b: u16) -> u16 { a + b }
fn sub_u16(a: u16, b: u16) -> u16 { a - b }
fn mul_u16(a: u16, b: u16) -> u16 { a * b }
fn div_u16(a: u16, b: u16) -> u16 { a / b }
fn rem_u16(a: u16, b: u16) -> u16 { a % b }
fn and_u16(a: u16, b: u16) -> u16 { a & b }
fn or_u16(a: u16, b: u16) -> u16 { a | b }
fn xor_u16(a: u16, b: u16) -> u16 { a ^ b }
fn not_u16(a: u16) -> u16 { !a }
fn half_u16(a: u16, b: u16) -> u16 { (a + b) / 2 }
fn last_bits_u16(a: u16, b: u16) -> u16 { (a * b) % 10 + (a - b) / 3 }

fn add_i16(a: i16, b: i16) -> i16 { a + b }
fn sub_i16(a: i16, b: i16) -> i16 { a - b }
fn mul_i16(a: i16, b: i16) -> i16 { a * b }
fn div_i16(a: i16, b: i16) -> i16 { a / b }
fn rem_i16(a: i16, b: i16) -> i16 { a % b }
fn and_i16(a: i16, b: i16) -> i16 { a & b }
fn or_i16(a: i16, b: i16) -> i16 { a | b }
fn xor_i16(a: i16, b: i16) -> i16 { a ^ b }
fn not_i16(a: i16) -> i16 { !a }
fn neg_i16(a: i16) -> i16 { -a }
fn half_i16(a: i16, b: i16) -> i16 { (a + b) / 2 }
fn last_bits_i16(a: i16, b: i16) -> i16 { (a * b) % 10 + (a - b) / 3 }

fn add_u32(a: u32, b: u32) -> u32 { a + b }
fn sub_u32(a: u32, b: u32) -> u32 { a - b }
fn mul_u32(a: u32, b: u32) -> u32 { a * b }
fn div_u32(a: u32, b: u32) -> u32 { a / b }
fn rem_u32(a: u32, b: u32) -> u32 { a % b }
fn and_u32(a: u32, b: u32) -> u32 { a & b }
fn or_u32(a: u32, b: u32) -> u32 { a | b }
fn xor_u32(a: u32, b: u32) -> u32 { a ^ b }
fn not_u32(a: u32) -> u32 { !a }
fn half_u32(a: u32, b: u32) -> u32 { (a + b) / 2 }
fn last_bits_u32(a: u32, b: u32) -> u32 { (a * b) % 10 + (a - b) / 3 }

fn add_i32(a: i32, b: i32) -> i32 { a + b }
fn sub_i32(a: i32, b: i32) -> i32 { a - b }
fn mul_i32(a: i32, b: i32) -> i32 { a * b }
fn div_i32(a: i32, b: i32) -> i32 { a / b }
fn rem_i32(a: i32, b: i32) -> i32 { a % b }
fn and_i32(a: i32, b: i32) -> i32 { a & b }
fn or_i32(a: i32, b: i32) -> i32 { a | b }
fn xor_i32(a: i32, b: i32) -> i32 { a ^ b }
fn not_i32(a: i32) -> i32 { !a }
fn neg_i32(a: i32) -> i32 { -a }
fn half_i32(a: i32, b: i32) -> i32 { (a + b) / 2 }
fn last_bits_i32(a: i32, b: i32) -> i32 { (a * b) % 10 + (a - b) / 3 }

fn add_u64(a: u64, b: u64) -> u64 { a + b }
fn sub_u64(a: u64, b: u64) -> u64 { a - b }
fn mul_u64(a: u64, b: u64) -> u64 { a * b }
fn div_u64(a: u64, b: u64) -> u64 { a / b }
fn rem_u64(a: u64, b: u64) -> u64 { a % b }
fn and_u64(a: u64, b: u64) -> u64 { a & b }
fn or_u64(a: u64, b: u64) -> u64 { a | b }
fn xor_u64(a: u64, b: u64) -> u64 { a ^ b }
fn not_u64(a: u64) -> u64 { !a }
fn half_u64(a: u64, b: u64) -> u64 { (a + b) / 2 }
fn last_bits_u64(a: u64, b: u64) -> u64 { (a * b) % 10 + (a - b) / 3 }

fn add_i64(a: i64, b: i64) -> i64 { a + b }
fn sub_i64(a: i64, b: i64) -> i64 { a - b }
fn mul_i64(a: i64, b: i64) -> i64 { a * b }
fn div_i64(a: i64, b: i64) -> i64 { a / b }
fn rem_i64(a: i64, b: i64) -> i64 { a % b }
fn and_i64(a: i64, b: i64) -> i64 { a & b }
fn or_i64(a: i64, b: i64) -> i64 { a | b }
fn xor_i64(a: i64, b: i64) -> i64 { a ^ b }
fn not_i64(a: i64) -> i64 { !a }
fn neg_i64(a: i64) -> i64 { -a }
fn half_i64(a: i64, b: i64) -> i64 { (a + b) / 2 }
fn last_bits_i64(a: i64, b: i64) -> i64 { (a * b) % 10 + (a - b) / 3 }

fn add_usize(a: usize, b: usize) -> usize { a + b }
fn sub_usize(a: usize, b: usize) -> usize { a - b }
fn mul_usize(a: usize, b: usize) -> usize { a * b }
fn div_usize(a: usize, b: usize) -> usize { a / b }
fn rem_usize(a: usize, b: usize) -> usize { a % b }
fn and_usize(a: usize, b: usize) -> usize { a & b }
fn or_usize(a: usize, b: usize) -> usize { a | b }
fn xor_usize(a: usize, b: usize) -> usize { a ^ b }
fn not_usize(a: usize) -> usize { !a }
fn half_usize(a: usize, b: usize) -> usize { (a + b) / 2 }
fn last_bits_usize(a: usize, b: usize) -> usize { (a * b) % 10 + (a - b) / 3 }

fn add_isize(a: isize, b: isize) -> isize { a + b }
fn sub_isize(a: isize, b: isize) -> isize { a - b }
fn mul_isize(a: isize, b: isize) -> isize { a * b }
fn div_isize(a: isize, b: isize) -> isize { a / b }
fn rem_isize(a: isize, b: isize) -> isize { a % b }
fn and_isize(a: isize, b: isize) -> isize { a & b }
fn or_isize(a: isize, b: isize) -> isize { a | b }
fn xor_isize(a: isize, b: isize) -> isize { a ^ b }
fn not_isize(a: isize) -> isize { !a }
fn neg_isize(a: isize) -> isize { -a }
fn half_isize(a: isize, b: isize) -> isize { (a + b) / 2 }
fn last_bits_isize(a: isize, b: isize) -> isize { (a * b) % 10 + (a - b) / 3 }
