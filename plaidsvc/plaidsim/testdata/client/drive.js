"use strict";

// Drives every product that passbook reads with Plaid's own client for Node, and
// checks what comes back. client_test.go runs it against plaidsim, and counts
// there what was asked.

const assert = require("node:assert/strict");
const { createHash } = require("node:crypto");
const { ask, refused, link, advance, walkThroughLink } = require("./plaid.js");

const from = "2020-01-01";
const to = "2040-01-01";
const noAccountsBut = (type, subtype) => ({ password: JSON.stringify({ override_accounts: [{ type, subtype, starting_balance: 100 }] }) });
const sum = (list) => list.reduce((a, b) => a + b, 0);

async function numbers(access) {
  const us = await ask("authGet", { access_token: access });
  assert.deepEqual([us.numbers.ach[0].account, us.numbers.ach[0].routing], ["1111222233330000", "011401533"]);
  const ids = us.accounts.map((a) => a.account_id);
  assert.ok(us.numbers.ach.every((n) => ids.includes(n.account_id)));
  const one = await ask("authGet", { access_token: access, options: { account_ids: [ids[1]] } });
  assert.deepEqual(one.numbers.ach.map((n) => n.account_id), [ids[1]]);
  const canada = await ask("authGet", { access_token: await link("user_good", { institution: "ins_43", products: ["auth"] }) });
  assert.ok(canada.numbers.eft[0].institution && canada.numbers.eft[0].branch);
  const britain = await ask("authGet", { access_token: await link("user_good", { institution: "ins_117650", products: ["auth"] }) });
  assert.match(britain.numbers.international[0].iban, /^GB/);
  assert.match(britain.numbers.bacs[0].sort_code, /^\d{6}$/);
  await refused("NO_AUTH_ACCOUNTS", "authGet", { access_token: await link("user_custom", noAccountsBut("credit", "credit card")) });
  await ask("sandboxItemSetVerificationStatus", { access_token: access, account_id: ids[0], verification_status: "automatically_verified" });
  assert.equal((await ask("accountsGet", { access_token: access })).accounts[0].verification_status, "automatically_verified");
}

async function owners(access) {
  const got = await ask("identityGet", { access_token: access });
  const owner = got.accounts[0].owners[0];
  const email = owner.emails.find((e) => e.primary);
  assert.ok(owner.names[0] && email && owner.addresses.some((a) => a.primary));
  const match = await ask("identityMatch", { access_token: access, user: { legal_name: owner.names[0], email_address: email.data } });
  assert.equal(match.accounts[0].legal_name.score, 100);
  assert.equal(match.accounts[0].email_address.score, 100);
  assert.equal(match.accounts[0].balances.current, null);
  await ask("identityRefresh", { access_token: access });
}

async function balances(access) {
  const now = await ask("accountsBalanceGet", { access_token: access });
  assert.ok(now.accounts.length > 1 && now.accounts.every((a) => a.balances.current !== null));
  const capital = await link("user_good", { institution: "ins_128026" });
  await refused("INVALID_FIELD", "accountsBalanceGet", { access_token: capital });
  const updated = await ask("accountsBalanceGet", { access_token: capital, options: { min_last_updated_datetime: "2020-01-01T00:00:00Z" } });
  assert.ok(updated.accounts[0].balances.last_updated_datetime);
}

async function transactions(access) {
  await refused("PRODUCT_NOT_READY", "transactionsGet", { access_token: access, start_date: from, end_date: to });
  assert.equal((await ask("transactionsSync", { access_token: access })).transactions_update_status, "NOT_READY");
  await refused("PRODUCT_NOT_READY", "transactionsRecurringGet", { access_token: access });
  await advance("2h");
  const added = new Map();
  let cursor;
  for (let more = true; more; ) {
    const got = await ask("transactionsSync", { access_token: access, cursor, count: 100 });
    got.added.forEach((t) => added.set(t.transaction_id, t));
    [cursor, more] = [got.next_cursor, got.has_more];
  }
  let listed = 0;
  for (let total = 1; listed < total; ) {
    const got = await ask("transactionsGet", { access_token: access, start_date: from, end_date: to, options: { count: 100, offset: listed } });
    for (const t of got.transactions) assert.equal(added.get(t.transaction_id).amount, t.amount);
    assert.ok(got.transactions.length > 0);
    [listed, total] = [listed + got.transactions.length, got.total_transactions];
  }
  assert.equal(listed, added.size);
  await ask("transactionsRefresh", { access_token: access });
  const later = await ask("transactionsSync", { access_token: access, cursor });
  assert.equal(later.removed.length + later.modified.length + later.added.length > 0, true);
  return [...added.values()];
}

async function recurring(access, rows) {
  const got = await ask("transactionsRecurringGet", { access_token: access });
  assert.ok(got.inflow_streams.length > 0 && got.outflow_streams.length > 0);
  const stream = got.outflow_streams[0];
  assert.ok(stream.transaction_ids.length > 1 && stream.average_amount.amount > 0);
  assert.ok(stream.transaction_ids.some((id) => rows.some((t) => t.transaction_id === id)));
}

async function investments(access) {
  const got = await ask("investmentsHoldingsGet", { access_token: access });
  const known = new Set(got.securities.map((s) => s.security_id));
  assert.ok(got.holdings.length > 0);
  for (const h of got.holdings) {
    assert.ok(known.has(h.security_id));
    assert.ok(Math.abs(h.quantity * h.institution_price - h.institution_value) < 0.02 * Math.abs(h.institution_value) + 0.02);
  }
  let offset = 0;
  for (let total = 1; offset < total; ) {
    const page = await ask("investmentsTransactionsGet", { access_token: access, start_date: from, end_date: to, options: { count: 20, offset } });
    const securities = new Set(page.securities.map((s) => s.security_id));
    assert.ok(page.investment_transactions.length > 0);
    assert.ok(page.investment_transactions.every((t) => t.security_id === null || securities.has(t.security_id)));
    [offset, total] = [offset + page.investment_transactions.length, page.total_investment_transactions];
  }
  await ask("investmentsRefresh", { access_token: access });
  await refused("NO_INVESTMENT_ACCOUNTS", "investmentsHoldingsGet", { access_token: await link("user_custom", noAccountsBut("depository", "checking")) });
  await refused("PRODUCTS_NOT_SUPPORTED", "investmentsHoldingsGet", { access_token: await link("user_good", { institution: "ins_116944" }) });
}

async function liabilities(access) {
  const { liabilities, accounts } = await ask("liabilitiesGet", { access_token: access });
  const ids = new Set(accounts.map((a) => a.account_id));
  assert.ok(liabilities.credit[0].aprs.length > 0 && ids.has(liabilities.credit[0].account_id));
  assert.ok(liabilities.mortgage[0].interest_rate.percentage > 0);
  assert.ok(liabilities.student[0].loan_status.type);
  await refused("NO_LIABILITY_ACCOUNTS", "liabilitiesGet", { access_token: await link("user_custom", noAccountsBut("depository", "checking")) });
}

async function income() {
  const user = await ask("userCreate", { client_user_id: "node-income" });
  const person = { user_token: user.user_token };
  await link("user_bank_income", { products: ["income_verification"], ...person });
  await refused("PRODUCT_NOT_READY", "creditBankIncomeGet", person);
  await advance("2h");
  const [report] = (await ask("creditBankIncomeGet", person)).bank_income;
  const earned = report.items.flatMap((i) => i.bank_income_sources).map((s) => s.total_amount);
  assert.ok(Math.abs(sum(earned) - report.bank_income_summary.total_amounts[0].amount) < 0.01);
  const payroll = await link("user_good", { institution: "ins_135842", products: ["income_verification"], ...person });
  const paid = await ask("creditPayrollIncomeGet", person);
  assert.ok(paid.items.some((i) => i.payroll_income.some((p) => p.pay_stubs.length > 0)));
  assert.ok((await ask("incomeVerificationPaystubsGet", { access_token: payroll })).paystubs.length > 0);
  const items = await ask("userItemsGet", person);
  assert.equal(items.items.length, 2);
}

async function risk(access, account) {
  await ask("signalPrepare", { access_token: access });
  const planned = { access_token: access, account_id: account, client_transaction_id: "node-1", amount: 12.17 };
  const got = await ask("signalEvaluate", planned);
  assert.ok(got.scores.customer_initiated_return_risk.score >= 1 && got.ruleset.result === "REVIEW");
  await refused("CLIENT_TRANSACTION_ID_ALREADY_IN_USE", "signalEvaluate", planned);
  await ask("signalDecisionReport", { client_transaction_id: "node-1", initiated: true });
  await ask("signalReturnReport", { client_transaction_id: "node-1", return_code: "R01" });
}

async function transfers(access, account) {
  const user = { legal_name: "Anne Other" };
  const debit = { access_token: access, account_id: account, type: "debit", network: "ach", amount: "12.34", ach_class: "ppd", user };
  const { authorization } = await ask("transferAuthorizationCreate", debit);
  assert.equal(authorization.decision, "approved");
  const { transfer } = await ask("transferCreate", { access_token: access, account_id: account, authorization_id: authorization.id, description: "rent" });
  await ask("sandboxTransferSimulate", { transfer_id: transfer.id, event_type: "posted" });
  assert.equal((await ask("transferGet", { transfer_id: transfer.id })).transfer.status, "posted");
  const events = [];
  for (let more = true; more; ) {
    const got = await ask("transferEventSync", { after_id: events.length ? events.at(-1).event_id : 0, count: 1 });
    events.push(...got.transfer_events);
    more = got.has_more;
  }
  assert.deepEqual(events.map((e) => e.event_type), ["pending", "posted"]);
  const older = { ...debit, idempotency_key: "node", description: "rent", iso_currency_code: "USD" };
  const { bank_transfer } = await ask("bankTransferCreate", older);
  await ask("bankTransferCancel", { bank_transfer_id: bank_transfer.id });
  const bank = await ask("bankTransferEventSync", { after_id: 0, count: 25 });
  assert.deepEqual(bank.bank_transfer_events.map((e) => e.event_type), ["pending", "cancelled"]);
}

async function ledgers(access, account) {
  const swept = await ask("sandboxTransferSweepSimulate", {});
  const { sweeps } = await ask("transferSweepList", { count: 1 });
  assert.equal(sweeps[0].id, swept.sweep.id);
  const held = async () => (await ask("transferLedgerGet", {})).balance;
  const before = await held();
  const { sweep } = await ask("transferLedgerDeposit", { amount: "50.00", idempotency_key: "node", network: "ach" });
  assert.deepEqual([sweep.amount, (await held()).pending], ["-50.00", (Number(before.pending) + 50).toFixed(2)]);
  await ask("sandboxTransferLedgerDepositSimulate", { sweep_id: sweep.id, event_type: "sweep.posted" });
  await ask("sandboxTransferLedgerSimulateAvailable", {});
  assert.equal((await ask("transferSweepGet", { sweep_id: sweep.id })).sweep.status, "funds_available");
  const out = await ask("transferLedgerWithdraw", { amount: "50.00", idempotency_key: "node-out", network: "ach" });
  await ask("sandboxTransferLedgerWithdrawSimulate", { sweep_id: out.sweep.id, event_type: "sweep.failed" });
  const { ledger_id } = await ask("transferLedgerGet", {});
  const other = "563db5f8-4c95-4e17-8c3e-cb988fb9cf1a";
  await ask("transferLedgerDistribute", { from_ledger_id: ledger_id, to_ledger_id: other, amount: "1.00", idempotency_key: "node" });
  const { ledger_events } = await ask("transferLedgerEventList", { ledger_id });
  assert.equal(ledger_events[0].available_balance, (await held()).available);
  const user = { legal_name: "Anne Other" };
  const { transfer_intent } = await ask("transferIntentCreate", { mode: "PAYMENT", amount: "1.00", description: "rent", ach_class: "web", user });
  assert.equal((await ask("transferIntentGet", { transfer_intent_id: transfer_intent.id })).transfer_intent.status, "PENDING");
  await recurringTransfers({ access_token: access, account_id: account, type: "debit", network: "ach", ach_class: "ppd", amount: "1.00", description: "rent", user });
}

async function recurringTransfers(transfer) {
  const { test_clock } = await ask("sandboxTransferTestClockCreate", { virtual_time: "2026-10-05T09:00:00Z" });
  const { test_clock_id } = test_clock;
  const schedule = { interval_unit: "week", interval_count: 1, interval_execution_day: 1, start_date: "2026-10-05" };
  const made = await ask("transferRecurringCreate", { ...transfer, idempotency_key: "node", schedule, test_clock_id });
  const { recurring_transfer_id } = made.recurring_transfer;
  await ask("sandboxTransferTestClockAdvance", { test_clock_id, new_virtual_time: "2026-10-20T09:00:00Z" });
  assert.equal((await ask("sandboxTransferTestClockGet", { test_clock_id })).test_clock.virtual_time, "2026-10-20T09:00:00Z");
  assert.equal((await ask("transferRecurringGet", { recurring_transfer_id })).recurring_transfer.transfer_ids.length, 2);
  await ask("transferRecurringCancel", { recurring_transfer_id });
  assert.equal((await ask("transferRecurringList", {})).recurring_transfers[0].status, "cancelled");
  assert.equal((await ask("sandboxTransferTestClockList", {})).test_clocks.length, 1);
}

async function institutions() {
  const country_codes = ["US"];
  const found = await ask("institutionsSearch", { query: "platypus", products: ["investments"], country_codes });
  assert.ok(found.institutions.some((b) => b.institution_id === "ins_109508"));
  const { institution } = await ask("institutionsGetById", { institution_id: "ins_109508", country_codes, options: { include_optional_metadata: true, include_status: true } });
  assert.match(institution.primary_color, /^#[0-9a-f]{6}$/);
  assert.equal(institution.status.item_logins.status, "HEALTHY");
  const page = await ask("institutionsGet", { count: 3, offset: 1, country_codes, options: { oauth: true } });
  assert.ok(page.institutions.length === 3 && page.institutions.every((b) => b.oauth));
  const { categories } = await ask("categoriesGet", {});
  assert.ok(categories.length > 0 && categories.every((c) => c.hierarchy.length > 0));
}

async function statements() {
  const options = { statements: { start_date: "2026-01-01", end_date: "2026-03-31" } };
  const access = await link("user_good", { products: ["statements", "transactions"], options });
  const got = await ask("statementsList", { access_token: access });
  const { statement_id } = got.accounts[0].statements[0];
  const file = { data: null };
  file.data = await ask("statementsDownload", { access_token: access, statement_id }, { responseType: "arraybuffer", transformResponse: [(data, headers) => ((file.hash = headers.get("plaid-content-hash")), data)] });
  assert.equal(file.data.subarray(0, 4).toString(), "%PDF");
  assert.equal(createHash("sha256").update(file.data).digest("hex"), file.hash);
  await ask("statementsRefresh", { access_token: access, start_date: "2026-02-01", end_date: "2026-04-30" });
}

async function upkeep() {
  const base = { client_name: "node", language: "en", country_codes: ["US"], user: { client_user_id: "node-link" } };
  const token = await ask("linkTokenCreate", { ...base, products: ["transactions"] });
  await walkThroughLink(token.link_token, "ins_109508");
  const { link_sessions } = await ask("linkTokenGet", { link_token: token.link_token });
  const { public_token } = link_sessions[0].results.item_add_results[0];
  const { access_token } = await ask("itemPublicTokenExchange", { public_token });
  await refused("ADDITIONAL_CONSENT_REQUIRED", "authGet", { access_token });
  const again = await ask("linkTokenCreate", { ...base, access_token, additional_consented_products: ["auth"] });
  await walkThroughLink(again.link_token, "ins_109508");
  await ask("authGet", { access_token });
  const { item } = await ask("itemGet", { access_token });
  assert.ok(item.billed_products.includes("auth") && item.available_products.includes("identity"));
  await ask("sandboxItemResetLogin", { access_token });
  await refused("ITEM_LOGIN_REQUIRED", "accountsGet", { access_token });
  const { new_access_token } = await ask("itemAccessTokenInvalidate", { access_token });
  await refused("INVALID_ACCESS_TOKEN", "itemGet", { access_token });
  await ask("itemRemove", { access_token: new_access_token });
  await refused("ITEM_NOT_FOUND", "itemGet", { access_token: new_access_token });
}

async function enrich() {
  const row = { id: "1", description: "PURCHASE WM SUPERCENTER #1700", amount: 72.1, direction: "OUTFLOW", iso_currency_code: "USD" };
  const got = await ask("transactionsEnrich", { account_type: "depository", transactions: [row] });
  assert.equal(got.enriched_transactions[0].id, "1");
  assert.ok(got.enriched_transactions[0].enrichments.personal_finance_category.primary);
}

async function beta(access) {
  const rule_details = { field: "NAME", type: "SUBSTRING_MATCH", query: "Uber" };
  const { rule } = await ask("transactionsRulesCreate", { access_token: access, personal_finance_category: "TRANSPORTATION_PARKING", rule_details });
  const { rules } = await ask("transactionsRulesList", { access_token: access });
  assert.deepEqual(rules.map((r) => r.id), [rule.id]);
  const { transactions } = await ask("transactionsGet", { access_token: access, start_date: from, end_date: to });
  const ruled = transactions.filter((t) => t.name.includes("Uber"));
  assert.ok(ruled.length > 0 && ruled.every((t) => t.personal_finance_category.detailed === "TRANSPORTATION_PARKING"));
  await ask("transactionsRulesRemove", { access_token: access, rule_id: rule.id });
  const raw = { id: "1", description: "STARBUCKS 123", amount: 4.33, iso_currency_code: "USD" };
  const enhanced = await ask("transactionsEnhance", { account_type: "depository", transactions: [raw] });
  assert.equal(enhanced.enhanced_transactions[0].enhancements.merchant_name, "Starbucks");
  const row = { ...raw, direction: "OUTFLOW", client_user_id: "node", date_posted: "2026-10-05" };
  await ask("transactionsEnrich", { account_type: "depository", transactions: [row] });
  const insights = await ask("transactionsUserInsightsGet", { client_user_id: "node" });
  assert.equal(insights.user_data_overview.total_outflows, 4.33);
}

async function assets(access) {
  const made = await ask("assetReportCreate", { access_tokens: [access], days_requested: 30 });
  await advance("2h");
  const { report } = await ask("assetReportGet", { asset_report_token: made.asset_report_token });
  assert.equal(report.items.length, 1);
  const pdf = await ask("assetReportPdfGet", { asset_report_token: made.asset_report_token }, { responseType: "arraybuffer" });
  assert.equal(pdf.subarray(0, 4).toString(), "%PDF");
  await ask("assetReportRemove", { asset_report_token: made.asset_report_token });
}

async function main() {
  const access = await link("user_transactions_dynamic");
  const rows = await transactions(access);
  const household = await link("user_household", { options: { transactions: { days_requested: 365 } } });
  await advance("2h");
  const all = [];
  for (let cursor, more = true; more; ) {
    const got = await ask("transactionsSync", { access_token: household, cursor, count: 500 });
    all.push(...got.added);
    [cursor, more] = [got.next_cursor, got.has_more];
  }
  assert.ok(rows.length > 0);
  await recurring(household, all);
  const good = await link("user_good");
  await numbers(good);
  await owners(good);
  await balances(good);
  await investments(good);
  await liabilities(good);
  await income();
  const [checking] = (await ask("accountsGet", { access_token: good })).accounts;
  await risk(good, checking.account_id);
  await transfers(good, checking.account_id);
  await ledgers(good, checking.account_id);
  await institutions();
  await statements();
  await upkeep();
  await enrich();
  await beta(good);
  await assets(good);
}

main().catch((e) => {
  console.error(e);
  process.exitCode = 1;
});
