/** A worker's side of its page: the module, calls and answers. */
import { Fault, asFault } from "./fault.ts";

/** A call and its number, as the page sends it. */
export interface Asked {
  readonly number: number;
  readonly name: string;
  readonly given: readonly unknown[];
}

/** The answer to the call of this number. */
export type Answer =
  | { readonly number: number; readonly result: unknown }
  | { readonly number: number; readonly fault: { code: string; detail: string } };

/** What the module threw. */
export function thrown(error: unknown): { code: string; detail?: string; paths?: string[] } | undefined {
  return typeof error === "string" ? (JSON.parse(error) as { code: string }) : undefined;
}

/** The page's address, as the page named this worker. */
const page = (globalThis as unknown as { name: string }).name;

const file = new URL(MODULE.file, page);

/** Why there is no module: other bytes than the page was built with, or no network. Browsers tell no difference. */
async function whyNot(): Promise<Fault> {
  const reached = await fetch(file, { method: "HEAD", cache: "no-store", credentials: "omit" }).then(
    () => true,
    () => false,
  );
  return new Fault(reached ? "module" : "network");
}

/** Fetches the module, whose bytes are those that the page was built with, and answers the page's calls. */
export function serve(init: (from: { module_or_path: Promise<Response> }) => Promise<unknown>, calls: object): void {
  const ready = init({ module_or_path: fetch(file, { integrity: MODULE.integrity, credentials: "omit" }) });
  // whoever calls first hears of it
  ready.catch(() => {});
  addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
    const { number, name, given } = data;
    try {
      await ready.catch(async () => {
        throw await whyNot();
      });
      const call = (calls as Record<string, (...given: readonly unknown[]) => unknown>)[name];
      if (call === undefined) throw new Fault("defect", "call");
      postMessage({ number, result: await call(...given) } satisfies Answer);
    } catch (error) {
      const said = thrown(error);
      const { code, detail } = said === undefined ? asFault(error) : new Fault(said.code, said.detail);
      postMessage({ number, fault: { code, detail } } satisfies Answer);
    }
  });
}
