// The page: sections in their order, the language, links to people.

const SECTIONS = [
  ["numbers", numbersSection], ["lists", listsSection], ["overlap", overlapSection], ["plots", plotsSection],
  ["conflicts", conflictsSection], ["totals", totalsSection], ["people", peopleSection], ["method", methodSection],
];
const LANGUAGES = [["en", "English"], ["ru", "Русский"], ["kk", "Қазақша"]];

function methodSection() {
  const { compared, possible, exhaustive, joined_above: above, draws, to_review: review } = HEAD.method;
  const compare = exhaustive ? "method.all" : "method.some";
  const steps = [word("method.nothing-lost", HEAD.profile), t(compare, { compared: number(compared), possible: number(possible) }),
    t("method.weights"), t("method.joined", { p: number(above * 100) }), t("method.draws", { n: number(draws) }),
    counted("method.review", review), t("method.claims"), t("method.place-names")];
  return section("method", el("ul", {}, steps.map((step) => el("li", {}, step))), findings(), digests());
}

function findings() {
  if (!HEAD.findings.length) return null;
  const heads = [t("findings.code"), { text: t("findings.count"), number: true }, t("findings.severity"), t("findings.about")];
  const rows = HEAD.findings.map((one) => [el("code", {}, one.code), number(one.count), word("severity", one.severity),
    el("span", { lang: "en" }, one.about)]);
  return el("details", {}, el("summary", {}, t("findings")), table({ caption: t("findings"), heads, rows, kind: "stack", isHeaded: true }));
}

function digests() {
  const known = HEAD.lists.filter((list) => list.sha256);
  if (!known.length) return null;
  const rows = known.map((list) => [quoted(list.title), el("span", { class: "hash" }, list.sha256)]);
  return el("details", {}, el("summary", {}, t("digests")),
    table({ caption: t("digests"), heads: [t("list"), "SHA-256"], rows, kind: "stack" }));
}

function redraw(id, node) {
  document.getElementById(id).replaceWith(node);
}

function render() {
  document.documentElement.lang = lang;
  document.getElementById("skip").textContent = t("skip");
  const period = HEAD.period && t("period", { from: date(HEAD.period[0]), to: date(HEAD.period[1]) });
  document.getElementById("subtitle").textContent = [t("subtitle"), period].filter(Boolean).join(" ");
  const languages = document.getElementById("languages");
  languages.setAttribute("aria-label", t("language"));
  languages.replaceChildren(...LANGUAGES.map(([code, name]) => el("button", { type: "button", lang: code,
    "aria-pressed": String(code === lang), onclick: () => speak(code) }, name)));
  const drawn = SECTIONS.map(([id, draw]) => [id, draw()]).filter(([, node]) => node);
  const contents = document.getElementById("contents");
  contents.setAttribute("aria-label", t("contents"));
  contents.replaceChildren(el("ul", {}, drawn.map(([id]) => el("li", {}, el("a", { href: `#${id}` }, t(id))))));
  document.getElementById("main").replaceChildren(...drawn.map(([, node]) => node));
  document.getElementById("footer").textContent =
    t("footer", { program: HEAD.program.name, version: HEAD.program.version, profile: word("profile", HEAD.profile) });
}

function speak(code) {
  lang = code;
  render();
  document.querySelector(`#languages [lang=${code}]`).focus();
}

function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id.startsWith("P-")) openPerson(id);
}

window.addEventListener("hashchange", follow);
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("people-head").focus();
  document.getElementById("people").scrollIntoView({ behavior: "instant" });
});
render();
follow();
