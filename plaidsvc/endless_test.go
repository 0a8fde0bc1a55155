package plaidsvc

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// However pages go on for ever, the update ends, in words, and what was there
// before stays whole.
func TestPagesWithoutEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	want := b.sync(it.ID).Item
	before := len(b.entries())
	usual := b.svc.deps.bounds
	row := `{"transaction_id":"r%d","account_id":"a","amount":1,"iso_currency_code":"USD","date":"2026-01-02"}`
	for _, c := range []struct {
		name   string
		cursor func(n int) string
		row    string
		bounds bounds
		calls  int // at most
	}{
		{"the same cursor", func(int) string { return "same" }, "", usual, 2},
		{"the cursor of the beginning", func(int) string { return want.Cursor }, "", usual, 1},
		{"two cursors in turn", func(n int) string { return string(rune('A' + n%2)) }, "", usual, 3},
		{"two cursors in turn, with rows", func(n int) string { return string(rune('A' + n%2)) }, row, usual, 3},
		{"a circle of forty", func(n int) string { return fmt.Sprint(n % 40) }, row, usual, 41},
		{"new cursors and no rows", func(n int) string { return fmt.Sprint(n) }, "", usual, usual.empty + 5},
		{"new cursors and rows", func(n int) string { return fmt.Sprint(n) }, row, bounds{pages: 30, empty: 10, bytes: 1 << 30, time: time.Hour}, 35},
		{"new cursors and long answers", func(n int) string { return fmt.Sprint(n) }, row, bounds{pages: 1000, empty: 10, bytes: 5000, time: time.Hour}, 40},
		{"new cursors for hours", func(n int) string { return fmt.Sprint(n) }, row, bounds{pages: 1 << 40, empty: 10, bytes: 1 << 40, time: 300 * time.Millisecond}, 1 << 40},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.svc.deps.bounds = c.bounds
			b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
				added := ""
				if c.row != "" {
					added = fmt.Sprintf(c.row, n)
				}
				return always(200, fmt.Sprintf(`{"added":[%s],"modified":[],"removed":[],"has_more":true,"next_cursor":%q}`, added, c.cursor(n)), 0)(n, w, r)
			})
			rs, err := b.svc.Sync(t.Context(), it.ID)
			var e *problem.Error
			if err != nil || !errors.As(rs[0].Err, &e) || e.Actor != ledger.ActorBug || !strings.Contains(e.Sentence, "without end") {
				t.Fatalf("%v, %+v", err, rs)
			}
			if n := b.front.count("/transactions/sync"); n > c.calls {
				t.Errorf("%d calls, want at most %d", n, c.calls)
			}
			if n := len(b.entries()); n != before || rs[0].Item.Cursor != want.Cursor {
				t.Errorf("%d transactions, %d before; cursor %q, %q before", n, before, rs[0].Item.Cursor, want.Cursor)
			}
		})
	}
	b.svc.deps.bounds = usual
	b.front.on("/transactions/sync", func(int, http.ResponseWriter, *http.Request) bool { return false })
	if r := b.sync(it.ID); r.Item.Problem != nil {
		t.Errorf("once the pages end again: %+v", r.Item.Problem)
	}
}
