/**
 * What servers are asked, and nothing else asks them: the desk (people, no ballots) and the ballot box with its board
 * (ballots, no people). The ballot box never sees the desk's cookie.
 */
import { Fault } from "./fault.ts";

/** Where the servers are: `config.json` beside the page, of whoever serves it. */
export interface Config {
  /** The desk's address; none where the page is only for looking. */
  readonly desk?: string;
  /** Each election's board, by the election's id. */
  readonly boards: Readonly<Record<string, string>>;
  /** Shown on every page: nothing here is real. */
  readonly demo?: boolean;
  /** A demonstration's card reader; none where cards are real. */
  readonly reader?: string | null;
}

/** Time for an answer. */
const TIMEOUT = 30_000;

/** Waits for a while. */
export const pause = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

/** Asks a server; network and server problems become faults. */
async function ask(url: string, init: RequestInit, nothing: readonly number[] = []): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(TIMEOUT),
      ...init,
    });
  } catch {
    throw new Fault("network");
  }
  if (response.ok || nothing.includes(response.status)) return response;
  throw await problem(response);
}

/** A server's refusal (RFC 9457) as a fault. Its name comes from the server: only its form is trusted. */
async function problem(response: Response): Promise<Fault> {
  const after = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(after) && after > 0 ? Math.min(after, 60) : undefined;
  let name = "";
  let reason = "";
  try {
    const body = (await response.json()) as { type?: unknown; reason?: unknown };
    name = /^urn:tabella:problem:([a-z-]{1,40})$/.exec(String(body.type))?.[1] ?? "";
    reason = /^[a-z-]{1,40}$/.exec(String(body.reason))?.[0] ?? "";
  } catch {
    // not ours: a proxy in between
  }
  const code = name === "" ? (response.status >= 500 ? "server" : "refused") : `server-${name}`;
  return new Fault(code, reason === "" ? name : reason, retryAfter);
}

/** Whether asking again may help: nothing was refused for good. */
export function isPassing(fault: Fault): boolean {
  return ["network", "server"].includes(fault.code) || fault.retryAfter !== undefined;
}

/** Asks again and again while that may help; `waiting` hears of every wait. */
export async function persist<T>(
  attempt: () => Promise<T>,
  waiting: (fault: Fault, seconds: number) => void,
  stop: () => boolean,
): Promise<T> {
  for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Fault) || !isPassing(error) || stop()) throw error;
      const seconds = Math.max(wait, error.retryAfter ?? 0);
      waiting(error, seconds);
      await pause(seconds * 1000);
      if (stop()) throw error;
    }
  }
}

/** `config.json` beside the page. */
export async function config(): Promise<Config> {
  return (await (await ask("config.json", { credentials: "omit" })).json()) as Config;
}

/** A session, as the desk tells it. Times are seconds since 1970. */
export interface Session {
  readonly csrf: string;
  readonly signed_in: boolean;
  readonly now: number;
  readonly ends: number;
  readonly ends_at_the_latest: number;
}

/** An election, and whether the person may vote in it now. */
export interface ElectionOffer {
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  readonly opens: number;
  readonly closes: number;
  /** The legal time zone: opening and closing are announced in it. */
  readonly time_zone: string;
  /** How the person votes so far, `postal-dispatched` for instance. */
  readonly channel: string | null;
  readonly style: string | null;
  readonly has_credential: boolean;
  readonly eligible: boolean;
  readonly reason: string | null;
}

/** Who signed in. */
export interface Person {
  readonly given_name: string;
  readonly surname: string;
}

/** A registrar's part in a credential. */
export interface CredentialChallenge {
  readonly server_nonce: string;
  readonly replaces: string | null;
}

/** A request for a credential. */
export interface CredentialRequest {
  readonly credential: string;
  readonly replaces: string | null;
  readonly key: string;
  readonly z: string;
  readonly token: string;
}

/** The desk, with the person's session. */
export class Desk {
  #csrf = "";
  /** The session as last told, and the difference of the server's clock from ours in seconds. */
  session: Session | undefined;
  #skew = 0;

  constructor(private readonly base: string) {}

  #told(session: Session): Session {
    this.#csrf = session.csrf;
    this.session = session;
    this.#skew = session.now - Date.now() / 1000;
    return session;
  }

  /** Seconds until the session ends without a request. */
  secondsLeft(): number {
    return this.session?.signed_in ? this.session.ends - this.#skew - Date.now() / 1000 : Number.POSITIVE_INFINITY;
  }

  async #get<T>(path: string): Promise<T> {
    return (await (await ask(this.base + path, { credentials: "same-origin" })).json()) as T;
  }

  async #post<T>(path: string, body: object = {}): Promise<T> {
    const headers = { "content-type": "application/json", "x-csrf-token": this.#csrf };
    const init = { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(body) } as const;
    return (await (await ask(this.base + path, init)).json()) as T;
  }

  /** Begins a session, or finds the one there is. */
  async begin(): Promise<Session> {
    return this.#told(await this.#get<Session>("session"));
  }

  /** The desk's part of what the card signs to sign in. */
  async signInChallenge(): Promise<string> {
    return (await this.#post<{ server_nonce: string }>("sign-in/challenge")).server_nonce;
  }

  /** Signs in with the card's answer. */
  async signIn(token: string): Promise<Person> {
    const answer = await this.#post<{ person: Person; session: Session }>("sign-in", { token });
    this.#told(answer.session);
    return answer.person;
  }

  /** Who is signed in. */
  me(): Promise<Person> {
    return this.#get<Person>("me");
  }

  /** Keeps the session for longer. */
  async extend(): Promise<void> {
    this.#told(await this.#post<Session>("session/extend"));
  }

  /** Signs out. */
  async signOut(): Promise<void> {
    await this.#post("sign-out");
    this.session = undefined;
  }

  /** The person's elections. */
  async elections(): Promise<readonly ElectionOffer[]> {
    return (await this.#get<{ elections: ElectionOffer[] }>("me/elections")).elections;
  }

  /** The registrar's nonce for a credential. */
  credentialChallenge(election: string): Promise<CredentialChallenge> {
    return this.#post(`elections/${election}/credential/challenge`);
  }

  /** Registers a credential. */
  async register(election: string, request: CredentialRequest): Promise<void> {
    await this.#post(`elections/${election}/credential`, request);
  }
}

/** What the ballot box says of a credential. Claims: what does not fit is noticed later. */
export interface Standing {
  readonly style: string;
  readonly previous: string;
  readonly ballots_left: number;
  readonly challenges_left: number;
}

/** Where a ballot stands, as the ballot box says. */
export interface Place {
  readonly index: number;
  readonly type: "ballot" | "challenge";
}

/** An election's ballot box with its board. */
export class BallotBox {
  constructor(private readonly base: string) {}

  #get(path: string, nothing: readonly number[] = []): Promise<Response> {
    return ask(this.base + path, { credentials: "omit" }, nothing);
  }

  /** A file of the board; nothing if there is no such file. */
  async file(path: string): Promise<Uint8Array | undefined> {
    const response = await this.#get(path, [404]);
    return response.status === 404 ? undefined : new Uint8Array(await response.arrayBuffer());
  }

  /** A credential; nothing if it is not live (yet, or no longer). */
  async standing(credential: string): Promise<Standing | undefined> {
    const response = await this.#get(`api/v1/credentials/${credential}`, [404]);
    return response.status === 404 ? undefined : ((await response.json()) as Standing);
  }

  /** Gives in a ballot or a challenge: the same bytes again give the same receipt. */
  async post(entry: Uint8Array): Promise<Uint8Array> {
    const headers = { "content-type": "application/cbor", accept: "application/cbor" };
    const init = { method: "POST", credentials: "omit", headers, body: entry as BodyInit } as const;
    return new Uint8Array(await (await ask(`${this.base}api/v1/ballots`, init)).arrayBuffer());
  }

  /** The proof that an entry stands on the board; nothing until witnesses saw it. */
  async proof(index: number): Promise<Uint8Array | undefined> {
    const response = await this.#get(`api/v1/receipts/${index}/proof`, [404, 409]);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  }

  /** Where the ballot with this tracker stands; nothing if it is not on the board. */
  async find(tracker: string): Promise<Place | undefined> {
    const response = await this.#get(`api/v1/trackers/${tracker}`, [404]);
    return response.status === 404 ? undefined : ((await response.json()) as Place);
  }

  /** An entry's bytes; nothing if the board is shorter. */
  async entry(index: number): Promise<Uint8Array | undefined> {
    const headers = { accept: "application/cbor" };
    const init = { credentials: "omit", headers } as const;
    const response = await ask(`${this.base}api/v1/entries/${index}`, init, [404]);
    return response.status === 404 ? undefined : new Uint8Array(await response.arrayBuffer());
  }

  /** Closing time in force, in seconds since 1970, and what the board is at. */
  async status(): Promise<{ phase: string | null; closes: number | null }> {
    return (await (await this.#get("api/v1/status")).json()) as { phase: string | null; closes: number | null };
  }
}
