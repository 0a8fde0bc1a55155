package tui

import (
	"fmt"
	"testing"

	"passbook/storage"
)

// sizes are the screens that every page is drawn on.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 60}}

// onSizes runs a test on every size.
func onSizes(t *testing.T, test func(t *testing.T, w, h int)) {
	t.Helper()
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) { test(t, s[0], s[1]) })
	}
}

// transactionsOf opens the dashboard on the list of transactions.
func transactionsOf(t *testing.T, db *storage.DB, w, h int) *driver {
	t.Helper()
	d := drive(t, db, w, h)
	d.press(fmt.Sprint(1))
	return d
}

func TestTransactions(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) {
		d := transactionsOf(t, household(t), w, h)
		d.press("j", "j")
		d.shows("Loblaws", "3/58")
	})
}
