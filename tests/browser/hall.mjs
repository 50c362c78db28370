// An election from nothing: keys of everyone, three witnesses, desk and ballot box under one address; the trustees' program.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { client } from "./stage.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tabella = process.env.TABELLA ?? join(client, "../debug/tabella");
const ceremony = join(dirname(tabella), "ceremony");
const liar = process.env.TABELLA_LIAR ?? join(dirname(tabella), "examples/liar");
const run = promisify(execFile);

/** SHA-256 of the certificate of the authority whose cards anyone can make (crates/identity). */
const DEMO_ANCHOR = "0354504a3554feaa087a44be3318cf0cee2ddae3b1478f8e481c791c8dd5f0bf";
const ORIGIN = "https://vote.demo.tabella.example";
export const TRUSTEES = ["Ada Berg", "Bo Falk", "Cleo Dahl", "Dora Lind", "Egon Moe"];
/** Two election managers, with their cards. */
export const MANAGERS = { anna: "PNOEE-47101010033", bert: "PNOEE-38001085718" };

const moment = (time) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** A small election: two districts, of which one is too small to be counted alone. */
function draft() {
  const town = JSON.parse(readFileSync(join(here, "town.draft.json"), "utf8"));
  const unit = (id, en, fr) => ({ id, name: { en, fr }, ...(id === "town" ? {} : { parent: "town" }) });
  const now = Date.now();
  return {
    ...town,
    schedule: { ...town.schedule, opens: moment(now - 3_600_000), closes: moment(now + 3_600_000) },
    reporting_units: [unit("town", "Town", "Ville"), unit("east", "East", "Est"), unit("west", "West", "Ouest")],
    contests: town.contests.filter(({ id }) => ["mayor", "bridge"].includes(id)),
    styles: ["east", "west"].map((id) => ({ id, contests: ["mayor", "bridge"], reporting_unit: id })),
    eid: { trust_anchors: [DEMO_ANCHOR], origins: [ORIGIN] },
    min_reporting_unit: 3,
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((open) => server.listen(0, "127.0.0.1", open));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Hall {
  folder = mkdtempSync(join(tmpdir(), "tabella-office-"));
  #children = [];

  static async open() {
    const hall = new Hall();
    await hall.#begin();
    return hall;
  }

  at(...names) {
    return join(this.folder, ...names);
  }

  /** The stick that goes from machine to machine. */
  get stick() {
    return this.at("stick");
  }

  async tabella(...args) {
    return (await run(tabella, args)).stdout.trim();
  }

  async #key(name, ...more) {
    return this.tabella("office", "key", "--out", this.at(name), ...more);
  }

  async #serve(log, ...args) {
    const child = spawn(tabella, [...args, "--with-input"], { stdio: ["pipe", "pipe", "pipe"] });
    this.#children.push(child);
    let said = "";
    child.stderr.on("data", (bytes) => (said = (said + bytes).slice(-4_000)));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value, done } = await lines.next();
    if (done) throw new Error(`${log} does not start: ${said}`);
    return value;
  }

  async #begin() {
    for (const name of ["stick", "receipts"]) mkdirSync(this.at(name));
    writeFileSync(this.at("passphrase"), "these trustees share a passphrase\n");
    const members = [];
    for (const [index, name] of TRUSTEES.entries()) {
      const { key, encryption_key } = await this.trustee("new", index + 1, "--name", name);
      members.push({ name, key, encryption_key });
    }
    const authority = { name: "Town hall", key: await this.#key("authority.key") };
    const registrar = { name: "Town registry", key: await this.#key("registrar.key") };
    const board = "board.town.example/1";
    const ballot_box = { name: "Town ballot box", receipt_key: await this.#key("receipt.key"), checkpoint_key: await this.#key("checkpoint.key", "--checkpoint", board) };
    const witnesses = [];
    for (const number of [1, 2, 3]) {
      const name = `witness.example.org/${number}`;
      witnesses.push({ name, vkey: await this.#key(`witness-${number}.key`, "--witness", name) });
    }
    await this.#key("desk.key");
    const keys = { authority, registrar, ballot_box, trustees: { threshold: 3, members }, witnesses: { quorum: 2, members: witnesses.map(({ vkey }) => vkey) } };
    writeFileSync(this.at("draft.json"), JSON.stringify(draft()));
    writeFileSync(this.at("keys.json"), JSON.stringify(keys));
    this.election = await this.tabella("office", "manifest", "--draft", this.at("draft.json"), "--keys", this.at("keys.json"), "--out", this.at("manifest.json"));
    await this.tabella("office", "sign", "manifest", "--manifest", this.at("manifest.json"), "--key", this.at("authority.key"), "--out", this.stick);
    for (const [index, witness] of witnesses.entries()) {
      const config = this.at(`witness-${index + 1}.toml`);
      const lines = [`name = "${witness.name}"`, `key = "witness-${index + 1}.key"`, `state = "state-${index + 1}"`, 'listen = "127.0.0.1:0"', "[[log]]", `vkey = "${ballot_box.checkpoint_key}"`];
      writeFileSync(config, lines.join("\n"));
      witness.url = await this.#serve(witness.name, "witness", "serve", "--first", "--config", config);
    }
    const port = await freePort();
    this.board = `http://127.0.0.1:${port}/board/${this.election}`;
    const shown = witnesses.map(({ name, url }) => `[[witness]]\nname = "${name}"\nurl = "${url}"`);
    const urn = ['listen = "127.0.0.1:0"', 'manifest = "manifest.json"', 'database = "sqlite:urn.db"', 'receipt_key = "receipt.key"', 'checkpoint_key = "checkpoint.key"', "[pool]", "milliseconds = 20", "checkpoint_milliseconds = 100", "[limits]", "address_per_second = 10000", "address_burst = 10000"];
    writeFileSync(this.at("urn.toml"), [...urn, ...shown].join("\n"));
    const cards = Object.entries(MANAGERS).map(([name, person]) => `[[demo_card]]\nperson = "${person}"\ngiven_name = "${name[0].toUpperCase()}${name.slice(1)}"\nsurname = "Official"\nabout = "election-manager"`);
    const officials = Object.values(MANAGERS).map((person) => `[[official]]\nperson = "${person}"\nrole = "election-manager"`);
    const desk = ['listen = "127.0.0.1:0"', `origin = "${ORIGIN}"`, 'database = "sqlite:desk.db"', 'key = "desk.key"', "demo = true", "[limits]", "address_per_second = 10000", "address_burst = 10000", "sign_in_per_minute = 10000", "sign_in_burst = 10000", "[[election]]", 'manifest = "manifest.json"', 'registrar_key = "registrar.key"', 'authority_key = "authority.key"', 'results = "/results/"', `urn = "${this.board}"`];
    writeFileSync(this.at("desk.toml"), [...desk, ...officials].join("\n"));
    const house = [`listen = "127.0.0.1:${port}"`, 'desk = "desk.toml"', 'urns = ["urn.toml"]', `client = ${JSON.stringify(join(client, "dist"))}`, 'results = "result"'];
    writeFileSync(this.at("house.toml"), [...house, ...cards].join("\n"));
    await this.#serve("the house", "serve", "house", "--config", this.at("house.toml"));
    this.origin = `http://localhost:${port}`;
    for (;;) {
      if ((await fetch(`${this.board}/readyz`)).ok) break;
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }

  /** A trustee, from 1, runs a step of the ceremony program on the own machine. */
  async trustee(step, number, ...more) {
    const own = this.at(`trustee-${number}.trustee`);
    const files = step === "new" ? ["--out", own] : ["--trustee", own, "--manifest", this.at("manifest.json"), "--media", this.stick];
    const quiet = ["--yes", "--json", "--work-factor", "8", "--passphrase-file", this.at("passphrase")];
    const { stdout } = await run(ceremony, [step, ...files, ...more, ...quiet]);
    return JSON.parse(stdout.trim().split("\n").at(-1));
  }

  /** A trustee signs another share of the decryption than that of the key; the files of the lie. */
  async lie(number) {
    const entry = join(this.stick, `decryption-share-${number}.entry`);
    const contents = readdirSync(join(this.stick, "blob/sha256")).filter((name) => readFileSync(entry).includes(Buffer.from(name, "hex")));
    const out = this.at(`lie-${number}`);
    await run(liar, [this.at(`trustee-${number}.trustee`), this.at("passphrase"), this.at("manifest.json"), entry, join(this.stick, "blob/sha256", contents[0]), out]);
    return [`${out}.entry`, out];
  }

  /** Everyone, one after the other. */
  async everyone(step) {
    for (const index of TRUSTEES.keys()) await this.trustee(step, index + 1);
  }

  /** The files of the stick whose names begin so, with all contents. */
  files(...begins) {
    const entries = readdirSync(this.stick).filter((name) => name.endsWith(".entry") && begins.some((begin) => name.startsWith(begin)));
    const contents = readdirSync(join(this.stick, "blob/sha256"));
    return [...entries.map((name) => join(this.stick, name)), ...contents.map((name) => join(this.stick, "blob/sha256", name))];
  }

  /** Somebody gets a credential and votes. */
  async vote(name, style, selections) {
    const credential = await this.tabella("credential", "new", "--out", this.at(`${name}.secret`));
    const signer = ["--key", this.at("registrar.key"), "--board", this.board, "--out", this.stick];
    await this.tabella("office", "sign", "credential", "--credential", credential, "--style", style, "--evidence", "07".repeat(32), ...signer);
    await this.tabella("board", "post", "--board", this.board, join(this.stick, `credential-${credential.slice(0, 16)}.entry`));
    writeFileSync(this.at(`${name}.json`), JSON.stringify(selections));
    await this.tabella("cast", this.board, "--election-id", this.election, "--credential", this.at(`${name}.secret`), "--selections", this.at(`${name}.json`), "--receipts", this.at("receipts"), "--yes");
  }

  async close() {
    const ended = this.#children.map((child) => new Promise((end) => child.once("exit", end)));
    for (const child of this.#children) child.kill();
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
