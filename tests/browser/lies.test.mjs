// Servers that lie, networks that break, devices that cheat: each is noticed, and said.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Person, launch } from "./people.mjs";
import { House, Stand, problem } from "./stage.mjs";

/** A point that is surely one: ristretto255's base point, RFC 9496. */
const BASE_POINT = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76";

let browser;
let stand;
let house;

before(async () => {
  [browser, stand] = await Promise.all([launch(), Stand.open()]);
  house = await House.open(stand);
  // somebody else's credential: the tree is larger than what the booth reads, and has to be proved to continue it
  await stand.do({ do: "credential", credential: BASE_POINT, style: "five" });
});
beforeEach(() => {
  house.tamper = (_request, answer) => answer;
});
after(async () => {
  await browser?.close();
  await house?.close();
  await stand?.close();
});

const BALLOT = { five: { "five-3": 1 } };

/** Somebody with an encrypted ballot. */
async function ready() {
  const person = await Person.arrive(browser, house, { style: "five" });
  await person.signIn();
  await person.enter();
  await person.fill(BALLOT);
  person.tracker = await person.encrypt();
  return person;
}

/** Changes answers for paths. */
const at = (pattern, change) => (request, answer) => (pattern.test(request.path) && answer.status === 200 ? change(answer, request) : answer);
/** Another byte. */
const flip = (place) => (answer) => {
  const body = Buffer.from(answer.body);
  body[place < 0 ? body.length + place : place] ^= 1;
  return { ...answer, body };
};

for (const [name, pattern, change, code] of [
  ["a checkpoint that the log did not sign", /^checkpoint$/, (answer) => ({ ...answer, body: Buffer.from(answer.body.toString().replace(/^(— board\S* )(..)/m, "$1AA")) }), /unwitnessed|checkpoint|board/],
  ["a checkpoint without witnesses", /^checkpoint$/, (answer) => ({ ...answer, body: Buffer.from(answer.body.toString().split("\n").filter((line) => !line.includes("— witness")).join("\n")) }), /witnesses/],
  ["an entry of a trustee that was changed", /^tile\/entries\/000\.p\/1[0-9]$/, flip(-1), /board|fork/],
  ["a manifest that was changed", /^blob\/sha256\//, flip(40), /board/],
  ["a tree that does not fit", /^tile\/0\//, flip(0), /fork/],
]) {
  test(`${name} opens no booth`, async () => {
    const person = await Person.arrive(browser, house, { style: "five" });
    await person.signIn();
    house.tamper = at(pattern, change);
    await person.page.getByRole("button", { name: person.t("elections-vote") }).click();
    assert.match(await person.fault(), code);
    // nothing but reading was asked of the ballot box
    assert.equal(person.requests.some(({ method, url }) => method === "POST" && url.includes("/board/")), false);
    await person.leave();
  });
}

test("the board of another election", async () => {
  const person = await Person.arrive(browser, house, { style: "five" });
  await person.signIn();
  const real = stand.election;
  const other = `${real.slice(0, -1)}${real.endsWith("0") ? "1" : "0"}`;
  // the desk and the page's own configuration speak of one election, the board is of another
  const home = await person.context.newPage();
  await home.route("**/config.json", (route) => route.fulfill({ json: { desk: "/desk/v1/", boards: { [other]: `/board/${real}/` } } }));
  await home.route("**/me/elections", async (route) => {
    const answer = await (await route.fetch()).json();
    answer.elections[0].id = other;
    await route.fulfill({ json: answer });
  });
  await home.goto(`${house.origin}/vote/`);
  await home.getByRole("button", { name: person.t("start-button") }).click();
  await home.getByRole("button", { name: person.t("elections-vote") }).click();
  await home.getByText(person.t("fault-other-election")).waitFor();
  await person.leave();
});

for (const [name, pattern, change, code] of [
  ["a receipt with another signature", /^api\/v1\/ballots$/, flip(-1), /^receipt-signature/],
  ["a receipt that is none", /^api\/v1\/ballots$/, flip(0), /^receipt/],
  ["a proof of another place", /\/proof$/, (answer) => ({ ...answer, body: Buffer.from(answer.body.toString().replace(/^index (\d+)$/m, (_, index) => `index ${index - 1}`)) }), /^proof/],
  ["a proof that does not hold", /\/proof$/, (answer) => ({ ...answer, body: Buffer.from(answer.body.toString().replace(/^[A-Za-z0-9+/]{43}=$/m, `${"A".repeat(43)}=`)) }), /^proof/],
  ["a proof without witnesses", /\/proof$/, (answer) => ({ ...answer, body: Buffer.from(answer.body.toString().split("\n").filter((line) => !line.includes("— witness")).join("\n")) }), /^witnesses|^proof/],
]) {
  test(`${name} is not taken`, async () => {
    const person = await ready();
    house.tamper = at(pattern, change);
    await person.press("cast-button");
    assert.match(await person.fault(), code);
    await person.leave();
  });
}

test("the receipt of somebody else", async () => {
  let receipt;
  const first = await ready();
  house.tamper = at(/^api\/v1\/ballots$/, (answer) => ((receipt = answer.body), answer));
  await first.cast();
  const second = await ready();
  house.tamper = at(/^api\/v1\/ballots$/, (answer) => ({ ...answer, body: receipt }));
  await second.press("cast-button");
  assert.match(await second.fault(), /^receipt-other/);
  await Promise.all([first.leave(), second.leave()]);
});

test("a ballot box that forgets the last ballot", async () => {
  const person = await ready();
  await person.cast();
  house.tamper = at(/^api\/v1\/credentials\//, (answer) => ({ ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), previous: "0".repeat(64) }) }));
  await person.press("vote-again");
  assert.match(await person.fault(), /^other-previous/);
  await person.leave();
});

test("answers that are lost: the same ballot again, and counted once", async () => {
  const person = await ready();
  let lost = 0;
  let losing = true;
  const bodies = new Set();
  house.tamper = (request, answer) => {
    if (request.path !== "api/v1/ballots") return answer;
    bodies.add(request.body.toString("hex"));
    // the ballot box has taken it, and nobody hears of it
    if (losing) lost += 1;
    return losing ? "lost" : answer;
  };
  await person.press("cast-button");
  // the browser may have asked again by itself before
  await person.page.locator("main").getByText(/tries again/).waitFor();
  losing = false;
  await person.heading("done-heading");
  assert.ok(lost >= 1);
  assert.equal(bodies.size, 1);
  await person.leave();
});

test("a ballot box that dies while the ballot is on its way", async () => {
  const person = await ready();
  await stand.do({ do: "kill" });
  await person.press("cast-button");
  await person.page.locator("main").getByText(/tries again/).waitFor();
  await stand.do({ do: "start" });
  await person.heading("done-heading");
  await person.leave();
});

test("a busy ballot box is asked again when it says", async () => {
  const person = await ready();
  let times = 0;
  house.tamper = (request, answer) => {
    if (request.path !== "api/v1/ballots" || ++times > 1) return answer;
    const busy = problem(503, "busy");
    return { ...busy, headers: { ...busy.headers, "retry-after": "1" } };
  };
  await person.press("cast-button");
  await person.heading("done-heading");
  assert.equal(times, 2);
  await person.leave();
});

test("no network at each step: a sentence, a way on, nothing lost", async () => {
  const person = await Person.arrive(browser, house, { style: "five" });
  const { context } = person;
  const cut = async (go, back) => {
    await context.setOffline(true);
    await go();
    assert.equal(await person.fault(), "network");
    await context.setOffline(false);
    await person.press("try-again");
    await back();
  };
  await cut(() => person.press("start-button"), () => person.heading("elections-heading"));
  await cut(
    () => person.page.getByRole("button", { name: person.t("elections-vote") }).click(),
    () => person.page.locator(".progress").waitFor(),
  );
  await context.setOffline(true);
  // filling in and encrypting need no network
  await person.fill(BALLOT);
  await person.encrypt();
  await person.press("cast-button");
  await person.page.locator("main").getByText(/tries again/).waitFor();
  await context.setOffline(false);
  await person.heading("done-heading");
  await person.leave();
});

test("a program that was changed on the way is not started", async () => {
  for (const [pattern, place] of [[/\.wasm$/, -40], [/^booth-.*\.js$/, -2]]) {
    house.tamper = at(pattern, flip(place));
    const person = await Person.arrive(browser, house, { style: "five" });
    if (pattern.test("x.wasm")) {
      await person.press("start-button");
      assert.equal(await person.fault(), "module");
    } else {
      await person.page.waitForLoadState("load");
      assert.equal(await person.page.locator("h1").count(), 0);
      assert.match(person.console.join(" "), /integrity/);
    }
    await person.leave();
  }
});

/** A device that encrypts something else than it shows, and shows what was chosen. */
const cheat = () => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.name === "encrypt") message.given[2].set([1, 0, 0, 0, 0]);
    return post.call(this, message, ...rest);
  };
};

for (const what of ["challenge", "cast"]) {
  test(`a cheating device is caught by the second one: ${what}`, async () => {
    const person = await Person.arrive(browser, house, { style: "five" });
    const { page } = person;
    await page.evaluate(cheat);
    await person.signIn();
    await person.enter();
    await person.fill(BALLOT);
    assert.match(await page.locator("main").innerText(), /Station/);
    await person.encrypt();
    let code;
    if (what === "challenge") {
      await person.press("check-button");
      await person.press("open-confirm");
      await person.heading("checked-heading");
      assert.match(await page.locator("main").innerText(), /Station/);
      code = { name: "code.txt", mimeType: "text/plain", buffer: Buffer.from(await person.saved("checked-save")) };
    } else {
      await person.cast();
      await person.press("second-show");
      code = { name: "code.png", mimeType: "image/png", buffer: await page.locator(".secret svg.qr").screenshot() };
    }
    const other = await Person.arrive(browser, house, { path: "/vote/look.html" });
    await other.page.locator("#file").setInputFiles(code);
    await other.heading("look-found");
    const shown = await other.page.locator("main").innerText();
    assert.match(shown, /Linden/);
    assert.doesNotMatch(shown, /Station/);
    await Promise.all([person.leave(), other.leave()]);
  });
}

test("names are names, whatever they look like", async () => {
  const person = await Person.arrive(browser, house, { style: "only-board" });
  await person.signIn();
  await person.enter();
  const shown = await person.page.locator(".options").innerText();
  for (const name of ["<img src=x onerror=alert(1)>", "{{constructor", "javascript:alert(1)"]) assert.ok(shown.includes(name), name);
  assert.equal(await person.page.locator("main img, main script, main iframe").count(), 0);
  const isolated = await person.page.evaluate(() => [...document.querySelectorAll(".option bdi")].every((name) => getComputedStyle(name).unicodeBidi === "isolate"));
  assert.ok(isolated);
  assert.deepEqual((await person.traces()).broken, []);
  assert.deepEqual(person.console, []);
  await person.leave();
});

test("the policy stops what an attacker would try", async () => {
  const person = await Person.arrive(browser, house);
  const tried = await person.page.evaluate(async () => {
    const outcome = {};
    const attempt = async (name, run) => {
      try {
        await run();
        outcome[name] = "went through";
      } catch {
        outcome[name] = "stopped";
      }
    };
    await attempt("markup", () => (document.createElement("div").innerHTML = "<b>x</b>"));
    await attempt("policy", () => globalThis.trustedTypes.createPolicy("other", {}));
    await attempt("elsewhere", () => fetch("http://127.0.0.1:9/"));
    await attempt("script", () => (document.createElement("script").text = "x"));
    return outcome;
  });
  assert.deepEqual(tried, { markup: "stopped", policy: "stopped", elsewhere: "stopped", script: "stopped" });
  await person.leave();
});

test("the session is about to end: asked in time, and kept", async () => {
  const person = await Person.arrive(browser, house, { style: "five" });
  house.sessionSeconds = 60;
  await person.signIn();
  await person.button("session-extend").waitFor();
  house.sessionSeconds = 1800;
  await person.press("session-extend");
  await person.button("session-extend").waitFor({ state: "detached" });
  await person.leave();
});
