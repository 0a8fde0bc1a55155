// The page of an OAuth bank: the person agrees here and goes back to Link.
"use strict";

const redirect = new URLSearchParams(location.search).has("redirect");
const form = document.querySelector("form");
const write = (id, text) => { document.getElementById(id).textContent = text; };

async function say(decision) {
  const answer = await fetch(location.pathname, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ decision, redirect }),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

function finish(title, lead) {
  write("title", title);
  write("lead", lead);
  document.getElementById("accounts").hidden = true;
  document.querySelector(".actions").hidden = true;
  form.hidden = false;
  document.getElementById("title").focus();
}

const over = () => finish("This page is no longer needed", "You can close it and go back to where you came from.");

async function decide(decision) {
  try {
    const { next } = await say(decision);
    if (next) return location.assign(next);
    finish(decision === "allow" ? "Thank you" : "Nothing is shared", "You can close this window.");
    window.close();
  } catch {
    over();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  decide("allow");
});
document.getElementById("deny").addEventListener("click", () => decide("deny"));

say("").then(({ institution, client }) => {
  document.title = `${institution.name} · plaidsim`;
  document.documentElement.style.setProperty("--bank", institution.color);
  write("where", institution.name);
  write("title", `Let ${client} see your accounts?`);
  write("lead", "You are signed in as a tester. Whatever you tick, the Sandbox shares checking and savings.");
  form.hidden = false;
  document.getElementById("allow").focus();
}).catch(over);
