package plaidsim

import (
	"slices"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// oldest is the first day among rows, as days before today.
func (s *sim) oldest(list []map[string]any) int {
	s.t.Helper()
	first := slices.MinFunc(list, func(a, b map[string]any) int {
		return int(parse(s.t, a["date"].(string)) - parse(s.t, b["date"].(string)))
	})
	return int(draw.DayOf(s.clock.now()) - parse(s.t, first["date"].(string)))
}

// An Item that was linked without Transactions gets the product with the first
// call that needs it: nothing is there at first, then the last 30 days, then as
// many as that call has asked for.
func TestTransactionsAddedByACall(t *testing.T) {
	s := newSim(t, Options{Initial: 10 * time.Second, Historical: time.Minute})
	ask := func(token string, options wire.Object) map[string]any {
		t.Helper()
		return s.get("/transactions/sync", wire.Object{"access_token": token, "count": 500, "options": options})
	}
	for _, c := range []struct {
		options wire.Object
		days    int
	}{{wire.Object{"days_requested": 365}, 365}, {wire.Object{}, 90}, {wire.Object{"days_requested": 30}, 30}} {
		token := s.linkWith(wire.Object{"override_username": "user_yuppie"}, "auth")
		s.clock.advance(time.Hour)
		first := ask(token, c.options)
		if first["transactions_update_status"] != "NOT_READY" || first["next_cursor"] != "" || len(rows(first, "added")) != 0 {
			t.Fatalf("at first %v", first)
		}
		s.clock.advance(10 * time.Second)
		recent := ask(token, wire.Object{})
		if n := s.oldest(rows(recent, "added")); recent["transactions_update_status"] != "INITIAL_UPDATE_COMPLETE" || n > 30 || n < 25 {
			t.Errorf("then %d days, %v", n, recent["transactions_update_status"])
		}
		s.clock.advance(time.Minute)
		all := ask(token, wire.Object{})
		if n := s.oldest(rows(all, "added")); all["transactions_update_status"] != "HISTORICAL_UPDATE_COMPLETE" || n >= c.days || n < c.days-4 {
			t.Errorf("%d days were asked for, %d given, %v", c.days, n, all["transactions_update_status"])
		}
	}
}

func TestTransactionsGetAddsTheDaysAskedFor(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkWith(wire.Object{}, "auth")
	out := s.get("/transactions/get", wire.Object{
		"access_token": token, "start_date": "2024-01-01", "end_date": "2026-10-05", "options": wire.Object{"days_requested": 365, "count": 500},
	})
	if n := s.oldest(rows(out, "transactions")); n < 355 || n >= 365 {
		t.Errorf("%d days of 365", n)
	}
	// It was added with 365 days, and keeps them.
	again := s.get("/transactions/sync", wire.Object{"access_token": token, "count": 500, "options": wire.Object{"days_requested": 730}})
	if a, b := len(rows(again, "added")), len(rows(out, "transactions")); a != b {
		t.Errorf("%d rows by sync, %d by get", a, b)
	}
}

// What happens at the bank before Transactions is in use is no change later:
// a row that was pending and has posted is there once.
func TestTransactionsAddedAfterARowPosted(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkWith(wire.Object{"override_username": "user_custom", "override_password": configuration(t, "pending")}, "auth")
	s.clock.advance(10 * 24 * time.Hour) // both rows that are pending at first have posted
	out := s.update(token, "", 500)
	if len(out.Added) != 3 || len(out.Removed)+len(out.Modified) != 0 {
		t.Fatalf("%d added, %d removed", len(out.Added), len(out.Removed))
	}
	for _, x := range out.Added {
		if x.Pending {
			t.Errorf("%s is pending still", x.GetName())
		}
	}
}

func TestItemStatusHasAnObjectForTransactionsAtOnce(t *testing.T) {
	s := newSim(t, Options{Initial: time.Minute})
	token := s.linkWith(wire.Object{}, "transactions")
	before := s.get("/item/get", wire.Object{"access_token": token})
	if status := at(before, "status.transactions"); !has(status, "last_successful_update") || at(status, "last_successful_update") != nil {
		t.Errorf("before the first data: %v", status)
	}
	s.clock.advance(time.Minute)
	if after := at(s.get("/item/get", wire.Object{"access_token": token}), "status.transactions.last_successful_update"); after != "2026-10-05T09:01:00Z" {
		t.Errorf("the last update was %v", after)
	}
	if without := at(s.get("/item/get", wire.Object{"access_token": s.linkWith(wire.Object{}, "auth")}), "status.transactions"); without != nil {
		t.Errorf("without the product: %v", without)
	}
}

func TestSandboxHistoryEndsWhereItIsToldTo(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkWith(wire.Object{"transactions": wire.Object{"start_date": "2026-06-01", "end_date": "2026-08-01"}}, "transactions")
	out := s.get("/transactions/get", wire.Object{"access_token": token, "start_date": "2026-01-01", "end_date": "2026-10-05", "options": wire.Object{"count": 500}})
	list := rows(out, "transactions")
	if len(list) == 0 || list[0]["date"].(string) > "2026-08-01" || list[0]["date"].(string) < "2026-07-20" || list[len(list)-1]["date"].(string) < "2026-06-01" {
		t.Errorf("%d rows, from %v to %v", len(list), list[len(list)-1]["date"], list[0]["date"])
	}
}

func TestSyncListsAccountsWithRows(t *testing.T) {
	s := newSim(t, Options{})
	out := s.get("/transactions/sync", wire.Object{"access_token": s.linkWith(wire.Object{}, "transactions"), "count": 500})
	used := map[any]bool{}
	for _, x := range rows(out, "added") {
		used[x["account_id"]] = true
	}
	for _, a := range rows(out, "accounts") {
		if !used[a["account_id"]] {
			t.Errorf("%v is listed without a row", a["name"])
		}
		delete(used, a["account_id"])
	}
	if len(used) > 0 {
		t.Errorf("%d accounts with rows are not listed", len(used))
	}
}
