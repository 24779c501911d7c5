//! The tunables of a hierarchy on the command line: `--set biff.SLICE=3ms`.
//!
//! A tunable belongs to a type, so it is set once for all instances of it. It is
//! called by the type's name, or with its crate where two types have the same:
//! `left::biff.SLICE`.

use crate::api::{Node, TunableInfo};
use crate::error::Error;
use crate::load::Setting;

/// A type with tunables.
struct Type<'a> {
    /// As the command line calls it.
    name: String,
    /// Its first instance.
    node: &'a Node,
}

/// All types with tunables, each once, in the order of their first instances.
fn types(nodes: &[Node]) -> Vec<Type<'_>> {
    let mut found: Vec<&Node> = Vec::new();
    for node in nodes {
        if found.iter().all(|other| !is_same_type(other, node)) {
            found.push(node);
        }
    }
    // The shortest name that no other type has.
    let name = |node: &Node| {
        let names = names(node);
        let is_alone = |at: &usize| {
            let others = found.iter().filter(|other| !is_same_type(other, node));
            others
                .map(|other| self::names(other))
                .all(|other| other.get(*at) != names.get(*at))
        };
        let at = (0..names.len()).find(is_alone).unwrap_or(names.len() - 1);
        names.into_iter().nth(at).unwrap_or_default()
    };
    let with_tunables = found.iter().filter(|node| !node.tunables.is_empty());
    with_tunables
        .map(|node| Type {
            name: name(node),
            node,
        })
        .collect()
}

/// What a type may be called, from short to long: `biff`, `left::biff`, and its module with all
/// that is around it, which no other type has.
fn names(node: &Node) -> [String; 3] {
    let parts: Vec<&str> = node.module.split("::").collect();
    let short = match parts.as_slice() {
        [first, .., last] => format!("{first}::{last}"),
        _ => node.module.to_owned(),
    };
    [snake_case(node.type_name), short, node.module.to_owned()]
}

fn is_same_type(one: &Node, other: &Node) -> bool {
    (one.module, one.type_name) == (other.module, other.type_name)
}

/// Every tunable with its full name.
fn named(nodes: &[Node]) -> Vec<(String, u32, &'static TunableInfo)> {
    let of_type = |ty: Type<'_>| {
        let Type { name, node } = ty;
        let id = node.id;
        let tunables = node.tunables.iter();
        tunables.map(move |info| (format!("{name}.{}", info.name), id, info))
    };
    types(nodes).into_iter().flat_map(of_type).collect()
}

/// The help's list of them.
pub fn help(nodes: &[Node]) -> String {
    let tunables = named(nodes);
    if tunables.is_empty() {
        return "This scheduler has no tunables.".to_owned();
    }
    let mut text = "Tunables, with their defaults:".to_owned();
    for (name, _, info) in tunables {
        text += &format!("\n  --set {name}={}", info.default_value());
        for line in info.doc.lines() {
            text += &format!("\n          {}", line.trim());
        }
    }
    text
}

/// Reads `biff.SLICE=3ms`.
///
/// # Errors
/// [`Error::Usage`], with the names that there are.
pub fn setting(nodes: &[Node], text: &str) -> Result<Setting, Error> {
    let usage = |why: String| Error::Usage(format!("--set {text}: {why}"));
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| usage("write TYPE.NAME=VALUE".to_owned()))?;
    let known = named(nodes);
    let Some((_, node, info)) = known.iter().find(|(full_name, ..)| full_name == name) else {
        let all: Vec<&str> = known.iter().map(|(name, ..)| name.as_str()).collect();
        return Err(usage(if all.is_empty() {
            "this scheduler has no tunables".to_owned()
        } else {
            format!("there is no tunable `{name}`; there are {}", all.join(", "))
        }));
    };
    let bits = info
        .kind
        .parse(value)
        .map_err(|error| usage(error.to_string()))?;
    Ok(Setting {
        node: *node,
        tunable: info.name,
        kind: info.kind,
        bits,
    })
}

/// `MyBiff` as the command line writes it, `my_biff`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::args::tests::{NODES, node};

    #[test]
    fn type_names() {
        assert_eq!(snake_case("Biff"), "biff");
        assert_eq!(snake_case("DeadlineFirst"), "deadline_first");
        assert_eq!(snake_case("Fifo2"), "fifo2");
    }

    #[test]
    fn types_of_one_name_are_told_apart_by_their_modules() {
        let tunables = NODES[1].tunables;
        let biff = |id, name, module| Node {
            module,
            ..node(id, name, "Biff", Some(1), tunables)
        };
        let nodes = [
            node(1, "root", "Roci", None, &[]),
            biff(2, "a", "left::file::biff"),
            biff(3, "b", "right::biff"),
            biff(4, "c", "left::file::biff"),
        ];
        let names: Vec<String> = named(&nodes).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, ["left::biff.SLICE", "right::biff.SLICE"]);
        let [one, other] = ["left::a::biff", "left::b::biff"].map(|module| biff(2, "a", module));
        let names: Vec<String> = named(&[one, other])
            .into_iter()
            .map(|(name, ..)| name)
            .collect();
        assert_eq!(names, ["left::a::biff.SLICE", "left::b::biff.SLICE"]);
        let node = |text| setting(&nodes, text).map(|setting| setting.node);
        assert_eq!(node("right::biff.SLICE=3ms").ok(), Some(3));
        let error = node("biff.SLICE=3ms").map_err(|error| error.to_string());
        let error = error.expect_err("which of them?");
        assert!(
            error.contains("there are left::biff.SLICE, right::biff.SLICE"),
            "{error}"
        );
    }
}
