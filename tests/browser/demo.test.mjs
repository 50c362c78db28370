// The demonstration as people find it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, texts, pictures } from "./people.mjs";
import { Town } from "./town.mjs";

const t = texts("en");

let browser;
let town;
let origin;

before(async () => {
  [browser, town] = await Promise.all([launch(), Town.open()]);
  ({ origin } = town);
});
after(async () => {
  await browser?.close();
  await town?.close();
});

/** Somebody with a browser, at the start page. */
async function arrive() {
  const context = await browser.newContext({ locale: "en", viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${origin}/vote/`);
  const heading = (key) => page.getByRole("heading", { level: 1, name: t(key), exact: true }).waitFor();
  const press = (key) => page.getByRole("button", { name: t(key), exact: true }).click();
  await heading("start-heading");
  const card = async (name) => {
    await page.getByRole("dialog").waitFor();
    const option = page.locator("#demo-card option", { hasText: name });
    await page.locator("#demo-card").selectOption(await option.getAttribute("value"));
    await press("reader-use");
  };
  return { context, page, heading, press, card };
}

test("a voter with a demo card votes, and the desk and the ballot box are real", async () => {
  const { context, page, heading, press, card } = await arrive();
  assert.ok(await page.getByText(t("demo-banner")).count());
  await press("start-button");
  await page.getByRole("dialog").waitFor();
  await page.screenshot({ path: join(pictures, "demo-card.png") });
  await card("Jaan Kask");
  await heading("elections-heading");
  await page.getByRole("button", { name: t("elections-vote") }).click();
  await card("Jaan Kask");
  await page.getByLabel("Maia Feldspat").check();
  await press("continue");
  await page.getByLabel("Yes", { exact: true }).check();
  await press("continue");
  await heading("review-heading");
  await press("review-button");
  await heading("tracker-heading");
  await press("cast-button");
  await heading("done-heading");
  assert.match(await page.locator("main").innerText(), /witness-\d\.demo/);
  await context.close();
});

test("another person's card does not continue the first one's session", async () => {
  const { context, page, heading, press, card } = await arrive();
  await press("start-button");
  await card("Mari Maasikas");
  await heading("elections-heading");
  await page.getByRole("button", { name: t("elections-vote") }).click();
  await card("Nicolas Schmit");
  await heading("problem-heading");
  assert.ok((await page.locator("main").innerText()).includes(t("fault-card-other-person")));
  await context.close();
});

test("who is not on the roll is told so", async () => {
  const { context, page, heading, press, card } = await arrive();
  await press("start-button");
  await card("Liis Rebane");
  await heading("elections-heading");
  assert.match(await page.locator("main").innerText(), new RegExp(t("reason-not-on-roll").slice(0, 20)));
  assert.equal(await page.getByRole("button", { name: t("elections-vote") }).count(), 0);
  await context.close();
});

test("no card chosen is no card", async () => {
  const { context, press, heading } = await arrive();
  await press("start-button");
  await press("reader-cancel");
  await heading("problem-heading");
  await context.close();
});

test("the page's files are those that the manifest names", async () => {
  const { boards } = await (await fetch(`${origin}/vote/config.json`)).json();
  const [election] = Object.keys(boards);
  const { manifest } = await (await fetch(`${origin}${boards[election]}api/v1/entries/0`)).json();
  const { clients } = manifest;
  assert.ok(clients.length >= 6);
  for (const { name, sha256 } of clients) {
    const bytes = Buffer.from(await (await fetch(`${origin}/vote/${name}`)).arrayBuffer());
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, name);
  }
});

test("a page of another origin is refused by the desk", async () => {
  const session = await fetch(`${origin}/desk/v1/session`);
  const [cookie] = session.headers.get("set-cookie").split(";");
  const { csrf } = await session.json();
  const ask = (from) =>
    fetch(`${origin}/desk/v1/sign-in/challenge`, {
      method: "POST",
      headers: { cookie, "x-csrf-token": csrf, "content-type": "application/json", origin: from },
      body: "{}",
    });
  assert.equal((await ask("http://evil.example")).status, 403);
  assert.equal((await ask(origin)).status, 200);
});

test("where the Web eID extension is missing, the desk says so and does not blame the card", async () => {
  const { context, page } = await arrive();
  await page.goto(`${origin}/sign-in`);
  await page.getByRole("button", { name: "Sign in with the card", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "The Web eID extension is missing" }).waitFor();
  await context.close();
});

test("at the end everything is counted and verified", async () => {
  assert.equal(await town.count(), 0);
  const all = town.said.join("\n");
  assert.match(all, /verified/i);
  assert.match(all, /Maia Feldspat/);
});
