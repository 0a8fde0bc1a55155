package chart

import (
	"slices"
	"strings"
	"time"
)

// Quality says what a point of a line is worth.
type Quality uint8

// How a point is drawn.
const (
	Unknown   Quality = iota // not at all
	Estimated                // in an ink of its own, or dotted
	Observed                 // a full line
)

// Point is the value of one day.
type Point struct {
	Value   int64
	Quality Quality
}

// Inks colour the parts of a chart; a nil ink leaves its part plain. Label is for
// the words and figures of the axes.
type Inks struct {
	Axis, Label, Line, Estimated func(string) string
}

// Plot is a line chart.
type Plot struct {
	First  time.Time // the day of the first point
	Points []Point   // one a day, without holes
	Unit   int64     // how many of a value's units make one on the y axis
	Width  int
	Height int  // both labels included
	Cursor int  // the point that is marked; -1: none
	Dots   bool // estimated points are dotted: no ink tells them apart
	ASCII  bool // no braille, no box drawing
	Inks   Inks
}

const (
	gutter     = 8 // of the y labels: "   62k │"
	minColumns = 4
	minRows    = 2
)

// Line draws the plot: Height lines, each exactly Width cells wide. A plot
// that is too small, or has no known point, is empty.
func Line(p Plot) []string {
	columns, rows := p.Width-gutter, p.Height-2
	p.Points = clamped(p.Points, p.Unit)
	low, high, known := p.extent()
	if !known || columns < minColumns || rows < minRows || p.Unit <= 0 {
		out := make([]string, max(p.Height, 0))
		for i := range out {
			out[i] = strings.Repeat(" ", max(p.Width, 0))
		}
		return out
	}
	bottom, top, step := bounds(low, high, p.Unit, rows)
	c := newCanvas(columns, rows)
	p.draw(c, bottom, top)

	ticks := make([]string, rows)
	for v := bottom; v <= top; v += step {
		ticks[c.dot(v, bottom, top)/4] = label(v, bottom, top, step, p.Unit)
	}
	bar, corner, dash := "│", "└", "─"
	if p.ASCII {
		bar, corner, dash = "|", "+", "-"
	}
	out := make([]string, 0, p.Height)
	for row := range rows {
		label := strings.Repeat(" ", gutter-2-len(ticks[row])) + ticks[row] + " "
		out = append(out, ink(p.Inks.Label, label)+ink(p.Inks.Axis, bar)+c.row(row, p))
	}
	foot := strings.Repeat(" ", gutter-1) + corner + strings.Repeat(dash, columns)
	names := strings.Repeat(" ", gutter) + labels(marks(p.First, len(p.Points)), len(p.Points), columns)
	return append(out, ink(p.Inks.Axis, foot), ink(p.Inks.Label, names))
}

func ink(f func(string) string, text string) string {
	if f == nil {
		return text
	}
	return f(text)
}

func (p Plot) extent() (low, high int64, known bool) {
	for _, point := range p.Points {
		if point.Quality == Unknown {
			continue
		}
		if !known {
			low, high, known = point.Value, point.Value, true
		}
		low, high = min(low, point.Value), max(high, point.Value)
	}
	return low, high, known
}

// clamped keeps the arithmetic of the axis inside 64 bits; no account holds as
// much. It gives the same slice where all points are within.
func clamped(points []Point, unit int64) []Point {
	limit := int64(1e18)
	if unit < 1000 {
		limit = 1e15 * unit
	}
	outside := func(p Point) bool { return p.Value > limit || p.Value < -limit }
	if !slices.ContainsFunc(points, outside) {
		return points
	}
	points = slices.Clone(points)
	for i := range points {
		points[i].Value = min(max(points[i].Value, -limit), limit)
	}
	return points
}

// draw puts the line into the canvas, one column of dots after the other. The
// days that fall into one column are drawn from their smallest to their
// largest, so that no day that the bank reported is lost however long the range
// is.
func (p Plot) draw(c *canvas, bottom, top int64) {
	n, width := len(p.Points), c.columns*2
	last, joined := 0, false
	for x := range width {
		from, to := span(x, width, n)
		lo, hi, end, q := c.dots-1, 0, 0, Unknown
		for i := from; i <= to; i++ {
			if p.Points[i].Quality == Unknown {
				continue
			}
			end = c.dot(p.at(i, x, width), bottom, top)
			lo, hi, q = min(lo, end), max(hi, end), max(q, p.Points[i].Quality)
		}
		if q == Unknown {
			joined = false
			continue
		}
		if q == Estimated { // what was worked out is drawn from one column's end to the next's
			lo, hi = end, end
		}
		if joined && last < lo { // reach for the column before, without touching it
			lo = last + 1
		} else if joined && last > hi {
			hi = last - 1
		}
		c.column(x, lo, hi, q, p.Dots && q == Estimated)
		last, joined = end, true
	}
	if p.Cursor >= 0 && p.Cursor < n {
		c.cursor = p.Cursor * (c.columns - 1) / max(n-1, 1)
		if p.Points[p.Cursor].Quality != Unknown {
			c.cursorRow = c.dot(p.Points[p.Cursor].Value, bottom, top) / 4
		}
	}
}

// span gives the points of a column of dots: one, or several where there are
// more points than dots.
func span(x, width, n int) (from, to int) {
	if n <= width {
		i := (x*(n-1) + (width-1)/2) / (width - 1)
		return i, i
	}
	return x * n / width, (x+1)*n/width - 1
}

// at gives the height of the line over a column: the day's own value, or a
// value on the way to the next day where a day has several columns.
func (p Plot) at(i, x, width int) int64 {
	n := len(p.Points)
	if n >= width || n < 2 {
		return p.Points[i].Value
	}
	left := x * (n - 1) / (width - 1)
	if left+1 >= n {
		return p.Points[n-1].Value
	}
	a, b := p.Points[left], p.Points[left+1]
	if a.Quality == Unknown || b.Quality == Unknown {
		return p.Points[i].Value
	}
	along := int64(x*(n-1) - left*(width-1))
	// b - a over the whole step, in two parts so that it does not overflow.
	delta, whole := b.Value-a.Value, int64(width-1)
	return a.Value + delta/whole*along + delta%whole*along/whole
}
