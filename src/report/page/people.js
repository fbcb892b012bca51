// The people: search, filters, pages, and each opened in place.

let openId = null;

function peopleSection() {
  const results = el("div", { id: "results" });
  const part = section("people", el("p", {}, t("people.about")), filters(), el("p", { id: "found", role: "status" }), results);
  showPeople(part);
  return part;
}

function filters() {
  const text = el("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", value: asked.text,
    "aria-describedby": "search-hint", oninput: (event) => narrowed({ text: event.target.value }) });
  return el("form", { class: "filters no-print", role: "search", "aria-label": t("people.search"), onsubmit: (event) => event.preventDefault() },
    el("label", { class: "wide" }, t("people.search"), text,
      el("span", { id: "search-hint", class: "muted" }, t("people.search-hint"))),
    choice("list", listChoices()),
    choice("place", HEAD.places ? HEAD.places.places.map(({ place: name }) => [name, place(name)]) : []),
    choice("conflict", conflictChoices()),
    choice("grade", grades().map((grade) => [grade, word("grade", grade)])),
    el("label", {}, t("people.size"), el("select", { onchange: (event) => narrowed({ size: Number(event.target.value) }) },
      [50, 200, INDEX.length].filter((size, n) => n === 0 || n === 2 || INDEX.length > size).map((size, n, all) =>
        el("option", { value: size, selected: asked.size === size }, n === all.length - 1 ? t("people.all") : number(size))))));
}

function choice(key, choices) {
  if (!choices.length) return null;
  const option = ([value, text]) => el("option", { value, selected: asked[key] === value }, visible(text));
  return el("label", {}, t(`filter.${key}`), el("select", { id: `filter-${key}`, onchange: (event) => narrowed({ [key]: event.target.value }) },
    option(["", t("filter.any")]), choices.map(option)));
}

function listChoices() {
  const each = HEAD.lists.map((list) => [[`in:${list.id}`, t("filter.in", { list: list.title })],
    [`only:${list.id}`, t("filter.only", { list: list.title })]]);
  return [["several:", t("filter.several")], ["one:", t("filter.one")]].concat(each.flat());
}

function conflictChoices() {
  const fields = Object.keys(HEAD.conflicts).map((field) => [field, t("filter.conflict-on", { field: word("field", field) })]);
  const all = fields.length ? [["any", t("filter.conflict-any")]].concat(fields) : [];
  return INDEX.some((one) => one.doubt) ? all.concat([["doubt", t("filter.doubt")]]) : all;
}

function grades() {
  return Array.from(new Set(INDEX.map((one) => one.grade).filter(Boolean))).sort();
}

/** Takes over a choice of the reader and shows the first page. */
function narrowed(change) {
  Object.assign(asked, change, { page: 0 });
  showPeople(document);
}

/** A choice made elsewhere in the page. */
function ask(change) {
  Object.assign(asked, { text: "", list: "", grade: "", place: "", conflict: "", page: 0 }, change);
  redraw("people", peopleSection());
  document.getElementById("people-head").focus();
  document.getElementById("people").scrollIntoView({ behavior: "instant" });
}

function showPeople(root) {
  const all = found();
  const last = Math.max(0, Math.ceil(all.length / asked.size) - 1);
  asked.page = Math.min(asked.page, last);
  const shown = all.slice(asked.page * asked.size, (asked.page + 1) * asked.size);
  root.querySelector("#found").textContent = all.length === INDEX.length
    ? counted("people.found-all", all.length) : counted("people.found", all.length);
  root.querySelector("#results").replaceChildren(
    el("ul", { class: "people" }, shown.map(personItem)), last > 0 ? pager(last) : "");
}

function pager(last) {
  const go = (page) => () => {
    asked.page = page;
    showPeople(document);
    document.getElementById("found").scrollIntoView({ behavior: "instant" });
  };
  return el("div", { class: "pager no-print", role: "group", "aria-label": t("people.pages") },
    el("button", { type: "button", disabled: asked.page === 0, onclick: go(asked.page - 1) }, t("people.previous")),
    el("span", {}, t("people.page", { page: number(asked.page + 1), of: number(last + 1) })),
    el("button", { type: "button", disabled: asked.page === last, onclick: go(asked.page + 1) }, t("people.next")));
}

function personItem(one) {
  const isOpen = one.id === openId;
  const details = el("div", { id: `details-${one.id}`, class: "details", hidden: !isOpen }, isOpen && personDetails(personAt(one.at)));
  const toggle = (event) => {
    const open = details.hidden;
    if (open && !details.childNodes.length) fill(details, {}, personDetails(personAt(one.at)));
    details.hidden = !open;
    event.currentTarget.setAttribute("aria-expanded", String(open));
    openId = open ? one.id : null;
    history.replaceState(null, "", open ? `#${one.id}` : "#people");
  };
  return el("li", { id: one.id },
    el("h3", {}, el("button", { type: "button", "aria-expanded": String(isOpen), "aria-controls": `details-${one.id}`, onclick: toggle },
      one.name ? quoted(one.name) : t("person.unnamed"))),
    el("p", { class: "line small" }, summaryOf(one)), details);
}

/** Sexes whose words differ; a disputed or unknown sex has a word of its own. */
const SEXES = ["male", "female"];

/** A line under the name: birth, death, place, lists. */
function summaryOf(one) {
  const fact = (key, text) => text && el("span", {}, el("span", { class: "muted" }, `${t(key)} `), quoted(text));
  return [
    fact("fact.birth", one.birth && date(one.birth)),
    fact(SEXES.includes(one.sex) ? `fact.death.${one.sex}` : "fact.death.unknown", one.death && date(one.death)),
    fact("fact.place", one.place && place(one.place)),
    fact("fact.lists", one.lists.map((at) => HEAD.lists[at].title).join("; ")),
    one.grade && el("span", { class: "tag" }, word("grade", one.grade)),
    one.conflicts.length > 0 && el("span", { class: "tag warn" }, t("tag.conflict", { fields: fieldNames(one.conflicts) })),
    one.doubt === 1 && el("span", { class: "tag" }, t("tag.doubt")),
  ];
}

/** Opens the person of a link, whatever is filtered now. */
function openPerson(id) {
  const at = POSITION.get(id);
  if (at === undefined) return false;
  openId = id;
  if (!found().slice(asked.page * asked.size, (asked.page + 1) * asked.size).some((one) => one.id === id)) {
    Object.assign(asked, { text: "", list: "", grade: "", place: "", conflict: "", page: Math.floor(at / asked.size) });
  }
  redraw("people", peopleSection());
  const item = document.getElementById(id);
  item.scrollIntoView({ behavior: "instant" });
  item.querySelector("button").focus({ preventScroll: true });
  return true;
}
