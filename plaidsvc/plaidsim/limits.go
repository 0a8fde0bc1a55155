package plaidsim

import (
	"encoding/json"
	"net/http"
	"time"
)

// limit is how often an endpoint may be called for one Item and by one client
// in Plaid's Sandbox, each a minute unless a window says otherwise; 0: as often
// as one likes.
type limit struct {
	item, client         int
	itemCode, clientCode string // empty: RATE_LIMIT
	itemWindow, window   time.Duration
}

// limits are the documented ones.
var limits = map[string]limit{
	"/accounts/get":                  {item: 100, client: 5000, itemCode: "ACCOUNTS_LIMIT", clientCode: "ACCOUNTS_LIMIT"},
	"/accounts/balance/get":          {item: 25, client: 1200, itemCode: "BALANCE_LIMIT", clientCode: "ACCOUNTS_BALANCE_GET_LIMIT"},
	"/auth/get":                      {item: 100, client: 500, itemCode: "AUTH_LIMIT", clientCode: "AUTH_LIMIT"},
	"/identity/get":                  {item: 100, client: 1000, itemCode: "IDENTITY_LIMIT", clientCode: "IDENTITY_LIMIT"},
	"/institutions/get":              {client: 10, clientCode: "INSTITUTIONS_GET_LIMIT"},
	"/institutions/get_by_id":        {client: 400, clientCode: "INSTITUTIONS_GET_BY_ID_LIMIT"},
	"/investments/holdings/get":      {item: 100, client: 1000, itemCode: "INVESTMENT_HOLDINGS_GET_LIMIT", clientCode: "INVESTMENT_HOLDINGS_GET_LIMIT"},
	"/investments/transactions/get":  {item: 100, client: 1000, itemCode: "INVESTMENT_TRANSACTIONS_LIMIT", clientCode: "INVESTMENT_TRANSACTIONS_LIMIT"},
	"/investments/refresh":           {item: 1, client: 100},
	"/item/get":                      {item: 40, client: 5000, itemCode: "ITEM_GET_LIMIT", clientCode: "ITEM_GET_LIMIT"},
	"/item/remove":                   {item: 100, client: 500},
	"/liabilities/get":               {item: 10, client: 1000},
	"/transactions/get":              {item: 80, client: 1000, itemCode: "TRANSACTIONS_LIMIT", clientCode: "TRANSACTIONS_LIMIT"},
	"/transactions/sync":             {item: 50, client: 1000, itemCode: "TRANSACTIONS_SYNC_LIMIT", clientCode: "TRANSACTIONS_SYNC_LIMIT"},
	"/transactions/refresh":          {item: 2, client: 100, itemCode: "TRANSACTIONS_REFRESH_LIMIT", clientCode: "TRANSACTIONS_REFRESH_LIMIT"},
	"/transactions/recurring/get":    {item: 20, client: 1000},
	"/transactions/enrich":           {client: 100},
	"/sandbox/transactions/create":   {item: 2, client: 50},
	"/signal/evaluate":               {item: 70, itemWindow: time.Hour, client: 30, window: time.Second},
	"/transfer/authorization/create": {item: 100, itemWindow: time.Hour, client: 100},
	"/transfer/event/sync":           {client: 5000},
	"/statements/list":               {client: 100},
	"/statements/download":           {client: 50},
	"/statements/refresh":            {client: 50},
}

// errRateLimit is too many calls.
func errRateLimit(code string) *plaidError {
	if code == "" {
		code = "RATE_LIMIT"
	}
	return &plaidError{
		status: http.StatusTooManyRequests, typ: "RATE_LIMIT_EXCEEDED", code: code,
		message: "rate limit exceeded for attempts to access this item. please try again later",
	}
}

// showLimits serves GET /sim/limits: whether the limits are on.
func (s *Server) showLimits(struct{}) (any, *plaidError) {
	return object{"on": s.limited.Load()}, nil
}

// limitSwitch is the body of POST /sim/limits.
type limitSwitch struct {
	On *bool `json:"on"`
}

// setLimits serves POST /sim/limits, which switches them on or off.
func (s *Server) setLimits(in limitSwitch) (any, *plaidError) {
	if in.On == nil {
		return nil, invalidField("on must be true or false")
	}
	s.limited.Store(*in.On)
	return s.showLimits(struct{}{})
}

// tally counts the calls of a window of time.
type tally struct {
	began time.Time
	calls int
}

// count counts a call towards a limit, and tells whether it is within it. No
// window is a minute.
func (c *client) count(key string, most int, window time.Duration, now time.Time) bool {
	if most == 0 {
		return true
	}
	if window == 0 {
		window = time.Minute
	}
	t := c.tallies[key]
	if began := now.Truncate(window); !t.began.Equal(began) {
		t = tally{began: began}
	}
	t.calls++
	c.tallies[key] = t
	return t.calls <= most
}

// limit refuses a call too many.
func (c *call) limit(path string, fields map[string]json.RawMessage) *plaidError {
	l := limits[path]
	if !c.count(path, l.client, l.window, c.now) {
		return errRateLimit(l.clientCode)
	}
	var token string
	json.Unmarshal(fields["access_token"], &token)
	if it := c.items[token]; it != nil && !c.count(path+" "+it.id, l.item, l.itemWindow, c.now) {
		return errRateLimit(l.itemCode)
	}
	return nil
}
