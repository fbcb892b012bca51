// The two rows side by side as they are printed, and what they have in common by eye.

// The cells of a row with their headers and what the project file says they mean.
function cellsOf(row) {
  const { list, cells } = DATA.rows[row];
  const { columns } = DATA.lists[list];
  const length = Math.max(columns.length, cells.length);
  return Array.from({ length }, (_, at) => ({
    header: columns[at]?.header ?? "", field: columns[at]?.field ?? "", text: cells[at] ?? "" }));
}

// Lines of the comparison: columns that mean the same stand beside each other.
function aligned(item) {
  const [left, right] = item.rows.map(cellsOf);
  const beside = (cell) => right.find((other) => cell.field && other.field === cell.field);
  const sameHeader = (cell) => right.find((other) => !cell.field && !other.field && other.header === cell.header);
  const lines = left.map((cell) => [cell, beside(cell) ?? sameHeader(cell) ?? null]);
  const taken = new Set(lines.map((line) => line[1]));
  return [...lines, ...right.filter((cell) => !taken.has(cell)).map((cell) => [null, cell])];
}

const plain = (text) => text.normalize("NFKC").toLocaleLowerCase().replace(/[\s.,]+/g, " ").trim();

// What is another in every list says nothing.
const OWN = ["id", "url"];

// How two cells stand to each other by eye: same, differs, one or none.
function likeness([a, b]) {
  if (OWN.includes((a ?? b).field)) return "none";
  const [x, y] = [a, b].map((cell) => plain(cell?.text ?? ""));
  if (!x && !y) return "none";
  if (!x || !y) return "one";
  return x === y ? "same" : "differs";
}

const SIGNS = { same: "=", differs: "≠", one: "–", none: "" };

// The words of a cell; those that the other cell lacks are underlined, if the two share any.
function marked(cell, other) {
  const words = new Set(plain(other?.text ?? "").split(" "));
  const pieces = cell.text.split(/(\s+)/);
  const shares = pieces.some((piece) => piece.trim() && words.has(plain(piece)));
  return pieces.map((piece) =>
    (shares && plain(piece) && !words.has(plain(piece)) ? make("mark", "", piece) : piece));
}

function cellOf(cell, other, sign) {
  if (!cell) return part("td", "cell", "", make("span", "muted small", word("no-column")));
  const body = make("bdi", "cell", sign === "differs" ? marked(cell, other) : cell.text);
  body.dir = "auto";
  const text = cell.text.trim() ? body : make("span", "muted", word("empty"));
  return part("td", "cell", "", quoted(cell.header, "header"), text);
}

function fieldWord(cell) {
  const field = cell.field || "";
  return hasWord(`field-${field}`) ? word(`field-${field}`) : field || cell.header;
}

function lineOfCells(cells) {
  const sign = likeness(cells);
  const [a, b] = cells;
  const head = rowHead("", fieldWord(a ?? b));
  if (sign !== "none") head.append(make("span", "sign", `${SIGNS[sign]} ${word(`sign-${sign}`)}`));
  return part("tr", "row", sign, head, cellOf(a, b, sign), cellOf(b, a, sign));
}

function whose(row) {
  const { list, key, row: place } = DATA.rows[row];
  const { title, file } = DATA.lists[list];
  return columnHead("", quoted(title || file), make("br"),
    make("span", "whose small muted", quoted(key), " · ", word("place", { file, row: place })));
}

function comparison(item) {
  const corner = part("td", "cell", "corner");
  const head = part("tr", "row", "", corner, item.rows.map(whose));
  const body = part("tbody", "rowgroup", "", aligned(item).map(lineOfCells));
  const table = part("table", "table", "pair", part("thead", "rowgroup", "", head), body);
  table.setAttribute("aria-label", word("both-rows"));
  return table;
}

// All cells of one row, as a list.
function wholeRow(row) {
  const list = make("dl", "cells");
  for (const cell of cellsOf(row).filter((one) => one.text.trim())) {
    list.append(make("dt", "", quoted(cell.header)), make("dd", "", quoted(cell.text)));
  }
  return list;
}
