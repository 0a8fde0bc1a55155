package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/wire"
)

// shelf keeps the things of one kind that a client made, oldest first, as the
// JSON that they are shown as.
type shelf struct {
	ids  []string
	byID map[string]wire.Object
}

// shelf gives the client's things of a kind.
func (c *client) shelf(kind string) *shelf {
	s := c.shelves[kind]
	if s == nil {
		s = &shelf{byID: map[string]wire.Object{}}
		c.shelves[kind] = s
	}
	return s
}

// put keeps a thing under its id.
func (s *shelf) put(id string, o wire.Object) {
	if s.byID[id] == nil {
		s.ids = append(s.ids, id)
	}
	s.byID[id] = o
}

// list gives copies of the things that a filter lets through, newest first.
func (s *shelf) list(keep func(wire.Object) bool) []wire.Object {
	out := []wire.Object{}
	for i := len(s.ids) - 1; i >= 0; i-- {
		if o := s.byID[s.ids[i]]; o != nil && keep(o) {
			out = append(out, o)
		}
	}
	return out
}

// all gives the things, oldest first.
func (s *shelf) all() []wire.Object {
	out := make([]wire.Object, len(s.ids))
	for i, id := range s.ids {
		out[i] = s.byID[id]
	}
	return out
}

// remove takes a thing away.
func (s *shelf) remove(id string) {
	delete(s.byID, id)
	s.ids = slices.DeleteFunc(s.ids, func(other string) bool { return other == id })
}
