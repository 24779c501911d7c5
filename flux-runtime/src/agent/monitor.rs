//! `--monitor`: statistics of a scheduler that another process runs.
//!
//! The maps are found by their names among all maps of the machine, which takes
//! root. Only one sched_ext scheduler is attached at a time; should the maps of
//! two exist for a moment (one starts while another ends), the newer are taken.

use std::collections::HashMap;
use std::os::fd::AsFd;
use std::time::Duration;

use libbpf_rs::MapHandle;
use libbpf_rs::query::MapInfoIter;

use super::say;
use super::signals::{Signals, Wish};
use super::watch::Printer;
use crate::data::layout::{Config, Layout};
use crate::data::{Data, Places, Table};
use crate::error::{Error, Result};
use crate::load::Description;
use crate::machine;

/// Characters of a map's name that the kernel keeps.
const KERNEL_NAME_LEN: usize = 15;

/// Prints the table every so often, until a signal or the scheduler's end.
///
/// # Errors
/// If no scheduler of this name is attached, or its maps cannot be read.
pub fn run(description: &Description, every: Duration) -> Result<()> {
    check_attached(description)?;
    let (data, config) = find_maps(description)?;
    let signals = Signals::install()?;
    let mut printer = Printer::new(&data, every);
    loop {
        if let Some(Wish::Stop) = signals.wait(printer.due_in()) {
            return Ok(());
        }
        if check_attached(description).is_err() {
            say(&format!("{} is no longer attached", description.name));
            return Ok(());
        }
        printer.print_if_due(description, &data, config.max_threads);
    }
}

/// Checks that the scheduler that is attached now has the right name.
fn check_attached(description: &Description) -> Result<()> {
    let found = match machine::attached_scheduler() {
        Some(ops) if ops == format!("flux_{}", description.name) => return Ok(()),
        Some(ops) => format!("`{ops}` is attached"),
        None => "no sched_ext scheduler is attached".to_owned(),
    };
    Err(Error::NothingToMonitor {
        scheduler: description.name.to_owned(),
        found,
    })
}

fn find_maps(description: &Description) -> Result<(Data, Config)> {
    // Ids grow, so the newest map of a name remains.
    let ids: HashMap<Vec<u8>, u32> = MapInfoIter::default()
        .map(|info| (info.name.as_encoded_bytes().to_owned(), info.id))
        .collect();
    let map = |name: &str, stride: usize, count: usize| {
        let system = |source| Error::System {
            doing: format!("reading `{name}` of the scheduler that runs (it takes root)"),
            source,
        };
        let short = name
            .as_bytes()
            .get(..KERNEL_NAME_LEN)
            .unwrap_or(name.as_bytes());
        let id = ids
            .get(short)
            .ok_or_else(|| system(std::io::ErrorKind::NotFound.into()))?;
        let handle = MapHandle::from_map_id(*id)
            .map_err(|error| system(std::io::Error::other(error.to_string())))?;
        Table::map(handle.as_fd(), stride, count).map_err(system)
    };
    let config = map(".rodata.flux_config", size_of::<Config>(), 1)?.read::<Config>(0, 0);
    let layout = map(".rodata.flux_layout", size_of::<Layout>(), 1)?.read::<Layout>(0, 0);
    let mismatch = |detail: &str| Error::Mismatch {
        scheduler: description.name.to_owned(),
        detail: detail.to_owned(),
    };
    let (Some(config), Some(layout)) = (config, layout) else {
        return Err(mismatch("the scheduler that runs has no configuration"));
    };
    layout
        .check(description.nodes.len())
        .map_err(|detail| mismatch(&detail))?;
    let data = Data::map(
        layout,
        config.max_threads,
        config.nr_cpus,
        Places::default(),
        false,
        map,
    )?;
    Ok((data, config))
}
