// A whole small election through the office's pages: two officials with demo cards, five trustees of whom three decide, one is
// missing and one lies, twice. Without scripts, on a phone and on a wide screen.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Hall, MANAGERS, TRUSTEES } from "./hall.mjs";
import { launch, pictures } from "./people.mjs";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

let browser;
let hall;
let anna;
let bert;

before(async () => {
  [browser, hall] = await Promise.all([launch(), Hall.open()]);
  [anna, bert] = [await arrive("anna"), await arrive("bert")];
});
after(async () => {
  await browser?.close();
  await hall?.close();
});

/** An official who has signed in with a demo card. */
async function arrive(name) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${hall.origin}/sign-in`);
  await page.locator(`form.cards button[value='${MANAGERS[name]}']`).click();
  await page.waitForURL(/\/elections$/);
  return page;
}

const office = (page, rest) => page.goto(`${hall.origin}/office/${hall.election}/${rest}`);
const room = (page, rest = "") => page.goto(`${hall.origin}/room/${hall.election}${rest}`);
const words = (page) => page.locator("main").innerText();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const says = async (page, pattern) => assert.match(await words(page), pattern);

/** A picture at both widths, nothing cut, and what axe says of it. */
async function see(page, name) {
  const context = await browser.newContext({ locale: "en", storageState: await page.context().storageState() });
  const looker = await context.newPage();
  for (const width of [390, 1280]) {
    await looker.setViewportSize({ width, height: 844 });
    await looker.goto(page.url());
    await looker.evaluate(axe);
    const { violations } = await looker.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`), [], `${name} ${width}`);
    assert.ok(await looker.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide at ${width}`);
    await looker.screenshot({ path: join(pictures, `office-${name}-${width}.png`), fullPage: true });
  }
  await context.close();
}

/** Hands in the files of the stick; what the page says. */
async function handIn(page, files) {
  await room(page, "/hand-in");
  await page.locator("input[type=file]").setInputFiles(files);
  await press(page, "Hand in");
  return words(page);
}

/** A board that the witnesses have seen. */
async function witnessed() {
  for (;;) {
    const { log, published } = await (await fetch(`${hall.board}/api/v1/status`)).json();
    if (published !== null && log.size === published.size) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

/** One proposes, the other one consents; where both are afterwards. */
async function byTwo(rest, propose) {
  await witnessed();
  await office(anna, rest);
  await propose(anna);
  await says(anna, /Another election manager must consent/);
  await office(bert, rest);
  await says(bert, /Waits for a second official/);
  await bert.locator("[name=sure]").check();
  await press(bert, "Consent: sign and send");
  await says(bert, /on the board/);
}

const proposal = (page, say) => page.locator(`form:has(input[name=say][value=${say}])`);

/** The form of a page that is old, or that somebody changed. */
async function insist(page, from, say) {
  await proposal(page, from).locator("input[name=say]").evaluate((input, say) => (input.value = say), say);
  await proposal(page, say).getByRole("button").click();
  await says(page, /This was not done. Nothing was signed/);
}

test("the key ceremony on the wall, and the opening by two", async () => {
  await room(anna);
  await says(anna, /The authority hands in the manifest/);
  assert.match(await handIn(anna, hall.files("manifest")), /The manifest of the authority was taken. It is entry 0/);
  await room(anna);
  await says(anna, new RegExp(`ceremony round1 .*`));
  await see(anna, "room-begin");

  await hall.everyone("round1");
  // four of five: the wall says who is missing
  const commitments = hall.files("commitment").filter((file) => !file.endsWith("commitment-4.entry"));
  assert.match(await handIn(anna, commitments), /The commitment of Ada Berg was taken/);
  await room(anna);
  const row = anna.locator("tr", { hasText: TRUSTEES[3] });
  assert.match(await row.innerText(), /not yet/);
  await says(anna, new RegExp(`On the machine of each of these trustees: ${TRUSTEES[3]}\n`));
  await handIn(anna, hall.files("commitment"));
  await room(anna);
  await says(anna, /ceremony round2/);

  await hall.everyone("round2");
  await hall.everyone("finish");
  await office(anna, "conduct");
  await says(anna, /These trustees have not finished the key ceremony: Ada Berg, Bo Falk/);
  await press(proposal(anna, "open"), "Propose to another official");
  await says(anna, /This was not done. Nothing was signed/);
  await handIn(anna, hall.files("joint-keys", "test-share"));
  await room(anna);
  await says(anna, /The ceremony is complete. The authority can open the voting/);
  await says(anna, /Hash of the keys/);
  await see(anna, "room");

  await witnessed();
  await office(anna, "conduct");
  await see(anna, "conduct");
  await insist(anna, "open", "close");
  await says(anna, /at this step: key ceremony. This can only be done at: voting is over/);
  // an old page of the opening stays open
  const old = await anna.context().newPage();
  await office(old, "conduct");
  await byTwo("conduct", (page) => press(proposal(page, "open"), "Propose to another official"));
  await proposal(old, "open").getByRole("button").click();
  await says(old, /at this step: people vote. This can only be done at: key ceremony/);
  await old.close();
});

test("people vote, and the office watches, tells them something and lets them vote longer", async () => {
  const marks = (mayor) => ({ mayor: { [mayor]: 1 }, bridge: { "bridge-1": 1 } });
  for (const [name, style, mayor] of [["one", "east", "mayor-1"], ["two", "east", "mayor-2"], ["three", "east", "mayor-2"], ["four", "west", "mayor-3"]]) {
    await hall.vote(name, style, marks(mayor));
  }
  const later = new Date(Date.now() + 3 * 3_600_000);
  const legal = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Luxembourg", dateStyle: "short", timeStyle: "short" }).format(later);
  await byTwo("conduct", async (page) => {
    await proposal(page, "notice").locator("[name=text]").fill("Voting is open for longer.");
    await proposal(page, "notice").locator("[name=closes]").fill(legal);
    await press(proposal(page, "notice"), "Propose to another official");
  });
  await new Promise((wait) => setTimeout(wait, 6_000));
  await office(anna, "board");
  await says(anna, /There is nothing to look at/);
  assert.match(await anna.locator("tr", { hasText: "East" }).innerText(), /3\s+3\s+100.0 %/);
  await see(anna, "board");
});

test("the end and the close, in this order", async () => {
  await office(anna, "conduct");
  await press(proposal(anna, "end"), "Propose to another official");
  await says(anna, /Before that, a reason is needed/);
  await insist(anna, "end", "result");
  await byTwo("conduct", async (page) => {
    await proposal(page, "end").locator("[name=early]").fill("the test is over");
    await press(proposal(page, "end"), "Propose to another official");
  });
  await office(anna, "tally");
  await says(anna, /The board is not closed/);
  await byTwo("conduct", (page) => press(proposal(page, "close"), "Propose to another official"));
});

test("three trustees decide, one is missing, one lies and is named; paper is typed twice; the result", async () => {
  await witnessed();
  const board = hall.at("board.tar");
  await hall.tabella("board", "archive", "--board", hall.board, "--out", board);
  for (const number of [1, 2, 3, 5]) await hall.trustee("decrypt", number, "--board", board);
  const share = (number) => join(hall.stick, `decryption-share-${number}.entry`);
  const contents = hall.files("nothing");
  // the last one's share was changed after it was signed
  const [own] = contents.filter((file) => readFileSync(share(5)).includes(Buffer.from(file.split("/").at(-1), "hex")));
  const changed = readFileSync(own);
  changed[changed.length - 1] ^= 1;
  const lie = hall.at("changed");
  writeFileSync(lie, changed);
  assert.match(await handIn(anna, [share(5), lie]), /The share of the decryption of Egon Moe: none of the files is the content that Egon Moe signed/);
  // it signs another one itself, whose proof fails: named, with the place in the runbook, and nothing is on the board
  const lied = await handIn(anna, await hall.lie(5));
  assert.match(lied, /The share of the decryption of Egon Moe was refused\. Its proof fails: the share is wrong\./);
  assert.match(lied, /Egon Moe signed it: nobody else can have made it/);
  const [, section] = lied.match(/In the runbook: if-something-goes-wrong\.md, “([^”]+)”/);
  const runbook = readFileSync(new URL("../../ceremony/runbook/if-something-goes-wrong.md", import.meta.url), "utf8");
  assert.ok(runbook.split("\n").includes(`## ${section}`), section);
  assert.deepEqual((await (await fetch(`${hall.board}/api/v1/tally`)).json()).shares, []);
  await see(anna, "hand-in");
  await handIn(anna, [share(1), share(2), ...contents]);
  await office(anna, "tally");
  await says(anna, /Too few shares of the trustees are on the board: 2, needed are 3/);
  await insist(anna, "result", "open");
  assert.match(await handIn(anna, [share(3), ...contents]), /of Cleo Dahl was taken/);
  await office(anna, "tally");
  for (const name of [TRUSTEES[3], TRUSTEES[4]]) assert.match(await anna.locator("tr", { hasText: name }).innerText(), /missing/);
  // a district of one vote is counted with the other
  assert.match(await anna.locator("main").innerText(), /East, West/);

  const typed = async (page, votes) => {
    for (const [contest, numbers] of Object.entries(votes)) {
      await office(page, "tally");
      await page.locator("[name=reference]").fill("Protocol 1");
      await page.locator("select[name=contest]").selectOption(contest);
      await press(page, "Type this protocol");
      for (const [option, number] of numbers.entries()) await page.locator(`[name=votes-0-${option}]`).fill(String(number));
      await press(page, "Keep these numbers");
    }
  };
  await typed(anna, { mayor: [5, 1, 0], bridge: [4, 2] });
  await press(proposal(anna, "result"), "Propose to another official");
  await says(anna, /not typed the same by two people: Protocol 1/);
  await typed(bert, { mayor: [5, 0, 1], bridge: [4, 2] });
  await says(bert, /two people typed different numbers/);
  // where they differ, not what the other typed
  assert.doesNotMatch(await bert.locator("tr", { hasText: "Maia Feldspat" }).first().innerText(), /\d/);
  await see(bert, "paper");
  await typed(bert, { mayor: [5, 1, 0] });
  await witnessed();
  await byTwo("tally", (page) => press(proposal(page, "result"), "Propose to another official"));
  await office(anna, "tally");
  await says(anna, /The result stands on the board/);
  assert.match(await anna.locator("tr", { hasText: "Maia Feldspat" }).innerText(), /2\s+1\s+3/);
  assert.equal(await anna.getByRole("link", { name: "The result as pages" }).getAttribute("href"), "/results/");
  await see(anna, "tally");
  await witnessed();
  const publish = (...more) => hall.tabella("publish", hall.board, "--election-id", hall.election, ...more);
  await publish("--out", hall.at("result"), "--sign", hall.at("authority.key"));
  assert.match(await publish("--check", hall.at("result")), /every byte[^]*Signed by the election authority/);
  await anna.getByRole("link", { name: "The result as pages" }).click();
  await says(anna, /Maia Feldspat/);
  await says(anna, /Counted together: East, West\./);
  await says(anna, /They stand in these protocols on paper: Protocol 1/);
  const mayor = anna.getByRole("table", { name: /: Votes by name$/ }).first();
  assert.match(await mayor.getByRole("row", { name: /Maia Feldspat/ }).innerText(), /2\s+1\s+3\s/);
  await see(anna, "result");
  // a chart says its numbers; on a phone nothing is beside the page, and a table stays one
  await anna.getByRole("img", { name: /Votes by name: .*Maia Feldspat 3/ }).first().waitFor();
  const wide = anna.viewportSize();
  await anna.setViewportSize({ width: 320, height: 640 });
  assert.ok(await anna.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.equal(await mayor.getByRole("columnheader").count(), 5);
  await anna.setViewportSize(wide);
  assert.match(await hall.tabella("verify", hall.board, "--election-id", hall.election, "--quiet"), /Verdict: verified/);
});

test("every page in every language fits a phone", async () => {
  const state = await anna.context().storageState();
  for (const locale of ["fr", "de", "lb", "et"]) {
    const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 }, javaScriptEnabled: false, storageState: state });
    const page = await context.newPage();
    for (const path of ["office/board", "office/conduct", "office/tally", "room", "room/hand-in"]) {
      const [where, rest] = path.split("/");
      await (where === "office" ? office(page, rest) : room(page, rest === undefined ? "" : `/${rest}`));
      assert.equal(await page.locator("html").getAttribute("lang"), locale);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${locale} ${path}`);
    }
    await page.screenshot({ path: join(pictures, `office-${locale}.png`), fullPage: true });
    await context.close();
  }
});
