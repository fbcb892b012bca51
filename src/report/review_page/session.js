// What has been decided: lines that were there, and decisions of this session.

const items = DATA.items.map((item, at) => {
  const records = item.rows.map((row) => DATA.rows[row].key);
  return { ...item, at, records, pair: pairKey(records) };
});
const byPair = new Map(items.map((item) => [item.pair, item]));

const session = {
  lines: DATA.ledger.map((text) => ({ text, decision: decisionOf(text) })),
  made: new Map(),
  history: [],
  unsaved: false,
  blind: false,
};
let linesByPair = new Map();

function indexLines() {
  linesByPair = new Map();
  for (const line of session.lines) {
    if (!isAboutPair(line.decision)) continue;
    const pair = pairKey(line.decision.records);
    linesByPair.set(pair, [...(linesByPair.get(pair) ?? []), line.decision]);
  }
}

const reviewer = () => $("by").value.trim();

// The decisions about an item that the reviewer may see.
function standing(item) {
  const lines = linesByPair.get(item.pair) ?? [];
  return session.blind ? lines.filter((line) => line.by === reviewer()) : lines;
}

// What holds for an item: { ruling, stale, disputed, decision }; a ruling of "" is none.
function stateOf(item) {
  const made = session.made.get(item.pair);
  if (made) return { ruling: made.ruling, decision: made };
  const lines = standing(item);
  if (lines.length === 0) return { ruling: "" };
  const rulings = new Set(lines.map((line) => line.ruling));
  if (rulings.size > 1) return { ruling: "", disputed: true };
  const decision = lines[lines.length - 1];
  const stale = lines.every((line) => line.evidence && line.evidence !== item.evidence);
  return { ruling: decision.ruling, stale, decision };
}

// An answer that binds and was given to the rows as they are now.
function isSettled(state) {
  return (state.ruling === "same" || state.ruling === "different") && !state.stale;
}

function decide(item, ruling) {
  const decision = { ruling, records: item.records, when: now(), why: $("why")?.value.trim() ?? "",
    evidence: item.evidence, blind: session.blind };
  session.history.push({ item, before: session.made.get(item.pair) });
  session.made.set(item.pair, decision);
  touched();
}

// Takes the last decision back; gives its item.
function undo() {
  const last = session.history.pop();
  if (!last) return null;
  if (last.before) session.made.set(last.item.pair, last.before);
  else session.made.delete(last.item.pair);
  touched();
  return last.item;
}

function touched() {
  session.unsaved = true;
  remember();
}

const unsavedDecisions = () => [...session.made.values()].filter((decision) => !decision.saved);

// What was decided so far stands in a file.
function settled() {
  session.unsaved = false;
  session.made.forEach((decision) => { decision.saved = true; });
}

// The text to save. A decision of this session takes the place of the lines about its pair; a reviewer
// who decided blind saves no one else's lines.
function ledgerText() {
  const kept = session.lines.filter(({ decision }) => {
    const replaced = isAboutPair(decision) && session.made.has(pairKey(decision.records));
    return !replaced && (!session.blind || decision.by === reviewer());
  });
  const made = [...session.made.values()].map((decision) => lineOf({ ...decision, by: reviewer() }));
  return [FIRST_LINE, ...kept.map((line) => line.text), ...made, ""].join("\n");
}

// Decisions that were not saved are kept in this browser if it allows that: ids and rulings only.
const STORE = `casualty-register-review:${DATA.project}`;

function stored() {
  try { return JSON.parse(window.localStorage.getItem(STORE) ?? "[]"); } catch { return []; }
}

function canStore() {
  try {
    window.localStorage.setItem(`${STORE}:try`, "1");
    window.localStorage.removeItem(`${STORE}:try`);
    return true;
  } catch { return false; }
}

function remember() {
  const kept = unsavedDecisions().map(({ ruling, records, when, evidence, blind }) =>
    ({ ruling, records, when, evidence, blind }));
  try {
    if (kept.length > 0) window.localStorage.setItem(STORE, JSON.stringify(kept));
    else window.localStorage.removeItem(STORE);
  } catch { /* Without a store the page works; `kept` says so. */ }
}

// Decisions of an earlier visit; rows that changed since are asked about again.
function restore() {
  const found = stored();
  if (!Array.isArray(found)) return 0;
  for (const one of found) {
    const item = byPair.get(pairKey(one.records ?? []));
    if (!item || !RULINGS.includes(one.ruling) || one.evidence !== item.evidence) continue;
    session.made.set(item.pair, { ...one, records: item.records, why: "" });
    session.history.push({ item, before: undefined });
  }
  session.unsaved = session.made.size > 0;
  return session.made.size;
}
