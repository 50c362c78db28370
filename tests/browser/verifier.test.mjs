// The observer's module, as its worker uses it, in Node: the boards of tests/examples/boards, lawful and not. Each must get the
// verdict, the first failure and the verdict on every check that the native verifier gave, from one worker and from two that share
// out the proofs. `TABELLA_BOARDS_COUNT=200,2000` (`cargo xtask e2e verifier --all-boards`) takes all that the verifier in Python takes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { client } from "./stage.mjs";

const program = process.env.TABELLA_BOARDS ?? join(client, "../debug/examples/boards");
const folder = mkdtempSync(join(tmpdir(), "tabella-boards-"));
const [valid, mutated] = (process.env.TABELLA_BOARDS_COUNT ?? "20,200").split(",");
execFileSync(program, [folder, "--valid", valid, "--mutated", mutated, "--seed", "1"], { stdio: "ignore" });
after(() => rmSync(folder, { recursive: true }));

const module = await import(join(client, "module/observer.js"));
module.initSync({ module: readFileSync(join(client, "module/observer_bg.wasm")) });
const { Observer } = module;

/** What must be the same: all but the sentences. */
const brief = ({ verdict, election, size, root, first_failure: first, checks, counters, result }) => ({
  verdict,
  election,
  size,
  root,
  first: first && [first.index, first.check, first.reason],
  checks: checks.map(({ check, verdict }) => [check, verdict]),
  counters,
  result,
});

/** Verifies to the end, batch by batch. */
function verified(run) {
  for (;;) {
    const { report } = JSON.parse(run.step()) ?? {};
    if (report !== undefined) return report;
  }
}

/** How often the second found what is wrong, and the judge did not. */
let objections = 0;

/** Verifies as two workers do, by turns in one module: the judge's report. */
function shared(observer, election) {
  const judge = observer.verifyShared(election, 2);
  for (;;) {
    const { report, waiting } = JSON.parse(judge.step()) ?? {};
    if (report !== undefined) return report;
    if (waiting !== true) continue;
    const second = observer.second(election, judge.note(), 1, 2);
    let said;
    while (said?.vouches === undefined) said = JSON.parse(second.step());
    assert.equal(said.vouches, second.voucher() !== undefined);
    if (said.vouches) {
      judge.hear(second.voucher());
      judge.vouch();
    } else {
      objections += 1;
      judge.alone();
    }
    assert.equal(judge.isAlone(), !said.vouches);
  }
}

/** Has the module read a board of these files. */
function reading(read) {
  globalThis.tabellaFile = read;
  return Observer.network();
}

for (const name of readdirSync(folder)) {
  const where = join(folder, name);
  const family = JSON.parse(readFileSync(join(where, "family.json"), "utf8"));
  const file = (path) => {
    try {
      return new Uint8Array(readFileSync(join(where, "board", path)));
    } catch {
      return undefined;
    }
  };

  test(`${name}: ${family.name}`, () => {
    const expected = brief(family.report);
    assert.deepEqual(brief(verified(reading(file).verify(family.election))), expected);
    assert.deepEqual(brief(shared(reading(file), family.election)), expected);

    const tar = join(where, "board.tar");
    const descriptor = openSync(tar);
    globalThis.tabellaBytes = (start, length) => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, start));
    };
    const archive = Observer.archive(statSync(tar).size);
    assert.deepEqual(brief(verified(archive.verify(family.election))), expected);
    assert.equal(JSON.parse(archive.claimed()).id, family.election);
    closeSync(descriptor);
  });

  for (const { name: change, trust, changes, report } of family.boards) {
    test(`${name}: ${change}`, () => {
      const observer = reading((path) => {
        if (!(path in changes)) return file(path);
        return changes[path] === null ? undefined : new Uint8Array(Buffer.from(changes[path], "base64"));
      });
      const run = trust === "authority" ? observer.verifyAuthority(family.authority) : observer.verify(family.election);
      assert.deepEqual(brief(verified(run)), brief(report));
      if (trust !== "authority") assert.deepEqual(brief(shared(observer, family.election)), brief(report));
    });
  }
}

test("some faults lie where only the second looks", () => assert.ok(objections > 0));

test("a voucher for another board makes no verdict", () => {
  const at = (name) => (path) => new Uint8Array(readFileSync(join(folder, name, "board", path)));
  const election = (name) => JSON.parse(readFileSync(join(folder, name, "family.json"), "utf8")).election;
  const judge = reading(at("0000")).verifyShared(election("0000"), 2);
  while (JSON.parse(judge.step())?.waiting !== true);
  const note = judge.note();
  const said = (call) => {
    try {
      call();
    } catch (error) {
      return JSON.parse(error);
    }
    return undefined;
  };
  assert.equal(said(() => judge.vouch()).code, "workers");
  assert.equal(said(() => judge.hear(new Uint8Array(100))).code, "workers");
  const other = reading(at("0001"));
  const otherJudge = other.verifyShared(election("0001"), 2);
  while (JSON.parse(otherJudge.step())?.waiting !== true);
  const second = other.second(election("0001"), otherJudge.note(), 1, 2);
  while (JSON.parse(second.step())?.vouches === undefined);
  judge.hear(second.voucher());
  assert.equal(said(() => judge.vouch()).code, "workers");
  assert.equal(JSON.parse(judge.step()).waiting, true);
  // a judge is no second, and no second goes on another board's note
  assert.equal(said(() => other.second(election("0001"), note, 0, 2)).code, "argument");
  const wrong = other.second(election("0001"), note, 1, 2);
  let step;
  while (step?.vouches === undefined) step = JSON.parse(wrong.step());
  assert.equal(step.vouches, false);
});

test("what is no archive is called so", () => {
  globalThis.tabellaBytes = (_, length) => new Uint8Array(length).fill(7);
  assert.throws(() => Observer.archive(4096), (said) => JSON.parse(said).code === "archive");
});

test("a board that is not this election's is refused by its first check", () => {
  const where = join(folder, "0000/board");
  const run = reading((path) => new Uint8Array(readFileSync(join(where, path)))).verify("00".repeat(32));
  const { verdict, first_failure } = verified(run);
  assert.deepEqual([verdict, first_failure.check, first_failure.reason], ["failed", "V1", "trust"]);
});

test("a file that cannot be had is no verdict on the board", () => {
  const run = reading(() => {
    throw new Error("no network");
  }).verify("00".repeat(32));
  assert.equal(verified(run).first_failure.reason, "unreadable");
});
