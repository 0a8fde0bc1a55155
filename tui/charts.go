package tui

import (
	"passbook/storage/ledger"
	"passbook/tui/chart"
)

// bar draws a share of a whole; shaded where it stands beside a full one.
func (t *theme) bar(value, full int64, w int, shaded bool) string {
	fill := chart.Solid
	switch {
	case t.ASCII:
		fill = chart.ASCII
	case shaded:
		fill = chart.Shade
	}
	return chart.Bar(value, full, w, fill)
}

// trend draws the shape of values.
func (t *theme) trend(values []int64, w int) string { return chart.Trend(values, w, t.levels()) }

// columns draws values that stand on zero.
func (t *theme) columns(values []int64, w int) string { return chart.Columns(values, w, t.levels()) }

func (t *theme) levels() chart.Level {
	if t.ASCII {
		return chart.ASCIILevel
	}
	return chart.Blocks
}

// plot sets up a line chart of money, a point a day.
func (t *theme) plot(points []chart.Point, from ledger.Date, currency string, w, h int) chart.Plot {
	return chart.Plot{
		First: from.Time(), Points: points, Unit: ledger.Unit(currency),
		Width: w, Height: h, Cursor: -1, Dots: t.plain, ASCII: t.ASCII,
		Inks: chart.Inks{Axis: t.Line.Render, Line: t.Accent.Render, Estimated: t.Muted.Render},
	}
}
