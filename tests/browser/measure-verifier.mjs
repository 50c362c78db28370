// The observer's module over a board in a directory, in Node: `node measure-verifier.mjs BOARD [tabella]`. Ballots in a second and
// the module's memory; beside it the native verifier, if it is named, on one core and on all.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { client } from "./stage.mjs";

const [board, native] = process.argv.slice(2);
const module = await import(join(client, "module/observer.js"));
const { memory } = module.initSync({ module: readFileSync(join(client, "module/observer_bg.wasm")) });
globalThis.tabellaFile = (path) => {
  try {
    return new Uint8Array(readFileSync(join(board, path)));
  } catch {
    return undefined;
  }
};
const observer = module.Observer.network();
const { id } = JSON.parse(observer.claimed());
const begun = performance.now();
const run = observer.verify(id);
let report;
while (report === undefined) report = JSON.parse(run.step())?.report;
const seconds = (performance.now() - begun) / 1000;
const ballots = report.counters?.ballots ?? 0;
console.log(`${report.verdict}: ${ballots} ballots of ${report.size} entries in ${seconds.toFixed(1)} s, ${Math.round(ballots / seconds)} ballots/s in one worker; ${(memory.buffer.byteLength / 2 ** 20).toFixed(0)} MiB`);
for (const threads of native === undefined ? [] : ["1", ""]) {
  const from = performance.now();
  const { status } = spawnSync(native, ["verify", board, "--election-id", id, "--quiet"], { env: { ...process.env, ...(threads && { RAYON_NUM_THREADS: threads }) } });
  const took = (performance.now() - from) / 1000;
  console.log(`native, ${threads === "" ? "all cores" : "one core"}: exit code ${status}, ${took.toFixed(1)} s, ${Math.round(ballots / took)} ballots/s`);
}
