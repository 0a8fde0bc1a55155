package plaidsim

import "slices"

// shelf keeps the things of one kind that a client made, oldest first, as the
// JSON that they are shown as.
type shelf struct {
	ids  []string
	byID map[string]object
}

// shelf gives the client's things of a kind.
func (c *client) shelf(kind string) *shelf {
	s := c.shelves[kind]
	if s == nil {
		s = &shelf{byID: map[string]object{}}
		c.shelves[kind] = s
	}
	return s
}

// put keeps a thing under its id.
func (s *shelf) put(id string, o object) {
	if s.byID[id] == nil {
		s.ids = append(s.ids, id)
	}
	s.byID[id] = o
}

// list gives copies of the things that a filter lets through, newest first.
func (s *shelf) list(keep func(object) bool) []object {
	out := []object{}
	for i := len(s.ids) - 1; i >= 0; i-- {
		if o := s.byID[s.ids[i]]; o != nil && keep(o) {
			out = append(out, o)
		}
	}
	return out
}

// all gives the things, oldest first.
func (s *shelf) all() []object {
	out := make([]object, len(s.ids))
	for i, id := range s.ids {
		out[i] = s.byID[id]
	}
	return out
}

// with gives a copy with some keys set, so that the answer's request_id does
// not end up on the shelf.
func with(o object, changes object) object {
	out := make(object, len(o)+len(changes)+1)
	for k, v := range o {
		out[k] = v
	}
	for k, v := range changes {
		out[k] = v
	}
	return out
}

// window cuts a list to a window.
func window[T any](list []T, offset, count int) []T {
	list = list[min(max(offset, 0), len(list)):]
	return list[:min(max(count, 0), len(list))]
}

// remove takes a thing away.
func (s *shelf) remove(id string) {
	delete(s.byID, id)
	s.ids = slices.DeleteFunc(s.ids, func(other string) bool { return other == id })
}
