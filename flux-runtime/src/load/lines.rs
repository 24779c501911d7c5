//! Which lines of which files an object's instructions come from (`.BTF.ext`).
//!
//! The verifier's log shortens a file to its last part, `biff.rs`; the object has
//! the whole of it. No instruction is looked up here: programs are joined before
//! the kernel sees them, so the numbers in its log are not those of the object. A
//! file is found again by its last part, the line, and the line's text.
//!
//! Reads what any object holds and trusts none of it: whatever is out of place
//! gives fewer lines.

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The file as `#line` names it, `schedulers/src/biff.rs`.
    pub file: String,
    /// Its number.
    pub line: u32,
    /// Its text, without the blanks around it.
    pub text: String,
}

/// `BTF_MAGIC`, as the bytes of this machine.
const MAGIC: u16 = 0xeb9f;
/// Bytes of an entry of the section table, and where it says what and where.
const SECTION_SIZE: usize = 64;
/// Bytes in which a line number shares its word with a column.
const COLUMN_BITS: u32 = 10;

/// All lines that an object's instructions come from, each once.
pub fn of(object: &[u8]) -> Vec<Line> {
    let mut lines = read(object).unwrap_or_default();
    let mut seen = std::collections::HashSet::new();
    lines.retain(|line| seen.insert((line.file.clone(), line.line)));
    lines
}

fn read(object: &[u8]) -> Option<Vec<Line>> {
    let btf = section(object, ".BTF")?;
    let ext = section(object, ".BTF.ext")?;
    let strings = part(btf, 16, 20)?;
    let info = part(ext, 16, 20)?;
    let record_size = word(info, 0)? as usize;
    let mut lines = Vec::new();
    let mut at = 4;
    // Blocks of records, one for each section of programs: name, count, records.
    while let Some(count) = word(info, at + 4) {
        at += 8;
        for _ in 0..count {
            let line = line(info.get(at..at.checked_add(record_size)?)?, strings)?;
            lines.push(line);
            at += record_size;
        }
    }
    Some(lines)
}

/// A `struct bpf_line_info`: instruction, file, text, line and column.
fn line(record: &[u8], strings: &[u8]) -> Option<Line> {
    let file = string(strings, word(record, 4)?)?;
    Some(Line {
        // clang names files from where it ran.
        file: file.trim_start_matches("./").to_owned(),
        line: word(record, 12)? >> COLUMN_BITS,
        text: string(strings, word(record, 8)?)?.trim().to_owned(),
    })
}

/// The part of a BTF section whose offset and length, behind the header, are at
/// these bytes of the header.
fn part(section: &[u8], offset_at: usize, len_at: usize) -> Option<&[u8]> {
    let is_btf = section.get(..2)? == MAGIC.to_ne_bytes();
    let header = word(section, 4)? as usize;
    let start = header.checked_add(word(section, offset_at)? as usize)?;
    let end = start.checked_add(word(section, len_at)? as usize)?;
    is_btf.then(|| section.get(start..end)).flatten()
}

/// The bytes of a section of an ELF file of 64 bits and this machine's byte order,
/// which is what clang makes for BPF.
fn section<'o>(object: &'o [u8], name: &str) -> Option<&'o [u8]> {
    let is_elf64 = object.get(..5)? == b"\x7fELF\x02";
    let table = long(object, 0x28)?;
    let (count, names_at) = (half(object, 0x3c)?, half(object, 0x3e)?);
    let header = |at: u16| -> Option<&[u8]> {
        let start = table.checked_add(usize::from(at) * SECTION_SIZE)?;
        object.get(start..start.checked_add(SECTION_SIZE)?)
    };
    let content = |header: &[u8]| -> Option<&'o [u8]> {
        let start = long(header, 0x18)?;
        object.get(start..start.checked_add(long(header, 0x20)?)?)
    };
    let names = content(header(names_at)?)?;
    let found = (0..count)
        .filter_map(header)
        .find(|header| word(header, 0).and_then(|at| string(names, at)) == Some(name))?;
    is_elf64.then(|| content(found)).flatten()
}

/// The text that starts at a byte and ends before a zero.
fn string(strings: &[u8], at: u32) -> Option<&str> {
    let rest = strings.get(at as usize..)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    std::str::from_utf8(rest.get(..end)?).ok()
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    bytes.try_into().ok().map(u16::from_ne_bytes)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    bytes.try_into().ok().map(u32::from_ne_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    let number = bytes.try_into().ok().map(u64::from_ne_bytes)?;
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_object_has_no_lines() {
        for bytes in [&b""[..], b"\x7fELF\x02", &[0xff; 200]] {
            assert_eq!(of(bytes), []);
        }
        let mut elf = vec![0xff; 400];
        elf[..5].copy_from_slice(b"\x7fELF\x02");
        assert_eq!(of(&elf), []);
    }

    #[test]
    fn a_record_is_a_file_a_line_and_its_text() {
        let strings = b"\0./src/biff.rs\0\tlock();\0";
        let words = [8, 1, 15, 26 << 10 | 3];
        let record = words.map(u32::to_ne_bytes).concat();
        let expected = Line {
            file: "src/biff.rs".to_owned(),
            line: 26,
            text: "lock();".to_owned(),
        };
        assert_eq!(line(&record, strings), Some(expected));
        assert_eq!(line(&record[..12], strings), None);
        assert_eq!(line(&record, &strings[..16]), None, "the text has no end");
    }
}
