/** Files of a board that its workers will ask for, fetched while they compute: once for all of them. */

/** Files by their paths. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Of a worker's next step, and of the step after it. */
export type Paths = readonly [readonly string[], readonly string[]];

/** Most bytes that are held here, about. */
const MOST = 5 << 20;

interface Coming {
  /** Nothing if it cannot be had: the worker then asks for it itself, again and again, and says what is wrong. */
  readonly bytes: Promise<Uint8Array | undefined>;
  /** Once it is here. */
  size: number | undefined;
  /** Which workers have it. */
  readonly with: Set<unknown>;
}

/** What is on its way. Nothing is judged here: the verifier gets the bytes that it would have fetched. */
export class Ahead {
  readonly #base: string;
  readonly #ending = new AbortController();
  #coming = new Map<string, Coming>();
  #workers = 1;

  constructor(base: string) {
    this.#base = base;
  }

  /** From now on for so many workers. What other ones did not take is let go. */
  begin(workers: number): void {
    this.#workers = workers;
    this.#coming.clear();
  }

  /** The files of a worker's next step, as far as they can be had; those of the step after it are sent for. */
  async take(worker: unknown, [next, later]: Paths): Promise<Files> {
    for (const path of [...next, ...later]) this.#send(path);
    const files = new Map<string, Uint8Array>();
    for (const path of next) {
      const coming = this.#coming.get(path);
      if (coming === undefined || coming.with.has(worker)) continue;
      coming.with.add(worker);
      const isLast = coming.with.size >= this.#workers;
      const bytes = await coming.bytes;
      if (bytes !== undefined) files.set(path, isLast ? bytes : bytes.slice());
      if (isLast && this.#coming.get(path) === coming) this.#coming.delete(path);
    }
    return files;
  }

  /** Nothing is needed any more. */
  end(): void {
    this.#ending.abort();
    this.#coming.clear();
  }

  #send(path: string): void {
    if (this.#coming.has(path) || this.#ending.signal.aborted) return;
    // what is not here yet is taken to be as large as what is
    const all = [...this.#coming.values()];
    const here = all.flatMap(({ size }) => size ?? []);
    const held = here.reduce((sum, size) => sum + size, 0);
    if (here.length > 0 && (held / here.length) * all.length > MOST) return;
    const coming: Coming = { bytes: this.#fetch(path), size: undefined, with: new Set() };
    coming.bytes.then((bytes) => (coming.size = bytes?.length ?? 0));
    this.#coming.set(path, coming);
  }

  async #fetch(path: string): Promise<Uint8Array | undefined> {
    try {
      const answer = await fetch(this.#base + path, { credentials: "omit", referrerPolicy: "no-referrer", signal: this.#ending.signal });
      return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    } catch {
      return undefined;
    }
  }
}
