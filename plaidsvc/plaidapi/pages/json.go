package pages

import (
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"unicode/utf8"
)

// reader is a pull parser over one JSON document in memory. It exists because a
// first sync is bound by decoding: encoding/json costs eight times as much, and
// plaid-go's models forty times. The first error sticks: everything read after
// it is empty. What does not have the type asked for reads as empty too.
type reader struct {
	b    []byte
	i    int
	err  error
	seen map[string]string // interned texts
	held int               // bytes that they take, about
}

// fail ends the reading. Broken JSON is taken for an answer that broke off.
func (r *reader) fail() {
	if r.err == nil {
		r.err = ErrCutOff
	}
	r.i = len(r.b)
}

// peek skips white space and gives the next byte; 0 at the end.
func (r *reader) peek() byte {
	for r.i < len(r.b) {
		switch c := r.b[r.i]; c {
		case ' ', '\n', '\t', '\r':
			r.i++
		default:
			return c
		}
	}
	r.fail()
	return 0
}

// open steps into an object or array; where there is something else it skips
// that and reports false.
func (r *reader) open(bracket byte) bool {
	if r.peek() != bracket {
		r.skip()
		return false
	}
	r.i++
	return true
}

// more reports whether another member or element follows, n counting them, and
// steps out behind the closing bracket otherwise.
func (r *reader) more(closing byte, n *int) bool {
	c := r.peek()
	if c == closing {
		r.i++
		return false
	}
	if *n > 0 {
		if c != ',' {
			r.fail()
			return false
		}
		r.i++
		if r.peek() == closing {
			r.fail()
			return false
		}
	}
	*n++
	return r.err == nil
}

// key reads a member's name and the colon. It is valid until the next read.
func (r *reader) key() []byte {
	if r.peek() != '"' {
		r.fail()
		return nil
	}
	k, plain := r.quoted()
	if !plain {
		k = []byte(unquote(k))
	} else if len(k) > 1 {
		k = k[1 : len(k)-1]
	}
	if r.peek() != ':' {
		r.fail()
		return nil
	}
	r.i++
	return k
}

// quoted steps over the string at i and gives it with its quotes; plain says
// that nothing in it is escaped.
func (r *reader) quoted() (text []byte, plain bool) {
	start := r.i
	plain = true
	for i := r.i + 1; ; {
		i += quoteOrBackslash(r.b[i:])
		switch {
		case i >= len(r.b):
			r.fail()
			return nil, true
		case r.b[i] == '"':
			r.i = i + 1
			return r.b[start:r.i], plain
		}
		plain = false
		if i += 2; i > len(r.b) {
			r.fail()
			return nil, true
		}
	}
}

// quoteOrBackslash gives the place of the first of them, or a place behind the
// end. Most texts are short: eight bytes at a time is quicker than IndexByte,
// twice.
func quoteOrBackslash(b []byte) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		word := binary.LittleEndian.Uint64(b[i:])
		quote, back := word^(each*'"'), word^(each*'\\')
		// The lowest zero byte of each sets its high bit.
		if found := ((quote-each)&^quote | (back-each)&^back) & high; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(b) && b[i] != '"' && b[i] != '\\'; i++ {
	}
	return i
}

func unquote(quoted []byte) (s string) {
	if json.Unmarshal(quoted, &s) != nil {
		return ""
	}
	return s
}

// raw gives the bytes of a string as text; nil where the value is not a
// string. They are valid until the document's buffer is used again.
func (r *reader) raw() []byte {
	if r.peek() != '"' {
		r.skip()
		return nil
	}
	text, plain := r.quoted()
	switch {
	case len(text) < 2:
		return nil
	case !plain || !utf8.Valid(text):
		return []byte(unquote(text))
	}
	return text[1 : len(text)-1]
}

func (r *reader) text() string { return string(r.raw()) }

// Bounds of the memory of texts that a hostile document fills: bytes of all, and
// of one that is worth it.
const (
	maxInterned     = 1 << 20
	longestInterned = 1 << 10
	entrySize       = 64 // of a map, beside the text
)

// interned is text for values that repeat: one copy of each.
func (r *reader) interned() string {
	b := r.raw()
	if len(b) == 0 { // most often null
		return ""
	}
	if s, ok := r.seen[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(b) > longestInterned {
		return s
	}
	if r.held += len(b) + entrySize; r.held > maxInterned || r.seen == nil {
		r.seen, r.held = make(map[string]string, 256), len(b)+entrySize
	}
	r.seen[s] = s
	return s
}

// number gives the text of a number, also of one in quotes; nil otherwise.
func (r *reader) number() []byte {
	switch c := r.peek(); {
	case c == '"':
		return r.raw()
	case c != '-' && !isDigit(c):
		r.skip()
		return nil
	}
	return r.token()
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// token steps over a number or a literal.
func (r *reader) token() []byte {
	start := r.i
	for r.i < len(r.b) {
		switch c := r.b[r.i]; c {
		case ',', '}', ']', ' ', '\n', '\t', '\r', ':', '"', '{', '[':
			return r.b[start:r.i]
		}
		r.i++
	}
	return r.b[start:r.i]
}

// isBool reports whether the next value is true or false.
func (r *reader) isBool() bool {
	c := r.peek()
	return c == 't' || c == 'f'
}

func (r *reader) bool() bool {
	if !r.isBool() {
		r.skip()
		return false
	}
	return string(r.token()) == "true"
}

// skip steps over any value.
func (r *reader) skip() {
	depth := 0
	for {
		switch r.peek() {
		case 0:
			r.fail() // the end, or a byte that no value begins with
			return
		case '"':
			r.quoted()
		case '{', '[':
			depth++
			r.i++
			continue
		case '}', ']':
			depth--
			r.i++
		case ',', ':':
			if depth == 0 {
				r.fail()
				return
			}
			r.i++
			continue
		default:
			if len(r.token()) == 0 {
				r.fail()
			}
		}
		if depth <= 0 {
			if depth < 0 {
				r.fail()
			}
			return
		}
	}
}
