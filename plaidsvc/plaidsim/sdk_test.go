package plaidsim

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"
)

// TestPlaidGoSuite runs plaid-go's own tests against the server.
func TestPlaidGoSuite(t *testing.T) {
	s := New(Options{Now: time.Now})
	defer s.Close()
	srv := httptest.NewServer(conform.Handler(t, s))
	defer srv.Close()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "github.com/plaid/plaid-go/v41/tests")
	cmd.Env = append(os.Environ(), "PLAID_API_URI="+srv.URL, "CLIENT_ID=x", "SECRET=y", "PLAID_ENV=sandbox")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
