// The module's doors as the worker uses them, in Node: what is thrown, and texts of trackers against the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { client } from "./stage.mjs";

const module = await import(join(client, "module/tabella.js"));
module.initSync({ module: readFileSync(join(client, "module/tabella_bg.wasm")) });
const { Board, Files, Voter, parseTracker, trackerText } = module;
const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url)));

/** What a call throws. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.equal(typeof error, "string", String(error));
    return JSON.parse(error);
  }
  assert.fail("nothing was thrown");
}

test("texts of trackers are those of the vectors", () => {
  const { tracker_texts, tracker_inputs } = vectors("encodings.json");
  for (const { tracker, text } of tracker_texts) assert.equal(trackerText(tracker), text);
  for (const { input, read } of tracker_inputs) {
    if (typeof read === "string") assert.equal(parseTracker(input), read);
    else assert.equal(thrown(() => parseTracker(input)).code, "tracker-text");
  }
});

test("a board asks for the files that it needs", () => {
  const files = new Files();
  const election = "0".repeat(64);
  assert.deepEqual(thrown(() => Board.open(files, election)).paths, ["checkpoint"]);
  files.put("checkpoint", undefined);
  assert.equal(thrown(() => Board.open(files, election)).code, "board");
  files.put("checkpoint", new TextEncoder().encode("no note"));
  assert.equal(thrown(() => Board.open(files, election)).code, "board");
  assert.equal(thrown(() => Board.open(files, "0")).code, "argument");
});

test("what the card signs is what the vectors say", () => {
  const voter = Voter.generate();
  const other = Voter.generate();
  assert.match(voter.public(), /^[0-9a-f]{64}$/);
  assert.notEqual(voter.public(), other.public());
  const election = "01".repeat(32);
  const { nonce, key, z } = JSON.parse(voter.register(election, undefined, "02".repeat(32)));
  assert.equal(Buffer.from(nonce, "base64").length, 32);
  assert.match(key + z, /^[0-9a-f]{128}$/);
  const again = JSON.parse(voter.register(election, undefined, "02".repeat(32)));
  assert.equal(again.nonce, nonce);
  assert.notEqual(again.key, key, "a fresh proof");
  assert.notEqual(JSON.parse(voter.register(election, other.public(), "02".repeat(32))).nonce, nonce);
  assert.equal(thrown(() => voter.register(election, "zz", "02".repeat(32))).code, "argument");
});
