package bank

import "passbook/plaidsvc/plaidsim/wire"

// Begin gives the position that a request to /transactions/sync continues from.
// The text "now" skips what is there already. Errors: INVALID_FIELD for a
// cursor of another Item or account,
// TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION if something changed after the
// first page.
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

// changes are the indexes of the transactions that changed after a position.
func (h *History) changes(after int) []int {
	return h.Log[min(after, len(h.Log)):]
}

// Show says how the change at a position appears in an update that began at
// start. A transaction appears once, at its latest change; one that was added
// and removed since start does not appear.
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

// How a change appears in an update: not at all, or in one of the three lists.
const (
	Hidden = iota
	AsAdded
	AsModified
	AsRemoved
)
