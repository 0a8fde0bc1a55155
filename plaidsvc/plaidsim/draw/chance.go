package draw

import "math/rand/v2"

// Rand gives the random generator for one kind of event on one day. It depends
// on nothing else, so that the events of a day are the same from whichever
// later day they are computed.
func Rand(seed uint64, d Day, kind string) *rand.Rand {
	return rand.New(rand.NewPCG(MixString(seed, kind), Mix(uint64(d))))
}

// Chance is true in so many percent of the cases.
func Chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// Between draws a number from lo to hi, both included.
func Between(r *rand.Rand, lo, hi int64) int64 { return lo + r.Int64N(hi-lo+1) }

// OneOf draws an element of a list.
func OneOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// Digits replaces every # in a text by a digit.
func Digits(r *rand.Rand, text string) string {
	b := []byte(text)
	for i, c := range b {
		if c == '#' {
			b[i] = byte('0' + r.IntN(10))
		}
	}
	return string(b)
}
