//! The system calls that rustix has no safe call for. Everything unsafe of this
//! program but the shared memory's contents is here.

mod bpf;
mod faults;
mod filter;
mod pi_mutex;

pub use bpf::CopyProgram;
pub use faults::{Answering, Page};
pub use filter::install_long_filter;
pub use pi_mutex::PiMutex;
