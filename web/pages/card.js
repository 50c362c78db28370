// The card, through the Web eID browser extension: messages of this window to itself. The extension answers `-ack` at once,
// then `-success` or `-failure`. Forms say what they need: `data-card="sign-in"` or `data-card="sign"`.
"use strict";

(() => {
  const VERSION = "2.0.2";
  const ACK = 1000;
  const PERSON = 5 * 60000;

  const ask = (action, parameters) =>
    new Promise((resolve, reject) => {
      const name = `web-eid:${action}`;
      const stop = () => {
        clearTimeout(ack);
        clearTimeout(reply);
        removeEventListener("message", receive);
      };
      const fail = (code) => {
        stop();
        reject(new Error(code));
      };
      const ack = setTimeout(() => fail("ERR_WEBEID_EXTENSION_UNAVAILABLE"), ACK);
      const reply = setTimeout(() => fail("ERR_WEBEID_USER_TIMEOUT"), ACK + PERSON);
      const receive = (event) => {
        if (event.source !== window || event.origin !== location.origin) return;
        switch (event.data?.action) {
          case `${name}-ack`:
            clearTimeout(ack);
            break;
          case `${name}-success`:
            stop();
            resolve(event.data);
            break;
          case `${name}-failure`:
            fail(event.data.error?.code ?? "ERR_WEBEID_UNKNOWN_ERROR");
            break;
        }
      };
      addEventListener("message", receive);
      const options = { lang: document.documentElement.lang, userInteractionTimeout: PERSON };
      postMessage({ action: name, libraryVersion: VERSION, ...parameters, options }, location.origin);
    });

  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

  // What the card signs is hashed here under a label of its own: a server that wants a signature for something else does not
  // get it.
  const signIn = async (form) => {
    const token = form.elements.csrf.value;
    const headers = { "content-type": "application/json", "x-csrf-token": token };
    const answer = await fetch("/desk/v1/sign-in/challenge", { method: "POST", headers, body: "{}" });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const nonce = (await answer.json()).server_nonce.match(/../g).map((byte) => parseInt(byte, 16));
    const label = new TextEncoder().encode("tabella/v1/sign-in");
    const hash = await crypto.subtle.digest("SHA-256", new Uint8Array([...label, ...nonce]));
    const { unverifiedCertificate, algorithm, signature, format, appVersion } = await ask("authenticate", {
      challengeNonce: base64(hash),
    });
    form.elements.token.value = JSON.stringify({
      unverifiedCertificate,
      algorithm,
      signature,
      format,
      appVersion,
    });
  };

  // The text is hashed as it stands on this page, which the person has read.
  const sign = async (form) => {
    const text = document.querySelector("pre.document").textContent;
    const { certificate, supportedSignatureAlgorithms } = await ask("get-signing-certificate", {});
    const known = ["SHA-384", "SHA-256", "SHA-512"];
    const hashFunction = known.find((hash) =>
      supportedSignatureAlgorithms.some((algorithm) => algorithm.hashFunction === hash),
    );
    if (hashFunction === undefined) throw new Error("ERR_WEBEID_UNKNOWN_ERROR");
    const hash = base64(await crypto.subtle.digest(hashFunction, new TextEncoder().encode(text)));
    const { signature, signatureAlgorithm } = await ask("sign", { certificate, hash, hashFunction });
    form.elements.signature.value = JSON.stringify({ certificate, signatureAlgorithm, signature });
  };

  for (const form of document.querySelectorAll("form[data-card]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const trouble = form.querySelector(".trouble");
      const button = form.querySelector("button");
      button.disabled = true;
      trouble.hidden = false;
      trouble.textContent = form.dataset.wait;
      try {
        await (form.dataset.card === "sign-in" ? signIn(form) : sign(form));
        form.submit();
      } catch (error) {
        // what is missing on this device is no fault of the card
        const { trouble: other, noExtension, noProgram } = form.dataset;
        const missing = { ERR_WEBEID_EXTENSION_UNAVAILABLE: noExtension, ERR_WEBEID_NATIVE_UNAVAILABLE: noProgram };
        trouble.textContent = `${missing[error.message] ?? other} (${error.message})`;
        button.disabled = false;
      }
    });
  }
})();
