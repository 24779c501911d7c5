//! The file of `--config` while a scheduler runs: read at the start, again on SIGHUP,
//! and its cgroups looked up from time to time.
//!
//! Invariant: a file with a mistake changes nothing. What is in effect is what was read
//! last without one.

use std::time::{Duration, Instant};

use super::args::FromFile;
use super::{say, tunables};
use crate::config::{Config, Instances};
use crate::data::layout::Rule;
use crate::error::Error;
use crate::load::{self, Attached, Description, LiveRules, Options, Setting};

/// How often cgroups are looked up again: one may be made, or made anew, at any time.
const LOOK_UP: Duration = Duration::from_secs(1);

/// A file that was read.
pub struct ConfigFile {
    given: FromFile,
    holds_threads: Vec<bool>,
    config: Config,
    /// What the command line sets, which counts more.
    settings: Vec<Setting>,
    /// The rules that are in effect.
    table: Vec<Rule>,
}

impl ConfigFile {
    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read, or is wrong.
    pub fn read(description: &Description, given: FromFile) -> Result<Self, Error> {
        let holds_threads = load::holders(description)?;
        let instances = Instances {
            nodes: description.nodes,
            holds_threads: &holds_threads,
        };
        let config = Config::read(&given.path, &instances)?;
        Ok(Self {
            given,
            holds_threads,
            config,
            settings: Vec::new(),
            table: Vec::new(),
        })
    }

    /// What the file means.
    pub fn explain(&self, description: &Description) -> String {
        let Description {
            nodes, new_threads, ..
        } = description;
        self.config.explain(&self.given.path, nodes, *new_threads)
    }

    /// Has a scheduler start with it. `settings` are those of the command line.
    pub fn apply(&mut self, options: &mut Options, settings: &[Setting]) {
        let (first, second) = (self.given.limits, self.config.limits);
        if let Some(max_threads) = first.max_threads.or(second.max_threads) {
            options.max_threads = max_threads;
        }
        if let Some(exit_dump_len) = first.exit_dump_len.or(second.exit_dump_len) {
            options.exit_dump_len = exit_dump_len;
        }
        self.settings = settings.to_vec();
        options.settings = tunables::merged(self.config.settings.iter().chain(settings).cloned());
        self.table = self.config.table();
        options.rules = Some(self.table.clone());
    }
}

/// Changes a scheduler that runs.
pub struct Reload<'a> {
    description: &'a Description,
    file: Option<(&'a mut ConfigFile, LiveRules)>,
    looked_up: Instant,
}

impl<'a> Reload<'a> {
    /// For a scheduler that was started with `file`.
    ///
    /// # Errors
    /// If its rules cannot be mapped.
    pub fn new(
        description: &'a Description,
        attached: &Attached,
        file: Option<&'a mut ConfigFile>,
    ) -> Result<Self, Error> {
        for what in attached.missing_hooks() {
            say(&format!(
                "{}: this kernel does not tell of {what}, so a thread is judged again by the \
                 rules on SIGHUP only",
                description.name
            ));
        }
        let file = match file {
            Some(file) => Some((file, attached.rules()?)),
            None => None,
        };
        Ok(Self {
            description,
            file,
            looked_up: Instant::now(),
        })
    }

    fn say(&self, text: &str) {
        say(&format!("{}: {text}", self.description.name));
    }

    /// Reads the file again.
    pub fn on_signal(&mut self, attached: &Attached) {
        let Some((file, live)) = &mut self.file else {
            self.say("SIGHUP: there is no file to read again; start it with --config FILE");
            return;
        };
        let instances = Instances {
            nodes: self.description.nodes,
            holds_threads: &file.holds_threads,
        };
        let config = match Config::read(&file.given.path, &instances) {
            Ok(config) => config,
            Err(error) => {
                let text = format!("SIGHUP: what was read before stays in effect: {error}");
                self.say(&text);
                return;
            }
        };
        let wanted = tunables::defaults(self.description.nodes)
            .into_iter()
            .chain(config.settings.iter().chain(&file.settings).cloned());
        let mut changed = tunables::merged(wanted);
        changed.retain(|setting| attached.value(setting) != Some(setting.value));
        if let Err(error) = attached.set(&changed) {
            let text = format!("SIGHUP: what was read before stays in effect: {error}");
            self.say(&text);
            return;
        }
        let mut text = format!(
            "SIGHUP: {} was read again: {} tunables changed, {} rules are in effect",
            file.given.path.display(),
            changed.len(),
            config.rules.len()
        );
        if config.limits != file.config.limits {
            text += "; limits cannot change while it runs: end it and start it again for them";
        }
        let limits = file.config.limits;
        file.config = Config { limits, ..config };
        file.table = file.config.table();
        // There are never more than the kernel side holds: the file was checked.
        let _ = live.replace(&file.table);
        self.say(&text);
    }

    /// Looks cgroups up, if it is time.
    pub fn on_time(&mut self) {
        let Some((file, live)) = &mut self.file else {
            return;
        };
        if self.looked_up.elapsed() < LOOK_UP {
            return;
        }
        self.looked_up = Instant::now();
        let table = file.config.table();
        if table != file.table {
            let _ = live.replace(&table);
            file.table = table;
        }
    }
}
