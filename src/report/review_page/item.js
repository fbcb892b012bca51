// One question: the rows, the buttons, and unless the reviewer is blind, the evidence.

function tagsOf(item, state) {
  const tags = [];
  if (state.disputed || state.stale) tags.push(make("span", "tag warn", stateWords(state)));
  else if (state.ruling) tags.push(make("span", "tag done", `✓ ${stateWords(state)}`));
  if (!session.blind && item.kind) tags.push(make("span", "tag", word(`kind-${item.kind}`)));
  return tags;
}

function decisionButton(ruling, key, state) {
  const button = make("button", "", word(`ruling-${ruling}`), make("kbd", "", key));
  button.type = "button";
  button.id = `decide-${ruling}`;
  button.setAttribute("aria-pressed", String(state.ruling === ruling && !state.stale));
  button.setAttribute("aria-keyshortcuts", key);
  button.addEventListener("click", () => answer(ruling));
  return button;
}

function stepButton(name, key, action, enabled) {
  const button = make("button", "", word(name), make("kbd", "", key));
  button.type = "button";
  button.id = name;
  button.disabled = !enabled;
  button.setAttribute("aria-keyshortcuts", key);
  button.addEventListener("click", action);
  return button;
}

function group(kind, label, ...children) {
  const holder = make("div", kind, ...children);
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", label);
  return holder;
}

function buttons(item, state) {
  const place = view.indexOf(item);
  const answers = group("decide", word("question"), decisionButton("same", "S", state),
    decisionButton("different", "D", state), decisionButton("unsure", "U", state));
  const steps = group("steps", word("queue"), stepButton("undo", "Z", takeBack, session.history.length > 0),
    stepButton("previous", "K", () => step(-1), place > 0),
    stepButton("next", "J", () => step(1), place + 1 < view.length));
  return make("div", "bar", answers, steps);
}

function reason(state) {
  const input = make("input");
  input.id = "why";
  input.autocomplete = "off";
  input.value = state.decision?.why ?? "";
  input.addEventListener("change", () => explain(input.value.trim()));
  return make("label", "reason", make("span", "", word("why")), input);
}

// Which words a weight in bits deserves.
function strength(weight) {
  const steps = [[10, "very-strong"], [5, "strong"], [2, "clear"], [0.5, "slight"]];
  const found = steps.find(([least]) => Math.abs(weight) >= least);
  if (!found) return word("strength-none");
  return word(`strength-${found[1]}-${weight > 0 ? "for" : "against"}`);
}

function scale(weight) {
  const width = Math.min(Math.abs(weight) / 20, 1) * 50;
  const bar = make("span", weight < 0 ? "against" : "");
  bar.style.cssText = weight < 0 ? `right:50%;width:${width}%` : `left:50%;width:${width}%`;
  const holder = make("span", "scale", bar);
  holder.setAttribute("aria-hidden", "true");
  return holder;
}

function evidenceLine(name, what, weight) {
  const cell = (kind, child) => part("td", "cell", kind, child);
  return part("tr", "row", "", rowHead("", name), cell("shows", what), cell("says", strength(weight)),
    cell("number", bits(weight)), cell("bars", scale(weight)));
}

function levelWords({ field, level, others, of }) {
  if (!level) return hasWord(`about-${field}`) ? word(`about-${field}`) : "";
  const said = [`level-${field}-${level}`, `level-${level}`].find(hasWord);
  const text = said ? word(said) : level;
  if (of <= 0) return text;
  const also = others < 1 ? "as-well-hardly" : "as-well";
  return `${text}; ${word(also, { others: number(others, 1, 0), of: number(of, 0) })}`;
}

function evidence(item) {
  const lines = item.fields.map((one) =>
    evidenceLine(hasWord(`field-${one.field}`) ? word(`field-${one.field}`) : one.field, levelWords(one), one.weight));
  lines.push(evidenceLine(word("prior"), word("about-prior"), item.prior));
  lines.push(evidenceLine(word("sum"), word("alone", { probability: probability(item.alone) }), item.weight));
  const heads = ["evidence-field", "evidence-shows", "evidence-says", "evidence-bits"]
    .map((key) => columnHead(key === "evidence-bits" ? "number" : "", word(key)));
  const head = part("tr", "row", "", heads, part("td", "cell", "bars"));
  const table = part("table", "table", "evidence", part("thead", "rowgroup", "", head), part("tbody", "rowgroup", "", lines));
  table.setAttribute("aria-label", word("evidence"));
  return [make("h3", "", word("evidence")), make("p", "", verdict(item)), readings(item), table,
    make("p", "small muted", word("evidence-caption"))];
}

function verdict(item) {
  const decides = item.decides > 1 ? ` ${word("decides", { count: item.decides })}` : "";
  return word(`verdict-${item.verdict}`, { probability: probability(item.probability) }) + decides;
}

function readings(item) {
  const text = (parts) => parts.map(([role, text]) => [make("span", "muted", `${word(`field-${role}`)} `), quoted(text), "  "]).flat();
  return make("p", "small", make("span", "muted", `${word("read-as")}: `), text(item.read[0]), " | ", text(item.read[1]));
}

// Whom else the rows may be. A blind reviewer sees the rows, in an order that tells nothing.
function others(item) {
  const found = session.blind ? [...item.others].sort((a, b) => a.row - b.row) : item.others;
  if (found.length === 0) return [];
  const entries = found.map((other) => {
    const head = make("summary", "", quoted(nameOf(other.row)), " ", make("span", "muted small", quoted(DATA.rows[other.row].key)),
      " ", make("span", "small", otherWords(item, other)));
    return make("li", "", make("details", "", head, wholeRow(other.row)));
  });
  return [make("h3", "", word("others")), make("ul", "others", entries)];
}

function otherWords(item, other) {
  const said = [word("other-of", { name: nameOf(item.rows[other.side]) })];
  if (other.more > 0) said.push(word("other-more", { count: other.more }));
  if (!session.blind) said.push(word("other-probability", { probability: probability(other.probability) }));
  if (!session.blind && other.chosen) said.push(word("other-chosen"));
  return said.join(" · ");
}

function earlier(item) {
  const lines = standing(item);
  if (lines.length === 0) return [];
  const entries = lines.map(({ ruling, by, when, why }) =>
    make("li", "", make("strong", "", word(`ruling-${ruling}`)), " · ", quoted(by), ` · ${when}`, why ? [" · ", quoted(why)] : []));
  return [make("h3", "", word("earlier")), make("p", "small muted", word("earlier-help")), make("ul", "", entries)];
}

function draw() {
  const card = $("item");
  card.dataset.records = current ? current.pair : "[]";
  const heading = make("h2", "", current ? word("question") : word(items.length > 0 ? "nothing-left" : "nothing"));
  heading.id = "item-heading";
  if (!current) {
    card.replaceChildren(heading, buttons(null, { ruling: "" }));
    card.querySelectorAll('[id^="decide-"]').forEach((button) => { button.disabled = true; });
    return;
  }
  const state = stateOf(current);
  const place = view.indexOf(current);
  const where = place < 0 ? "" : word("place-in-queue", { place: place + 1, all: view.length });
  card.replaceChildren(make("div", "item-head", heading, make("span", "muted small", where), tagsOf(current, state)),
    comparison(current), buttons(current, state), reason(state),
    ...(session.blind ? [] : evidence(current)), ...others(current), ...earlier(current));
}
