//! Which subscheduler had a thread when the scheduler ended.
//!
//! Two sources tell. The kernel makes its debug dump at the moment of the error,
//! before any thread is given back, and `exit.bpf.h` adds a line for each
//! thread that waits. And the records of threads outlive the threads: the one
//! that was queued last under a pid is the thread's.

use crate::api::Node;
use crate::data::Data;
use crate::data::layout::ThreadGeneric;

/// What the line of a thread starts with in the dump; `flux_dump_task`.
const THREAD_LINE: &str = "flux: pid ";
/// What the line of an instance starts with in the dump; `flux_dump`.
const NODE_LINE: &str = "flux: instance ";

/// What the dump says of the thread: `primary (Biff) has it, id 17, …`.
pub fn in_dump(dump: &str, pid: u32) -> Option<String> {
    dump.lines().find_map(|line| {
        let (number, rest) = line.trim().strip_prefix(THREAD_LINE)?.split_once(": ")?;
        (number.parse() == Ok(pid)).then(|| rest.to_owned())
    })
}

/// What the dump says of the instances, a line each.
pub fn nodes_in_dump(dump: &str) -> impl Iterator<Item = &str> {
    dump.lines()
        .filter_map(|line| line.trim().strip_prefix(NODE_LINE))
}

/// What the thread's record says, for a thread that the dump does not show.
pub fn in_records(data: &Data, nodes: &[Node], pid: u32) -> Option<String> {
    let records = (0..data.threads.len()).filter_map(|at| data.threads.read(at, 0));
    let newest = newest_of(records, pid)?;
    let node = node_of(nodes, &newest)?;
    Some(format!("{} ({}) had it last", node.name, node.type_name))
}

fn newest_of(records: impl Iterator<Item = ThreadGeneric>, pid: u32) -> Option<ThreadGeneric> {
    records
        .filter(|record| record.pid == pid)
        .max_by_key(|record| (record.sched != 0, record.queued_at_period))
}

fn node_of<'n>(nodes: &'n [Node], record: &ThreadGeneric) -> Option<&'n Node> {
    let sched = if record.sched == 0 {
        record.last_sched
    } else {
        record.sched
    };
    nodes.iter().find(|node| node.id == sched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::accounts::tests::resting;
    use crate::agent::args::tests::NODES;

    #[test]
    fn the_newest_record_of_a_pid_counts() {
        let record = |pid, sched, last_sched, queued_at_period| ThreadGeneric {
            pid,
            sched,
            last_sched,
            queued_at_period,
            ..resting(1).threads[0]
        };
        let owner = |records: &[ThreadGeneric]| {
            let newest = newest_of(records.iter().copied(), 7)?;
            Some(node_of(NODES, &newest)?.name)
        };
        let freed = [
            record(7, 0, 3, 10),
            record(7, 0, 2, 20),
            record(8, 0, 3, 30),
        ];
        assert_eq!(owner(&freed), Some("primary"));
        let alive = [record(7, 3, 2, 10), record(7, 0, 2, 20)];
        assert_eq!(owner(&alive), Some("idle"));
        assert_eq!(owner(&[record(8, 2, 2, 0)]), None);
        assert_eq!(owner(&[record(7, 0, 0, 0)]), None, "never had an id");
    }
}
