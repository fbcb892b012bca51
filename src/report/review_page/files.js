// Files: a ledger that is opened, and the one that is saved. Nothing goes anywhere else.

async function openLedger(file) {
  let found;
  try {
    found = parseLedger(await file.text());
  } catch (problem) {
    notice(typeof problem === "number" ? "open-wrong" : "open-failed", { line: problem, file: file.name });
    return;
  }
  const known = new Set(session.lines.map((line) => line.text));
  const fresh = found.filter((line) => !known.has(line.text));
  session.lines.push(...fresh);
  indexLines();
  refresh();
  notice("opened", { count: fresh.length, file: file.name });
}

function save() {
  if (!nameGiven()) return;
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([ledgerText()], { type: "application/x-ndjson" }));
  link.download = "decisions.jsonl";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  settled();
  forget();
  notice("saved", { count: session.made.size });
}

// Removes what this browser keeps; what was decided stays in the page.
function forget() {
  try { window.localStorage.removeItem(STORE); } catch { /* There is nothing to forget. */ }
  refill();
}

function nameGiven() {
  if (reviewer()) return true;
  notice("name-first");
  $("by").focus();
  return false;
}
