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

// Client is what one pair of keys sees.
type Client struct {
	sync.Mutex
	ID     string
	secret string
	Seed   uint64
	made   uint64 // things given an id so far

	Items  map[string]*Item        // by access token
	Linked []*Item                 // in the order in which they got one
	Public map[string]*publicToken // by their text

	collections map[string]*Collection // by kind
	events      []Event                // of the call under way
	tallies     map[string]tally       // of calls, by path, and by path and Item
}

// Next is a seed for the next thing that the client makes.
func (c *Client) Next() uint64 {
	c.made++
	return draw.Mix(c.Seed ^ c.made<<8 ^ draw.KindToken)
}

// Advance lets time go by for the client's Items.
func (c *Client) Advance(now time.Time, relogin bool) {
	for _, it := range c.Linked {
		it.Advance(now, relogin)
	}
}

// NewToken makes the text of a token of this environment.
func (c *Client) NewToken(kind string) string {
	return fmt.Sprintf("%s-sandbox-%s", kind, draw.NewUUID(c.Next()))
}

// OpenItem gives an Item its access token, unless it has one.
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

// endOlder makes other Items of the same login ask for a new one.
func (c *Client) endOlder(it *Item) {
	for _, old := range c.Linked {
		if old != it && old.Institution == it.Institution && old.Login.User == it.Login.User {
			old.Fail(wire.ErrLoginRequired)
		}
	}
}

// oneItemOnly are the banks that let go of an older Item when the same login
// is linked again.
var oneItemOnly = []string{"ins_13", "ins_56"}

// Item finds an Item by its access token, also one that needs a new login.
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

// Person finds a person by one of the two names.
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

// Emit adds an event to those of the call, unless nobody listens: an empty url.
func (c *Client) Emit(url, typ, code string, more wire.Object) {
	if url == "" {
		return
	}
	body := wire.Object{"webhook_type": typ, "webhook_code": code, "environment": "sandbox"}
	maps.Copy(body, more)
	c.events = append(c.events, Event{URL: url, Body: body})
}

// Collection gives the client's things of a kind.
func (c *Client) Collection(kind string) *Collection {
	s := c.collections[kind]
	if s == nil {
		s = &Collection{ByID: map[string]wire.Object{}}
		c.collections[kind] = s
	}
	return s
}
