//! How large the arrays of a scheduler become, and whether that is possible.

use crate::data::Layout;
use crate::data::layout::MAX_CPUS;
use crate::error::Error;

/// Threads with an id, unless `--max-threads` says otherwise.
pub const DEFAULT_MAX_THREADS: u32 = 65_536;
/// The most that `--max-threads` takes.
pub const MAX_MAX_THREADS: u32 = 1_000_000;
/// What the verifier can address within one map: 2^29 bytes.
const MAX_MAP_BYTES: u64 = 512 << 20;
/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// The sizes of the arrays that depend on the machine and the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Elements of `flux_threads`.
    pub threads: u32,
    /// Elements of `flux_cpus`.
    pub cpus: u32,
    /// Bytes of `flux_threads`.
    pub threads_bytes: u32,
    /// Bytes of `flux_cpus`.
    pub cpus_bytes: u32,
}

impl Sizes {
    /// Works out the sizes for an object and a machine.
    ///
    /// # Errors
    /// If an array would be larger than a map can be.
    pub fn new(layout: &Layout, threads: u32, cpus: u32) -> Result<Self, Error> {
        if cpus > MAX_CPUS {
            return Err(Error::TooManyCpus {
                cpus,
                max: MAX_CPUS,
            });
        }
        Ok(Self {
            threads,
            cpus,
            threads_bytes: bytes(
                layout.sizeof_thread,
                threads,
                "threads",
                "Take fewer with --max-threads, or make the #[thread] structs smaller",
            )?,
            cpus_bytes: bytes(
                layout.sizeof_cpu,
                cpus,
                "CPUs",
                "Make the #[cpu] structs smaller, or the hierarchy",
            )?,
        })
    }

    /// What both arrays take, in MiB, rounded up.
    pub fn mib(&self) -> u64 {
        (u64::from(self.threads_bytes) + u64::from(self.cpus_bytes)).div_ceil(MIB)
    }
}

fn bytes(size: u32, count: u32, what: &str, remedy: &'static str) -> Result<u32, Error> {
    let bytes = u64::from(size) * u64::from(count);
    if bytes > MAX_MAP_BYTES {
        return Err(Error::TooLarge {
            what: format!("{count} {what} of {size} bytes"),
            mib: bytes.div_ceil(MIB),
            max_mib: MAX_MAP_BYTES / MIB,
            remedy,
        });
    }
    // At most 2^29, so it fits.
    Ok(bytes as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::layout::tests::layout;

    #[test]
    fn the_largest_default_fits() -> Result<(), Error> {
        let sizes = Sizes::new(&layout(3), MAX_MAX_THREADS, MAX_CPUS)?;
        assert_eq!(sizes.threads_bytes, 152_000_000);
        assert_eq!(sizes.cpus_bytes, 512 * 512);
        assert_eq!(sizes.mib(), 146);
        Ok(())
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let large = Layout {
            sizeof_thread: 1_000,
            ..layout(3)
        };
        assert_eq!(
            Sizes::new(&large, MAX_MAX_THREADS, 4).map_err(|error| error.to_string()),
            Err(
                "1000000 threads of 1000 bytes would take 954 MiB of kernel memory, one map can \
                 have 512. Take fewer with --max-threads, or make the #[thread] structs smaller"
                    .to_owned()
            )
        );
        assert!(matches!(
            Sizes::new(&layout(3), 1, 513),
            Err(Error::TooManyCpus {
                cpus: 513,
                max: 512
            })
        ));
    }
}
