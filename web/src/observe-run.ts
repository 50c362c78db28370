/** The complete verifier over a board, on several cores: a worker that judges, and seconds who check some of the proofs for it. */
import { Engine } from "./engine.ts";
import { Ahead, type Files } from "./observe-ahead.ts";
import type { ObserverCalls, Step } from "./observe-worker.ts";

type Observing = Engine<ObserverCalls>;

/** Most workers: each reads the board and holds the chains of all voters. */
const WORKERS = 4;

/** Beside the judge, as many as there are other cores. */
let seconds: Observing[] = [];

/** Loads the seconds once the judge is there: then their module is at hand, and later there may be no network. */
export async function load(judge: Observing): Promise<void> {
  await judge.call("ready");
  gather();
  await Promise.all(seconds.map((second) => second.call("ready")));
}

function gather(): void {
  const cores = Math.max(1, Math.min(navigator.hardwareConcurrency || 1, WORKERS));
  seconds = Array.from({ length: cores - 1 }, () => new Engine<ObserverCalls>());
}

/** Where the board is: at an address, or in a file. */
export type Where = string | File;

/** What a worker looks at, once it did all that it was told. */
const looking = new WeakMap<Observing, Where>();

/** Has a worker look at the board. */
async function direct(worker: Observing, where: Where): Promise<void> {
  looking.set(worker, where);
  try {
    await (typeof where === "string" ? worker.call("network", where) : worker.call("archive", where));
  } catch (error) {
    looking.delete(worker);
    throw error;
  }
}

/** Has the judge look at the board, and the seconds, so that they have read an archive's index when they are needed. */
export async function look(judge: Observing, where: Where): Promise<void> {
  // a second that cannot says so when it is to verify
  for (const second of seconds) direct(second, where).catch(() => {});
  await direct(judge, where);
}

/** What the page has to do with it. */
export interface Watching {
  /** Before each step of each worker: waits while people want it to; false ends it all. */
  readonly goOn: () => Promise<boolean>;
  /** After each of the judge's. */
  readonly progress: (step: Step) => void;
}

/** What a worker is to have for its next step, after what it said of the last one. */
type Fetching = (worker: Observing, said: Pick<Step, "ahead">) => Promise<Files>;

/** A second's way: what it vouches for, nothing if it does not or if it is to stop. */
async function goThrough(second: Observing, where: Where, begin: readonly [string, Uint8Array, number, number], { goOn }: Watching, files: Files, fetching: Fetching): Promise<Uint8Array | undefined> {
  if (looking.get(second) !== where) await direct(second, where);
  await second.call("second", ...begin);
  while (await goOn()) {
    const step = await second.call("secondStep", files);
    if (step.vouches !== undefined) return step.vouches ? second.call("voucher") : undefined;
    files = await fetching(second, step);
  }
  return undefined;
}

/**
 * Verifies a board that the judge has looked at. Gives the last step, with the report; nothing if it was ended. A second that
 * dies makes no report: its fault is thrown.
 */
export async function verifyBoard(judge: Observing, where: Where, election: string, watching: Watching): Promise<Step | undefined> {
  const workers = seconds.length + 1;
  // files of a file are at hand
  const ahead = typeof where === "string" ? new Ahead(where) : undefined;
  ahead?.begin(workers);
  const fetching: Fetching = async (worker, said) => (await ahead?.take(worker, said.ahead ?? [[], []])) ?? new Map();
  let needed = true;
  const watchingSeconds = { ...watching, goOn: async () => needed && (await watching.goOn()) && needed };
  /** Nobody needs them any more; what they hold is let go. */
  const dismiss = () => {
    if (!needed) return;
    needed = false;
    ahead?.begin(1);
    for (const second of seconds) {
      looking.delete(second);
      second.call("leave").catch(() => {});
    }
  };
  try {
    await judge.call("begin", election, workers);
    let vouching: Promise<readonly (Uint8Array | undefined)[]> | undefined;
    let files: Files = new Map();
    while (await watching.goOn()) {
      const step = await judge.call("step", files);
      files = new Map();
      if (step.report !== undefined) return step;
      if (step.waiting === true) {
        const again = fetching(judge, step);
        const vouchers = (await vouching) ?? [];
        if (!(await watching.goOn())) return undefined;
        // what a second objects to, the judge looks at itself
        if (vouchers.includes(undefined)) await judge.call("alone");
        else await judge.call("vouch", vouchers as Uint8Array[]);
        files = await again;
        dismiss();
        continue;
      }
      if (step.alone === true) dismiss();
      else if (vouching === undefined) {
        const note = await judge.call("note");
        if (note !== undefined) {
          const blobs = [...(await judge.call("blobs"))];
          const copy = () => new Map(blobs.map(([path, bytes]) => [path, bytes.slice()]));
          vouching = Promise.all(seconds.map((second, at) => goThrough(second, where, [election, note, at + 1, workers], watchingSeconds, copy(), fetching)));
          // whoever waits for it hears of it
          vouching.catch(() => {});
        }
      }
      // drawn while the judge is at work again
      setTimeout(() => watching.progress(step));
      files = await fetching(judge, step);
    }
    return undefined;
  } catch (error) {
    // one of them may be dead
    for (const second of seconds) second.end();
    gather();
    needed = false;
    throw error;
  } finally {
    ahead?.end();
    dismiss();
  }
}
