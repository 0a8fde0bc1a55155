package chart

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

var first = time.Date(2025, 11, 21, 0, 0, 0, 0, time.UTC)

// household is a year of net worth: unknown, then estimated, then observed.
func household(days int) []Point {
	points := make([]Point, days)
	value := int64(50_000_00)
	for i := range points {
		value -= int64(i%7) * 25_00
		if i%14 == 3 {
			value += 1_560_00
		}
		quality := Estimated
		if i < 5 {
			quality = Unknown
		} else if i > days*2/3 {
			quality = Observed
		}
		points[i] = Point{value, quality}
	}
	return points
}

func plot(days, width, height int) Plot {
	return Plot{First: first, Points: household(days), Unit: 100, Width: width, Height: height, Cursor: -1, Dots: true}
}

func TestLineGolden(t *testing.T) {
	tests := map[string]func() Plot{
		"year":    func() Plot { return plot(365, 76, 15) },
		"month":   func() Plot { return plot(31, 76, 15) },
		"decade":  func() Plot { return plot(3653, 120, 20) },
		"small":   func() Plot { return plot(365, 30, 6) },
		"cursor":  func() Plot { p := plot(365, 76, 15); p.Cursor = 200; return p },
		"ascii":   func() Plot { p := plot(365, 76, 15); p.ASCII, p.Cursor = true, 200; return p },
		"one day": func() Plot { return plot(30, 60, 10).last(1) },
		"debt":    func() Plot { return plot(365, 76, 12).minus(55_000_00) },
		"inks": func() Plot {
			p := plot(365, 40, 8)
			p.Dots = false
			p.Inks = Inks{Axis: tag("axis"), Label: tag("label"), Line: tag("line"), Estimated: tag("estimated")}
			return p
		},
	}
	for name, make := range tests {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, strings.Join(Line(make()), "\n")+"\n")
		})
	}
}

func (p Plot) last(n int) Plot {
	p.Points = p.Points[len(p.Points)-n:]
	return p
}

func (p Plot) minus(v int64) Plot {
	for i := range p.Points {
		p.Points[i].Value -= v
	}
	return p
}

func tag(name string) func(string) string {
	return func(s string) string { return "<" + name + ">" + s + "</>" }
}

// Whatever it is given, a chart has its size and its arithmetic holds.
func TestLineKeepsItsSize(t *testing.T) {
	extremes := [][]Point{
		nil,
		{{0, Observed}},
		{{0, Unknown}, {0, Unknown}},
		{{math.MinInt64, Observed}, {math.MaxInt64, Observed}},
		{{1, Observed}, {0, Unknown}, {-1, Estimated}},
		household(1000),
	}
	for _, points := range extremes {
		for _, size := range [][2]int{{0, 0}, {5, 3}, {12, 4}, {13, 5}, {40, 9}, {81, 24}, {200, 60}} {
			for _, unit := range []int64{1, 100, 100_000_000} {
				p := Plot{First: first, Points: points, Unit: unit, Width: size[0], Height: size[1], Cursor: len(points) - 1}
				lines := Line(p)
				if len(lines) != size[1] {
					t.Fatalf("%v: %d lines", size, len(lines))
				}
				for _, line := range lines {
					if ansi.StringWidth(line) != size[0] {
						t.Fatalf("%v of %d points, unit %d: %q is %d wide", size, len(points), unit, line, ansi.StringWidth(line))
					}
				}
			}
		}
	}
}

// A day that is far from all the others is seen, however long the range.
func TestLineLosesNoDay(t *testing.T) {
	points := make([]Point, 3000)
	for i := range points {
		points[i] = Point{0, Observed}
	}
	flat := Line(Plot{First: first, Points: points, Unit: 1, Width: 60, Height: 12, Cursor: -1})
	points[1234].Value = 1000
	spiked := Line(Plot{First: first, Points: points, Unit: 1, Width: 60, Height: 12, Cursor: -1})
	if strings.Join(flat, "") == strings.Join(spiked, "") || strings.TrimSpace(spiked[0][len("   1k │"):]) == "" {
		t.Fatal("the spike of one day is not drawn")
	}
}

func TestBar(t *testing.T) {
	tests := []struct {
		value, full int64
		width       int
		fill        Fill
		want        string
	}{
		{0, 100, 4, Solid, "    "},
		{-5, 100, 4, Solid, "    "},
		{5, 0, 4, Solid, "    "},
		{1, 1_000_000, 4, Solid, "▏   "},
		{50, 100, 4, Solid, "██  "},
		{60, 100, 4, Solid, "██▍ "},
		{60, 100, 4, Shade, "▒▒▍ "},
		{100, 100, 4, Solid, "████"},
		{200, 100, 4, Solid, "████"},
		{1, 100, 4, ASCII, "#   "},
		{60, 100, 4, ASCII, "##  "},
		{math.MaxInt64, math.MaxInt64, 3, Solid, "███"},
		{5, 10, 0, Solid, ""},
	}
	for _, c := range tests {
		if got := Bar(c.value, c.full, c.width, c.fill); got != c.want {
			t.Errorf("Bar(%d, %d, %d) = %q, want %q", c.value, c.full, c.width, got, c.want)
		}
	}
}

func TestSparklines(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"rising", Trend([]int64{1, 2, 3, 4, 5, 6, 7, 8}, 8, Blocks), "▁▂▃▄▅▆▇█"},
		{"few", Trend([]int64{1, 8}, 4, Blocks), "  ▁█"},
		{"many", Trend([]int64{1, 1, 1, 1, 1, 1, 9}, 3, Blocks), "▁▁█"},
		{"flat", Trend([]int64{5, 5, 5}, 3, Blocks), "▄▄▄"},
		{"none", Trend(nil, 3, Blocks), "   "},
		{"extreme", Trend([]int64{math.MinInt64 / 4, math.MaxInt64 / 4}, 2, Blocks), "▁█"},
		{"ascii", Trend([]int64{1, 8}, 2, ASCIILevel), "_#"},
		{"columns", Columns([]int64{100, 50, 0, -5}, 4, Blocks), "█▅▁▁"},
		{"zeros", Columns([]int64{0, 0}, 2, Blocks), "▁▁"},
		{"no width", Columns([]int64{1}, 0, Blocks), ""},
	}
	for _, c := range tests {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// Amounts at the ends of 64 bits are drawn like others.
func TestExtremes(t *testing.T) {
	const most, least = math.MaxInt64, math.MinInt64
	for _, values := range [][]int64{
		{most, least}, {least, most, 0}, {-9223372036854700000, 9223372036854700000, 5}, {least, least}, {most, most - 1}, {0, most}, {least, 0},
	} {
		for _, draw := range []func([]int64, int, Level) string{Trend, Columns} {
			if got := draw(values, 8, Blocks); utf8.RuneCountInString(got) != 8 {
				t.Errorf("%v: %q", values, got)
			}
		}
		points := make([]Point, len(values))
		for i, v := range values {
			points[i] = Point{v, Observed}
			if got := Bar(v, values[0], 10, Solid); utf8.RuneCountInString(got) != 10 {
				t.Errorf("Bar(%d, %d): %q", v, values[0], got)
			}
		}
		for _, unit := range []int64{1, 100, 100_000_000} {
			if got := Line(Plot{First: first, Points: points, Unit: unit, Width: 40, Height: 10, Cursor: 0}); len(got) != 10 {
				t.Errorf("%v: %q", values, got)
			}
		}
	}
	if got := Trend([]int64{least, 0, most}, 3, Blocks); got != "▁▅█" && got != "▁▄█" {
		t.Errorf("the shape is %q", got)
	}
}

func TestLabel(t *testing.T) {
	tests := []struct {
		v, bottom, top, step int64
		want                 string
	}{
		{0, 0, 65_000_00, 5_000_00, "0"},
		{60_000_00, 50_000_00, 65_000_00, 5_000_00, "60k"},
		{62_500_00, 60_000_00, 65_000_00, 500_00, "62.5k"},
		{62_000_00, 60_000_00, 65_000_00, 500_00, "62.0k"},
		{62_040_00, 62_000_00, 62_100_00, 20_00, "62040"},
		{1_200_00, 1_170_00, 1_210_00, 10_00, "1200"},
		{-500_00, -40_000_00, 0, 500_00, "-0.5k"},
		{-40_000_00, -40_000_00, 0, 10_000_00, "-40k"},
		{1_250_000_00, 1_200_000_00, 1_300_000_00, 50_000_00, "1250k"},
		{12_000_000_00, 0, 20_000_000_00, 2_000_000_00, "12M"},
	}
	for _, c := range tests {
		if got := label(c.v, c.bottom, c.top, c.step, 100); got != c.want {
			t.Errorf("label(%d) = %q, want %q", c.v, got, c.want)
		}
	}
}

func BenchmarkLine(b *testing.B) {
	p := plot(730, 128, 28)
	for b.Loop() {
		Line(p)
	}
}
