package bank

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Client is everything that belongs to one pair of API keys. Its lock guards
// all of it.
type Client struct {
	sync.Mutex
	ID     string
	secret string
	Seed   uint64
	made   uint64 // seeds given so far

	Items  map[string]*Item        // by access token
	Linked []*Item                 // in the order in which they were linked
	Public map[string]*PublicToken // by the token

	collections map[string]*Collection // by kind
	waiting     []wait                 // for time to pass
	watched     bool                   // the sink knows that something waits
	events      []Event                // of the call under way
	tallies     map[string]tally       // calls counted by path, and by path and Item
}

// Next gives a new seed, for the ids of the next thing that the client makes.
func (c *Client) Next() uint64 {
	c.made++
	return draw.Mix(c.Seed ^ c.made<<8 ^ draw.KindToken)
}

// Advance lets time pass for the client's Items, and does what waits for them.
func (c *Client) Advance(now time.Time, relogin bool) {
	for _, it := range c.Linked {
		it.Advance(now, relogin)
	}
	c.waiting = slices.DeleteFunc(c.waiting, func(w wait) bool { return w.try(now) })
}

// wait is something that is done as soon as it can be. Whoever listens at url
// hears of it; where nobody does, it may be done with the client's next call.
type wait struct {
	url string
	try func(now time.Time) bool
}

// isAwaited reports whether somebody listens for something that is to be done.
func (c *Client) isAwaited() bool {
	return slices.ContainsFunc(c.waiting, func(w wait) bool { return w.url != "" })
}

// NewToken makes a token such as access-sandbox-….
func (c *Client) NewToken(kind string) string {
	return fmt.Sprintf("%s-sandbox-%s", kind, draw.NewUUID(c.Next()))
}

// OpenItem gives an Item its access token, unless it has one, and lists it
// among the linked ones.
func (c *Client) OpenItem(it *Item) {
	if it.AccessToken == "" {
		it.AccessToken = c.NewToken("access")
		c.Items[it.AccessToken] = it
		c.Linked = append(c.Linked, it)
		if slices.Contains(oneItemOnly, it.Institution.ID) {
			c.endOlder(it)
		}
	}
}

// endOlder puts the client's other Items of the same login into
// ITEM_LOGIN_REQUIRED.
func (c *Client) endOlder(it *Item) {
	for _, old := range c.Linked {
		if old != it && old.Institution == it.Institution && old.Login.User == it.Login.User {
			old.Fail(wire.ErrLoginRequired)
		}
	}
}

// oneItemOnly are the banks that end an older Item when the same login is
// linked again.
var oneItemOnly = []string{"ins_13", "ins_56"}

// Item finds an Item by its access token, also one that needs a new login.
// Errors: INVALID_ACCESS_TOKEN, ITEM_NOT_FOUND for a removed one.
func (c *Client) Item(accessToken string) (*Item, *wire.Error) {
	it := c.Items[accessToken]
	switch {
	case it == nil || !strings.HasPrefix(accessToken, "access-sandbox-"):
		return nil, wire.ErrAccessToken
	case it.Removed:
		return nil, wire.ErrItemNotFound
	}
	return it, nil
}

// ItemsOf are a person's Items, in the order in which they were linked.
func (c *Client) ItemsOf(user string) []*Item {
	var out []*Item
	for _, it := range c.Linked {
		if it.User == user && !it.Removed {
			out = append(out, it)
		}
	}
	return out
}

// Person finds a person by user_token or user_id.
func (c *Client) Person(token, id string) (wire.Object, *wire.Error) {
	for _, u := range c.Collection("user").ByID {
		if token != "" && u["user_token"] == token || id != "" && u["user_id"] == id {
			return u, nil
		}
	}
	if token == "" && id != "" {
		return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_USER_ID", Message: "could not find matching user id"}
	}
	return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_USER_TOKEN", Message: "could not find matching user token"}
}

// Emit adds an event to those of the call. Without an address nothing is sent.
func (c *Client) Emit(url, typ, code string, more wire.Object) {
	if url == "" {
		return
	}
	body := wire.Object{"webhook_type": typ, "webhook_code": code, "environment": "sandbox"}
	maps.Copy(body, more)
	c.events = append(c.events, Event{URL: url, Body: body})
}

// Collection gives the client's objects of a kind.
func (c *Client) Collection(kind string) *Collection {
	s := c.collections[kind]
	if s == nil {
		s = &Collection{ByID: map[string]wire.Object{}}
		c.collections[kind] = s
	}
	return s
}
