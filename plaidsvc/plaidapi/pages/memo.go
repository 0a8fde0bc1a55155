package pages

import "bytes"

// repeat reads values that often equal the one before byte for byte, such as a
// location of nulls alone: then what that was decoded to is given again. It is
// shared and must not be written to.
type repeat[T any] struct {
	text  []byte
	value T
}

func (p *repeat[T]) read(r *reader, decode func() T) T {
	r.peek()
	start := r.i
	if len(p.text) > 0 && bytes.HasPrefix(r.b[start:], p.text) {
		r.i += len(p.text)
		return p.value
	}
	p.value = decode()
	if p.text = p.text[:0]; r.i-start > longestMemo {
		return p.value
	}
	p.text = append(p.text, r.b[start:r.i]...)
	if r.err != nil || r.i == len(r.b) || len(p.text) > 0 && isDigit(p.text[len(p.text)-1]) {
		p.text = p.text[:0] // another value may begin with half of one, or with a number
	}
	return p.value
}

// memo reads values that have but few texts, such as categories: each is
// decoded once.
type memo[T any] struct {
	repeat[T]
	seen map[string]T
	held int // bytes of the texts, about
}

// Bounds of the memory that a hostile document fills: bytes of all texts of a
// memo, and of one that is worth it.
const (
	maxMemo     = 1 << 19
	longestMemo = 1 << 12
)

func (m *memo[T]) read(r *reader, decode func() T) T {
	return m.repeat.read(r, func() T {
		start := r.i
		r.skip()
		text := r.b[start:r.i]
		v, ok := m.seen[string(text)]
		if ok {
			return v
		}
		r.i = start
		v = decode()
		if len(text) > longestMemo {
			return v
		}
		if m.held += len(text) + entrySize; m.held > maxMemo || m.seen == nil {
			m.seen, m.held = map[string]T{}, len(text)+entrySize
		}
		m.seen[string(text)] = v
		return v
	})
}
