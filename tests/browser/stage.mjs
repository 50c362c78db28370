// Where the tests take place: the real ballot box with its witnesses, the client's files as a server sends them, and a desk
// and a card that the tests play.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The client's folder, as `cargo xtask client` built it. */
export const client = resolve(process.env.TABELLA_CLIENT ?? join(here, "../../target/client"));

export const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json" };

/** The election, its ballot box and its witnesses: processes of `service stand`. */
export class Stand {
  #lines;
  #queue = Promise.resolve();

  static async open(draft = join(here, "town.draft.json")) {
    const program = process.env.TABELLA_SERVICE ?? join(here, "../../target/debug/service");
    const stand = new Stand();
    stand.child = spawn(program, ["stand", "--draft", draft], { stdio: ["pipe", "pipe", "inherit"] });
    stand.#lines = createInterface({ input: stand.child.stdout })[Symbol.asyncIterator]();
    Object.assign(stand, await stand.#line());
    stand.draft = JSON.parse(readFileSync(draft, "utf8"));
    return stand;
  }

  async #line() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the stand has ended");
    const said = JSON.parse(value);
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  }

  /** Has something done; one deed after the other. */
  do(deed) {
    const done = this.#queue.then(() => {
      this.child.stdin.write(`${JSON.stringify(deed)}\n`);
      return this.#line();
    });
    this.#queue = done.catch(() => {});
    return done;
  }

  async close() {
    const ended = new Promise((end) => this.child.once("exit", end));
    this.child.stdin.end();
    await ended;
  }
}

/** One origin for the pages, the board and the desk; everything that is asked of it is remembered. */
export class House {
  /** `{method, url, headers, body}` of every request. */
  requests = [];
  /** The person who will sign in. */
  voter = { style: "all", eligible: true, reason: null };
  /** Changes the board's answers: `(request, answer) => answer`; answers are `{status, headers, body}`. */
  tamper = (_request, answer) => answer;
  #sessions = new Map();
  #live = new Map();

  static async open(stand) {
    const house = new House();
    house.stand = stand;
    house.headers = JSON.parse(readFileSync(join(client, "dist/headers.json"), "utf8"));
    house.server = createServer((request, response) => {
      house.#answer(request, response).catch((error) => {
        console.error(error);
        response.writeHead(500).end();
      });
    });
    await new Promise((open) => house.server.listen(0, "127.0.0.1", open));
    house.origin = `http://localhost:${house.server.address().port}`;
    return house;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }

  async #answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method, url, headers } = request;
    this.requests.push({ method, url, headers, body });
    const send = (answer) => {
      if (answer === "lost") {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    const path = new URL(url, this.origin).pathname;
    if (path.startsWith("/desk/v1/")) {
      send(await this.#desk(method, path.slice("/desk/v1/".length), headers, body));
    } else if (path.startsWith("/board/")) {
      send(await this.#board(method, path.split("/").slice(3).join("/"), headers, body));
    } else {
      send(this.#file(path));
    }
  }

  #file(path) {
    const name = path.replace(/^\/vote\//, "") || "index.html";
    if (name === "config.json") {
      const config = {
        desk: "/desk/v1/",
        boards: { [this.stand.election]: `/board/${this.stand.election}/` },
        demo: true,
        help: { en: "Phone 800 00 000, from 8 am to 6 pm" },
      };
      return json(200, config);
    }
    try {
      const bytes = readFileSync(join(client, "dist", name.replaceAll("/", "")));
      const type = { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "cache-control": "no-store" };
      return this.tamper({ method: "GET", path: name }, { status: 200, headers: { ...this.headers, ...type }, body: bytes });
    } catch {
      return { status: 404, headers: {}, body: "" };
    }
  }

  async #board(method, path, headers, body) {
    const passed = Object.fromEntries(["accept", "content-type"].flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
    const request = { method, path, body };
    const init = { method, headers: passed, ...(method === "POST" ? { body } : {}) };
    try {
      const answer = await fetch(`${this.stand.url}/${path}`, init);
      const kept = ["content-type", "retry-after", "cache-control"].flatMap((name) => (answer.headers.get(name) ? [[name, answer.headers.get(name)]] : []));
      return this.tamper(request, { status: answer.status, headers: Object.fromEntries(kept), body: Buffer.from(await answer.arrayBuffer()) });
    } catch {
      return "lost";
    }
  }

  /** The desk as crates/server's desk answers, with the token check that a test can do. */
  async #desk(method, path, headers, body) {
    const cookie = /__test-session=([0-9a-f]+)/.exec(headers.cookie ?? "")?.[1];
    const session = this.#sessions.get(cookie);
    const said = body.length === 0 ? {} : JSON.parse(body.toString());
    const now = Math.floor(Date.now() / 1000);
    const shown = (session) => ({ csrf: session.csrf, signed_in: session.signedIn, now, ends: now + (this.sessionSeconds ?? 1800), ends_at_the_latest: now + 28_800, idle_seconds: 1800 });
    if (method === "GET" && path === "session") {
      if (session !== undefined) return json(200, shown(session));
      const number = randomBytes(16).toString("hex");
      const fresh = { csrf: randomBytes(16).toString("hex"), signedIn: false };
      this.#sessions.set(number, fresh);
      return json(200, shown(fresh), { "set-cookie": `__test-session=${number}; Path=/; HttpOnly; SameSite=Strict` });
    }
    if (session === undefined) return problem(401, "signed-out");
    if (method === "POST") {
      if (headers["x-csrf-token"] !== session.csrf || headers.origin !== this.origin) return problem(403, "csrf");
      if (headers["content-type"] !== "application/json") return problem(415, "media-type");
    }
    if (path === "sign-in/challenge") {
      const nonce = randomBytes(32);
      session.nonce = createHash("sha256").update("tabella/v1/sign-in").update(nonce).digest("base64");
      return json(200, { server_nonce: nonce.toString("hex"), origin: this.origin, expires: now + 300 });
    }
    if (path === "sign-in") {
      if (signedNonce(said.token) !== session.nonce) return problem(403, "card-refused", "nonce");
      session.signedIn = true;
      session.csrf = randomBytes(16).toString("hex");
      return json(200, { person: { id: "PNOEE-38001085718", given_name: "Mari-Liis", surname: "Männik" }, offices: [], elections: [], session: shown(session) });
    }
    if (!session.signedIn) return problem(401, "signed-out");
    if (path === "session/extend") return json(200, shown(session));
    if (path === "sign-out") {
      this.#sessions.delete(cookie);
      return json(200, { signed_in: false }, { "clear-site-data": '"cache", "cookies", "storage"' });
    }
    const { election, draft } = this.stand;
    const person = this.voter;
    if (path === "me") return json(200, { id: "PNOEE-38001085718", given_name: "Mari-Liis", surname: "Männik", method: "web-eid", lines: [] });
    if (path === "me/elections") {
      const { schedule, title } = draft;
      const at = (time) => Date.parse(time) / 1000;
      const offer = { id: election, title, opens: at(schedule.opens), closes: at(schedule.closes), time_zone: schedule.time_zone, channel: person.channel ?? "undecided", on_roll: true, style: person.style, has_credential: this.#live.has(person), eligible: person.eligible, reason: person.reason, words: null };
      return json(200, { elections: person.none ? [] : [offer] });
    }
    if (path === `elections/${election}/credential/challenge`) {
      session.credentialNonce = randomBytes(32);
      return json(200, { server_nonce: session.credentialNonce.toString("hex"), replaces: this.#live.get(person) ?? null, origin: this.origin, expires: now + 300 });
    }
    if (path === `elections/${election}/credential` && method === "POST") {
      const hex = (text) => Buffer.from(text, "hex");
      const hash = createHash("sha256").update("tabella/v1/credential").update(hex(election)).update(hex(said.credential));
      const replaces = said.replaces === null ? Buffer.alloc(32) : hex(said.replaces);
      const expected = hash.update(replaces).update(session.credentialNonce).digest("base64");
      if (signedNonce(said.token) !== expected) return problem(403, "card-refused", "nonce");
      if (!/^[0-9a-f]{64}$/.test(said.key) || !/^[0-9a-f]{64}$/.test(said.z)) return problem(400, "malformed");
      await this.stand.do({ do: "credential", credential: said.credential, style: person.style, ...(said.replaces === null ? {} : { replaces: said.replaces }) });
      this.#live.set(person, said.credential);
      return json(200, { credential: said.credential, channel: "online", style: person.style, weight: 1, index: null });
    }
    return problem(404, "not-found");
  }
}

/** The nonce that the played card has "signed". */
const signedNonce = (token) => Buffer.from(JSON.parse(token).signature, "base64").toString();

function json(status, body, headers = {}) {
  return { status, headers: { "content-type": "application/json", "cache-control": "no-store", ...headers }, body: JSON.stringify(body) };
}

export function problem(status, name, reason) {
  const body = { type: `urn:tabella:problem:${name}`, title: name, status, detail: name, ...(reason ? { reason } : {}) };
  return { status, headers: { "content-type": "application/problem+json" }, body: JSON.stringify(body) };
}

/** The Web eID extension, played in the page: `window.card` decides what it answers. */
export function extension() {
  window.card = { present: true, error: undefined, asked: [] };
  window.addEventListener("message", ({ data, source }) => {
    const name = typeof data?.action === "string" ? /^web-eid:(authenticate|get-signing-certificate|sign)$/.exec(data.action)?.[1] : undefined;
    if (name === undefined || source !== window || !window.card.present) return;
    window.card.asked.push(data);
    const answer = (suffix, more) => window.postMessage({ action: `web-eid:${name}-${suffix}`, ...more }, location.origin);
    answer("ack", {});
    setTimeout(() => {
      if (window.card.error !== undefined) {
        answer("failure", { error: { code: window.card.error, message: "as the test says", name: "Error" } });
      } else if (name === "authenticate") {
        answer("success", { unverifiedCertificate: "MIIB", algorithm: "ES384", signature: btoa(data.challengeNonce), format: "web-eid:1.0", appVersion: "https://web-eid.eu/web-eid-app/releases/2.5.0+0" });
      } else if (name === "get-signing-certificate") {
        answer("success", { certificate: "MIIC", supportedSignatureAlgorithms: [{ cryptoAlgorithm: "ECC", hashFunction: "SHA-384", paddingScheme: "NONE" }] });
      } else {
        answer("success", { signature: btoa(data.hash), signatureAlgorithm: { cryptoAlgorithm: "ECC", hashFunction: data.hashFunction, paddingScheme: "NONE" } });
      }
    }, 20);
  });
}
