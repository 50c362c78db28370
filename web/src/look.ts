/** A second device: where a ballot stands, and with the code what is in it. Without sign-in, on any host. */
import { BallotBox, type Config, type Place, config } from "./api.ts";
import { chosenVotes } from "./contest.ts";
import { button, h, p, theirs } from "./dom.ts";
import { Engine } from "./engine.ts";
import { Fault, asFault } from "./fault.ts";
import { type Manifest, contestsOf, pick } from "./manifest.ts";
import { pixels, read } from "./scan.ts";
import { sentence } from "./sentences.ts";
import { type Help, Shell, technical } from "./shell.ts";
import { moment, t } from "./texts.ts";
import type { Included, Looked } from "./worker.ts";

const shell = new Shell();
const engine = new Engine();
let settings: Config & { readonly help?: Help };

/** What a person brought. */
interface Asked {
  /** The tracker, 64 hexadecimal digits. */
  readonly tracker: string;
  readonly seed: string | undefined;
  /** Of a receipt file, to hold the ballot box to. */
  readonly receipt?: { readonly election: string; readonly bytes: Uint8Array };
}

/** What a code or a receipt file says. */
function asked(text: string): Asked | undefined {
  const code = /^TABELLA\/1\/([0-9A-F]{64})(?:\/([0-9A-F]{64}))?$/i.exec(text.trim());
  if (code !== null) return { tracker: String(code[1]).toLowerCase(), seed: code[2]?.toLowerCase() };
  try {
    const file = JSON.parse(text) as Record<string, unknown>;
    const { format, tracker, election, receipt } = file;
    if (format !== "tabella-receipt-1" || typeof tracker !== "string" || !/^[0-9a-f]{64}$/.test(tracker)) return undefined;
    const bytes = Uint8Array.from(atob(String(receipt)), (digit) => digit.charCodeAt(0));
    return { tracker, seed: undefined, receipt: { election: String(election), bytes } };
  } catch {
    return undefined;
  }
}

function run(step: () => Promise<void>): void {
  step().catch((error: unknown) => {
    const fault = asFault(error);
    shell.show(() => ({
      heading: t("problem-heading"),
      body: [
        h("div", { role: "alert", class: "fault" }, p(sentence(fault))),
        h("div", { class: "buttons" }, button(t("look-other"), start, "primary")),
        technical(t("technical-code", { code: fault.detail === "" ? fault.code : `${fault.code} (${fault.detail})` })),
      ],
    }));
  });
}

function waiting(): void {
  shell.show(() => ({ heading: t("look-heading"), body: [h("progress", { "aria-label": t("wait") })] }));
}

/** Stops the camera, if it runs. */
let stopCamera = () => {};

function start(): void {
  shell.election = undefined;
  const said = h("p", { role: "status", class: "left" });
  const video = h("video", { playsinline: true, muted: true, hidden: true });
  const file = h("input", {
    type: "file",
    id: "file",
    accept: "image/*,.json,.txt",
    autocomplete: "off",
    onchange: () => {
      const [chosen] = file.files ?? [];
      if (chosen === undefined) return;
      fromFile(chosen).then((found) => {
        if (found === undefined) said.textContent = t("look-no-code");
        else run(() => look(found));
      }, () => (said.textContent = t("look-no-code")));
    },
  });
  const entry = h("input", { type: "text", id: "entry", inputmode: "numeric", autocomplete: "off", size: 10 });
  const tracker = h("input", { type: "text", id: "tracker", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", size: 34, "aria-describedby": "tracker-hint" });
  const missing = h("p", { role: "status", class: "left" });
  const typed = () => {
    // a number that is none must not look as if a ballot were gone
    if (/^\d{1,12}$/.test(entry.value.trim())) {
      run(() => lookTyped(Number(entry.value.trim()), tracker.value));
      return;
    }
    missing.textContent = t("look-entry-missing");
    entry.focus();
  };
  const camera = button(t("look-camera"), () => {
    scan(video, camera).then((found) => found !== undefined && run(() => look(found)), () => (said.textContent = t("look-camera-none")));
  });
  shell.show(() => ({
    heading: t("look-heading"),
    body: [
      p(t("look-lead")),
      h("h2", {}, t("look-code-heading")),
      p(t("look-code-text")),
      h("div", { class: "buttons" }, camera),
      video,
      h("div", { class: "field" }, h("label", { for: "file" }, t("look-file")), file),
      said,
      h("h2", {}, t("look-typed-heading")),
      h("div", { class: "field" }, h("label", { for: "entry" }, t("look-entry")), entry),
      h("div", { class: "field" }, h("label", { for: "tracker" }, t("look-tracker")), h("p", { id: "tracker-hint", class: "hint" }, t("look-tracker-hint")), tracker),
      missing,
      h("div", { class: "buttons" }, button(t("look-button"), typed, "primary")),
    ],
  }));
}

/** A code, a receipt, or a picture of a code. */
async function fromFile(file: File): Promise<Asked | undefined> {
  if (!file.type.startsWith("image/")) return asked(await file.text());
  const image = pixels(await createImageBitmap(file));
  const text = image && read(image);
  return text === undefined ? undefined : asked(text);
}

/** Looks through the camera until there is a code, or the person stops it. */
async function scan(video: HTMLVideoElement, control: HTMLButtonElement): Promise<Asked | undefined> {
  if (!video.hidden) {
    stopCamera();
    return undefined;
  }
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  let going = true;
  stopCamera = () => {
    going = false;
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
    control.textContent = t("look-camera");
  };
  video.srcObject = stream;
  video.hidden = false;
  control.textContent = t("look-camera-stop");
  await video.play();
  while (going && video.isConnected) {
    const image = pixels(video);
    const text = image && read(image);
    const found = text === undefined ? undefined : asked(text);
    if (found !== undefined) {
      stopCamera();
      return found;
    }
    await new Promise((frame) => requestAnimationFrame(frame));
  }
  stopCamera();
  return undefined;
}

/** An election's board, opened. */
interface Open {
  readonly id: string;
  readonly box: BallotBox;
  readonly manifest: Manifest;
}

async function openBoard(id: string, address: string): Promise<Open> {
  const base = new URL(address, location.href).href;
  return { id, box: new BallotBox(base), manifest: JSON.parse(await engine.call("open", base, id)) as Manifest };
}

/** The ballot with this tracker, on whichever board it stands. */
async function look(asked: Asked): Promise<void> {
  waiting();
  for (const [id, address] of Object.entries(settings.boards)) {
    if (asked.receipt !== undefined && asked.receipt.election !== id) continue;
    const box = new BallotBox(new URL(address, location.href).href);
    const place = await box.find(asked.tracker);
    if (place === undefined) continue;
    const open = await openBoard(id, address);
    if (asked.receipt !== undefined) {
      const index = await engine.call("receipt", asked.receipt.bytes, asked.tracker);
      if (index !== place.index) throw new Fault("proof");
    }
    await examine(open, place, asked);
    return;
  }
  notFound();
}

/** The ballot at a place, if it has this tracker. */
async function lookTyped(index: number, typed: string): Promise<void> {
  const text = await engine.call("parseTracker", typed);
  waiting();
  for (const [id, address] of Object.entries(settings.boards)) {
    const open = await openBoard(id, address);
    const bytes = await open.box.entry(index);
    const hex = bytes && (await engine.call("trackerOf", bytes).catch(() => undefined));
    if (hex === undefined || (await engine.call("trackerText", hex)) !== text) continue;
    await examine(open, { index, type: "ballot" }, { tracker: hex, seed: undefined });
    return;
  }
  notFound();
}

function notFound(): void {
  shell.show(() => ({
    heading: t("look-not-found"),
    body: [p(t("look-not-found-text")), h("div", { class: "buttons" }, button(t("look-other"), start, "primary"))],
  }));
}

/** Fetches the entry, checks its place, and shows what it is. */
async function examine({ id, box, manifest }: Open, place: Place, { tracker, seed }: Asked): Promise<void> {
  const [entry, proof] = await Promise.all([box.entry(place.index), box.proof(place.index)]);
  if (entry === undefined || proof === undefined) throw new Fault("proof");
  const included = await engine.call("included", proof, place.index, entry);
  const looked = await engine.call("look", entry, tracker, seed ?? null);
  const standing = await box.standing(looked.credential);
  const text = await engine.call("trackerText", tracker);
  shell.election = { id, title: () => theirs(pick(manifest.title, manifest.languages)) };
  result(manifest, place.index, text, included, looked, standing?.previous === tracker);
}

function result(manifest: Manifest, index: number, tracker: string, included: Included, looked: Looked, isLast: boolean): void {
  const { languages } = manifest;
  const contests = contestsOf(manifest, looked.style) ?? [];
  const state = looked.kind === "challenge" ? "look-challenge" : isLast ? "look-last" : "look-replaced";
  shell.show(() => ({
    heading: t("look-found"),
    body: [
      p(t("look-election", { title: pick(manifest.title, languages).text })),
      h("p", { class: "code", translate: "no" }, tracker),
      h("ul", { class: "proved" },
        h("li", {}, t("done-place", { index })),
        ...included.witnesses.map(({ name, time }) => h("li", {}, t("done-witness", { name, time: moment(time, manifest.schedule.time_zone) }))),
      ),
      h("p", { class: state === "look-last" ? "good" : "warning" }, t(state)),
      ...(looked.choices === null
        ? []
        : [
            h("h2", {}, t("look-choices")),
            ...contests.map((contest, at) =>
              h("section", { class: "card" }, h("h3", {}, theirs(pick(contest.title, languages))), chosenVotes(contest, looked.choices?.[at] ?? [], languages)),
            ),
            h("p", { class: "warning" }, t("look-compare")),
          ]),
      h("div", { class: "buttons" }, button(t("look-other"), start, "primary")),
    ],
  }));
}

run(async () => {
  settings = (await config()) as typeof settings;
  shell.demo = settings.demo === true;
  shell.help = settings.help;
  start();
});
