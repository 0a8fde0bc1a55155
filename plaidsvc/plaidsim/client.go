package plaidsim

import (
	"encoding/json"
	"net/http"
	"sync"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// client is what one pair of keys sees.
type client struct {
	sync.Mutex
	id     string
	secret string
	seed   uint64
	made   uint64 // things given an id so far

	items  map[string]*item        // by access token
	linked []*item                 // in the order in which they got one
	public map[string]*publicToken // by their text

	shelves map[string]*shelf // by kind
	events  []event           // of the call under way
	tallies map[string]tally  // of calls, by path, and by path and Item
}

// clientOf finds who sent a request. Any non-empty keys will do: a client_id
// is known from its first request on, and its secret is the one of that.
func (l *ledger) clientOf(h http.Header, fields map[string]json.RawMessage) (*client, *wire.Error) {
	var got [2]string
	for i, name := range []string{"client_id", "secret"} {
		got[i] = h.Get(wire.KeyHeaders[name])
		if raw, ok := fields[name]; ok && string(raw) != "null" {
			got[i] = ""
			json.Unmarshal(raw, &got[i])
		}
		if got[i] == "" {
			return nil, wire.InvalidField("%s must be a properly formatted, non-empty string", name)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.clients[got[0]]
	if c == nil {
		c = &client{
			id: got[0], secret: got[1], seed: draw.MixString(l.opt.Seed, got[0]),
			items: map[string]*item{}, public: map[string]*publicToken{}, shelves: map[string]*shelf{},
			tallies: map[string]tally{},
		}
		l.clients[c.id] = c
	}
	if c.secret != got[1] {
		return nil, wire.ErrAPIKeys
	}
	return c, nil
}

// next is a seed for the next thing that the client makes.
func (c *client) next() uint64 {
	c.made++
	return draw.Mix(c.seed ^ c.made<<8 ^ draw.KindToken)
}
