//! Builds the initramfs of a test machine: busybox, the init script, the files
//! under test and the shared libraries they need.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use cpio::newc::{self, ModeFileType};

/// A file to put into the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestFile {
    /// Where it is here.
    pub source: PathBuf,
    /// Its absolute path in the machine.
    pub guest_path: String,
}

impl GuestFile {
    /// `FILE`, which goes to `/usr/bin`, or `FILE:GUESTPATH`. A `FILE` without a
    /// slash that is not in the current directory is looked for in `PATH`.
    pub fn parse(spec: &str) -> Result<Self> {
        let (source, guest_path) = match spec.rsplit_once(":/") {
            Some((source, path)) => (source, Some(format!("/{path}"))),
            None => (spec, None),
        };
        let source = find(source)?;
        match guest_path {
            Some(guest_path) => Ok(Self { source, guest_path }),
            None => Self::in_usr_bin(&source),
        }
    }

    /// A file that goes to `/usr/bin` under its own name.
    pub fn in_usr_bin(source: &Path) -> Result<Self> {
        let name = source
            .file_name()
            .and_then(|name| name.to_str())
            .with_context(|| format!("{} has no usable file name", source.display()))?;
        Ok(Self {
            source: source.to_owned(),
            guest_path: format!("/usr/bin/{name}"),
        })
    }
}

/// Finds a file by path, or a program by name.
fn find(name: &str) -> Result<PathBuf> {
    let path = Path::new(name);
    if path.is_file() {
        return Ok(path.to_owned());
    }
    if name == "bpftool" {
        return crate::backports::bpftool();
    }
    if !name.contains('/')
        && let Some(program) = crate::packages::program(name)
    {
        return Ok(program);
    }
    bail!("no file {name} to copy into the machine; build it or give its path");
}

/// The initramfs under construction: guest path to content, so that a file that
/// is named twice is there once and directories come before what is in them.
#[derive(Default)]
struct Tree(BTreeMap<String, Node>);

enum Node {
    Directory,
    File { content: Vec<u8>, executable: bool },
}

impl Tree {
    fn add(&mut self, guest_path: &str, content: Vec<u8>, executable: bool) {
        let path = guest_path.trim_start_matches('/');
        for (at, _) in path.match_indices('/') {
            self.0
                .entry(path[..at].to_owned())
                .or_insert(Node::Directory);
        }
        self.0.insert(
            path.to_owned(),
            Node::File {
                content,
                executable,
            },
        );
    }

    fn add_file(&mut self, source: &Path, guest_path: &str) -> Result<()> {
        let content = fs::read(source)
            .with_context(|| format!("cannot read {} for the machine", source.display()))?;
        let mode = fs::metadata(source)?.permissions().mode();
        self.add(guest_path, content, mode & 0o111 != 0);
        Ok(())
    }

    /// Adds a file and the libraries it needs, each where its loader looks.
    fn add_program(&mut self, source: &Path, guest_path: &str) -> Result<()> {
        self.add_file(source, guest_path)?;
        for library in shared_libraries(source)? {
            let guest_path = library.to_string_lossy().into_owned();
            self.add_file(&library, &guest_path)?;
        }
        Ok(())
    }

    /// Writes a cpio archive in the format that the kernel unpacks. The same
    /// tree gives the same bytes.
    fn write(&self, out: impl std::io::Write) -> Result<()> {
        let mut out = out;
        for (inode, (path, node)) in (1u32..).zip(&self.0) {
            let (kind, mode, content): (_, _, &[u8]) = match node {
                Node::Directory => (ModeFileType::Directory, 0o755, &[]),
                Node::File {
                    content,
                    executable,
                } => (
                    ModeFileType::Regular,
                    if *executable { 0o755 } else { 0o644 },
                    content,
                ),
            };
            let size = u32::try_from(content.len())
                .ok()
                .with_context(|| format!("/{path} is larger than an initramfs can hold (4 GiB)"))?;
            let mut entry = newc::Builder::new(path)
                .ino(inode)
                .nlink(1)
                .mode(mode)
                .set_mode_file_type(kind)
                .write(out, size);
            entry.write_all(content)?;
            out = entry.finish()?;
        }
        newc::trailer(out)?.flush()?;
        Ok(())
    }
}

/// What goes into the machine.
pub struct Image<'a> {
    /// The files under test.
    pub files: &'a [GuestFile],
    /// What the machine runs.
    pub script: &'a str,
    /// The kernel's release, and its configuration where that is known.
    pub config: Option<(&'a str, &'a Path)>,
}

impl Image<'_> {
    /// Writes the initramfs to `out`.
    pub fn write(&self, out: &Path) -> Result<()> {
        let mut tree = Tree::default();
        tree.add_program(&crate::packages::busybox()?, "/bin/busybox")?;
        // The kernel starts /init; a shell by its usual name is for scripts that
        // are copied in.
        tree.add("/init", include_bytes!("init.sh").to_vec(), true);
        tree.add("/flux/script", self.script.as_bytes().to_vec(), false);
        tree.add("/etc/passwd", PASSWD.into(), false);
        tree.add("/etc/group", GROUP.into(), false);
        if let Some((release, config)) = self.config {
            tree.add_file(config, &format!("/boot/config-{release}"))?;
        }
        for file in self.files {
            tree.add_program(&file.source, &file.guest_path)?;
        }
        let file = fs::File::create(out)
            .with_context(|| format!("cannot write the initramfs to {}", out.display()))?;
        tree.write(std::io::BufWriter::new(file))
    }
}

const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n";
const GROUP: &str = "root:x:0:\nnogroup:x:65534:\n";

/// The shared libraries that `file` needs; none for a script or a static program.
fn shared_libraries(file: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("ldd")
        .arg(file)
        .env("LC_ALL", "C")
        .output()
        .context("cannot run ldd to find the libraries of the copied programs")?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse_ldd(&text).with_context(|| format!("{} cannot be copied", file.display()))
}

/// Reads ldd's output: `NAME => PATH (ADDRESS)`, `PATH (ADDRESS)`, or a remark.
fn parse_ldd(text: &str) -> Result<Vec<PathBuf>> {
    let mut libraries = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix("=> not found") {
            bail!(
                "it needs the library {}, which is not on this machine",
                name.trim()
            );
        }
        let Some((left, _address)) = line.rsplit_once(" (0x") else {
            continue;
        };
        let path = left.rsplit_once("=> ").map_or(left, |(_, path)| path);
        if path.starts_with('/') {
            libraries.push(PathBuf::from(path));
        }
    }
    Ok(libraries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn an_archive_holds_files_after_their_directories() {
        let mut tree = Tree::default();
        tree.add("/usr/bin/hello", b"binary".to_vec(), true);
        tree.add("/init", b"#!/bin/sh".to_vec(), true);
        tree.add("/etc/group", Vec::new(), false);
        let mut archive = Vec::new();
        tree.write(&mut archive).unwrap();

        let mut rest: &[u8] = &archive;
        let mut seen = Vec::new();
        loop {
            let mut reader = newc::Reader::new(rest).unwrap();
            if reader.entry().is_trailer() {
                break;
            }
            let mut content = Vec::new();
            reader.read_to_end(&mut content).unwrap();
            let entry = reader.entry();
            seen.push((entry.name().to_owned(), entry.mode(), content));
            rest = reader.finish().unwrap();
        }
        let names: Vec<_> = seen.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "etc",
                "etc/group",
                "init",
                "usr",
                "usr/bin",
                "usr/bin/hello"
            ]
        );
        assert_eq!(seen[0].1, 0o040_755);
        assert_eq!(seen[1].1, 0o100_644);
        assert_eq!(
            seen[5],
            ("usr/bin/hello".to_owned(), 0o100_755, b"binary".to_vec())
        );
    }

    #[test]
    fn the_same_tree_gives_the_same_bytes() {
        let write = || {
            let mut tree = Tree::default();
            tree.add("/b", vec![1, 2, 3], false);
            tree.add("/a/c", vec![4], true);
            let mut archive = Vec::new();
            tree.write(&mut archive).unwrap();
            archive
        };
        assert_eq!(write(), write());
    }

    #[test]
    fn libraries_are_read_from_ldd() {
        let text = "\tlinux-vdso.so.1 (0x00007ffd)\n\
                    \tlibelf.so.1 => /lib/x86_64-linux-gnu/libelf.so.1 (0x00007f)\n\
                    \t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n";
        assert_eq!(
            parse_ldd(text).unwrap(),
            [
                PathBuf::from("/lib/x86_64-linux-gnu/libelf.so.1"),
                PathBuf::from("/lib64/ld-linux-x86-64.so.2")
            ]
        );
        assert!(
            parse_ldd("\tnot a dynamic executable\n")
                .unwrap()
                .is_empty()
        );
        assert!(parse_ldd("\tlibx.so => not found\n").is_err());
    }

    #[test]
    fn a_copied_file_may_have_a_place_of_its_own() {
        let file = GuestFile::parse("/bin/sh:/opt/shell").unwrap();
        assert_eq!(file.guest_path, "/opt/shell");
        assert_eq!(
            GuestFile::parse("/bin/sh").unwrap().guest_path,
            "/usr/bin/sh"
        );
        assert!(GuestFile::parse("/no/such/file").is_err());
    }
}
