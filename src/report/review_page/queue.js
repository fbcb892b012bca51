// The list of questions: which of them are shown, in which order. Only what is in sight is in the page.

const ROW = 72;
let view = [];
let current = null;

const nameOf = (row) => DATA.rows[row].name || DATA.rows[row].key;

// Rows that changed first, then open questions, then those that somebody could not answer.
function rank(state) {
  if (state.stale || state.disputed) return 0;
  if (state.ruling === "") return 1;
  return state.ruling === "unsure" ? 2 : 3;
}

function textOf(item) {
  item.text ??= item.rows.map((row) => {
    const { key, name, cells } = DATA.rows[row];
    return [key, name, ...cells].join("\n");
  }).join("\n").toLocaleLowerCase();
  return item.text;
}

function isShown(item, state) {
  const wanted = $("state").value;
  if (wanted === "undecided" && isSettled(state)) return false;
  if (wanted === "decided" && state.ruling === "") return false;
  // A pair that only somebody's decision names is a question to those who may not know of it.
  const isNamed = state.ruling !== "" || state.disputed || session.blind;
  if (wanted !== "decided" && !item.kind && !isNamed) return false;
  const kind = session.blind ? "" : $("kind").value;
  if (kind && item.kind !== kind) return false;
  const words = $("search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return words.every((one) => textOf(item).includes(one));
}

function refill() {
  const states = items.map((item) => ({ item, state: stateOf(item) }));
  view = states.filter(({ item, state }) => isShown(item, state))
    .sort((a, b) => rank(a.state) - rank(b.state) || a.item.at - b.item.at)
    .map(({ item }) => item);
  $("count").textContent = word("count", { shown: view.length, all: items.length });
  tally(states.map(({ state }) => state));
  drawList();
}

function tally(states) {
  const count = (ruling) => states.filter((state) => state.ruling === ruling && !state.stale).length;
  const [same, different, unsure] = RULINGS.map(count);
  $("progress").max = Math.max(states.length, 1);
  $("progress").value = same + different + unsure;
  $("tally").textContent = word("tally", { done: same + different + unsure, all: states.length, same, different, unsure });
  $("unsaved").textContent = session.unsaved ? word("unsaved", { count: unsavedDecisions().length }) : "";
  $("forget").hidden = stored().length === 0;
}

// The words for where an item stands.
function stateWords(state) {
  if (state.disputed) return word("state-disputed");
  if (state.stale) return word("state-stale", { ruling: word(`ruling-${state.ruling}`) });
  return state.ruling ? word(`ruling-${state.ruling}`) : word("state-open");
}

function drawList() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 5);
  const last = Math.min(view.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 5);
  const focused = document.activeElement?.dataset?.at;
  const spacer = make("div");
  spacer.style.cssText = `height:1px;top:${Math.max(0, view.length * ROW - 1)}px`;
  spacer.setAttribute("aria-hidden", "true");
  const lines = view.slice(first, last).map((item, step) => line(item, first + step));
  list.setAttribute("role", view.length > 0 ? "list" : "presentation");
  list.replaceChildren(...lines, spacer);
  if (focused !== undefined) list.querySelector(`[data-at="${focused}"]`)?.focus({ preventScroll: true });
}

function line(item, place) {
  const state = stateOf(item);
  const button = make("button", "", item.rows.map((row) => make("span", "line", quoted(nameOf(row)))),
    make("span", "line state", stateWords(state)));
  button.type = "button";
  button.dataset.at = item.at;
  if (item === current) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => open(item, true));
  const holder = part("div", "listitem", "", button);
  holder.style.top = `${place * ROW}px`;
  holder.setAttribute("aria-setsize", view.length);
  holder.setAttribute("aria-posinset", place + 1);
  return holder;
}

function scrollToCurrent() {
  const list = $("list");
  const top = view.indexOf(current) * ROW;
  if (top < 0) return;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
}
