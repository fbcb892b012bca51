// What has been decided: lines that were there, and decisions of this session.

const items = DATA.items.map((item, at) => {
  const records = item.rows.map((row) => DATA.rows[row].key);
  return { ...item, at, records, pair: pairKey(records) };
});
const byPair = new Map(items.map((item) => [item.pair, item]));

const session = {
  lines: DATA.ledger.map((text) => ({ text, decision: decisionOf(text) })),
  kept: [],
  made: new Map(),
  history: [],
  unsaved: false,
  blind: false,
};
let linesByPair = new Map();

// The lines that stand and that the reviewer may see, without the answers of this visit. What the browser
// kept takes the place of older lines about its pair.
function standingLines() {
  const kept = session.kept.filter(isOurs);
  const keptByPair = new Map();
  for (const one of kept) {
    const pair = pairKey(one.records);
    keptByPair.set(pair, [...(keptByPair.get(pair) ?? []), one]);
  }
  const isReplaced = (line) => isAboutPair(line)
    && (keptByPair.get(pairKey(line.records)) ?? []).some((one) =>
      one.when > line.when || (one.when === line.when && !kept.includes(line)));
  const lines = session.lines.filter(({ decision }) => !session.blind || decision.by === reviewer());
  return [...lines, ...kept.map((decision) => ({ text: lineOf(decision), decision }))]
    .filter(({ decision }) => !isReplaced(decision));
}

function indexLines() {
  linesByPair = new Map();
  for (const line of standingLines()) {
    if (!isAboutPair(line.decision)) continue;
    const pair = pairKey(line.decision.records);
    linesByPair.set(pair, [...(linesByPair.get(pair) ?? []), line.decision]);
  }
}

const reviewer = () => $("by").value.trim();

// The decisions about an item that the reviewer may see.
const standing = (item) => linesByPair.get(item.pair) ?? [];

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
  if (last.kept && !isOurs(last.kept)) return undo();
  if (last.kept) takeBackKept(last.kept);
  else if (last.before) session.made.set(last.item.pair, last.before);
  else session.made.delete(last.item.pair);
  touched();
  return last.item;
}

function touched() {
  session.unsaved = true;
  remember();
}

const unsavedDecisions = () =>
  [...session.made.values(), ...session.kept.filter((one) => isOurs(one) && !session.made.has(pairKey(one.records)))]
    .filter((decision) => !decision.saved);

// What was decided so far stands in a file. The browser keeps it until a ledger of the project has it: a
// later visit would not know of it, and its file takes the place of this one.
function settled() {
  session.made.forEach((decision) => { decision.saved = true; });
  session.kept.filter(isOurs).forEach((decision) => { decision.saved = true; });
  session.unsaved = false;
  remember();
}

// The lines to save. A decision of this session takes the place of the lines about its pair; a reviewer
// who decided blind saves no one else's lines.
function linesToSave() {
  const kept = standingLines().filter(({ decision }) =>
    !(isAboutPair(decision) && session.made.has(pairKey(decision.records))));
  const made = [...session.made.values()].map((decision) => ({ ...decision, by: reviewer() }));
  return [...kept, ...made.map((decision) => ({ text: lineOf(decision), decision }))];
}

const ledgerText = (lines) => [FIRST_LINE, ...lines.map((line) => line.text), ""].join("\n");
