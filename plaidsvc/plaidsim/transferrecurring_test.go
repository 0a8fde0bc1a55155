package plaidsim

import (
	"fmt"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

// What was made without a test clock follows the simulated time, from business
// day to business day.
func TestRecurringTransfersFollowTheClock(t *testing.T) {
	s := newSim(t, Options{}) // Monday, 5 October 2026
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	id := s.recurring(access, account, "month", 1, 11, "2026-10-01", "2026-12-31", nil)
	if got := s.recurs(id); got != "active 2026-10-13 0" { // Sunday, then Columbus Day
		t.Errorf("at first %s", got)
	}
	s.clock.advance(8 * 24 * time.Hour)
	if got := s.recurs(id); got != "active 2026-11-12 1" { // Veterans Day
		t.Errorf("after the first: %s", got)
	}
	s.clock.advance(90 * 24 * time.Hour)
	if got := s.recurs(id); got != "expired <nil> 3" {
		t.Errorf("at the end: %s", got)
	}
	var days []string
	for _, x := range rows(s.get("/transfer/list", nil), "transfers") {
		days = append(days, x["created"].(string)[:10])
		if x["recurring_transfer_id"] != id {
			t.Errorf("it is of %v", x["recurring_transfer_id"])
		}
	}
	if got := fmt.Sprint(days); got != "[2026-12-11 2026-11-12 2026-10-13]" {
		t.Error(got)
	}
}

func TestRecurringTransfersOfATestClock(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	clock, _, err := s.api.SandboxTransferTestClockCreate(s.ctx).SandboxTransferTestClockCreateRequest(*plaid.NewSandboxTransferTestClockCreateRequest()).Execute()
	s.must(err)
	id := s.recurring(access, account, "week", 1, 1, "2026-10-05", "", clock.TestClock.TestClockId)
	s.clock.advance(100 * 24 * time.Hour)
	if got := s.recurs(id); got != "active 2026-10-13 0" {
		t.Errorf("the simulated clock moved it: %s", got)
	}
	advance := func(to string) string {
		return s.refusal("/sandbox/transfer/test_clock/advance", wire.Object{"test_clock_id": clock.TestClock.TestClockId, "new_virtual_time": to})
	}
	for to, want := range map[string]string{"2026-10-05T09:00:00Z": "INVALID_FIELD", "2027-10-05T09:00:00Z": "INVALID_FIELD"} {
		if got := advance(to); got != want {
			t.Errorf("to %s: %q", to, got)
		}
	}
	if got := advance("2026-10-20T09:00:00Z"); got != "" || s.recurs(id) != "active 2026-10-26 2" {
		t.Errorf("two weeks: %q, %s", got, s.recurs(id))
	}
	first := at(s.get("/transfer/recurring/get", wire.Object{"recurring_transfer_id": id}), "recurring_transfer.transfer_ids.#0")
	s.get("/sandbox/transfer/simulate", wire.Object{"transfer_id": first, "event_type": "posted", "test_clock_id": clock.TestClock.TestClockId})
	if e := rows(s.get("/transfer/event/list", wire.Object{"event_types": []string{"posted"}}), "transfer_events"); e[0]["timestamp"] != "2026-10-20T09:00:00Z" {
		t.Errorf("%v", e)
	}
	s.get("/transfer/recurring/cancel", wire.Object{"recurring_transfer_id": id})
	if code := s.refusal("/transfer/recurring/cancel", wire.Object{"recurring_transfer_id": id}); code != "TRANSFER_NOT_CANCELLABLE" {
		t.Error(code)
	}
	advance("2027-10-20T09:00:00Z")
	if got := s.recurs(id); got != "cancelled <nil> 2" {
		t.Errorf("after its end: %s", got)
	}
	var statuses []any
	for _, x := range rows(s.get("/transfer/list", nil), "transfers") {
		statuses = append(statuses, x["status"])
	}
	if got := fmt.Sprint(statuses); got != "[cancelled posted]" {
		t.Error(got)
	}
	if all := rows(s.get("/sandbox/transfer/test_clock/list", nil), "test_clocks"); len(all) != 1 || all[0]["virtual_time"] != "2027-10-20T09:00:00Z" {
		t.Errorf("%v", all)
	}
}

func TestWrongRecurringTransfersAreRefused(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	for name, change := range map[string]struct {
		more wire.Object
		want string
	}{
		"a Saturday":            {wire.Object{"schedule": plan("week", 1, 6, "2026-10-05", "")}, "INVALID_FIELD"},
		"the 29th":              {wire.Object{"schedule": plan("month", 1, 29, "2026-10-05", "")}, "INVALID_FIELD"},
		"never":                 {wire.Object{"schedule": plan("week", 0, 1, "2026-10-05", "")}, "INVALID_FIELD"},
		"it ends before":        {wire.Object{"schedule": plan("week", 1, 1, "2026-10-05", "2026-10-04")}, "INVALID_FIELD"},
		"rtp today":             {wire.Object{"network": "rtp"}, "INVALID_FIELD"},
		"ach without its class": {wire.Object{"ach_class": nil}, "MISSING_FIELDS"},
		"no such clock":         {wire.Object{"test_clock_id": "x"}, "NOT_FOUND"},
		"no decimals":           {wire.Object{"amount": "12"}, "INVALID_FIELD"},
	} {
		body := recurringBody(access, account, plan("week", 1, 1, "2026-10-05", ""), nil)
		if got := s.refusal("/transfer/recurring/create", wire.With(body, change.more)); got != change.want {
			t.Errorf("%s: %q, want %q", name, got, change.want)
		}
	}
	body := recurringBody(access, account, plan("month", 1, -1, "2026-10-05", ""), nil)
	declined := s.get("/transfer/recurring/create", wire.With(body, wire.Object{"amount": "999.00"}))
	if declined["recurring_transfer"] != nil || declined["decision"] != "declined" || at(declined, "decision_rationale.code") != "NSF" {
		t.Errorf("%v", declined)
	}
	made := s.get("/transfer/recurring/create", body)
	again := s.get("/transfer/recurring/create", body)
	if got := at(made, "recurring_transfer.next_origination_date"); got != "2026-11-02" { // 31 October is a Saturday
		t.Errorf("the last of the month is %v", got)
	}
	if list := rows(s.get("/transfer/recurring/list", wire.Object{"count": 5}), "recurring_transfers"); len(list) != 1 || list[0]["recurring_transfer_id"] != at(again, "recurring_transfer.recurring_transfer_id") {
		t.Errorf("%v", list)
	}
}

// plan is a schedule; an empty end: none.
func plan(unit string, count, day int, start, end string) wire.Object {
	out := wire.Object{"interval_unit": unit, "interval_count": count, "interval_execution_day": day, "start_date": start}
	if end != "" {
		out["end_date"] = end
	}
	return out
}

func recurringBody(access, account string, schedule wire.Object, clock any) wire.Object {
	return wire.Object{
		"access_token": access, "account_id": account, "type": "debit", "network": "ach", "ach_class": "ppd", "amount": "12.34", "description": "rent",
		"idempotency_key": "1", "user": wire.Object{"legal_name": "Anne Other"}, "schedule": schedule, "test_clock_id": clock,
	}
}

// recurring makes a recurring transfer.
func (s *sim) recurring(access, account, unit string, count, day int, start, end string, clock any) any {
	s.t.Helper()
	made := s.get("/transfer/recurring/create", recurringBody(access, account, plan(unit, count, day, start, end), clock))
	return at(made, "recurring_transfer.recurring_transfer_id")
}

// recurs is a recurring transfer as "status next count".
func (s *sim) recurs(id any) string {
	s.t.Helper()
	r := at(s.get("/transfer/recurring/get", wire.Object{"recurring_transfer_id": id}), "recurring_transfer").(map[string]any)
	return fmt.Sprint(r["status"], " ", r["next_origination_date"], " ", len(r["transfer_ids"].([]any)))
}
