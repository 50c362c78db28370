/** Which sentence belongs to which fault. */
import type { Fault } from "./fault.ts";
import { has, t } from "./texts.ts";

/** Codes of the module and names of servers' problems that share a sentence. */
const SENTENCES: Readonly<Record<string, string>> = {
  argument: "defect",
  style: "defect",
  choices: "defect",
  ballot: "other-tracker",
  checkpoint: "unwitnessed",
  witnesses: "unwitnessed",
  "receipt-signature": "receipt",
  "receipt-other": "receipt",
  "server-signed-out": "signed-out",
  "server-csrf": "signed-out",
  "server-too-many-requests": "busy",
  "server-too-many-ballots": "busy",
  "server-busy": "busy",
  "server-not-ready": "server",
  "server-outcome-unknown": "server",
  "server-awaiting-witnesses": "server",
  "server-internal": "server",
  "server-too-slow": "server",
  "server-card-refused": "card-refused",
  "server-no-challenge": "card-late",
  "server-responder-silent": "card-responder",
  "server-not-eligible": "not-eligible",
  "server-previous": "other-previous",
  "server-not-live": "not-live",
  "server-chain-limit": "limit",
  "server-no-revoting": "no-revoting",
  "server-phase": "closed",
};

/** What happened, what to do now, and what became of the ballot. */
export function sentence(fault: Fault): string {
  // whose card it is, is for the person to put right
  const other = fault.code === "server-card-refused" && fault.detail === "other-person";
  const id = `fault-${other ? "card-other-person" : (SENTENCES[fault.code] ?? fault.code)}`;
  return t(has(id) ? id : fault.code.startsWith("server") ? "fault-refused" : "fault-defect");
}
