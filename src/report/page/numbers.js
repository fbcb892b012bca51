// The headline: three numbers, what they mean and what they do not; the lists.

function numbersSection() {
  const { identified, documented, unnamed, level } = HEAD.numbers;
  const card = (key, figure, notes) => el("div", { class: "card" },
    el("dt", {}, t(key)), figure, notes.filter(Boolean).map((note) => el("dd", { class: "small muted" }, note)));
  const interval = (count) => el("dd", { class: "figure" }, range(count.low, count.high));
  const share = t("numbers.interval", { level: number(level * 100) });
  return section("numbers",
    el("dl", { class: "numbers" },
      card("numbers.identified", interval(identified), [share, counted("numbers.entries", identified.entries)]),
      card("numbers.documented", interval(documented), [share, unnamed ? counted("numbers.unnamed", unnamed) : t("numbers.unnamed.none")]),
      card("numbers.estimate", el("dd", { class: "none" }, t("numbers.none")), [t("numbers.none-why")])),
    el("h3", {}, t("meaning")),
    el("ul", {}, meanings(identified, level).map((one) => el("li", {}, one))));
}

function meanings({ entries, low, high }, level) {
  const all = [t("meaning.counts", { level: number(level * 100) }), t("meaning.not"), t("meaning.claims")];
  if (entries > high) all.push(t("meaning.more"));
  if (entries < low) all.push(t("meaning.fewer"));
  if (HEAD.coarsened.length) all.push(t("meaning.coarsened", { fields: fieldNames(HEAD.coarsened) }));
  if (HEAD.withheld.length) all.push(t("meaning.withheld", { fields: fieldNames(HEAD.withheld) }));
  return all;
}

function fieldNames(fields) {
  return fields.map((field) => word("field", field)).join(", ");
}

function listsSection() {
  const heads = [t("list"), { text: t("list.rows"), number: true }, { text: t("list.declared"), number: true },
    t("list.published"), t("list.scope"), t("list.independence")];
  const rows = HEAD.lists.map((list) => [
    [quoted(list.title), " ", el("code", { class: "muted" }, list.id), listLink(list)],
    number(list.rows),
    list.declared === null ? t("unsaid") : number(list.declared),
    list.published ? date(list.published) : t("unsaid"),
    list.scope ? word("status", list.scope) : t("list.everyone"),
    independence(list),
  ]);
  return section("lists",
    el("p", {}, word("lists.about", HEAD.profile)),
    table({ caption: t("lists.caption"), heads, rows, kind: "stack", isHeaded: true }),
    groups());
}

function listLink(list) {
  return list.url && /^https?:\/\//.test(list.url) && el("div", { class: "small" },
    el("a", { href: list.url, rel: "noreferrer noopener" }, visible(list.url)));
}

function independence(list) {
  if (list.quotes.length) return t("list.quotes", { lists: list.quotes.map(listTitle).join(", ") });
  if (list.independent_group !== list.id) return t("list.group", { list: listTitle(list.independent_group) });
  return t("list.independent");
}

function groups() {
  const all = Object.entries(HEAD.independent).sort((a, b) => b[0] - a[0]);
  const rows = all.map(([groups, entries]) => [counted("groups", Number(groups)), number(entries),
    bar([100 * entries / Math.max(...all.map((one) => one[1])), ""])]);
  return table({ caption: t("groups.caption"), heads: [t("groups"), { text: t("entries"), number: true }, ""], rows, kind: "bars" });
}
