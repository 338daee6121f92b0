//! Help texts, completions and the manual page, all from the same definitions.

use std::path::Path;
use std::process::Command;

use super::support::Folder;

/// `BLESS=1 cargo test` rewrites the expectation; read the difference.
#[test]
fn the_help_texts_are_as_expected() {
    let folder = Folder::new();
    let mut text = String::new();
    for arguments in [
        &["-h"][..],
        &["--help"],
        &["run", "-h"],
        &["inspect", "-h"],
        &["completions", "-h"],
        &["man", "-h"],
    ] {
        let heading = format!("$ wasi2native {}\n", arguments.join(" "));
        text = text + &heading + &folder.stdout(arguments) + "\n";
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/help.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).expect("the sources are writable");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "the help texts changed, BLESS=1 accepts them:\n{text}");
}

#[test]
fn the_version_names_the_code_generator_and_the_target() {
    let version = Folder::new().stdout(&["--version"]);
    assert!(version.starts_with(concat!(
        "wasi2native ",
        env!("CARGO_PKG_VERSION"),
        " (Cranelift 0."
    )));
    assert!(version.ends_with(", target x86_64-linux)\n"), "{version}");
}

#[test]
fn every_shell_gets_completions() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.stdout(&["completions", shell]);
        for word in ["inspect", "allow-all", "bounds-checks"] {
            assert!(script.contains(word), "{word} for {shell}");
        }
        std::fs::write(folder.at(shell), script).expect("the folder is writable");
        // Where the shell is there, it can read them.
        if ["bash", "fish", "zsh"].contains(&shell)
            && let Ok(status) = Command::new(shell).arg("-n").arg(folder.at(shell)).status()
        {
            assert!(status.success(), "{shell}");
        }
    }
}

#[test]
fn the_manual_page_has_its_parts() {
    let folder = Folder::new();
    let page = folder.stdout(&["man"]);
    for part in
        [".TH wasi2native 1", ".SH SYNOPSIS", ".SH OPTIONS", "\\-\\-allow\\-all", "Examples"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(folder.stdout(&["man", "run"]).contains(".TH wasi2native-run 1"));
    let message = folder.failure(2, &["man", "walk"]);
    assert!(message.starts_with("error: there is no subcommand `walk`\n"), "{message}");
}
