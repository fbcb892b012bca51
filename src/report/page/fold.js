// Names in neutral letters, as the program folds them, so that any script finds any other.

const LETTERS = part("letters");
const LOST = /[?\ufffd_*]/;
const UNKNOWN = "\u0001";

function isVowel(sound) {
  return sound !== undefined && LETTERS.vowels.includes(sound);
}

/** One word in neutral letters; doubled letters become one. */
function foldWord(text) {
  const letters = Array.from(text.toLowerCase());
  const out = [];
  const push = (sound) => {
    if (out[out.length - 1] !== sound) out.push(sound);
  };
  for (let at = 0; at < letters.length; ) {
    const rule = ruleAt(letters, at, out);
    if (rule) {
      Array.from(rule[1]).forEach(push);
      at += 1 + Array.from(rule[0]).length;
    } else {
      foldUnknown(letters[at], out, push);
      at += 1;
    }
  }
  const shown = out.filter((sound) => sound !== UNKNOWN).join("");
  return shown || text.toLowerCase();
}

function ruleAt(letters, at, out) {
  const behind = letters.slice(at + 1);
  const fits = ([rest, , where]) => {
    const wanted = Array.from(rest);
    if (wanted.length > behind.length || wanted.some((letter, n) => letter !== behind[n])) return false;
    if (where === "start") return at === 0;
    if (where === "vowel") return isVowel(out[out.length - 1]);
    if (where === "end") return wanted.length === behind.length;
    return where !== "front";
  };
  return (LETTERS.rules[letters[at]] || []).find(fits);
}

/** A letter that no table has: as the letter that its accents are put to. */
function foldUnknown(letter, out, push) {
  if (LOST.test(letter)) {
    out.push("?");
    return;
  }
  if (!/\p{Alphabetic}/u.test(letter)) return;
  const plain = Array.from(letter.normalize("NFD"))[0];
  const rule = plain !== letter && (LETTERS.rules[plain] || []).find(([rest, , where]) => rest === "" && where === "any");
  if (rule) Array.from(rule[1]).forEach(push);
  else push(UNKNOWN);
}

/** All words of a text, joined by blanks. */
function fold(text) {
  const cleaned = text.normalize("NFC").replace(/[\u2010-\u2015]/g, "-").replace(/[’ʼ`´‘]/g, "'");
  return cleaned.split(/[\s-]+/u).filter((one) => one !== "").map(foldWord).filter((one) => one !== "").join(" ");
}

/** The consonants, behind the first letter: what spellings of one name share. Sounds that spelling systems confuse meet. */
function skeleton(folded) {
  const begun = folded.replace(/^(J|i(?=[aeou]))/, "j");
  const merged = begun.replace(/x/g, "k").replace(/y/g, "i").replace(/J/g, "z").replace(/[SC]/g, "H");
  return merged[0] + Array.from(merged.slice(1)).filter((sound) => !isVowel(sound)).join("");
}

/** How well the words of a query stand among the words of a name: 0 not at all, 1 in another spelling, 2 as they are,
    3 with the surname that is shown first. */
function likeness(query, keys) {
  let worst = 2;
  for (const { folded, bones } of query) {
    if (keys.words.some((key) => key.startsWith(folded))) continue;
    if (folded.length < 3 || !keys.bones.some((key) => key.startsWith(bones))) return 0;
    worst = 1;
  }
  return worst === 2 && keys.words[0].startsWith(query[0].folded) ? 3 : worst;
}

function queryOf(text) {
  const words = fold(text).split(" ").filter((one) => one !== "");
  return words.map((folded) => ({ folded, bones: skeleton(folded) }));
}

function keysOf(text) {
  const words = text.split(" ").filter((one) => one !== "");
  return { words, bones: words.map(skeleton) };
}
