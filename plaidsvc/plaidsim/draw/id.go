package draw

import "encoding/binary"

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Mix is the finisher of splitmix64: every bit of x has an effect on every bit
// of the result.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// MixString derives a seed from a seed and a text.
func MixString(seed uint64, s string) uint64 {
	seed = Mix(seed ^ uint64(len(s)))
	for len(s) >= 8 {
		seed = Mix(seed ^ binary.LittleEndian.Uint64([]byte(s[:8])))
		s = s[8:]
	}
	for i := range len(s) {
		seed = Mix(seed ^ uint64(s[i]))
	}
	return seed
}

// The kinds of things that have ids. Their values are part of every id.
const (
	KindItem = iota + 1
	KindAccount
	KindTransaction
	KindPending // a pending transaction, which posts under another id
	_
	KindToken
	KindTrade
	KindSecurity
	KindStream
	_
	KindOther
)

// AppendID appends the id (37 base62 characters, like Plaid's) of the n-th
// thing of a kind under a seed.
func AppendID(dst []byte, seed uint64, kind, n uint64) []byte {
	return AppendBase62(dst, Mix(seed^kind<<56^n), 37)
}

// NewID is AppendID as a string.
func NewID(seed uint64, kind, n uint64) string { return string(AppendID(nil, seed, kind, n)) }

// AppendBase62 appends n base62 characters that x determines.
func AppendBase62(dst []byte, x uint64, n int) []byte {
	for n > 0 {
		x = Mix(x)
		for y, k := x, min(n, 10); k > 0; k-- {
			dst = append(dst, base62[y%62])
			y /= 62
			n--
		}
	}
	return dst
}

// NewUUID is the UUID (version 4) that x determines.
func NewUUID(x uint64) string {
	const hex = "0123456789abcdef"
	var b [16]byte
	x = Mix(x)
	binary.BigEndian.PutUint64(b[:8], x)
	binary.BigEndian.PutUint64(b[8:], Mix(x))
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	out := make([]byte, 0, 36)
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, hex[c>>4], hex[c&15])
	}
	return string(out)
}
