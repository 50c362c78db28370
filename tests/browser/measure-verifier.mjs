// The observer's page in Chromium over a board in a directory: `node measure-verifier.mjs BOARD [TABELLA] [--workers 1,2]`. Ballots
// in a second, and the most memory that the page's process held, all workers together; beside it the native verifier, if it is
// named, on one core and on all.
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { Person, launch } from "./people.mjs";
import { House, client } from "./stage.mjs";

const given = process.argv.slice(2);
const at = given.indexOf("--workers");
const counts = at < 0 ? [1, 2] : given.splice(at, 2)[1].split(",").map(Number);
const [board, native] = given;

const files = createServer((request, response) => {
  try {
    response.end(readFileSync(join(board, decodeURIComponent(new URL(request.url, "http://board").pathname))));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((open) => files.listen(0, "127.0.0.1", open));

/** MiB that the pages' processes hold. */
function held() {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const sizes = processes.map((process) => {
    try {
      const isPage = readFileSync(`/proc/${process}/cmdline`, "utf8").includes("--type=renderer");
      return isPage ? Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/smaps_rollup`, "utf8"))[1]) : 0;
    } catch {
      return 0;
    }
  });
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

const module = await import(join(client, "module/observer.js"));
module.initSync({ module: readFileSync(join(client, "module/observer_bg.wasm")) });
globalThis.tabellaFile = (path) => new Uint8Array(readFileSync(join(board, path)));
const { id } = JSON.parse(module.Observer.network().claimed());
let ballots = 0;
for (const workers of counts) {
  // a browser of its own, so that no memory is another run's
  const browser = await launch();
  const url = `http://127.0.0.1:${files.address().port}`;
  const house = await House.open({ url, election: id, draft: {} });
  const person = await Person.arrive(browser, house, { path: "/vote/observe.html", cores: workers });
  await person.press("observe-open");
  await person.heading("hall-heading");
  const before = held();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, held())), 100);
  const from = performance.now();
  await person.press("verify-button");
  await person.page.locator(".checks").waitFor({ timeout: 600_000 });
  const seconds = (performance.now() - from) / 1000;
  clearInterval(watch);
  const report = JSON.parse(await person.saved("report-save"));
  ballots = report.counters?.ballots ?? 0;
  console.log(`${report.verdict}: ${ballots} ballots of ${report.size} entries in ${seconds.toFixed(1)} s, ${Math.round(ballots / seconds)} ballots/s with ${workers} worker(s); the page's process held ${most.toFixed(0)} MiB at most, ${before.toFixed(0)} before`);
  await person.leave();
  await browser.close();
  await house.close();
}
files.close();
for (const threads of native === undefined ? [] : ["1", String(availableParallelism())]) {
  const from = performance.now();
  const { status } = spawnSync(native, ["verify", board, "--election-id", id, "--quiet"], { env: { ...process.env, RAYON_NUM_THREADS: threads } });
  const took = (performance.now() - from) / 1000;
  console.log(`native, ${threads} core(s): exit code ${status}, ${took.toFixed(1)} s, ${Math.round(ballots / took)} ballots/s`);
}
