// The postal service by itself, without a ballot box: every status from both sides, papers on paper, and how long it takes to ask.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, pictures } from "./people.mjs";
import { Town } from "./town.mjs";

const EMMA = "PNOEE-60405060014";
const MARI = "PNOEE-47101010033";
const JAAN = "PNOEE-38001085718";
const NICOLAS = "PNOEE-35512240026";
const OFFICERS = ["PNOEE-47707070013", "PNOEE-47808080017"];

/** What somebody at a phone needs for a letter and to read a page, in milliseconds. */
const KEY = 300;
const READ = 3_000;

let browser;
let town;
let officer;
let second;
let office;
/** The number of Mari's request. */
let asked;

before(async () => {
  [browser, town] = await Promise.all([launch(), Town.open({ only: "postal" })]);
  [officer, second] = [await arrive(OFFICERS[0], 1280), await arrive(OFFICERS[1], 1280)];
  office = `${town.origin}/office/${town.election}`;
});
after(async () => {
  await browser?.close();
  await town?.close();
});

/** Somebody without scripts, who has signed in with a demo card. */
async function arrive(card, width = 390) {
  const context = await browser.newContext({ locale: "en", viewport: { width, height: 844 }, javaScriptEnabled: false });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${town.origin}/sign-in`);
  await page.locator(`form.cards button[value='${card}']`).click();
  await page.waitForURL(/\/elections$/);
  return page;
}

/** Asks for a vote by post, one page after the other; the number of the request, and how many pages there were. */
async function ask(page, { read = 0, key = 0 } = {}) {
  // what a person sees: the page from which it begins is none of it
  let pages = 0;
  const seen = () => pages++;
  page.on("load", seen);
  const next = async (deed = async () => {}, button = "main button.primary") => {
    await page.waitForTimeout(read);
    await deed();
    await page.locator(button).first().click();
  };
  await page.locator(`main a[href='/postal/${town.election}']`).click();
  await next();
  await next(async () => {
    const born = page.locator("[name=place-of-birth]");
    await born.fill("");
    await born.pressSequentially("Tartu, Estonia", { delay: key });
  });
  await next(() => page.locator("[name=deliver-to][value=registered]").check());
  await next(() => page.locator("[name=duration][value=election]").check());
  await next(() => page.locator("[name=language][value=en]").check());
  await next(() => page.locator("[name=declaration]").check());
  await next(undefined, "form[action$='/sign/demo'] button");
  await page.waitForURL(/\/requests\//);
  page.off("load", seen);
  return { reference: /requests\/([0-9A-Z-]{14})/.exec(page.url())[1], pages };
}

/** A step of the office, on the page of a request. */
async function step(page, reference, name, { reason, words } = {}) {
  await page.goto(`${office}/requests/${reference}`);
  const form = page.locator("main form", { has: page.locator(`input[name=step][value=${name}]`) });
  if (reason) await form.locator(`[name=reason][value=${reason}]`).check();
  if (words) await form.locator("[name=words]").fill(words);
  await form.locator("button").click();
}

/** The other official consents. */
async function consent(reference) {
  await second.goto(`${office}/requests/${reference}`);
  await second.locator("form[action$='/second'] button").click();
}

/** Both sides read where it is, each in its words. */
async function both(person, reference, words, own = words) {
  await person.goto(`${town.origin}/postal/${town.election}/requests/${reference}`);
  assert.equal(await person.locator("h1").innerText(), `Your vote by post: ${words}`);
  await officer.goto(`${office}/requests/${reference}`);
  // its state stands above everything else, the way there below
  assert.equal((await officer.locator("main > p:not(.back)").first().innerText()).trim(), own);
}

/** What a citizen does with a request. */
async function wish(person, reference, name, words) {
  await person.goto(`${town.origin}/postal/${town.election}/requests/${reference}/${name}`);
  if (words) await person.locator("main textarea").fill(words);
  await person.locator("main form button").first().click();
}

async function code(reference) {
  await officer.goto(`${office}/requests/${reference}`);
  return officer.locator("dt", { hasText: "Code of the papers" }).locator("xpath=following-sibling::dd[1]").innerText();
}

async function scan(code) {
  await officer.goto(`${office}/scan`);
  await officer.locator("[name=code]").fill(code);
  await officer.locator("main form button").click();
  return officer.locator("main").innerText();
}

/** A PDF that a button or a link gives. */
async function file(page, locator, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  assert.match(download.suggestedFilename(), name);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(0, 8).toString(), "%PDF-1.7");
  return bytes;
}

const inBatch = async (batch, what) => {
  await officer.goto(batch);
  await officer.locator("form", { has: officer.locator(`input[name=do][value=${what}]`) }).locator("button").click();
};

test("asking takes eight pages at most, and three minutes of a person at a phone", async () => {
  const mari = await arrive(MARI);
  await wish(mari, await mari.locator("main a[href*='/requests/']").first().getAttribute("href").then((href) => href.slice(-14)), "withdraw");
  await mari.goto(`${town.origin}/elections`);
  const begun = performance.now();
  const { pages, reference } = await ask(mari, { read: READ, key: KEY });
  asked = reference;
  const seconds = (performance.now() - begun) / 1000;
  console.log(`# asked in ${pages} pages and ${seconds.toFixed(0)} s`);
  assert.ok(pages <= 8, `${pages} pages`);
  assert.ok(seconds < 180, `${seconds} s`);
  await both(mari, reference, "received by the office", "new");
});

test("every status of a request, from both sides", async () => {
  const emma = await arrive(EMMA);
  const { reference } = await ask(emma);
  const is = (words, own) => both(emma, reference, words, own);
  await is("received by the office", "new");
  await step(officer, reference, "take-up");
  await is("being checked");
  await step(officer, reference, "ask", { reason: "incomplete", words: "Which flat?" });
  await is("we need something from you", "waits for the person’s answer");
  await wish(emma, reference, "answer", "Flat 2");
  await is("being checked");
  await step(officer, reference, "approve");
  await is("approved");
  await officer.goto(`${office}/batches`);
  await officer.locator("main form button").click();
  const batch = officer.url();
  await is("about to be printed");
  await inBatch(batch, "print");
  await is("printed");
  const first = await code(reference);
  assert.match(await scan(first), /SET ASIDE, unopened/);
  await inBatch(batch, "dispatch");
  await is("on the way to you", "with the post");
  await wish(emma, reference, "deliver");
  await is("arrived");
  await step(officer, reference, "return-undelivered", { reason: "moved" });
  await is("came back to us", "came back undelivered");
  await step(officer, reference, "reissue", { reason: "came-back" });
  await is("came back to us", "came back undelivered");
  await consent(reference);
  await is("sent again");
  assert.match(await scan(first), /SET ASIDE, unopened: this code is void/);
  assert.match(await scan(await code(reference)), /Received: /);
  await is("your envelope is here", "envelope received");
  await step(officer, reference, "set-aside", { reason: "not-signed", words: "Please sign." });
  await is("something is missing in your envelope", "envelope set aside, can be mended");
  await wish(emma, reference, "cure", "Signed at the counter");
  await is("your envelope is here", "envelope received");
  await step(officer, reference, "accept");
  await is("accepted");
  await emma.goto(`${town.origin}/postal/${town.election}/requests/${reference}`);
  await emma.screenshot({ path: join(pictures, "postal-accepted.png"), fullPage: true });
});

test("labels, letters and envelopes, a confirmation, and the reconciliation are files to print", async () => {
  // they are printed while the papers are here
  await officer.goto(`${office}/batches/1`);
  for (const [name, button] of [
    ["labels", "Address labels (PDF)"],
    ["letters", "Letters (PDF)"],
    ["envelopes", "Return envelopes (PDF)"],
  ]) {
    await file(officer, officer.getByRole("button", { name: button, exact: true }), new RegExp(`^batch-1-${name}\\.pdf$`));
  }
  await officer.goto(`${office}/reconciliation`);
  assert.doesNotMatch(await officer.locator("main table").innerText(), /WRONG/);
  await file(officer, officer.getByRole("link", { name: "To print and sign (PDF)" }), /^reconciliation\.pdf$/);
  const emma = await arrive(EMMA);
  await emma.locator("main a[href*='/requests/']").first().click();
  await file(emma, emma.getByRole("link", { name: "Confirmation on paper (PDF)" }), /^request-.*\.pdf$/);
  // who was on the papers reads that they were printed
  const jaan = await arrive(JAAN);
  await jaan.goto(`${town.origin}/usage`);
  assert.match(await jaan.locator("main").innerText(), /printed your address on labels, letters or envelopes/);
});

test("refused, taken back, rejected by two", async () => {
  const mari = await arrive(MARI);
  await step(officer, asked, "take-up");
  await step(officer, asked, "refuse", { reason: "suspected-fraud", words: "same hand as 17 others" });
  await both(mari, asked, "refused");
  await mari.goto(`${town.origin}/postal/${town.election}/requests/${asked}`);
  assert.doesNotMatch(await mari.locator("main").innerText(), /same hand|fraud/i);
  await mari.goto(`${town.origin}/elections`);
  const again = await ask(mari);
  await wish(mari, again.reference, "withdraw");
  await both(mari, again.reference, "taken back");

  const nicolas = await arrive(NICOLAS);
  const sent = await nicolas.locator("main a[href*='/requests/']").first().getAttribute("href");
  await inBatch(`${office}/batches/1`, "dispatch");
  const his = sent.slice(-14);
  await both(nicolas, his, "on the way to you", "with the post");
  assert.match(await scan(await code(his)), /Received: /);
  await step(officer, his, "reject", { reason: "opened" });
  await consent(his);
  await both(nicolas, his, "rejected");
});

test("nobody votes online here, and nothing says that they could", async () => {
  const emma = await arrive(EMMA);
  for (const path of ["/elections", "/"]) {
    await emma.goto(town.origin + path);
    assert.match(await emma.locator("main").innerText(), /by post/i);
    assert.doesNotMatch(await emma.locator("main").innerText(), /vote online/i, path);
  }
  await emma.goto(`${town.origin}/elections`);
  await emma.locator("main a[href*='/requests/']").first().click();
  assert.doesNotMatch(await emma.locator("main").innerText(), /vote online/i);
  assert.equal((await fetch(`${town.origin}/vote/`)).status, 404);
});
