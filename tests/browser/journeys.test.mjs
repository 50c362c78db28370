// From the start page to the result: every rule on the real ballot box, and nothing of what is chosen anywhere else.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Person, bare, launch, pictures } from "./people.mjs";
import { House, Stand, client } from "./stage.mjs";

let browser;
let stand;
let house;
/** Votes that must be in the result, by contest and option. */
const expected = {};

before(async () => {
  [browser, stand] = await Promise.all([launch(), Stand.open()]);
  house = await House.open(stand);
});
after(async () => {
  await browser?.close();
  await house?.close();
  await stand?.close();
});

/** Counts a ballot among those that the result must have. */
function count(ballot) {
  for (const [contest, votes] of Object.entries(ballot)) {
    for (const [option, given] of Object.entries(votes ?? {})) {
      expected[contest] ??= {};
      expected[contest][option] = (expected[contest][option] ?? 0) + given;
    }
  }
}

const EVERY_RULE = {
  mayor: { "mayor-2": 1 },
  bridge: { "bridge-1": 1 },
  market: { "market-1": 1, "market-3": 1, "market-5": 1 },
  board: { "board-1": 1, "board-4": 1 },
  council: { "council-1": 2, "council-5": 1, "council-8": 1 },
  delegates: { "delegates-2": 4, "delegates-4": 1 },
  budget: { "budget-1": 739, "budget-4": 261 },
};

test("every rule, and no trace of it", async () => {
  const person = await Person.arrive(browser, house, { viewport: { width: 1280, height: 900 } });
  house.requests.length = 0;
  await person.vote(EVERY_RULE);
  count(EVERY_RULE);

  // what left the page: names, ids and numbers of what was chosen are in none of it
  const names = person.contests().flatMap(({ id, options }) => options.filter((option) => EVERY_RULE[id][option.id] !== undefined).flatMap((option) => [option.id, ...Object.values(option.name)]));
  const secrets = names.filter((name) => name.length > 3).map((name) => Buffer.from(name).toString("latin1"));
  // numbers by themselves, outside of hashes and base64
  const numbers = /(?<![\w+/.:-])(739|261)(?![\w+/.:-])/;
  const holds = (text) => [...secrets.filter((secret) => text.includes(secret)), ...(numbers.exec(text) ?? [])];
  assert.ok(person.requests.length > 10 && house.requests.length > 10);
  for (const { method, url, headers, body } of [...person.requests, ...house.requests]) {
    const said = decodeURIComponent(url) + (method === "POST" && url.includes("/desk/") ? body.toString("latin1") : "");
    assert.deepEqual(holds(`${said}${headers.referer ?? ""}`), [], `${method} ${url}`);
    // an encrypted ballot is noise, in which a short text may stand; longer ones not
    const long = secrets.filter((secret) => secret.length > 4);
    assert.deepEqual(long.filter((secret) => body.toString("latin1").includes(secret)), [], `${method} ${url}`);
  }
  for (const { url } of person.requests) assert.ok(url.startsWith(`${house.origin}/`) || /^(data|blob):/.test(url), url);
  // the ballot box does not learn who asks
  for (const { url, headers } of house.requests.filter(({ url }) => url.startsWith("/board/"))) {
    assert.equal(headers.cookie, undefined, url);
    assert.equal(headers.referer, undefined, url);
  }
  // what the browser keeps
  const traces = await person.traces();
  const kept = { ...traces, broken: undefined };
  assert.deepEqual(holds(JSON.stringify(kept)), []);
  assert.deepEqual([traces.local, traces.session, traces.databases, traces.caches, traces.workers], ["{}", "{}", "[]", "[]", 0]);
  assert.deepEqual([traces.address, traces.state], [`${house.origin}/vote/`, "null"]);
  assert.deepEqual(traces.broken, []);
  assert.deepEqual(holds(person.console.join("\n")), []);
  assert.deepEqual(person.console, [], "nothing is logged");
  assert.equal(await person.page.locator("form").count(), 0);
  // nor does the page itself, once the ballot is cast
  assert.deepEqual(holds(await person.page.content()), []);

  // the receipt neither
  const receipt = await person.saved("done-save");
  assert.deepEqual(holds(receipt), []);
  assert.equal(JSON.parse(receipt).format, "tabella-receipt-1");
  await person.press("finish");
  await person.heading("finished-heading");
  assert.equal((await person.context.cookies()).filter(({ name }) => name === "__test-session").length, 0);
  await person.leave();
});

test("blank votes, of every rule and of points alone", async () => {
  for (const [style, ballot] of [["all", { mayor: { "mayor-1": 1 } }], ["only-budget", {}]]) {
    const person = await Person.arrive(browser, house, { style });
    await person.vote(ballot);
    count(ballot);
    await person.leave();
  }
});

test("too much, too little and nothing are said, and can be mended", async () => {
  const person = await Person.arrive(browser, house);
  const { page, t } = person;
  const trouble = async () => bare(await page.locator(".trouble").innerText());
  const left = async () => bare(await page.locator(".left").innerText());
  await person.signIn();
  await person.enter();
  const contests = person.contests();
  // one is needed
  await person.press("continue");
  assert.match(await trouble(), new RegExp(t("error-one")));
  await person.mark(contests[0], { "mayor-1": 1 });
  await person.press("continue");
  // blank must be meant
  await person.press("continue");
  assert.match(await trouble(), /chosen nothing/);
  await person.mark(contests[1], undefined);
  await person.press("continue");
  await person.mark(contests[2], { "market-2": 1 });
  await person.press("continue");
  // up to three
  const options = page.locator(".options input");
  for (const at of [0, 1, 2, 3]) await options.nth(at).check();
  assert.match(await left(), /1 too many/);
  await person.press("continue");
  assert.match(await trouble(), /1 too many/);
  await options.nth(3).uncheck();
  assert.match(await left(), /No choice left/);
  assert.equal(await trouble(), "");
  await person.press("continue");
  // a list of three, then one of five with too few votes left
  await page.getByRole("button", { name: /River List/ }).click();
  assert.match(await left(), /1 vote left/);
  await page.getByRole("button", { name: /Hill List/ }).click();
  assert.match(await left(), /5 candidates/);
  await page.getByRole("button", { name: /More for .*Bellatrix Opal/ }).click();
  assert.match(await left(), /No votes left/);
  await page.getByRole("button", { name: /More for .*Bellatrix Opal/ }).click();
  assert.equal(await options.nth(0).inputValue(), "2", "no more than the rule allows");
  await page.getByRole("button", { name: /Less for .*Castor Gneis/ }).click();
  assert.match(await left(), /1 vote left/);
  await person.press("continue");
  await options.nth(0).fill("3");
  await options.nth(1).fill("3");
  await person.press("continue");
  assert.match(await trouble(), /1 too many/);
  await options.nth(1).fill("2");
  await person.press("continue");
  // points
  await options.nth(0).fill("1200");
  await person.press("continue");
  assert.match(await trouble(), /Parks: enter a whole number from 0 to 1,?000/);
  await options.nth(0).fill("12a");
  await person.press("continue");
  assert.match(await trouble(), /whole number/);
  await options.nth(0).fill("600");
  await options.nth(1).fill("399");
  assert.match(await left(), /1 point left/);
  await person.press("continue");
  await person.heading("review-heading");
  assert.match(bare(await page.locator("main").innerText()), /used 3 of 4/);
  // change one, and come back
  await page.getByRole("button", { name: /Change: .*mayor/ }).click();
  await person.mark(contests[0], { "mayor-3": 1 });
  for (let i = 0; i < contests.length; i++) await person.press("continue");
  await person.heading("review-heading");
  await person.encrypt();
  await person.cast();
  count({
    mayor: { "mayor-3": 1 },
    market: { "market-2": 1 },
    board: { "board-1": 1, "board-2": 1, "board-3": 1 },
    council: { "council-1": 2, "council-3": 1 },
    delegates: { "delegates-1": 3, "delegates-2": 2 },
    budget: { "budget-1": 600, "budget-2": 399 },
  });
  await person.leave();
});

test("with the keyboard alone", async () => {
  const person = await Person.arrive(browser, house);
  const { page } = person;
  const key = (name) => page.keyboard.press(name);
  /** Tabs on until the focus is there; the focus can be seen, and nothing covers it. */
  const to = async (name) => {
    for (let i = 0; i < 60; i++) {
      await key("Tab");
      const found = await page.evaluate((name) => {
        const element = document.activeElement;
        const label = element?.getAttribute("aria-label") ?? element?.closest("label")?.textContent ?? element?.textContent ?? "";
        if (label.replace(/[\u2066-\u2069]/g, "") !== name) return undefined;
        const box = element.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const top = document.elementFromPoint(x, y);
        const styles = [element, element.closest(".option")].filter(Boolean).map((each) => getComputedStyle(each).outlineStyle);
        return { covered: top !== null && !element.contains(top) && !top.contains(element), seen: styles.some((style) => style !== "none") };
      }, name);
      if (found === undefined) continue;
      assert.deepEqual(found, { covered: false, seen: true }, name);
      return;
    }
    assert.fail(`the focus never came to ${name}`);
  };
  const press = async (name) => {
    await to(name);
    await key("Enter");
  };
  const said = person.t;
  await page.locator("h1").waitFor();
  await press(said("start-button"));
  await person.heading("elections-heading");
  await press("Vote now: Town election");
  await page.locator(".progress").waitFor();
  const contests = person.contests();
  // radio buttons: the arrows choose
  await to("Altair Basalt");
  await key("ArrowDown");
  await press(said("continue"));
  await to("Yes");
  await key("Space");
  await press(said("continue"));
  for (const name of ["Tuesday", "Friday"]) {
    await to(name);
    await key("Space");
  }
  await press(said("continue"));
  await to("javascript:alert(1)");
  await key("Space");
  await press(said("continue"));
  await press(`${person.t("list-vote")}: River List`);
  await press(said("continue"));
  await to("Votes for Gemma Malachit");
  await page.keyboard.type("5");
  await press(said("continue"));
  await to("Points for Library");
  await page.keyboard.type("1000");
  await press(said("continue"));
  await person.heading("review-heading");
  await press(said("review-button"));
  await person.heading("tracker-heading");
  await press(said("cast-button"));
  await person.heading("done-heading");
  assert.equal(contests.length, 7);
  count({
    mayor: { "mayor-2": 1 },
    bridge: { "bridge-1": 1 },
    market: { "market-2": 1, "market-4": 1 },
    board: { "board-5": 1 },
    council: { "council-1": 1, "council-2": 1, "council-3": 1 },
    delegates: { "delegates-2": 5 },
    budget: { "budget-2": 1000 },
  });
  await person.leave();
});

test("a ballot is checked on a second device, then another is cast, then replaced", async () => {
  const person = await Person.arrive(browser, house, { style: "five" });
  const { page } = person;
  const other = await Person.arrive(browser, house, { path: "/vote/look.html" });
  house.voter = person.voter;
  const looked = async (file) => {
    await other.page.goto(`${house.origin}/vote/look.html`);
    await other.page.locator("#file").setInputFiles(file);
    await other.heading("look-found");
    return other.page.locator("main").innerText();
  };
  await person.signIn();
  await person.enter();
  await person.fill({ five: { "five-1": 1 } });
  const first = await person.encrypt();
  await person.press("check-button");
  await person.heading("open-heading");
  await person.press("open-return");
  await person.heading("tracker-heading");
  assert.equal(await page.locator(".code").innerText(), first, "going back changes nothing");
  await person.press("check-button");
  // other choices for the check: the ballot is made anew
  await person.press("open-back");
  await person.fill({ five: { "five-4": 1 } });
  const second = await person.encrypt();
  assert.notEqual(second, first);
  await person.press("check-button");
  await person.press("open-confirm");
  await person.heading("checked-heading");
  assert.match(await page.locator("main").innerText(), /Rose/);
  const code = await person.saved("checked-save");
  assert.match(code, /^TABELLA\/1\/[0-9A-F]{64}\/[0-9A-F]{64}\n$/);
  const picture = join(client, "challenge.png");
  writeFileSync(picture, await page.locator("main > svg.qr").screenshot());
  for (const file of [picture, { name: "code.txt", mimeType: "text/plain", buffer: Buffer.from(code) }]) {
    const shown = await looked(file);
    assert.match(shown, /Rose/);
    assert.match(shown, /never counts/);
    assert.ok(shown.includes(second));
  }
  // another seed does not open it
  const wrong = code.trim().slice(0, -1) + (code.trim().endsWith("0") ? "1" : "0");
  await other.page.goto(`${house.origin}/vote/look.html`);
  await other.page.locator("#file").setInputFiles({ name: "code.txt", mimeType: "text/plain", buffer: Buffer.from(wrong) });
  assert.match(await other.fault(), /^challenge/);

  // now the real one: what was filled in is still there
  await person.press("checked-new");
  await person.heading("review-heading");
  await page.getByRole("button", { name: /^Change/ }).click();
  await person.mark(person.contests()[0], { "five-2": 1 });
  await person.press("continue");
  const third = await person.encrypt();
  await person.cast();
  await person.press("second-show");
  const qr = join(client, "cast.png");
  writeFileSync(qr, await page.locator(".secret svg.qr").screenshot());
  const shown = await looked(qr);
  assert.match(shown, /Mill/);
  assert.match(shown, /It counts/);
  assert.ok(shown.includes(third));
  // as often as the election allows
  for (let times = 1; times < 3; times++) {
    await person.press("second-hide");
    await person.press("second-show");
    await page.locator(".secret svg.qr").waitFor();
  }
  await person.press("second-hide");
  assert.match(await page.locator(".secret").innerText(), /as often as/);
  const receipt = await person.saved("done-save");
  const entry = JSON.parse(receipt).index;

  // again
  await person.press("vote-again");
  await person.fill({ five: { "five-5": 1 } });
  assert.ok((await page.locator("main").innerText()).includes(third), "what it replaces is named");
  await person.encrypt();
  await person.cast();
  count({ five: { "five-5": 1 } });
  assert.match(await looked({ name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receipt) }), /does not count/);

  // by number and tracker, as printed; a number that is none does not look like a ballot that is gone
  await other.page.goto(`${house.origin}/vote/look.html`);
  await other.page.locator("#tracker").fill(third);
  for (const none of ["", "tracker"]) {
    await other.page.locator("#entry").fill(none);
    await other.press("look-button");
    await other.page.getByText(other.t("look-entry-missing")).waitFor();
  }
  await other.page.locator("#entry").fill(String(entry));
  await other.page.locator("#tracker").fill(third.replaceAll("-", " ").toLowerCase());
  await other.press("look-button");
  await other.heading("look-found");
  await other.press("look-other");
  await other.page.locator("#entry").fill(String(entry + 1));
  await other.page.locator("#tracker").fill(third);
  await other.press("look-button");
  await other.heading("look-not-found");
  await other.press("look-other");
  await other.page.locator("#entry").fill(String(entry));
  await other.page.locator("#tracker").fill("not a tracker");
  await other.press("look-button");
  assert.equal((await other.fault()).split(" ")[0], "tracker-text");
  await Promise.all([person.leave(), other.leave()]);
});

test("a new device replaces the old one; the old one is told", async () => {
  const old = await Person.arrive(browser, house, { style: "five" });
  await old.vote({ five: { "five-1": 1 } });
  const fresh = await Person.arrive(browser, house, { style: "five" });
  // the same person
  fresh.voter = old.voter;
  house.voter = old.voter;
  await fresh.signIn();
  await fresh.enter();
  await fresh.fill({ five: { "five-3": 1 } });
  await fresh.encrypt();
  await fresh.cast();
  count({ five: { "five-3": 1 } });
  await old.press("vote-again");
  assert.equal((await old.fault()).split(" ")[0], "server-not-live");
  await Promise.all([old.leave(), fresh.leave()]);
});

test("panachage over 60 names, on a narrow screen", async () => {
  const person = await Person.arrive(browser, house, { style: "chamber", viewport: { width: 320, height: 640 } });
  const ballot = { chamber: { "chamber-1-1": 2, "chamber-3-12": 2, "chamber-5-7": 1 } };
  await person.vote(ballot);
  count(ballot);
  await person.leave();
});

test("few clicks", async () => {
  const person = await Person.arrive(browser, house, { style: "five" });
  await person.signIn();
  let clicks = 0;
  await person.page.exposeFunction("clicked", () => (clicks += 1));
  await person.page.evaluate(() => addEventListener("click", (event) => event.isTrusted && globalThis.clicked(), true));
  await person.enter();
  await person.fill({ five: { "five-2": 1 } });
  await person.encrypt();
  await person.cast();
  count({ five: { "five-2": 1 } });
  assert.ok(clicks <= 12, `${clicks} clicks`);
  await person.leave();
});

test("the card program's errors each have a way on", async () => {
  const person = await Person.arrive(browser, house, { style: "five" });
  const { page } = person;
  const codes = ["ACTION_TIMEOUT", "USER_TIMEOUT", "VERSION_MISMATCH", "VERSION_INVALID", "EXTENSION_UNAVAILABLE", "NATIVE_UNAVAILABLE", "UNKNOWN_ERROR", "CONTEXT_INSECURE", "USER_CANCELLED", "NATIVE_INVALID_ARGUMENT", "NATIVE_FATAL", "ACTION_PENDING", "MISSING_PARAMETER"];
  const sentences = new Set();
  for (const code of codes) {
    await page.evaluate((code) => (globalThis.card.error = `ERR_WEBEID_${code}`), code);
    await person.press("start-button");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const said = await alert.innerText();
    assert.equal(said, person.t(`fault-card-${code.toLowerCase().replaceAll("_", "-")}`));
    sentences.add(said);
    await person.press("start-again");
  }
  assert.equal(sentences.size, codes.length);
  await page.evaluate(() => (globalThis.card.error = "ERR_OF_TOMORROW"));
  await person.press("start-button");
  assert.equal(await page.getByRole("alert").innerText(), person.t("fault-card-unknown-error"));
  await page.evaluate(() => Object.assign(globalThis.card, { error: undefined, present: false }));
  await person.press("try-again");
  await page.getByText(person.t("fault-card-extension-unavailable")).waitFor();
  await page.evaluate(() => Object.assign(globalThis.card, { present: true }));
  await person.press("try-again");
  await person.heading("elections-heading");
  const asked = await page.evaluate(() => globalThis.card.asked.at(-1));
  assert.equal(asked.action, "web-eid:authenticate");
  assert.equal(Buffer.from(asked.challengeNonce, "base64").length, 32);
  assert.equal(asked.options.lang, "en");
  await person.leave();
});

test("the card's other deeds: certificate and signature", async () => {
  const { build } = await import("../../web/node_modules/esbuild/lib/main.js");
  const entryPoints = [fileURLToPath(new URL("../../web/src/card.ts", import.meta.url))];
  const bundled = await build({ entryPoints, bundle: true, write: false, format: "iife", globalName: "cards", target: "es2022" });
  const person = await Person.arrive(browser, house, { path: "/vote/look.html" });
  await person.page.evaluate(bundled.outputFiles[0].text.replace("var cards", "globalThis.cards"));
  const found = await person.page.evaluate(async () => {
    const { cards } = globalThis;
    const { certificate, supportedSignatureAlgorithms } = await cards.signingCertificate("et");
    const { signature, signatureAlgorithm } = await cards.sign(certificate, "aGFzaA==", "SHA-384", "et");
    const codes = [];
    const failed = (error) => codes.push(error.code);
    await cards.sign("", "aGFzaA==", "SHA-384", "et").catch(failed);
    await Promise.all([cards.authenticate("bm9uY2U=", "et"), cards.authenticate("bm9uY2U=", "et").catch(failed)]);
    globalThis.card.error = "ERR_WEBEID_USER_CANCELLED";
    await cards.sign(certificate, "aGFzaA==", "SHA-384", "et").catch(failed);
    return { certificate, supported: supportedSignatureAlgorithms.length, signature: atob(signature), hash: signatureAlgorithm.hashFunction, codes, asked: globalThis.card.asked.map(({ action }) => action) };
  });
  assert.deepEqual(found, {
    certificate: "MIIC",
    supported: 1,
    signature: "aGFzaA==",
    hash: "SHA-384",
    codes: ["card-missing-parameter", "card-action-pending", "card-user-cancelled"],
    asked: ["web-eid:get-signing-certificate", "web-eid:sign", "web-eid:authenticate", "web-eid:sign"],
  });
  await person.leave();
});

test("whoever may not vote learns why", async () => {
  for (const [reason, words] of [["not-on-roll", /roll/], ["closed", /closed/], ["not-yet-open", /not begun/], ["voted-on-paper", /vote on paper counts/]]) {
    const person = await Person.arrive(browser, house, { style: "five" });
    Object.assign(person.voter, { eligible: false, reason });
    await person.signIn();
    assert.match(await person.page.locator("main").innerText(), words);
    assert.equal(await person.page.getByRole("button", { name: person.t("elections-vote") }).count(), 0);
    await person.leave();
  }
});

test("a session that was left open says whose it is, and what is over is over", async () => {
  const person = await Person.arrive(browser, house);
  const main = async () => bare(await person.page.locator("main").innerText());
  await person.signIn();
  Object.assign(person.voter, { eligible: false, reason: "closed" });
  await person.page.reload();
  await person.signIn();
  assert.ok((await main()).includes("Mari-Liis Männik"), await main());
  assert.ok((await main()).includes(person.t("reason-closed")), await main());
  assert.ok(!(await main()).includes(person.t("elections-until").split("{")[0].trim()), await main());
  await person.leave();
});

test("the result is what was filled in", async () => {
  const { verdict, counts } = await stand.do({ do: "finish" });
  assert.equal(verdict, "verified");
  for (const [contest, options] of Object.entries(counts)) {
    for (const [option, votes] of Object.entries(options)) assert.equal(votes, expected[contest]?.[option] ?? 0, `${contest} ${option}`);
  }
  writeFileSync(join(pictures, "counts.json"), JSON.stringify(counts));
});
