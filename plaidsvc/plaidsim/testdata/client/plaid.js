"use strict";

// What drive.js asks with: Plaid's own client, pointed at PLAID_URL, and the
// pages of plaidsim that stand for a person and for time.

const assert = require("node:assert/strict");
const { Configuration, PlaidApi } = require("plaid");

const url = process.env.PLAID_URL;
const api = new PlaidApi(
  new Configuration({
    basePath: url,
    baseOptions: {
      headers: { "PLAID-CLIENT-ID": "node", "PLAID-SECRET": "secret" },
      timeout: 20_000,
    },
  }),
);

// ask calls a method of the client and gives the body of the answer.
async function ask(method, body, options) {
  try {
    return (await api[method](body, options)).data;
  } catch (e) {
    if (!e.response) throw e;
    throw new Error(`${method}: ${JSON.stringify(e.response.data)}`);
  }
}

// refused is the body of the error that a call must end with.
async function refused(code, method, body) {
  try {
    await api[method](body);
  } catch (e) {
    if (!e.response) throw e;
    assert.equal(e.response.data.error_code, code, `${method}: ${JSON.stringify(e.response.data)}`);
    assert.ok(e.response.data.request_id, `${method}: an error without a request_id`);
    return e.response.data;
  }
  assert.fail(`${method} was answered, not refused with ${code}`);
}

// link makes an Item without Link and gives its access token.
async function link(user, { password = "pass_good", institution = "ins_109508", products = ["transactions"], options = {}, ...more } = {}) {
  const made = await ask("sandboxPublicTokenCreate", {
    institution_id: institution,
    initial_products: products,
    options: { override_username: user, override_password: password, ...options },
    ...more,
  });
  return (await ask("itemPublicTokenExchange", { public_token: made.public_token })).access_token;
}

// page posts to a page of plaidsim's that is no endpoint of Plaid's.
async function page(path, body) {
  const res = await fetch(url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(res.status, 200, `${path}: ${res.status}`);
  return res.json();
}

// advance moves the clock of the simulator.
const advance = (by) => page("/sim/clock", { advance: by });

// walkThroughLink does what a person does who links user_good with all accounts,
// or signs in again in update mode.
async function walkThroughLink(linkToken, institution) {
  const { session, pane } = await page("/link/session/start", { token: linkToken });
  assert.equal(pane.draw, "CONSENT");
  const step = (action, more) => page("/link/session/step", { session, action, ...more });
  let shown = await step("consent");
  if (shown.pane.draw === "SELECT_INSTITUTION") shown = await step("select", { institution_id: institution });
  assert.equal(shown.pane.draw, "CREDENTIAL");
  shown = await step("credentials", { username: "user_good", password: "pass_good" });
  if (shown.pane.draw === "SELECT_ACCOUNT") shown = await step("accounts", { account_ids: shown.pane.accounts.map((a) => a.id) });
  assert.equal(shown.pane.draw, "CONNECTED");
  await step("finish");
}

module.exports = { ask, refused, link, page, advance, walkThroughLink };
