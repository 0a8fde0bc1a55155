package more

import (
	"context"
	"time"

	"passbook/storage/kept"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// New lists the pages beyond transactions; enter opens one.
func New(e *ui.Env) *ui.List {
	return ui.NewList(e, "More", "", func(ctx context.Context) ([]ui.Line, error) {
		states, err := kept.States(ctx, e.DB)
		if err != nil {
			return nil, err
		}
		var lines []ui.Line
		for _, r := range rows {
			lines = append(lines, r.line(e, states))
		}
		return lines, nil
	})
}

// row is a page that this one leads to.
type row struct {
	room    ui.Room
	words   string       // what it shows
	product kept.Product // what a sync can bring for it; empty: it is asked for each time, or costs nothing
}

// line draws a row with how fresh its page is.
func (r row) line(e *ui.Env, states []kept.State) ui.Line {
	return ui.Line{ID: string(r.room), Open: ui.Send(ui.RoomMsg{Room: r.room}), Draw: func(c *ui.Palette, w int) string {
		fresh := r.fresh(states, e.Now())
		if fresh != "" {
			fresh = "  " + fresh
		}
		return c.Text.Render(text.Fit(string(r.room), 18)) + c.Muted.Render(text.Fit(r.words, w-18-text.Width(fresh))+fresh)
	}}
}

// fresh says when the oldest of a page's data came.
func (r row) fresh(states []kept.State, now time.Time) string {
	if r.product == "" {
		return ""
	}
	var oldest time.Time
	for _, s := range states {
		if s.Product == r.product && !s.FetchedAt.IsZero() && (oldest.IsZero() || s.FetchedAt.Before(oldest)) {
			oldest = s.FetchedAt
		}
	}
	if oldest.IsZero() {
		return "not fetched yet"
	}
	return "as of " + format.Age(oldest, now)
}
