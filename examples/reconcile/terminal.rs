//! Text on a terminal. Names come from strangers' files, so unsafe characters are escaped first.

use std::io::{self, ErrorKind, Write as _};

use casualty_register::report::{inert, inert_json, inert_lines};

/// Prints a text and a line end. If the reader of a pipe closes it early, as `head` does, that is no
/// error.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let printed = writeln!(out, "{}", inert_lines(text)).and_then(|()| out.flush());
    match printed {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints JSON and a line end; unsafe characters are escaped.
pub(crate) fn print_json(json: &str) -> io::Result<()> {
    print_exactly(&(inert_json(json) + "\n"))
}

/// Prints a file for other programs, unchanged.
pub(crate) fn print_exactly(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints a remark for people on the error output.
pub(crate) fn remark(text: &str) {
    // If this fails, the message cannot be reported anywhere.
    let _ = writeln!(io::stderr(), "{}", inert_lines(text));
}

/// Prints an error on the error output.
pub(crate) fn complain(text: &str) {
    // If this fails, the message cannot be reported anywhere.
    let _ = writeln!(io::stderr(), "error: {}", inert_lines(text));
}

/// The text of a cell on one line; invisible characters are escaped.
pub(crate) fn cell(text: &str) -> String {
    inert(text).into_owned()
}
