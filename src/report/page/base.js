"use strict";
// Words, numbers, dates and elements. Texts go into the page as text only, never as markup.

const part = (id) => JSON.parse(document.getElementById(id).textContent);
const WORDS = part("words");
const HEAD = part("head");
let lang = document.documentElement.lang;

/** A text in the language of the reader, with its blanks filled; the key where there is none. */
function t(key, values = {}) {
  const text = WORDS[key] ? WORDS[key][lang] : key;
  return text.replace(/\{(\w+)\}/g, (blank, name) => (name in values ? values[name] : blank));
}

/** A word of the data, as `state.conflict`; what the tables do not have stays as it is. */
function word(kind, key) {
  return WORDS[`${kind}.${key}`] ? t(`${kind}.${key}`) : key;
}

/** A text with a number of things, in the plural form that the language asks for. */
function counted(key, n, values = {}) {
  const form = new Intl.PluralRules(lang).select(n);
  const known = WORDS[`${key}.${form}`] ? form : "other";
  return t(`${key}.${known}`, { n: number(n), ...values });
}

// Browsers often lack Kazakh numbers, which are written as Russian ones.
const locale = () => (lang === "kk" ? "ru" : lang);

function number(n, decimals = 0) {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: decimals }).format(n);
}

/** `239–240`, or one number. */
function range(low, high) {
  return low === high ? number(low) : `${number(low)}–${number(high)}`;
}

/** A probability in per cent: none that is computed from a sample is 0 or 100. */
function percent(p) {
  if (p >= 0.9995) return t("over", { n: `${number(99.9, 1)} %` });
  if (p < 0.0005) return t("under", { n: `${number(0.1, 1)} %` });
  return `${number(p * 100, 1)} %`;
}

/** `key` with how many times that is, in two figures. */
function times(key, bits) {
  const factor = 2 ** Math.abs(bits);
  if (factor >= 1e6) return counted(key, 1e6, { n: t("over", { n: number(1e6) }) });
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(factor)) - 1);
  const n = factor < 10 ? Math.round(factor * 10) / 10 : Math.round(factor / unit) * unit;
  return counted(key, n, { n: number(n, 1) });
}

/** A date in EDTF in words: a day, a month, a year, a span, several. */
function date(text) {
  if (text.includes(" | ")) return text.split(" | ").map(date).join(" | ");
  if (text.includes("/")) return text.split("/").map(date).join(" – ");
  const [, year, month, day, mark] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)$/.exec(text) || [];
  if (!year) return text;
  let shown = year;
  if (day) shown = t("date.day", { y: year, d: Number(day), month: t(`monthof.${Number(month)}`) });
  else if (month) shown = t("date.month", { y: year, month: t(`month.${Number(month)}`) });
  shown = shown.replace(/ /g, "\u00a0");
  return mark ? t("date.about", { date: shown }) : shown;
}

/** A place in the language of the reader: each part of its path by itself. */
function place(path) {
  const local = (name) => (HEAD.place_names[name] && HEAD.place_names[name][lang]) || name;
  return path.split(", ").map(local).join(", ");
}

/** A value of a field as a reader sees it. */
function value(field, text) {
  const each = (show) => text.split(" | ").map(show).join(" | ");
  if (field === "birth" || field === "death") return date(text);
  if (field === "birth_date" || field === "death_date") return date(text);
  if (field === "place") return each(place);
  if (field === "sex") return each((one) => word("sex", one));
  if (field === "status") return each((one) => one.split("+").map((group) => word("status", group)).join(", "));
  return text;
}

const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A text of a list: what could turn the direction of writing or hide is shown by its number. */
function visible(text) {
  return String(text).replace(UNSEEN, (letter) => `\\u{${letter.codePointAt(0).toString(16)}}`);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** An element with attributes (`onclick` and the like are listeners) and children; texts are text. */
function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** Text of a list, kept apart from the direction of writing around it. */
function quoted(text, attributes = {}) {
  return el("bdi", attributes, visible(text));
}

/** A table. Heads are texts or `{text, number: true}`; rows are arrays of cells, the first of which heads its row. Its
    caption is not shown where a heading above it says the same. */
function table({ caption, heads, rows, kind = "", isHeaded = false }) {
  const isNumber = (at) => Boolean(heads[at] && heads[at].number);
  const text = (head) => (typeof head === "string" ? head : head.text);
  const head = (one, at) => (text(one) === "" ? el("td", { "aria-hidden": "true" })
    : el("th", { scope: "col", class: isNumber(at) ? "number" : null }, text(one)));
  const cell = (one, at) => {
    if (at === 0) return el("th", { scope: "row" }, one);
    const bar = one && one.bar;
    const attributes = { class: one === "–" ? "empty" : isNumber(at) ? "number" : null, "data-head": text(heads[at]) || null };
    return el("td", bar ? { class: "bar", "aria-hidden": "true" } : attributes, bar ? one.bar : one);
  };
  const row = (cells) => el("tr", { class: cells.kind || null }, cells.map(cell));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el("table", { class: kind },
      el("caption", { class: isHeaded ? "visually-hidden" : null }, caption),
      el("thead", {}, el("tr", {}, heads.map(head))),
      el("tbody", {}, rows.map(row))));
}

/** A bar of a table: widths in per cent, each with a class. */
function bar(...pieces) {
  const piece = ([share, kind]) => share > 0 && el("i", { class: kind, style: `width:${Math.min(100, share).toFixed(2)}%` });
  return { bar: el("span", {}, pieces.map(piece)) };
}

function section(id, ...children) {
  return el("section", { id, "aria-labelledby": `${id}-head` }, el("h2", { id: `${id}-head`, tabindex: "-1" }, t(id)), children);
}

function listTitle(id) {
  const list = HEAD.lists.find((one) => one.id === id);
  return list ? list.title : id;
}
