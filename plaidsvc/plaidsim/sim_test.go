package plaidsim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/draw"

	"github.com/plaid/plaid-go/v41/plaid"
)

// The ids of First Platypus Bank and Tartan Bank.
const (
	platypus = "ins_109508"
	tartan   = "ins_109511"
)

var testDay, _ = draw.ParseDay("2026-11-19")

// clock is a time that only moves when it is told to.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// sim is a server under test with a client of it. What it answers is held
// against Plaid's document.
type sim struct {
	t      *testing.T
	server *Server
	url    string
	clock  *clock
	api    *plaid.PlaidApiService
	ctx    context.Context
}

func newSim(t *testing.T, o Options) *sim {
	t.Helper()
	c := &clock{t: time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)}
	o.Now = c.now
	s := &sim{t: t, server: New(o), clock: c, ctx: t.Context()}
	srv := httptest.NewServer(conform.Handler(t, s.server))
	t.Cleanup(srv.Close)
	t.Cleanup(s.server.Close)
	s.url = srv.URL
	s.api = s.as("x", "y")
	return s
}

// as is a client with other keys.
func (s *sim) as(id, secret string) *plaid.PlaidApiService {
	cfg := plaid.NewConfiguration()
	cfg.UseEnvironment(plaid.Environment(s.url))
	cfg.AddDefaultHeader("PLAID-CLIENT-ID", id)
	cfg.AddDefaultHeader("PLAID-SECRET", secret)
	return plaid.NewAPIClient(cfg).PlaidApi
}

// link makes an Item and gives its access token.
func (s *sim) link(user, password string, products ...plaid.Products) string {
	s.t.Helper()
	if len(products) == 0 {
		products = []plaid.Products{plaid.PRODUCTS_TRANSACTIONS}
	}
	req := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", products)
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetOverrideUsername(user)
	o.SetOverridePassword(password)
	tr := plaid.NewSandboxPublicTokenCreateRequestOptionsTransactions()
	tr.SetDaysRequested(730)
	o.SetTransactions(*tr)
	req.SetOptions(*o)
	pub, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	s.must(err)
	return s.exchange(pub.GetPublicToken())
}

func (s *sim) exchange(public string) string {
	s.t.Helper()
	out, _, err := s.api.ItemPublicTokenExchange(s.ctx).ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest(public)).Execute()
	s.must(err)
	return out.GetAccessToken()
}

// sync asks for one page.
func (s *sim) sync(token, cursor string, count int32) plaid.TransactionsSyncResponse {
	s.t.Helper()
	out, err := s.trySync(token, cursor, count)
	s.must(err)
	return out
}

func (s *sim) trySync(token, cursor string, count int32) (plaid.TransactionsSyncResponse, error) {
	req := plaid.NewTransactionsSyncRequest(token)
	req.SetCursor(cursor)
	req.SetCount(count)
	out, _, err := s.api.TransactionsSync(s.ctx).TransactionsSyncRequest(*req).Execute()
	return out, err
}

// update asks for pages until there are no more, and gives them as one.
func (s *sim) update(token, cursor string, count int32) plaid.TransactionsSyncResponse {
	s.t.Helper()
	var all plaid.TransactionsSyncResponse
	for {
		p := s.sync(token, cursor, count)
		all.Added = append(all.Added, p.Added...)
		all.Modified = append(all.Modified, p.Modified...)
		all.Removed = append(all.Removed, p.Removed...)
		all.NextCursor, all.TransactionsUpdateStatus = p.NextCursor, p.TransactionsUpdateStatus
		cursor = p.NextCursor
		if !p.HasMore {
			return all
		}
	}
}

func (s *sim) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(describe(err))
	}
}

// describe adds Plaid's body to the SDK's error.
func describe(err error) string {
	var e plaid.GenericOpenAPIError
	if errors.As(err, &e) {
		return err.Error() + ": " + string(e.Body())
	}
	return err.Error()
}

// code is the error_code of an error; empty for none.
func code(err error) string {
	if err == nil {
		return ""
	}
	e, bad := plaid.ToPlaidError(err)
	if bad != nil {
		return err.Error()
	}
	return e.ErrorCode
}

func wantCode(t *testing.T, err error, want string) {
	t.Helper()
	if got := code(err); got != want {
		t.Errorf("error_code = %q, want %q", got, want)
	}
}

// post sends a body as it is and gives the answer's status and text.
func (s *sim) post(path, contentType, body string) (int, string) {
	s.t.Helper()
	return s.send(http.MethodPost, path, contentType, body)
}

func (s *sim) send(method, path, contentType, body string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.ctx, method, s.url+path, strings.NewReader(body))
	s.must(err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	s.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	s.must(err)
	return res.StatusCode, string(b)
}
