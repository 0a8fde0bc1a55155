package chart

import "strings"

// Fill is the texture of a bar.
type Fill rune

// The textures.
const (
	Solid Fill = '█'
	Shade Fill = '▒'
	ASCII Fill = '#'
)

var eighths = []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// Bar draws value against a full width of full, padded with spaces to width
// cells. What is more than zero shows at least the thinnest stroke; zero, less
// than zero and a full of zero are empty.
func Bar(value, full int64, width int, fill Fill) string {
	if width <= 0 {
		return ""
	}
	if value <= 0 || full <= 0 {
		return strings.Repeat(" ", width)
	}
	units := max(scale(uint64(min(value, full)), uint64(full), width*8), 1)
	cells, part := units/8, eighths[units%8]
	if fill == ASCII {
		cells, part = max((units+4)/8, 1), ""
	}
	pad := width - cells
	if part != "" {
		pad--
	}
	return strings.Repeat(string(fill), cells) + part + strings.Repeat(" ", pad)
}

// Level is the set of characters of a sparkline, from the lowest to the
// highest.
type Level string

// The sets.
const (
	Blocks     Level = "▁▂▃▄▅▆▇█"
	ASCIILevel Level = "_.-=+*%#"
)

// Trend draws the shape of values, oldest first, between their smallest and
// their largest. More values than width are sampled, the last one always
// shown; fewer are padded on the left. Values that are all the same are a
// line of middle height.
func Trend(values []int64, width int, level Level) string {
	if len(values) == 0 {
		return strings.Repeat(" ", max(width, 0))
	}
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	return spark(values, low, high, width, level)
}

// Columns draws values as columns that stand on zero, for amounts whose size
// matters more than their change. Values below zero are drawn as zero.
func Columns(values []int64, width int, level Level) string {
	high := int64(0)
	for _, v := range values {
		high = max(high, v)
	}
	if high == 0 {
		high = 1 // all zero: a line at the bottom
	}
	return spark(values, 0, high, width, level)
}

func spark(values []int64, low, high int64, width int, level Level) string {
	if width <= 0 {
		return ""
	}
	runes := []rune(string(level))
	shown := min(len(values), width)
	out := make([]rune, 0, shown)
	for i := range shown {
		v := max(values[pick(i, shown, len(values))], low)
		step := len(runes)/2 - 1
		if high > low {
			step = scale(distance(low, v), distance(low, high), len(runes)-1)
		}
		out = append(out, runes[step])
	}
	return strings.Repeat(" ", width-shown) + string(out)
}

// pick gives which of n values stands at place i of shown, first and last
// included.
func pick(i, shown, n int) int {
	if shown <= 1 {
		return n - 1
	}
	return (i*(n-1) + (shown-1)/2) / (shown - 1)
}

// distance is how far high lies above low, which may be further than an int64
// reaches.
func distance(low, high int64) uint64 { return uint64(high) - uint64(low) }

// scale gives part/whole of size, rounded; 0 <= part <= whole. A share of 64
// bits does not overflow: both are halved until the product fits.
func scale(part, whole uint64, size int) int {
	for whole > 1<<40 {
		part, whole = part>>1, whole>>1
	}
	return int((part*uint64(size) + whole/2) / whole)
}
