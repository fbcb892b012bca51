// Words, and text of strangers: everything that is shown goes through `shown` and textContent.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const WORDS = read("words");
const DATA = read("data");
const $ = (id) => document.getElementById(id);

const LANGUAGES = { en: "English", ru: "Русский", kk: "Қазақша" };
let lang = "en";

// The word for a key, with what stands in for {name}.
function word(key, values = {}) {
  const text = WORDS[key]?.[lang] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

const hasWord = (key) => key in WORDS;

// What moves, turns or hides text is shown by its number.
const UNSAFE = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]/gu;

function shown(text) {
  return String(text).replace(UNSAFE, (letter) =>
    letter === "\n" ? letter : `\\u{${letter.codePointAt(0).toString(16)}}`);
}

// An element with a class, a text or children.
function make(tag, kind = "", ...children) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  for (const child of children.flat()) {
    element.append(child instanceof Node ? child : document.createTextNode(shown(child)));
  }
  return element;
}

// Text of a list, whose direction of writing does not reach further than itself.
function quoted(text, kind = "") {
  const element = make("bdi", kind, text);
  element.dir = "auto";
  return element;
}

// A table part with its role said, because on narrow screens it is laid out as blocks.
function part(tag, role, kind, ...children) {
  const element = make(tag, kind, ...children);
  element.setAttribute("role", role);
  return element;
}

function rowHead(kind, ...children) {
  const head = part("th", "rowheader", kind, ...children);
  head.scope = "row";
  return head;
}

function columnHead(kind, ...children) {
  const head = part("th", "columnheader", kind, ...children);
  head.scope = "col";
  return head;
}

// Browsers often lack Kazakh numbers, which are written as Russian ones.
const locale = () => (lang === "kk" ? "ru" : lang);

function number(value, most, least = most) {
  const text = value.toLocaleString(locale(), { minimumFractionDigits: least, maximumFractionDigits: most });
  return text.replace("-", "−");
}

function bits(value) {
  const rounded = Math.abs(value) < 0.05 ? 0 : value;
  return (rounded > 0 ? "+" : "") + number(rounded, 1);
}

// No probability that was computed from a sample is 0 or 1.
function probability(value) {
  if (value >= 0.9995) return word("more-than", { number: number(0.999, 3) });
  if (value < 0.0005) return word("less-than", { number: number(0.001, 3) });
  return number(value, 3);
}

// What a screen reader says, and what stands below the buttons.
function notice(key, values) {
  $("notice").replaceChildren(make("p", "", word(key, values)));
}

function setLanguage(next) {
  lang = next;
  document.documentElement.lang = next;
  $("languages").setAttribute("aria-label", word("language"));
  for (const button of $("languages").children) button.setAttribute("aria-pressed", String(button.lang === next));
  document.title = `${word("title")}: ${shown(DATA.title)}`;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  $("project").textContent = shown(DATA.title);
}
