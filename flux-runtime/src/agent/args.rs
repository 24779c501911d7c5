//! The command line, the same for every scheduler.

use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};

use super::tunables;
use crate::api::Node;
use crate::config::{Limits, MAX_DUMP_LEN};
use crate::error::Error;
use crate::load::sizes::{DEFAULT_MAX_THREADS, MAX_MAX_THREADS};
use crate::load::{Description, Options};

#[derive(Debug, Parser)]
struct Arguments {
    /// Print what each subscheduler did, every so many seconds
    #[arg(long, value_name = "SECS", value_parser = seconds)]
    stats: Option<Duration>,

    /// Print the same of the scheduler that another process of this program
    /// runs, and run none
    #[arg(long, value_name = "SECS", value_parser = seconds, conflicts_with_all = ["stats", "settings"])]
    monitor: Option<Duration>,

    /// Look every so many milliseconds whether the scheduler's own rules hold, and
    /// end with status 1 if one did not: for tests
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "100", value_parser = check_period, conflicts_with = "monitor")]
    check: Option<Duration>,

    /// Threads that can be told apart; more of them still run, without a policy
    /// [default: 65536]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = max_threads)]
    max_threads: Option<u32>,

    /// Limits, tunables, and which thread goes where (docs/config.md); read again on
    /// SIGHUP. What the command line says counts more
    #[arg(long, value_name = "FILE", conflicts_with = "monitor")]
    config: Option<PathBuf>,

    /// Tell what the file of --config means, and run no scheduler
    #[arg(long, requires = "config")]
    check_config: bool,

    /// Lend the table of hints to applications that connect to a socket at this path;
    /// its owner and mode say who may (crate flux-hint)
    #[arg(long, value_name = "PATH", conflicts_with = "monitor")]
    hints: Option<PathBuf>,

    /// Set a tunable, listed below: of all instances of a type, or of one instance
    #[arg(long = "set", value_name = "TYPE.NAME=VALUE")]
    settings: Vec<String>,

    /// Bytes of the kernel's debug dump to keep when the scheduler fails; 0: the
    /// kernel's default, 32768 [default: 0]
    #[arg(long, value_name = "BYTES", value_parser = exit_dump_len)]
    exit_dump_len: Option<u32>,

    /// Show what libbpf says while it loads
    #[arg(short, long)]
    verbose: bool,
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Request {
    /// Print this text and end: help or version.
    Print(String),
    /// Run the scheduler.
    Run {
        /// How to load it.
        options: Options,
        /// How often to print statistics.
        stats: Option<Duration>,
        /// How often to check the scheduler's own rules.
        check: Option<Duration>,
        /// The file of `--config`.
        config: Option<FromFile>,
    },
    /// Tell what a file means.
    CheckConfig(FromFile),
    /// Watch a scheduler that runs already.
    Monitor {
        /// How often to print statistics.
        every: Duration,
    },
}

/// A configuration file, and what the command line says besides.
#[derive(Clone, Debug)]
pub struct FromFile {
    /// The file.
    pub path: PathBuf,
    /// Limits on the command line, which count more.
    pub limits: Limits,
}

/// Reads the command line of the scheduler.
///
/// # Errors
/// [`Error::Usage`], with a sentence that says what would have been right.
pub fn parse(
    description: &Description,
    arguments: impl Iterator<Item = std::ffi::OsString>,
) -> Result<Request, Error> {
    let command = Arguments::command()
        .name(description.name)
        .bin_name(description.name)
        .version(concat!("(flux ", env!("CARGO_PKG_VERSION"), ")"))
        .about(format!(
            "Schedules this machine: {}",
            tree(description.nodes)
        ))
        .after_help(tunables::help(description.nodes))
        .term_width(100);
    let matches = command.try_get_matches_from(arguments);
    let parsed = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            return Ok(Request::Print(error.to_string()));
        }
        Err(error) => {
            let text = error.to_string();
            let text = text.strip_prefix("error: ").unwrap_or(&text);
            return Err(Error::Usage(text.trim_end().to_owned()));
        }
    };
    if let Some(every) = arguments.monitor {
        return Ok(Request::Monitor { every });
    }
    let settings = arguments
        .settings
        .iter()
        .map(|text| tunables::setting(description.nodes, text))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    let limits = Limits {
        max_threads: arguments.max_threads,
        exit_dump_len: arguments.exit_dump_len,
    };
    let config = arguments.config.map(|path| FromFile { path, limits });
    if let (true, Some(config)) = (arguments.check_config, &config) {
        return Ok(Request::CheckConfig(config.clone()));
    }
    Ok(Request::Run {
        options: Options {
            max_threads: limits.max_threads.unwrap_or(DEFAULT_MAX_THREADS),
            exit_dump_len: limits.exit_dump_len.unwrap_or(0),
            settings,
            rules: None,
            hints: arguments.hints,
            verbose: arguments.verbose,
        },
        stats: arguments.stats,
        check: arguments.check,
        config,
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds >= 0.1)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "give a number of seconds, at least 0.1".to_owned())
}

fn check_period(text: &str) -> Result<Duration, String> {
    within(text, 10, 10_000).map(|millis| Duration::from_millis(millis.into()))
}

fn max_threads(text: &str) -> Result<u32, String> {
    within(text, 1, MAX_MAX_THREADS)
}

fn exit_dump_len(text: &str) -> Result<u32, String> {
    within(text, 0, MAX_DUMP_LEN)
}

fn within(text: &str, min: u32, max: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| format!("give a whole number from {min} to {max}"))
}

/// The tree of instances on one line: `root (Roci): primary (Biff), idle (Idle)`.
pub fn tree(nodes: &[Node]) -> String {
    subtree(nodes, None)
}

fn subtree(nodes: &[Node], parent: Option<u32>) -> String {
    let children: Vec<String> = nodes
        .iter()
        // A parent comes before its children, so this ends for any table.
        .filter(|node| node.parent == parent && node.parent.is_none_or(|id| id < node.id))
        .map(|node| {
            // The last role: where it is, is what the line shows.
            let role = node.name.rsplit('.').next().unwrap_or(node.name);
            let below = subtree(nodes, Some(node.id));
            if below.is_empty() {
                format!("{role} ({})", node.type_name)
            } else {
                format!("{role} ({}) {{ {below} }}", node.type_name)
            }
        })
        .collect();
    children.join(", ")
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::api::{Nanos, Tunable, TunableInfo, TunableType};
    use crate::load::{Setting, Value};

    static SLICE: Tunable<Nanos> = Tunable::new(Nanos::from_millis(5));
    const TUNABLES: &[TunableInfo] = &[TunableInfo::new::<Nanos>(
        "SLICE",
        "How long a thread may run while others wait.",
        || TunableType::to_bits(SLICE.get()),
    )];
    /// The instances of hello.
    pub const NODES: &[Node] = &[
        node(1, "root", "Roci", None, &[]),
        node(2, "primary", "Biff", Some(1), TUNABLES),
        node(3, "idle", "Idle", Some(1), &[]),
    ];

    /// One instance of a hierarchy for tests.
    pub const fn node(
        id: u32,
        name: &'static str,
        type_name: &'static str,
        parent: Option<u32>,
        tunables: &'static [TunableInfo],
    ) -> Node {
        Node {
            id,
            name,
            type_name,
            module: "flux_schedulers",
            parent,
            tier: if parent.is_some() { 1 } else { 0 },
            tunables,
        }
    }

    fn parse_words(words: &str) -> Result<Request, String> {
        let description = Description {
            name: "hello",
            object: &[],
            nodes: NODES,
            new_threads: 1,
        };
        let words = format!("/usr/bin/hello {words}");
        let words: Vec<_> = words.split_whitespace().map(Into::into).collect();
        parse(&description, words.into_iter()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults() -> Result<(), String> {
        let Request::Run {
            options,
            stats,
            check,
            config,
        } = parse_words("")?
        else {
            return Err("not a run".to_owned());
        };
        assert_eq!(check, None);
        assert!(config.is_none());
        assert_eq!((options.max_threads, options.exit_dump_len), (65_536, 0));
        assert_eq!(stats, None);
        assert_eq!(options.settings, []);
        Ok(())
    }

    #[test]
    fn checks_have_a_period() -> Result<(), String> {
        for (words, millis) in [("--check", 100), ("--check=250", 250)] {
            let Request::Run { check, .. } = parse_words(words)? else {
                return Err("not a run".to_owned());
            };
            assert_eq!(check, Some(Duration::from_millis(millis)), "{words}");
        }
        Ok(())
    }

    #[test]
    fn a_file_may_be_given_or_only_checked() -> Result<(), String> {
        let words = "--config a.toml --max-threads 7";
        let Request::Run { config, .. } = parse_words(words)? else {
            return Err("not a run".to_owned());
        };
        let config = config.ok_or("no file")?;
        assert_eq!(config.path, PathBuf::from("a.toml"));
        assert_eq!(config.limits.max_threads, Some(7));
        let words = format!("{words} --check-config");
        assert!(matches!(parse_words(&words)?, Request::CheckConfig(_)));
        Ok(())
    }

    #[test]
    fn wrong_numbers_are_one_sentence() {
        for (words, sentence) in [
            (
                "--max-threads 0",
                "'0' for '--max-threads <N>': give a whole number from 1 to 1000000",
            ),
            (
                "--max-threads 1000000000000",
                "give a whole number from 1 to 1000000",
            ),
            (
                "--max-threads 1e12",
                "give a whole number from 1 to 1000000",
            ),
            ("--max-threads -1", "--max-threads"),
            ("--check=9", "give a whole number from 10 to 10000"),
            ("--check --monitor 1", "cannot be used with"),
            ("--stats 0", "give a number of seconds, at least 0.1"),
            ("--stats nan", "give a number of seconds, at least 0.1"),
            ("--stats 1e300", "give a number of seconds, at least 0.1"),
            (
                "--exit-dump-len 99999999999",
                "give a whole number from 0 to 16777216",
            ),
            ("--stats 1 --monitor 1", "cannot be used with"),
            ("--check-config", "--config <FILE>"),
            ("--config a --monitor 1", "cannot be used with"),
            ("surplus", "unexpected argument 'surplus'"),
        ] {
            let error = parse_words(words).err().unwrap_or_default();
            assert!(error.contains(sentence), "{words}: {error}");
            assert!(!error.starts_with("error"), "{error}");
        }
    }

    #[test]
    fn tunables_are_shown_and_set() -> Result<(), String> {
        let Request::Print(help) = parse_words("--help")? else {
            return Err("no help".to_owned());
        };
        assert!(help.contains("--set biff.SLICE=5ms\n"), "{help}");
        assert!(
            help.contains("How long a thread may run while others wait."),
            "{help}"
        );
        assert!(
            help.contains("root (Roci) { primary (Biff), idle (Idle) }"),
            "{help}"
        );

        let Request::Run { options, .. } = parse_words("--set biff.SLICE=3ms")? else {
            return Err("not a run".to_owned());
        };
        assert_eq!(
            options.settings,
            [Setting {
                node: 2,
                tunable: "SLICE",
                child: None,
                kind: crate::TunableKind::Nanos,
                value: Value::Bits(3_000_000),
            }]
        );
        for (words, sentence) in [
            (
                "--set biff.SLICE=3",
                "--set biff.SLICE=3: `3` is no span of time",
            ),
            ("--set biff.SLICE", "write TYPE.NAME=VALUE"),
            (
                "--set idle.SLICE=3ms",
                "no tunable `idle.SLICE`; there are biff.SLICE",
            ),
        ] {
            let error = parse_words(words).err().unwrap_or_default();
            assert!(error.contains(sentence), "{words}: {error}");
        }
        Ok(())
    }

    #[test]
    fn the_version_is_printed() -> Result<(), String> {
        let Request::Print(version) = parse_words("--version")? else {
            return Err("no version".to_owned());
        };
        assert!(version.starts_with("hello (flux "), "{version}");
        Ok(())
    }
}
