package plaidapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/ledger"
)

const testToken = "access-sandbox-11111111-2222-3333-4444-555555555555"

// faulty is a client whose Plaid answers as a test says.
func faulty(t *testing.T, answer http.HandlerFunc) (*Client, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return clientAt(t, server.URL), &calls
}

func clientAt(t *testing.T, url string) *Client {
	t.Helper()
	c, err := New(Config{
		ClientID: "client", Secret: func(context.Context) (string, error) { return "s3cr3t", nil },
		Env: "sandbox", BaseURL: url, Now: time.Now, RetryWait: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestUnsafeCallsAreNotRepeated(t *testing.T) {
	t.Parallel()
	c, calls := faulty(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) })
	if _, err := c.Exchange(t.Context(), "public-sandbox-1"); err == nil || calls.Load() != 1 {
		t.Errorf("exchange: %v, %d calls", err, calls.Load())
	}
	if err := c.Remove(t.Context(), testToken); err == nil || calls.Load() != 2 {
		t.Errorf("remove: %v, %d calls", err, calls.Load())
	}
}

// A portal's page is an answer of nobody's, with the status that it came with.
func TestAPortalsPageIsNoPage(t *testing.T) {
	t.Parallel()
	c, _ := faulty(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "\n<html>sign in</html>") })
	var answer *Error
	if _, err := c.SyncPage(t.Context(), testToken, "", SyncPage{}, &PageDecoder{}); !errors.As(err, &answer) || answer.Status != 200 {
		t.Error(err)
	}
}

// Plaid would send the same again.
func TestAnAnswerOfAnotherShapeIsNotRepeated(t *testing.T) {
	t.Parallel()
	c, calls := faulty(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"has_more":false}`) })
	if _, err := c.SyncPage(t.Context(), testToken, "", SyncPage{}, &PageDecoder{}); !errors.Is(err, ErrShape) || calls.Load() != 1 {
		t.Errorf("%v, %d calls", err, calls.Load())
	}
}

// Rows with very long texts come in smaller pages. What is too long then is told,
// and not asked for again.
func TestALongPageIsAskedForInParts(t *testing.T) {
	t.Parallel()
	rows := func(n int) string {
		long := strings.Repeat("long ", 2000)
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"transaction_id":"id%d","account_id":"a","amount":1,"iso_currency_code":"USD","date":"2026-01-02","original_description":%q}`, i, long)
		}
		return strings.Join(all, ",")
	}
	c, calls := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Count int }
		_ = json.NewDecoder(r.Body).Decode(&asked)
		io.WriteString(w, `{"added":[`+rows(asked.Count)+`],"modified":[],"removed":[],"has_more":false,"next_cursor":"c"}`)
	})
	p, err := c.SyncPage(t.Context(), testToken, "", SyncPage{}, &PageDecoder{})
	if err == nil {
		p, err = p.Decoded()
	}
	if err != nil || len(p.Added) != pages.Size/10 || calls.Load() != 2 {
		t.Errorf("%d rows, %v, %d calls", len(p.Added), err, calls.Load())
	}
	long, calls := faulty(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat(" ", maxBody+1)) })
	if _, err := long.SyncPage(t.Context(), testToken, "", SyncPage{}, &PageDecoder{}); !errors.Is(err, ErrTooLong) || calls.Load() != 2 {
		t.Errorf("%v, %d calls", err, calls.Load())
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	c, calls := faulty(t, func(w http.ResponseWriter, _ *http.Request) {
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
	if _, err := c.Accounts(t.Context(), testToken, ledger.Item{}); err != nil || time.Since(began) < time.Second {
		t.Errorf("err %v after %s", err, time.Since(began))
	}
	if _, err := c.Accounts(t.Context(), testToken, ledger.Item{}); err == nil || calls.Load() != 3 {
		t.Errorf("an hour was waited for, or not: %v, %d calls", err, calls.Load())
	}
}

func TestCancelStopsAtOnce(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 8)
	c, _ := faulty(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := c.Accounts(ctx, testToken, ledger.Item{})
		ended <- err
	}()
	<-arrived
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(25 * time.Second): // before any time-out
		t.Error("still running")
	}
}

// An attempt ends with its time-out, and all attempts together with twice that.
func TestSlowAnswersEnd(t *testing.T) {
	t.Parallel()
	c, calls := faulty(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
		<-r.Context().Done()
	})
	if quick, live := c.transport.quick.HTTPClient.Timeout, c.transport.live.HTTPClient.Timeout; quick != 30*time.Second || live != 90*time.Second {
		t.Errorf("time-outs %s and %s", quick, live)
	}
	c.transport.quick.HTTPClient.Timeout = 500 * time.Millisecond
	began := time.Now()
	_, err := c.Accounts(t.Context(), testToken, ledger.Item{})
	var late net.Error
	if !errors.As(err, &late) || !late.Timeout() {
		t.Error(err)
	}
	if took := time.Since(began); took > 25*time.Second || calls.Load() < 1 || calls.Load() > 3 {
		t.Errorf("%d calls in %s", calls.Load(), took)
	}
}

// A body that drips ends with the time-out too.
func TestDrippingAnswersEnd(t *testing.T) {
	t.Parallel()
	c, calls := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		for drip := time.NewTicker(time.Millisecond); ; {
			select {
			case <-drip.C:
				io.WriteString(w, " ")
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				drip.Stop()
				return
			}
		}
	})
	c.transport.quick.HTTPClient.Timeout = 300 * time.Millisecond
	_, err := c.SyncPage(t.Context(), testToken, "", SyncPage{}, &PageDecoder{})
	var late net.Error
	if !errors.As(err, &late) || !late.Timeout() || calls.Load() > 3 {
		t.Errorf("%v, %d calls", err, calls.Load())
	}
}

func TestBackoffDoublesWithJitter(t *testing.T) {
	t.Parallel()
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

func TestMissingContentTypeIsNoError(t *testing.T) {
	t.Parallel()
	c, _ := faulty(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		io.WriteString(w, `{"accounts":[{"account_id":"a"}],"request_id":"x"}`)
	})
	if _, err := c.Accounts(t.Context(), testToken, ledger.Item{}); err != nil {
		t.Error(err)
	}
}

// An answer that tells the Plaid secret back does not bring it into an error.
func TestAnEchoOfTheSecret(t *testing.T) {
	t.Parallel()
	c, _ := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		secret := r.Header.Get("PLAID-SECRET")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error_type":%[1]q,"error_code":%[1]q,"request_id":%[1]q,"display_message":%[1]q}`, secret)
	})
	_, err := c.Item(t.Context(), testToken)
	var answer *Error
	if !errors.As(err, &answer) || strings.Contains(fmt.Sprintf("%+v %v", *answer, err), "s3cr3t") {
		t.Errorf("%+v", err)
	}
}
