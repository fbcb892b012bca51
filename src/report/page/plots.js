// Deaths by day, ages and places as bars in tables; contradictions; published totals.

const MOST_DAYS = 62;
const MOST_PLACES = 12;

function plotsSection() {
  const all = [HEAD.deaths && deaths(HEAD.deaths), HEAD.ages && ages(HEAD.ages), HEAD.places && places(HEAD.places)];
  return section("plots", el("p", {}, t("plots.about")), el("div", { class: "plots" }, all));
}

const entriesHead = () => ({ text: t("entries"), number: true });

/** A table below a plot for what it cannot show. */
function open(counts) {
  const rows = counts.filter(([, n]) => n > 0).map(([key, n]) => [t(key), number(n)]);
  return rows.length > 0 && table({ caption: t("plots.open"), heads: [t("plots.reason"), entriesHead()], rows, kind: "open" });
}

function deaths({ days, contradictory, inexact, silent }) {
  const all = everyDay(days);
  const most = Math.max(1, ...all.map((one) => one.entries));
  const rows = all.map(({ day, entries }) => [date(day), number(entries), bar([100 * entries / most, ""])]);
  const rest = open([["deaths.contradictory", contradictory], ["deaths.inexact", inexact], ["deaths.silent", silent]]);
  const heads = [t("deaths.day"), entriesHead(), ""];
  if (all.length < 2 || all.length > MOST_DAYS) return figureOf("deaths", { heads, rows }, rest);
  return el("div", {}, el("h3", {}, t("deaths")), el("p", { class: "small muted" }, t("deaths.about")),
    el("figure", {}, el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("deaths") }, dayColumns(all, most))),
    rest,
    el("details", {}, el("summary", {}, t("as-table")), table({ caption: t("deaths"), heads, rows, kind: "bars" })));
}

/** A column for each day, with the number of the day below it and the month below its first day. */
function dayColumns(all, most) {
  const [step, high, top] = [Math.max(13, Math.min(18, Math.floor(440 / all.length))), 130, 18];
  const [width, base] = [step * all.length + 30, top + high];
  const text = (x, y, content) => svg("text", { x, y, "text-anchor": "middle" }, content);
  const drawn = all.map(({ day, entries }, n) => {
    const [x, height, dayOfMonth] = [step * n + step / 2 + 4, (high * entries) / most, Number(day.slice(8))];
    const isFirst = n === 0 || dayOfMonth === 1;
    const month = t("date.month", { y: day.slice(0, 4), month: t(`month.${Number(day.slice(5, 7))}`) });
    return [
      svg("rect", { class: "column", x: x - step / 2 + 2, y: base - height, width: step - 4, height }),
      entries > 0 && text(x, base - height - 4, number(entries)),
      text(x, base + 15, dayOfMonth),
      isFirst && svg("text", { x: x - step / 2, y: base + 32, class: "muted-text" }, month),
    ];
  });
  const words = all.filter((one) => one.entries > 0).map(({ day, entries }) => `${date(day)}: ${number(entries)}`);
  return svg("svg", { class: "days", width, height: base + 38, viewBox: `0 0 ${width} ${base + 38}`, role: "img",
    "aria-label": `${t("deaths")}. ${words.join("; ")}` },
    svg("line", { class: "axis", x1: 0, x2: width, y1: base, y2: base }), drawn);
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
  return figureOf("ages", { heads: [t("ages.group"), entriesHead(), ""], rows }, rest);
}

function places({ places, contradictory, unknown, silent }) {
  const most = Math.max(1, ...places.map((one) => one.entries));
  const row = ({ place: name, entries }) => [quoted(place(name)), number(entries), bar([100 * entries / most, ""])];
  const rest = open([["places.contradictory", contradictory], ["places.unknown", unknown], ["places.silent", silent]]);
  const further = places.slice(MOST_PLACES);
  const heads = [t("place"), entriesHead(), ""];
  const more = further.length > 0 && el("details", {},
    el("summary", {}, counted("places.further", further.length)),
    table({ caption: counted("places.further", further.length), heads, rows: further.map(row), kind: "bars" }));
  return figureOf("places", { heads, rows: places.slice(0, MOST_PLACES).map(row) }, more, rest);
}

function figureOf(key, { heads, rows }, ...below) {
  return el("div", {}, el("h3", {}, t(key)), el("p", { class: "small muted" }, t(`${key}.about`)),
    table({ caption: t(key), heads, rows, kind: "bars", isHeaded: true }), below);
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
