package synclog_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

func TestSyncs(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.SyncedTwice(t), "3", w, h)
		d.Press("H")
		d.Shows("Syncs", "RBC Royal Bank", "1 new, 1 posted, 1 changed, 1 taken back", "nothing new", "58 new")
		d.Golden()
	})
}

// Rows that a bank sent and that cannot be kept are told above the syncs.
func TestRowsSetAside(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db := tuitest.SyncedTwice(t)
		var rows []ledger.SetAside
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			rows = append(rows, ledger.SetAside{ID: id, AccountID: "visa", Reason: "Its amount is larger than passbook can keep.", Content: "{}"})
		}
		tuitest.AddChanges(t, db, "rbc", storage.Page{SetAside: rows})
		d := tuitest.OnTab(t, db, "3", w, h)
		d.Press("H")
		d.Shows("5 transactions that a bank sent cannot be kept", "Its amount is larger", "and 2 more: passbook check names them", "5 set aside", "58 new")
		d.Golden()
		d.Press("enter")
		d.Shows("It brought nothing new.")
	})
}

func TestSyncChanges(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.SyncedTwice(t), "3", w, h)
		d.Press("H", "enter")
		d.Shows("amount: -4.87 CAD → -5.12 CAD", "Sobeys", "removed", "Maple Property")
		d.Golden()
		d.Press("j", "enter")
		if d.Page() != "Transactions" {
			t.Errorf("enter went to %s", d.Page())
		}
	})
}

// The colours of the terminal change while a page is read: its lines are drawn
// in the new ones.
func TestSyncChangesWhileColoursChange(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.SyncedTwice(t), "3", 80, 24)
	d.Press("H", "enter")
	d.Give(ui.RevisionMsg{Revision: 1000})
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.ASCII, colorprofile.TrueColor} {
		before := len(d.Sent)
		d.Until(func() bool { return d.Busy == 0 || len(d.Sent) > before }, "one message further")
		d.Give(tea.ColorProfileMsg{Profile: profile})
	}
	d.RunAll()
	shown := d.Content()
	d.Send(ui.RedrawMsg{})
	d.Shows("amount: -4.87 CAD → -5.12 CAD")
	if d.Content() != shown {
		t.Error("the page was not drawn in the colours that there are")
	}
}

// Syncs that failed are among the others, and the page over them has what
// Plaid's support asks for.
func TestFailedSyncs(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db := tuitest.SyncedTwice(t)
		for _, request := range []string{"kJx2", "pQ9a", "Zm41"} {
			err := db.FailSync(t.Context(), "rbc", &ledger.Problem{
				Code: "INSTITUTION_DOWN", Actor: ledger.ActorWait, RequestID: request,
				Sentence: "RBC Royal Bank is not answering Plaid right now. Cached data stays; passbook tries again.",
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		d := tuitest.OnTab(t, db, "3", w, h)
		d.Press("H")
		d.Shows("▲ failed 3 times, INSTITUTION_DOWN", "58 new")
		d.Press("enter")
		d.Shows("not answering Plaid right now", "3 times, Nov 20", "INSTITUTION_DOWN", "kJx2 pQ9a Zm41")
		d.Hides("tries again")
		d.Golden()
	})
}

// The key of the log opens it once: one way back leads out of it.
func TestTheLogIsOpenedOnce(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.SyncedTwice(t), "3", 80, 24)
	d.Press("H", "H", "enter", "H", "esc", "esc")
	if d.Page() != "Transactions" {
		t.Errorf("after going back: %s", d.Page())
	}
}
