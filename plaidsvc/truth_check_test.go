package plaidsvc_test

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/storage/ledger"
)

// checkSync finds out which update the cache holds now, and what it must hold.
// After an undisturbed sync that is what the simulator holds.
func (b *bank) checkSync(r plaidsvc.SyncResult, undisturbed bool) {
	it, err := b.db.Item(b.t.Context(), b.id)
	if err != nil {
		b.t.Fatal(err)
	}
	b.checkAccountList(r, it)
	if it.Cursor != b.cursor {
		reached, ok := b.seen[it.Cursor]
		if !ok {
			b.t.Errorf("%s: the cursor %q ended no update", b.id, it.Cursor)
			return
		}
		whole := b.cursor != ""
		want := b.promote(reached)
		b.cursor = it.Cursor
		b.counts["updates"]++
		if full := reached.Status == "HISTORICAL_UPDATE_COMPLETE"; full != (it.Completeness == ledger.HistoryFull) {
			b.t.Errorf("%s: history %q after %s", b.id, it.Completeness, reached.Status)
		}
		got := r.Changes
		got.SyncID, got.Unchanged = 0, 0
		if r.Err == nil && whole && got != want {
			b.t.Errorf("%s: the sync reports %+v, and did %+v", b.id, got, want)
		}
		b.seen = map[string]bankState{it.Cursor: reached}
	}
	if !undisturbed || r.Item.ID == "" {
		return
	}
	if r.Err != nil {
		b.t.Errorf("%s: a sync without faults failed: %v", b.id, r.Err)
		return
	}
	b.counts["undisturbed syncs"]++
	clear(b.replaced)
	b.checkAgainst(b.atPlaid())
}

// checkAccountList finds out which list of accounts the cache holds now: that of
// a complete update, whatever was served since. Where a bank that is still
// preparing ends in a failure, its list may have been kept or not.
func (b *bank) checkAccountList(r plaidsvc.SyncResult, it ledger.Item) {
	switch {
	case !it.SyncedAt.Equal(b.synced), r.Item.ID != "" && r.Err == nil:
		b.held = b.accounts
	case b.unready:
		b.held = nil
	}
	b.synced, b.unready = it.SyncedAt, false
	if b.held != nil {
		b.checkAccounts()
	}
}

// promote makes a state of the simulator the one that the cache must hold, and
// counts what that changes.
func (b *bank) promote(reached bankState) (did storage.Changes) {
	next := map[string]ledger.Transaction{}
	listed := map[string]bool{}
	for _, a := range reached.Accounts {
		listed[a.ID] = true
	}
	for id, row := range b.rows {
		if !listed[row.AccountID] && !reached.removed[id] {
			next[id] = row // the bank says nothing of it any more
		}
	}
	for _, p := range reached.Transactions {
		row := p.row(b.t)
		old, held := b.rows[p.ID]
		if next[p.ID], b.everStated[p.ID] = row, row; !held {
			did.Added++
		} else if !reflect.DeepEqual(old, row) {
			did.Modified++
		}
	}
	posted := map[string]bool{}
	for _, p := range reached.Transactions {
		q := next[p.ID]
		pending, ok := b.everStated[q.PendingID]
		if _, has := b.notes.was[q.ID]; has || !ok || q.Pending || !pending.Pending || pending.AccountID != q.AccountID {
			continue
		}
		if _, taken := b.notes.next[pending.ID]; taken || pending.Amount.Currency != q.Amount.Currency || sign(pending)*sign(q) < 0 {
			continue
		}
		b.notes.replace(pending.ID, q.ID)
		b.counts["posted with a link"]++
		posted[pending.ID] = true
		did.Posted++
		if _, held := b.rows[q.ID]; !held {
			did.Added--
		} else if !reflect.DeepEqual(b.rows[q.ID], q) {
			did.Modified--
		}
	}
	b.removeTwins(next, listed)
	for id := range b.rows {
		if _, stands := next[id]; !stands && !posted[id] {
			did.Removed++
		}
	}
	b.rows = next
	return did
}

func sign(t ledger.Transaction) int { return cmp.Compare(t.Amount.Minor, 0) }

// checkAgainst holds the rows that the cache must hold against what the
// simulator has.
func (b *bank) checkAgainst(now bankState) {
	listed := map[string]bool{}
	for _, a := range now.Accounts {
		listed[a.ID] = true
	}
	stands := 0
	for _, row := range b.rows {
		if listed[row.AccountID] {
			stands++
		}
	}
	for _, p := range now.Transactions {
		if want := p.row(b.t); !reflect.DeepEqual(want, b.rows[p.ID]) {
			b.t.Errorf("%s is not up to date (- bank, + cache): %s", p.ID, gocmp.Diff(want, b.rows[p.ID]))
			return
		}
	}
	if stands != len(now.Transactions) {
		b.t.Errorf("%s: %d transactions, the bank has %d", b.id, stands, len(now.Transactions))
	}
}

// checkAccounts holds the accounts and balances against the list that the cache
// must hold.
func (b *bank) checkAccounts() {
	accounts, err := b.db.Accounts(b.t.Context())
	if err != nil {
		b.t.Error(err)
		return
	}
	listed := map[string]plaidAccount{}
	for _, a := range b.held {
		listed[a.ID] = a
	}
	for _, got := range accounts {
		if got.ItemID != b.id {
			continue
		}
		a, ok := listed[got.ID]
		if delete(listed, got.ID); ok != got.GoneAt.IsZero() {
			b.t.Errorf("%s is listed: %t, gone at %s", got.ID, ok, got.GoneAt)
		}
		if !ok {
			continue
		}
		figures := a.Balances
		currency := currencyOf(figures.ISO, figures.Unofficial)
		want := func(text *string) string { return or(text) }
		if got.Name != a.Name || got.OfficialName != want(a.Official) || got.Mask != want(a.Mask) || string(got.Kind) != a.Type || got.Subtype != want(a.Subtype) {
			b.t.Errorf("account %+v, the bank says %+v", got, a)
		}
		if figures.Current == nil {
			continue
		}
		current := minor(b.t, *figures.Current, currency)
		if got.Kind == ledger.Credit || got.Kind == ledger.Loan {
			current = -current
		}
		if got.Balance.Current == nil || *got.Balance.Current != current || got.Balance.Currency != currency {
			b.t.Errorf("balance %+v of %s, the bank says %s", got.Balance, got.Name, *figures.Current)
		}
	}
	if len(listed) > 0 {
		b.t.Errorf("accounts that are missing: %+v", listed)
	}
}

// check holds the cache against what it must hold.
func (w *world) check() {
	for _, b := range w.banks {
		b.checkRows(false)
		b.checkRemoved()
		b.checkSums()
	}
}

// checkEverything ends the test.
func (w *world) checkEverything() {
	for _, b := range w.banks {
		b.checkRows(true)
	}
	if err := w.db.Check(w.t.Context()); err != nil {
		w.t.Error(err)
	}
}

// checkRows compares what stands, each row; whole ones include what few banks
// fill, of all rows or of a few.
func (b *bank) checkRows(all bool) {
	left, lists := maps.Clone(b.rows), b.lists()
	last := ledger.Date(99999999)
	err := b.db.EachEntry(b.t.Context(), ledger.Filter{ItemID: b.id}, storage.All, func(e ledger.Entry) error {
		if e.Date > last {
			b.t.Errorf("%s is not in the order of days", e.ID)
		}
		last = e.Date
		if _, ok := left[e.ID]; !ok {
			b.t.Errorf("the cache has %+v, which it should not, or twice", e.Transaction)
		}
		delete(left, e.ID)
		if all || b.rng.IntN(20) == 0 {
			whole, err := b.db.Entry(b.t.Context(), e.ID)
			if err != nil {
				return err
			}
			b.checkRow(whole, b.rows[e.ID], lists)
			return nil
		}
		want := b.rows[e.ID]
		want.Details = nil
		b.checkRow(e, want, lists)
		return nil
	})
	if err != nil {
		b.t.Error(err)
	}
	for id := range left {
		b.t.Errorf("the cache misses %s", id)
	}
}

func (b *bank) checkRow(e ledger.Entry, want ledger.Transaction, lists map[string]bool) {
	for want.AccountID != "" && !lists[want.AccountID] { // its successor stands for it
		want.AccountID = b.successors[want.AccountID]
	}
	if !reflect.DeepEqual(want, e.Transaction) {
		b.t.Errorf("%s (- bank, + cache): %s", e.ID, gocmp.Diff(want, e.Transaction))
	}
	if got, want := e.Annotation, b.notes.at[e.ID]; !sameNote(got, want) {
		b.t.Errorf("%s: the person wrote %+v, the cache has %+v", e.ID, want, got)
	}
	was, replaced := b.everStated[b.notes.was[e.ID]]
	if replaced = replaced && was.Pending && !want.Pending; replaced != (e.PendingVersion != nil) {
		b.t.Errorf("%s was %+v, the cache has %+v", e.ID, was, e.PendingVersion)
	} else if replaced {
		past := ledger.PendingVersion{ID: was.ID, Amount: was.Amount, Date: was.Date, AuthorizedDate: was.AuthorizedDate, Name: was.Name}
		if *e.PendingVersion != past {
			b.t.Errorf("%s was %+v, the cache has %+v", e.ID, past, *e.PendingVersion)
		}
	}
}

// checkRemoved: what the bank took back and never posted can still be found,
// with what the person wrote on it.
func (b *bank) checkRemoved() {
	left, lists := map[string]bool{}, b.lists()
	for id := range b.everStated {
		_, stands := b.rows[id]
		if _, replaced := b.notes.next[id]; !stands && !replaced {
			left[id] = true
		}
	}
	err := b.db.EachEntry(b.t.Context(), ledger.Filter{ItemID: b.id, Removed: true}, storage.All, func(e ledger.Entry) error {
		if !left[e.ID] {
			b.t.Errorf("%s is among the removed", e.ID)
		}
		delete(left, e.ID)
		want := b.everStated[e.ID]
		want.Details = nil
		if e.RemovedAt.IsZero() {
			b.t.Errorf("%s was removed never", e.ID)
		}
		b.checkRow(e, want, lists)
		return nil
	})
	if err != nil {
		b.t.Error(err)
	}
	for id := range left {
		b.t.Errorf("%s is not among the removed", id)
	}
}

// checkSums: totals hold every row once, in the sums of its state.
func (b *bank) checkSums() {
	sums := map[string]*ledger.Sums{}
	want := ledger.Summary{}
	for id, row := range b.rows {
		want.Count++
		code := row.Amount.Currency
		if sums[code] == nil {
			sums[code] = &ledger.Sums{Currency: code}
		}
		to := &sums[code].Posted
		switch {
		case b.notes.at[id].Hidden:
			to = &sums[code].Hidden
		case row.Pending:
			to = &sums[code].Pending
		}
		to.Count++
		if row.Amount.Minor > 0 {
			to.In += row.Amount.Minor
		} else {
			to.Out += row.Amount.Minor
		}
	}
	for _, code := range slices.Sorted(maps.Keys(sums)) {
		want.Sums = append(want.Sums, *sums[code])
	}
	got, err := b.db.Summarize(b.t.Context(), ledger.Filter{ItemID: b.id})
	for i := range got.Sums {
		got.Sums[i].Paired = ledger.Sum{} // which rows are pairs is tested where they are matched
	}
	if diff := gocmp.Diff(want, got); err != nil || diff != "" {
		b.t.Errorf("sums (- of the rows, + of the cache): %s %v", diff, err)
	}
}

// tally is what the life consisted of.
func (w *world) tally() string {
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(w.counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", what, w.counts[what]))
	}
	return strings.Join(parts, ", ")
}
