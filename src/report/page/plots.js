// Deaths by day, ages and places as bars in tables; contradictions; published totals.

const MOST_DAYS = 62;
const MOST_PLACES = 12;

function plotsSection() {
  const all = [HEAD.deaths && deaths(HEAD.deaths), HEAD.ages && ages(HEAD.ages), HEAD.places && places(HEAD.places)];
  return section("plots", el("p", {}, t("plots.about")), el("div", { class: "plots" }, all));
}

const entriesHead = () => ({ text: t("entries"), number: true });

/** Rows below a plot for what it cannot show. */
function open(rows) {
  const some = rows.filter(([, n]) => n > 0).map(([key, n]) => [t(key), number(n), bar()]);
  if (some.length) some[0].kind = "apart";
  return some;
}

function deaths({ days, contradictory, inexact, silent }) {
  const all = everyDay(days);
  const most = Math.max(1, ...all.map((one) => one.entries));
  const rows = all.map(({ day, entries }) => [date(day), number(entries), bar([100 * entries / most, ""])]);
  const rest = open([["deaths.contradictory", contradictory], ["deaths.inexact", inexact], ["deaths.silent", silent]]);
  return figureOf("deaths", { heads: [t("deaths.day"), entriesHead(), ""], rows: rows.concat(rest) });
}

/** The days without a death too, where they are few: a gap is to be seen. */
function everyDay(days) {
  if (days.length < 2) return days;
  const known = new Map(days.map((one) => [one.day, one.entries]));
  const [first, last] = [days[0].day, days[days.length - 1].day].map((day) => Date.parse(`${day}T00:00:00Z`));
  const length = (last - first) / 864e5 + 1;
  if (!(length <= MOST_DAYS)) return days;
  const at = (n) => new Date(first + n * 864e5).toISOString().slice(0, 10);
  return Array.from({ length }, (_, n) => ({ day: at(n), entries: known.get(at(n)) || 0 }));
}

function ages({ groups, unknown }) {
  const most = Math.max(1, ...groups.map((one) => one.entries + one.perhaps));
  const name = ({ from, to }) => (to === null ? t("ages.over", { from }) : `${from}–${to}`);
  const figure = ({ entries, perhaps }) => (perhaps ? range(entries, entries + perhaps) : number(entries));
  const rows = groups.map((one) => [name(one), figure(one),
    bar([100 * one.entries / most, ""], [100 * one.perhaps / most, "perhaps"])]);
  const rest = open([["ages.unknown", unknown]]);
  return figureOf("ages", { heads: [t("ages.group"), entriesHead(), ""], rows: rows.concat(rest) });
}

function places({ places, contradictory, unknown, silent }) {
  const most = Math.max(1, ...places.map((one) => one.entries));
  const row = ({ place, entries }) => [quoted(place), number(entries), bar([100 * entries / most, ""])];
  const rest = open([["places.contradictory", contradictory], ["places.unknown", unknown], ["places.silent", silent]]);
  const further = places.slice(MOST_PLACES);
  const heads = [t("place"), entriesHead(), ""];
  const more = further.length > 0 && el("details", {},
    el("summary", {}, counted("places.further", further.length)),
    table({ caption: counted("places.further", further.length), heads, rows: further.map(row), kind: "bars" }));
  return figureOf("places", { heads, rows: places.slice(0, MOST_PLACES).map(row).concat(rest) }, more);
}

function figureOf(key, { heads, rows }, more) {
  return el("div", {}, el("h3", {}, t(key)), el("p", { class: "small muted" }, t(`${key}.about`)),
    table({ caption: t(key), heads, rows, kind: "bars" }), more);
}

function conflictsSection() {
  const all = Object.entries(HEAD.conflicts).sort((a, b) => b[1] - a[1]);
  if (!all.length) return section("conflicts", el("p", {}, t("conflicts.none")));
  const show = (field) => el("button", { type: "button", class: "no-print", onclick: () => ask({ conflict: field }) },
    t("conflicts.show"), el("span", { class: "visually-hidden" }, `: ${word("field", field)}`));
  const rows = all.map(([field, n]) => [word("field", field), number(n), show(field)]);
  return section("conflicts", el("p", {}, t("conflicts.about")),
    table({ caption: t("conflicts.caption"), heads: [t("field"), entriesHead(), ""], rows }));
}

function totalsSection() {
  if (!HEAD.totals.length) return null;
  const heads = [t("totals.date"), { text: t("totals.figure"), number: true }, t("totals.scope"), t("totals.issuer"),
    { text: t("totals.documented"), number: true }, t("totals.verdict")];
  const rows = HEAD.totals.map((one) => [
    quoted(date(one.date)),
    one.number === null ? "?" : (one.at_least ? t("totals.at-least", { n: number(one.number) }) : number(one.number)),
    [quoted(`${one.place}, ${one.status}`), one.definition && el("div", { class: "small muted" }, quoted(one.definition))],
    [quoted(one.issuer), one.standing !== "stands" && el("div", { class: "small muted" }, word("standing", one.standing))],
    one.low === null ? "–" : range(one.low, one.high),
    word("verdict", one.verdict),
  ]);
  return section("totals", el("p", {}, t("totals.about")),
    el("details", {}, el("summary", {}, counted("totals.show", rows.length)),
      table({ caption: t("totals"), heads, rows, kind: "stack" })));
}
