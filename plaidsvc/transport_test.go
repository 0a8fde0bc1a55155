package plaidsvc

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

const testToken = "access-sandbox-11111111-2222-3333-4444-555555555555"

// faulty is a Service whose Plaid answers as a test says.
func faulty(t *testing.T, answer http.HandlerFunc) (*Service, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return serviceAt(t, server.URL), &calls
}

func serviceAt(t *testing.T, url string) *Service {
	t.Helper()
	s, err := New(Config{ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: url, LockDir: t.TempDir()}, nil, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	s.plaid.transport.fast()
	t.Cleanup(func() { s.Close() })
	return s
}

// explained is the error of a call, as the person gets it; nothing in it may
// be secret.
func explained(t *testing.T, s *Service, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(s.explain("Chase", err), &e) {
		t.Fatalf("not explained: %v", err)
	}
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
		turn   ledger.Turn
		words  string
	}{
		{"502 with HTML", write(502, "text/html", "<html>Bad gateway</html>"), 4, ledger.TurnWait, "out of order"},
		{"500 and nothing", write(500, "", ""), 4, ledger.TurnWait, "out of order"},
		{"500 with Plaid's error", write(500, "application/json", plaidBody("API_ERROR", "INTERNAL_SERVER_ERROR")), 4, ledger.TurnWait, "fault of its own"},
		{"a portal", write(200, "text/html", "<html>Sign in to the WLAN</html>"), 1, ledger.TurnSetup, "is not Plaid"},
		{"200 and nothing", write(200, "application/json", ""), 4, ledger.TurnWait, "broke off"},
		{"cut JSON", write(200, "application/json", `{"accounts":[{"account_id":"x"`), 4, ledger.TurnWait, "broke off"},
		{"cut body", half, 4, ledger.TurnWait, "broke off"},
		{"reset", reset, 4, ledger.TurnWait, "cannot be reached"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.com/x", http.StatusTemporaryRedirect)
		}, 1, ledger.TurnSetup, "elsewhere"},
		{"429", write(429, "application/json", plaidBody("RATE_LIMIT_EXCEEDED", "ACCOUNTS_LIMIT")), 1, ledger.TurnWait, "limit of requests"},
		{"400 of no known shape", write(400, "application/json", `["x"]`), 1, ledger.TurnSetup, "is not Plaid"},
		{"another shape", write(200, "application/json", `{"accounts":{"a":"access-sandbox-x"}}`), 1, ledger.TurnBug, "documented shape"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for chunk := []byte(strings.Repeat(" ", 1<<20)); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, 1, ledger.TurnBug, "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, calls := faulty(t, tt.answer)
			_, err := s.plaid.accounts(t.Context(), testToken, ledger.Item{})
			e := explained(t, s, err)
			if e.Turn != tt.turn || !strings.Contains(e.Sentence, tt.words) || calls.Load() != tt.calls {
				t.Errorf("%s, %q, %d calls, %v", e.Turn, e.Sentence, calls.Load(), e.Err)
			}
		})
	}
}

func TestMissingContentTypeIsNoError(t *testing.T) {
	s, _ := faulty(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		io.WriteString(w, `{"accounts":[{"account_id":"a"}],"request_id":"x"}`)
	})
	if _, err := s.plaid.accounts(t.Context(), testToken, ledger.Item{}); err != nil {
		t.Error(err)
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
			s := serviceAt(t, tt.url)
			_, err := s.plaid.accounts(t.Context(), testToken, ledger.Item{})
			if e := explained(t, s, err); !strings.Contains(e.Sentence, tt.words) {
				t.Errorf("%q, %v", e.Sentence, e.Err)
			}
		})
	}
}

func TestUnsafeCallsAreNotRepeated(t *testing.T) {
	s, calls := faulty(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) })
	if _, _, err := s.plaid.exchange(t.Context(), "public-sandbox-1"); err == nil || calls.Load() != 1 {
		t.Errorf("exchange: %v, %d calls", err, calls.Load())
	}
	if err := s.plaid.remove(t.Context(), testToken); err == nil || calls.Load() != 2 {
		t.Errorf("remove: %v, %d calls", err, calls.Load())
	}
}

func TestRetryAfter(t *testing.T) {
	var n atomic.Int32
	s, calls := faulty(t, func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) {
		case 1:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
		case 2:
			io.WriteString(w, `{"accounts":[{"account_id":"a"}]}`)
		default:
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(503)
		}
	})
	began := time.Now()
	if _, err := s.plaid.accounts(t.Context(), testToken, ledger.Item{}); err != nil || time.Since(began) < time.Second {
		t.Errorf("err %v after %s", err, time.Since(began))
	}
	if _, err := s.plaid.accounts(t.Context(), testToken, ledger.Item{}); err == nil || calls.Load() != 3 {
		t.Errorf("an hour was waited for, or not: %v, %d calls", err, calls.Load())
	}
}

func TestCancelStopsAtOnce(t *testing.T) {
	arrived := make(chan struct{}, 8)
	s, _ := faulty(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := s.plaid.accounts(ctx, testToken, ledger.Item{})
		ended <- err
	}()
	<-arrived
	cancel()
	select {
	case err := <-ended:
		if err = s.explain("Chase", err); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(25 * time.Second): // before any time-out
		t.Error("still running")
	}
}

func TestNewRefuses(t *testing.T) {
	good := Config{ClientID: "c", Secret: "s3cr3t", Env: "sandbox", LockDir: "x"}
	for name, change := range map[string]func(*Config){
		"environment":        func(c *Config) { c.Env = "development" },
		"keys":               func(c *Config) { c.Secret = "" },
		"address":            func(c *Config) { c.BaseURL = "127.0.0.1:4010" },
		"password in it":     func(c *Config) { c.BaseURL = "http://user:s3cr3t@127.0.0.1" },
		"folder":             func(c *Config) { c.LockDir = "" },
		"address with bytes": func(c *Config) { c.BaseURL = "http://s3cr3t\x7f" },
	} {
		c := good
		change(&c)
		if _, err := New(c, nil, vault.NewMemory()); err == nil || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An attempt ends with its time-out, and all attempts together with twice that.
func TestSlowAnswersEnd(t *testing.T) {
	s, calls := faulty(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
		<-r.Context().Done()
	})
	if quick, live := s.plaid.transport.quick.HTTPClient.Timeout, s.plaid.transport.live.HTTPClient.Timeout; quick != 30*time.Second || live != 90*time.Second {
		t.Errorf("time-outs %s and %s", quick, live)
	}
	s.plaid.transport.quick.HTTPClient.Timeout = 500 * time.Millisecond
	began := time.Now()
	_, err := s.plaid.accounts(t.Context(), testToken, ledger.Item{})
	if e := explained(t, s, err); e.Turn != ledger.TurnWait || !strings.Contains(e.Sentence, "in time") {
		t.Errorf("%s, %q, %v", e.Turn, e.Sentence, e.Err)
	}
	if took := time.Since(began); took > 25*time.Second || calls.Load() < 1 || calls.Load() > 3 {
		t.Errorf("%d calls in %s", calls.Load(), took)
	}
}

func TestBackoffDoublesWithJitter(t *testing.T) {
	seen := map[time.Duration]bool{}
	for attempt, want := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 8 * time.Second} {
		for range 20 {
			wait := backoff(500*time.Millisecond, 8*time.Second, attempt, nil)
			if seen[wait] = true; wait < want || wait > want+want/2 {
				t.Errorf("attempt %d waits %s", attempt, wait)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("%d different waits of 120", len(seen))
	}
}
