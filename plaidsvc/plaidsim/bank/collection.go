package bank

import (
	"slices"

	"passbook/plaidsvc/plaidsim/wire"
)

// Collection keeps the objects of one kind that a client made (transfers,
// reports, persons), as the JSON that they are shown as, oldest first.
type Collection struct {
	IDs  []string
	ByID map[string]wire.Object
}

// Put keeps an object under its id.
func (s *Collection) Put(id string, o wire.Object) {
	if s.ByID[id] == nil {
		s.IDs = append(s.IDs, id)
	}
	s.ByID[id] = o
}

// List gives the objects that keep returns true for, newest first.
func (s *Collection) List(keep func(wire.Object) bool) []wire.Object {
	out := []wire.Object{}
	for i := len(s.IDs) - 1; i >= 0; i-- {
		if o := s.ByID[s.IDs[i]]; o != nil && keep(o) {
			out = append(out, o)
		}
	}
	return out
}

// All gives all objects, oldest first.
func (s *Collection) All() []wire.Object {
	out := make([]wire.Object, len(s.IDs))
	for i, id := range s.IDs {
		out[i] = s.ByID[id]
	}
	return out
}

// Remove deletes an object.
func (s *Collection) Remove(id string) {
	delete(s.ByID, id)
	s.IDs = slices.DeleteFunc(s.IDs, func(other string) bool { return other == id })
}
