/**
 * The voter's card, through the Web eID browser extension: messages of this window to itself, as web-eid.js sends them.
 * The extension's content script answers `-ack` at once, then `-success` or `-failure` with one of its error codes.
 */
import { Fault } from "./fault.ts";

/** The version of web-eid.js whose messages these are. */
const VERSION = "2.0.2";

/** Time for the extension to say that it is there, and beyond it for the card's software. */
const ACK_MILLISECONDS = 1_000;
const NATIVE_MILLISECONDS = 5_000;

/** Time for a person to find the card and the PIN. */
const PERSON_MILLISECONDS = 5 * 60_000;

/** A browser may take a moment to load the extension's content script. */
const LOAD_MILLISECONDS = 1_000;
const loaded = performance.now();

/** The extension's error codes; each has a sentence. */
export const CODES = [
  "ERR_WEBEID_ACTION_TIMEOUT",
  "ERR_WEBEID_USER_TIMEOUT",
  "ERR_WEBEID_VERSION_MISMATCH",
  "ERR_WEBEID_VERSION_INVALID",
  "ERR_WEBEID_EXTENSION_UNAVAILABLE",
  "ERR_WEBEID_NATIVE_UNAVAILABLE",
  "ERR_WEBEID_UNKNOWN_ERROR",
  "ERR_WEBEID_CONTEXT_INSECURE",
  "ERR_WEBEID_USER_CANCELLED",
  "ERR_WEBEID_NATIVE_INVALID_ARGUMENT",
  "ERR_WEBEID_NATIVE_FATAL",
  "ERR_WEBEID_ACTION_PENDING",
  "ERR_WEBEID_MISSING_PARAMETER",
] as const;
type Code = (typeof CODES)[number];

/** The code of the sentence for one of the extension's codes. */
function fault(code: unknown): Fault {
  const known = CODES.find((known) => known === code) ?? "ERR_WEBEID_UNKNOWN_ERROR";
  return new Fault(`card-${known.replace("ERR_WEBEID_", "").toLowerCase().replaceAll("_", "-")}`, known);
}

type Action = "authenticate" | "get-signing-certificate" | "sign";

/** What is under way: one of each action at a time. */
const pending = new Set<Action>();

/** Asks the extension, and waits for its answer. */
async function ask(action: Action, lang: string, parameters: object): Promise<Record<string, unknown>> {
  const failed = (code: Code) => fault(code);
  if (!isSecureContext) throw failed("ERR_WEBEID_CONTEXT_INSECURE");
  if (pending.has(action)) throw failed("ERR_WEBEID_ACTION_PENDING");
  pending.add(action);
  await new Promise((go) => setTimeout(go, loaded + LOAD_MILLISECONDS - performance.now()));
  const name = `web-eid:${action}`;
  let stop = () => {};
  try {
    return await new Promise((resolve, reject) => {
      const ack = setTimeout(() => reject(failed("ERR_WEBEID_EXTENSION_UNAVAILABLE")), ACK_MILLISECONDS);
      const reply = setTimeout(
        () => reject(failed("ERR_WEBEID_ACTION_TIMEOUT")),
        ACK_MILLISECONDS + NATIVE_MILLISECONDS + PERSON_MILLISECONDS,
      );
      const receive = (event: MessageEvent) => {
        if (event.source !== window || event.origin !== location.origin) return;
        const message = event.data as Record<string, unknown> | null;
        switch (message?.["action"]) {
          case `${name}-ack`:
            clearTimeout(ack);
            break;
          case `${name}-success`:
            resolve(message);
            break;
          case `${name}-failure`:
            reject(fault((message["error"] as { code?: unknown } | undefined)?.code));
            break;
        }
      };
      stop = () => {
        clearTimeout(ack);
        clearTimeout(reply);
        removeEventListener("message", receive);
      };
      addEventListener("message", receive);
      const options = { lang, userInteractionTimeout: PERSON_MILLISECONDS };
      postMessage({ action: name, libraryVersion: VERSION, ...parameters, options }, location.origin);
    });
  } finally {
    stop();
    pending.delete(action);
  }
}

/** Picks texts out of an answer. */
function texts<K extends string>(answer: Record<string, unknown>, ...names: K[]): Record<K, string> {
  const picked = {} as Record<K, string>;
  for (const name of names) {
    const text = answer[name];
    if (typeof text !== "string") throw fault("ERR_WEBEID_UNKNOWN_ERROR");
    picked[name] = text;
  }
  return picked;
}

/** Signs a challenge with the authentication key (PIN 1); gives the token as one text, as a server wants it. */
export async function authenticate(challengeNonce: string, lang: string): Promise<string> {
  if (challengeNonce === "") throw fault("ERR_WEBEID_MISSING_PARAMETER");
  const answer = await ask("authenticate", lang, { challengeNonce });
  const token = texts(answer, "unverifiedCertificate", "algorithm", "signature", "format", "appVersion");
  return JSON.stringify(token);
}

/** A signing certificate and the algorithms that its key knows. */
export interface SigningCertificate {
  readonly certificate: string;
  readonly supportedSignatureAlgorithms: readonly unknown[];
}

/** The card's signing certificate. */
export async function signingCertificate(lang: string): Promise<SigningCertificate> {
  const answer = await ask("get-signing-certificate", lang, {});
  const supported = answer["supportedSignatureAlgorithms"];
  return { ...texts(answer, "certificate"), supportedSignatureAlgorithms: Array.isArray(supported) ? supported : [] };
}

/** Signs a document's hash (base64) with the signing key (PIN 2). */
export async function sign(
  certificate: string,
  hash: string,
  hashFunction: string,
  lang: string,
): Promise<{ signature: string; signatureAlgorithm: unknown }> {
  if ([certificate, hash, hashFunction].includes("")) throw fault("ERR_WEBEID_MISSING_PARAMETER");
  const answer = await ask("sign", lang, { certificate, hash, hashFunction });
  return { ...texts(answer, "signature"), signatureAlgorithm: answer["signatureAlgorithm"] };
}
