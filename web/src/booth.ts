/**
 * The booth: from the start page to a receipt that this device has checked. One page at a time, in memory: no address, no
 * storage, no form, no log holds anything of what is chosen.
 */
import { BallotBox, type Config, Desk, type ElectionOffer, type Person, type Standing, config, pause, persist } from "./api.ts";
import { authenticate } from "./card.ts";
import { chosen, contestPage } from "./contest.ts";
import { button, h, p, save, theirs } from "./dom.ts";
import { Engine } from "./engine.ts";
import { Fault, asFault } from "./fault.ts";
import { type Manifest, contestsOf, pick } from "./manifest.ts";
import { Marks } from "./marks.ts";
import { draw } from "./qr.ts";
import { reviewPage } from "./review.ts";
import { sentence } from "./sentences.ts";
import { type Help, Shell, technical } from "./shell.ts";
import { language, moment, t } from "./texts.ts";
import type { Included, Tracker } from "./worker.ts";

/** The tracker of a chain without ballots. */
const NONE = "0".repeat(64);

/** How long a credential may take to reach the board, and a ballot to be witnessed, before the page says so; seconds. */
const PATIENCE = 180;

/** Seconds before the end of a session at which the page asks. */
const SESSION_WARNING = 120;

const shell = new Shell();

/** Everything of one election, once its board was verified. */
interface Room {
  readonly id: string;
  readonly engine: Engine;
  readonly box: BallotBox;
  readonly manifest: Manifest;
  /** P. */
  credential: string;
  standing: Standing;
  /** The tracker of the ballot that the next one replaces, for people; empty if there is none. */
  replaces: string;
  marks: Marks;
  /** The last ballot that this device has cast. */
  last: string | undefined;
  closes: number;
  /** Whether the person could vote by post as well. */
  readonly papersOut: boolean;
}

/** A ballot that was taken, with what proves it. */
interface Taken {
  readonly tracker: Tracker;
  readonly entry: Uint8Array;
  readonly receipt: Uint8Array;
  readonly proof: Uint8Array;
  readonly index: number;
  readonly included: Included;
}

let settings: Config & { readonly help?: Help };
let desk: Desk;
/** The room that is open; leaving the page then asks. */
let room: Room | undefined;
/** The worker, also before its room is open. */
let engine: Engine | undefined;

// What the person would lose.
addEventListener("beforeunload", (event) => {
  if (room?.marks.any) event.preventDefault();
});

/** Runs a step; what goes wrong is a page with a sentence and a way on. */
function run(step: () => Promise<void>, retry: () => void): void {
  step().catch((error: unknown) => trouble(asFault(error), retry));
}

/** Runs a step that can simply be tried again. */
function attempt(step: () => Promise<void>): void {
  run(step, () => attempt(step));
}

/** The page of a fault. */
function trouble(fault: Fault, retry: () => void): void {
  const begin = ["fork", "proof", "receipt", "receipt-signature", "receipt-other", "defect", "other-previous", "server-previous", "server-signed-out"];
  const again = !begin.includes(fault.code);
  shell.show(() => ({
    heading: t("problem-heading"),
    body: [
      h("div", { role: "alert", class: "fault" }, p(fault.code === "server-not-eligible" ? reason(fault.detail) : sentence(fault))),
      h(
        "div",
        { class: "buttons" },
        again && button(t("try-again"), retry, "primary"),
        button(t("start-again"), startAgain, again ? "secondary" : "primary"),
      ),
      technical(t("technical-code", { code: fault.detail === "" ? fault.code : `${fault.code} (${fault.detail})` })),
    ],
  }));
}

/** Forgets everything of this page. */
function leave(): void {
  room?.marks.clear();
  engine?.end();
  room = engine = undefined;
  shell.election = undefined;
}

function startAgain(): void {
  leave();
  start();
}

function start(): void {
  const items = (...ids: string[]) => ids.map((id) => h("li", {}, t(id)));
  shell.show(() => ({
    heading: t("start-heading"),
    body: [
      p(t("start-lead")),
      h("h2", {}, t("start-need-heading")),
      h("ul", {}, ...items("start-need-card", "start-need-reader", "start-need-place")),
      h("h2", {}, t("start-how-heading")),
      h("ol", {}, ...items("start-how-1", "start-how-2", "start-how-3", "start-how-4", "start-how-5")),
      h("div", { class: "buttons" }, button(t("start-button"), () => attempt(signIn), "primary")),
      p(h("a", { href: "look.html" }, t("start-look"))),
    ],
  }));
}

function waiting(heading: string, ...lines: string[]): void {
  shell.show(() => ({
    heading: t(heading),
    body: [...lines.map((line) => p(t(line))), h("progress", { "aria-label": t("wait") })],
  }));
}

async function signIn(): Promise<void> {
  waiting("card-heading", "card-sign-in");
  let person: Person;
  if ((await desk.begin()).signed_in) {
    // nobody should vote in the session that somebody else left open
    person = await desk.me();
  } else {
    const worker = new Engine();
    let nonce: string;
    try {
      nonce = await worker.call("signInNonce", await desk.signInChallenge());
    } finally {
      worker.end();
    }
    person = await desk.signIn(await authenticate(nonce, language()));
  }
  hello = `${person.given_name} ${person.surname}`;
  await elections();
}

/** Who is signed in, for the page that greets. */
let hello = "";

async function elections(): Promise<void> {
  const offers = await desk.elections();
  shell.show(() => ({
    heading: t("elections-heading"),
    body: [
      hello !== "" && p(t("elections-hello", { name: hello })),
      offers.length === 0 && p(t("elections-none")),
      ...offers.map(offered),
      h("div", { class: "buttons" }, button(t("sign-out"), () => attempt(finish))),
    ],
  }));
}

function offered(offer: ElectionOffer): HTMLElement {
  const title = pick(offer.title, Object.keys(offer.title));
  const at = (seconds: number) => moment(seconds, offer.time_zone);
  const when =
    offer.reason === "not-yet-open" ? t("elections-opens", { time: at(offer.opens) }) : t("elections-until", { time: at(offer.closes) });
  return h(
    "section",
    { class: "card" },
    h("h2", {}, theirs(title)),
    offer.reason !== "closed" && p(when),
    offer.has_credential && p(t("elections-registered")),
    offer.eligible && papersOut(offer) && h("p", { class: "warning" }, t("elections-papers-out")),
    offer.eligible
      ? button(t("elections-vote"), () => attempt(() => enter(offer)), "primary", t("elections-vote-in", { title: title.text }))
      : p(reason(offer.reason ?? "other")),
  );
}

/** Whether papers for a vote by post are with the person, or on their way. */
const papersOut = ({ channel }: ElectionOffer) => channel?.startsWith("postal-dispatched") ?? false;

/** Why somebody cannot vote online. */
function reason(name: string): string {
  const known = ["not-on-roll", "not-yet-open", "closed", "pack-is-out", "postal-vote-arrived", "voted-on-paper"];
  return t(`reason-${known.includes(name) ? name : "other"}`);
}

/** Opens the board of an election, and has a credential entered there. */
async function enter(offer: ElectionOffer): Promise<void> {
  const { id } = offer;
  leave();
  const address = settings.boards[id];
  if (address === undefined) throw new Fault("other-election");
  waiting("checking-heading", "checking-board");
  const worker = new Engine();
  engine = worker;
  const base = new URL(address, location.href).href;
  const box = new BallotBox(base);
  const manifest = JSON.parse(await worker.call("open", base, id)) as Manifest;
  shell.election = { id, title: () => theirs(pick(manifest.title, manifest.languages)) };

  const credential = await worker.call("credential");
  const { server_nonce, replaces } = await desk.credentialChallenge(id);
  const { nonce, key, z } = await worker.call("register", id, replaces, server_nonce);
  waiting("card-heading", "card-credential");
  const token = await authenticate(nonce, language());
  waiting("checking-heading", "checking-credential");
  await desk.register(id, { credential, replaces, key, z, token });
  const standing = await appears(() => box.standing(credential), "board");
  const contests = contestsOf(manifest, standing.style);
  if (contests === undefined) throw new Fault("style");
  const closes = Date.parse(manifest.schedule.closes) / 1000;
  const marks = new Marks(contests);
  room = { id, engine: worker, box, manifest, credential, standing, replaces: "", marks, last: undefined, closes, papersOut: papersOut(offer) };
  await replaced(room);
  closing(room).catch(() => {});
  shell.notice();
  fill(room, 0);
}

/** Which ballot the next one replaces, in people's spelling. */
async function replaced(room: Room): Promise<void> {
  const { previous } = room.standing;
  room.replaces = previous === NONE ? "" : await room.engine.call("trackerText", previous);
}

/** The closing time in force: the manifest's, unless the board says that it was extended. */
async function closing(room: Room): Promise<void> {
  const { closes } = await room.box.status();
  if (closes !== null && closes > room.closes) room.closes = closes;
}

/** Asks until it is there. */
async function appears<T>(look: () => Promise<T | undefined>, code: string): Promise<T> {
  const until = Date.now() + PATIENCE * 1000;
  for (let wait = 400; Date.now() < until; wait = Math.min(wait * 1.5, 5_000)) {
    const found = await persist(look, () => {}, () => Date.now() > until);
    if (found !== undefined) return found;
    await pause(wait);
  }
  throw new Fault(code);
}

/** The question at a position; the review after the last one. */
function fill(room: Room, at: number): void {
  const mark = room.marks.marks[at];
  if (mark === undefined) {
    review(room);
    return;
  }
  shell.show(() =>
    contestPage({
      mark,
      number: at + 1,
      of: room.marks.marks.length,
      languages: room.manifest.languages,
      back: () => (at === 0 ? attempt(elections) : fill(room, at - 1)),
      next: () => fill(room, at + 1),
      again: () => shell.again(),
    }),
  );
}

function review(room: Room): void {
  const first = room.marks.firstProblem();
  if (first >= 0) {
    fill(room, first);
    return;
  }
  shell.show(() =>
    reviewPage({
      marks: room.marks.marks,
      languages: room.manifest.languages,
      more: [room.replaces !== "" && p(t("review-replaces", { tracker: room.replaces })), room.papersOut && h("p", { class: "warning" }, t("elections-papers-out"))],
      change: (at) => fill(room, at),
      next: button(t("review-button"), () => run(() => encrypt(room), () => review(room)), "primary"),
    }),
  );
}

async function encrypt(room: Room): Promise<void> {
  waiting("encrypting-heading", "encrypting-text");
  const tracker = await room.engine.call("encrypt", room.standing.style, room.standing.previous, room.marks.numbers());
  decide(room, tracker);
}

/** A tracker as people read it, with all of it as a code. */
function shownTracker({ text, hex }: Tracker): HTMLElement {
  const code = h("details", {}, h("summary", {}, t("tracker-code")), draw(`TABELLA/1/${hex.toUpperCase()}`, t("tracker-code")));
  return h("div", { class: "tracker" }, h("h2", {}, t("tracker-label")), h("p", { class: "code", translate: "no" }, text), code);
}

/** The tracker is there; only now the person says what becomes of the ballot. */
function decide(room: Room, tracker: Tracker): void {
  const both = (heading: string, text: string, choice: HTMLElement) => h("section", { class: "card" }, h("h2", {}, t(heading)), p(t(text)), choice);
  shell.show(() => ({
    heading: t("tracker-heading"),
    body: [
      shownTracker(tracker),
      p(t("tracker-text")),
      h("h2", {}, t("decide-heading")),
      both("cast-heading", "cast-text", button(t("cast-button"), () => send(room, tracker, "cast"), "primary")),
      both("check-heading", "check-text", button(t("check-button"), () => open(room, tracker))),
    ],
  }));
}

/** Whether to open the ballot for everyone. */
function open(room: Room, tracker: Tracker): void {
  shell.show(() => ({
    heading: t("open-heading"),
    body: [
      h("p", { class: "warning" }, t("open-warning")),
      p(t("open-advice")),
      h(
        "div",
        { class: "buttons" },
        button(t("open-confirm"), () => send(room, tracker, "challenge"), "primary"),
        button(t("open-back"), () => change(room)),
        button(t("open-return"), () => decide(room, tracker), "link"),
      ),
    ],
  }));
}

/** Back to the questions: the encrypted ballot is forgotten, and so is its seed. */
function change(room: Room): void {
  run(async () => {
    await room.engine.call("forget");
    fill(room, 0);
  }, startAgain);
}

/** Sends what was decided, and checks all that comes back. */
function send(room: Room, tracker: Tracker, what: "cast" | "challenge"): void {
  const steps = ["sending-post", "sending-receipt", "sending-board"] as const;
  let done = 0;
  let note = "";
  const page = () => ({
    heading: t("sending-heading"),
    body: [
      h("ol", { class: "steps" }, ...steps.map((step, at) => h("li", { class: at < done ? "done" : at === done ? "now" : "later", "aria-current": at === done ? "step" : undefined }, t(step)))),
      p(note === "" ? (done === 2 ? t("sending-witnesses") : "") : note),
      h("progress", { max: steps.length, value: done, "aria-label": t("sending-heading") }),
    ],
  });
  const reach = (step: 0 | 1 | 2) => {
    done = step;
    note = "";
    shell.again();
    shell.say(t(steps[step]));
  };
  let entry: Uint8Array | undefined;
  const go = async () => {
    shell.show(page);
    // once: whatever is tried again sends the same bytes
    entry ??= await room.engine.call("decide", what);
    const sent = entry;
    const receipt = await persist(
      () => room.box.post(sent),
      (_, seconds) => {
        note = t("sending-wait", { seconds });
        shell.again();
        shell.say(note);
      },
      () => false,
    );
    reach(1);
    const index = await room.engine.call("receipt", receipt, tracker.hex);
    if (what === "cast") room.last = tracker.hex;
    reach(2);
    const proof = await appears(() => room.box.proof(index), "proof");
    const included = await room.engine.call("included", proof, index, sent);
    const taken = { tracker, entry: sent, receipt, proof, index, included };
    if (what === "cast") finished(room, taken);
    else await checked(room, taken);
  };
  attempt(go);
}

/** The receipt as a file: it proves the ballot's place, and says nothing of what is in it. */
function receiptFile(room: Room, { tracker, entry, receipt, proof, index }: Taken): string {
  const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const file = {
    format: "tabella-receipt-1",
    election: room.id,
    index,
    tracker: tracker.hex,
    tracker_text: tracker.text,
    receipt: base64(receipt),
    entry: base64(entry),
    proof: new TextDecoder().decode(proof),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The page of the second device, for people to type. */
const lookPage = () => new URL("look.html", location.href).href;

/** Cast, and checked by this device. */
function finished(room: Room, taken: Taken): void {
  room.marks.clear();
  const { manifest } = room;
  const zone = manifest.schedule.time_zone;
  const again = manifest.rules.revoting;
  let shown = 0;
  let code = "";
  const second = () => {
    const left = manifest.limits.second_device_checks - shown;
    return [
      h("h2", {}, t("second-heading")),
      p(t("second-text", { page: lookPage() })),
      h("p", { class: "warning" }, t("second-warning")),
      ...(code !== ""
        ? [
            draw(code, t("second-code")),
            button(t("second-hide"), () => {
              code = "";
              shell.again();
            }),
          ]
        : left > 0
          ? [
              button(t("second-show"), () =>
                run(async () => {
                  code = await room.engine.call("code");
                  shown += 1;
                  shell.again();
                }, () => shell.again()),
              ),
            ]
          : [p(t("second-used"))]),
    ];
  };
  shell.show(() => ({
    heading: t("done-heading"),
    body: [
      p(t("done-lead")),
      h(
        "ul",
        { class: "proved" },
        h("li", {}, t("done-receipt")),
        h("li", {}, t("done-place", { index: taken.index })),
        ...taken.included.witnesses.map(({ name, time }) => h("li", {}, t("done-witness", { name, time: moment(time, zone) }))),
      ),
      shownTracker(taken.tracker),
      h(
        "div",
        { class: "buttons" },
        button(t("done-save"), () => save(`${taken.tracker.text}.receipt.json`, "application/json", receiptFile(room, taken)), "primary"),
        button(t("done-print"), () => print()),
      ),
      p(t("done-receipt-note")),
      h("h2", {}, t("done-next-heading")),
      p(again ? t("done-next-until", { time: moment(room.closes, zone) }) : t("done-next-once")),
      p(t("done-next-count")),
      h("section", { class: "card secret" }, ...second()),
      h(
        "div",
        { class: "buttons" },
        button(t("finish"), () => attempt(finish), "primary"),
        again && button(t("vote-again"), () => attempt(() => voteAgain(room))),
      ),
    ],
  }));
}

/** Opened for everyone: here it is compared. */
async function checked(room: Room, taken: Taken): Promise<void> {
  const code = await room.engine.call("code");
  const { languages } = room.manifest;
  shell.show(() => ({
    heading: t("checked-heading"),
    body: [
      p(t("checked-text")),
      h("p", { class: "code", translate: "no" }, taken.tracker.text),
      p(t("done-place", { index: taken.index })),
      h("h2", {}, t("checked-choices-heading")),
      ...room.marks.marks.map((mark) => h("section", { class: "card" }, h("h3", {}, theirs(pick(mark.contest.title, languages))), chosen(mark, languages))),
      h("h2", {}, t("checked-elsewhere-heading")),
      p(t("checked-elsewhere-text", { page: lookPage() })),
      draw(code, t("second-code")),
      h("div", { class: "buttons" }, button(t("checked-save"), () => save(`${taken.tracker.text}.check.txt`, "text/plain", `${code}\n`))),
      h("p", { class: "warning" }, t("checked-different")),
      p(t("checked-kept")),
      h("div", { class: "buttons" }, button(t("checked-new"), () => attempt(() => after(room)), "primary")),
    ],
  }));
}

/** Asks anew what the next ballot follows. The device knows what it cast last: a ballot box that says something else lies, or
 * somebody voted elsewhere. */
async function stand(room: Room): Promise<void> {
  await room.engine.call("forget");
  const standing = await room.box.standing(room.credential);
  if (standing === undefined) throw new Fault("server-not-live");
  if (room.last !== undefined && standing.previous !== room.last) throw new Fault("other-previous");
  if (standing.style !== room.standing.style) throw new Fault("style");
  room.standing = standing;
  await replaced(room);
}

/** A new ballot after a check, filled in as before. */
async function after(room: Room): Promise<void> {
  await stand(room);
  review(room);
}

/** A new ballot in place of the one that was cast. */
async function voteAgain(room: Room): Promise<void> {
  await stand(room);
  fill(room, 0);
}

/** Signs out and clears everything. */
async function finish(): Promise<void> {
  leave();
  hello = "";
  shell.notice();
  await desk.signOut();
  shell.show(() => ({
    heading: t("finished-heading"),
    body: [p(t("finished-text")), h("div", { class: "buttons" }, button(t("start-again"), startAgain))],
  }));
}

/** Asks before a session ends. Once a ballot is being filled in, no session is needed. */
function watchSession(): void {
  const left = desk.secondsLeft();
  const soon = room === undefined && left > 0 && left < SESSION_WARNING;
  const is = document.querySelector(".notice button") !== null;
  if (soon && !is) {
    const extend = () => run(async () => {
      await desk.extend();
      shell.notice();
    }, startAgain);
    shell.notice(p(t("session-ends")), button(t("session-extend"), extend));
  } else if (!soon && is) {
    shell.notice();
  }
}

run(async () => {
  settings = (await config()) as typeof settings;
  shell.demo = settings.demo === true;
  shell.help = settings.help;
  desk = new Desk(new URL(settings.desk ?? "/desk/v1/", location.href).href);
  setInterval(watchSession, 5_000);
  if (settings.reader != null) {
    const { connect } = (await import(new URL(READER, location.href).href)) as typeof import("./reader.ts");
    await connect(settings.reader, t);
  }
  start();
}, () => location.reload());
