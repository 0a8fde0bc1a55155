package wire

import (
	"net/http"
	"time"
)

// Limit is how often an endpoint may be called for one Item and by one client.
// The window is a minute unless ItemWindow or Window says otherwise; 0 calls
// stands for no limit.
type Limit struct {
	Item, Client         int
	ItemCode, ClientCode string // empty: RATE_LIMIT
	ItemWindow, Window   time.Duration
}

// Limits are the rate limits that Plaid documents for the Sandbox, by path.
var Limits = map[string]Limit{
	"/accounts/get":                  {Item: 100, Client: 5000, ItemCode: "ACCOUNTS_LIMIT", ClientCode: "ACCOUNTS_LIMIT"},
	"/accounts/balance/get":          {Item: 25, Client: 1200, ItemCode: "BALANCE_LIMIT", ClientCode: "ACCOUNTS_BALANCE_GET_LIMIT"},
	"/auth/get":                      {Item: 100, Client: 500, ItemCode: "AUTH_LIMIT", ClientCode: "AUTH_LIMIT"},
	"/identity/get":                  {Item: 100, Client: 1000, ItemCode: "IDENTITY_LIMIT", ClientCode: "IDENTITY_LIMIT"},
	"/institutions/get":              {Client: 10, ClientCode: "INSTITUTIONS_GET_LIMIT"},
	"/institutions/get_by_id":        {Client: 400, ClientCode: "INSTITUTIONS_GET_BY_ID_LIMIT"},
	"/investments/holdings/get":      {Item: 100, Client: 1000, ItemCode: "INVESTMENT_HOLDINGS_GET_LIMIT", ClientCode: "INVESTMENT_HOLDINGS_GET_LIMIT"},
	"/investments/transactions/get":  {Item: 100, Client: 1000, ItemCode: "INVESTMENT_TRANSACTIONS_LIMIT", ClientCode: "INVESTMENT_TRANSACTIONS_LIMIT"},
	"/investments/refresh":           {Item: 1, Client: 100},
	"/item/get":                      {Item: 40, Client: 5000, ItemCode: "ITEM_GET_LIMIT", ClientCode: "ITEM_GET_LIMIT"},
	"/item/remove":                   {Item: 100, Client: 500},
	"/liabilities/get":               {Item: 10, Client: 1000},
	"/transactions/get":              {Item: 80, Client: 1000, ItemCode: "TRANSACTIONS_LIMIT", ClientCode: "TRANSACTIONS_LIMIT"},
	"/transactions/sync":             {Item: 50, Client: 1000, ItemCode: "TRANSACTIONS_SYNC_LIMIT", ClientCode: "TRANSACTIONS_SYNC_LIMIT"},
	"/transactions/refresh":          {Item: 2, Client: 100, ItemCode: "TRANSACTIONS_REFRESH_LIMIT", ClientCode: "TRANSACTIONS_REFRESH_LIMIT"},
	"/transactions/recurring/get":    {Item: 20, Client: 1000},
	"/transactions/enrich":           {Client: 100},
	"/sandbox/transactions/create":   {Item: 2, Client: 50},
	"/signal/evaluate":               {Item: 70, ItemWindow: time.Hour, Client: 30, Window: time.Second},
	"/transfer/authorization/create": {Item: 100, ItemWindow: time.Hour, Client: 100},
	"/transfer/event/sync":           {Client: 5000},
	"/statements/list":               {Client: 100},
	"/statements/download":           {Client: 50},
	"/statements/refresh":            {Client: 50},
}

// ErrRateLimit is the error of a call above a limit; an empty code is
// RATE_LIMIT.
func ErrRateLimit(code string) *Error {
	if code == "" {
		code = "RATE_LIMIT"
	}
	return &Error{
		Status: http.StatusTooManyRequests, Type: "RATE_LIMIT_EXCEEDED", Code: code,
		Message: "rate limit exceeded for attempts to access this item. please try again later",
	}
}
