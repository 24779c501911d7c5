//! `[tunables]`: values of tunables, by type or instance, and by child.
//!
//! The names are those of `--set`. A file's tables have no order, so what is more
//! special wins: an instance over its type, one child over all.

use toml::de::DeValue;

use super::reader::{Entry, Reader, instead, integer_of};
use crate::agent::tunables;
use crate::api::Node;
use crate::load::Setting;

/// How special a setting is: of an instance, of a child.
type Rank = (bool, bool);

/// Reads `[tunables]`.
pub fn read<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>, nodes: &[Node]) -> Vec<Setting> {
    let mut found: Vec<(Rank, Setting)> = Vec::new();
    for owner in reader.table(entry) {
        let names = tunables::names_of(nodes, owner.key);
        if names.is_empty() {
            let known = tunables::owners(nodes);
            let known = known.iter().map(String::as_str);
            reader.unknown(&owner, "type or instance with tunables", known);
            continue;
        }
        let of_instance = tunables::is_instance(nodes, owner.key);
        for entry in reader.table(&owner) {
            let inner = match entry.value.get_ref() {
                DeValue::Table(_) => reader.table(&entry),
                _ => {
                    let settings = one(reader, &entry, nodes, owner.key, &names, None);
                    found.extend(settings.into_iter().map(|one| ((of_instance, false), one)));
                    continue;
                }
            };
            for tunable in inner {
                let child = Some(entry.key);
                let settings = one(reader, &tunable, nodes, owner.key, &names, child);
                found.extend(settings.into_iter().map(|one| ((of_instance, true), one)));
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    tunables::merged(found.into_iter().map(|(_, setting)| setting))
}

/// What one key sets.
fn one<'t>(
    reader: &mut Reader<'t>,
    entry: &Entry<'t>,
    nodes: &[Node],
    owner: &str,
    names: &[&str],
    child: Option<&str>,
) -> Vec<Setting> {
    if !names.contains(&entry.key) {
        reader.unknown(entry, "tunable", names.iter().copied());
        return Vec::new();
    }
    let Some(value) = value(entry) else {
        let text = format!(
            "write a text, a whole number, true or false{}",
            instead(entry)
        );
        reader.wrong(entry, text);
        return Vec::new();
    };
    let child = child.map_or_else(String::new, |child| format!(".{child}"));
    let name = format!("{owner}.{}{child}", entry.key);
    match tunables::settings(nodes, &name, &value) {
        Ok(settings) => settings,
        Err(why) => {
            reader.wrong(entry, why);
            Vec::new()
        }
    }
}

/// The value as the command line would have it.
fn value(entry: &Entry<'_>) -> Option<String> {
    match entry.value.get_ref() {
        DeValue::String(text) => Some(text.trim().to_owned()),
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Integer(number) => Some(match integer_of(entry) {
            Some(number) => number.to_string(),
            // Of 64 bits without a sign, or too large: said where its range is known.
            None => number.as_str().to_owned(),
        }),
        _ => None,
    }
}

/// The settings in words, one a line.
pub fn explain(settings: &[Setting], nodes: &[Node]) -> String {
    let mut text = String::new();
    let name = |id: u32| {
        nodes
            .iter()
            .find(|node| node.id == id)
            .map(|node| node.name)
    };
    for setting in settings {
        let owner = name(setting.node).unwrap_or_default();
        let child = setting.child.and_then(name);
        let child = child.map_or_else(String::new, |child| format!(" of {child}"));
        let value = setting.value.text(setting.kind);
        text += &format!("{owner}: {}{child} = {value}\n", setting.tunable);
    }
    text
}
