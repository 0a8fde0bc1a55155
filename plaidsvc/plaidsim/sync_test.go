package plaidsim

import (
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"
)

func TestSyncArrivesInStages(t *testing.T) {
	s := newSim(t, Options{Initial: 5 * time.Second, Historical: time.Minute})
	token := s.link("user_good", "pass_good")

	first := s.sync(token, "", 500)
	if first.TransactionsUpdateStatus != "NOT_READY" || first.NextCursor != "" || first.HasMore || len(first.Added) != 0 {
		t.Fatalf("before the data: %+v", first)
	}
	s.clock.advance(5 * time.Second)
	initial := s.update(token, "", 500)
	if initial.TransactionsUpdateStatus != "INITIAL_UPDATE_COMPLETE" || len(initial.Added) != 16 {
		t.Fatalf("initial: %s with %d rows, want 16", initial.TransactionsUpdateStatus, len(initial.Added))
	}
	s.clock.advance(time.Minute)
	history := s.update(token, initial.NextCursor, 500)
	if history.TransactionsUpdateStatus != "HISTORICAL_UPDATE_COMPLETE" || len(history.Added) < 300 || len(history.Modified)+len(history.Removed) != 0 {
		t.Fatalf("historical: %s, %d added", history.TransactionsUpdateStatus, len(history.Added))
	}
	if history.Added[0].Date >= initial.Added[len(initial.Added)-1].Date {
		t.Error("history is not older than what came first")
	}
	if again := s.update(token, history.NextCursor, 500); len(again.Added)+len(again.Modified)+len(again.Removed) != 0 {
		t.Error("something changed by itself")
	}
	if replay := s.update(token, initial.NextCursor, 500); len(replay.Added) != len(history.Added) {
		t.Errorf("the replay of an old cursor gave %d rows, not %d", len(replay.Added), len(history.Added))
	}
}

func TestSyncPagesHoldCountChanges(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	whole := s.update(token, "", 500)
	seen := map[string]bool{}
	cursor, pages := "", 0
	for {
		p := s.sync(token, cursor, 7)
		if n := len(p.Added) + len(p.Modified) + len(p.Removed); n > 7 || n == 0 || p.HasMore && n != 7 {
			t.Fatalf("a page of %d changes, has_more %v", n, p.HasMore)
		}
		for _, x := range p.Added {
			seen[x.TransactionId] = true
		}
		cursor, pages = p.NextCursor, pages+1
		if !p.HasMore {
			break
		}
	}
	if len(seen) != len(whole.Added) || pages != (len(seen)+6)/7 {
		t.Errorf("%d rows on %d pages, want %d", len(seen), pages, len(whole.Added))
	}
}

func TestSyncLivePendingRowsPostUnderNewIDs(t *testing.T) {
	s := newSim(t, Options{Live: time.Minute})
	token := s.link("user_transactions_dynamic", "x")
	before := s.update(token, "", 500)
	rows := map[string]plaid.Transaction{}
	for _, x := range before.Added {
		rows[x.TransactionId] = x
	}
	cursor, posted, changed := before.NextCursor, 0, 0
	for range 30 {
		s.clock.advance(time.Minute)
		u := s.update(token, cursor, 500)
		cursor = u.NextCursor
		removed := map[string]bool{}
		for _, x := range u.Removed {
			removed[x.TransactionId] = true
			if _, ok := rows[x.TransactionId]; !ok {
				t.Errorf("removed %s, which was never there", x.TransactionId)
			}
		}
		for _, x := range u.Added {
			rows[x.TransactionId] = x
			if x.Pending {
				continue
			}
			twin := x.GetPendingTransactionId()
			if !removed[twin] || !rows[twin].Pending {
				t.Errorf("%s posted without its pending twin %s going", x.TransactionId, twin)
			}
			posted++
			if rows[twin].Amount != x.Amount {
				changed++
			}
		}
	}
	if posted < 20 || changed == 0 || changed > posted/2 {
		t.Errorf("%d posted, %d of them with another amount", posted, changed)
	}
}

func TestSyncMutationDuringPagination(t *testing.T) {
	s := newSim(t, Options{Live: time.Minute})
	token := s.link("user_transactions_dynamic", "x")
	first := s.sync(token, "", 10)
	if !first.HasMore {
		t.Fatal("everything fits one page")
	}
	s.sync(token, first.NextCursor, 10)
	s.clock.advance(time.Minute)
	_, err := s.trySync(token, first.NextCursor, 10)
	wantCode(t, err, "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION")
	s.update(token, "", 500)
}

func TestSyncCursorsBelongToTheirStream(t *testing.T) {
	s := newSim(t, Options{})
	token, other := s.link("user_good", "pass_good"), s.link("user_good", "pass_good")
	cursor := s.update(token, "", 500).NextCursor
	for _, c := range []string{"garbage", cursor[:len(cursor)-2] + "AA", "AAAA"} {
		_, err := s.trySync(token, c, 10)
		wantCode(t, err, "INVALID_FIELD")
	}
	_, err := s.trySync(other, cursor, 10)
	wantCode(t, err, "INVALID_FIELD")

	acc, _, err := s.api.AccountsGet(s.ctx).AccountsGetRequest(*plaid.NewAccountsGetRequest(token)).Execute()
	s.must(err)
	checking := acc.Accounts[0].AccountId
	req := plaid.NewTransactionsSyncRequest(token)
	o := plaid.NewTransactionsSyncRequestOptions()
	o.SetAccountId(checking)
	req.SetOptions(*o)
	req.SetCount(500)
	one, _, err := s.api.TransactionsSync(s.ctx).TransactionsSyncRequest(*req).Execute()
	s.must(err)
	if len(one.Added) == 0 || one.HasMore {
		t.Fatalf("checking has %d rows", len(one.Added))
	}
	for _, x := range one.Added {
		if x.AccountId != checking {
			t.Fatal("a row of another account")
		}
	}
	req.SetCursor(cursor)
	_, _, err = s.api.TransactionsSync(s.ctx).TransactionsSyncRequest(*req).Execute()
	wantCode(t, err, "INVALID_FIELD")
}

func TestSyncHouseholdHoldsStillWhileTheClockDoes(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	token := s.link("user_household", "pass_good")
	first := s.update(token, "", 100)
	if len(first.Added) < 500 {
		t.Fatalf("%d rows", len(first.Added))
	}
	if u := s.update(token, first.NextCursor, 100); len(u.Added)+len(u.Modified)+len(u.Removed) != 0 {
		t.Errorf("%d added, %d removed without time going by", len(u.Added), len(u.Removed))
	}
	s.clock.advance(14 * 24 * time.Hour)
	u := s.update(token, first.NextCursor, 100)
	twins := 0
	for _, x := range u.Added {
		if x.GetPendingTransactionId() != "" {
			twins++
		}
	}
	if len(u.Added) < 14 || len(u.Removed) == 0 || twins == 0 {
		t.Errorf("two weeks brought %d rows, %d of them with a pending twin, and took %d", len(u.Added), twins, len(u.Removed))
	}
}
