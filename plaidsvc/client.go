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
)

// daysRequested is the history asked for when linking: the most that Plaid
// gives. It cannot be raised later.
const daysRequested = 730

// client is plaid-go's with our own transport below it.
type client struct {
	api       *plaid.PlaidApiService
	transport *transport
	host      string // the address that the paths of endpoints are put behind
}

func newClient(cfg Config) (*client, error) {
	host := cfg.BaseURL
	switch {
	case cfg.Env != "sandbox" && cfg.Env != "production":
		return nil, fmt.Errorf("unknown Plaid environment %.20q: it is sandbox or production", cfg.Env)
	case cfg.ClientID == "" || cfg.Secret == "":
		return nil, errors.New("no Plaid keys: set PLAID_CLIENT_ID and PLAID_SECRET")
	case host == "":
		host = "https://" + cfg.Env + ".plaid.com"
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
	t := newTransport()
	conf := plaid.NewConfiguration()
	conf.UseEnvironment(plaid.Environment(host))
	conf.AddDefaultHeader("PLAID-CLIENT-ID", cfg.ClientID)
	conf.AddDefaultHeader("PLAID-SECRET", cfg.Secret)
	conf.HTTPClient = &http.Client{Transport: t}
	return &client{api: plaid.NewAPIClient(conf).PlaidApi, transport: t, host: host}, nil
}

// onThisMachine reports whether a host name or address never leaves it.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *client) close() { c.transport.base.CloseIdleConnections() }

// item asks /item/get.
func (c *client) item(ctx context.Context, token string) (plaid.ItemGetResponse, error) {
	res, _, err := c.api.ItemGet(ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
	if err == nil && res.Item.ItemId == "" {
		err = errShape
	}
	return res, err
}

// accounts asks /accounts/get: every account of the Item, investments and
// loans included, with the balances that Plaid last saw.
func (c *client) accounts(ctx context.Context, token string) ([]plaid.AccountBase, error) {
	res, _, err := c.api.AccountsGet(ctx).AccountsGetRequest(*plaid.NewAccountsGetRequest(token)).Execute()
	return res.Accounts, err
}

// liveAccounts asks /accounts/balance/get: every account, with the balances
// that the bank has now, or at Capital One none older than oldest.
func (c *client) liveAccounts(ctx context.Context, token string, oldest time.Time) ([]plaid.AccountBase, error) {
	req := plaid.NewAccountsBalanceGetRequest(token)
	if !oldest.IsZero() {
		options := plaid.NewAccountsBalanceGetRequestOptions()
		options.SetMinLastUpdatedDatetime(oldest)
		req.SetOptions(*options)
	}
	res, _, err := c.api.AccountsBalanceGet(ctx).AccountsBalanceGetRequest(*req).Execute()
	return res.Accounts, err
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
	_, _, err := c.api.TransactionsSync(ctx).TransactionsSyncRequest(*req).Execute()
	return p, err
}

// exchange turns a public token into an access token.
func (c *client) exchange(ctx context.Context, publicToken string) (token, itemID string, err error) {
	req := plaid.NewItemPublicTokenExchangeRequest(publicToken)
	res, _, err := c.api.ItemPublicTokenExchange(ctx).ItemPublicTokenExchangeRequest(*req).Execute()
	return res.AccessToken, res.ItemId, err
}

// remove ends an Item at Plaid.
func (c *client) remove(ctx context.Context, token string) error {
	_, _, err := c.api.ItemRemove(ctx).ItemRemoveRequest(*plaid.NewItemRemoveRequest(token)).Execute()
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
	res, _, err := c.api.SandboxPublicTokenCreate(ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	return res.PublicToken, err
}

// institutionName asks /institutions/get_by_id for the name of an institution.
func (c *client) institutionName(ctx context.Context, id string, countries []plaid.CountryCode) (string, error) {
	req := plaid.NewInstitutionsGetByIdRequest(id, countries)
	res, _, err := c.api.InstitutionsGetById(ctx).InstitutionsGetByIdRequest(*req).Execute()
	return res.Institution.Name, err
}
