package plaidsim

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"
)

// products are the endpoints that a program on a person's money asks.
var products = []string{
	"/auth/get", "/identity/get", "/identity/match", "/accounts/balance/get", "/accounts/get", "/item/get",
	"/investments/holdings/get", "/investments/transactions/get", "/investments/refresh", "/liabilities/get",
	"/transactions/sync", "/transactions/get", "/transactions/refresh", "/transactions/recurring/get", "/transactions/enrich",
	"/user/create", "/user/items/get", "/credit/bank_income/get", "/credit/payroll_income/get", "/signal/prepare", "/signal/evaluate",
	"/signal/decision/report", "/signal/return/report", "/transfer/event/sync", "/bank_transfer/event/sync", "/institutions/search",
	"/institutions/get", "/institutions/get_by_id", "/categories/get", "/statements/list", "/statements/download", "/link/token/create",
	"/link/token/get", "/item/public_token/exchange", "/item/access_token/invalidate", "/item/remove", "/asset_report/create", "/asset_report/get", "/asset_report/pdf/get",
	"/beta/transactions/v1/enhance", "/beta/transactions/rules/v1/create", "/beta/transactions/rules/v1/list", "/beta/transactions/rules/v1/remove",
	"/beta/transactions/user_insights/v1/get", "/transfer/ledger/get", "/transfer/ledger/deposit", "/transfer/ledger/withdraw", "/transfer/ledger/distribute", "/transfer/ledger/event/list",
	"/sandbox/transfer/ledger/simulate_available", "/sandbox/transfer/ledger/deposit/simulate", "/sandbox/transfer/ledger/withdraw/simulate",
	"/transfer/sweep/get", "/transfer/sweep/list", "/sandbox/transfer/sweep/simulate", "/transfer/intent/create", "/transfer/intent/get",
	"/transfer/recurring/create", "/transfer/recurring/get", "/transfer/recurring/list", "/transfer/recurring/cancel",
	"/sandbox/transfer/test_clock/create", "/sandbox/transfer/test_clock/advance", "/sandbox/transfer/test_clock/get", "/sandbox/transfer/test_clock/list",
}

// Plaid's client for Node drives every product. It is installed by
// npm ci --prefix plaidsvc/plaidsim/testdata/client.
func TestPlaidNodeClient(t *testing.T) {
	const folder = "testdata/client"
	need := func(what string, err error) {
		switch {
		case err == nil:
		case os.Getenv("CI") == "true":
			t.Fatalf("%s: %v", what, err)
		default:
			t.Skipf("%s: %v", what, err)
		}
	}
	node, err := exec.LookPath("node")
	need("Plaid's client for Node needs node", err)
	_, err = os.Stat(filepath.Join(folder, "node_modules", "plaid"))
	need("Plaid's client for Node is not installed: npm ci --prefix plaidsvc/plaidsim/"+folder, err)

	s := New(Options{Seed: 1, Now: time.Now, Initial: time.Hour, Historical: time.Hour})
	defer s.Close()
	var mu sync.Mutex
	answered := map[string]bool{}
	handler := conform.Handler(t, s)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		handler.ServeHTTP(seen, r)
		if seen.status == http.StatusOK {
			mu.Lock()
			answered[r.URL.Path] = true
			mu.Unlock()
		}
	}))
	defer srv.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "drive.js")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PLAID_URL="+srv.URL)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, path := range products {
		if !answered[path] {
			t.Errorf("the client had no answer of %s", path)
		}
	}
}

// statusWriter keeps the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
