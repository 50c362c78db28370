// How long a ballot takes in Node, rule by rule: `node measure.mjs [folder of a module]`. From choices to tracker, all that is
// made for one ballot included; the board is opened before.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { Stand, client } from "./stage.mjs";

const folder = process.argv[2] ?? join(client, "module");
const stand = await Stand.open();
const rules = stand.draft.styles;
const contests = (style) => stand.draft.contests.filter(({ id }) => style.contests.includes(id));

/** Lawful choices: as much as the rule allows, from the first option on. */
function choices(style) {
  return contests(style).flatMap(({ rule, options }) => {
    let left = rule.total_max;
    return options.map(() => {
      const votes = Math.min(left, rule.option_max);
      left -= votes;
      return votes;
    });
  });
}

const module = await import(join(folder, "tabella.js"));
module.initSync({ module: readFileSync(join(folder, "tabella_bg.wasm")) });
const { Ballot, Board, Files, Voter } = module;
const begun = performance.now();
let board;
let reading = 0;
for (const files = new Files(); board === undefined; ) {
  try {
    board = Board.open(files, stand.election);
  } catch (error) {
    if (typeof error !== "string" || JSON.parse(error).code !== "need") throw error;
    const before = performance.now();
    for (const path of JSON.parse(error).paths) {
      const answer = await fetch(`${stand.url}/${path}`);
      files.put(path, answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined);
    }
    reading += performance.now() - before;
  }
}
const opening = performance.now() - begun - reading;
const rows = [];
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
for (const style of rules) {
  const times = [];
  let first = 0;
  for (let i = 0; i < 15; i++) {
    const voter = Voter.generate();
    const given = Uint32Array.from(choices(style));
    const start = performance.now();
    const ballot = Ballot.encrypt(board, style.id, voter, "0".repeat(64), given);
    ballot.tracker();
    times.push(performance.now() - start);
    if (i === 0) [first] = times;
    ballot.free();
    voter.free();
  }
  rows.push({ style: style.id, options: choices(style).length, first_ms: Number(first.toFixed(2)), median_ms: Number(median(times).toFixed(2)) });
}
const size = readFileSync(join(folder, "tabella_bg.wasm")).length / 1024;
console.log(`the board is verified in ${opening.toFixed(0)} ms; the module has ${size.toFixed(0)} KiB`);
console.table(rows);
await stand.close();
