//! The tunables of a hierarchy by their names: `--set biff.SLICE=3ms`.
//!
//! Every instance has its own. What stands before the dot is a type, which means all
//! of its instances, or one instance by its name in the hierarchy. A type is called by
//! its name, or with its crate where two types have the same: `left::biff.SLICE`. An
//! instance is called by its roles from the root down, `outer.inner`, with `root.`
//! before them where that is clearer, or by its last role where no other has it. A
//! tunable with a value for each child takes the child's role behind it:
//! `split.MIN.rpc`.

use crate::api::{Node, TunableInfo, TunableKind};
use crate::error::Error;
use crate::load::{Setting, Value};
use crate::machine::{self, topology::Topology};

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

/// Every tunable with its full name, by types.
fn named(nodes: &[Node]) -> Vec<(String, &'static TunableInfo)> {
    let of_type = |ty: Type<'_>| {
        let Type { name, node } = ty;
        let tunables = node.tunables.iter();
        tunables.map(move |info| (format!("{name}.{}", info.name), info))
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
    for (name, info) in &tunables {
        let default = info.default_value();
        let role = if info.per_child { "[.ROLE]" } else { "" };
        text += &format!("\n  --set {name}{role}={default}");
        for line in info.doc.lines() {
            text += &format!("\n          {}", line.trim());
        }
    }
    let with_tunables = nodes.iter().filter(|node| !node.tunables.is_empty());
    let instances: Vec<&str> = with_tunables.map(|node| node.name).collect();
    text += &format!(
        "\n\nThese set all instances of a type. For one, write its name instead of the type's: {}.",
        instances.join(", ")
    );
    if tunables.iter().any(|(_, info)| info.per_child) {
        text += "\n[.ROLE] is one child; without it all children of the instance are set.";
    }
    if tunables
        .iter()
        .any(|(_, info)| info.kind == TunableKind::CpuSet)
    {
        text +=
            "\nA set of CPUs is written 0-3,8 or llc:0 or node:1, joined with commas, all or none.";
    }
    text
}

/// Reads `biff.SLICE=3ms`.
///
/// # Errors
/// [`Error::Usage`], with the names that there are.
pub fn setting(nodes: &[Node], text: &str) -> Result<Vec<Setting>, Error> {
    let read = |text: &str| {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| "write TYPE.NAME=VALUE".to_owned())?;
        settings(nodes, name.trim(), value.trim())
    };
    read(text).map_err(|why| Error::Usage(format!("--set {text}: {why}")))
}

/// What to write for `name`, such as `biff.SLICE`, `primary.SLICE` or `split.MIN.rpc`: one
/// setting for each instance and child that it means.
///
/// # Errors
/// A sentence: the name is not known or means two things, or the value does not fit.
pub fn settings(nodes: &[Node], name: &str, value: &str) -> Result<Vec<Setting>, String> {
    let Target {
        owners,
        info,
        child,
    } = target(nodes, name)?;
    let value = parse(info.kind, value)?;
    let setting = |node: &Node, child: Option<u32>| Setting {
        node: node.id,
        tunable: info.name,
        child,
        kind: info.kind,
        value,
    };
    if !info.per_child {
        return Ok(owners.iter().map(|node| setting(node, None)).collect());
    }
    let mut found = Vec::new();
    for owner in owners {
        let children = nodes.iter().filter(|node| node.parent == Some(owner.id));
        let wanted = children.filter(|node| child.is_none_or(|role| role == self::role(node)));
        found.extend(wanted.map(|node| setting(owner, Some(node.id))));
    }
    Ok(found)
}

/// What may stand before the dot: types, and instances with tunables.
pub fn owners(nodes: &[Node]) -> Vec<String> {
    let mut owners: Vec<String> = types(nodes).into_iter().map(|ty| ty.name).collect();
    let with_tunables = nodes.iter().filter(|node| !node.tunables.is_empty());
    owners.extend(with_tunables.map(|node| node.name.to_owned()));
    owners.dedup();
    owners
}

/// The names of the tunables of a type or instance; none if there is no such owner.
pub fn names_of(nodes: &[Node], owner: &str) -> Vec<&'static str> {
    let single = instance(nodes, owner);
    let found = single.into_iter().chain(instances_of(nodes, owner));
    let mut names: Vec<&str> = found
        .flat_map(|node| node.tunables.iter().map(|info| info.name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether `owner` is one instance, and not a type.
pub fn is_instance(nodes: &[Node], owner: &str) -> bool {
    instances_of(nodes, owner).is_empty() && instance(nodes, owner).is_some()
}

/// All tunables as they are unless they are set.
pub fn defaults(nodes: &[Node]) -> Vec<Setting> {
    let mut all = Vec::new();
    for Type { node, .. } in types(nodes) {
        for info in node.tunables {
            let name = format!("{}.{}", node.module, info.name);
            // A default is a value.
            all.extend(settings(nodes, &name, &info.default_value()).unwrap_or_default());
        }
    }
    all
}

/// Settings without those that later ones replace.
pub fn merged(all: impl IntoIterator<Item = Setting>) -> Vec<Setting> {
    let mut merged: Vec<Setting> = Vec::new();
    for setting in all {
        let same = merged.iter_mut().find(|other| {
            (other.node, other.tunable, other.child)
                == (setting.node, setting.tunable, setting.child)
        });
        match same {
            Some(other) => *other = setting,
            None => merged.push(setting),
        }
    }
    merged
}

/// What a name means.
struct Target<'a> {
    owners: Vec<&'a Node>,
    info: &'static TunableInfo,
    child: Option<&'a str>,
}

fn target<'a>(nodes: &'a [Node], name: &'a str) -> Result<Target<'a>, String> {
    // `a.b.NAME`, or `a.b.NAME.role`.
    if let Some((owner, last)) = name.rsplit_once('.') {
        if let Some((owners, info)) = find(nodes, owner, last)? {
            return Ok(Target {
                owners,
                info,
                child: None,
            });
        }
        if let Some((owner, tunable)) = owner.rsplit_once('.')
            && let Some((owners, info)) = find(nodes, owner, tunable)?
        {
            return with_child(nodes, owners, info, last);
        }
    }
    let all: Vec<String> = named(nodes).into_iter().map(|(name, _)| name).collect();
    Err(if all.is_empty() {
        "this scheduler has no tunables".to_owned()
    } else {
        format!("there is no tunable `{name}`; there are {}", all.join(", "))
    })
}

fn with_child<'a>(
    nodes: &'a [Node],
    owners: Vec<&'a Node>,
    info: &'static TunableInfo,
    child: &'a str,
) -> Result<Target<'a>, String> {
    let name = info.name;
    if !info.per_child {
        return Err(format!("`{name}` has no values for single children"));
    }
    let is_child = |node: &&Node| owners.iter().any(|owner| node.parent == Some(owner.id));
    let roles: Vec<&str> = nodes.iter().filter(is_child).map(role).collect();
    if !roles.contains(&child) {
        let roles = roles.join(", ");
        return Err(format!("there is no child `{child}`; there are {roles}"));
    }
    Ok(Target {
        owners,
        info,
        child: Some(child),
    })
}

/// The instances that `owner` means and their tunable of that name.
type Found<'a> = Option<(Vec<&'a Node>, &'static TunableInfo)>;

fn find<'a>(nodes: &'a [Node], owner: &str, tunable: &str) -> Result<Found<'a>, String> {
    let info = |node: &Node| node.tunables.iter().find(|info| info.name == tunable);
    let with = |found: Vec<&'a Node>| -> Vec<&'a Node> {
        let has = |node: &&Node| info(node).is_some();
        found.into_iter().filter(has).collect()
    };
    let of_type = with(instances_of(nodes, owner));
    let single = with(instance(nodes, owner).into_iter().collect());
    let ids = |list: &[&Node]| list.iter().map(|node| node.id).collect::<Vec<_>>();
    if !of_type.is_empty() && !single.is_empty() && ids(&of_type) != ids(&single) {
        let (one, ty) = (single.first(), of_type.first());
        let (one, ty) = (
            one.map_or("", |node| node.name),
            ty.map_or("", |node| node.module),
        );
        return Err(format!(
            "`{owner}` is a type and an instance; write `root.{one}.{tunable}` for the instance, \
             `{ty}.{tunable}` for the type"
        ));
    }
    let found = if single.is_empty() { of_type } else { single };
    let info = found.first().and_then(|node| info(node));
    Ok(info.map(|info| (found, info)))
}

/// All instances of the type that is called so.
fn instances_of<'a>(nodes: &'a [Node], name: &str) -> Vec<&'a Node> {
    let is_called = |ty: &&Type<'_>| ty.name == name || ty.node.module == name;
    let types = types(nodes);
    let Some(ty) = types.iter().find(is_called) else {
        return Vec::new();
    };
    let is_one = |node: &&Node| is_same_type(node, ty.node);
    nodes.iter().filter(is_one).collect()
}

/// The instance that is called so.
fn instance<'a>(nodes: &'a [Node], name: &str) -> Option<&'a Node> {
    let full = name.strip_prefix("root.").unwrap_or(name);
    if let Some(node) = nodes.iter().find(|node| node.name == full) {
        return Some(node);
    }
    let mut with_role = nodes.iter().filter(|node| role(node) == name);
    match (with_role.next(), with_role.next()) {
        (Some(node), None) => Some(node),
        _ => None,
    }
}

/// The last role: what its parent calls it.
fn role(node: &Node) -> &str {
    node.name.rsplit('.').next().unwrap_or(node.name)
}

fn parse(kind: TunableKind, text: &str) -> Result<Value, String> {
    if kind != TunableKind::CpuSet {
        let bits = kind.parse(text).map_err(|error| error.to_string())?;
        return Ok(Value::Bits(bits));
    }
    let cpus = machine::possible_cpus().map_err(|error| error.to_string())?;
    Topology::read(cpus).parse_set(text).map(Value::Cpus)
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
    use crate::api::{CpuSet, PerChild, Tunable, TunableType};

    #[test]
    fn type_names() {
        assert_eq!(snake_case("Biff"), "biff");
        assert_eq!(snake_case("DeadlineFirst"), "deadline_first");
        assert_eq!(snake_case("Fifo2"), "fifo2");
    }

    fn ids(nodes: &[Node], text: &str) -> Result<Vec<(u32, Option<u32>)>, String> {
        let found = setting(nodes, text).map_err(|error| error.to_string())?;
        Ok(found.iter().map(|set| (set.node, set.child)).collect())
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
        let names: Vec<String> = named(&nodes).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["left::biff.SLICE", "right::biff.SLICE"]);
        let [one, other] = ["left::a::biff", "left::b::biff"].map(|module| biff(2, "a", module));
        let names: Vec<String> = named(&[one, other])
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["left::a::biff.SLICE", "left::b::biff.SLICE"]);
        assert_eq!(ids(&nodes, "right::biff.SLICE=3ms"), Ok(vec![(3, None)]));
        assert_eq!(
            ids(&nodes, "left::biff.SLICE=3ms"),
            Ok(vec![(2, None), (4, None)])
        );
        let error = ids(&nodes, "biff.SLICE=3ms").expect_err("which of them?");
        assert!(
            error.contains("there are left::biff.SLICE, right::biff.SLICE"),
            "{error}"
        );
    }

    #[test]
    fn one_instance_is_called_by_its_name() {
        let tunables = NODES[1].tunables;
        let nodes = [
            node(1, "root", "Roci", None, &[]),
            node(2, "biff", "Fifo", Some(1), tunables),
            node(3, "low", "Pass", Some(1), &[]),
            node(4, "low.inner", "Biff", Some(3), tunables),
            node(5, "low.other", "Biff", Some(3), tunables),
        ];
        let one = |id| Ok(vec![(id, None)]);
        assert_eq!(ids(&nodes, "low.inner.SLICE=3ms"), one(4));
        assert_eq!(ids(&nodes, "inner.SLICE=3ms"), one(4));
        assert_eq!(ids(&nodes, "root.low.other.SLICE=3ms"), one(5));
        assert_eq!(ids(&nodes, "fifo.SLICE=3ms"), one(2));
        assert_eq!(ids(&nodes, "root.biff.SLICE=3ms"), one(2));
        let error = ids(&nodes, "biff.SLICE=3ms").expect_err("a type and an instance");
        assert!(error.contains("write `root.biff.SLICE`"), "{error}");
        assert!(ids(&nodes, "low.SLICE=3ms").is_err());
        assert!(ids(&nodes, "inner.SLICE.x=3ms").is_err());
    }

    static MIN: Tunable<PerChild<u32>> = Tunable::new(PerChild::new(0));
    static CPUS: Tunable<CpuSet> = Tunable::new(CpuSet::all());
    const SHARED: &[TunableInfo] = &[
        TunableInfo::new::<PerChild<u32>>("MIN", "At least.", || TunableType::to_bits(MIN.get())),
        TunableInfo::new::<CpuSet>("CPUS", "Which.", || TunableType::to_bits(CPUS.get())),
    ];

    #[test]
    fn later_settings_replace_earlier_ones() {
        let set = |text: &str| setting(NODES, text).unwrap_or_default();
        let all = defaults(NODES).into_iter();
        let all = merged(
            all.chain(set("biff.SLICE=1ms"))
                .chain(set("biff.SLICE=2ms")),
        );
        let values: Vec<Value> = all.iter().map(|setting| setting.value).collect();
        assert_eq!(values, [Value::Bits(2_000_000)]);
        assert_eq!(owners(NODES), ["biff", "primary"]);
        assert_eq!(names_of(NODES, "primary"), ["SLICE"]);
        assert_eq!(names_of(NODES, "idle"), Vec::<&str>::new());
        assert!(is_instance(NODES, "primary") && !is_instance(NODES, "biff"));
    }

    #[test]
    fn values_for_children_and_sets_of_cpus() {
        let nodes = [
            node(1, "root", "Split", None, SHARED),
            node(2, "rpc", "Biff", Some(1), NODES[1].tunables),
            node(3, "rest", "Biff", Some(1), NODES[1].tunables),
        ];
        assert_eq!(ids(&nodes, "split.MIN.rpc=2"), Ok(vec![(1, Some(2))]));
        let all = vec![(1, Some(2)), (1, Some(3))];
        assert_eq!(ids(&nodes, "split.MIN=2"), Ok(all));
        assert_eq!(ids(&nodes, "root.MIN.rest=2"), Ok(vec![(1, Some(3))]));
        let error = ids(&nodes, "split.MIN.idle=2").expect_err("no such child");
        assert!(
            error.contains("there is no child `idle`; there are rpc, rest"),
            "{error}"
        );
        let error = ids(&nodes, "split.CPUS.rpc=0").expect_err("not for each child");
        assert!(
            error.contains("`CPUS` has no values for single children"),
            "{error}"
        );
        assert_eq!(ids(&nodes, "split.CPUS=none"), Ok(vec![(1, None)]));
        let error = ids(&nodes, "split.CPUS=some").expect_err("no set");
        assert!(error.contains("`some` is no set of CPUs"), "{error}");
        let help = help(&nodes);
        assert!(help.contains("--set split.MIN[.ROLE]=0\n"), "{help}");
        assert!(help.contains("--set split.CPUS=all\n"), "{help}");
        assert!(
            help.contains("For one, write its name instead of the type's: root, rpc, rest."),
            "{help}"
        );
    }
}
