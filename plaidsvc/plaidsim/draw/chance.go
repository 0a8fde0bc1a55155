package draw

import "math/rand/v2"

// Rand gives the generator of one kind of event on one day. All chance is
// drawn this way, so that a day's events are the same from whichever later
// day they are looked at.
func Rand(seed uint64, d Day, kind string) *rand.Rand {
	return rand.New(rand.NewPCG(MixString(seed, kind), Mix(uint64(d))))
}

// Chance is true in percent of the cases.
func Chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// Between gives lo to hi, both included.
func Between(r *rand.Rand, lo, hi int64) int64 { return lo + r.Int64N(hi-lo+1) }

// OneOf chooses one of a list.
func OneOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// Digits gives text with every # replaced by a digit.
func Digits(r *rand.Rand, text string) string {
	b := []byte(text)
	for i, c := range b {
		if c == '#' {
			b[i] = byte('0' + r.IntN(10))
		}
	}
	return string(b)
}
