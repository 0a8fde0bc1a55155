package synclog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// How much of the past a log shows.
const (
	maxSyncs    = 200
	maxChanges  = 500
	maxSetAside = 3 // rows that cannot be kept: passbook check names more
)

// Page is a page with what syncs did: the syncs themselves, and over it what one of
// them did to each row.
type Page struct{ *ui.List }

// New lists the syncs, newest first; enter shows what one did to each row. Above
// them stand the rows that could not be kept.
func New(e *ui.Env) Page {
	return Page{ui.NewList(e, "Syncs", "Nothing was synced yet.", func(ctx context.Context) ([]ui.Line, error) {
		lines, err := setAside(ctx, e)
		if err != nil {
			return nil, err
		}
		next, err := nextSync(ctx, e)
		if err != nil {
			return nil, err
		}
		syncs, err := e.DB.Syncs(ctx, storage.SyncFilter{}, 0, maxSyncs)
		return slices.Concat(next, lines, syncLines(e, syncs)), err
	})}
}

// nextSync says when the dashboard syncs by itself. Where there are no keys it
// says nothing.
func nextSync(ctx context.Context, e *ui.Env) ([]ui.Line, error) {
	if e.Service == nil {
		return nil, nil
	}
	items, err := e.DB.Items(ctx)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	next := e.Service.NextSync(items)
	words := "passbook does not sync by itself: sync_every is off."
	switch {
	case next.After(e.Now()):
		words = "Next by itself: " + instant(e, next) + "."
	case !next.IsZero():
		words = "Next by itself: in a few minutes."
	}
	return []ui.Line{muted(words), muted("")}, nil
}

// syncLines draws the log. Syncs that brought nothing and follow one another are
// one line.
func syncLines(e *ui.Env, syncs []storage.Sync) (lines []ui.Line) {
	for i := 0; i < len(syncs); i++ {
		s := syncs[i]
		idle := 0
		for ; i+idle < len(syncs) && broughtNothing(syncs[i+idle]); idle++ {
		}
		if idle > 1 {
			lines = append(lines, muted(text.Fit(instant(e, s.LastAt), 18)+format.Count(idle, "sync", "syncs")+" without anything new"))
			i += idle - 1
			continue
		}
		lines = append(lines, ui.Line{ID: fmt.Sprint(s.SyncID), Open: ui.Push(newChangeLog(e, s)), Draw: func(c *ui.Palette, w int) string {
			when := c.Muted.Render(text.Fit(instant(e, s.LastAt), 18))
			did, paint := format.SyncChanges(s.Changes), c.Text
			if s.Problem != nil {
				did, paint = failedTimes(s), c.Warn
			}
			return when + c.Text.Render(text.Fit(text.Clean(s.Institution), w-18-text.Width(did))) + paint.Render(did)
		}})
	}
	return lines
}

func broughtNothing(s storage.Sync) bool { return s.Problem == nil && s.Count() == 0 }

// failedTimes says how often a sync failed, with Plaid's code.
func failedTimes(s storage.Sync) string {
	words := "▲ failed"
	if s.Times > 1 {
		words += " " + format.Count(s.Times, "time", "times")
	}
	if s.Problem.Code != "" {
		words += ", " + text.Clean(s.Problem.Code)
	}
	return words
}

// failure is what is known of a sync that failed: when, why, and the ids that
// Plaid's support asks for.
func failure(e *ui.Env, s storage.Sync) []ui.Line {
	when := instant(e, s.At)
	if s.Times > 1 {
		times := format.Count(s.Times, "time", "times")
		if last := instant(e, s.LastAt); last != when {
			when = times + " from " + when + " to " + last
		} else {
			when = times + ", " + when
		}
	}
	var lines []ui.Line
	for _, words := range text.Wrap(text.Clean(format.OnceOver(s.Problem.Sentence)), 70) {
		lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string { return p.Warn.Render(text.Cut(words, w)) }})
	}
	lines = append(lines, muted(""))
	for _, row := range [][2]string{
		{"When", when}, {"Code", orDash(s.Problem.Code)}, {"Requests", orDash(strings.Join(s.RequestIDs, " "))},
	} {
		name := row[0]
		for _, words := range text.Wrap(row[1], 60) {
			head := text.Fit(name, 10)
			lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string {
				return p.Muted.Render(head) + p.Text.Render(text.Cut(words, w-10))
			}})
			name = ""
		}
	}
	return lines
}

// setAside says which rows that banks sent are in no list and in no figure.
func setAside(ctx context.Context, e *ui.Env) (lines []ui.Line, err error) {
	rows, all, err := e.DB.RowsSetAside(ctx, maxSetAside)
	if len(rows) == 0 || err != nil {
		return nil, err
	}
	lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string {
		return p.Warn.Render(text.Cut(format.Count(all, "transaction", "transactions")+" that a bank sent cannot be kept, and no figure has:", w))
	}})
	for _, r := range rows {
		words := text.Clean(r.Institution + ", " + cmp.Or(r.AccountName, "an unknown account") + ": " + r.Reason)
		lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string { return p.Text.Render(text.Cut(words, w)) }})
	}
	if more := all - len(rows); more > 0 {
		lines = append(lines, muted("and "+format.Count(more, "more", "more")+": passbook check names them"))
	}
	return append(lines, muted("")), nil
}

// newChangeLog lists what one sync did to each row; enter goes to the row.
func newChangeLog(e *ui.Env, s storage.Sync) Page {
	title := text.Clean(s.Institution) + ", " + instant(e, s.LastAt)
	return Page{ui.NewList(e, title, "It brought nothing new.", func(ctx context.Context) ([]ui.Line, error) {
		if s.Problem != nil {
			return failure(e, s), nil
		}
		changes, err := e.DB.SyncChanges(ctx, s.SyncID, 0, maxChanges)
		var lines []ui.Line
		for _, c := range changes {
			lines = append(lines, changeLines(e, c)...)
		}
		if more := s.Added + s.Modified + s.Removed + s.Posted - len(changes); more > 0 {
			lines = append(lines, muted("and "+format.Count(more, "more", "more")))
		}
		return lines, err
	})}
}

// instant writes when something is, in the time of this machine.
func instant(e *ui.Env, at time.Time) string {
	at = at.In(e.Now().Location())
	return format.ShortDay(ledger.DateOf(at), ledger.DateOf(e.Now())) + at.Format("  15:04")
}

// changeLines draws what was done to one row, and under it each field that
// changed.
func changeLines(e *ui.Env, c storage.Change) []ui.Line {
	row := c.Entry
	open := ui.ShowList(ledger.Filter{}, row.Key)
	if !row.RemovedAt.IsZero() {
		open = ui.ShowList(ledger.Filter{Removed: true}, row.Key)
	}
	lines := []ui.Line{{ID: row.ID, Open: open, Draw: func(p *ui.Palette, w int) string {
		amount := format.Signed(row.Amount, e.HomeCurrency)
		left := p.Muted.Render(text.Fit(string(c.Kind), 10) + text.Fit(format.ShortDay(row.Date, ledger.DateOf(e.Now())), 12))
		return left + p.Text.Render(text.Fit(format.Title(row), w-24-text.Width(amount))+"  "+amount)
	}}}
	for _, f := range c.Fields {
		if c.Kind == storage.ChangePosted && strings.HasPrefix(f.Field, "pending") {
			continue // that is what posting is
		}
		words := strings.ReplaceAll(f.Field, "_", " ") + ": " + orDash(f.Old) + " → " + orDash(f.New)
		lines = append(lines, muted(strings.Repeat(" ", 22)+words))
	}
	return lines
}

// muted is a line that looks up its colours when it is drawn: the command that
// makes it must not, since they may change meanwhile.
func muted(words string) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, _ int) string { return p.Muted.Render(words) }}
}

// orDash cleans a value, and writes — for none.
func orDash(s string) string { return cmp.Or(text.Clean(s), "—") }
