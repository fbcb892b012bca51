// The text of a ledger: one decision a line.

const FIRST_LINE = "# casualty-register ledger 1";
const RULINGS = ["same", "different", "unsure"];

// Records in the order of their code points, as the program writes them.
function byCodePoint(a, b) {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(x.length, y.length); at += 1) {
    const step = x[at].codePointAt(0) - y[at].codePointAt(0);
    if (step !== 0) return step;
  }
  return x.length - y.length;
}

const pairKey = (records) => JSON.stringify([...new Set(records)].sort(byCodePoint));

// The decision of a line, or null where the line is none.
function decisionOf(text) {
  const line = JSON.parse(text);
  const isDecision = line && typeof line.ruling === "string" && Array.isArray(line.records)
    && line.records.every((one) => typeof one === "string") && typeof line.by === "string"
    && typeof line.when === "string";
  return isDecision ? line : null;
}

// The lines of a file; throws the number of the first line that is no decision.
function parseLedger(text) {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  if (lines[0].trimEnd() !== FIRST_LINE) throw 1;
  const found = [];
  lines.forEach((line, at) => {
    if (at === 0 || line.trim() === "" || line.startsWith("#")) return;
    let decision = null;
    try { decision = decisionOf(line); } catch { decision = null; }
    if (decision === null) throw at + 1;
    found.push({ text: line, decision });
  });
  return found;
}

// A line as the program would write it: the same keys in the same order.
function lineOf(decision) {
  const { ruling, by, when, why, evidence, blind } = decision;
  const line = { ruling, records: JSON.parse(pairKey(decision.records)), by, when };
  if (why) line.why = why;
  if (evidence) line.evidence = evidence;
  if (blind) line.blind = true;
  return JSON.stringify(line);
}

const isAboutPair = (decision) =>
  RULINGS.includes(decision.ruling) && new Set(decision.records).size === 2;

// Seconds are enough.
const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
