//! A BPF program that reads memory of its caller. The kernel runs it with migration
//! disabled, and lets it sleep: while the page that it reads is fetched, it waits
//! on a CPU that it must not leave.

use std::io;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};

use anyhow::{Context as _, Result};

/// One instruction of BPF.
#[repr(C)]
#[derive(Clone, Copy)]
struct Instruction {
    code: u8,
    /// The destination in the low half, the source in the high one.
    registers: u8,
    offset: i16,
    immediate: i32,
}

const fn instruction(code: u8, to: u8, from: u8, offset: i16, immediate: i32) -> Instruction {
    Instruction {
        code,
        registers: from << 4 | to,
        offset,
        immediate,
    }
}

// Codes: class, operation and source of the kernel's include/uapi/linux/bpf.h.
const MOV: u8 = 0xb7;
const MOV_REGISTER: u8 = 0xbf;
const ADD: u8 = 0x07;
const LOAD_U64: u8 = 0x79;
const CALL: u8 = 0x85;
const EXIT: u8 = 0x95;
const JUMP: u8 = 0x05;
const JUMP_GE_REGISTER: u8 = 0x3d;
/// Goes on, at most some millions of times: what bounds the loop for the verifier.
const MAY_GOTO: u8 = 0xe5;

const BPF_COPY_FROM_USER: i32 = 148;
const BPF_PROG_LOAD: u32 = 5;
const BPF_PROG_TEST_RUN: u32 = 10;
const BPF_PROG_TYPE_SYSCALL: u32 = 31;
const BPF_F_SLEEPABLE: u32 = 1 << 4;

/// Reads 8 bytes at the address that the context begins with, then counts up to
/// what follows in the context.
const PROGRAM: &[Instruction] = &[
    instruction(MOV_REGISTER, 6, 1, 0, 0),
    instruction(MOV_REGISTER, 1, 10, 0, 0),
    instruction(ADD, 1, 0, 0, -8),
    instruction(MOV, 2, 0, 0, 8),
    instruction(LOAD_U64, 3, 6, 0, 0),
    instruction(CALL, 0, 0, 0, BPF_COPY_FROM_USER),
    instruction(LOAD_U64, 8, 6, 8, 0),
    instruction(MOV, 7, 0, 0, 0),
    instruction(MAY_GOTO, 0, 0, 3, 0),
    instruction(ADD, 7, 0, 0, 1),
    instruction(JUMP_GE_REGISTER, 7, 8, 1, 0),
    instruction(JUMP, 0, 0, -4, 0),
    instruction(MOV, 0, 0, 0, 0),
    instruction(EXIT, 0, 0, 0, 0),
];

/// What the program is called with.
#[repr(C)]
struct Arguments {
    address: u64,
    rounds: u64,
}

/// Arguments of `BPF_PROG_LOAD`, as far as they are used.
#[repr(C)]
#[derive(Default)]
struct Load {
    kind: u32,
    instructions: u32,
    program: u64,
    license: u64,
    log_level: u32,
    log_size: u32,
    log: u64,
    kernel_version: u32,
    flags: u32,
}

/// Arguments of `BPF_PROG_TEST_RUN`, as far as they are used.
#[repr(C)]
#[derive(Default)]
struct Run {
    program: u32,
    result: u32,
    data_size_in: u32,
    data_size_out: u32,
    data_in: u64,
    data_out: u64,
    repeat: u32,
    duration: u32,
    context_size_in: u32,
    context_size_out: u32,
    context_in: u64,
    context_out: u64,
    flags: u32,
    cpu: u32,
    batch_size: u32,
    padding: u32,
}

/// The loaded program.
pub struct CopyProgram(OwnedFd);

impl CopyProgram {
    /// Loads it.
    ///
    /// # Errors
    ///
    /// With what the kernel's verifier says, when it refuses.
    pub fn load() -> Result<Self> {
        const LICENSE: &std::ffi::CStr = c"GPL";
        let mut log = vec![0u8; 1 << 16];
        let load = Load {
            kind: BPF_PROG_TYPE_SYSCALL,
            instructions: u32::try_from(PROGRAM.len())?,
            program: PROGRAM.as_ptr() as u64,
            license: LICENSE.as_ptr() as u64,
            log_level: 1,
            log_size: u32::try_from(log.len())?,
            log: log.as_mut_ptr() as u64,
            flags: BPF_F_SLEEPABLE,
            ..Load::default()
        };
        // SAFETY: all addresses are of memory that lives until the call is over and is
        // as large as said; the kernel writes to the log only.
        let file = unsafe { bpf(BPF_PROG_LOAD, &load) };
        let file = file.with_context(|| {
            let end = log.iter().position(|&byte| byte == 0).unwrap_or(0);
            let said = String::from_utf8_lossy(log.get(..end).unwrap_or_default()).into_owned();
            format!("the kernel refuses a BPF program: {said}")
        })?;
        // SAFETY: a new file descriptor that nobody else knows of.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(file) }))
    }

    /// Runs it on the calling thread: reads at `address`, which may be any, and
    /// counts for some rounds, all with migration disabled.
    ///
    /// # Errors
    ///
    /// With the kernel's reason.
    pub fn run(&self, address: *const u8, rounds: u64) -> Result<()> {
        let arguments = Arguments {
            address: address as u64,
            rounds,
        };
        let run = Run {
            program: self.0.as_raw_fd().unsigned_abs(),
            context_size_in: size_of::<Arguments>() as u32,
            context_in: (&raw const arguments) as u64,
            ..Run::default()
        };
        // SAFETY: the context lives until the call is over and is as large as said; the
        // program only reads at the address, and the kernel checks that it may.
        unsafe { bpf(BPF_PROG_TEST_RUN, &run) }.context("the BPF program cannot be run")?;
        Ok(())
    }
}

/// Calls `bpf`.
///
/// # Safety
///
/// `attributes` has to be what the command takes, and what it points at has to be
/// valid for what the command does with it.
unsafe fn bpf<T>(command: u32, attributes: &T) -> io::Result<i32> {
    let attributes: *const T = attributes;
    // SAFETY: the caller's promise.
    let result = unsafe { libc::syscall(libc::SYS_bpf, command, attributes, size_of::<T>()) };
    match i32::try_from(result) {
        Ok(result) if result >= 0 => Ok(result),
        _ => Err(io::Error::last_os_error()),
    }
}
