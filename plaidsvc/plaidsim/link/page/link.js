// The Link page of plaidsim: in a frame of link-initialize.js, or standing
// alone as Hosted Link. The server decides what comes next; this script draws
// the pane it names, sends what the person does, and passes events on.
"use strict";

const card = document.getElementById("card");
const confirmDialog = document.getElementById("confirm");
const framed = window.parent !== window;
const hosted = framed ? null : location.pathname.split("/").pop();

let token = null;
let receivedRedirectUri = null;
let session = null;
let host = null; // origin of the page that opened the frame
let pending = null; // what the server was asked last, until it answers
let over = false;

function notify(message) {
  if (framed) window.parent.postMessage(message, host ?? "*");
}

async function call(path, body) {
  const answer = await fetch(`/link/session/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

// step sends what the person did and draws what comes next.
async function step(action, fields = {}) {
  if (pending || over) return;
  const answer = await ask("step", { session, action, ...fields }, () => step(action, fields));
  if (answer) accept(answer);
}

// ask is call with a mark on the pane meanwhile; an answer that does not come
// draws a pane that offers to try again.
async function ask(path, body, again) {
  card.setAttribute("aria-busy", "true");
  try {
    pending = call(path, body);
    return await pending;
  } catch {
    drawTrouble(again);
  } finally {
    pending = null;
    card.removeAttribute("aria-busy");
  }
}

function accept({ session: id, events, pane, success, exit, then }) {
  session = id;
  for (const { name, metadata } of events) notify({ type: "event", name, metadata });
  if (success || exit) {
    over = true;
    confirmDialog.close();
    if (success) notify({ type: "success", ...success });
    else notify({ type: "exit", ...exit });
    if (hosted && then) return location.assign(then);
  }
  if (pane) draw(pane);
}

function leave(force) {
  if (over) return;
  if (pending) return pending.catch(() => {}).then(() => setTimeout(leave, 0, force));
  if (!session) {
    over = true;
    return notify({ type: "exit", error: null, metadata: { institution: null, status: null, link_session_id: null, request_id: null } });
  }
  if (force) return step("leave");
  if (!confirmDialog.open) confirmDialog.showModal();
}

async function begin() {
  session = null;
  over = false;
  card.hidden = false;
  card.dataset.pane = "";
  const answer = await ask("start", { token, hosted, received_redirect_uri: receivedRedirectUri }, begin);
  if (answer) accept(answer);
}

document.getElementById("leave").addEventListener("click", () => leave(card.dataset.pane === "CONNECTED"));
document.getElementById("back").addEventListener("click", () => step("back"));
document.getElementById("stay").addEventListener("click", () => confirmDialog.close());
document.getElementById("go").addEventListener("click", () => {
  confirmDialog.close();
  step("leave");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !confirmDialog.open && !event.defaultPrevented) {
    event.preventDefault();
    leave(card.dataset.pane === "CONNECTED");
  }
});

if (framed) {
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    switch (event.data.type) {
      case "configure":
        host = event.origin;
        ({ token, receivedRedirectUri } = event.data);
        document.body.classList.toggle("embedded", Boolean(event.data.embedded));
        break;
      case "open":
        if (!session || over) begin();
        break;
      case "leave":
        leave(event.data.force);
        break;
    }
  });
  document.body.classList.add("framed");
  notify({ type: "ready" });
} else {
  begin();
}
