// A vote by post from both sides, in the pages of the demonstration: on a phone, without scripts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, pictures } from "./people.mjs";
import { Town } from "./town.mjs";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const EMMA = "PNOEE-60405060014";
const MARI = "PNOEE-47101010033";
const LIIS = "PNOEE-48807070018";
const OFFICER = "PNOEE-47707070013";
const AUDITOR = "PNOEE-36806060011";

let browser;
let town;

before(async () => {
  [browser, town] = await Promise.all([launch(), Town.open()]);
});
after(async () => {
  await browser?.close();
  await town?.close();
});

/** Somebody who has signed in with a demo card. */
async function arrive(card, { locale = "en", javaScriptEnabled = false } = {}) {
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 }, javaScriptEnabled });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${town.origin}/sign-in`);
  await page.locator(`form.cards button[value='${card}']`).click();
  await page.waitForURL(/\/elections$/);
  return page;
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Nothing is cut or hidden in a box of its own, what belongs together stands together, and the head leaves room for the page. */
async function looksRight(page, what) {
  const wrong = await page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("too wide");
    const head = document.querySelector("header").getBoundingClientRect().height;
    if (head > innerHeight / 4) found.push(`a head of ${head} pixels`);
    for (const element of document.querySelectorAll("main td, main select, main pre, main button, main .table")) {
      if (element.getBoundingClientRect().right > innerWidth) found.push(`cut: ${element.textContent}`);
    }
    for (const box of document.querySelectorAll("main pre, main .table")) {
      if (box.scrollHeight > box.clientHeight + 4 || box.scrollWidth > box.clientWidth + 1) found.push(`hidden: ${box.className}`);
    }
    for (const option of document.querySelectorAll("main label.option")) {
      const [box, words] = [...option.children].map((child) => child.getBoundingClientRect());
      const middle = box.top + box.height / 2;
      if (box.right > words.left || middle < words.top || middle > words.bottom) found.push(`apart: ${option.textContent}`);
    }
    return found;
  });
  assert.deepEqual(wrong, [], what);
}

/** Fills a request in, page by page; `see` is called on each. How many pages there were. */
async function ask(page, see = async () => {}) {
  let pages = 0;
  const next = async (deed) => {
    await see(page, ++pages);
    await deed();
  };
  await page.locator("main a[href^='/postal/']").first().click();
  await next(() => page.locator("main button.primary").click());
  await next(async () => {
    await page.locator("[name=place-of-birth]").fill("Tartu, Estonia");
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=deliver-to][value=registered]").check();
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=duration][value=election]").check();
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=language][value=en]").check();
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=declaration]").check();
    await page.locator("main button.primary").click();
  });
  await next(() => page.locator("form[action$='/sign/demo'] button").click());
  await page.waitForURL(/\/requests\//);
  await see(page, ++pages);
  return pages;
}

test("a request without scripts, decided by the office, seen by the person", async () => {
  const emma = await arrive(EMMA);
  assert.ok((await ask(emma)) <= 8);
  const [, reference] = /requests\/([0-9A-Z-]{14})/.exec(emma.url());
  assert.match(await emma.locator("h1").innerText(), /received by the office/);
  await emma.screenshot({ path: join(pictures, "postal-request.png"), fullPage: true });

  const [, election] = /postal\/([0-9a-f]{64})/.exec(emma.url());
  const officer = await arrive(OFFICER);
  await officer.goto(`${town.origin}/office/${election}`);
  assert.match(await officer.locator("main table").innerText(), new RegExp(reference));
  // a list has no names
  assert.doesNotMatch(await officer.locator("main").innerText(), /Weber/);
  await looksRight(officer, "the work list");
  await officer.screenshot({ path: join(pictures, "postal-work.png"), fullPage: true });
  await officer.locator("main table a", { hasText: reference }).click();
  assert.match(await officer.locator("main").innerText(), /Weber/);
  await press(officer, "Begin to check");
  await press(officer, "Approve");
  await emma.reload();
  assert.match(await emma.locator("h1").innerText(), /approved/);
  // who looked is told
  await emma.goto(`${town.origin}/usage`);
  assert.match(await emma.locator("main").innerText(), /official for votes by post/);
});

test("every page of a request is right for people: axe, nothing cut, in every language", async () => {
  const see = async (page, number) => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    const lang = await page.evaluate(() => document.documentElement.lang);
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`), [], `${lang} ${number} ${page.url()}`);
    await looksRight(page, `${lang} ${number}`);
    await page.screenshot({ path: join(pictures, `postal-${lang}-${number}.png`), fullPage: true });
  };
  const mari = await arrive(MARI, { javaScriptEnabled: true });
  await see(mari, 0);
  await ask(mari, see);
  for (const locale of ["fr", "de", "lb", "et"]) {
    const page = await arrive(MARI, { locale, javaScriptEnabled: true });
    assert.equal(await page.evaluate(() => document.documentElement.lang), locale);
    await see(page, 0);
    await page.locator("main a[href*='/requests/']").first().click();
    await see(page, 9);
    await page.goto(`${town.origin}/usage`);
    await see(page, 10);
    await page.context().close();
  }
});

test("the way in, without scripts: a language, a card at a touch, a wrong code", async () => {
  const context = await browser.newContext({ locale: "en", viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(town.origin);
  await page.locator("#language").selectOption("de");
  await page.locator("form.language button").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.goto(`${town.origin}/sign-in`);
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  // people first; officials under a heading of their own, with what they do
  const [people, officials] = await page.locator("form.cards").all();
  assert.match(await people.innerText(), /Mari Maasikas/);
  assert.match(await officials.innerText(), /Demo official \(postal office 1\)/);
  assert.doesNotMatch(await people.innerText(), /official/);
  await page.locator("#f-person").fill("38001085718");
  await page.locator("form:has(#f-person) button").click();
  assert.match(await page.locator(".wrong").innerText(), /PNOEE-38001085718/);
  assert.equal(await page.locator("#f-person").inputValue(), "38001085718");
  await officials.locator("button", { hasText: "postal office 1" }).click();
  const said = await page.locator("main").innerText();
  assert.ok(said.indexOf("Amt") >= 0 && said.indexOf("Amt") < said.indexOf("Wählerverzeichnis"), said);
  assert.match(await page.locator("footer").innerText(), /800 00 000/);
  await context.close();
});

test("whoever may not ask is told why, and somebody else's request is not there", async () => {
  const liis = await arrive(LIIS);
  assert.match(await liis.locator("main").innerText(), /not on the electoral roll/);
  const mari = await arrive(MARI);
  const href = await mari.locator("main a[href*='/requests/']").first().getAttribute("href");
  const answer = await liis.goto(town.origin + href);
  assert.equal(answer.status(), 404);
  assert.doesNotMatch(await liis.locator("main").innerText(), /Maasikas/);
  const auditor = await arrive(AUDITOR);
  const [, election] = /postal\/([0-9a-f]{64})/.exec(href);
  await auditor.goto(`${town.origin}/office/${election}`);
  assert.equal(await auditor.getByRole("button", { name: "Approve", exact: true }).count(), 0);
});
