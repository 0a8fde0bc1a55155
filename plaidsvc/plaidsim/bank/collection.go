package bank

import (
	"slices"

	"passbook/plaidsvc/plaidsim/wire"
)

// Collection keeps the things of one kind that a client made, oldest first, as the
// JSON that they are shown as.
type Collection struct {
	IDs  []string
	ByID map[string]wire.Object
}

// Put keeps a thing under its id.
func (s *Collection) Put(id string, o wire.Object) {
	if s.ByID[id] == nil {
		s.IDs = append(s.IDs, id)
	}
	s.ByID[id] = o
}

// List gives copies of the things that a filter lets through, newest first.
func (s *Collection) List(keep func(wire.Object) bool) []wire.Object {
	out := []wire.Object{}
	for i := len(s.IDs) - 1; i >= 0; i-- {
		if o := s.ByID[s.IDs[i]]; o != nil && keep(o) {
			out = append(out, o)
		}
	}
	return out
}

// All gives the things, oldest first.
func (s *Collection) All() []wire.Object {
	out := make([]wire.Object, len(s.IDs))
	for i, id := range s.IDs {
		out[i] = s.ByID[id]
	}
	return out
}

// Remove takes a thing away.
func (s *Collection) Remove(id string) {
	delete(s.ByID, id)
	s.IDs = slices.DeleteFunc(s.IDs, func(other string) bool { return other == id })
}
