//! What an agent says of its scheduler when it gets SIGUSR1: one line,
//! `FLUX-ACCOUNTS {...}`.

use serde::Deserialize;

/// The state of a hierarchy at one moment.
#[derive(Clone, Debug, Deserialize)]
pub struct Accounts {
    /// Whether every CPU has one owner, nothing is wanted and nothing is queued.
    pub balanced: bool,
    /// What keeps it from being so, in words.
    #[serde(default)]
    pub problems: Vec<String>,
    /// The subschedulers, the root first.
    pub nodes: Vec<Node>,
    /// Threads that had no id and were scheduled by the fallback path.
    #[serde(default)]
    pub ids_overflow: u64,
}

/// One subscheduler.
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// Its name in the hierarchy.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// CPUs it holds.
    #[serde(default)]
    pub cpus: u64,
    /// CPUs it wants beyond those.
    #[serde(default)]
    pub wanted: u64,
    /// CPUs it has asked for.
    #[serde(default)]
    pub requests: u64,
    /// CPUs it was given.
    #[serde(default)]
    pub grants: u64,
    /// CPUs it gave back.
    #[serde(default)]
    pub yields: u64,
    /// CPUs that were taken from it.
    #[serde(default)]
    pub preempts: u64,
    /// Threads it has now.
    #[serde(default)]
    pub threads: u64,
    /// Threads it chose to run.
    #[serde(default)]
    pub picks: u64,
    /// Threads that others had to run for it.
    #[serde(default)]
    pub rescues: u64,
}

/// A heading and how a node's cell under it is found.
type Column = (&'static str, fn(&Node) -> String);

const COLUMNS: &[Column] = &[
    ("subscheduler", |node| node.name.clone()),
    ("type", |node| node.kind.clone()),
    ("CPUs", |node| node.cpus.to_string()),
    ("wanted", |node| node.wanted.to_string()),
    ("requests", |node| node.requests.to_string()),
    ("grants", |node| node.grants.to_string()),
    ("yields", |node| node.yields.to_string()),
    ("preempts", |node| node.preempts.to_string()),
    ("threads", |node| node.threads.to_string()),
    ("picks", |node| node.picks.to_string()),
    ("rescues", |node| node.rescues.to_string()),
];

/// The columns that are text: flush left, while numbers are flush right.
const TEXT_COLUMNS: usize = 2;

impl Accounts {
    /// Reads what follows `FLUX-ACCOUNTS`.
    ///
    /// # Errors
    ///
    /// When it is not what an agent writes.
    pub fn parse(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// CPUs that the subscheduler `idle` holds.
    pub fn idle_cpus(&self) -> u64 {
        let idle = |node: &&Node| node.name.rsplit(['/', '.']).next() == Some("idle");
        self.nodes.iter().filter(idle).map(|node| node.cpus).sum()
    }

    /// What each subscheduler did, as a table for the reader.
    pub fn table(&self) -> String {
        let mut rows = vec![COLUMNS.iter().map(|(head, _)| (*head).to_owned()).collect()];
        let cells = |node| COLUMNS.iter().map(|(_, cell)| cell(node)).collect();
        rows.extend(self.nodes.iter().map(cells));
        align(&rows, TEXT_COLUMNS)
    }
}

/// Aligns rows of cells: the first `text_columns` flush left, the others right.
pub fn align(rows: &[Vec<String>], text_columns: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let cell = if column < text_columns {
                format!("{cell:<width$}  ")
            } else {
                format!("{cell:>width$}  ")
            };
            line.push_str(&cell);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"state":"enabled","balanced":true,"problems":[],"nodes":[
        {"id":1,"name":"root","type":"Roci","cpus":0,"wanted":0,"requests":7,"grants":12,
         "yields":0,"preempts":0,"threads":0,"picks":0,"rescues":0},
        {"id":3,"name":"idle","type":"Idle","cpus":4,"wanted":0,"requests":0,"grants":5,
         "yields":0,"preempts":1,"threads":0,"picks":0,"rescues":0}],
        "ids_in_use":0,"ids_overflow":2,"live_threads":0}"#;

    #[test]
    fn an_agents_line_is_read() {
        let accounts = Accounts::parse(LINE).unwrap();
        assert!(accounts.balanced);
        assert_eq!(accounts.idle_cpus(), 4);
        assert_eq!(accounts.ids_overflow, 2);
        assert!(Accounts::parse("{}").is_err());
    }

    #[test]
    fn the_table_is_aligned() {
        let table = Accounts::parse(LINE).unwrap().table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("subscheduler  type  CPUs  wanted"));
        assert!(lines[2].starts_with("idle          Idle     4       0"));
    }
}
