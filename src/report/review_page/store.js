// What this browser keeps from one visit to the next, if it allows that: decisions that no ledger of the page
// has yet, saved or not, with the ids of the rows and nothing else of the lists.

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

// Who decides blind has a file of their own; their lines and those of the common ledger do not mix.
const isOurs = (kept) => (session.blind ? kept.by === reviewer() : !kept.blind);

function remember() {
  const by = reviewer();
  if (!by) return;
  const isReplaced = (kept) => isOurs(kept) && session.made.has(pairKey(kept.records));
  const all = [...session.kept.filter((one) => !isReplaced(one)),
    ...[...session.made.values()].map((decision) => ({ ...decision, by }))];
  try {
    if (all.length > 0) window.localStorage.setItem(STORE, JSON.stringify(all));
    else window.localStorage.removeItem(STORE);
  } catch { /* Without a store the page works; `kept` says so. */ }
}

// Removes what this browser keeps; what was decided stays in the page.
function forget() {
  try { window.localStorage.removeItem(STORE); } catch { /* There is nothing to forget. */ }
  refill();
}

// Whether a line of the page's ledger is this decision, or a later one of the same reviewer about its pair.
function hasArrived(kept, byPair) {
  const lines = byPair.get(pairKey(kept.records)) ?? [];
  return lines.some((line) => line.by === kept.by
    && (line.when > kept.when || (line.when === kept.when && line.ruling === kept.ruling)));
}

const isKept = (one) => one && RULINGS.includes(one.ruling) && Array.isArray(one.records)
  && one.records.every((record) => typeof record === "string")
  && typeof one.by === "string" && typeof one.when === "string";

// Decisions of earlier visits that the ledger of the page lacks; those about rows that have changed are asked
// about again.
function restore() {
  const found = stored();
  if (!Array.isArray(found)) return 0;
  indexLines();
  session.kept = found.filter((one) => isKept(one) && !hasArrived(one, linesByPair));
  session.blind = session.kept.length > 0 && Boolean(session.kept[session.kept.length - 1].blind);
  $("blind").checked = session.blind;
  indexLines();
  for (const kept of session.kept.filter((one) => !one.saved)) {
    const item = byPair.get(pairKey(kept.records));
    if (item) session.history.push({ item, kept });
  }
  session.unsaved = session.kept.some((one) => !one.saved);
  return session.kept.length;
}

function takeBackKept(kept) {
  session.kept = session.kept.filter((one) => one !== kept);
  indexLines();
}
