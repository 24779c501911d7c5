//! The phases after opening: loaded into the kernel, and attached.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use libbpf_rs::{ErrorKind, Link, MapCore, Object};

use super::open::{self, OPS, Opened};
use super::rejection::Refused;
use super::rules::{self, Hooks, LiveRules};
use super::source::Source;
use super::tune::{self, Setting, Value};
use super::{Description, memory, messages};
use crate::data::cgroups;
use crate::data::layout::ExitRecord;
use crate::data::{Data, Table};
use crate::error::Error;
use crate::machine;

/// The section of the table of hints.
const HINTS: &str = ".data.flux_hints";

/// Messages of libbpf that an error shows.
const SHOWN_MESSAGES: usize = 12;

/// A scheduler whose programs and maps are in the kernel, but which does not
/// schedule yet.
pub struct Loaded {
    object: Object,
    data: Arc<Data>,
    exit: Table,
    dump: Table,
    hooks: Hooks,
    tunables: tune::Places,
    description: Description,
    verbose: bool,
}

/// A scheduler that schedules. Dropping it detaches it.
pub struct Attached {
    link: Option<Link>,
    /// What has threads judged again.
    hooks: Vec<Link>,
    loaded: Loaded,
}

impl Opened {
    /// Loads the object: the verifier checks the programs, the maps get their
    /// memory.
    ///
    /// # Errors
    /// If the verifier refuses a program, the kernel lacks something, or there
    /// is no memory.
    pub fn load(self) -> Result<Loaded, Error> {
        let verbose = self.options.verbose;
        let object = self.object;
        let (result, said) = messages::during(verbose, || object.load());
        let needed_mib = self.sizes.mib();
        let object = result.map_err(|error| {
            load_error(&self.description, &self.source, needed_mib, error, &said)
        })?;

        let map = |name: &str, stride: usize, count: usize| {
            let map = object
                .maps()
                .find(|map| map.name() == name)
                .ok_or_else(|| open::mismatch(&self.description, format!("no map `{name}`")))?;
            Table::map(map.as_fd(), stride, count).map_err(|source| {
                let doing = format!("mapping `{name}`");
                if source.kind() == io::ErrorKind::OutOfMemory {
                    memory::error(needed_mib, format!("{doing} into the agent ({source})"))
                } else {
                    Error::System { doing, source }
                }
            })
        };
        let data = Arc::new(Data::map(
            self.layout,
            self.sizes.threads,
            self.sizes.cpus,
            self.places,
            object.maps().any(|map| map.name() == cgroups::MEMBERS),
            map,
        )?);
        let exit = map(".data.flux_exit", size_of::<ExitRecord>(), 1)?;
        let dump = map(
            ".data.flux_exit_dump",
            1,
            self.options.dump_bytes() as usize,
        )?;
        Ok(Loaded {
            object,
            data,
            exit,
            dump,
            hooks: self.hooks,
            tunables: self.tunables,
            description: self.description,
            verbose,
        })
    }
}

impl Loaded {
    /// Makes the kernel schedule with it.
    ///
    /// # Errors
    /// If another scheduler is attached, or the kernel refuses. A scheduler
    /// that fails while it starts is attached and has exited: look at
    /// [`Attached::exit`].
    pub fn attach(mut self) -> Result<Attached, Error> {
        let missing = || open::mismatch(&self.description, format!("no map `{OPS}`"));
        // First, so that no thread changes unseen.
        let (hooks, said) = messages::during(self.verbose, || {
            rules::attach_hooks(&self.object, &self.hooks)
        });
        let hooks = hooks.map_err(|source| Error::Attach {
            source,
            messages: messages::last(&said, SHOWN_MESSAGES),
        })?;
        let (result, said) = messages::during(self.verbose, || {
            open::loaded_map(self.object.maps_mut(), OPS).map(|mut map| map.attach_struct_ops())
        });
        match result.ok_or_else(missing)? {
            Ok(link) => Ok(Attached {
                link: Some(link),
                hooks,
                loaded: self,
            }),
            // Another scheduler came between our check and our attach; or the kernel takes none.
            Err(source) => Err(machine::occupied(self.description.name)
                .or_else(machine::isolated)
                .unwrap_or_else(|| Error::Attach {
                    source,
                    messages: messages::last(&said, SHOWN_MESSAGES),
                })),
        }
    }
}

/// How a scheduler ended, as the kernel said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitState {
    /// `enum scx_exit_kind`.
    pub kind: i32,
    /// The kernel's exit code.
    pub code: i64,
    /// The kernel's word for the kind.
    pub reason: String,
    /// The kernel's or the scheduler's message.
    pub message: String,
    /// The kernel's debug dump.
    pub dump: String,
}

impl Attached {
    /// What the scheduler keeps in memory.
    pub fn data(&self) -> &Data {
        &self.loaded.data
    }

    /// The same, for a thread that looks at it meanwhile. The memory outlives the
    /// scheduler.
    pub fn shared_data(&self) -> Arc<Data> {
        Arc::clone(&self.loaded.data)
    }

    /// How the scheduler ended; `None` while it is attached.
    pub fn exit(&self) -> Option<ExitState> {
        // Asked several times a second: look at one word first.
        let kind_at = std::mem::offset_of!(ExitRecord, kind);
        if self.loaded.exit.read::<u32>(0, kind_at)? == 0 {
            return None;
        }
        let record = self.loaded.exit.read::<ExitRecord>(0, 0)?;
        Some(ExitState {
            kind: record.kind,
            code: record.exit_code,
            reason: text(&record.reason),
            message: text(&record.msg),
            dump: self.dump(),
        })
    }

    /// Gives tunables new values while the scheduler schedules. Ops read them from the next
    /// time on.
    ///
    /// # Errors
    /// If the memory cannot be mapped, or the scheduler has no such tunable: then those before
    /// it are set.
    pub fn set(&self, settings: &[Setting]) -> Result<(), Error> {
        let Loaded {
            object,
            data,
            tunables,
            description,
            ..
        } = &self.loaded;
        let map = object.maps().find(|map| map.name() == open::SCHEDS);
        let missing = || open::mismatch(description, format!("no map `{}`", open::SCHEDS));
        let map = map.ok_or_else(missing)?;
        let writer = tune::Writer::map(map.as_fd(), tunables, data.scheds.len());
        let writer = writer.map_err(|source| Error::System {
            doing: "mapping the tunables".to_owned(),
            source,
        })?;
        for setting in settings {
            writer.write(tunables, setting).ok_or_else(|| {
                let missing = format!("it has no tunable `{}` to set", setting.tunable);
                open::mismatch(description, missing)
            })?;
        }
        Ok(())
    }

    /// What the tunable that `setting` names is set to now; its value counts for nothing.
    pub fn value(&self, setting: &Setting) -> Option<Value> {
        let Loaded { data, tunables, .. } = &self.loaded;
        tunables.read(&data.scheds, setting)
    }

    fn dump(&self) -> String {
        let dump = &self.loaded.dump;
        let bytes: Vec<u8> = (0..dump.len()).filter_map(|at| dump.read(at, 0)).collect();
        text(&bytes)
    }

    /// What the kernel cannot have threads judged again for, in words.
    pub fn missing_hooks(&self) -> &[&'static str] {
        &self.loaded.hooks.missing
    }

    /// The rules, to be replaced.
    ///
    /// # Errors
    /// If they cannot be mapped.
    pub fn rules(&self) -> Result<LiveRules, Error> {
        let mut maps = self.loaded.object.maps();
        let map = maps.find(|map| map.name() == rules::SECTION);
        let missing = || open::mismatch(&self.loaded.description, "it has no rules".to_owned());
        LiveRules::map(map.ok_or_else(missing)?.as_fd()).map_err(|source| Error::System {
            doing: format!("mapping `{}`", rules::SECTION),
            source,
        })
    }

    /// The table of hints, to be lent to applications.
    ///
    /// # Errors
    /// If no subscheduler looks at hints.
    pub fn hints(&self) -> Result<OwnedFd, Error> {
        let mut maps = self.loaded.object.maps();
        let map = maps.find(|map| map.name() == HINTS).ok_or_else(|| {
            let name = self.loaded.description.name;
            Error::Usage(format!(
                "--hints: no subscheduler of {name} looks at hints; leave the option out"
            ))
        })?;
        let table = map.as_fd().try_clone_to_owned();
        table.map_err(|source| Error::System {
            doing: format!("lending `{HINTS}`"),
            source,
        })
    }

    /// Detaches the scheduler, and waits until the kernel has switched back.
    pub fn detach(&mut self) {
        // Closing the link is what detaches it; the kernel switches all threads
        // back before the call returns.
        drop(self.link.take());
        self.hooks.clear();
    }
}

/// The text before the first 0.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0);
    String::from_utf8_lossy(bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(&[])).into_owned()
}

/// Finds out why loading failed.
fn load_error(
    description: &Description,
    written: &Source,
    needed_mib: u64,
    source: libbpf_rs::Error,
    said: &[String],
) -> Error {
    let names = missing_functions(said);
    if !names.is_empty() {
        return Error::KfuncsMissing {
            release: machine::kernel_release(),
            names: names.join(", "),
        };
    }
    let refused = Refused {
        scheduler: description.name,
        nodes: description.nodes,
        source: written,
        object: description.object,
    };
    if let Some(mut rejection) = refused.find(said) {
        rejection.keep_log(said);
        return Error::Rejected(Box::new(rejection));
    }
    if matches!(source.kind(), ErrorKind::OutOfMemory | ErrorKind::TooBig) {
        return memory::error(needed_mib, source.to_string());
    }
    Error::Load {
        source,
        messages: messages::last(said, SHOWN_MESSAGES),
    }
}

/// The functions of the kernel that libbpf or the verifier did not find.
fn missing_functions(said: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = said
        .iter()
        .flat_map(|message| message.lines())
        .filter_map(|line| {
            // libbpf, resolving the object's externs.
            let by_libbpf = line
                .split_once("extern (func ksym) '")
                .filter(|(_, rest)| rest.contains("not found") || rest.contains("incompatible"))
                .and_then(|(_, rest)| rest.split('\'').next());
            // The verifier, looking for what a wrapper calls.
            let by_verifier = line
                .split_once("cannot find function ")
                .and_then(|(_, rest)| rest.split_whitespace().next());
            by_libbpf.or(by_verifier)
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_functions_are_named_once() {
        let said = [
            "libbpf: extern (func ksym) 'scx_bpf_b': not found in kernel or module BTFs\n",
            "libbpf: extern (func ksym) 'scx_bpf_b': not found in kernel or module BTFs\n",
            "cannot find function scx_bpf_a_impl in BTF\n",
            "libbpf: extern (func ksym) 'bpf_c': resolved to vmlinux [1]\n",
            "libbpf: extern (func ksym) 'scx_bpf_d': func_proto [134] incompatible with vmlinux \
             [48029]\n",
        ]
        .map(str::to_owned);
        assert_eq!(
            missing_functions(&said),
            ["scx_bpf_a_impl", "scx_bpf_b", "scx_bpf_d"]
        );
    }

    #[test]
    fn texts_end_at_the_first_zero() {
        assert_eq!(text(b"stall\0rest"), "stall");
        assert_eq!(text(b"full"), "full");
        assert_eq!(text(b""), "");
    }
}
