package more_test

import (
	"testing"

	"passbook/storage/kept"
	"passbook/tui/tuitest"
)

// Each line of the page opens a page, from which esc leads back to it.
func TestEveryLineLeadsToAPage(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db := tuitest.Household(t)
		items, err := db.Items(t.Context())
		if err == nil {
			err = kept.Fail(t.Context(), db, items[0].ID, kept.Recurring, items[0].SyncedAt, nil) // nothing failed: it came
		}
		if err != nil {
			t.Fatal(err)
		}
		d := tuitest.OnTab(t, db, "6", w, h)
		d.Golden()
		for last := ""; d.Place() != last; d.Press("j") {
			last = d.Place()
			line := d.Current()
			d.Press("enter")
			d.Hides("╭─ More ─")
			d.Press("esc")
			d.Shows("╭─ More ─")
			if d.Current() != line {
				t.Errorf("esc leads back to %q from %q", d.Current(), line)
			}
		}
	})
}
