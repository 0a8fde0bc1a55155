package ui

import (
	"slices"

	"passbook/storage/ledger"
	"passbook/tui/chart"
)

// Bar draws a share of a whole; shaded where it stands beside a full one.
func (t *Theme) Bar(value, full int64, w int, shaded bool) string {
	fill := chart.Solid
	switch {
	case t.ASCII:
		fill = chart.ASCII
	case shaded:
		fill = chart.Shade
	}
	return chart.Bar(value, full, w, fill)
}

// Trend draws the shape of values.
func (t *Theme) Trend(values []int64, w int) string { return chart.Trend(values, w, t.levels()) }

// Columns draws values that stand on zero.
func (t *Theme) Columns(values []int64, w int) string { return chart.Columns(values, w, t.levels()) }

func (t *Theme) levels() chart.Level {
	if t.ASCII {
		return chart.ASCIILevel
	}
	return chart.Blocks
}

// Plot sets up a line chart of money, a point a day.
func (t *Theme) Plot(points []chart.Point, from ledger.Date, currency string, w, h int) chart.Plot {
	return chart.Plot{
		First: from.Time(), Points: points, Unit: ledger.Unit(currency),
		Width: w, Height: h, Cursor: -1, Dots: t.Plain, ASCII: t.ASCII,
		Inks: chart.Inks{Axis: t.Line.Render, Label: t.Muted.Render, Line: t.Accent.Render, Estimated: t.Muted.Render},
	}
}

// WorthChange is how net worth, or a part of it, moved over a range, and the line
// of the accounts that this compares: see ledger.Worth.Change. A range that goes
// back further than what is known begins when the first account is known, or the
// last of those that follow it soon: within a month, or a fourth of the days where
// that is less. For each account of a bank is known from its own first row on.
func WorthChange(w *ledger.Worth, from, to ledger.Date, kinds ...ledger.AccountKind) ledger.WorthChange {
	var since []ledger.Date
	for _, a := range w.Accounts {
		if _, known := a.Line.On(to); known && (len(kinds) == 0 || slices.Contains(kinds, a.Kind)) {
			since = append(since, a.Line[0].Date)
		}
	}
	if len(since) > 0 && slices.Min(since) > from {
		first := slices.Min(since)
		soon := first.AddDays(min(31, DaysBetween(first, to)/4))
		for _, day := range since {
			if day <= soon {
				from = max(from, day)
			}
		}
	}
	return w.Change(from, to, kinds...)
}

// Points makes a line of one point a day out of points that may leave out days:
// such a day keeps the figure before it.
func Points(points []ledger.WorthPoint, from, to ledger.Date) []chart.Point {
	var out []chart.Point
	var last chart.Point
	i := 0
	for d := from; d <= to; d = d.AddDays(1) {
		for ; i < len(points) && points[i].Date <= d; i++ {
			last = chart.Point{Value: points[i].Minor, Quality: chart.Estimated}
			switch {
			case points[i].Minor == ledger.TooLarge:
				last.Quality = chart.Unknown
			case points[i].Observed:
				last.Quality = chart.Observed
			}
		}
		out = append(out, last)
	}
	return out
}

// DaysBetween is how many days after one day another is.
func DaysBetween(from, to ledger.Date) int {
	return int(to.Time().Sub(from.Time()).Hours() / 24)
}
