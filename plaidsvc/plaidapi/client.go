// Package plaidapi speaks with Plaid: the client with its retries and time-outs,
// Plaid's errors, the pages of transactions (package pages), and the conversion of
// Plaid's types into passbook's.
//
// It is the only package that imports plaid-go, and the only one that turns
// signs: Plaid counts money out, and what is owed, as positive; passbook as
// negative (pages/amount.go, accounts.go).
//
// Errors are *Error where Plaid answered, one of the Err values where an answer
// is not what it should be, and otherwise those of net/http. None holds a
// token, a key or a body.
package plaidapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidapi/pages"
)

// Config says which Plaid a client talks to and as whom.
type Config struct {
	ClientID    string
	Secret      func(context.Context) (string, error) // asked until it gives one, by the first calls
	Env         string                                // sandbox or production
	BaseURL     string                                // empty: Plaid's host of Env
	ClientName  string                                // shown by Link; at most 30 characters
	Countries   []string                              // whose banks Link offers, as ISO 3166 codes
	Language    string                                // that Link speaks
	Products    []string                              // what Link asks of a bank besides transactions, where the bank has it
	Webhook     string                                // where Plaid sends webhooks of the Items that are linked; empty: nowhere
	HistoryDays int                                   // of history that a bank is asked for when it is linked; it cannot be raised later
	Now         func() time.Time                      // the instant of what is fetched
	RetryWait   time.Duration                         // before a call that failed is repeated; doubles, up to 16 times as long
}

// Client speaks with one Plaid: plaid-go's client on a transport of our own. It
// is safe for use by several goroutines.
type Client struct {
	api         *plaid.PlaidApiService
	transport   *transport
	header      http.Header // of the requests that plaid-go does not build
	Host        string      // the address that the paths of endpoints are put behind
	LinkScript  string      // the address of the script that opens Link in a browser
	HistoryDays int         // as Config has it
	webhook     string
	name        string
	countries   []plaid.CountryCode
	language    string
	products    []plaid.Products
	now         func() time.Time
}

// scriptPath is where Plaid, and what stands in for it, serves Link's script.
const scriptPath = "/link/v2/stable/link-initialize.js"

// New checks the configuration; it does no I/O.
func New(cfg Config) (*Client, error) {
	host, script := cfg.BaseURL, "https://cdn.plaid.com"+scriptPath
	switch {
	case cfg.Env != "sandbox" && cfg.Env != "production":
		return nil, fmt.Errorf("unknown Plaid environment %.20q: it is sandbox or production", cfg.Env)
	case cfg.ClientID == "":
		return nil, errors.New("no Plaid keys: set PLAID_CLIENT_ID")
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
	if cfg.BaseURL != "" {
		script = host + scriptPath
	}
	t := newTransport(cfg.RetryWait, cfg.Secret)
	conf := plaid.NewConfiguration()
	conf.UseEnvironment(plaid.Environment(host))
	conf.AddDefaultHeader("PLAID-CLIENT-ID", cfg.ClientID)
	conf.HTTPClient = &http.Client{Transport: t}
	header := http.Header{
		"Content-Type": {"application/json"}, "Accept": {"application/json"}, "User-Agent": {conf.UserAgent},
	}
	for name, value := range conf.DefaultHeader {
		header.Set(name, value)
	}
	countries := make([]plaid.CountryCode, len(cfg.Countries))
	for i, code := range cfg.Countries {
		countries[i] = plaid.CountryCode(code)
	}
	products := make([]plaid.Products, len(cfg.Products))
	for i, name := range cfg.Products {
		products[i] = plaid.Products(name)
	}
	return &Client{
		api: plaid.NewAPIClient(conf).PlaidApi, transport: t, header: header, Host: host, LinkScript: script,
		HistoryDays: cfg.HistoryDays, webhook: cfg.Webhook, name: cfg.ClientName, countries: countries, language: cfg.Language, products: products, now: cfg.Now,
	}, nil
}

// onThisMachine reports whether a host name or address never leaves it.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close closes connections that are kept open for the next call.
func (c *Client) Close() { c.transport.base.CloseIdleConnections() }

// call sends a request of plaid-go's. An answer that does not fit its models is
// ErrShape: the error that plaid-go makes of it may quote the body.
func call[T any](execute func() (T, *http.Response, error)) (T, error) {
	answer, _, err := execute()
	var model plaid.GenericOpenAPIError
	if errors.As(err, &model) {
		err = ErrShape
	}
	return answer, err
}

// Item asks /item/get. Errors: *Error, ErrShape, net/http's and those
// of Config.Secret, as of every call.
func (c *Client) Item(ctx context.Context, token string) (ItemStatus, error) {
	res, err := call(c.api.ItemGet(ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute)
	if err == nil && res.Item.ItemId == "" {
		err = ErrShape
	}
	if err != nil {
		return ItemStatus{}, err
	}
	return toStatus(res), nil
}

// syncRequest is the request of /transactions/sync.
type syncRequest struct {
	AccessToken string      `json:"access_token"`
	Cursor      string      `json:"cursor,omitempty"`
	Count       int         `json:"count"`
	Options     syncOptions `json:"options"`
}

type syncOptions struct {
	IncludeOriginalDescription bool `json:"include_original_description"`
	DaysRequested              int  `json:"days_requested"`

	// Clients older than December 2025 are given the first taxonomy unless they ask.
	CategoryVersion string `json:"personal_finance_category_version"`
}

type (
	// SyncPage is one answer of /transactions/sync.
	SyncPage = pages.Page
	// WindowPage is one answer of /transactions/get.
	WindowPage = pages.Window
	// PageDecoder reads them.
	PageDecoder = pages.Decoder
)

// readInto reads the body of an answer for a decoder.
func readInto(d *PageDecoder, body io.Reader) (err error) {
	if d.Body, err = readAll(d.Body, body); err == nil && notJSON(d.Body) {
		err = &Error{Status: http.StatusOK}
	}
	return err
}

// SyncPage asks /transactions/sync for the updates after a cursor; empty: from
// the beginning. after is the page before, if there is one. It does not go through
// plaid-go, whose models take forty times as long to decode. The lists may be still undecoded: see Decoded. Errors:
// *Error, ErrBadRow, ErrShape, ErrCutOff, ErrTooLong, net/http's.
func (c *Client) SyncPage(ctx context.Context, token, cursor string, after SyncPage, d *PageDecoder) (page SyncPage, err error) {
	for _, count := range []int{after.NextCount(), pages.Size / 10} { // fewer where their texts are very long
		err = c.post(ctx, "/transactions/sync", syncRequest{
			AccessToken: token, Cursor: cursor, Count: count,
			Options: syncOptions{IncludeOriginalDescription: true, DaysRequested: c.HistoryDays, CategoryVersion: "v2"},
		}, func(body io.Reader) (err error) {
			if err = readInto(d, body); err == nil {
				page, err = d.Page()
			}
			page.Asked = count
			return err
		})
		if !errors.Is(err, ErrTooLong) {
			break
		}
	}
	return page, err
}

// post sends a request that plaid-go does not build; read takes the body of the
// answer.
func (c *Client) post(ctx context.Context, path string, request any, read func(io.Reader) error) error {
	_, err := c.postFor(ctx, path, request, read)
	return err
}

// postFor is post that gives the answer's header too.
func (c *Client) postFor(ctx context.Context, path string, request any, read func(io.Reader) error) (http.Header, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Host+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	req.Header = c.header.Clone()
	res, err := c.transport.send(req, read)
	if err != nil {
		return nil, err
	}
	return res.Header, nil
}

// Exchanged is what a public token was exchanged for.
type Exchanged struct{ Token, ItemID, RequestID string }

// Exchange turns a public token into an access token. It is never repeated: see
// unrepeatable.
func (c *Client) Exchange(ctx context.Context, publicToken string) (Exchanged, error) {
	req := plaid.NewItemPublicTokenExchangeRequest(publicToken)
	res, err := call(c.api.ItemPublicTokenExchange(ctx).ItemPublicTokenExchangeRequest(*req).Execute)
	return Exchanged{res.AccessToken, res.ItemId, CodeOnly(res.RequestId)}, err
}

// Remove ends an Item at Plaid.
func (c *Client) Remove(ctx context.Context, token string) error {
	_, err := call(c.api.ItemRemove(ctx).ItemRemoveRequest(*plaid.NewItemRemoveRequest(token)).Execute)
	return err
}

// SandboxToken makes a public token without Link, of an Item that is Plaid's
// user's where userID is not empty; Sandbox only.
func (c *Client) SandboxToken(ctx context.Context, institutionID, user, password, userID string) (string, error) {
	options := plaid.NewSandboxPublicTokenCreateRequestOptions()
	if user != "" {
		options.SetOverrideUsername(user)
	}
	if password != "" {
		options.SetOverridePassword(password)
	}
	transactions := plaid.NewSandboxPublicTokenCreateRequestOptionsTransactions()
	transactions.SetDaysRequested(int32(c.HistoryDays))
	options.SetTransactions(*transactions)
	if c.webhook != "" {
		options.SetWebhook(c.webhook)
	}
	asked := []plaid.Products{plaid.PRODUCTS_TRANSACTIONS}
	if slices.Contains(c.products, plaid.PRODUCTS_STATEMENTS) { // the others can be added later
		from, to := c.statementDays()
		options.SetStatements(*plaid.NewSandboxPublicTokenCreateRequestOptionsStatements(from, to))
		asked = append(asked, plaid.PRODUCTS_STATEMENTS)
	}
	req := plaid.NewSandboxPublicTokenCreateRequest(institutionID, asked)
	req.SetOptions(*options)
	if userID != "" {
		req.SetUserId(userID)
	}
	res, err := call(c.api.SandboxPublicTokenCreate(ctx).SandboxPublicTokenCreateRequest(*req).Execute)
	return res.PublicToken, err
}

// TryKeys asks /institutions/get for one institution, which proves the keys, and
// that the countries are open to them. Plaid bills nothing for it.
func (c *Client) TryKeys(ctx context.Context) error {
	_, err := call(c.api.InstitutionsGet(ctx).InstitutionsGetRequest(*plaid.NewInstitutionsGetRequest(1, 0, c.countries)).Execute)
	return err
}

// ask posts a request and reads the answer into a type of our own, whose numbers
// are json.Number: plaid-go's are floats. Errors: *Error, ErrShape, ErrCutOff,
// ErrTooLong, net/http's and those of Config.Secret.
func ask[T any](ctx context.Context, c *Client, path string, request any) (answer T, err error) {
	err = c.post(ctx, path, request, func(body io.Reader) error {
		text, err := readJSON(body)
		if err != nil {
			return err
		}
		answer = *new(T) // an attempt before this one may have been read by half
		if json.Unmarshal(text, &answer) != nil {
			return ErrShape
		}
		return nil
	})
	return answer, err
}
