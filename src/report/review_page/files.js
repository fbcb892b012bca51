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

// A file of blind decisions is named for who made them: it is no ledger to put in the place of another.
function fileName() {
  const name = reviewer().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return session.blind ? `decisions-${name || "blind"}.jsonl` : "decisions.jsonl";
}

function save() {
  if (!nameGiven()) return;
  const lines = linesToSave();
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([ledgerText(lines)], { type: "application/x-ndjson" }));
  link.download = fileName();
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  settled();
  refill();
  const count = lines.filter(({ decision }) => decision.by === reviewer()).length;
  notice(savedWord(), { count, file: fileName(), files: DATA.ledgers.join(", ") });
}

// What to do with the file.
function savedWord() {
  if (session.blind) return "saved-blind";
  return DATA.ledgers.length > 1 ? "saved-all" : "saved";
}

function nameGiven() {
  if (reviewer()) return true;
  notice("name-first");
  $("by").focus();
  return false;
}
