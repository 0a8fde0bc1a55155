package link

import (
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// checkHeaders checks what every answer says, good or bad: whoever gets it is
// given nothing, keeps nothing and tells nobody.
func checkHeaders(t *testing.T, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
	} {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	if scripts := regexp.MustCompile(`script-src[^;]*`).FindString(policy); !strings.Contains(scripts, "'self'") || strings.Contains(scripts, "unsafe") || strings.Contains(scripts, "*") {
		t.Errorf("the policy says %q", scripts)
	}
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") || name == "Set-Cookie" || name == "Server" {
			t.Errorf("%s: %s", name, h.Get(name))
		}
	}
}

// TestPrefetchChangesNothing loads the page and what belongs to it without the
// person: by a scanner of addresses, a preview, a browser that guesses.
func TestPrefetchChangesNothing(t *testing.T) {
	views := make(chan string, 64)
	s, ended := serve(t, Page{OnView: func(view string) { views <- view }})
	for _, header := range []string{"Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Purpose: preview", "X-Moz: prefetch"} {
		answer, body := send(t, s, fromPage(header, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
		if answer.StatusCode != http.StatusForbidden || strings.Contains(body, "link-sandbox") {
			t.Errorf("%s: status %d: %s", header, answer.StatusCode, body)
		}
		checkHeaders(t, answer.Header)
	}
	for _, path := range []string{"", "page.js", "page.css", "success", "exit", "view"} {
		for _, method := range []string{"GET", "OPTIONS"} {
			answer, _ := send(t, s, onWire(method, "/NONCE/"+path, "", "Host: HOST"))
			checkHeaders(t, answer.Header)
		}
	}
	select {
	case e := <-ended:
		t.Fatalf("a GET ended the session: %+v", e)
	case view := <-views:
		t.Fatalf("a GET told of the view %q", view)
	default:
	}
	if answer, _ := send(t, s, asPage("view", `{"view":""}`)); answer.StatusCode != http.StatusNoContent || <-views != "" {
		t.Errorf("the page that runs is not heard: status %d", answer.StatusCode)
	}
}

// TestReplay does everything once more after the end: nothing is served and
// nothing counts.
func TestReplay(t *testing.T) {
	s, err := Serve(Page{Script: "https://cdn.plaid.com/x.js", Token: "link-sandbox-1", OnView: func(view string) { t.Errorf("view %q after the end", view) }})
	if err != nil {
		t.Fatal(err)
	}
	first := asPage("exit", leaving)
	if answer, _ := send(t, s, first); answer.StatusCode != http.StatusNoContent {
		t.Fatalf("the first: status %d", answer.StatusCode)
	}
	for name, request := range map[string]string{
		"the same again": first, "another outcome": asPage("success", success), "a view": asPage("view", `{"view":"CONSENT"}`),
		"the page": fromPage(), "its script": onWire("GET", "/NONCE/page.js", "", "Host: HOST"),
	} {
		answer, body := send(t, s, request)
		if answer.StatusCode != http.StatusGone || strings.Contains(body, "link-sandbox") {
			t.Errorf("%s: status %d: %s", name, answer.StatusCode, body)
		}
		checkHeaders(t, answer.Header)
	}
	if _, err := s.Wait(t.Context()); !errors.Is(err, ErrCancelled) {
		t.Errorf("error %v, want the first outcome", err)
	}
	if conn, err := net.Dial("tcp4", strings.TrimPrefix(origin(s), "http://")); err == nil {
		conn.Close()
		t.Error("the server listens after the end")
	}
}

// TestReturnCookie: the way back from a bank is there with a port of its own
// only, and only for the browser that had the page.
func TestReturnCookie(t *testing.T) {
	free, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	s, _ := serve(t, Page{Port: free.Addr().(*net.TCPAddr).Port})
	page, _ := send(t, s, fromPage())
	if c := page.Cookies(); len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].Path != returnPath {
		t.Errorf("cookies %v", c)
	}
	const hostile = `%22%3E%3Cscript%3Ealert(1)%3C/script%3E`
	for _, tt := range []struct {
		name, target, cookie string
		want                 int
	}{
		{"no cookie", "/return?oauth_state_id=x", "x=y", 404},
		{"a wrong cookie", "/return?oauth_state_id=x", cookieName + "=wrong", 404},
		{"no state", "/return", cookieName + "=NONCE", 404},
		{"a state that is markup", "/return?oauth_state_id=" + hostile + "&" + hostile + "=1", cookieName + "=NONCE", 200},
	} {
		answer, body := send(t, s, onWire("GET", tt.target, "", "Host: HOST", "Cookie: "+tt.cookie, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
		if answer.StatusCode != tt.want || strings.Contains(body, "alert(1)") || tt.want == 200 && !strings.Contains(body, `data-returned="true"`) {
			t.Errorf("%s: status %d, want %d: %s", tt.name, answer.StatusCode, tt.want, body)
		}
		checkHeaders(t, answer.Header)
	}
}

// TestNamesAreText: what the page is filled with stays text, what it posts
// stays data, and none of it is sent back.
func TestNamesAreText(t *testing.T) {
	const hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{base}}'\r\nX-Injected: 1\x1b]0;x\a"
	s, err := Serve(Page{Script: `https://cdn.plaid.com/x.js?"><script>`, Token: hostile})
	if err != nil {
		t.Fatal(err)
	}
	answer, body := send(t, s, fromPage())
	checkPage(t, body)
	checkHeaders(t, answer.Header)
	quoted := strings.NewReplacer("\"", `\"`, "\r", `\r`, "\n", `\n`, "\x1b", `\u001b`, "\a", `\u0007`).Replace(hostile)
	answer, body = send(t, s, asPage("success", `{"public_token":"public-1","metadata":{"institution":{"name":"`+quoted+`","institution_id":"`+quoted+`"},
		"accounts":[{"id":"a","name":"`+quoted+`","mask":"`+quoted+`"}]}}`))
	if answer.StatusCode != http.StatusNoContent || body != "" || answer.Header.Get("X-Injected") != "" {
		t.Errorf("status %d: %s", answer.StatusCode, body)
	}
	want := Result{PublicToken: "public-1", Institution: hostile, InstitutionID: hostile, Accounts: []Account{{ID: "a", Name: hostile, Mask: hostile}}}
	got, err := s.Wait(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, page := range []Page{
		{Script: "https://cdn.plaid.com/x.js;script-src *"},
		{Script: "https://cdn.plaid.com;x/x.js"},
		{Script: "https://cdn.plaid.com/x.js", API: "https://plaid.com;script-src"},
		{Script: "/x.js"},
	} {
		if s, err := Serve(page); err == nil {
			s.Close()
			t.Errorf("%+v: the policy takes it", page)
		}
	}
}

// checkPage looks for what runs in a page's markup without a file of its own.
func checkPage(t *testing.T, page string) {
	t.Helper()
	for _, script := range regexp.MustCompile(`(?is)<script[^>]*>.*?</script>`).FindAllString(page, -1) {
		if !regexp.MustCompile(`^<script src="/[^"]+" defer></script>$`).MatchString(script) {
			t.Errorf("a script in the page: %s", script)
		}
	}
	bare := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(page, `""`) // what is quoted is text
	if found := regexp.MustCompile(`(?i)<[^>]*\s(on\w+|style)\s*=|<style|<object|<embed|<base`).FindString(bare); found != "" {
		t.Errorf("%q in the page", found)
	}
}

// TestSlowRequests sends parts of a request so slowly that they never end. The
// server hangs up, and serves others meanwhile.
func TestSlowRequests(t *testing.T) {
	for _, tt := range []struct {
		name, begin string
		answers     string // empty: it hangs up without a word
	}{
		{"headers", "GET /NONCE/ HTTP/1.1\r\nHost: HOST\r\nX-Slow: ", ""},
		{"a body", strings.Replace(asPage("success", "{"), "Content-Length: 1", "Content-Length: 1000", 1), "HTTP/1.1 408 "},
		{"a body in chunks", asPage("success", "", "Transfer-Encoding: chunked") + "ff\r\n{", "HTTP/1.1 408 "},
		{"a body that is refused", strings.Replace(asPage("success", "{", "Origin: null"), "Content-Length: 1", "Content-Length: 1000", 1), "HTTP/1.1 403 "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, _ := serve(t, Page{})
			conn := dial(t, s)
			if _, err := io.WriteString(conn, fill(s, tt.begin)); err != nil {
				t.Fatal(err)
			}
			hungUp := make(chan struct{})
			dripped := make(chan struct{})
			go func() { // every byte in time for a limit between two of them
				defer close(dripped)
				drip := time.NewTicker(100 * time.Millisecond)
				defer drip.Stop()
				for {
					select {
					case <-drip.C:
						_, _ = io.WriteString(conn, " ")
					case <-hungUp:
						return
					}
				}
			}()
			if answer, _ := send(t, s, fromPage()); answer.StatusCode != http.StatusOK {
				t.Errorf("another request: status %d", answer.StatusCode)
			}
			said, err := io.ReadAll(conn)
			close(hungUp)
			<-dripped
			var late net.Error
			if errors.As(err, &late) && late.Timeout() {
				t.Error("the connection is still open")
			}
			if !strings.HasPrefix(string(said), tt.answers) || tt.answers == "" && len(said) > 0 {
				t.Errorf("it said %q", said)
			}
		})
	}
}

// TestEndlessBodies sends bodies without an end, and expects to be hung up on
// after no more than the server and both ends' buffers take.
func TestEndlessBodies(t *testing.T) {
	const most = 32 << 20
	for _, tt := range []struct {
		name, begin string
		want        int
	}{
		{"from the page", asPage("success", "", "Transfer-Encoding: chunked"), 413},
		{"from elsewhere", asPage("success", "", "Transfer-Encoding: chunked", "Origin: https://evil.example"), 403},
		{"to nowhere", onWire("POST", "/", "", "Host: HOST", "Transfer-Encoding: chunked"), 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, _ := serve(t, Page{})
			conn := dial(t, s)
			sent := make(chan int, 1)
			go func() {
				total := 0
				defer func() { sent <- total }()
				if _, err := io.WriteString(conn, fill(s, tt.begin)); err != nil {
					return
				}
				chunk := "10000\r\n" + strings.Repeat(" ", 0x10000) + "\r\n"
				for total < most {
					n, err := io.WriteString(conn, chunk)
					total += n
					if err != nil {
						return
					}
				}
			}()
			answer, _ := readAnswer(t, conn)
			if answer.StatusCode != tt.want {
				t.Errorf("status %d, want %d", answer.StatusCode, tt.want)
			}
			if total := <-sent; total >= most {
				t.Errorf("the server took %d bytes", total)
			}
		})
	}
}
