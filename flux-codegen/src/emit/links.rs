//! Lists and trees: through which members threads and CPUs are on them, and how flux takes a thread
//! off them.

use super::names;
use super::writer::Writer;
use crate::check::member_name;
use crate::check::model::CheckedType;
use crate::check::ty::{Element, Ty};
use crate::check::unit::FieldInfo;
use crate::syntax::model::Part;

/// The members of a thread or CPU that belong to a list or tree, as C names them.
#[derive(Default)]
pub(super) struct Place {
    /// The link or node.
    pub(super) link: String,
    /// What orders a tree.
    pub(super) key: String,
}

/// The place of a list or tree.
pub(super) fn of(item: &CheckedType, container: &FieldInfo) -> Place {
    let (part, link) = match container.ty {
        Ty::List(element, link) => (element.part(), link),
        Ty::Tree(node) => (Part::Thread, node),
        _ => return Place::default(),
    };
    let member = |at: usize| match item.state(part).get(at) {
        Some(info) => format!("{}.{}", item.c_name, member_name(&info.name)),
        None => String::new(),
    };
    let key = match item.state(part).get(link).map(|info| &info.ty) {
        Some(Ty::Node(key)) => member(*key),
        _ => String::new(),
    };
    let link = member(link);
    Place { link, key }
}

/// The lists and trees of a type that have threads.
pub(super) fn of_threads(item: &CheckedType) -> impl Iterator<Item = &FieldInfo> {
    let fields = item.state(Part::Sched).iter();
    fields.filter(|field| field.ty.element() == Some(Element::Thread))
}

/// What the agent has to know of them: `list run_queue link`, `tree`, `cpus` for a list of CPUs. The
/// names are members of the type's structs.
pub(super) fn records(item: &CheckedType) -> impl Iterator<Item = String> {
    item.sched.iter().filter_map(|info| {
        let (kind, part, link) = match info.ty {
            Ty::List(Element::Thread, link) => ("list", Part::Thread, link),
            Ty::List(Element::Cpu, link) => ("cpus", Part::Cpu, link),
            Ty::Tree(node) => ("tree", Part::Thread, node),
            _ => return None,
        };
        let link = item.state(part).get(link)?;
        Some(format!(
            "{kind} {} {}",
            member_name(&info.name),
            member_name(&link.name)
        ))
    })
}

/// Flux takes a thread off everything when the kernel takes it away. Each removal counts as the
/// line of its list.
pub(super) fn write_unlink(w: &mut Writer, item: &CheckedType) {
    let Some(first) = of_threads(item).next() else {
        return;
    };
    let (name, path) = (&item.c_name, &item.file.path_for_line);
    w.blank();
    let text = "Takes a thread off whatever list of";
    w.line(&format!(
        "/* {text} {}'s it is on. Under the instance's lock. */",
        item.name
    ));
    let params = [
        format!("struct flux_sched *{name}"),
        "struct flux_thread *thread".to_owned(),
    ];
    w.at(path, first.span.start().line);
    let start = format!(
        "static __always_inline void {}(",
        names::function(item, "unlink")
    );
    w.head(&start, &params, ")");
    w.line("{");
    for info in of_threads(item) {
        let field = member_name(&info.name);
        let link = of(item, info).link;
        let kind = match info.ty {
            Ty::Tree(_) => "tree",
            _ => "list",
        };
        w.at(path, info.span.start().line);
        w.line(&format!(
            "\tflux_{kind}_unlink(&{name}->{name}.{field}, thread, {link});"
        ));
    }
    w.line("}");
}
