/** The observer's page: a board as it grows, the complete verifier over it, and what people look for on it. No account. */
import { type Config, config, pause } from "./api.ts";
import { chosenVotes } from "./contest.ts";
import { button, h, p, save, theirs } from "./dom.ts";
import { Engine } from "./engine.ts";
import { Fault, asFault } from "./fault.ts";
import { type Manifest, contestsOf, pick } from "./manifest.ts";
import type { ObserverCalls, Report, Step, Tree } from "./observe-worker.ts";
import { explained } from "./observe-explain.ts";
import { type Where, load, look, verifyBoard } from "./observe-run.ts";
import { asCode, checksList, resultTables, treeList } from "./observe-parts.ts";
import { type Help, Shell, technical } from "./shell.ts";
import { count, has, moment, t } from "./texts.ts";

/** Seconds between two looks at a board that grows. */
const EVERY = 15;

/** How many of the last entries are shown. */
const LATEST = 10;

const shell = new Shell();
// at once: its module is then there when the network is not
const engine = new Engine<ObserverCalls>();
const loaded = load(engine);
loaded.catch(() => {});
let settings: Config & { readonly help?: Help } = { boards: {} };

/** The board that is looked at. */
interface Room {
  readonly id: string;
  /** None of a board that is not one to vote on: the verifier says why. */
  readonly manifest: Manifest | undefined;
  /** Its address; none if it lies in a file. */
  readonly address: string | undefined;
  readonly where: Where;
  report: Report | undefined;
}

/** Counts the pages: what was begun for one does not change the next. */
let turn = 0;

/** Runs a step; what goes wrong is a page with a sentence and a way on. */
function run(step: () => Promise<void>): void {
  turn += 1;
  step().catch((error: unknown) => {
    const fault = asFault(error);
    shell.show(() => ({
      heading: t("problem-heading"),
      body: [
        h("div", { role: "alert", class: "fault" }, p(sentence(fault))),
        h("div", { class: "buttons" }, button(t("start-again"), start, "primary")),
        technical(t("technical-code", { code: fault.detail === "" ? fault.code : `${fault.code} (${fault.detail})` })),
      ],
    }));
  });
}

function waiting(heading: string): void {
  shell.show(() => ({ heading: t(heading), body: [h("progress", { "aria-label": t("wait") })] }));
}

/** A way to a page, as a list of them. */
const ways = (...all: readonly [string, () => void][]) =>
  h("ul", { class: "ways" }, ...all.map(([key, go]) => h("li", {}, button(t(key), go, "secondary"))));

function start(): void {
  turn += 1;
  shell.election = undefined;
  const file = h("input", {
    type: "file",
    id: "archive",
    accept: ".tar,application/x-tar",
    onchange: () => {
      const [chosen] = file.files ?? [];
      if (chosen !== undefined) run(() => openFile(chosen));
    },
  });
  const boards = Object.entries(settings.boards);
  const ready = h("p", { id: "ready", role: "status", class: "hint" });
  loaded.then(() => (ready.textContent = t("observe-ready")), () => {});
  shell.show(() => ({
    heading: t("observe-heading"),
    body: [
      p(t("observe-lead")),
      boards.length > 0 && h("h2", {}, t("observe-boards")),
      ...boards.map(([id, address]) =>
        h("section", { class: "card" }, asCode(id), button(t("observe-open"), () => run(() => openLive(id, address)), "primary")),
      ),
      h("h2", {}, t("observe-archive-heading")),
      p(t("observe-archive-text")),
      h("div", { class: "field" }, h("label", { for: "archive" }, t("observe-archive")), file),
      ready,
      h("h2", {}, t("explain-heading")),
      p(t("explain-lead")),
      h("div", { class: "buttons" }, button(t("explain-button"), () => explain(start))),
    ],
  }));
}

function explain(back: () => void): void {
  turn += 1;
  shell.show(() => ({
    heading: t("explain-heading"),
    body: [...explained(), h("div", { class: "buttons" }, button(t("back"), back, "primary"))],
  }));
}

async function openLive(id: string, address: string): Promise<void> {
  waiting("observe-opening");
  const base = new URL(address, location.href).href;
  await look(engine, base);
  await enter(id, base);
}

async function openFile(file: File): Promise<void> {
  waiting("observe-opening");
  await look(engine, file);
  const { id } = await engine.call("claimed");
  // whoever serves this page vouches for these
  if (id in settings.boards) await enter(id, file);
  else ask(id, file);
}

/** The election must be known from elsewhere: a file could be of any. */
function ask(claimed: string, file: File): void {
  const typed = h("input", { type: "text", id: "election", autocomplete: "off", spellcheck: "false", "aria-describedby": "election-hint" });
  const said = h("p", { role: "status", class: "left" });
  const go = () => {
    const id = typed.value.replace(/\s/g, "").toLowerCase();
    if (id === claimed) run(() => enter(id, file));
    else said.textContent = t(/^[0-9a-f]{64}$/.test(id) ? "observe-other-election" : "observe-not-an-id");
  };
  shell.show(() => ({
    heading: t("observe-which-heading"),
    body: [
      p(t("observe-which-text")),
      h("div", { class: "field" }, h("label", { for: "election" }, t("observe-which")), h("p", { id: "election-hint", class: "hint" }, t("observe-which-hint")), typed),
      said,
      h("div", { class: "buttons" }, button(t("continue"), go, "primary"), button(t("back"), start)),
    ],
  }));
}

async function enter(id: string, where: Where): Promise<void> {
  const mine = turn;
  const address = typeof where === "string" ? where : undefined;
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await engine.call("open", id)) as Manifest;
  } catch (error) {
    const fault = asFault(error);
    if (mine !== turn || ["module", "defect", "randomness"].includes(fault.code)) throw fault;
    unopened({ id, manifest: undefined, address, where, report: undefined }, fault);
    return;
  }
  shell.election = { id, title: () => theirs(pick(manifest.title, manifest.languages)) };
  await hall({ id, manifest, address, where, report: undefined });
}

/** A board that is not one to vote on: only the verifier has more to say. */
function unopened(room: Room, fault: Fault): void {
  shell.show(() => ({
    heading: t("problem-heading"),
    body: [
      h("div", { role: "alert", class: "fault" }, p(sentence(fault))),
      p(t("observe-unopened")),
      h("div", { class: "buttons" }, button(t("verify-button"), () => run(() => verify(room)), "primary"), button(t("start-again"), start)),
      technical(t("technical-code", { code: fault.detail === "" ? fault.code : `${fault.code} (${fault.detail})` })),
    ],
  }));
}

/** Back to the board, if there is one to go back to. */
const back = (room: Room) => () => (room.manifest === undefined ? start() : run(() => hall(room)));

/** What happened, and what to do now. */
function sentence({ code }: Fault): string {
  const id = `observe-fault-${code}`;
  return t(has(id) ? id : "observe-fault-board");
}

/** What the ballot box counts, and this page shows, in this order. It may say more. */
const COUNTS = ["credentials", "ballots", "counted", "challenges", "revocations"] as const;

/** What the ballot box says of itself. */
interface Status {
  readonly phase: string | null;
  readonly counts: Readonly<Record<(typeof COUNTS)[number], number>> | null;
}

async function status(room: Room): Promise<Status | undefined> {
  if (room.address === undefined) return undefined;
  // a board of files alone has none
  const answer = await fetch(`${room.address}api/v1/status`, { credentials: "omit", cache: "no-store" }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as Status) : undefined;
}

function numbers(told: Status | undefined): readonly HTMLElement[] {
  const counts = told?.counts;
  if (counts == null) return [];
  const lines = COUNTS.map((name) => h("li", {}, t(`number-${name}`, { number: count(counts[name]) })));
  return [h("h2", {}, t("hall-numbers")), h("ul", {}, ...lines), p(t("hall-numbers-note"))];
}

/** The board: its tree, who saw it, its last entries; and everything that can be done with it. */
async function hall(room: Room): Promise<void> {
  const mine = ++turn;
  const { manifest } = room;
  if (manifest === undefined) return;
  let tree = await engine.call("tree");
  let latest = await engine.call("latest", LATEST);
  let told = await status(room);
  const zone = manifest.schedule.time_zone;
  const page = () => ({
    heading: t("hall-heading"),
    body: [
      p(t(room.address === undefined ? "hall-archive" : "hall-live")),
      treeList(tree, zone),
      p(t("hall-closes", { time: moment(Date.parse(manifest.schedule.closes) / 1000, zone) })),
      ...numbers(told),
      h("h2", {}, t("hall-do")),
      ways(
        ["verify-button", () => run(() => verify(room))],
        ["find-button", () => find(room)],
        ["challenge-button", () => challenge(room)],
        ["result-button", () => result(room)],
        ["notices-button", () => run(() => notices(room))],
        ["explain-button", () => explain(back(room))],
      ),
      h("h2", {}, t("hall-latest")),
      h(
        "ol",
        { class: "entries" },
        ...latest.map(({ index, type, ballot }) =>
          h("li", {}, t("hall-entry", { index, type: t(has(`entry-${type}`) ? `entry-${type}` : "entry-other") }), ballot !== undefined && h("span", { class: "tracker-text", translate: "no" }, ` ${ballot.tracker}`)),
        ),
      ),
      h("div", { class: "buttons" }, button(t("observe-other"), start)),
    ],
  });
  shell.show(page);
  while (room.address !== undefined) {
    await pause(EVERY * 1000);
    if (mine !== turn) return;
    await engine.call("open", room.id);
    const grown: Tree = await engine.call("tree");
    const changed = grown.root !== tree.root;
    [tree, latest, told] = [grown, await engine.call("latest", LATEST), await status(room)];
    if (mine !== turn) return;
    if (changed) {
      shell.again();
      shell.say(t("hall-grown", { size: count(tree.size) }));
    }
  }
}

/** The complete verifier, with a way to stop it for a while. */
async function verify(room: Room): Promise<void> {
  const mine = turn;
  let last: Step = {};
  let paused = false;
  let resumed: Promise<void> = Promise.resolve();
  let go = () => {};
  let spent = 0;
  let from = performance.now();
  /** Counts the time since it was last counted. */
  const tick = () => {
    const now = performance.now();
    if (!paused) spent += now - from;
    from = now;
  };
  const page = () => {
    const { done = 0, total = 0, stage } = last;
    const rate = spent > 0 ? (done / spent) * 1000 : 0;
    return {
      heading: t("verify-heading"),
      body: [
        p(t("verify-lead")),
        h("progress", { ...(total > 0 ? { max: total, value: done } : {}), "aria-label": t("verify-heading") }),
        p(t(stage === "tally" ? "verify-tally" : "verify-done", { done: count(done), total: count(total) })),
        rate > 0 && p(t("verify-rate", { rate: count(Math.round(rate)), seconds: count(Math.ceil((total - done) / rate)) })),
        h(
          "div",
          { class: "buttons" },
          button(t(paused ? "verify-resume" : "verify-pause"), () => {
            tick();
            paused = !paused;
            go();
            if (paused) resumed = new Promise((on) => (go = on));
            shell.again();
            document.querySelector<HTMLElement>("main button")?.focus();
          }, "primary"),
          button(t("verify-stop"), () => {
            back(room)();
            go();
          }),
        ),
      ],
    };
  };
  shell.show(page);
  const outcome = await verifyBoard(engine, room.where, room.id, {
    async goOn() {
      while (paused && mine === turn) await resumed;
      return mine === turn;
    },
    progress(step) {
      if (mine !== turn) return;
      tick();
      // who begins again without others has a whole board before it
      if ((step.done ?? 0) < (last.done ?? 0)) spent = 0;
      last = { ...last, ...step };
      progressed(page);
    },
  });
  tick();
  if (mine !== turn || outcome?.report === undefined) return;
  room.report = outcome.report;
  reported(room, spent);
}

/** Draws progress without taking the focus from the buttons. */
function progressed(page: () => { body: readonly (Node | string | undefined | false)[] }): void {
  const focused = [...document.querySelectorAll("main button")].indexOf(document.activeElement as HTMLButtonElement);
  void page;
  shell.again();
  if (focused >= 0) document.querySelectorAll<HTMLElement>("main button")[focused]?.focus();
}

/** What the verifier found: every named check. */
function reported(room: Room, spent: number): void {
  turn += 1;
  const { report } = room;
  if (report === undefined) return;
  const failure = report.first_failure;
  const file = () => save(`${room.id.slice(0, 12)}-${report.size}.report.json`, "application/json", `${JSON.stringify(report, null, 2)}\n`);
  shell.show(() => ({
    heading: t(`report-${report.verdict}`),
    body: [
      h("p", { class: report.verdict === "failed" ? "fault" : report.verdict === "verified" ? "good" : "warning", role: "status" }, t(`report-${report.verdict}-text`)),
      failure !== null && p(t("report-first", { check: t(`check-${report.checks.find(({ check }) => check === failure.check)?.name ?? ""}`), reason: failure.reason })),
      p(t("report-size", { size: count(report.size), seconds: count(Math.max(1, Math.round(spent / 1000))) })),
      report.root !== null && asCode(report.root),
      h("div", { class: "buttons" }, button(t("report-save"), file, "primary"), button(t("result-button"), () => result(room)), button(t("back"), back(room))),
      h("h2", {}, t("report-checks")),
      checksList(report.checks),
    ],
  }));
}

/** The counts, which are shown only if all that leads to them was verified. */
function result(room: Room): void {
  turn += 1;
  const { report, manifest } = room;
  const verified = report?.verdict === "verified" && manifest !== undefined ? report.result : null;
  shell.show(() => ({
    heading: t("result-heading"),
    body: [
      ...(verified === null || manifest === undefined
        ? [
            p(t(report === undefined ? "result-not-yet" : "result-none")),
            h("div", { class: "buttons" }, button(t("verify-button"), () => run(() => verify(room)), "primary"), button(t("back"), back(room))),
          ]
        : [
            h("p", { class: "good" }, t("result-verified")),
            ...resultTables(manifest, verified),
            p(t("result-postal-note")),
            h("div", { class: "buttons" }, button(t("back"), back(room), "primary")),
          ]),
    ],
  }));
}

async function notices(room: Room): Promise<void> {
  waiting("notices-heading");
  const found = await engine.call("notices");
  const zone = room.manifest?.schedule.time_zone ?? "UTC";
  shell.show(() => ({
    heading: t("notices-heading"),
    body: [
      found.length === 0 && p(t("notices-none")),
      ...found.map(({ index, text, closes }) =>
        h("section", { class: "card" }, h("h2", {}, t("notices-entry", { index })), h("p", { dir: "auto", lang: "" }, text), closes !== null && p(t("notices-closes", { time: moment(closes, zone) }))),
      ),
      h("div", { class: "buttons" }, button(t("back"), back(room), "primary")),
    ],
  }));
}

/** A code or a receipt file, as the booth gives them; or a tracker as people type it. */
async function asked(text: string): Promise<{ tracker: string; seed: string | null }> {
  const spelled = async (digits: string) => engine.call("trackerText", digits.toLowerCase());
  const code = /^TABELLA\/1\/([0-9A-F]{64})(?:\/([0-9A-F]{64}))?$/i.exec(text.trim());
  if (code !== null) return { tracker: await spelled(String(code[1])), seed: code[2]?.toLowerCase() ?? null };
  const receipt = /"tracker": "([0-9a-f]{64})"/.exec(text);
  return { tracker: receipt === null ? text : await spelled(String(receipt[1])), seed: null };
}

/** A page that asks for a tracker or a file, and what follows. */
function form(room: Room, kind: "find" | "challenge", go: (text: string) => Promise<void>): void {
  turn += 1;
  const input = h("input", { type: "text", id: "asked", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "asked-hint" });
  const file = h("input", {
    type: "file",
    id: "file",
    accept: ".json,.txt",
    onchange: () => {
      const [chosen] = file.files ?? [];
      if (chosen !== undefined) run(async () => go(await chosen.text()));
    },
  });
  shell.show(() => ({
    heading: t(`${kind}-heading`),
    body: [
      p(t(`${kind}-text`)),
      h("div", { class: "field" }, h("label", { for: "asked" }, t(`${kind}-label`)), h("p", { id: "asked-hint", class: "hint" }, t(`${kind}-hint`)), input),
      h("div", { class: "field" }, h("label", { for: "file" }, t("find-file")), file),
      h("div", { class: "buttons" }, button(t(`${kind}-go`), () => run(() => go(input.value)), "primary"), button(t("back"), back(room))),
    ],
  }));
}

function find(room: Room): void {
  form(room, "find", async (text) => {
    waiting("find-heading");
    const found = await engine.call("find", (await asked(text)).tracker);
    shell.show(() => ({
      heading: t(found === null ? "find-none" : "find-found"),
      body: [
        found !== null && h("p", { class: "code", translate: "no" }, found.text),
        ...(found === null
          ? [p(t("find-none-text"))]
          : [
              h("p", { class: found.standing === "counts" ? "good" : "warning" }, t(`find-${found.standing}`)),
              h("ul", { class: "proved" }, h("li", {}, t("find-place", { index: found.index }))),
              found.by !== null && p(t("find-by", { index: found.by })),
              p(t("find-note")),
            ]),
        h("div", { class: "buttons" }, button(t("find-again"), () => find(room), "primary"), button(t("back"), back(room))),
      ],
    }));
  });
}

function challenge(room: Room): void {
  form(room, "challenge", async (text) => {
    waiting("challenge-heading");
    const { tracker, seed } = await asked(text);
    const found = await engine.call("find", tracker);
    if (found === null) throw new Fault("not-there");
    if (found.kind !== "challenge") throw new Fault("not-opened");
    const looked = await engine.call("look", found.index, found.tracker, seed);
    const languages = room.manifest?.languages ?? [];
    const contests = (room.manifest && contestsOf(room.manifest, looked.style)) ?? [];
    shell.show(() => ({
      heading: t("challenge-found"),
      body: [
        h("p", { class: "code", translate: "no" }, found.text),
        h("ul", { class: "proved" }, h("li", {}, t("find-place", { index: found.index })), h("li", {}, t("challenge-proved"))),
        ...contests.map((contest, at) =>
          h("section", { class: "card" }, h("h2", {}, theirs(pick(contest.title, languages))), chosenVotes(contest, looked.choices?.[at] ?? [], languages)),
        ),
        h("p", { class: "warning" }, t("challenge-compare")),
        h("div", { class: "buttons" }, button(t("find-again"), () => challenge(room), "primary"), button(t("back"), back(room))),
      ],
    }));
  });
}

run(async () => {
  // the page works from a folder without it, for boards in files
  settings = ((await config().catch(() => undefined)) ?? settings) as typeof settings;
  shell.demo = settings.demo === true;
  shell.help = settings.help;
  start();
});
