//! Text on a terminal. Names come from files of strangers, so everything is made inert first.

use std::io::{self, ErrorKind, Write as _};

use casualty_register::report::{inert, inert_json, inert_lines};

/// Prints a text of several lines and a line end. A reader that has seen enough, as `head`, is no
/// failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let printed = writeln!(out, "{}", inert_lines(text)).and_then(|()| out.flush());
    match printed {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints JSON and a line end; what is unsafe in its texts is written by its number.
pub(crate) fn print_json(json: &str) -> io::Result<()> {
    print_exactly(&(inert_json(json) + "\n"))
}

/// Prints a file for other programs, as it is.
pub(crate) fn print_exactly(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints beside the output what a person may want to know of it.
pub(crate) fn remark(text: &str) {
    // There is nobody left to tell when this fails.
    let _ = writeln!(io::stderr(), "{}", inert_lines(text));
}

/// Prints why the program cannot go on.
pub(crate) fn complain(text: &str) {
    // There is nobody left to tell when this fails.
    let _ = writeln!(io::stderr(), "error: {}", inert_lines(text));
}

/// The text of a cell on one line: what cannot be seen is escaped.
pub(crate) fn cell(text: &str) -> String {
    inert(text).into_owned()
}
