//! The array maps, the tables of the tree, the tunables.

use super::links;
use super::literal;
use super::names;
use super::writer::{Writer, comment_text, string};
use crate::check::member_name;
use crate::check::model::{CheckedModel, CheckedNode, CheckedType};

/// Writes them.
pub(super) fn write(w: &mut Writer, model: &CheckedModel) {
    w.blank();
    w.line("/*");
    w.line(" * Array maps: libbpf makes a one-element, mmapable array map of each section,");
    w.line(" * so everything is reachable without a lookup, also under a lock. The agent");
    w.line(" * resizes the first two at load.");
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
    tunables(w, model);
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
    w.line("\t\t},");
    if !node.children.is_empty() {
        w.line(&format!("\t\t.{} = {{", item.c_name));
        for (field, child) in &node.children {
            let field = item.sched.get(*field).map(|field| member_name(&field.name));
            let child = model.nodes.get(*child).map(names::node_const);
            let (field, child) = (field.unwrap_or_default(), child.unwrap_or_default());
            w.line(&format!("\t\t\t.{field} = {child},"));
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

fn tunables(w: &mut Writer, model: &CheckedModel) {
    if model.types.iter().all(|item| item.tunables.is_empty()) {
        return;
    }
    w.blank();
    w.line("/* Tunables; the agent may write them at any time. Nanos are nanoseconds. */");
    for item in &model.types {
        for info in &item.tunables {
            w.blank();
            let docs = info
                .docs
                .summary()
                .map(|docs| format!("{docs} "))
                .unwrap_or_default();
            let path = &item.file.path_for_line;
            w.line(&format!(
                "/* {}{path}:{} */",
                comment_text(&docs),
                info.line
            ));
            let name = names::function(item, &info.name);
            let declared = names::declaration(item, &name, &info.ty);
            let number = literal::literal_of(item, info.value, &info.ty);
            let section = "SEC(\".data.flux_tunables\")";
            w.line(&format!("volatile {declared} {section} = {number};"));
        }
    }
}
