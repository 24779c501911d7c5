//! What the command line of a crowd says.

use std::str::FromStr;

use anyhow::{Context as _, Result, bail};

use load_parts::cpus::Cpus;

/// How many CPUs a group has to have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Want {
    least: f64,
    most: f64,
    is_range: bool,
}

impl Want {
    /// The bounds; one number may be missed by `off_by`.
    pub fn bounds(self, off_by: f64) -> (f64, f64) {
        let room = if self.is_range { 0.0 } else { off_by };
        (self.least - room, self.most + room)
    }
}

impl FromStr for Want {
    type Err = anyhow::Error;

    fn from_str(cpus: &str) -> Result<Self> {
        let (least, most) = cpus.split_once("..").unwrap_or((cpus, cpus));
        Ok(Self {
            least: least.parse().context("CPUS is no number")?,
            most: most.parse().context("CPUS is no number")?,
            is_range: cpus.contains(".."),
        })
    }
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: String,
    pub threads: usize,
    pub begin_ms: u64,
    want: Want,
}

impl Group {
    /// What it has to have, unless a step says otherwise.
    pub fn want(&self) -> Want {
        self.want
    }
}

impl FromStr for Group {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let &[name, threads, begin_ms, cpus] = parts.as_slice() else {
            bail!("write NAME:THREADS:MS:CPUS, as in left:8:0:3");
        };
        Ok(Self {
            name: name.to_owned(),
            threads: threads.parse().context("THREADS is no number")?,
            begin_ms: begin_ms.parse().context("MS is no number")?,
            want: cpus.parse()?,
        })
    }
}

/// Where a group has to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub name: String,
    pub cpus: Cpus,
    pub percent: u128,
}

impl FromStr for Place {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let &[name, cpus, percent] = parts.as_slice() else {
            bail!("write NAME:CPUS:PERCENT, as in prio:2-3:90");
        };
        let (first, last) = cpus.split_once('-').unwrap_or((cpus, cpus));
        let number = |text: &str| match text.parse() {
            Ok(cpu) if cpu < Cpus::MAX => Ok(cpu),
            _ => bail!("`{text}` is no CPU from 0 to {}", Cpus::MAX - 1),
        };
        let (first, last) = (number(first)?, number(last)?);
        Ok(Self {
            name: name.to_owned(),
            cpus: (first..=last).fold(Cpus(0), |cpus, cpu| cpus.with(Cpus::one(cpu))),
            percent: percent.parse().context("PERCENT is no number")?,
        })
    }
}

/// Something that is done, and what groups have to have from then on.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub command: String,
    wants: Vec<(String, Want)>,
}

impl Step {
    /// Changes what the groups have to have.
    pub fn change(&self, groups: &[Group], wants: &mut [Want]) -> Result<()> {
        for (name, want) in &self.wants {
            let mut of_name = groups
                .iter()
                .zip(&mut *wants)
                .filter(|(group, _)| group.name == *name);
            let (_, found) = of_name
                .next()
                .with_context(|| format!("--step: no group is `{name}`"))?;
            *found = *want;
        }
        Ok(())
    }
}

impl FromStr for Step {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (command, wants) = text
            .rsplit_once("=>")
            .context("write COMMAND => NAME=CPUS,…, as in `true => left=3,right=1`")?;
        let want = |text: &str| {
            let (name, cpus) = text.trim().split_once('=').context("write NAME=CPUS")?;
            Ok((name.to_owned(), cpus.parse()?))
        };
        Ok(Self {
            command: command.trim().to_owned(),
            wants: wants.split(',').map(want).collect::<Result<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_read() {
        let group: Group = "left:8:100:2.5..4".parse().unwrap();
        assert_eq!((group.threads, group.begin_ms), (8, 100));
        assert_eq!(group.want().bounds(1.0), (2.5, 4.0));
        let fixed: Group = "left:8:0:3".parse().unwrap();
        assert_eq!(fixed.want().bounds(1.0), (2.0, 4.0));
        assert!("left:8".parse::<Group>().is_err());
        assert!("left:x:0:3".parse::<Group>().is_err());
    }

    #[test]
    fn places_are_read() {
        let place: Place = "prio:2-3:90".parse().unwrap();
        assert_eq!((place.cpus, place.percent), (Cpus(0b1100), 90));
        assert!("prio:2-64:90".parse::<Place>().is_err());
        assert!("prio:2-3".parse::<Place>().is_err());
    }

    #[test]
    fn a_step_changes_what_it_names() {
        let groups: Vec<Group> = ["left:8:0:3", "right:8:0:1"]
            .map(|text| text.parse().unwrap())
            .into();
        let mut wants: Vec<Want> = groups.iter().map(Group::want).collect();
        let step: Step = "echo 0 > online => right=2".parse().unwrap();
        assert_eq!(step.command, "echo 0 > online");
        step.change(&groups, &mut wants).unwrap();
        assert_eq!(wants[0].bounds(0.0), (3.0, 3.0));
        assert_eq!(wants[1].bounds(0.0), (2.0, 2.0));
        let stranger: Step = "true => middle=2".parse().unwrap();
        assert!(stranger.change(&groups, &mut wants).is_err());
        assert!("true".parse::<Step>().is_err());
    }
}
