/**
 * The worker: the WebAssembly module, and the files of the board that it asks for. All secrets (credential, seed, the choices
 * while they are encrypted) are in this worker's memory; when the page ends it, they are gone.
 */
import init, { Ballot, Board, Decided, Files, Voter, parseTracker, signInNonce, trackerText } from "module/tabella.js";

import { BallotBox, persist } from "./api.ts";
import { Fault } from "./fault.ts";
import { serve, thrown } from "./serve.ts";

/** What the page asks for, each with its answer. All positions and numbers are of the style's contests in manifest order. */
export interface Calls {
  /** Reads and verifies a board up to `open`; gives the manifest. */
  open: (board: string, election: string) => string;
  /** The nonce for the card of a person who signs in, from the desk's nonce. */
  signInNonce: (nonce: string) => string;
  /** A fresh credential; gives P. */
  credential: () => string;
  /** What the registrar needs: the nonce for the card, the proof of possession. */
  register: (election: string, replaces: string | null, nonce: string) => { nonce: string; key: string; z: string };
  /** Encrypts; gives the tracker. The numbers are cleared. */
  encrypt: (style: string, previous: string, choices: Uint32Array) => Tracker;
  /** Decides about the encrypted ballot; gives the entry to send. */
  decide: (what: "cast" | "challenge") => Uint8Array;
  /** What a second device needs for the decided ballot. Whoever sees it sees the vote. */
  code: () => string;
  /** Forgets the ballot, its seed included. */
  forget: () => void;
  /** Checks a receipt; gives the entry's index. */
  receipt: (receipt: Uint8Array, tracker: string) => number;
  /** Checks that an entry stands on the board that witnesses saw. */
  included: (proof: Uint8Array, index: number, entry: Uint8Array) => Included;
  /** What a second device sees of an entry. */
  look: (entry: Uint8Array, tracker: string, seed: string | null) => Looked;
  /** An entry's tracker, 64 hexadecimal digits. */
  trackerOf: (entry: Uint8Array) => string;
  /** A tracker's text, from its digits. */
  trackerText: (tracker: string) => string;
  /** A tracker's one spelling, from what a person typed. */
  parseTracker: (text: string) => string;
}

/** A tracker: 64 hexadecimal digits, and as people read it. */
export interface Tracker {
  readonly hex: string;
  readonly text: string;
}

/** A tree that an entry stands in. */
export interface Included {
  readonly size: number;
  readonly witnesses: readonly { readonly name: string; readonly time: number }[];
}

/** What a second device sees. */
export interface Looked {
  readonly kind: "ballot" | "challenge";
  readonly style: string;
  readonly credential: string;
  readonly choices: readonly (readonly number[])[] | null;
}

let board: Board | undefined;
let box: BallotBox | undefined;
let voter: Voter | undefined;
let ballot: Ballot | undefined;
let decided: Decided | undefined;

/** Runs with the files of the board that it turns out to need. */
async function withFiles<T>(run: (files: Files) => T): Promise<T> {
  const source = there(box);
  const files = new Files();
  try {
    for (;;) {
      try {
        return run(files);
      } catch (error) {
        const paths = needed(error);
        if (paths === undefined) throw error;
        let tries = 0;
        const fetched = await persist(
          () => Promise.all(paths.map(async (path) => [path, await source.file(path)] as const)),
          () => {},
          () => ++tries > 4,
        );
        for (const [path, bytes] of fetched) files.put(path, bytes);
      }
    }
  } finally {
    files.free();
  }
}

/** The paths, if the module asks for files. */
function needed(error: unknown): string[] | undefined {
  const said = thrown(error);
  return said?.code === "need" ? said.paths : undefined;
}

/** A thing that an earlier call should have made. */
function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Fault("defect", "order");
  return thing;
}

function forget(): void {
  ballot?.free();
  decided?.free();
  ballot = decided = undefined;
}

const calls: { [K in keyof Calls]: (...given: Parameters<Calls[K]>) => ReturnType<Calls[K]> | Promise<ReturnType<Calls[K]>> } = {
  async open(base, election) {
    forget();
    board?.free();
    board = undefined;
    box = new BallotBox(base);
    board = await withFiles((files) => Board.open(files, election));
    return board.manifest();
  },
  credential() {
    voter?.free();
    voter = Voter.generate();
    return voter.public();
  },
  register(election, replaces, nonce) {
    return JSON.parse(there(voter).register(election, replaces ?? undefined, nonce)) as { nonce: string; key: string; z: string };
  },
  encrypt(style, previous, choices) {
    forget();
    try {
      ballot = Ballot.encrypt(there(board), style, there(voter), previous, choices);
    } finally {
      choices.fill(0);
    }
    const hex = ballot.tracker();
    return { hex, text: trackerText(hex) };
  },
  decide(what) {
    const made = there(ballot);
    // the module takes it: it cannot be decided twice
    ballot = undefined;
    decided = what === "cast" ? made.cast(there(board), there(voter)) : made.challenge(there(board), there(voter));
    return decided.entry();
  },
  code: () => there(decided).code(),
  forget,
  receipt: (receipt, tracker) => there(board).receipt(receipt, tracker),
  async included(proof, index, entry) {
    return JSON.parse(await withFiles((files) => there(board).included(files, proof, index, entry))) as Included;
  },
  look: (entry, tracker, seed) => JSON.parse(there(board).look(entry, tracker, seed ?? undefined)) as Looked,
  trackerOf: (entry) => there(board).tracker(entry),
  signInNonce,
  trackerText,
  parseTracker,
};

serve(init, calls);
