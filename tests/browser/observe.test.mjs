// The observer's page in Chromium: a board that grows, an archive without a network, boards that are not as they should be, a
// challenged ballot with its code and with another's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Person, bare, launch } from "./people.mjs";
import { House, Stand, client } from "./stage.mjs";

const program = process.env.TABELLA_BOARDS ?? join(client, "../debug/examples/boards");
const boards = mkdtempSync(join(tmpdir(), "tabella-boards-"));
let browser;
let stand;
let house;
/** A challenge with its code, and a ballot that was cast; both trackers. */
const made = {};

before(async () => {
  execFileSync(program, [boards, "--valid", "3", "--mutated", "60", "--seed", "4"], { stdio: "ignore" });
  [browser, stand] = await Promise.all([launch(), Stand.open()]);
  house = await House.open(stand);
  const voter = await Person.arrive(browser, house, { style: "only-council" });
  await voter.signIn();
  await voter.enter();
  made.early = Buffer.from(await (await fetch(`${stand.url}/checkpoint`)).arrayBuffer());
  const [council] = voter.contests();
  const [first] = council.options;
  await voter.fill({ council: { [first.id]: 1 } });
  made.challenged = await voter.encrypt();
  await voter.press("check-button");
  await voter.press("open-confirm");
  await voter.heading("checked-heading");
  made.code = await voter.saved("checked-save");
  made.option = first.name.en ?? first.name.und;
  await voter.press("checked-new");
  await voter.heading("review-heading");
  made.cast = await voter.encrypt();
  await voter.cast();
  await voter.leave();
});
after(async () => {
  await browser?.close();
  await house?.close();
  await stand?.close();
  rmSync(boards, { recursive: true });
});

const arrive = (more = {}) => Person.arrive(browser, house, { path: "/vote/observe.html", ...more });

/**
 * Of all workers after the page's own: what they are asked, and how often, in `window.asked`; `window.lie(worker, answer)` may change
 * what they answer, or end them.
 */
function listen() {
  const Real = Worker;
  let number = 0;
  window.asked = [];
  window.lie = (_worker, answer) => answer;
  window.Worker = class extends Real {
    #number = number++;
    #names = new Map();
    postMessage(call, moved) {
      window.asked.push(`${this.#number}:${call.name}`);
      this.#names.set(call.number, call.name);
      super.postMessage(call, moved);
    }
    addEventListener(type, hear) {
      const changed = (event) => {
        const name = this.#names.get(event.data.number);
        const data = this.#number > 0 ? window.lie(this, { name, ...event.data }) : event.data;
        hear({ data });
      };
      super.addEventListener(type, type === "message" ? changed : hear);
    }
  };
}

/** Somebody on a computer with two cores. */
async function onTwoCores(more = {}) {
  const person = await arrive({ cores: 2, ...more });
  await person.context.addInitScript(listen);
  await person.page.reload();
  await person.page.locator("#ready:not(:empty)").waitFor();
  return person;
}

/** The board of the stand, opened by somebody on two cores. */
async function insideOnTwoCores() {
  const person = await onTwoCores();
  await person.press("observe-open");
  await person.heading("hall-heading");
  return person;
}

/** The board of the stand, opened. */
async function inside(more) {
  const person = await arrive(more);
  await person.press("observe-open");
  await person.heading("hall-heading");
  return person;
}

/** From the hall to the report: its verdict. */
async function report(person) {
  await person.press("verify-button");
  await person.page.locator(".checks").waitFor({ timeout: 120_000 });
  return person.page.locator(".checks > li").evaluateAll((all) => all.map((each) => [each.dataset.check, each.className]));
}

test("a board that grows: its tree, its witnesses, all checks so far", async () => {
  const person = await inside();
  const { page, t } = person;
  const main = () => page.locator("main").innerText().then(bare);
  assert.match(await main(), /witness/);
  assert.match(await main(), /\(Europe\/\w+\)/);
  const checks = new Map(await report(person));
  assert.equal(checks.size, 15);
  assert.deepEqual([checks.get("ballots"), checks.get("witnesses"), checks.get("result")], ["passed", "passed", "pending"]);
  assert.equal(bare(await page.locator("h1").innerText()), t("report-incomplete"));
  const saved = JSON.parse(await person.saved("report-save"));
  assert.equal(saved.election, stand.election);
  assert.equal(saved.checks.length, 15);
  assert.equal(saved.first_failure, null);
  const traces = await person.traces();
  assert.deepEqual(traces.broken, []);
  assert.deepEqual([traces.local, traces.session, traces.cookies, traces.address], ["{}", "{}", "", `${house.origin}/vote/observe.html`]);
  assert.ok(person.requests.every(({ method, url }) => method === "GET" && url.replace(/^blob:/, "").startsWith(house.origin)));
  await person.leave();
});

test("verifying stops and goes on", async () => {
  const person = await inside();
  // steps that take a while: the page must be able to stop between them
  await person.page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (asked, moved) {
      setTimeout(() => post.call(this, asked, moved), asked.name === "step" ? 800 : 0);
    };
  });
  await person.press("verify-button");
  await person.press("verify-pause");
  await person.button("verify-resume").waitFor();
  await person.page.waitForTimeout(2_500);
  assert.equal(await person.page.locator(".checks").count(), 0);
  await person.press("verify-resume");
  await person.page.locator(".checks").waitFor();
  await person.leave();
});

test("a ballot is found by its tracker, and what became of it", async () => {
  const person = await inside();
  await person.press("find-button");
  for (const [tracker, standing] of [[made.cast, "find-counts"], [made.challenged, "find-challenge"]]) {
    await person.page.locator("#asked").fill(tracker.toLowerCase().replaceAll("-", " "));
    await person.press("find-go");
    await person.heading("find-found");
    assert.match(bare(await person.page.locator("main").innerText()), new RegExp(person.t(standing).slice(0, 40)));
    await person.press("find-again");
  }
  const none = made.cast.slice(0, -1).replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  await person.page.locator("#asked").fill(none + made.cast.at(-1));
  await person.press("find-go");
  await person.heading("find-none");
  await person.press("find-again");
  await person.page.locator("#asked").fill("no tracker");
  await person.press("find-go");
  assert.equal((await person.fault()).split(" ")[0], "tracker-text");
  await person.leave();
});

test("an opened ballot shows what is in it; with another's code it does not", async () => {
  const person = await inside();
  await person.press("challenge-button");
  const file = (text) => ({ name: "code.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await person.page.locator("#file").setInputFiles(file(made.code));
  await person.heading("challenge-found");
  assert.match(bare(await person.page.locator("main").innerText()), new RegExp(made.option));
  await person.press("find-again");
  // the seed of another ballot: the device lied about what it encrypted
  const swapped = made.code.trim().replace(/[0-9A-F]{64}$/i, (seed) => [...seed].reverse().join(""));
  assert.notEqual(swapped, made.code.trim());
  await person.page.locator("#file").setInputFiles(file(swapped));
  assert.equal((await person.fault()).split(" ")[0], "challenge");
  await person.press("start-again");
  await person.press("observe-open");
  await person.press("challenge-button");
  await person.page.locator("#asked").fill(made.cast);
  await person.press("challenge-go");
  assert.equal((await person.fault()).split(" ")[0], "not-opened");
  await person.leave();
});

test("a ballot box that shows another board is caught by a check with a name", async () => {
  house.tamper = (request, answer) => {
    if (!request.path.startsWith("tile/entries/")) return answer;
    const body = Buffer.from(answer.body);
    body[body.length - 5] ^= 1;
    return { ...answer, body };
  };
  try {
    const person = await arrive();
    await person.press("observe-open");
    const checks = new Map(await report(person));
    assert.equal(checks.get("log"), "failed");
    assert.equal(bare(await person.page.locator("h1").innerText()), person.t("report-failed"));
    await person.leave();
  } finally {
    house.tamper = (_request, answer) => answer;
  }
});

test("a ballot box that goes back to an older board is caught, however well it is signed", async () => {
  const person = await inside();
  const fault = () => person.fault().then((code) => code.split(" ")[0]);
  house.tamper = (request, answer) => (request.path === "checkpoint" ? { ...answer, body: made.early } : answer);
  try {
    await person.press("observe-other");
    await person.press("observe-open");
    await person.page.locator(".fault").waitFor();
    assert.equal(await fault(), "fork");
    // the verifier sees nothing wrong in it, but it is not what was shown here
    await person.press("verify-button");
    await person.button("verify-button").waitFor({ state: "detached" });
    await person.page.locator(".fault").waitFor();
    assert.equal(await fault(), "fork");
    // whoever never saw the other one is shown it
    const other = await inside();
    await other.leave();
    await person.leave();
  } finally {
    house.tamper = (_request, answer) => answer;
  }
});

for (const name of ["0000", "0001", "0002"]) {
  test(`archive ${name} without a network, lawful and not: as the native verifier says`, async () => {
    const where = join(boards, name);
    const family = JSON.parse(readFileSync(join(where, "family.json"), "utf8"));
    const files = filesOf(name);
    const others = family.boards.slice(0, 4).filter(({ trust, changes }) => trust === "election" && !("checkpoint" in changes && changes.checkpoint === null));
    const person = await arrive();
    const loaded = () => person.page.locator("#ready:not(:empty)").waitFor();
    await loaded();
    await person.context.setOffline(true);
    const tried = [{ tar: readFileSync(join(where, "board.tar")), report: family.report }, ...others.map(({ changes, report }) => ({ tar: archive(files, changes), report }))];
    for (const { tar, report: expected } of tried) {
      await person.page.locator("#archive").setInputFiles({ name: "board.tar", mimeType: "application/x-tar", buffer: tar });
      const heading = person.page.getByRole("heading", { level: 1 });
      await person.page.locator("#election, .fault").first().waitFor();
      if (await person.page.locator("#election").count()) {
        await person.page.locator("#election").fill(family.election);
        await person.press("continue");
        await person.page.getByRole("button", { name: person.t("verify-button"), exact: true }).or(person.page.locator(".left:not(:empty)")).first().waitFor();
      }
      if (await person.button("verify-button").count()) {
        assert.deepEqual(await report(person), expected.checks.map(({ name, verdict }) => [name, verdict]));
        const saved = JSON.parse(await person.saved("report-save"));
        assert.deepEqual(saved.first_failure && [saved.first_failure.index, saved.first_failure.check, saved.first_failure.reason], expected.first_failure && [expected.first_failure.index, expected.first_failure.check, expected.first_failure.reason]);
      } else {
        // whose first entry says nothing of an election, or of another one
        assert.match(expected.first_failure?.check ?? "none", /^V[123]$/, await heading.innerText());
      }
      await person.context.setOffline(false);
      await person.page.reload();
      await person.heading("observe-heading");
      await loaded();
      await person.context.setOffline(true);
    }
    await person.leave();
  });
}

test("what is wrong where only the second worker looks is found, with its check and its place", async () => {
  const proofs = ["authorisation", "ballot-proof", "signature", "challenge", "point"];
  /** Eight entries are each worker's by turns. */
  const ofSecond = ({ report: { first_failure: first } }) => first !== null && proofs.includes(first.reason) && ["V7", "V8", "V9"].includes(first.check) && Math.floor(first.index / 8) % 2 === 1;
  const found = ["0000", "0001", "0002"].flatMap((name) => {
    const family = JSON.parse(readFileSync(join(boards, name, "family.json"), "utf8"));
    return family.boards.filter(({ trust }) => trust === "election").filter(ofSecond).map((board) => ({ family, ...board, folder: name }));
  });
  /** How often the judge had seen nothing wrong up to the end, and the second had. */
  let objections = 0;
  for (const { folder, family, changes, report: expected } of found) {
    const person = await onTwoCores();
    await person.page.locator("#archive").setInputFiles({ name: "board.tar", mimeType: "application/x-tar", buffer: archive(filesOf(folder), changes) });
    await person.page.locator("#election").fill(family.election);
    await person.press("continue");
    assert.deepEqual(await report(person), expected.checks.map(({ name, verdict }) => [name, verdict]));
    const { first_failure: first } = JSON.parse(await person.saved("report-save"));
    assert.deepEqual([first.index, first.check, first.reason], [expected.first_failure.index, expected.first_failure.check, expected.first_failure.reason]);
    const asked = await person.page.evaluate("asked");
    assert.ok(!asked.includes("0:vouch"), asked.join(" "));
    objections += asked.filter((call) => call === "0:alone").length;
    await person.leave();
  }
  assert.ok(objections > 0, "no board with such a fault: another seed");
});

/** The files of a lawful board. */
function filesOf(name) {
  const root = join(boards, name, "board");
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath ?? each.path, each.name));
  return new Map(paths.map((path) => [path.slice(root.length + 1), readFileSync(path)]));
}

test("two workers share out the proofs, and say what one says", async () => {
  const person = await insideOnTwoCores();
  const together = await report(person);
  const asked = await person.page.evaluate("asked");
  assert.ok(asked.includes("1:second") && asked.includes("1:voucher") && asked.includes("0:vouch") && !asked.includes("0:alone"), asked.join(" "));
  assert.ok(asked.every((call) => /^[01]:/.test(call)), "more than two workers");
  assert.deepEqual((await person.traces()).broken, []);
  await person.leave();
  const alone = await inside({ cores: 1 });
  assert.deepEqual(await report(alone), together);
  await alone.leave();
});

test("what is fetched ahead is judged, and missed by nobody", async () => {
  const fetching = async (answer) => {
    const person = await inside({ cores: 1 });
    await person.page.evaluate(`window.ahead = []; window.fetch = ((usual) => (url, init) => (/tile/.test(url) ? (ahead.push(url), (${answer})(usual(url, init))) : usual(url, init)))(fetch); undefined`);
    const verdicts = new Map(await report(person));
    const asked = await person.page.evaluate("ahead");
    assert.ok(asked.some((url) => /\/tile\/entries\//.test(url)) && new Set(asked).size === asked.length, asked.join(" "));
    await person.leave();
    return verdicts.get("log");
  };
  assert.equal(await fetching("(answer) => answer"), "passed");
  assert.equal(await fetching("() => Promise.reject(new TypeError())"), "passed");
  assert.equal(await fetching("async (answer) => { const bytes = new Uint8Array(await (await answer).arrayBuffer()); bytes[bytes.length - 1] ^= 1; return new Response(bytes); }"), "failed");
});

test("a second worker that lies or dies makes no verdict", async () => {
  // what it vouched for before the board grew
  const before = await insideOnTwoCores();
  await before.page.evaluate(() => (window.lie = (_worker, answer) => (answer.name === "voucher" && (window.voucher = [...answer.result]), answer)));
  await report(before);
  const old = await before.page.evaluate("voucher");
  await before.leave();
  const voter = await Person.arrive(browser, house, { style: "only-council" });
  await voter.signIn();
  await voter.enter();
  await voter.fill({ council: { [voter.contests()[0].options[0].id]: 1 } });
  await voter.encrypt();
  await voter.cast();
  await voter.leave();
  for (const [lie, code] of [
    ["(_worker, answer) => (answer.name === 'voucher' ? { ...answer, result: new Uint8Array(200) } : answer)", "workers"],
    [`(_worker, answer) => (answer.name === 'voucher' ? { ...answer, result: new Uint8Array(${JSON.stringify(old)}) } : answer)`, "workers"],
    ["(_worker, answer) => (answer.name === 'secondStep' ? { number: answer.number, fault: { code: 'network' } } : answer)", "network"],
    ["(worker, answer) => (answer.name === 'secondStep' && (worker.terminate(), worker.dispatchEvent(new Event('error'))), answer)", "module"],
  ]) {
    const person = await insideOnTwoCores();
    await person.page.evaluate(`window.lie = ${lie}; undefined`);
    await person.press("verify-button");
    await person.page.locator(".fault").waitFor();
    assert.equal((await person.fault()).split(" ")[0], code);
    assert.equal(await person.page.locator(".checks").count(), 0);
    await person.leave();
  }
  // one that objects, and one that claims to be done without a word: the judge looks itself, and says what is there
  for (const lie of [
    "(_worker, answer) => (answer.name === 'secondStep' ? { ...answer, result: { vouches: false } } : answer)",
    "(_worker, answer) => (answer.name === 'voucher' ? { ...answer, result: undefined } : answer)",
  ]) {
    const person = await insideOnTwoCores();
    await person.page.evaluate(`window.lie = ${lie}; undefined`);
    assert.equal(new Map(await report(person)).get("ballots"), "passed");
    const asked = await person.page.evaluate("asked");
    assert.ok(asked.includes("0:alone") && !asked.includes("0:vouch"), asked.join(" "));
    await person.leave();
  }
});

/** A tar file of these files with some changed. */
function archive(files, changes) {
  const parts = [];
  const put = (path, bytes) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write("0000644\0" + "0000000\0" + "0000000\0" + bytes.length.toString(8).padStart(11, "0") + "\0" + "00000000000\0" + "        0", 100);
    header.write("ustar\u000000", 257);
    const sum = header.reduce((a, b) => a + b, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    parts.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  };
  for (const [path, bytes] of files) if (!(path in changes)) put(path, bytes);
  for (const [path, text] of Object.entries(changes)) if (text !== null) put(path, Buffer.from(text, "base64"));
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

const DESK = { width: 1280, height: 900 };
const LOOKS = [
  { name: "en-phone", language: "en" },
  { name: "en-phone-dark", language: "en", colorScheme: "dark" },
  { name: "en-desk", language: "en", viewport: DESK },
  { name: "en-desk-dark", language: "en", viewport: DESK, colorScheme: "dark" },
  { name: "en-zoomed", language: "en", viewport: { width: 320, height: 256 }, forcedColors: "active" },
  { name: "fr-phone", language: "fr" },
  { name: "de-phone", language: "de" },
  { name: "lb-phone", language: "lb" },
  { name: "et-phone", language: "et" },
];

for (const { name, ...look } of LOOKS) {
  test(`every page is right for people: ${name}`, async () => {
    const person = await arrive(look);
    const see = (what) => person.inspect(`observe-${name}-${what}`);
    await person.heading("observe-heading");
    await see("01-start");
    await person.press("explain-button");
    await person.heading("explain-heading");
    await see("02-explain");
    await person.press("back");
    await person.press("observe-open");
    await person.heading("hall-heading");
    await see("03-hall");
    await person.press("find-button");
    await see("04-find");
    await person.page.locator("#asked").fill(made.cast);
    await person.press("find-go");
    await person.heading("find-found");
    await see("05-found");
    await person.press("back");
    await person.press("challenge-button");
    await see("06-challenge");
    await person.page.locator("#asked").fill(made.challenged);
    await person.press("challenge-go");
    await person.heading("challenge-found");
    await see("07-opened");
    await person.press("back");
    await person.press("result-button");
    await person.heading("result-heading");
    await see("08-no-result");
    await person.press("verify-button");
    await person.page.locator(".checks").waitFor();
    await see("09-report");
    await person.press("back");
    await person.press("notices-button");
    await person.heading("notices-heading");
    await see("10-notices");
    assert.deepEqual((await person.traces()).broken, []);
    assert.deepEqual(person.console, []);
    await person.leave();
  });
}

test("the counts are shown once they are verified", async () => {
  const { counts } = await stand.do({ do: "finish" });
  const person = await insideOnTwoCores();
  const checks = await report(person);
  assert.deepEqual(checks.filter(([, verdict]) => verdict !== "passed"), []);
  assert.ok((await person.page.evaluate("asked")).includes("0:vouch"), "verified by two workers");
  await person.press("result-button");
  await person.heading("result-heading");
  // each contest has a table, or too few ballots to open its sum
  const cards = await person.page.locator("main section.card").evaluateAll((all) => all.map((card) => [...card.querySelectorAll("tbody tr")].map((row) => Number(row.cells[1].textContent))));
  const few = bare(await person.page.locator("main").innerText()).split(person.t("result-too-few")).length - 1;
  const expected = stand.draft.contests.map(({ id }) => Object.values(counts[id]));
  assert.equal(cards.length, expected.length);
  assert.equal(cards.filter((card) => card.length === 0).length, few);
  for (const [at, card] of cards.entries()) if (card.length > 0) assert.deepEqual(card, expected[at]);
  await person.inspect("observe-en-phone-11-result");
  await person.leave();
});
