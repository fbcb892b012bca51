// One person: what is shown, every claim, who contradicts whom, and why the rows were joined.

function personDetails(person) {
  return [
    el("h4", {}, t("person.fields")), fieldsOf(person),
    el("h4", {}, t("claims")), el("div", { class: "rows" }, person.rows.map(rowOf)),
    el("h4", {}, t("joins")), joinsOf(person),
    person.doubts.length > 0 && [el("h4", {}, t("doubts")), doubtsOf(person)],
    el("p", { class: "small" }, el("a", { href: `#${person.id}` }, t("person.link")), " ", el("code", {}, person.id)),
  ];
}

function fieldsOf(person) {
  const titles = (ids) => ids.map(listTitle).join("; ");
  const rows = person.fields.map((one) => [
    word("field", one.field),
    one.shown === null ? el("span", { class: "muted" }, t("not-shown")) : quoted(value(one.field, one.shown)),
    el("span", { class: one.state === "conflict" ? "warn" : "" }, word("state", one.state)),
    titles(one.says) || "–",
    one.contradicts.length ? el("span", { class: "warn" }, titles(one.contradicts)) : "–",
    el("span", { class: "small" }, word("rule", one.rule)),
  ]);
  const heads = [t("field"), t("field.shown"), t("field.state"), t("field.says"), t("field.contradicts"), t("field.rule")];
  return table({ caption: t("person.fields"), heads, rows, kind: "stack", isHeaded: true });
}

function rowOf(row) {
  const list = HEAD.lists.find((one) => one.id === row.list);
  const claim = (one) => {
    const read = value(one.field || "", one.value);
    const raw = one.raw === undefined ? one.value : one.raw;
    const other = read.trim() !== raw.trim() && el("div", { class: "small muted" }, t("claims.read-as"), " ", quoted(read));
    return [el("dt", {}, quoted(one.column || "–")), el("dd", {}, quoted(raw, { lang: list && list.language }), other)];
  };
  return el("div", { class: "card" },
    el("h5", {}, quoted(listTitle(row.list))),
    el("p", { class: "small muted" }, t("claims.where", { record: visible(row.record), row: number(row.row) })),
    el("dl", {}, row.claims.map(claim)));
}

function joinsOf(person) {
  if (person.rows.length === 1) return el("p", {}, t("joins.one"));
  const whole = el("p", {}, t("joins.probability", { p: percent(person.probability) }));
  return [whole, person.joins.map(joinOf)];
}

function rowName(key) {
  const at = key.indexOf(":");
  return `${listTitle(key.slice(0, at))}, ${key.slice(at + 1)}`;
}

const rowsOf = (join) => ({ a: visible(rowName(join.a)), b: visible(rowName(join.b)) });

/** The weights of one comparison, from the prior to the sum. */
function joinOf(join) {
  const most = Math.max(1, Math.abs(join.prior), Math.abs(join.weight), ...join.weights.map((one) => Math.abs(one.bits)));
  const line = (name, how, bits, kind) => {
    const row = [name, how, inWords(bits), { bar: bar([100 * Math.abs(bits) / most, bits < 0 ? "against" : ""]).bar }, signed(bits)];
    row.kind = kind;
    return row;
  };
  const known = join.weights.filter((one) => one.level !== "" || Math.abs(one.bits) >= 0.05);
  const rows = [
    line(t("joins.prior"), t("joins.prior-about"), join.prior),
    ...known.map((one) => line(word("field", one.field), one.level ? levelOf(one) : word("level", one.field), one.bits)),
    line(word("joins.sum", HEAD.profile), join.decided ? t("joins.sum-decided") : t("joins.sum-about", { p: percent(join.probability) }),
      join.weight, "sum"),
  ];
  const heads = [t("field"), t("joins.how"), t("joins.words"), "", { text: t("joins.bits"), number: true }];
  const caption = t("joins.caption", rowsOf(join));
  const drawn = table({ caption, heads, rows, kind: "stack weights" });
  return join.decided ? [el("p", {}, t("joins.decided", rowsOf(join))), drawn] : drawn;
}

const NAME_PARTS = ["surname", "given-name", "patronymic", "ancestor"];

function levelOf({ field, level }) {
  const kind = NAME_PARTS.includes(field) ? "name" : field;
  return WORDS[`level.${kind}.${level}`] ? t(`level.${kind}.${level}`) : word("level.text", level);
}

function signed(bits) {
  if (Math.abs(bits) < 0.05) return number(0);
  return `${bits > 0 ? "+" : "−"}${number(Math.abs(bits), 1)}`;
}

function inWords(bits) {
  if (Math.abs(bits) < 0.15) return t("weight.nothing");
  return times(bits > 0 ? "weight.for" : "weight.against", bits);
}

function doubtsOf(person) {
  const item = ({ person: id, probability }) => {
    const one = INDEX[POSITION.get(id)];
    const name = one && one.name ? quoted(one.name) : t("person.unnamed");
    return el("li", {}, el("a", { href: `#${id}` }, name), " ", el("code", { class: "muted" }, id), ` — ${percent(probability)}`);
  };
  return [el("p", {}, t("doubts.about")), el("ul", {}, person.doubts.map(item))];
}
