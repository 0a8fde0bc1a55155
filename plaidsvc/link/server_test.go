package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	success = `{"public_token":"public-sandbox-1","metadata":{"institution":{"name":"Tartan Bank","institution_id":"ins_109511"},
		"accounts":[{"id":"a1","name":"Checking","mask":"0000","type":"depository","subtype":"checking","verification_status":null,"class_type":null},
			{"id":"a2","name":"Loan","mask":null,"type":"loan","subtype":null}],
		"link_session_id":"s1","transfer_status":null}}`
	leaving = `{"error":null,"metadata":{"institution":null,"status":"requires_credentials","link_session_id":"s1","request_id":"r1"}}`
)

type ending struct {
	result Result
	err    error
}

// serve starts a server, waits for its outcome in the background, and fails
// the test if it does not end.
func serve(t *testing.T, page Page) (*Server, <-chan ending) {
	t.Helper()
	if page.Script == "" {
		page.Script = "https://cdn.plaid.com/link/v2/stable/link-initialize.js"
	}
	page.Token = "link-sandbox-1"
	s, err := Serve(page)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan ending, 1)
	go func() {
		result, err := s.Wait(ctx)
		ended <- ending{result, err}
		close(ended)
	}()
	t.Cleanup(func() {
		cancel()
		http.DefaultClient.CloseIdleConnections()
		for range ended {
		}
	})
	return s, ended
}

func await(t *testing.T, ended <-chan ending) ending {
	t.Helper()
	select {
	case e := <-ended:
		return e
	case <-time.After(time.Minute):
		t.Fatal("Wait does not return")
		return ending{}
	}
}

func origin(s *Server) string {
	u, _ := url.Parse(s.URL)
	return "http://" + u.Host
}

// request makes a request as the page itself would, and reads the whole
// answer; edit spoils it.
func request(t *testing.T, s *Server, method, path, body string, edit func(*http.Request)) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Origin", origin(s))
		r.Header.Set("Content-Type", "application/json")
	}
	if edit != nil {
		edit(r)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	whole, err := io.ReadAll(answer.Body) // its end says that the server has done with the request
	if err != nil {
		t.Fatal(err)
	}
	answer.Body = io.NopCloser(bytes.NewReader(whole))
	return answer
}

func TestSuccess(t *testing.T) {
	views := make(chan string, 8)
	s, ended := serve(t, Page{OnView: func(view string) { views <- view }})
	for range 2 { // a reload is no end
		if got := request(t, s, "GET", "", "", nil).StatusCode; got != http.StatusOK {
			t.Fatalf("page: status %d", got)
		}
	}
	request(t, s, "POST", "view", `{"view":""}`, nil) // what the page sends first
	request(t, s, "POST", "view", `{"view":"CREDENTIAL"}`, nil)
	if got := request(t, s, "POST", "success", success, nil).StatusCode; got != http.StatusNoContent {
		t.Fatalf("outcome: status %d", got)
	}
	end := await(t, ended)
	if end.err != nil {
		t.Fatal(end.err)
	}
	want := Result{
		PublicToken: "public-sandbox-1", InstitutionID: "ins_109511", Institution: "Tartan Bank",
		Accounts: []Account{
			{ID: "a1", Name: "Checking", Mask: "0000", Type: "depository", Subtype: "checking"},
			{ID: "a2", Name: "Loan", Type: "loan"},
		},
		LinkSessionID: "s1",
	}
	if diff := cmp.Diff(want, end.result); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	for _, want := range []string{"", "CREDENTIAL"} {
		if got := <-views; got != want {
			t.Errorf("view %q, want %q", got, want)
		}
	}
	if _, err := net.Dial("tcp4", strings.TrimPrefix(origin(s), "http://")); err == nil {
		t.Error("the server still listens after the outcome")
	}
}

func TestEndings(t *testing.T) {
	t.Run("the person leaves", func(t *testing.T) {
		s, ended := serve(t, Page{})
		request(t, s, "POST", "exit", leaving, nil)
		end := await(t, ended)
		var exit *ExitError
		if !errors.Is(end.err, ErrCancelled) || !errors.As(end.err, &exit) || exit.Status != "requires_credentials" {
			t.Errorf("error %#v, want ErrCancelled with its status", end.err)
		}
	})
	t.Run("the bank fails", func(t *testing.T) {
		s, ended := serve(t, Page{})
		request(t, s, "POST", "exit", `{"error":{"error_type":"INSTITUTION_ERROR","error_code":"INSTITUTION_DOWN","error_message":"internal",
			"display_message":"This bank is not answering."},"metadata":{"institution":{"name":"Tartan Bank","institution_id":"ins_109511"},"status":"requires_credentials"}}`, nil)
		end := await(t, ended)
		want := &ExitError{ErrorCode: "INSTITUTION_DOWN", DisplayMessage: "This bank is not answering.", Status: "requires_credentials", Institution: "Tartan Bank"}
		var exit *ExitError
		if !errors.As(end.err, &exit) || !cmp.Equal(want, exit) || errors.Is(end.err, ErrCancelled) {
			t.Errorf("error %#v, want %#v", end.err, want)
		}
		if end.err.Error() != "This bank is not answering." {
			t.Errorf("says %q", end.err)
		}
	})
	t.Run("time runs out", func(t *testing.T) {
		now := time.Now()
		_, ended := serve(t, Page{Now: func() time.Time { return now }, Expires: now.Add(time.Millisecond)})
		if end := await(t, ended); !errors.Is(end.err, ErrExpired) {
			t.Errorf("error %v, want ErrExpired", end.err)
		}
	})
	t.Run("the caller moves on", func(t *testing.T) {
		s, err := Serve(Page{Script: "https://cdn.plaid.com/x.js"})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
	t.Run("the port is taken", func(t *testing.T) {
		taken, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer taken.Close()
		_, err = Serve(Page{Script: "https://cdn.plaid.com/x.js", Port: taken.Addr().(*net.TCPAddr).Port})
		var port *PortError
		if !errors.As(err, &port) || !strings.Contains(err.Error(), "choose another port") {
			t.Errorf("error %v, want a *PortError that says what to do", err)
		}
	})
}

func TestHeaders(t *testing.T) {
	s, _ := serve(t, Page{API: "https://sandbox.plaid.com/ignored"})
	for path, kind := range map[string]string{"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8", "": "text/html; charset=utf-8"} {
		answer, body := send(t, s, onWire("GET", "/NONCE/"+path, "", "Host: HOST"))
		checkHeaders(t, answer.Header)
		if got := answer.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s: %q, want %q", path, got, kind)
		}
		if path == "" {
			checkPage(t, body)
		}
	}
	h := request(t, s, "GET", "", "", nil).Header
	for _, want := range []string{
		"default-src 'none'; ",
		"script-src 'self' https://cdn.plaid.com/link/v2/stable/link-initialize.js; ",
		"frame-src https://cdn.plaid.com; ",
		"connect-src 'self' https://cdn.plaid.com https://sandbox.plaid.com; ",
		"frame-ancestors 'none'",
	} {
		if got := h.Get("Content-Security-Policy"); !strings.Contains(got, want) {
			t.Errorf("CSP %q lacks %q", got, want)
		}
	}
}
