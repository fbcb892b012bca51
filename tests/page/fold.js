// Reads a page and words, a line each, and prints what the program of the page folds each word into.
"use strict";
const fs = require("node:fs");
const [page, program] = [fs.readFileSync(process.argv[2], "utf8"), fs.readFileSync(process.argv[3], "utf8")];
const part = (id) => JSON.parse(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, "s").exec(page)[1]);
const fold = new Function("part", `${program}; return fold;`)(part);
const words = fs.readFileSync(0, "utf8").split("\n");
process.stdout.write(words.map(fold).join("\n"));
