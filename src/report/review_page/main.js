// What keys and buttons do.

function open(item, focus = false) {
  current = item;
  draw();
  scrollToCurrent();
  drawList();
  if (focus) $("item").focus();
}

function refresh() {
  refill();
  open(current && view.includes(current) ? current : view[0] ?? null);
}

function step(by) {
  const place = view.indexOf(current) + by;
  if (place < 0 || place >= view.length) return notice(by > 0 ? "at-end" : "at-start");
  open(view[place]);
  announcePlace();
}

function announcePlace() {
  notice("at", { place: view.indexOf(current) + 1, all: view.length,
    a: nameOf(current.rows[0]), b: nameOf(current.rows[1]) });
}

// Decides the question in view and goes on to the next open one.
function answer(ruling) {
  if (!current || !nameGiven()) return;
  const place = view.indexOf(current);
  const decided = current;
  decide(current, ruling);
  refill();
  const after = view.includes(decided) && view.indexOf(decided) === place ? place + 1 : place;
  open(view[after] ?? view[view.length - 1] ?? null);
  notice("decided", { ruling: word(`ruling-${ruling}`), left: items.filter((item) => stateOf(item).ruling === "").length });
}

function takeBack() {
  const item = undo();
  if (!item) return notice("nothing-to-undo");
  refill();
  open(item);
  notice("undone", { a: nameOf(item.rows[0]), b: nameOf(item.rows[1]) });
}

// A reason that is given after the decision belongs to it.
function explain(why) {
  const made = current && session.made.get(current.pair);
  if (!made) return;
  Object.assign(made, { why, saved: false });
  touched();
  refill();
}

const KEYS = {
  s: () => answer("same"), d: () => answer("different"), u: () => answer("unsure"),
  z: takeBack, j: () => step(1), k: () => step(-1),
};

// The letter on the key, or on a Cyrillic keyboard the Latin one beside it.
function letterOf(event) {
  const letter = event.key.toLowerCase();
  if (/^[a-z]$/.test(letter)) return letter;
  return event.key.length === 1 && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
}

const isWriting = (target) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), select, textarea');

document.addEventListener("keydown", (event) => {
  if (isWriting(event.target)) {
    if (event.key === "Enter" || event.key === "Escape") $("item").focus();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || !$("letters").checked) return;
  const action = KEYS[letterOf(event)];
  if (!action) return;
  event.preventDefault();
  action();
});

window.addEventListener("beforeunload", (event) => {
  if (session.unsaved) event.preventDefault();
});

function setBlind() {
  session.blind = $("blind").checked;
  $("kind-label").hidden = session.blind;
  $("blind-help").hidden = !session.blind;
  $("save").dataset.word = session.blind ? "save-blind" : "save";
  $("save").textContent = word($("save").dataset.word);
  indexLines();
  refresh();
}

// Under another name other decisions are the reviewer's own.
function setName() {
  remember();
  indexLines();
  refresh();
}

function translate(next) {
  setLanguage(next);
  $("kept").textContent = word(canStore() ? "kept" : "not-kept");
  $("notice").replaceChildren();
  refresh();
}

for (const id of ["state", "kind"]) $(id).addEventListener("change", refresh);
$("search").addEventListener("input", refresh);
$("by").addEventListener("change", setName);
$("blind").addEventListener("change", setBlind);
for (const [code, name] of Object.entries(LANGUAGES)) {
  const button = make("button", "", name);
  button.type = "button";
  button.lang = code;
  button.addEventListener("click", () => translate(code));
  $("languages").append(button);
}
$("open").addEventListener("change", () => {
  const [file] = $("open").files;
  if (file) openLedger(file).finally(() => { $("open").value = ""; });
});
$("save").addEventListener("click", save);
$("forget").addEventListener("click", () => { forget(); notice("forgotten"); });
$("list").addEventListener("scroll", drawList, { passive: true });
window.addEventListener("resize", drawList);

const restored = restore();
const wanted = [location.hash.slice(1), document.documentElement.lang].find((one) => one in LANGUAGES);
translate(wanted ?? "en");
setBlind();
if (restored > 0) notice("restored", { count: restored });
