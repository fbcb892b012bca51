// Which lists people stand in: an UpSet plot, and the same as a table.

const MOST_COLUMNS = 24;

function overlapSection() {
  const cells = HEAD.overlap.slice().sort((a, b) => b.people.mean - a.people.mean);
  const rows = cells.map(({ lists, people }) => [
    lists.map(listTitle).join(" + ") + (lists.length === 1 && HEAD.lists.length > 1 ? ` (${t("overlap.only")})` : ""),
    range(people.low, people.high),
    number(people.entries),
  ]);
  const heads = [t("overlap.lists"), { text: t("overlap.people"), number: true }, { text: t("entries"), number: true }];
  const level = number(HEAD.numbers.level * 100);
  return section("overlap",
    el("p", {}, t("overlap.about", { level })),
    el("figure", {},
      el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("overlap") }, upset(cells.slice(0, MOST_COLUMNS))),
      el("figcaption", { class: "small muted" }, t("overlap.legend", { level }))),
    el("details", {}, el("summary", {}, t("as-table")), table({ caption: t("overlap.caption", { level }), heads, rows, kind: "stack" })));
}

/** Columns are combinations of lists, the largest first; rows are the lists. */
function upset(cells) {
  const labels = HEAD.lists.map((list) => `${list.id} · ${number(list.rows)}`);
  const left = Math.min(190, 16 + 7.4 * Math.max(...labels.map((label) => label.length)));
  const [step, high, line, top] = [46, 150, 28, 22];
  const width = left + step * cells.length + 8;
  const height = top + high + 14 + line * HEAD.lists.length + 6;
  const most = Math.max(1, ...cells.map(({ people }) => Math.max(people.high, people.mean)));
  const y = (n) => top + high - (high * n) / most;
  const rowAt = (n) => top + high + 14 + line * n + line / 2;
  const centre = (n) => left + step * n + step / 2;
  const bands = HEAD.lists.map((list, n) => n % 2 === 0 && svg("rect", { class: "band", x: 0, y: rowAt(n) - line / 2, width, height: line }));
  const names = labels.map((label, n) => svg("text", { x: 6, y: rowAt(n) + 4 }, visible(label)));
  const columns = cells.map((cell, n) => column(cell, { x: centre(n), y, rowAt, base: top + high }));
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": upsetText(cells) },
    bands, svg("line", { class: "axis", x1: left, x2: width, y1: top + high, y2: top + high }), names, columns);
}

function column({ lists, people }, { x, y, rowAt, base }) {
  const inside = HEAD.lists.map((list) => lists.includes(list.id));
  const dots = inside.map((is, n) => svg("circle", { class: is ? "dot" : "hollow", cx: x, cy: rowAt(n), r: is ? 6.5 : 4.5 }));
  const [first, last] = [inside.indexOf(true), inside.lastIndexOf(true)];
  const whisker = people.low !== people.high && svg("path", { class: "whisker",
    d: `M${x - 5} ${y(people.high)}h10M${x} ${y(people.high)}V${y(people.low)}M${x - 5} ${y(people.low)}h10` });
  return [
    svg("rect", { class: "column", x: x - 14, y: y(people.mean), width: 28, height: base - y(people.mean) }),
    whisker,
    svg("text", { x, y: y(people.high) - 6, "text-anchor": "middle" }, range(people.low, people.high)),
    first < last && svg("line", { class: "joined", x1: x, x2: x, y1: rowAt(first), y2: rowAt(last) }),
    dots,
  ];
}

function upsetText(cells) {
  const one = ({ lists, people }) => `${lists.map(listTitle).join(" + ")}: ${range(people.low, people.high)}`;
  return `${t("overlap")}. ${cells.map(one).join("; ")}`;
}
