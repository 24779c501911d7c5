//! A pulse that makes the CPUs of an emulated machine take short turns.
//!
//! Where time goes by executed instructions, the emulated CPUs run on one thread, and each
//! runs until its share of the time to the machine's next timer is used up: up to a
//! millisecond for each, in which the others see no interrupt. The old interval timer
//! of PCs, which no kernel with better ones uses, is such a timer. Its period bounds the
//! turns of all CPUs together, and so what the emulator adds to a wakeup.

use std::io;

use anyhow::{Context as _, Result, bail};

/// Ticks of the timer in a second.
const TICKS_PER_S: u64 = 1_193_182;

/// The timer's first counter, and the port that says what is written there.
const PORT_COUNTER: u16 = 0x40;
const PORT_COMMAND: u16 = 0x43;

/// First counter, both bytes follow, again and again.
const COMMAND: u8 = 0x34;

/// Starts the pulse. Only for emulated machines; needs root.
///
/// # Errors
///
/// When the kernel does not let us, or the period is not one that the timer has.
pub fn start(period_us: u64) -> Result<()> {
    let ticks = period_us * TICKS_PER_S / 1_000_000;
    let Ok(ticks) = u16::try_from(ticks) else {
        bail!("the timer's longest period is 54 ms");
    };
    if ticks < 2 {
        bail!("the timer's shortest period is 2 us");
    }
    let [low, high] = ticks.to_le_bytes();
    allow_ports()?;
    write_port(PORT_COMMAND, COMMAND);
    write_port(PORT_COUNTER, low);
    write_port(PORT_COUNTER, high);
    Ok(())
}

/// Lets this thread use the timer's ports.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn allow_ports() -> Result<()> {
    let count = u64::from(PORT_COMMAND - PORT_COUNTER) + 1;
    // SAFETY: takes and gives integers only.
    if unsafe { libc::ioperm(u64::from(PORT_COUNTER), count, 1) } != 0 {
        return Err(io::Error::last_os_error()).context("the timer's ports cannot be used");
    }
    Ok(())
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn write_port(port: u16, value: u8) {
    // SAFETY: the kernel allowed this port, or it ends the process; the timer behind it
    // touches no memory.
    unsafe {
        std::arch::asm!("out dx, al", in("dx") port, in("al") value, options(nomem, nostack));
    }
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn allow_ports() -> Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported)).context("this machine has no such timer")
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn write_port(_port: u16, _value: u8) {}
