// The observer's page in Chromium over a board in a directory:
// `node measure-verifier.mjs BOARD [TABELLA] [--archive FILE] [--workers 1,2] [--times 3]`.
// Ballots in a second, and the most memory that the page's process held, all workers together; with --archive also from the board's
// archive, which no server hands out; beside it the native verifier, if it is named, on one core and on all. The browser has no
// debugger that looks at what it loads: that takes a core's time, as does looking at memory often.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";

import { ARGS, PLACES, texts } from "./people.mjs";
import { TYPES, client } from "./stage.mjs";

const given = process.argv.slice(2);
const option = (name, usual) => {
  const at = given.indexOf(name);
  return at < 0 ? usual : given.splice(at, 2)[1];
};
const counts = option("--workers", "1,2").split(",").map(Number);
const times = Number(option("--times", "1"));
const archive = option("--archive");
const [board, native] = given;

const module = await import(join(client, "module/observer.js"));
module.initSync({ module: readFileSync(join(client, "module/observer_bg.wasm")) });
globalThis.tabellaFile = (path) => new Uint8Array(readFileSync(join(board, path)));
const { id } = JSON.parse(module.Observer.network().claimed());

/** One origin, as the house gives it: pages, and the board with what the ballot box says of its files. */
const headers = JSON.parse(readFileSync(join(client, "dist/headers.json"), "utf8"));
const files = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://board").pathname);
  const inBoard = path.startsWith("/board/") ? path.slice("/board/".length) : undefined;
  try {
    if (path === "/config.json") {
      response.end(JSON.stringify({ boards: { [id]: "/board/" }, demo: true }));
    } else if (inBoard === undefined) {
      const bytes = readFileSync(join(client, "dist", path));
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes);
    } else {
      const bytes = readFileSync(join(board, inBoard));
      response.writeHead(200, { "cache-control": /^(tile|blob)\//.test(inBoard) ? "public, max-age=31536000, immutable" : "no-cache" }).end(bytes);
    }
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((open) => files.listen(0, "127.0.0.1", open));
const origin = `http://localhost:${files.address().port}`;

/** A browser with nobody before it. */
class Browser {
  #waiting = new Map();
  #number = 0;
  #profile = mkdtempSync(join(tmpdir(), "tabella-measure-"));

  constructor() {
    const program = PLACES.find((place) => place !== undefined && existsSync(place));
    this.child = spawn(program, [...ARGS, "--remote-debugging-pipe", `--user-data-dir=${this.#profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let rest = "";
    this.child.stdio[4].setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
        const { done, failed } = this.#waiting.get(id) ?? {};
        this.#waiting.delete(id);
        if (error !== undefined) failed?.(new Error(error.message));
        else done?.(result);
      }
    });
  }

  ask(method, params = {}) {
    this.#number += 1;
    const message = { id: this.#number, method, params, ...(this.session ? { sessionId: this.session } : {}) };
    this.child.stdio[3].write(`${JSON.stringify(message)}\0`);
    return new Promise((done, failed) => this.#waiting.set(message.id, { done, failed }));
  }

  /** What the page says of an expression, once it can. */
  async page(expression) {
    const { result, exceptionDetails } = await this.ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Opens the page on so many cores, whatever this machine has. */
  async visit(url, cores) {
    const { targetId } = await this.ask("Target.createTarget", { url: "about:blank" });
    this.session = (await this.ask("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    await this.ask("Page.enable");
    await this.ask("Page.addScriptToEvaluateOnNewDocument", { source: `(${prepared})(${cores})` });
    await this.ask("Page.navigate", { url });
    await new Promise((loaded) => setTimeout(loaded, 1000));
  }

  async close() {
    const ended = new Promise((end) => this.child.once("exit", end));
    this.session = undefined;
    this.ask("Browser.close").catch(() => {});
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The pages' processes. */
  pages() {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((process) => {
      const line = read(`/proc/${process}/cmdline`);
      return line.includes("--type=renderer") && line.includes(this.#profile);
    });
  }
}

/** A file's text, as long as it is there. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** MiB that processes hold. */
const held = (processes) => processes.reduce((sum, process) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${process}/smaps_rollup`))?.[1] ?? 0), 0) / 1024;

/** In the page: its cores, what it saves, and a way to wait for what it shows. */
function prepared(cores) {
  Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => cores });
  URL.createObjectURL = ((usual) => (of) => {
    if (of.type === "application/json") window.saved = of.text();
    return usual.call(URL, of);
  })(URL.createObjectURL);
  window.shown = (find) =>
    new Promise((done) => {
      const look = () => {
        const found = find();
        if (found) done(found);
        return found;
      };
      if (look()) return;
      const watch = new MutationObserver(() => look() && watch.disconnect());
      watch.observe(document, { subtree: true, childList: true, characterData: true });
    });
  window.named = (name) => [...document.querySelectorAll("button")].find((button) => button.textContent === name);
  window.press = async (name) => (await window.shown(() => window.named(name))).click();
}

const t = texts("en");
const press = (key) => `press(${JSON.stringify(t(key))})`;
let ballots = 0;

async function inChromium(workers, file) {
  // a browser of its own, so that no memory is another run's
  const browser = new Browser();
  await browser.visit(`${origin}/observe.html`, workers);
  await browser.page("shown(() => document.querySelector('#ready:not(:empty)')).then(() => true)");
  if (file === undefined) await browser.page(press("observe-open"));
  else {
    const { result } = await browser.ask("Runtime.evaluate", { expression: "document.querySelector('#archive')" });
    await browser.ask("DOM.setFileInputFiles", { objectId: result.objectId, files: [resolve(file)] });
  }
  await browser.page(`shown(() => named(${JSON.stringify(t("verify-button"))})).then(() => true)`);
  const pages = browser.pages();
  const before = held(pages);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, held(pages))), 500);
  const from = performance.now();
  await browser.page(`${press("verify-button")}.then(() => shown(() => document.querySelector(".checks"))).then(() => true)`);
  const seconds = (performance.now() - from) / 1000;
  clearInterval(watch);
  most = Math.max(most, held(pages));
  const report = JSON.parse(await browser.page(`${press("report-save")}.then(() => window.saved)`));
  ballots = report.counters?.ballots ?? 0;
  console.log(`${report.verdict}: ${ballots} ballots of ${report.size} entries in ${seconds.toFixed(1)} s, ${Math.round(ballots / seconds)} ballots/s with ${workers} worker(s)${file === undefined ? "" : " from the archive"}; the page's process held ${most.toFixed(0)} MiB at most, ${before.toFixed(0)} before`);
  await browser.close();
}

function natively(threads) {
  const from = performance.now();
  const { status } = spawnSync(native, ["verify", board, "--election-id", id, "--quiet"], { env: { ...process.env, RAYON_NUM_THREADS: threads } });
  const took = (performance.now() - from) / 1000;
  console.log(`native, ${threads} core(s): exit code ${status}, ${took.toFixed(1)} s, ${Math.round(ballots / took)} ballots/s`);
}

for (let time = 0; time < times; time++) {
  for (const workers of counts) {
    await inChromium(workers);
    if (archive !== undefined) await inChromium(workers, archive);
  }
  if (native !== undefined) for (const threads of ["1", String(availableParallelism())]) natively(threads);
}
files.closeAllConnections();
files.close();
