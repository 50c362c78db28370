// An election is prepared in the office: from nothing, page by page, with a file of candidates; looked at as voters will see it; fixed
// by two officials. The office works without scripts, on a phone and on a wide screen.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Hall, MANAGERS } from "./hall.mjs";
import { launch, pictures } from "./people.mjs";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const PHONE = { width: 390, height: 844 };
const LANGUAGES = ["en", "fr", "de", "lb", "et"];

let browser;
let hall;
let anna;
let bert;
/** The draft's address. */
let draft;
/** What everyone's keys are, as the ceremony gave them. */
let keys;

before(async () => {
  [browser, hall] = await Promise.all([launch(), Hall.open()]);
  [anna, bert] = [await arrive("anna"), await arrive("bert")];
  keys = JSON.parse(readFileSync(hall.at("keys.json"), "utf8"));
});
after(async () => {
  await browser?.close();
  await hall?.close();
});

/** An official who has signed in with a demo card. */
async function arrive(name) {
  const context = await browser.newContext({ locale: "en", viewport: PHONE, javaScriptEnabled: false, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${hall.origin}/sign-in`);
  await page.locator(`form.cards button[value='${MANAGERS[name]}']`).click();
  await page.waitForURL(/\/elections$/);
  return page;
}

const go = (page, place = "") => page.goto(place === "" ? draft : `${draft}/${place}`);
const words = (page) => page.locator("main").innerText();
const says = async (page, pattern) => assert.match(await words(page), pattern);
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** What axe says of a page that somebody looks at, and whether anything is cut. */
async function inspect(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`), [], name);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`);
  await page.screenshot({ path: join(pictures, `prepare-${name}.png`), fullPage: true });
}

/** The same of an office's page at both widths. */
async function see(page, name) {
  const context = await browser.newContext({ locale: "en", storageState: await page.context().storageState() });
  const looker = await context.newPage();
  for (const width of [390, 1280]) {
    await looker.setViewportSize({ width, height: 844 });
    await looker.goto(page.url());
    await inspect(looker, `${name}-${width}`);
  }
  await context.close();
}

/** Fills in a form, by the names of its fields: texts, choices, boxes. */
async function save(page, place, fields) {
  await go(page, place);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`);
    if (value === true) await field.check();
    else if ((await field.first().getAttribute("type")) === "radio") await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption(value);
    else await field.fill(value);
  }
  await press(page, "Save");
}

/** The file that is offered, as somebody keeps it. */
async function download(page, name) {
  await go(page);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
}

test("from nothing, page by page", async () => {
  await anna.goto(`${hall.origin}/elections`);
  await anna.getByRole("link", { name: "Prepare elections" }).click();
  await see(anna, "list");
  await press(anna, "Begin from nothing");
  draft = anna.url();
  await says(anna, /Something is still to be done/);
  await says(anna, /Offer a language/);
  await see(anna, "overview-empty");

  await save(anna, "title", { languages: "en, fr" });
  await save(anna, "title", { "title-en": "Election of the mayor", "title-fr": "Élection du maire" });
  // what was typed stays, and the page says what to do
  await save(anna, "schedule", { time_zone: "Europe/Luxembourg", opens: "2027-03-01 08:00", closes: "next Friday" });
  await says(anna, /write a day and a time such as 2027-03-05 21:00/);
  assert.equal(await anna.locator("[name=closes]").inputValue(), "next Friday");
  await see(anna, "wrong");
  await save(anna, "schedule", { time_zone: "Europe/Luxembourg", opens: "2027-03-01 08:00", closes: "2027-03-05 18:00", grace_seconds: "600" });
  await save(anna, "units/new", { id: "town", name: "Town" });
  for (const [id, en, fr] of [["east", "East", "Est"], ["west", "West", "Ouest"]]) {
    await save(anna, "units/new", { id, "name-en": en, "name-fr": fr, parent: "town" });
  }
  await see(anna, "units");
  await go(anna, "contests/new");
  await see(anna, "contest");
  await save(anna, "contests/new", { id: "mayor", "title-en": "Mayor", "title-fr": "Maire", filling: "one" });
  await save(anna, "contests/new", { id: "council", "title-en": "Council", "title-fr": "Conseil", filling: "votes", total_min: "0", total_max: "3", option_max: "2" });
});

test("candidates come from a file, all of them or none", async () => {
  const lines = ["contest;list;list_name_en;list_name_fr;number;name", "mayor;;;;1;Maia Feldspat", "mayor;;;;2;Tomas Quarz", "council;a;Amber;Ambre;1;Ada Berg", "council;a;;;2;Bo Falk", "council;b;Blue;Bleu;1;Cleo Dahl"];
  const upload = async (text) => {
    writeFileSync(hall.at("candidates.csv"), text);
    await go(anna, "options");
    await anna.locator("input[type=file]").setInputFiles(hall.at("candidates.csv"));
    await press(anna, "Take the candidates from this file");
  };
  await upload(lines.join("\n").replace("Blue;Bleu", "Blue;"));
  await says(anna, /Line 6, column list_name_fr: name this list, once or in every language/);
  await go(anna, "options/1");
  await says(anna, /Nothing is here yet/);
  await upload(lines.join("\n"));
  await go(anna, "options/2");
  await says(anna, /Amber[\s\S]*Blue[\s\S]*Ada Berg[\s\S]*Bo Falk[\s\S]*Cleo Dahl/);
  await see(anna, "options");
  await save(anna, "options/1-option-new", { id: "3", name: "Rhea Basalt" });
  await go(anna, "options/1-option-3");
  await see(anna, "option");
  await press(anna, "Move up");
  await says(anna, /Maia Feldspat[\s\S]*Rhea Basalt[\s\S]*Tomas Quarz/);
});

test("whose keys, which limits, who watches", async () => {
  for (const unit of ["east", "west"]) await save(anna, "styles/new", { id: unit, unit, "contest-0": true, ...(unit === "east" ? { "contest-1": true } : {}) });
  await save(anna, "rules", { voters_max: "5000", min_reporting_unit: "10", revoting: true, paper_precedence: true });
  await save(anna, "postal/new", { kind: "home", apply_until: "2027-02-03 17:00", return_until: "2027-03-05 14:00" });
  const { authority, registrar, ballot_box, trustees, witnesses } = keys;
  await save(anna, "offices", {
    "authority-name": authority.name,
    "authority-key": authority.key,
    "registrar-name": registrar.name,
    "registrar-key": registrar.key,
    "box-name": ballot_box.name,
    "receipt-key": ballot_box.receipt_key,
    "checkpoint-key": ballot_box.checkpoint_key,
  });
  for (const { name, key, encryption_key } of trustees.members) {
    await save(anna, "trustees/new", { "trustee-name": name, "trustee-key": key, "trustee-encryption": encryption_key });
  }
  await go(anna);
  await says(anna, /Of 5 trustees 0 must act together/);
  await save(anna, "trustees", { threshold: String(trustees.threshold) });
  for (const vkey of witnesses.members) await save(anna, "witnesses/new", { vkey });
  await save(anna, "witnesses", { quorum: String(witnesses.quorum) });
  await go(anna, "witnesses");
  await see(anna, "witnesses");
  await go(anna, "fix");
  await says(anna, /The check list is not in order/);
  await save(anna, "eid", { origins: "https://vote.example.org", anchors: "ab".repeat(32) });
  await says(anna, /Everything is in order/);
  await see(anna, "overview");
});

test("nobody overwrites another", async () => {
  await Promise.all([go(anna, "title"), go(bert, "title")]);
  await bert.locator("[name=title-fr]").fill("Élection de la mairesse");
  await press(bert, "Save");
  await anna.locator("[name=title-fr]").fill("Qui sera maire ?");
  await press(anna, "Save");
  await says(anna, /Bert Official has changed this draft since you read it/);
  assert.equal(await anna.locator("[name=title-fr]").inputValue(), "Qui sera maire ?");
  await anna.getByRole("link", { name: "Read this page anew" }).click();
  assert.equal(await anna.locator("[name=title-fr]").inputValue(), "Élection de la mairesse");
});

test("the file that is kept is the file that is read", async () => {
  const { name, bytes } = await download(anna, "Save the draft as a file (JSON)");
  assert.match(name, /^draft-\d+\.json$/);
  writeFileSync(hall.at("kept.json"), bytes);
  const first = draft;
  await anna.goto(`${hall.origin}/office/prepare`);
  await anna.locator("form:has([name=from][value=file]) input[type=file]").setInputFiles(hall.at("kept.json"));
  await press(anna, "Begin from this file");
  draft = anna.url();
  assert.notEqual(draft, first);
  assert.deepEqual((await download(anna, "Save the draft as a file (JSON)")).bytes, bytes);
  draft = first;
});

test("a ballot definition goes to another system and comes from one", async () => {
  const { name, bytes } = await download(anna, "Save as a ballot definition for other systems (NIST SP 1500-20)");
  assert.match(name, /^ballot-definition-\d+\.json$/);
  const definition = JSON.parse(bytes.toString());
  assert.equal(definition.Version, "1.0.0");
  assert.deepEqual(definition.Party.map((party) => party["@id"]), ["party:a", "party:b"]);
  const first = draft;
  // with scripts, which only axe needs
  const context = await browser.newContext({ locale: "en", viewport: PHONE, storageState: await anna.context().storageState() });
  const page = await context.newPage();
  const begin = async (value, tick = false) => {
    writeFileSync(hall.at("definition.json"), JSON.stringify(value));
    if (!tick) await page.goto(`${hall.origin}/office/prepare`);
    const form = page.locator("form", { has: page.locator("[name=from][value=nist]") });
    await form.locator("input[type=file]").setInputFiles(hall.at("definition.json"));
    if (tick) await form.locator("[name=leave_out]").check();
    await press(page, "Begin from this ballot definition");
  };
  // what cannot be held here is refused, in the language of the page
  const ranked = structuredClone(definition);
  ranked.Election[0].Contest[0].VoteVariation = "rcv";
  await begin(ranked);
  await says(page, /Election\/0\/Contest\/0\/VoteVariation: Votes of this kind cannot be cast here: rcv\./);
  await inspect(page, "definition-refused");
  // what a draft does not keep is named before anything is taken
  const more = { ...definition, IsTest: true, TestType: "rehearsal" };
  await begin(more);
  await says(page, /What the draft would not keep[\s\S]*IsTest: A draft has no place/);
  await inspect(page, "definition-left");
  await begin(more, true);
  draft = page.url();
  assert.notEqual(draft, first);
  await says(page, /begun from a ballot definition/);
  await context.close();
  const read = async () => JSON.parse((await download(anna, "Save the draft as a file (JSON)")).bytes.toString());
  const after = await read();
  draft = first;
  const before = await read();
  for (const field of ["title", "languages", "reporting_units", "contests", "styles"]) assert.deepEqual(after[field], before[field], field);
  // it was only to be looked at
  await anna.goto(`${hall.origin}/office/prepare`);
  await anna.locator("main table a").first().click();
  const deleted = new URL(anna.url()).pathname;
  await press(anna, "Delete this draft");
  await says(anna, /Tick that you want to delete it/);
  await anna.goto(`${hall.origin}${deleted}`);
  await anna.locator("[name=sure]").check();
  await press(anna, "Delete this draft");
  await says(anna, /deleted by Anna Official/);
  await see(anna, "list-deleted");
  assert.equal((await anna.goto(`${hall.origin}${deleted}`)).status(), 404);
});

test("as voters will see it, in every language; and nothing behind it", async () => {
  const number = draft.split("/").at(-1);
  const state = await anna.context().storageState();
  for (const locale of LANGUAGES) {
    const context = await browser.newContext({ locale, viewport: PHONE, storageState: state });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`${hall.origin}/vote/preview.html?draft=${number}`);
    await page.locator("section.card button").first().waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), locale);
    const banner = (await page.locator("main .warning").first().innerText()).slice(0, 6);
    assert.equal(banner, { en: "PREVIE", fr: "APERÇU", de: "VORSCH", lb: "VIRSCH", et: "EELVAA" }[locale]);
    await inspect(page, `preview-${locale}`);
    const before = asked.length;
    await page.locator("section.card button").first().click();
    await page.locator("label.option", { hasText: "Rhea Basalt" }).click();
    await inspect(page, `preview-question-${locale}`);
    const [heading] = await page.locator("h1").allInnerTexts();
    assert.equal(heading, locale === "fr" ? "Maire" : "Mayor");
    await page.locator("button.primary").click();
    // the list is named in the language of the page, where the draft has it
    await page.locator(".list h2", { hasText: locale === "fr" ? "Ambre" : "Amber" }).waitFor();
    await page.locator(".option.number", { hasText: "Cleo Dahl" }).locator("button").last().click();
    await page.locator("button.primary").click();
    const review = await words(page);
    assert.match(review, /Rhea Basalt[\s\S]*Cleo Dahl/);
    await inspect(page, `preview-review-${locale}`);
    // filled in and read, and nothing was asked of anybody
    assert.deepEqual(asked.slice(before), [], locale);
    assert.ok(asked.every((line) => line.startsWith("GET ")), asked.join("\n"));
    assert.ok(!asked.some((line) => line.includes(".wasm") || line.includes("/desk/v1/") || line.includes("/board/")), asked.join("\n"));
    assert.equal(await page.locator("button.primary").count(), 1);
    await page.locator("button.primary").click();
    await page.locator("section.card button").first().waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  }
  // who is not signed in at the office opens a file
  const context = await browser.newContext({ locale: "en", viewport: PHONE });
  const page = await context.newPage();
  await page.goto(`${hall.origin}/vote/preview.html?draft=${number}`);
  await page.locator("[role=alert]", { hasText: "Sign in at the office" }).waitFor();
  await page.locator("#draft").setInputFiles(hall.at("candidates.csv"));
  await page.locator("[role=alert]", { hasText: "no draft of an election" }).waitFor();
  await page.locator("#draft").setInputFiles(hall.at("kept.json"));
  await page.locator("section.card", { hasText: "west" }).waitFor();
  await context.close();
});

test("two officials fix it, and it stays", async () => {
  await go(anna, "fix");
  await see(anna, "fix");
  const hash = await anna.locator("dl.facts dd").first().innerText();
  await press(anna, "Propose to another official");
  await says(anna, /Another election manager must consent/);
  await go(bert, "fix");
  assert.equal(await bert.locator("dl.facts dd").first().innerText(), hash);
  await see(bert, "consent");
  await bert.locator("[name=sure]").check();
  await bert.locator("form:has([name=sure]) button").click();
  await says(bert, /Two election managers have fixed this manifest/);
  await says(bert, /Anna Official[\s\S]*Bert Official/);
  await see(bert, "fixed");
  const { name, bytes } = await download(bert, "Save manifest.json");
  assert.equal(name, "manifest.json");
  assert.equal(createHash("sha256").update(bytes).digest("hex"), hash.replaceAll(/\s/g, ""));
  // the authority's own program takes it as it is
  writeFileSync(hall.at("prepared.json"), bytes);
  await hall.tabella("office", "sign", "manifest", "--manifest", hall.at("prepared.json"), "--key", hall.at("authority.key"), "--out", hall.at("receipts"));
  await go(anna, "units/1");
  assert.equal(await anna.locator("[name=version]").count(), 0);
  await go(anna);
  await press(anna, "Begin another draft from this one");
  assert.notEqual(anna.url(), draft);
});

test("every page in every language fits a phone", async () => {
  const state = await anna.context().storageState();
  const copy = anna.url();
  const places = ["", "title", "schedule", "units", "units/1", "contests/2", "options", "options/2", "options/2-list-1", "options/2-option-1", "styles/1", "rules", "postal/1", "offices", "trustees", "trustees/1", "witnesses/1", "eid", "clients/new", "fix"];
  for (const locale of LANGUAGES) {
    const context = await browser.newContext({ locale, viewport: PHONE, javaScriptEnabled: false, storageState: state });
    const page = await context.newPage();
    for (const place of places) {
      const answer = await page.goto(place === "" ? copy : `${copy}/${place}`);
      assert.equal(answer.status(), 200, place);
      assert.equal(await page.locator("html").getAttribute("lang"), locale);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${locale} ${place}`);
    }
    await page.goto(copy);
    await page.screenshot({ path: join(pictures, `prepare-${locale}.png`), fullPage: true });
    await context.close();
  }
});
