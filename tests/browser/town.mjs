// The demonstration as a program: one port, the real desk, the real ballot box, and cards that make true tokens.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { client } from "./stage.mjs";

const program = process.env.TABELLA ?? join(client, "../debug/tabella");

/** A town that votes. */
export class Town {
  /** What the demonstration says. */
  said = [];
  #folder = mkdtempSync(join(tmpdir(), "tabella-demo-"));

  /** Starts one, or a part of it; comes back when people can vote, or ask for their papers. */
  static async open({ only } = {}) {
    const town = new Town();
    const documents = process.env.TABELLA_DOCUMENTS ?? join(client, "../documents/debug/tabella-documents");
    const more = ["--port", "0", "--out", join(town.#folder, "out"), "--documents", documents];
    more.push(...(only ? ["--only", only] : ["--client", join(client, "dist"), "--voters", "5"]));
    const ceremony = join(dirname(program), "ceremony");
    town.demo = spawn(program, ["demo", "--ceremony", ceremony, ...more], { stdio: ["pipe", "pipe", "inherit"] });
    town.ended = new Promise((resolve) => town.demo.once("exit", resolve));
    const lines = createInterface({ input: town.demo.stdout });
    await new Promise((resolve, reject) => {
      town.demo.once("exit", (code) => reject(new Error(`the demonstration ended with ${code}`)));
      lines.on("line", (line) => {
        town.said.push(line);
        town.origin ??= /(http:\/\/localhost:\d+)\/(?:vote\/$| \()/.exec(line)?.[1];
        town.election ??= /\/office\/([0-9a-f]{64})/.exec(line)?.[1];
        if (line.startsWith("Press Enter")) resolve();
      });
    });
    return town;
  }

  /** Ends the voting; everything is counted. The program's exit code. */
  async count() {
    this.demo.stdin.end("\n");
    return this.ended;
  }

  async close() {
    this.demo.kill();
    await this.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
