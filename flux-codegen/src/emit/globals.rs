//! The array maps, with what instances start with, and the tables of the tree.

use super::links;
use super::literal;
use super::names;
use super::writer::{Writer, string};
use crate::check::member_name;
use crate::check::model::{CheckedModel, CheckedNode, CheckedType};
use crate::check::ty::Ty;
use crate::check::unit::{ConstInfo, FieldInfo};

/// Writes them.
pub(super) fn write(w: &mut Writer, model: &CheckedModel) {
    w.blank();
    w.line("/*");
    w.line(" * Array maps: libbpf makes a one-element, mmapable array map of each section,");
    w.line(" * so everything is reachable without a lookup, also under a lock. The agent");
    w.line(" * resizes the first two at load.");
    if model.types.iter().any(|item| !item.tunables.is_empty()) {
        w.line(" *");
        w.line(" * What stands here of tunables are their defaults: the agent may write them at");
        w.line(" * any time. Those of type Nanos are nanoseconds.");
    }
    w.line(" */");
    w.line("struct flux_thread flux_threads[FLUX_DEFAULT_THREADS] SEC(\".data.flux_threads\");");
    w.line("struct flux_cpu flux_cpus[FLUX_DEFAULT_CPUS] SEC(\".data.flux_cpus\");");
    w.line("struct flux_sched flux_scheds[FLUX_NR_NODES + 1] SEC(\".data.flux_scheds\") = {");
    for node in &model.nodes {
        sched(w, model, node);
    }
    w.line("};");
    w.blank();
    let text =
        "Each instance's ancestor at each tier, itself included: the way down from the root.";
    w.line(&format!("/* {text} */"));
    let path = "const u32 flux_path[FLUX_NR_NODES + 1][FLUX_MAX_TIERS] SEC(\".rodata.flux_path\")";
    w.line(&format!("{path} = {{"));
    for node in &model.nodes {
        let path = path_to(model, node).join(", ");
        w.line(&format!("\t[{}] = {{ {path} }},", names::node_const(node)));
    }
    w.line("};");
    w.blank();
    w.line("/* For errors, dumps and the agent. */");
    let names =
        "const char flux_names[FLUX_NR_NODES + 1][FLUX_NAME_LEN] SEC(\".rodata.flux_names\")";
    w.line(&format!("{names} = {{"));
    for node in &model.nodes {
        let ty = model
            .types
            .get(node.ty)
            .map(|item| item.name.as_str())
            .unwrap_or_default();
        let shown = string(&format!("{} ({ty})", node.name));
        w.line(&format!("\t[{}] = \"{shown}\",", names::node_const(node)));
    }
    w.line("};");
    source(w, model);
}

/// Where the functions come from and which lists there are, for a reader and for the agent: it explains
/// errors by it, and finds state by the names here. A type's is not always its own: two crates
/// may have a type of the same name.
fn source(w: &mut Writer, model: &CheckedModel) {
    w.blank();
    w.line("/*");
    w.line(" * Types in the order of enum flux_type, the lines where their functions begin, and");
    w.line(" * their lists (=) with the link of each. For the agent.");
    w.line(" */");
    w.line("const char flux_source[] SEC(\".rodata.flux_source\") =");
    for (at, item) in model.types.iter().enumerate() {
        let CheckedType { c_name, name, .. } = item;
        let path = string(&item.file.path_for_line);
        let mut lines = vec![format!("{c_name} {name} {path}")];
        for (_, plan) in &item.plans {
            let line = plan.span.start().line;
            lines.push(format!("\\t{} {line}", plan.name));
        }
        lines.extend(links::records(item).map(|record| format!("\\t={record}")));
        let is_last_type = at + 1 == model.types.len();
        for (at, line) in lines.iter().enumerate() {
            let is_last = is_last_type && at + 1 == lines.len();
            let end = if is_last { ";" } else { "" };
            w.line(&format!("\t\"{line}\\n\"{end}"));
        }
    }
}

fn sched(w: &mut Writer, model: &CheckedModel, node: &CheckedNode) {
    let Some(item) = model.types.get(node.ty) else {
        return;
    };
    let parent = node
        .parent
        .and_then(|at| model.nodes.get(at))
        .map(names::node_const);
    let parent = parent.unwrap_or_else(|| "FLUX_NODE_NONE".to_owned());
    w.line(&format!("\t[{}] = {{", names::node_const(node)));
    w.line("\t\t.f = {");
    w.line(&format!("\t\t\t.id = {},", names::node_const(node)));
    w.line(&format!("\t\t\t.type = {},", names::type_const(item)));
    w.line(&format!("\t\t\t.parent = {parent},"));
    w.line(&format!("\t\t\t.tier = {},", node.tier));
    match node.claims_idle {
        true => {
            w.line("\t\t\t.claims_idle = true,\t/* every role on its path is marked claims_idle */")
        }
        false => w.line("\t\t\t.claims_idle = false,"),
    }
    w.line(&format!("\t\t\t.holds_threads = {},", item.holds_threads));
    if node.index > 0 {
        w.line(&format!("\t\t\t.index = {},", node.index));
    }
    w.line("\t\t},");
    if !node.children.is_empty() || !node.peers.is_empty() || !item.tunables.is_empty() {
        w.line(&format!("\t\t.{} = {{", item.c_name));
        for (at, field) in item.sched.iter().enumerate() {
            roles(w, model, node, at, field);
            if let Some((_, peer)) = node.peers.iter().find(|(field, _)| *field == at) {
                let name = member_name(&field.name);
                let peer = model.nodes.get(*peer).map(names::node_const);
                w.line(&format!("\t\t\t.{name} = {},", peer.unwrap_or_default()));
            }
        }
        for info in &item.tunables {
            w.line(&format!("\t\t\t{}", tunable(item, info)));
        }
        w.line("\t\t},");
    }
    w.line("\t},");
}

fn path_to(model: &CheckedModel, node: &CheckedNode) -> Vec<String> {
    let mut path = vec![names::node_const(node)];
    let mut parent = node.parent.and_then(|at| model.nodes.get(at));
    while let Some(node) = parent {
        path.push(names::node_const(node));
        parent = node.parent.and_then(|at| model.nodes.get(at));
    }
    path.reverse();
    path
}

/// Who fills a role, or those that the hierarchy names.
fn roles(w: &mut Writer, model: &CheckedModel, node: &CheckedNode, at: usize, field: &FieldInfo) {
    let filled = node.children.iter().filter(|(field, _)| *field == at);
    let filled: Vec<String> = filled
        .filter_map(|(_, child)| model.nodes.get(*child).map(names::node_const))
        .collect();
    if filled.is_empty() {
        return;
    }
    let name = member_name(&field.name);
    match field.ty {
        Ty::Children(_) => {
            let (nr, list) = (filled.len(), filled.join(", "));
            w.line(&format!("\t\t\t.{name} = {{ {nr}, {{ {list} }} }},"));
        }
        _ => w.line(&format!("\t\t\t.{name} = {},", filled.join(", "))),
    }
}

/// A tunable's default.
fn tunable(item: &CheckedType, info: &ConstInfo) -> String {
    let name = member_name(&info.name);
    let value = match &info.ty {
        Ty::PerChild(_, _) if info.value == 0 => "{ 0 }".to_owned(),
        Ty::PerChild(inner, len) => {
            let value = literal::literal_of(item, info.value, inner);
            format!("{{ [0 ... {}] = {value} }}", len.saturating_sub(1))
        }
        Ty::CpuSet if info.value == 0 => "{ 0 }".to_owned(),
        Ty::CpuSet => "{ [0 ... FLUX_CPUSET_WORDS - 1] = ~0ULL }".to_owned(),
        ty => literal::literal_of(item, info.value, ty),
    };
    format!(".{name} = {value},")
}
