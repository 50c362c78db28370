/** The page's side of the worker. */
import { Fault } from "./fault.ts";
import type { Answer, Asked } from "./serve.ts";
import type { Calls } from "./worker.ts";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** The one script that this page may start. It is a part of this one, so the page's hash of this one holds for it. */
function workerUrl(): string {
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (types === undefined) return url;
  return types
    .createPolicy("tabella", {
      createScriptURL: (asked) => {
        if (asked !== url) throw new TypeError("not the worker");
        return asked;
      },
    })
    .createScriptURL(url);
}

/** What a worker can be asked. */
type Any<C> = { [K in keyof C]: (...given: never[]) => unknown };

interface Waiting {
  resolve: (result: never) => void;
  reject: (fault: Fault) => void;
}

/** The address, made once: the policy may be made once. */
let url: string | undefined;

/** A worker and the calls that wait for it. */
export class Engine<C extends Any<C> = Calls> {
  #worker: Worker;
  #next = 0;
  #waiting = new Map<number, Waiting>();

  constructor() {
    url ??= workerUrl();
    // its name tells where the module lies
    this.#worker = new Worker(url, { type: "module", name: document.baseURI });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(data.number);
      this.#waiting.delete(data.number);
      if ("fault" in data) waiting?.reject(new Fault(data.fault.code, data.fault.detail));
      else waiting?.resolve(data.result as never);
    });
    this.#worker.addEventListener("error", () => this.#fail(new Fault("module")));
    this.#worker.addEventListener("messageerror", () => this.#fail(new Fault("defect")));
  }

  #fail(fault: Fault): void {
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
  }

  /** Calls the worker. Numbers of choices and files in a map are moved, not copied: the page keeps none. */
  call<K extends keyof C & string>(name: K, ...given: Parameters<C[K]>): Promise<ReturnType<C[K]>> {
    const number = this.#next++;
    const parts = (given as unknown[]).flatMap((part) => (part instanceof Map ? [...part.values()] : part instanceof Uint32Array ? [part] : []));
    const moved = (parts as ArrayBufferView[]).map((part) => part.buffer);
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve: resolve as (result: never) => void, reject });
      this.#worker.postMessage({ number, name, given } satisfies Asked, moved as Transferable[]);
    });
  }

  /** Ends the worker: credential, seed and everything else of it are gone. */
  end(): void {
    this.#worker.terminate();
    this.#fail(new Fault("defect", "ended"));
  }
}
