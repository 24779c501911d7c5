//! What an object says of the source that it comes from: its types as the C names
//! them, and where their functions are written (`flux_source`).
//!
//! Names of structs and variables in the object are made of the types' names in
//! C. Those are not always the names that a user sees: where two crates have a
//! module of the same name, the crate stands before it. And an error has a line of
//! a file, while its reader thinks in ops. So nothing is made up twice, the object
//! says both.

use libbpf_rs::OpenObject;

use super::open::read_first;
use crate::data::layout::{Layout, SchedGeneric};

/// The types of an object, and which instance is of which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    types: Vec<Type>,
    /// Indexes into `types`, by the instances' ids minus 1.
    of_nodes: Vec<usize>,
}

/// One type.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Type {
    c_name: String,
    name: String,
    file: String,
    /// Functions, with the lines in which they begin.
    functions: Vec<(String, u32)>,
    containers: Vec<Container>,
}

/// A list or tree of a type, by the names of members in C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// What it is.
    pub kind: ContainerKind,
    /// Its head, in the instance.
    pub name: String,
    /// What a thread or CPU has to be on it.
    pub link: String,
}

/// What a list or tree is, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// A list of threads.
    List,
    /// A tree of threads.
    Tree,
    /// A list of CPUs.
    Cpus,
}

/// A function of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The type's name and its own, `Biff::pick_next_task`.
    pub name: String,
    /// The ids of the type's instances.
    pub nodes: Vec<u32>,
}

impl Source {
    /// Reads it from an object that is not loaded yet; `None` if it has none.
    pub fn read(object: &OpenObject, layout: &Layout) -> Option<Self> {
        let value = |name: &str| {
            let map = object.maps().find(|map| map.name() == name)?;
            map.initial_value().map(<[u8]>::to_vec)
        };
        let text = value(".rodata.flux_source")?;
        let scheds = value(".data.flux_scheds")?;
        Self::of(&text, &scheds, layout)
    }

    fn of(text: &[u8], scheds: &[u8], layout: &Layout) -> Option<Self> {
        let text = text.split(|byte| *byte == 0).next()?;
        let types = types(std::str::from_utf8(text).ok()?)?;
        let instances = scheds.chunks_exact(layout.sizeof_sched as usize).skip(1);
        let of_instance = |sched: &[u8]| {
            // Types count from 1.
            let ty = read_first::<SchedGeneric>(sched)?.r#type.checked_sub(1)? as usize;
            (ty < types.len()).then_some(ty)
        };
        let of_nodes = instances
            .take(layout.nr_nodes as usize)
            .map(of_instance)
            .collect::<Option<_>>()?;
        Some(Self { types, of_nodes })
    }

    /// What the C calls the type of instance `id`.
    pub fn c_name(&self, id: u32) -> Option<&str> {
        let at = self.of_nodes.get((id as usize).checked_sub(1)?)?;
        self.types.get(*at).map(|ty| ty.c_name.as_str())
    }

    /// The lists and trees of instance `id`.
    pub fn containers(&self, id: u32) -> &[Container] {
        let at = (id as usize)
            .checked_sub(1)
            .and_then(|at| self.of_nodes.get(at));
        let ty = at.and_then(|at| self.types.get(*at));
        ty.map_or(&[], |ty| ty.containers.as_slice())
    }

    /// The function in which a line of a file is: the last that begins before.
    pub fn function(&self, file: &str, line: u32) -> Option<Function> {
        let begun = |(at, ty): (usize, &'_ Type)| {
            let functions = ty.functions.iter().filter(|(_, begins)| *begins <= line);
            let (name, begins) = functions.max_by_key(|(_, begins)| *begins)?;
            Some((*begins, at, format!("{}::{name}", ty.name)))
        };
        let types = self.types.iter().enumerate();
        let in_file = types.filter(|(_, ty)| ty.file == file);
        let (_, ty, name) = in_file.filter_map(begun).max()?;
        let nodes = (1..).zip(&self.of_nodes);
        Some(Function {
            name,
            nodes: nodes
                .filter(|(_, of)| **of == ty)
                .map(|(id, _)| id)
                .collect(),
        })
    }
}

/// Reads lines `c_name Name file`, each followed by lines with a tab: a function and
/// the line in which it begins, or `=kind head link` for a list or tree.
fn types(text: &str) -> Option<Vec<Type>> {
    let mut types: Vec<Type> = Vec::new();
    for line in text.lines() {
        if let Some(record) = line.strip_prefix("\t=") {
            types.last_mut()?.containers.push(container(record)?);
            continue;
        }
        if let Some(function) = line.strip_prefix('\t') {
            let (name, begins) = function.split_once(' ')?;
            let functions = &mut types.last_mut()?.functions;
            functions.push((name.to_owned(), begins.parse().ok()?));
            continue;
        }
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        types.push(Type {
            c_name: words.next()?,
            name: words.next()?,
            file: words.next()?,
            functions: Vec::new(),
            containers: Vec::new(),
        });
    }
    Some(types)
}

fn container(record: &str) -> Option<Container> {
    let mut words = record.split(' ');
    let kind = match words.next()? {
        "list" => ContainerKind::List,
        "tree" => ContainerKind::Tree,
        "cpus" => ContainerKind::Cpus,
        _ => return None,
    };
    let (name, link) = (words.next()?.to_owned(), words.next()?.to_owned());
    words
        .next()
        .is_none()
        .then_some(Container { kind, name, link })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::data::layout::tests::layout;

    const TEXT: &[u8] = b"roci Roci s/roci.rs\n\tpick_next_task 46\n\
        left_biff Biff left/biff.rs\n\tthread_runnable 26\n\tpick_next_task 31\n\
        right_biff Biff right/biff.rs\n\tpick_next_task 40\n\0";

    /// Instances 1 to 4: roci, two of the left biff, one of the right.
    pub fn source() -> Source {
        let layout = layout(4);
        Source::of(TEXT, &scheds(&[1, 2, 2, 3], &layout), &layout).expect("it is right")
    }

    /// The bytes of `flux_scheds` with instances of these types.
    fn scheds(types: &[u32], layout: &Layout) -> Vec<u8> {
        let mut bytes = vec![0; layout.sizeof_sched as usize];
        for ty in types {
            let mut sched = vec![0; layout.sizeof_sched as usize];
            let at = std::mem::offset_of!(SchedGeneric, r#type);
            sched[at..at + 4].copy_from_slice(&ty.to_ne_bytes());
            bytes.extend(sched);
        }
        bytes
    }

    #[test]
    fn instances_have_the_names_of_their_types() {
        let source = source();
        let names: Vec<Option<&str>> = (0..6).map(|id| source.c_name(id)).collect();
        let (left, right) = (Some("left_biff"), Some("right_biff"));
        assert_eq!(names, [None, Some("roci"), left, left, right, None]);
    }

    #[test]
    fn a_line_is_in_the_function_that_began_last() {
        let source = source();
        let name = |file, line| source.function(file, line).map(|f| (f.name, f.nodes));
        let pick = "Biff::pick_next_task".to_owned();
        assert_eq!(name("left/biff.rs", 25), None);
        assert_eq!(
            name("left/biff.rs", 30),
            Some(("Biff::thread_runnable".to_owned(), vec![2, 3]))
        );
        assert_eq!(name("left/biff.rs", 31), Some((pick.clone(), vec![2, 3])));
        assert_eq!(name("right/biff.rs", 99), Some((pick, vec![4])));
        assert_eq!(name("biff.rs", 99), None);
    }

    #[test]
    fn lists_are_read_with_their_links() {
        let layout = layout(1);
        let text = b"biff Biff b.rs\n\tpick 3\n\t=list queue link\n\t=tree by_key node\n\0";
        let source = Source::of(text, &scheds(&[1], &layout), &layout).expect("it is right");
        let found: Vec<_> = source
            .containers(1)
            .iter()
            .map(|found| (found.kind, found.name.as_str(), found.link.as_str()))
            .collect();
        let (list, tree) = (ContainerKind::List, ContainerKind::Tree);
        assert_eq!(found, [(list, "queue", "link"), (tree, "by_key", "node")]);
        assert_eq!(source.containers(0), []);
        assert_eq!(source.containers(2), []);
    }

    #[test]
    fn what_flux_did_not_write_is_refused() {
        let layout = layout(1);
        for (text, ty) in [
            (TEXT, 0),
            (TEXT, 4),
            (&b"\tpick 3\n\0"[..], 1),
            (b"roci Roci\n\0", 1),
            (b"roci Roci f\n\tpick\n\0", 1),
            (b"roci Roci f\n\t=heap a b\n\0", 1),
            (b"roci Roci f\n\t=list a\n\0", 1),
            (b"\xff a b\n\0", 1),
        ] {
            assert_eq!(Source::of(text, &scheds(&[ty], &layout), &layout), None);
        }
    }
}
