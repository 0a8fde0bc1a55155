package bank

import "passbook/plaidsvc/plaidsim/wire"

// Begin is the cursor that a request continues from.
func (h *History) Begin(text, accountID string) (Cursor, *wire.Error) {
	switch text {
	case "":
		return Cursor{Head: h.head()}, nil
	case "now":
		return Cursor{Start: h.head(), Pos: h.head(), Head: h.head()}, nil
	}
	cur, err := decodeCursor(text, h.item.Seed, accountID)
	if err != nil {
		return Cursor{}, err
	}
	if cur.Head > h.head() {
		return Cursor{}, wire.ErrForeignCursor
	}
	if cur.Pos == cur.Head { // the update was complete: a new one begins
		return Cursor{Start: cur.Pos, Pos: cur.Pos, Head: h.head()}, nil
	}
	for _, n := range h.changes(cur.Head) {
		if accountID == "" || h.item.Accounts[h.Transactions[n].Account].ID == accountID {
			return Cursor{}, wire.ErrSyncMutation
		}
	}
	return cur, nil
}

// head is the position of the latest change.
func (h *History) head() int {
	if h.Bulk != nil && h.Status == HistoricalDone {
		return h.Bulk.Total
	}
	return len(h.Log)
}

// changes are the transactions of the log after a position.
func (h *History) changes(after int) []int {
	return h.Log[min(after, len(h.Log)):]
}

// Show tells how the change at a position shows in an update that began at
// start: a transaction shows once, at its latest change, and one that came and
// went in between not at all.
func (h *History) Show(pos, start int, accountID string) int {
	t := &h.Transactions[h.Log[pos]]
	a := &h.item.Accounts[t.Account]
	switch {
	case t.lastChange > pos+1, !a.Shared, accountID != "" && accountID != a.ID, t.Removed && t.firstChange > start:
		return Hidden
	case t.Removed:
		return AsRemoved
	case t.firstChange <= start:
		return AsModified
	default:
		return AsAdded
	}
}

// WithTransactions are the shared accounts that can have transactions:
// investments have their own.
func (it *Item) WithTransactions() []*Account {
	var out []*Account
	for i := range it.Accounts {
		if a := &it.Accounts[i]; a.Shared && a.Type != "investment" {
			out = append(out, a)
		}
	}
	return out
}

// The ways in which a change shows in an update.
const (
	Hidden = iota
	AsAdded
	AsModified
	AsRemoved
)
