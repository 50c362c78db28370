/**
 * A card reader for demonstrations: it answers as the Web eID extension does, with a card that the person chooses from those
 * that lie beside it. Cards are made by the server of the demonstration; this script is loaded nowhere else.
 */
import { button, h, p } from "./dom.ts";

/** A card that lies beside the reader. */
interface Card {
  readonly person: string;
  readonly given_name: string;
  readonly surname: string;
  readonly about: string;
}

const ACTIONS = ["authenticate", "get-signing-certificate", "sign"];

/** A sentence of the page's, in the language that it speaks. */
type Say = (id: string) => string;

/** Which card the reader holds. */
let inserted: string | undefined;

async function ask(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, { credentials: "omit", ...init });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

/** Asks which card to use; nothing if the person would rather not. */
function choose(cards: readonly Card[], t: Say): Promise<string | undefined> {
  return new Promise((resolve) => {
    const about = h("p", { id: "demo-card-about", class: "hint", role: "status" });
    // below, not beside the name: it is longer than a phone is wide
    const tell = () => (about.textContent = cards.find(({ person }) => person === list.value)?.about ?? "");
    const list = h(
      "select",
      { id: "demo-card", autocomplete: "off", "aria-describedby": "demo-card-about", onchange: tell },
      ...cards.map((card) => {
        const option = h("option", { value: card.person, selected: card.person === inserted });
        option.textContent = `${card.given_name} ${card.surname}`;
        return option;
      }),
    );
    tell();
    const dialog = h(
      "dialog",
      { "aria-labelledby": "demo-reader", onclose: () => end(undefined) },
      h("h2", { id: "demo-reader" }, t("reader-heading")),
      p(t("reader-lead")),
      h("p", {}, h("label", { for: "demo-card" }, t("reader-card")), list),
      about,
      h("div", { class: "buttons" }, button(t("reader-use"), () => end(list.value), "primary"), button(t("reader-cancel"), () => end(undefined))),
    ) as HTMLDialogElement;
    const end = (person: string | undefined) => {
      dialog.remove();
      resolve(person);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Puts a reader on this page. `base` is where its cards are. */
export async function connect(base: string, t: Say): Promise<void> {
  const cards = (await ask(`${base}cards`)) as readonly Card[];
  addEventListener("message", ({ data, source, origin }: MessageEvent<Record<string, unknown> | null>) => {
    const named = typeof data?.["action"] === "string" ? data["action"] : "";
    const action = named.replace("web-eid:", "");
    if (source !== window || origin !== location.origin || named !== `web-eid:${action}` || !ACTIONS.includes(action)) return;
    const answer = (what: string, more: object) => postMessage({ action: `${named}-${what}`, ...more }, location.origin);
    const fail = (code: string) => answer("failure", { error: { code, message: code, name: "Error" } });
    answer("ack", {});
    const { challengeNonce, certificate, hash, hashFunction } = data ?? {};
    choose(cards, t)
      .then(async (person) => {
        if (person === undefined) return fail("ERR_WEBEID_USER_CANCELLED");
        inserted = person;
        const asked = { authenticate: { challengeNonce }, "get-signing-certificate": {}, sign: { certificate, hash, hashFunction } }[action];
        const body = JSON.stringify({ person, action, ...asked });
        const said = await ask(`${base}card`, { method: "POST", headers: { "content-type": "application/json" }, body });
        answer("success", said as object);
      })
      .catch(() => fail("ERR_WEBEID_NATIVE_UNAVAILABLE"));
  });
}
