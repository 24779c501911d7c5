//! Where instances may send threads: the hierarchy names another instance for each field of type
//! `Peer`, as it names the home of new threads.

use super::hierarchy::Tree;
use super::ty::Ty;
use crate::diag::Problem;
use crate::syntax::Instance;
use proc_macro2::Span;

/// Finds the peers of `instance`, which is node `at`, and of those below it, and checks them.
pub(super) fn check(tree: &mut Tree<'_>, instance: &Instance, at: &mut usize) {
    let node = *at;
    *at += 1;
    check_one(tree, instance, node);
    for child in &instance.children {
        check(tree, &child.instance, at);
    }
}

fn check_one(tree: &mut Tree<'_>, instance: &Instance, node: usize) {
    let types = tree.types;
    let Some(info) = tree.nodes.get(node).and_then(|node| types.get(node.ty)) else {
        return;
    };
    let fields = info.sched.iter().enumerate();
    let fields: Vec<_> = fields.filter(|(_, field)| field.ty == Ty::Peer).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut named = Vec::new();
    for peer in &instance.peers {
        let name = peer.name.to_string();
        let Some((field, _)) = fields.iter().find(|(_, field)| field.name == name) else {
            let known: Vec<&str> = fields
                .iter()
                .map(|(_, field)| field.name.as_str())
                .collect();
            let problem = Problem::PeerUnknown {
                ty: info.name.clone(),
                peer: name,
                known: match known.as_slice() {
                    [] => "none".to_owned(),
                    known => known.join(", "),
                },
            };
            tree.error(peer.name.span(), &problem);
            continue;
        };
        if named.contains(field) {
            tree.error(peer.name.span(), &Problem::RoleTwice { role: name });
            continue;
        }
        named.push(*field);
        let Some(target) = tree.find(&peer.roles) else {
            continue;
        };
        let last = peer.roles.last();
        tree.check_home(target, last.map_or(peer.name.span(), |role| role.span()));
        found.push((*field, target));
    }
    let missing = fields.iter().filter(|(field, _)| !named.contains(field));
    let missing: Vec<String> = missing
        .map(|(_, field)| format!("`{}`", field.name))
        .collect();
    if !missing.is_empty() {
        let last = instance.path.segments.last();
        let span = last.map_or_else(Span::call_site, |segment| segment.ident.span());
        let problem = Problem::PeerUnfilled {
            ty: info.name.clone(),
            peers: missing.join(", "),
        };
        tree.error(span, &problem);
    }
    if let Some(node) = tree.nodes.get_mut(node) {
        node.peers = found;
    }
}
