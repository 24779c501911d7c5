//! Each header stands alone, in every language that it promises.

use flux_build::{Clang, Headers};
use flux_tests::test_run;
use std::path::Path;
use std::process::Command;

/// Uses nothing that another header would have brought in.
const LIST: &str = "
#include <flux/arr_list.bpf.h>

struct element { char name[3]; struct arr_list_entry link; };

struct element elements[10];
struct arr_list list = ARR_LIST_HEAD_INITIALIZER;

unsigned int lists(unsigned int at);
unsigned int lists(unsigned int at)
{
	struct element *element = bpf_array_elem(elements, 10, at);

	if (element)
		arr_list_insert_tail(elements, 10, &list, element, link);
	return list.first;
}
";

const TREE: &str = "
#include <flux/avl.bpf.h>

struct element { char name[3]; struct avl_node node; };

struct element elements[10];
struct avl_tree tree;

int trees(unsigned int at);
int trees(unsigned int at)
{
	struct element *element = bpf_array_elem(elements, 10, at);

	if (!element)
		return 0;
	return avl_tree_insert(elements, 10, el_off(sizeof(elements[0]),
			       __builtin_offsetof(struct element, node)), &tree, &element->node);
}
";

const HEAP: &str = "
#include <flux/arr_heap.bpf.h>

struct arr_heap heap;
struct arr_heap_slot slots[ARR_HEAP_SLOTS(10)];
unsigned int places[10];

ARR_HEAP_DEFINE(jobs, slots, places, 10, &heap)

unsigned int heaps(unsigned int id);
unsigned int heaps(unsigned int id)
{
	jobs_insert(id, jobs_min_key() + 1);
	return jobs_pop_min();
}
";

const GLOB: &str = "
#include <flux/glob.bpf.h>

bool fits(const struct flux_glob *glob, const char *name);
bool fits(const struct flux_glob *glob, const char *name)
{
	return flux_glob_fits(glob, name);
}
";

/// Every operation of all: what the other tests run.
const ALL: &str = concat!(
    include_str!("../c/steps.h"),
    "
struct arr_heap_slot slots[ARR_HEAP_SLOTS(10)];
unsigned int places[10];

unsigned long long all(struct item *items, struct heads *heads, const struct step *step);
unsigned long long all(struct item *items, struct heads *heads, const struct step *step)
{
	if (step->world & 2)
		return step_heap(slots, places, 10, heads, step);
	if (step->world & 1)
		return step_change_list(items, 10, heads, step) +
		       step_look_at_list(items, 10, heads, step);
	return step_visit_list(items, 10, heads, step) + step_tree(items, 10, heads, step);
}
"
);

const PROGRAMS: [(&str, &str); 5] = [
    ("glob", GLOB),
    ("list", LIST),
    ("tree", TREE),
    ("heap", HEAP),
    ("all", ALL),
];

/// Compiles all programs as `language` and demands that nothing is said.
fn compiles_as(compiler: &Path, language: &str, standard: &str) -> Result<(), String> {
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    for (name, text) in PROGRAMS {
        let file = dir.path().join(name);
        std::fs::write(&file, text).map_err(|error| error.to_string())?;
        let out = Command::new(compiler)
            .args(["-x", language, standard, "-Wall", "-Wextra", "-Werror"])
            .args(["-O2", "-c", "-o", "/dev/null", "-I"])
            .arg(Headers::flux())
            .arg(&file)
            .output()
            .map_err(|error| format!("{}: {error}", compiler.display()))?;
        if !out.status.success() || !out.stderr.is_empty() {
            let said = String::from_utf8_lossy(&out.stderr);
            return Err(format!("{name} as {language} {standard}: {said}"));
        }
    }
    Ok(())
}

fn clang() -> Result<Clang, String> {
    Clang::find().map_err(|error| error.to_string())
}

#[test]
fn compile_as_c11() -> Result<(), String> {
    compiles_as(Path::new(clang()?.program()), "c", "-std=c11")?;
    // The one that links Rust programs.
    compiles_as(Path::new("cc"), "c", "-std=c11")
}

#[test]
fn compile_as_cpp17() -> Result<(), String> {
    compiles_as(Path::new(clang()?.program()), "c++", "-std=c++17")
}

/// With the flags of a scheduler: -Wall, -Wextra, -Werror among them.
#[test]
fn compile_as_bpf() -> Result<(), String> {
    for (name, text) in PROGRAMS {
        test_run::compile(name, text)?;
    }
    Ok(())
}
