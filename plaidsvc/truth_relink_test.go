package plaidsvc_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage"
	"passbook/storage/ledger"
)

// linkAnew ends the login of a bank at Plaid and links it anew, while the program
// is stopped at some request. Then the cache must hold what the new login has,
// beside it only what is older, each row once, and all that the person wrote.
func (b *bank) linkAnew(institution, user string) {
	before, wrote := b.standing(), b.written()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/item/remove", strings.NewReader(`{"client_id":"client","secret":"s3cr3t","access_token":"`+b.token+`"}`))
	r.Header.Set("Content-Type", "application/json")
	if b.front.sim.ServeHTTP(w, r); w.Code != http.StatusOK {
		b.t.Fatal(w.Body)
	}
	old := b.id
	for tries := 0; b.id == old; tries++ {
		if tries == 10 {
			b.t.Fatalf("%s: not linked anew:\n%s", old, strings.Join(b.did, "\n"))
		}
		b.linkStopped(institution, user, b.rng.IntN(9))
		items, err := b.db.Items(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		for _, it := range items {
			if it.InstitutionID == institution && it.ID != old {
				b.id = it.ID
			}
		}
	}
	b.counts["linked anew"]++
	for range 3 { // preparing, the last weeks, everything
		b.mu.Lock()
		b.clock = b.clock.Add(4 * time.Hour)
		b.mu.Unlock()
		if rs, err := b.svc.Sync(b.t.Context(), b.id); err != nil || rs[0].Err != nil {
			b.t.Fatal(err, rs)
		}
	}
	b.checkLinkedAnew(before)
	if got := b.written(); !maps.Equal(wrote, got) {
		b.t.Errorf("%s: what the person wrote (- before, + now): %s", b.id, gocmp.Diff(wrote, got))
	}
}

// linkStopped links a bank in a program that is stopped at the nth request, and
// starts it again.
func (b *bank) linkStopped(institution, user string, n int) {
	ended := make(chan struct{})
	b.front.serving.Lock()
	b.front.stopAt = n
	b.front.stop = func(string) {
		b.counts["stopped while linking"]++
		go func() {
			defer close(ended)
			_ = b.svc.Close()
		}()
	}
	b.front.serving.Unlock()
	_, err := b.svc.LinkSandbox(b.t.Context(), institution, user, "pass_good")
	b.front.serving.Lock()
	stopped := b.front.stopAt == 0 && n > 0
	b.front.stopAt, b.front.stop = 0, func(string) {}
	b.front.serving.Unlock()
	if stopped {
		<-ended
		b.close()
		b.open()
		b.svc.Recover(b.t.Context())
	} else if err != nil {
		b.t.Errorf("%s: %v", institution, err)
	}
}

// standing are the rows of a bank that the cache shows.
func (b *bank) standing() map[string]ledger.Entry {
	rows := map[string]ledger.Entry{}
	err := b.db.EachEntry(b.t.Context(), ledger.Filter{ItemID: b.id}, storage.All, func(e ledger.Entry) error {
		rows[e.ID] = e
		return nil
	})
	if err != nil {
		b.t.Error(err)
	}
	return rows
}

// written counts the notes that the person wrote on rows of a bank, also on those
// that it took back.
func (b *bank) written() map[string]int {
	notes := map[string]int{}
	for _, removed := range []bool{false, true} {
		err := b.db.EachEntry(b.t.Context(), ledger.Filter{ItemID: b.id, Removed: removed}, storage.All, func(e ledger.Entry) error {
			if e.Annotation.Note != "" {
				notes[e.Annotation.Note]++
			}
			return nil
		})
		if err != nil {
			b.t.Error(err)
		}
	}
	return notes
}

// checkLinkedAnew holds the cache against what the new login has and what stood
// before.
func (b *bank) checkLinkedAnew(before map[string]ledger.Entry) {
	now, left := b.atPlaid(), b.standing()
	oldest := map[string]ledger.Date{} // of what the new login has, by account
	for _, p := range now.Transactions {
		want := p.row(b.t)
		got, err := b.db.Entry(b.t.Context(), p.ID)
		if err != nil || !reflect.DeepEqual(want, got.Transaction) {
			b.t.Errorf("%s: %v (- bank, + cache): %s", p.ID, err, gocmp.Diff(want, got.Transaction))
		}
		if _, ok := left[p.ID]; !ok {
			b.t.Errorf("%s does not stand", p.ID)
		}
		delete(left, p.ID)
		if first, ok := oldest[want.AccountID]; !ok || want.Date < first {
			oldest[want.AccountID] = want.Date
		}
	}
	for id, e := range left {
		if _, ok := before[id]; !ok {
			b.t.Errorf("%s: nobody has %+v", b.id, e.Transaction)
		}
		if first, ok := oldest[e.AccountID]; ok && e.Date > first {
			b.t.Errorf("%s: the new login does not have %+v", b.id, e.Transaction)
		}
	}
	if got := len(now.Accounts); got == 0 || len(now.Transactions) == 0 {
		b.t.Errorf("%s: %d accounts", b.id, got)
	}
}
