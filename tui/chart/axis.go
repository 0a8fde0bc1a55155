package chart

import (
	"strconv"
	"time"
)

// maxTicks bounds the labels of an axis.
const maxTicks = 8

// bounds gives the ends of an axis that holds low to high, both multiples of
// its step: the smallest of 1, 2, 4, 5, 10 ... units that leaves about three
// rows from label to label.
func bounds(low, high, unit int64, rows int) (bottom, top, step int64) {
	want := int64(min(max(rows/3, 2), maxTicks)) // 2: zero may lie between
	if low == high {                             // a flat line runs through the middle
		pad := max(unit, low/50, -low/50)
		low, high = low-pad, high+pad
	}
	for step = unit; ; step = next(step, unit) {
		bottom, top = floor(low, step), -floor(-high, step)
		if (top-bottom)/step <= want && fit(bottom, top, step, unit) {
			return bottom, top, step
		}
	}
}

// fit reports whether the axis can be labelled exactly in the room there is.
// Where it cannot, the step grows: a hundredth of a percent is no movement.
func fit(bottom, top, step, unit int64) bool {
	for v := bottom; v <= top; v += step {
		if len(label(v, bottom, top, step, unit)) > gutter-2 {
			return false
		}
	}
	return true
}

// next gives the step after 1, 2, 4, 5 or 10 times a power of ten of units.
func next(step, unit int64) int64 {
	lead := step / unit
	for lead >= 10 {
		lead /= 10
	}
	if lead == 4 {
		return step / 4 * 5
	}
	return step * 2
}

func floor(v, step int64) int64 {
	q := v / step
	if v%step < 0 {
		q--
	}
	return q * step
}

// label writes a tick of an axis, minor units of which unit make one, with
// cents left out: 950, 9.5k, 62k, 62.5k, 12M, -40k. All ticks of an axis have
// the same form.
func label(v, bottom, top, step, unit int64) string {
	largest := max(top, -bottom) / unit
	v, step = v/unit, step/unit
	if v == 0 {
		return "0"
	}
	for _, size := range []struct {
		of     int64
		letter string
	}{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}} {
		switch {
		case largest < size.of || step%(size.of/10) != 0:
		case step%size.of == 0:
			return strconv.FormatInt(v/size.of, 10) + size.letter
		default:
			sign, tenths := "", v/(size.of/10)
			if tenths < 0 {
				sign, tenths = "-", -tenths
			}
			return sign + strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + size.letter
		}
	}
	return strconv.FormatInt(v, 10)
}

// mark is a label under the x axis.
type mark struct {
	point int // where the day, month or year begins
	text  string
}

// marks names the days from first on: weeks under two months, months up to
// three years, then years.
func marks(first time.Time, days int) []mark {
	var out []mark
	for i := range days {
		day := first.AddDate(0, 0, i)
		switch {
		case days <= 62:
			if day.Weekday() == time.Monday {
				out = append(out, mark{i, day.Format("Jan 2")})
			}
		case days <= 3*366:
			if day.Day() == 1 || i == 0 && day.Day() < 16 {
				out = append(out, mark{i, day.Format("Jan")})
			}
		case day.YearDay() == 1:
			out = append(out, mark{i, day.Format("2006")})
		}
	}
	return out
}

// labels writes marks into a line of width cells, every one of them, or every
// second, third, sixth or twelfth where they would touch.
func labels(all []mark, points, width int) string {
	line := make([]rune, width)
	for _, stride := range []int{1, 2, 3, 6, 12} {
		if fill(line, all, points, stride) {
			break
		}
	}
	return string(line)
}

func fill(line []rune, all []mark, points, stride int) bool {
	for i := range line {
		line[i] = ' '
	}
	free := 0
	for i := 0; i < len(all); i += stride {
		at := all[i].point * (len(line) - 1) / max(points-1, 1)
		if at < free {
			return false
		}
		if at+len(all[i].text) > len(line) {
			break // the last month has only begun
		}
		copy(line[at:], []rune(all[i].text))
		free = at + len(all[i].text) + 1
	}
	return true
}
