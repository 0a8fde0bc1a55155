package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/storage/ledger"
)

// daysRequested is the history asked for when linking: the most that Plaid
// gives. It cannot be raised later.
const daysRequested = 730

// clientConfig says which Plaid a client talks to and as whom.
type clientConfig struct {
	clientID, secret string
	env              string           // sandbox or production
	baseURL          string           // empty: Plaid's host of env
	clientName       string           // shown by Link; at most 30 characters
	countries        []string         // whose banks Link offers, as ISO 3166 codes
	now              func() time.Time // the instant of what is fetched
	retryWait        time.Duration    // before a call that failed is repeated; doubles, up to 16 times as long
}

// client is plaid-go's with our own transport below it.
type client struct {
	api       *plaid.PlaidApiService
	transport *transport
	host      string // the address that the paths of endpoints are put behind
	script    string // the address of the script that opens Link in a browser
	name      string
	countries []plaid.CountryCode
	now       func() time.Time
}

// scriptPath is where Plaid, and what stands in for it, serves Link's script.
const scriptPath = "/link/v2/stable/link-initialize.js"

// newClient checks the configuration; it does no I/O.
func newClient(cfg clientConfig) (*client, error) {
	host, script := cfg.baseURL, "https://cdn.plaid.com"+scriptPath
	switch {
	case cfg.env != "sandbox" && cfg.env != "production":
		return nil, fmt.Errorf("unknown Plaid environment %.20q: it is sandbox or production", cfg.env)
	case cfg.clientID == "" || cfg.secret == "":
		return nil, errors.New("no Plaid keys: set PLAID_CLIENT_ID and PLAID_SECRET")
	case host == "":
		host = "https://" + cfg.env + ".plaid.com"
	}
	// The parse error is not shown: it would print an address that may hold a password.
	u, err := url.Parse(host)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("the Plaid address is not of the form https://host")
	}
	if u.Scheme == "http" && !onThisMachine(u.Hostname()) {
		return nil, errors.New("the Plaid address must begin with https://, because keys and tokens go there: http is only for this machine")
	}
	host = u.Scheme + "://" + u.Host + strings.TrimRight(u.Path, "/")
	if cfg.baseURL != "" {
		script = host + scriptPath
	}
	t := newTransport(cfg.retryWait)
	conf := plaid.NewConfiguration()
	conf.UseEnvironment(plaid.Environment(host))
	conf.AddDefaultHeader("PLAID-CLIENT-ID", cfg.clientID)
	conf.AddDefaultHeader("PLAID-SECRET", cfg.secret)
	conf.HTTPClient = &http.Client{Transport: t}
	countries := make([]plaid.CountryCode, len(cfg.countries))
	for i, code := range cfg.countries {
		countries[i] = plaid.CountryCode(code)
	}
	return &client{
		api: plaid.NewAPIClient(conf).PlaidApi, transport: t, host: host, script: script,
		name: cfg.clientName, countries: countries, now: cfg.now,
	}, nil
}

// onThisMachine reports whether a host name or address never leaves it.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *client) close() { c.transport.base.CloseIdleConnections() }

// call sends a request of plaid-go's. An answer that does not fit its models is
// errShape: the error that plaid-go makes of it may quote the body.
func call[T any](execute func() (T, *http.Response, error)) (T, error) {
	answer, _, err := execute()
	var model plaid.GenericOpenAPIError
	if errors.As(err, &model) {
		err = errShape
	}
	return answer, err
}

// item asks /item/get.
func (c *client) item(ctx context.Context, token string) (itemStatus, error) {
	res, err := call(c.api.ItemGet(ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute)
	if err == nil && res.Item.ItemId == "" {
		err = errShape
	}
	if err != nil {
		return itemStatus{}, err
	}
	return toStatus(res), nil
}

// accounts asks /accounts/get: every account of the Item, investments and
// loans included, with the balances that Plaid last saw.
func (c *client) accounts(ctx context.Context, token string, it ledger.Item) ([]ledger.Account, error) {
	res, err := call(c.api.AccountsGet(ctx).AccountsGetRequest(*plaid.NewAccountsGetRequest(token)).Execute)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return toAccounts(it, res.Accounts, c.now().UTC())
}

// liveAccounts asks /accounts/balance/get: every account of the Item, with the
// balances that the bank has now. It takes long, allows few calls a minute,
// and Plaid bills each.
func (c *client) liveAccounts(ctx context.Context, token string, it ledger.Item) ([]ledger.Account, error) {
	now := c.now().UTC()
	req := plaid.NewAccountsBalanceGetRequest(token)
	if oldest := oldestBalance(it, now); !oldest.IsZero() {
		options := plaid.NewAccountsBalanceGetRequestOptions()
		options.SetMinLastUpdatedDatetime(oldest)
		req.SetOptions(*options)
	}
	res, err := call(c.api.AccountsBalanceGet(ctx).AccountsBalanceGetRequest(*req).Execute)
	if err != nil {
		return nil, fmt.Errorf("live balances: %w", err)
	}
	it.BankUpdatedAt = now // where the answer does not say when, the bank was asked just now
	accounts, err := toAccounts(it, res.Accounts, now)
	for i := range accounts {
		accounts[i].Balance.Source = ledger.Live
	}
	return accounts, err
}

// capitalOne does not give live balances of cards and loans: it wants to be
// told how old a balance may be (/accounts/balance/get,
// min_last_updated_datetime).
const capitalOne = "ins_128026"

// oldestBalance is the age that a live balance may have; zero where the bank
// is not to be told.
func oldestBalance(it ledger.Item, now time.Time) time.Time {
	if it.InstitutionID != capitalOne {
		return time.Time{}
	}
	return now.Add(-24 * time.Hour)
}

// page asks /transactions/sync for the updates after cursor.
func (c *client) page(ctx context.Context, token, cursor string, d *pageDecoder) (page, error) {
	options := plaid.NewTransactionsSyncRequestOptions()
	options.SetIncludeOriginalDescription(true)
	options.SetDaysRequested(daysRequested)
	req := plaid.NewTransactionsSyncRequest(token)
	req.SetCount(500)
	req.SetOptions(*options)
	if cursor != "" {
		req.SetCursor(cursor)
	}
	var p page
	ctx = withSink(ctx, d.into(&p))
	_, err := call(c.api.TransactionsSync(ctx).TransactionsSyncRequest(*req).Execute)
	return p, err
}

// exchange turns a public token into an access token.
func (c *client) exchange(ctx context.Context, publicToken string) (token, itemID string, err error) {
	req := plaid.NewItemPublicTokenExchangeRequest(publicToken)
	res, err := call(c.api.ItemPublicTokenExchange(ctx).ItemPublicTokenExchangeRequest(*req).Execute)
	return res.AccessToken, res.ItemId, err
}

// remove ends an Item at Plaid.
func (c *client) remove(ctx context.Context, token string) error {
	_, err := call(c.api.ItemRemove(ctx).ItemRemoveRequest(*plaid.NewItemRemoveRequest(token)).Execute)
	return err
}

// sandboxToken makes a public token without Link; Sandbox only.
func (c *client) sandboxToken(ctx context.Context, institutionID, user, password string) (string, error) {
	options := plaid.NewSandboxPublicTokenCreateRequestOptions()
	if user != "" {
		options.SetOverrideUsername(user)
	}
	if password != "" {
		options.SetOverridePassword(password)
	}
	transactions := plaid.NewSandboxPublicTokenCreateRequestOptionsTransactions()
	transactions.SetDaysRequested(daysRequested)
	options.SetTransactions(*transactions)
	req := plaid.NewSandboxPublicTokenCreateRequest(institutionID, []plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
	req.SetOptions(*options)
	res, err := call(c.api.SandboxPublicTokenCreate(ctx).SandboxPublicTokenCreateRequest(*req).Execute)
	return res.PublicToken, err
}

// institutionName asks /institutions/get_by_id for the name of an institution.
func (c *client) institutionName(ctx context.Context, id string) (string, error) {
	req := plaid.NewInstitutionsGetByIdRequest(id, c.countries)
	res, err := call(c.api.InstitutionsGetById(ctx).InstitutionsGetByIdRequest(*req).Execute)
	return clean(res.Institution.Name, 100), err
}
