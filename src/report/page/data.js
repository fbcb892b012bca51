// The people: an index of all, and chunks that are parsed when somebody looks at one of them.

const COLUMNS = ["id", "name", "lists", "place", "conflicts", "keys", "independent", "grade", "doubt", "birth", "death", "sex"];
const INDEX = part("index").map((row, at) => {
  const one = { at };
  COLUMNS.forEach((column, n) => { one[column] = row[n]; });
  return one;
});
const POSITION = new Map(INDEX.map((one) => [one.id, one.at]));
const parsed = new Map();

/** Everything about the person at a position of the index. */
function personAt(at) {
  const chunk = Math.floor(at / HEAD.chunk);
  if (!parsed.has(chunk)) parsed.set(chunk, part(`people-${chunk}`));
  return parsed.get(chunk)[at % HEAD.chunk];
}

/** What the reader asks for: a text and a choice for each filter; empty for any. */
const asked = { text: "", list: "", grade: "", place: "", conflict: "", page: 0, size: 50 };

function isWanted(one) {
  const lists = one.lists.map((at) => HEAD.lists[at].id);
  const [how, list] = asked.list.split(":");
  if (how === "in" && !lists.includes(list)) return false;
  if (how === "only" && !(lists.length === 1 && lists[0] === list)) return false;
  if (how === "several" && one.independent < 2) return false;
  if (how === "one" && one.independent > 1) return false;
  if (asked.grade && one.grade !== asked.grade) return false;
  if (asked.place && one.place !== asked.place) return false;
  if (asked.conflict === "doubt") return one.doubt === 1;
  if (asked.conflict === "any") return one.conflicts.length > 0;
  return !asked.conflict || one.conflicts.includes(asked.conflict);
}

/** The people that are asked for: those named exactly so first. */
function found() {
  const wanted = INDEX.filter(isWanted);
  const text = asked.text.trim();
  if (text === "") return wanted;
  const id = text.replace(/^#/, "").toUpperCase();
  const query = queryOf(text);
  const rank = (one) => {
    if (id.startsWith("P-") && one.id.startsWith(id)) return 2;
    if (!one.searched) one.searched = keysOf(one.keys);
    return query.length ? likeness(query, one.searched) : 0;
  };
  const ranked = wanted.map((one) => ({ one, rank: rank(one) })).filter(({ rank }) => rank > 0);
  ranked.sort((a, b) => b.rank - a.rank || a.one.at - b.one.at);
  return ranked.map(({ one }) => one);
}
