package plaidsim

import (
	"strings"
	"time"
)

// item is one login at one institution that a client may read.
type item struct {
	id, accessToken string
	seed            uint64 // of every id under the Item
	institution     *institution
	login           login
	created         time.Time
	webhook         string
	products        []string // in use
	consented       []string // may be added without the person
	err             *plaidError
	accounts        []account
	profile         profile
	removed         bool
}

// account is one of an Item's accounts.
type account struct {
	accountSeed
	id     string
	shared bool // chosen in Link
}

// token is a public token, a processor token and the like.
type token struct {
	kind    string // public, processor, ...
	item    *item
	expires time.Time // zero: never
	used    bool
}

// item finds an Item by its access token, also one that needs a new login.
func (c *client) item(accessToken string) (*item, *plaidError) {
	it := c.items[accessToken]
	switch {
	case it == nil || !strings.HasPrefix(accessToken, "access-sandbox-"):
		return nil, errAccessToken
	case it.removed:
		return nil, errItemNotFound
	}
	return it, nil
}
