package chart

import "strings"

// canvas is a field of braille cells, two dots wide and four high each.
type canvas struct {
	columns, rows int
	dots          int // rows*4
	cells         []uint8
	quality       []Quality
	cursor        int // column of the cursor; -1: none
	cursorRow     int // row of the marked point; -1: none
}

func newCanvas(columns, rows int) *canvas {
	return &canvas{
		columns: columns, rows: rows, dots: rows * 4,
		cells:   make([]uint8, columns*rows),
		quality: make([]Quality, columns*rows),
		cursor:  -1, cursorRow: -1,
	}
}

// dot gives the row of dots of a value, 0 at the top.
func (c *canvas) dot(v, bottom, top int64) int {
	return scale(distance(v, top), distance(bottom, top), c.dots-1)
}

// bits of the dots of a braille cell, by row and column.
var bits = [4][2]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// column draws a column of dots from lo to hi. A dotted line leaves out every
// second column where it is flat, and is whole where it is steep, so that it
// stays one line.
func (c *canvas) column(x, lo, hi int, q Quality, dotted bool) {
	dotted = dotted && x%2 == 1 && hi-lo < 2
	for y := lo; y <= hi; y++ {
		at := y/4*c.columns + x/2
		c.quality[at] = max(c.quality[at], q)
		if !dotted {
			c.cells[at] |= bits[y%4][x%2]
		}
	}
}

// row draws one row, in runs of one ink.
func (c *canvas) row(row int, p Plot) string {
	var out, run strings.Builder
	var current func(string) string
	flush := func() {
		if run.Len() > 0 {
			out.WriteString(ink(current, run.String()))
			run.Reset()
		}
	}
	state := Unknown
	for x := range c.columns {
		text, q := c.cell(x, row, p.ASCII)
		if q != state {
			flush()
			state = q
			switch q {
			case Observed:
				current = p.Inks.Line
			case Estimated:
				current = p.Inks.Estimated
			default:
				current = nil
			}
		}
		run.WriteString(text)
	}
	flush()
	return out.String()
}

// cell gives the character of a cell and whose ink it takes.
func (c *canvas) cell(x, row int, ascii bool) (string, Quality) {
	at := row*c.columns + x
	dots, q := c.cells[at], c.quality[at]
	switch {
	case x == c.cursor && row == c.cursorRow:
		return either(ascii, "O", "●"), Observed
	case x == c.cursor && q == Unknown:
		return either(ascii, ":", "┊"), Estimated
	case dots == 0:
		return " ", Unknown
	case !ascii:
		return string(rune(0x2800 + int(dots))), q
	case q == Observed:
		return "*", q
	}
	return ".", q
}

func either(ascii bool, plain, fine string) string {
	if ascii {
		return plain
	}
	return fine
}
