//! What a loaded scheduler keeps in memory, as the agent reads it.
//!
//! All of it is mapped read-only; nothing here changes the scheduler.

pub mod cgroups;
pub mod containers;
pub mod layout;
pub mod memory;
pub mod snapshot;

pub use cgroups::Cgroups;
pub use containers::{ContainerPlace, Places};
pub use layout::Layout;
pub use memory::Table;
pub use snapshot::{GlobalState, Snapshot};

/// The mapped arrays of one loaded object.
pub struct Data {
    /// What the object says of its structs.
    pub layout: Layout,
    /// `flux_threads`: element 0 is thread id 1.
    pub threads: Table,
    /// `flux_cpus`, by the kernel's CPU number.
    pub cpus: Table,
    /// `flux_scheds`, by instance id; element 0 is spare.
    pub scheds: Table,
    /// `flux_globals`, one element.
    pub globals: Table,
    /// `flux_config`, as it was loaded.
    pub config: layout::Config,
    /// Where the types of the hierarchy keep lists and trees.
    pub places: Places,
    /// What competes in cgroups, if a type asks for their weights.
    pub cgroups: Option<Cgroups>,
}

impl Data {
    /// Maps the arrays of an object; `map` maps the section with the given
    /// name as so many elements of so many bytes. Those of cgroups only if it has them.
    ///
    /// # Errors
    /// Those of `map`.
    pub fn map<E>(
        layout: Layout,
        threads: u32,
        cpus: u32,
        places: Places,
        has_cgroups: bool,
        map: impl Fn(&str, usize, usize) -> Result<Table, E>,
    ) -> Result<Self, E> {
        let (thread, cpu) = (layout.sizeof_thread as usize, layout.sizeof_cpu as usize);
        let nr_scheds = layout.nr_nodes as usize + 1;
        let nr_nodes = layout.nr_nodes as usize;
        let cgroups = has_cgroups.then(|| Cgroups::map(nr_nodes, threads as usize, &map));
        let config = map(".rodata.flux_config", size_of::<layout::Config>(), 1)?;
        Ok(Self {
            threads: map(".data.flux_threads", thread, threads as usize)?,
            cpus: map(".data.flux_cpus", cpu, cpus as usize)?,
            scheds: map(".data.flux_scheds", layout.sizeof_sched as usize, nr_scheds)?,
            globals: map(".data.flux_globals", size_of::<layout::Globals>(), 1)?,
            // A table that was mapped for one element has one.
            config: config.read(0, 0).unwrap_or_default(),
            places,
            cgroups: cgroups.transpose()?,
            layout,
        })
    }

    /// The counters of the whole scheduler: one read, cheap enough for every
    /// time that the agent wakes up.
    pub fn globals(&self) -> GlobalState {
        let globals = self.globals.read::<layout::Globals>(0, 0);
        globals.map(GlobalState::from).unwrap_or_default()
    }
}
