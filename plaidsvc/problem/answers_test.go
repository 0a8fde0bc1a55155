package problem

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/storage/ledger"
)

// answering is a client whose Plaid answers as a test says.
func answering(t *testing.T, answer http.HandlerFunc) (*plaidapi.Client, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return plaidAt(t, server.URL), &calls
}

func plaidAt(t *testing.T, url string) *plaidapi.Client {
	t.Helper()
	c, err := plaidapi.New(plaidapi.Config{
		ClientID: "client", Secret: func(context.Context) (string, error) { return "s3cr3t", nil },
		Env: "sandbox", BaseURL: url, Now: time.Now, RetryWait: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// explained is the error of a call, as the person gets it; nothing in it may
// be secret.
func explained(t *testing.T, err error) *Error {
	t.Helper()
	e := Of(err, "Chase", time.Now())
	for _, text := range []string{e.Error(), e.Err.Error()} {
		for _, secret := range []string{"access-sandbox", "s3cr3t", "<html", "http://", "{"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q in %q", secret, text)
			}
		}
	}
	return e
}

func TestAnswersThatAreNone(t *testing.T) {
	write := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			if kind != "" {
				w.Header().Set("Content-Type", kind)
			}
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	half := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, `{"accounts":[`)
	}
	reset := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		calls  int32
		actor  ledger.Actor
		words  string
	}{
		{"502 with HTML", write(502, "text/html", "<html>Bad gateway</html>"), 4, ledger.ActorWait, "out of order"},
		{"500 and nothing", write(500, "", ""), 4, ledger.ActorWait, "out of order"},
		{"500 with Plaid's error", write(500, "application/json", errorBody("API_ERROR", "INTERNAL_SERVER_ERROR")), 4, ledger.ActorWait, "fault of its own"},
		{"a portal", write(200, "text/html", "<html>Sign in to the WLAN</html>"), 1, ledger.ActorSetup, "is not Plaid"},
		{"200 and nothing", write(200, "application/json", ""), 4, ledger.ActorWait, "broke off"},
		{"cut JSON", write(200, "application/json", `{"accounts":[{"account_id":"x"`), 4, ledger.ActorWait, "broke off"},
		{"cut body", half, 4, ledger.ActorWait, "broke off"},
		{"reset", reset, 4, ledger.ActorWait, "cannot be reached"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.com/x", http.StatusTemporaryRedirect)
		}, 1, ledger.ActorSetup, "elsewhere"},
		{"429", write(429, "application/json", errorBody("RATE_LIMIT_EXCEEDED", "ACCOUNTS_LIMIT")), 1, ledger.ActorWait, "limit of requests"},
		{"400 of no known shape", write(400, "application/json", `["x"]`), 1, ledger.ActorSetup, "is not Plaid"},
		{"another shape", write(200, "application/json", `{"accounts":{"a":"access-sandbox-x"}}`), 1, ledger.ActorBug, "documented shape"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for chunk := []byte(strings.Repeat(" ", 1<<20)); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, 1, ledger.ActorBug, "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, calls := answering(t, tt.answer)
			_, err := c.Accounts(t.Context(), "access-sandbox-1", ledger.Item{})
			e := explained(t, err)
			if e.Actor != tt.actor || !strings.Contains(e.Sentence, tt.words) || calls.Load() != tt.calls {
				t.Errorf("%s, %q, %d calls, %v", e.Actor, e.Sentence, calls.Load(), e.Err)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	defer tls.Close()
	// Nobody listens on the client's end of a connection, and nobody can.
	taken, err := net.Dial("tcp", tls.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, tt := range map[string]struct {
		url, words string
	}{
		"refused":     {"http://" + taken.LocalAddr().String(), "cannot be reached"},
		"no name":     {"https://no-such-host.invalid", "not found"},
		"unknown CA":  {tls.URL, "not safe"},
		"TLS to http": {strings.Replace(tls.URL, "https", "http", 1), "is not Plaid"},
	} {
		t.Run(name, func(t *testing.T) {
			c := plaidAt(t, tt.url)
			_, err := c.Accounts(t.Context(), "access-sandbox-1", ledger.Item{})
			if e := explained(t, err); !strings.Contains(e.Sentence, tt.words) {
				t.Errorf("%q, %v", e.Sentence, e.Err)
			}
		})
	}
}

// errorBody is an error body as Plaid writes it.
func errorBody(kind, code string) string {
	return `{"display_message":null,"error_code":"` + code + `","error_message":"x","error_type":"` + kind + `","request_id":"req9"}`
}
