/**
 * The observer's worker: the verifier, and the files of the board that it asks for while it runs. Reading waits for the answer:
 * in a worker nobody else does.
 */
import init, { type Board, Observer, type Run, type Second, computesRight, trackerText } from "module/observer.js";

import { Fault } from "./fault.ts";
import type { Files, Paths } from "./observe-ahead.ts";
import { serve } from "./serve.ts";
import type { Looked } from "./worker.ts";

/** How far the verifier is, or what it found. */
export interface Step {
  readonly stage?: "entries" | "tally";
  readonly done?: number;
  readonly total?: number;
  /** Files of the board that the next step reads, and those of the step after it. */
  readonly ahead?: Paths | null;
  /** The judge needs what the other workers vouch for. */
  readonly waiting?: boolean;
  /** Whether no other worker takes part (any more). */
  readonly alone?: boolean;
  readonly report?: Report;
  /** The report as a table of letters. */
  readonly summary?: string;
}

/** How far a second is; in the end, whether everything is right in its turns. */
export interface SecondStep {
  readonly done?: number;
  readonly ahead?: Paths | null;
  readonly vouches?: boolean;
}

/** One of the named checks. */
export interface Check {
  readonly check: string;
  readonly name: string;
  readonly verdict: "passed" | "failed" | "pending";
  readonly words: string;
}

/** What the verifier found. Its words are English: they are for those who compare reports. */
export interface Report {
  readonly verdict: "verified" | "incomplete" | "failed";
  readonly election: string | null;
  readonly size: number;
  readonly root: string | null;
  readonly first_failure: { readonly index: number | null; readonly check: string; readonly reason: string; readonly words: string } | null;
  readonly checks: readonly Check[];
  readonly result: readonly Outcome[] | null;
}

/** Counts of a contest, option by option. */
export interface Outcome {
  readonly contest: string;
  readonly groups: readonly unknown[];
  readonly totals: readonly (readonly [string, number])[];
  readonly postal: readonly (readonly [string, number])[];
}

/** A signed tree and who saw it. */
export interface Tree {
  readonly size: number;
  readonly root: string;
  readonly origin: string;
  readonly witnesses: readonly { readonly name: string; readonly time: number }[];
}

/** Where a ballot stands, and what became of it. */
export interface Found {
  readonly index: number;
  /** 64 hexadecimal digits. */
  readonly tracker: string;
  /** As people read it. */
  readonly text: string;
  readonly kind: "ballot" | "challenge";
  readonly standing: "counts" | "replaced" | "revoked" | "challenge";
  readonly by: number | null;
}

/** An entry as JSON. */
export interface Shown {
  readonly index: number;
  readonly type: string;
  readonly ballot?: { readonly tracker: string };
}

/** A notice of the authority. */
export interface Notice {
  readonly index: number;
  readonly text: string;
  readonly closes: number | null;
}

/** What the page asks for. */
export interface ObserverCalls {
  /** Answers once the module is there and has computed something right: from then on no network is needed for a board in a file. */
  ready: () => void;
  /** A board at an address. */
  network: (base: string) => void;
  /** A board in a file. */
  archive: (file: File) => void;
  /** The election that the board says it is of; unchecked. */
  claimed: () => { id: string; manifest: string };
  /** Verifies the board up to `open`; gives the manifest. */
  open: (election: string) => string;
  /** The tree that is open. */
  tree: () => Tree;
  /** The last entries. */
  latest: (count: number) => readonly Shown[];
  /** All notices. */
  notices: () => readonly Notice[];
  /** Begins to verify the whole board, with so many workers: this one is the judge. */
  begin: (election: string, workers: number) => void;
  /** The checkpoint that the judge read, once it was: other workers begin with it. */
  note: () => Uint8Array | undefined;
  /** Contents that it read when it opened the board. */
  blobs: () => Files;
  /** Goes on with what all other workers vouched for. */
  vouch: (vouchers: readonly Uint8Array[]) => void;
  /** Begins again without them. */
  alone: () => void;
  /** Begins to verify this worker's turns of the board whose checkpoint the judge read. */
  second: (election: string, note: Uint8Array, number: number, workers: number) => void;
  /** Verifies a batch of entries of its turns; these files of the board are at hand. */
  secondStep: (files: Files) => SecondStep;
  /** What the judge takes in. */
  voucher: () => Uint8Array | undefined;
  /** Lets go of the board. */
  leave: () => void;
  /** Verifies a batch of entries; these files of the board are at hand. */
  step: (files: Files) => Step;
  /** Where the ballot with this tracker stands, as people type it. */
  find: (tracker: string) => Found | null;
  /** What is in an entry. */
  look: (index: number, tracker: string, seed: string | null) => Looked;
  /** A tracker's text, from its digits. */
  trackerText: (tracker: string) => string;
}

let base = "";
let chosen: File | undefined;
let observer: Observer | undefined;
let board: Board | undefined;
let run: Run | undefined;
let second: Second | undefined;

/** Contents that were right when the board was last opened, by paths that are their hashes: all of them are read again by the verifier. */
const blobs = new Map<string, Uint8Array>();
const BLOBS_MAX = 2 << 20;
let opening = false;

/** Keeps it, if there is room. */
function keep(path: string, bytes: Uint8Array): void {
  const held = [...blobs.values()].reduce((sum, { length }) => sum + length, 0);
  if (opening && path.startsWith("blob/") && held + bytes.length <= BLOBS_MAX) blobs.set(path, bytes);
}

/** Files of the board that the page has fetched. Each is read once. */
const atHand = new Map<string, Uint8Array>();

function take(files: Files): void {
  for (const [path, bytes] of files) atHand.set(path, bytes);
}

/** A file of the board, waited for if it must be fetched; nothing if there is no such file. */
function tabellaFile(path: string): Uint8Array | undefined {
  const bytes = atHand.get(path) ?? blobs.get(path);
  if (bytes !== undefined) {
    atHand.delete(path);
    return bytes;
  }
  for (let left = 3; ; left--) {
    const request = new XMLHttpRequest();
    request.open("GET", base + path, false);
    request.responseType = "arraybuffer";
    try {
      request.send();
    } catch {
      // no answer
    }
    if (request.status === 200) {
      const bytes = new Uint8Array(request.response as ArrayBuffer);
      keep(path, bytes);
      return bytes;
    }
    if (request.status === 404) return undefined;
    if (left === 0) throw new Fault("network");
  }
}

/** Bytes of the archive. */
function tabellaBytes(start: number, length: number): Uint8Array {
  if (chosen === undefined) throw new Fault("defect", "order");
  return new Uint8Array(new FileReaderSync().readAsArrayBuffer(chosen.slice(start, start + length)));
}

Object.assign(globalThis, { tabellaFile, tabellaBytes });

let sound: boolean | undefined;

/** Nothing is judged by what computes wrong. What verifies has run then, before somebody waits for it. */
function ensureSound(): void {
  sound ??= computesRight();
  if (!sound) throw new Fault("defect", "arithmetic");
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Fault("defect", "order");
  return thing;
}

function forget(): void {
  atHand.clear();
  blobs.clear();
  second?.free();
  run?.free();
  board?.free();
  observer?.free();
  second = run = board = observer = undefined;
}

const calls: ObserverCalls = {
  ready: ensureSound,
  network(address) {
    ensureSound();
    forget();
    base = address;
    observer = Observer.network();
  },
  archive(file) {
    ensureSound();
    forget();
    chosen = file;
    observer = Observer.archive(file.size);
  },
  claimed: () => JSON.parse(there(observer).claimed()),
  open(election) {
    blobs.clear();
    opening = true;
    try {
      const opened = there(observer).open(election);
      board?.free();
      board = opened;
      return board.manifest();
    } catch (error) {
      blobs.clear();
      throw error;
    } finally {
      opening = false;
    }
  },
  tree: () => JSON.parse(there(observer).checkpoint(there(board))),
  latest: (count) => JSON.parse(there(observer).latest(there(board), count)),
  notices: () => JSON.parse(there(observer).notices(there(board))),
  begin(election, workers) {
    atHand.clear();
    run?.free();
    run = undefined;
    run = workers > 1 ? there(observer).verifyShared(election, workers) : there(observer).verify(election);
  },
  note: () => there(run).note(),
  blobs: () => blobs,
  step: (files) => {
    take(files);
    return { ...(JSON.parse(there(run).step()) as Step | null), alone: there(run).isAlone() };
  },
  vouch(vouchers) {
    for (const voucher of vouchers) there(run).hear(voucher);
    there(run).vouch();
  },
  alone() {
    atHand.clear();
    there(run).alone();
  },
  second(election, note, number, workers) {
    second?.free();
    second = undefined;
    second = there(observer).second(election, note, number, workers);
  },
  secondStep(files) {
    take(files);
    return (JSON.parse(there(second).step()) ?? {}) as SecondStep;
  },
  voucher: () => there(second).voucher(),
  leave: forget,
  find: (tracker) => JSON.parse(there(observer).find(there(board), tracker)),
  look: (index, tracker, seed) => JSON.parse(there(board).look(there(observer).entry(there(board), index), tracker, seed ?? undefined)),
  trackerText,
};

serve(init, calls);
