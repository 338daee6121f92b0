//! What the first lines of a test file say: `;;! key = value`, in TOML.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One text, or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Default for Texts {
    fn default() -> Texts {
        Texts::Several(Vec::new())
    }
}

impl Texts {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Texts::One(text) => std::slice::from_ref(text),
            Texts::Several(texts) => texts,
        };
        texts.iter().map(String::as_str)
    }
}

/// The header of a test of the compiler alone.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CompileHeader {
    /// Flags of the command.
    pub options: Vec<String>,
    /// The first line of standard error, without `error: `.
    pub error: Option<String>,
    /// The second line, without `help: `.
    pub help: Option<String>,
}

/// The header of a program that is run.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunHeader {
    /// Flags of the command. In all texts, `{dir}` is the test's own folder.
    pub options: Vec<String>,
    /// Flags to repeat the test with, each beside `options`.
    pub variants: Vec<Vec<String>>,
    /// What the command must say when it compiles.
    pub note: Texts,
    /// Arguments of the program.
    pub args: Vec<String>,
    /// The environment that the executable is started in.
    pub env: BTreeMap<String, String>,
    pub stdin: String,
    /// All of standard output.
    pub stdout: Option<String>,
    /// Parts of standard error. Without any, it must be empty.
    pub stderr: Texts,
    /// Exit status; 0 unless it traps.
    pub exit: Option<i32>,
    /// The signal that ends the program.
    pub signal: Option<i32>,
    /// The name of the trap that ends the program.
    pub trap: Option<String>,
    /// What is in the folder before: folders, files, symbolic links.
    pub dirs: Vec<String>,
    pub files: BTreeMap<String, String>,
    pub links: BTreeMap<String, String>,
    /// Files and their content afterwards.
    pub after: BTreeMap<String, String>,
    /// What must not be there afterwards.
    pub gone: Vec<String>,
    /// The folder that the executable is started in, below the test's own.
    pub cwd: Option<String>,
    /// A command that is started instead, with the executable and its arguments
    /// appended. `{start}` is our own, see its source.
    pub wrapper: Vec<String>,
    /// Commands to repeat the test with, each instead of `wrapper`.
    pub wrappers: Vec<Vec<String>>,
    /// Seconds until it is killed.
    pub timeout: Option<u64>,
}

/// Reads the header of a `.wat` or `.hex` file, or the `.toml` file beside
/// another one.
///
/// # Errors
/// Unknown keys, wrong types.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read `{}`: {error}", path.display()))
    };
    let is_text =
        path.extension().is_some_and(|extension| extension == "wat" || extension == "hex");
    let toml =
        if is_text { header_lines(&text(path)?) } else { text(&path.with_extension("toml"))? };
    toml::from_str(&toml).map_err(|error| format!("its header: {error}"))
}

fn header_lines(text: &str) -> String {
    let lines = text.lines().filter_map(|line| line.strip_prefix(";;!"));
    lines.fold(String::new(), |all, line| all + line + "\n")
}

/// The content of a `.hex` file: bytes as hexadecimal digits, with spaces, and
/// comments from `;;` to the end of the line.
///
/// # Errors
/// Anything else in it.
pub fn hexadecimal(text: &str) -> Result<Vec<u8>, String> {
    let digits = text
        .lines()
        .flat_map(|line| line.split(";;").next().unwrap_or_default().chars())
        .filter(|character| !character.is_whitespace())
        .map(|digit| digit.to_digit(16).ok_or_else(|| format!("`{digit}` is no digit")))
        .collect::<Result<Vec<u32>, String>>()?;
    Ok(digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_toml_and_strict() {
        let toml = header_lines(";; about\n;;! args = [\"a\"]\n;;! exit = 3\n(module)");
        let header: RunHeader = toml::from_str(&toml).expect("the header is right");
        assert_eq!((header.args, header.exit), (vec![String::from("a")], Some(3)));
        assert!(toml::from_str::<RunHeader>("exitt = 3").is_err());
    }

    #[test]
    fn hexadecimal_has_comments() {
        assert_eq!(hexadecimal("00 61;; x\n7f").as_deref(), Ok(&[0, 0x61, 0x7f][..]));
        assert!(hexadecimal("0g").is_err());
    }
}
