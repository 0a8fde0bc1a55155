// Runs Link on passbook's own page and posts how it ended to the program that
// serves the page.
"use strict";

const { base, token, script, returned, left } = document.body.dataset;
let ended = false;
let last = null; // the institution of Link's last page, while that is shown

function show(id) {
  for (const section of document.querySelectorAll("section")) section.hidden = section.id !== id;
  document.querySelector(`#${id} h1`).focus();
}

function text(id, value) {
  document.getElementById(id).textContent = value ?? "";
}

// Posts go out one after the other, so that they arrive in the order in which
// Link reported them. A lost view is no harm; a lost outcome is.
let posts = Promise.resolve();

function post(path, body) {
  const sent = posts.then(() => fetch(base + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  }));
  posts = sent.catch(() => {});
  return sent;
}

// That the page runs: a browser may load it without showing it.
post("view", { view: "" }).catch(() => {});

async function finish(path, body, id) {
  ended = true;
  try {
    const answer = await post(path, body);
    show(answer.ok ? id : "ended");
  } catch {
    show("ended");
  }
}

function onSuccess(publicToken, metadata) {
  const count = metadata.accounts?.length ?? 0;
  text("bank", [metadata.institution?.name, count === 1 ? "one account" : count > 1 && `${count} accounts`].filter(Boolean).join(" · "));
  document.getElementById("accounts").replaceChildren(...(metadata.accounts ?? []).map((account) => {
    const row = document.createElement("li");
    row.append(document.createElement("span"), document.createElement("span"));
    row.firstChild.textContent = account.name;
    row.lastChild.textContent = account.mask ? `··${account.mask}` : "";
    return row;
  }));
  finish("success", { public_token: publicToken, metadata }, "done");
}

function onExit(error, metadata) {
  text("reason", error && (error.display_message || "Link stopped with an error."));
  text("code", error?.error_code);
  finish("exit", { error, metadata }, error?.error_code ? "failed" : "cancelled");
}

function start() {
  if (!window.Plaid) return unloaded();
  const handler = window.Plaid.create({
    token, onSuccess, onExit,
    onEvent: (name, { view_name: view, institution_id: institution }) => {
      if (name !== "TRANSITION_VIEW") return;
      last = view === "CONNECTED" ? institution ?? "" : null;
      post("view", { view }).catch(() => {});
    },
    onLoad: () => handler.open(),
    ...(returned === "true" && { receivedRedirectUri: location.href }),
  });
  setTimeout(() => { document.getElementById("slow").hidden = false; }, 15_000);
}

// Closed on Link's last page, the tab takes with it what that would have handed
// over. A page that is only reloaded says so by running again.
addEventListener("pagehide", () => {
  if (ended || last === null) return;
  fetch(`${base}closed`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ institution_id: last }),
    keepalive: true,
  }).catch(() => {});
});

function unloaded() {
  text("host", new URL(script).host);
  show("unloaded");
}

for (const button of document.querySelectorAll("[data-reload]")) {
  button.addEventListener("click", () => location.reload());
}

if (Number(left) > 0) {
  // Browsers count a wait in 32 bits.
  setTimeout(() => { if (!ended) show("ended"); }, Math.min(Number(left), 2 ** 31 - 1));
}

const tag = document.createElement("script");
tag.src = script;
tag.onload = start;
tag.onerror = unloaded;
document.head.append(tag);
