//! The table of what each subscheduler did.

use std::time::Duration;

use crate::api::Node;
use crate::data::layout::Stats;
use crate::data::snapshot::{GlobalState, Snapshot};

/// The columns behind name and type: held and wanted now, then counts.
const COLUMNS: [&str; 11] = [
    "CPUs", "wanted", "threads", "requests", "grants", "yields", "preempts", "picks", "direct",
    "rescues", "mistakes",
];

/// Writes the table of what happened between two snapshots; without an earlier
/// one, since the start.
///
/// CPUs, wanted and threads are as they are now; the rest is counted:
/// `direct` are threads that ran without a pick, because a CPU idled when they
/// woke up, `rescues` threads that flux had to run because of a policy, and
/// `mistakes` what a policy should not do: picks of threads for CPUs that they may
/// not use, second decisions of a pick, and picks that came to no end.
pub fn table(
    scheduler: &str,
    nodes: &[Node],
    now: &Snapshot,
    earlier: Option<(&Snapshot, Duration)>,
    max_threads: u32,
) -> String {
    let mut rows = vec![header()];
    for (index, (node, state)) in nodes.iter().zip(&now.nodes).enumerate() {
        let before = earlier
            .and_then(|(snapshot, _)| snapshot.nodes.get(index))
            .map_or_else(Stats::default, |state| state.stats);
        let stats = state.stats.since(before);
        let indent = "  ".repeat(node.tier as usize);
        let role = node.name.rsplit('.').next().unwrap_or(node.name);
        let mut row = vec![format!("{indent}{role}"), node.type_name.to_owned()];
        let generic = &state.generic;
        row.extend([generic.nr_cpus, generic.nr_wanted, generic.nr_threads].map(|n| n.to_string()));
        row.extend(
            [
                stats.requests,
                stats.grants,
                stats.yields,
                stats.preempts,
                stats.picks,
                stats.direct,
                stats.rescues,
                stats.misplaced + stats.ignored + stats.overruns,
            ]
            .map(|n| n.to_string()),
        );
        rows.push(row);
    }
    let period = earlier.map_or_else(
        || "since the start".to_owned(),
        |(_, span)| format!("in {:.1} s", span.as_secs_f64()),
    );
    format!(
        "{scheduler}, {period}; thread ids {} of {max_threads} in use{}\n{}",
        now.globals.ids_in_use,
        overflow(&now.globals, max_threads).map_or_else(String::new, |text| format!("; {text}")),
        layout(&rows)
    )
}

/// What to know about threads that have no id; `None` if there never was one.
pub fn overflow(globals: &GlobalState, max_threads: u32) -> Option<String> {
    (globals.ids_overflow > 0).then(|| {
        format!(
            "{} threads live without an id ({} ever did): there were more than --max-threads \
             {max_threads}, these run without a policy (a larger one has ids for all)",
            globals.overflow_live, globals.ids_overflow
        )
    })
}

fn header() -> Vec<String> {
    ["subscheduler", "type"]
        .into_iter()
        .chain(COLUMNS)
        .map(str::to_owned)
        .collect()
}

/// Columns as wide as their widest cell: words to the left, numbers right.
fn layout(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS.len() + 2).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| {
                if column < 2 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            })
            .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::accounts::tests::resting;
    use crate::agent::args::tests::NODES;

    #[test]
    fn one_row_per_subscheduler() {
        let mut now = resting(4);
        let mut before = now.clone();
        now.nodes[1].generic.nr_cpus = 2;
        now.nodes[1].generic.nr_wanted = 3;
        now.nodes[1].stats.picks = 1_234_567;
        before.nodes[1].stats.picks = 1_234_000;
        assert_eq!(
            table("hello", NODES, &now, None, 64),
            "\
hello, since the start; thread ids 2 of 64 in use
subscheduler  type  CPUs  wanted  threads  requests  grants  yields  preempts    picks  direct  rescues  mistakes
root          Roci     4       0        2         0       0       0         0        0       0        0         0
  primary     Biff     2       3        2         0       0       0         0  1234567       0        0         0
  idle        Idle     4       0        0         0       0       0         0        0       0        0         0
"
        );
        let span = Duration::from_millis(1_500);
        let text = table("hello", NODES, &now, Some((&before, span)), 64);
        assert!(text.starts_with("hello, in 1.5 s; "), "{text}");
        assert!(
            text.contains("  primary     Biff     2       3        2         0"),
            "{text}"
        );
        assert!(text.contains("  567  "), "{text}");
    }

    #[test]
    fn threads_without_an_id_are_told() {
        let mut now = resting(4);
        assert_eq!(overflow(&now.globals, 64), None);
        now.globals.ids_overflow = 7;
        now.globals.overflow_live = 2;
        let text = table("hello", NODES, &now, None, 64);
        assert!(
            text.contains(
                "; 2 threads live without an id (7 ever did): there were more than --max-threads 64"
            ),
            "{text}"
        );
    }
}
