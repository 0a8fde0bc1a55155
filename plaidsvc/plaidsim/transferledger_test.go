package plaidsim

import (
	"fmt"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// ledger is what a ledger has, as "available pending"; empty: the default one.
func (s *sim) ledger(id string) string {
	s.t.Helper()
	req := plaid.NewTransferLedgerGetRequest()
	if id != "" {
		req.SetLedgerId(id)
	}
	out, _, err := s.api.TransferLedgerGet(s.ctx).TransferLedgerGetRequest(*req).Execute()
	s.must(err)
	return out.Balance.Available + " " + out.Balance.Pending
}

// eventsAfter are the kinds of the events after an event_id.
func (s *sim) eventsAfter(id int) (kinds []string) {
	s.t.Helper()
	for _, e := range rows(s.get("/transfer/event/sync", wire.Object{"after_id": id}), "transfer_events") {
		kinds = append(kinds, e["event_type"].(string))
	}
	return kinds
}

// A ledger has what its transfers, refunds and sweeps left in it, and its events
// add up to that.
func TestLedgerFollowsItsTransfers(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	step := func(want string) {
		t.Helper()
		if got := s.ledger(""); got != want {
			t.Errorf("the ledger has %s, want %s", got, want)
		}
	}
	step("1721.70 0.00")
	debit := s.transferTo(access, account)
	step("1721.70 0.00")
	s.get("/sandbox/transfer/simulate", wire.Object{"transfer_id": debit, "event_type": "posted"})
	step("1721.70 12.34")
	refund := s.get("/transfer/refund/create", wire.Object{"transfer_id": debit, "amount": "2.34", "idempotency_key": "1"})
	step("1719.36 12.34")
	s.get("/transfer/refund/cancel", wire.Object{"refund_id": at(refund, "refund.id")})
	step("1721.70 12.34")
	returned := s.transferTo(access, account, "posted")
	step("1721.70 24.68")
	s.get("/sandbox/transfer/simulate", wire.Object{"transfer_id": returned, "event_type": "returned"})
	step("1721.70 12.34")
	s.get("/sandbox/transfer/ledger/simulate_available", wire.Object{"webhook": l.url})
	conform.Webhook(t, "TransferEventsUpdateWebhook", l.want("TRANSFER/TRANSFER_EVENTS_UPDATE").body)
	step("1734.04 0.00")
	if got := at(s.get("/transfer/get", wire.Object{"transfer_id": debit}), "transfer.status"); got != "funds_available" {
		t.Errorf("the transfer is %v", got)
	}

	// The events of one transfer, and of one kind.
	events := rows(s.get("/transfer/ledger/event/list", wire.Object{"source_id": debit, "source_type": "TRANSFER"}), "ledger_events")
	var told []string
	for _, e := range events {
		told = append(told, fmt.Sprint(e["type"], " ", e["amount"], " ", e["available_balance"], " ", e["pending_balance"]))
	}
	want := "[available 12.34 1734.04 0.00 pending -12.34 1721.70 0.00 pending 12.34 1721.70 12.34]"
	if fmt.Sprint(told) != want {
		t.Errorf("%v, want %s", told, want)
	}
	page := s.get("/transfer/ledger/event/list", wire.Object{"source_type": "REFUND", "count": 1})
	if page["has_more"] != true || at(page, "ledger_events.#0.refund_id") != at(refund, "refund.id") {
		t.Errorf("%v", page)
	}
}

func TestLedgerSweeps(t *testing.T) {
	s := newSim(t, Options{})
	deposit := wire.Object{"amount": "100.00", "idempotency_key": "1", "network": "ach", "description": "float"}
	made := s.get("/transfer/ledger/deposit", deposit)
	if again := s.get("/transfer/ledger/deposit", deposit); at(again, "sweep.id") != at(made, "sweep.id") {
		t.Error("the same key made another sweep")
	}
	if got := fmt.Sprint(at(made, "sweep.amount"), at(made, "sweep.status"), at(made, "sweep.trigger"), s.ledger("")); got != "-100.00pendingmanual1721.70 100.00" {
		t.Error(got)
	}
	simulate := func(path, event string) string {
		return s.refusal(path, wire.Object{"sweep_id": at(made, "sweep.id"), "event_type": event})
	}
	const into, out = "/sandbox/transfer/ledger/deposit/simulate", "/sandbox/transfer/ledger/withdraw/simulate"
	for _, c := range []struct{ path, event, want string }{
		{out, "sweep.posted", "NOT_FOUND"},
		{into, "sweep.settled", "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID"},
		{into, "sweep.posted", ""},
		{into, "sweep.settled", ""},
	} {
		if got := simulate(c.path, c.event); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.path, c.event, got, c.want)
		}
	}
	s.get("/sandbox/transfer/ledger/simulate_available", nil)
	short := at(made, "sweep.id").(string)[:8]
	if got := s.get("/transfer/sweep/get", wire.Object{"sweep_id": short}); at(got, "sweep.status") != "funds_available" || at(got, "sweep.settled") != "2026-10-05" || s.ledger("") != "1821.70 0.00" {
		t.Errorf("%v; %s", got, s.ledger(""))
	}

	withdraw := wire.Object{"amount": "1821.71", "idempotency_key": "2", "network": "ach"}
	if code := s.refusal("/transfer/ledger/withdraw", withdraw); code != "INVALID_FIELD" {
		t.Error("more than there is:", code)
	}
	withdraw["amount"] = "1821.70"
	made = s.get("/transfer/ledger/withdraw", withdraw)
	s.get("/transfer/ledger/withdraw", withdraw) // the same key, with nothing left
	if got := s.ledger(""); got != "0.00 0.00" {
		t.Error(got)
	}
	reason := wire.Object{"failure_code": "R01", "description": "no"}
	s.get(out, wire.Object{"sweep_id": at(made, "sweep.id"), "event_type": "sweep.failed", "failure_reason": reason})
	if got := s.ledger(""); got != "1821.70 0.00" {
		t.Error(got)
	}
	if got, want := fmt.Sprint(s.eventsAfter(0)), "[sweep.pending sweep.posted sweep.settled sweep.funds_available sweep.pending sweep.failed]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}

	const other = "563db5f8-4c95-4e17-8c3e-cb988fb9cf1a"
	move := wire.Object{"from_ledger_id": s.get("/transfer/ledger/get", nil)["ledger_id"], "to_ledger_id": other, "amount": "21.70", "idempotency_key": "3"}
	s.get("/transfer/ledger/distribute", move)
	s.get("/transfer/ledger/distribute", move)
	if got := s.ledger("") + ", " + s.ledger(other); got != "1800.00 0.00, 21.70 0.00" {
		t.Error(got)
	}
	if code := s.refusal("/transfer/ledger/get", wire.Object{"ledger_id": "main"}); code != "INVALID_FIELD" {
		t.Error(code)
	}
}

// A sweep gathers what is not swept yet; the next one settles it and takes back
// what was returned.
func TestSweepsGatherTransfers(t *testing.T) {
	s := newSim(t, Options{})
	if got := s.get("/sandbox/transfer/sweep/simulate", nil); got["sweep"] != nil {
		t.Errorf("a sweep of nothing: %v", got)
	}
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	failed, kept, returned := s.transferTo(access, account, "failed"), s.transferTo(access, account), s.transferTo(access, account, "posted")
	first := s.get("/sandbox/transfer/sweep/simulate", nil)
	if at(first, "sweep.amount") != "24.68" {
		t.Errorf("%v", first)
	}
	s.get("/sandbox/transfer/simulate", wire.Object{"transfer_id": returned, "event_type": "returned"})
	before := len(s.eventsAfter(0))
	second, _, err := s.api.SandboxTransferSweepSimulate(s.ctx).SandboxTransferSweepSimulateRequest(*plaid.NewSandboxTransferSweepSimulateRequest()).Execute()
	s.must(err)
	if got := second.Sweep; got.Amount != "-12.34" {
		t.Errorf("%+v", got)
	}
	if got := fmt.Sprint(s.eventsAfter(before)); got != "[swept_settled return_swept]" {
		t.Error(got)
	}
	for id, want := range map[string]any{failed: nil, kept: "swept_settled", returned: "return_swept"} {
		if got := at(s.get("/transfer/get", wire.Object{"transfer_id": id}), "transfer.sweep_status"); got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	for want, body := range map[string]wire.Object{
		fmt.Sprint([]any{second.Sweep.Id, at(first, "sweep.id")}): {"transfer_id": returned},
		fmt.Sprint([]any{at(first, "sweep.id")}):                  {"status": "settled"},
		"[]":                                                      {"transfer_id": failed},
	} {
		ids := []any{}
		for _, sweep := range rows(s.get("/transfer/sweep/list", body), "sweeps") {
			ids = append(ids, sweep["id"])
		}
		if fmt.Sprint(ids) != want {
			t.Errorf("%v: %v, want %s", body, ids, want)
		}
	}
	if got := rows(s.get("/transfer/event/list", wire.Object{"sweep_id": at(first, "sweep.id")}), "transfer_events"); len(got) != 3 {
		t.Errorf("%v", got)
	}
	if code := s.refusal("/transfer/sweep/get", wire.Object{"sweep_id": "x"}); code != "NOT_FOUND" {
		t.Error(code)
	}
}

func TestTransferIntents(t *testing.T) {
	intent := func(s *sim, amount string) any {
		return at(s.get("/transfer/intent/create", wire.Object{
			"mode": "PAYMENT", "amount": amount, "description": "rent", "ach_class": "web", "user": wire.Object{"legal_name": "Anne Other"},
		}), "transfer_intent.id")
	}
	for amount, want := range map[string]string{
		"12.34":  "COMPLETE SUCCEEDED APPROVED <nil>",
		"999.00": "INCOMPLETE FAILED DECLINED NSF",
	} {
		s := newSim(t, Options{})
		id := intent(s, amount)
		get := func() map[string]any { return s.get("/transfer/intent/get", wire.Object{"transfer_intent_id": id}) }
		if got := at(get(), "transfer_intent.status"); got != "PENDING" {
			t.Errorf("before Link: %v", got)
		}
		w := s.open(wire.Object{"token": s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
			r.Products = []plaid.Products{plaid.PRODUCTS_TRANSFER}
			r.SetTransfer(plaid.LinkTokenCreateRequestTransfer{IntentId: plaid.PtrString(id.(string))})
		})})
		w.toLogin("ins_109508")
		w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
		w.do("accounts", wire.Object{"account_ids": w.ids()[:2]}, "CONNECTED")
		w.do("finish", nil, "")
		after := get()
		got := fmt.Sprint(at(w.success, "metadata.transfer_status"), " ", at(after, "transfer_intent.status"), " ",
			at(after, "transfer_intent.authorization_decision"), " ", at(after, "transfer_intent.failure_reason.error_code"))
		if got != want {
			t.Errorf("%s: %s, want %s", amount, got, want)
		}
		if made := at(after, "transfer_intent.transfer_id"); made != nil {
			if transfer := s.get("/transfer/get", wire.Object{"transfer_id": made}); at(transfer, "transfer.amount") != amount || at(transfer, "transfer.type") != "debit" {
				t.Errorf("%v", transfer)
			}
		}
	}
}
