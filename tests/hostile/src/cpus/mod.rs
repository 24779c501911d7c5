//! CPU schedulers with a vice. The child `victim` is the library's FIFO and has
//! every thread of the machine, so whoever looks at the machine sits in it.

pub mod asks_without_end;
pub mod changes_its_mind;
pub mod decides_nothing;
pub mod feeds_the_idle;
pub mod grants_the_yielder;
pub mod never_grants;
pub mod preempts_its_child;
pub mod starves_grandchild;
pub mod starves_one;
pub mod withholds_odd_cpus;
