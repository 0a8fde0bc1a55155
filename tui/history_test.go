package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// synced3 is a household whose bank was synced again: a row is new, one is
// changed, one has posted under another amount and one is gone.
func synced3(t testing.TB) *storage.DB {
	db := household(t)
	rows := householdRows()
	rows[2].Amount.Minor = -512
	addChanges(t, db, "rbc", storage.Page{
		Added: []ledger.Transaction{
			{ID: "posted", PendingID: "t001", AccountID: "visa", Date: 20261120, Name: "Presto", Merchant: "Presto", Amount: ledger.Money{Minor: -2400, Currency: "CAD"}},
			{ID: "new", AccountID: "visa", Date: 20261120, Name: "Sobeys", Merchant: "Sobeys", Amount: ledger.Money{Minor: -7390, Currency: "CAD"}},
		},
		Modified: rows[2:3],
		Removed:  []string{"t001", "t005"},
	})
	return db
}

func TestSyncs(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) {
		d := onTab(t, synced3(t), "3", w, h)
		d.press("H")
		d.shows("Syncs", "RBC Royal Bank", "1 new, 1 posted, 1 changed, 1 taken back", "nothing new", "58 new")
		d.golden()
	})
}

func TestSyncRecord(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) {
		d := onTab(t, synced3(t), "3", w, h)
		d.press("H", "enter")
		d.shows("amount: -4.87 CAD → -5.12 CAD", "Sobeys", "removed", "Maple Property")
		d.golden()
		d.press("j", "enter")
		if d.page() != "Transactions" {
			t.Errorf("enter went to %s", d.page())
		}
	})
}

// The colours of the terminal change while a page is read: its lines are drawn
// in the new ones.
func TestSyncRecordWhileColoursChange(t *testing.T) {
	d := onTab(t, synced3(t), "3", 80, 24)
	d.press("H", "enter")
	d.give(ui.RevisionMsg{Revision: 1000})
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.ASCII, colorprofile.TrueColor} {
		before := len(d.sent)
		d.until(func() bool { return d.busy == 0 || len(d.sent) > before }, "one message further")
		d.give(tea.ColorProfileMsg{Profile: profile})
	}
	d.settle()
	shown := d.content()
	d.send(ui.RedrawMsg{})
	d.shows("amount: -4.87 CAD → -5.12 CAD")
	if d.content() != shown {
		t.Error("the page was not drawn in the colours that there are")
	}
}
