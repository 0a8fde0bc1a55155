// The panes of Link: each function draws one that the server named. All text
// becomes text nodes, never markup.
"use strict";

// h makes an element; properties that start with "on" are listeners, the rest
// are attributes (false and null: none).
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null));
  return element;
}

const title = (text) => h("h1", { id: "title", tabindex: "-1" }, text);
const lead = (text) => h("p", { class: "lead" }, text);
const main = (text, attributes = {}) => h("button", { class: "main", type: "submit", ...attributes }, text);
const alertLine = (text) => text ? h("p", { class: "alert", id: "alert", role: "alert" }, text) : null;

// form is a pane's body: what scrolls, and the buttons below it.
function form(submit, body, buttons, attributes = {}) {
  return h("form", {
    novalidate: true, "aria-labelledby": "title", ...attributes,
    onsubmit: (event) => {
      event.preventDefault();
      submit(new FormData(event.target));
    },
  }, h("div", { class: "body" }, body), h("div", { class: "actions" }, buttons));
}

function logo(institution, size = "") {
  const mark = h("span", { class: `logo ${size}`, "aria-hidden": "true" }, institution.initials);
  mark.style.backgroundColor = institution.color;
  return mark;
}

const bankHead = (institution, text) => [logo(institution, "big"), title(text)];

function field(label, attributes) {
  return h("label", { class: "field" }, h("span", {}, label), h("input", {
    autocomplete: "off", autocapitalize: "none", spellcheck: "false", ...attributes,
  }));
}

const panes = {
  CONSENT: ({ client, institution, update, sharing }) => form(() => step("consent"), [
    institution ? logo(institution, "big") : h("span", { class: "logo big stage", "aria-hidden": "true" }, client.slice(0, 1).toUpperCase()),
    title(update ? `Sign in to ${institution.name} again` : `${client} would like to link your bank`),
    lead(update ? `${client} lost its connection to this bank. Signing in again mends it.` : `You choose the bank and the accounts. ${client} never sees your password.`),
    h("ul", { class: "scopes" }, sharing.map(([name, detail]) => h("li", {}, h("strong", {}, name), h("span", {}, detail)))),
  ], main("Continue")),

  SELECT_INSTITUTION: ({ institutions }) => {
    const list = h("ul", { class: "banks" });
    const none = h("p", { class: "lead", role: "status" });
    const fill = (found, query) => {
      list.replaceChildren(...found.map((bank) => h("li", {}, h("button", { type: "button", class: "bank", onclick: () => step("select", { institution_id: bank.institution_id }) },
        logo(bank), h("span", {}, h("strong", {}, bank.name), h("small", {}, bank.note))))));
      none.textContent = found.length ? "" : `No bank called “${query}” is played here. Try Platypus, Tartan or Alder.`;
    };
    let asked = 0;
    const search = field("Search for your bank", {
      type: "search", name: "query", maxlength: "100", enterkeyhint: "search",
      oninput: async (event) => {
        const question = ++asked;
        const query = event.target.value.trim();
        const answer = await call("step", { session, action: "search", query }).catch(() => null);
        if (!answer || question !== asked) return;
        for (const { name, metadata } of answer.events) notify({ type: "event", name, metadata });
        fill(answer.institutions, query);
      },
    });
    fill(institutions, "");
    const pane = form(() => list.querySelector("button")?.click(), [title("Choose your bank"), search, list, none], [], { class: "picker" });
    pane.addEventListener("keydown", moveThrough(() => [search.querySelector("input"), ...list.querySelectorAll("button")]));
    return pane;
  },

  CREDENTIAL: ({ institution, error, username, testers }) => {
    const user = field("Username", { name: "username", value: username || null, "aria-describedby": error && "alert" });
    const password = field("Password", { name: "password", type: "password", "aria-describedby": error && "alert" });
    const fill = (tester) => {
      user.querySelector("input").value = tester.username;
      password.querySelector("input").value = tester.password;
      password.querySelector("input").focus();
    };
    return form((data) => step("credentials", { username: data.get("username"), password: data.get("password") }), [
      bankHead(institution, `Sign in to ${institution.name}`),
      alertLine(error), user, password,
      h("details", {}, h("summary", {}, "People who bank here"), h("ul", { class: "testers" }, testers.map((tester) =>
        h("li", {}, h("button", { type: "button", onclick: () => fill(tester) }, h("code", {}, `${tester.username} / ${tester.password}`), h("span", {}, tester.what)))))),
    ], main("Sign in"));
  },

  MFA_DEVICE: ({ institution, devices, error }) => form((data) => step("device", { device: data.get("device") }), [
    bankHead(institution, "Where should the code go?"), alertLine(error),
    choices("device", "Device", devices),
  ], main("Send the code")),

  MFA_CODE: ({ institution, sent, error }) => form((data) => step("answers", { answers: [data.get("code")] }), [
    bankHead(institution, "Enter the code"), lead(sent), alertLine(error),
    field("Code", { name: "code", inputmode: "numeric", autocomplete: "one-time-code", "aria-describedby": error && "alert" }),
  ], main("Continue")),

  NUMBERS: ({ institution, hint, error }) => form((data) => step("numbers", { routing_number: data.get("routing"), account_number: data.get("account") }), [
    bankHead(institution, "Type in your numbers"), lead(hint), alertLine(error),
    field("Routing number", { name: "routing", inputmode: "numeric", "aria-describedby": error && "alert" }),
    field("Account number", { name: "account", inputmode: "numeric", "aria-describedby": error && "alert" }),
  ], main("Continue")),

  DEPOSIT_CODE: ({ institution, hint, error }) => form((data) => step("deposit", { code: data.get("code") }), [
    bankHead(institution, "Enter the code of the deposit"), lead(hint), alertLine(error),
    field("Code", { name: "code", autocapitalize: "characters", "aria-describedby": error && "alert" }),
  ], main("Continue")),

  MFA_QUESTIONS: ({ institution, heading, questions, round, rounds, error }) => form(
    (data) => step("answers", { answers: questions.map((_, i) => data.get(`answer${i}`) ?? "") }),
    [
      bankHead(institution, heading), rounds > 1 ? lead(`Round ${round} of ${rounds}`) : null, alertLine(error),
      questions.map(({ text, choices: offered }, i) => offered
        ? choices(`answer${i}`, text, offered.map((choice) => ({ id: choice, name: choice })))
        : field(text, { name: `answer${i}`, type: "password" })),
    ], main("Continue")),

  OAUTH: ({ institution, address, redirect, error }) => form(() => openBank(address), [
    bankHead(institution, `Go to ${institution.name}`),
    lead("You sign in on the bank’s own page, and this one goes on when you are done there."), alertLine(error),
    h("p", { class: "lead", id: "elsewhere", role: "status" }),
  ], [
    main("Open the bank’s page"),
    redirect ? h("button", { type: "button", onclick: () => goToBank(`${address}?redirect=1`) }, "Open it in this tab") : null,
  ]),

  SELECT_ACCOUNT: ({ institution, accounts, error }) => form((data) => step("accounts", { account_ids: data.getAll("account") }), [
    bankHead(institution, "Choose what to share"), alertLine(error),
    h("fieldset", { class: "accounts" }, h("legend", {}, "Accounts"), accounts.map((account) => h("label", { class: "choice" },
      h("input", { type: "checkbox", name: "account", value: account.id, checked: account.shared }),
      h("span", {}, h("strong", {}, account.name), h("small", {}, [kind(account.subtype), account.mask && `··${account.mask}`].filter(Boolean).join(" "))),
      h("span", { class: "amount" }, money(account))))),
  ], main("Share these")),

  CONNECTED: ({ institution, client, accounts, update }) => form(() => step("finish"), [
    h("div", { class: "tick", "aria-hidden": "true" }, tick()),
    title(update ? `${institution.name} works again` : `${institution.name} is linked`),
    lead(update ? `${client} can refresh these accounts again.` : `${client} can now read ${accounts === 1 ? "one account" : `${accounts} accounts`}.`),
  ], main("Done"), { class: "centred" }),

  ERROR: ({ institution, heading, message, code, retry, elsewhere }) => form(() => step("again"), [
    institution ? logo(institution, "big") : null, title(heading), lead(message), h("p", { class: "code" }, code),
  ], [
    retry ? main("Try again") : null,
    elsewhere ? h("button", { type: "button", onclick: () => step("elsewhere") }, "Choose another bank") : null,
    h("button", { type: "button", class: retry ? "" : "main", onclick: () => step("leave") }, "Leave"),
  ]),

  // Only a page that stands alone is still seen after the end.
  ENDED: ({ heading, message, good }) => h("div", { class: "ended centred" }, h("div", { class: "body" },
    good ? h("div", { class: "tick", "aria-hidden": "true" }, tick()) : null, title(heading), lead(message))),
};

// kind is an account's subtype as words; the short ones are initials.
function kind(subtype) {
  return subtype && (subtype.length <= 3 ? subtype.toUpperCase() : subtype);
}

function money({ balance, currency }) {
  if (balance === null) return "";
  if (!currency) return String(balance);
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(balance);
}

function tick() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", "m5 12.5 4.5 4.5L19 7.5");
  svg.append(path);
  return svg;
}

function choices(name, legend, offered) {
  return h("fieldset", {}, h("legend", {}, legend), offered.map((choice, i) => h("label", { class: "choice" },
    h("input", { type: "radio", name, value: choice.id, checked: i === 0 }), h("span", {}, h("strong", {}, choice.name)))));
}

// moveThrough lets the arrow keys walk a list of elements.
function moveThrough(elements) {
  return (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const all = elements();
    const next = all[all.indexOf(document.activeElement) + by];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
}

// openBank opens the bank's own page in a window and asks the server how it
// went there until it is over.
async function openBank(address) {
  const page = window.open(address, "plaidsim-bank", "popup,width=480,height=720");
  if (!page) {
    document.getElementById("elsewhere").textContent = "The browser held the bank’s window back. Allow it, or try once more.";
    return;
  }
  document.getElementById("elsewhere").textContent = "Waiting for you in the bank’s window …";
  await step("oauth_open");
  const timer = setInterval(async () => {
    if (over || card.dataset.pane !== "OAUTH") return clearInterval(timer);
    if (pending) return;
    const closed = page.closed;
    const answer = await call("step", { session, action: "oauth_wait", closed }).catch(() => null);
    if (!answer || (!answer.pane && !closed)) return;
    clearInterval(timer);
    if (!page.closed) page.close();
    accept(answer);
  }, 400);
}

async function goToBank(address) {
  await step("oauth_open");
  const url = new URL(address, location.href).href;
  if (framed) notify({ type: "navigate", url });
  else location.assign(url);
}

function draw(pane) {
  const element = panes[pane.draw](pane);
  card.dataset.pane = pane.draw;
  document.getElementById("pane").replaceChildren(element);
  document.getElementById("back").hidden = !pane.back;
  document.getElementById("leave").hidden = pane.draw === "ENDED";
  document.getElementById("where").textContent = pane.client ?? "";
  // What is still to be filled in, otherwise the way on. The form is named
  // after its title, so a screen reader says that first.
  (element.querySelector("input:not([value]), input[type=radio], input[type=checkbox], .main") ?? document.getElementById("title")).focus();
}

// drawTrouble shows that plaidsim itself did not answer.
function drawTrouble(again) {
  card.dataset.pane = "TROUBLE";
  document.getElementById("pane").replaceChildren(form(again, [
    title("plaidsim does not answer"), lead("Is it still running? Nothing is lost: try again when it is."),
  ], main("Try again")));
  document.getElementById("title").focus();
}
