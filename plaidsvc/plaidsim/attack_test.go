package plaidsim

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/link"
	"passbook/plaidsvc/plaidsim/wire"
)

// front is a server of a test's own, without the watch over Plaid's document
// between: what it is sent goes over the wire as it is written.
func front(t *testing.T, s *sim) string {
	t.Helper()
	srv := httptest.NewServer(s.server)
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

// onWire writes down a request with its body's length.
func onWire(method, target, body string, headers ...string) string {
	lines := append([]string{method + " " + target + " HTTP/1.1"}, headers...)
	if body != "" {
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// sendRaw sends a request in which HOST and PORT stand for the server's own, and
// gives the answer with its body.
func sendRaw(t *testing.T, address, request string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil { // only a failing test uses it up
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(address, ":")
	filled := strings.NewReplacer("HOST", address, "PORT", port).Replace(request)
	go io.WriteString(conn, filled) //nolint:errcheck // the server may hang up before the end
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

const asJSON = "Content-Type: application/json"

// TestOtherHosts: a page whose name was made to resolve to this machine reads
// nothing and changes nothing, of Link, of the control pages and of Plaid's own.
func TestOtherHosts(t *testing.T) {
	s := newSim(t, Options{})
	at := front(t, s)
	for _, request := range []string{
		"GET /hl/x", "GET /oauth/x", "GET " + link.Folder + "link.html", "GET /sim/items", "GET /sim/clock", "GET /healthz", "POST /link/session/start",
		"POST /link/session/step", "POST /oauth/x", "POST /sim/clock", "POST /sim/faults", "DELETE /sim/faults", "POST /transactions/sync",
	} {
		method, target, _ := strings.Cut(request, " ")
		for _, host := range []string{"evil.example:PORT", "localhost.evil.example:PORT", "evil.example", "10.0.0.2:PORT"} {
			if answer, body := sendRaw(t, at, onWire(method, target, "{}", "Host: "+host, "Origin: http://"+host, asJSON)); answer.StatusCode != 421 {
				t.Errorf("%s as %s: status %d: %s", request, host, answer.StatusCode, body)
			}
		}
	}
	for _, host := range []string{"HOST", "localhost:PORT", "[::1]:PORT", "127.0.0.1"} {
		if answer, body := sendRaw(t, at, onWire("GET", "/healthz", "", "Host: "+host)); answer.StatusCode != 200 {
			t.Errorf("as %s: status %d: %s", host, answer.StatusCode, body)
		}
	}
}

// TestOtherPages makes the requests that a page of another origin can have a
// browser make.
func TestOtherPages(t *testing.T) {
	s := newSim(t, Options{})
	at := front(t, s)
	token := s.linkToken(nil)
	s.link("user_good", "pass_good")
	item := s.server.ledger.EveryClient()[0].Linked[0].ID
	start := `{"token":"` + token + `"}`
	for _, tt := range []struct {
		name, request string
		want          int
	}{
		{"another site", onWire("POST", "/link/session/start", start, "Host: HOST", asJSON, "Origin: https://evil.example"), 403},
		{"a page of another local server", onWire("POST", "/link/session/start", start, "Host: HOST", asJSON, "Origin: http://127.0.0.1:1"), 403},
		{"a sandboxed page", onWire("POST", "/link/session/start", start, "Host: HOST", asJSON, "Origin: null"), 403},
		{"Sec-Fetch-Site of another site", onWire("POST", "/link/session/start", start, "Host: HOST", asJSON, "Sec-Fetch-Site: cross-site"), 403},
		{"Sec-Fetch-Site of another port", onWire("POST", "/link/session/start", start, "Host: HOST", asJSON, "Origin: http://HOST", "Sec-Fetch-Site: same-site"), 403},
		{"a form (CSRF)", onWire("POST", "/link/session/start", start, "Host: HOST", "Content-Type: application/x-www-form-urlencoded"), 403},
		{"a form that looks like JSON", onWire("POST", "/link/session/start", start, "Host: HOST", "Content-Type: text/plain"), 403},
		{"no content type", onWire("POST", "/link/session/start", start, "Host: HOST"), 403},
		{"a step", onWire("POST", "/link/session/step", `{"session":"x","action":"leave"}`, "Host: HOST", "Content-Type: text/plain"), 403},
		{"a bank's page", onWire("POST", "/oauth/x", `{"decision":"allow"}`, "Host: HOST", "Content-Type: text/plain"), 403},
		{"a change of an Item", onWire("POST", "/sim/items/"+item+"/changes", `{"changes":[]}`, "Host: HOST", "Content-Type: text/plain"), 400},
		{"the clock", onWire("POST", "/sim/clock", `{"advance":"30d"}`, "Host: HOST", "Content-Type: text/plain"), 400},
		{"a fault", onWire("POST", "/sim/faults", `{}`, "Host: HOST", "Content-Type: text/plain"), 400},
		{"a question whether fetch may", onWire("OPTIONS", "/link/session/start", "", "Host: HOST", "Origin: https://evil.example",
			"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"), 404},
		{"a body that is too big", onWire("POST", "/link/session/start", `{"token":"`+strings.Repeat("x", wire.MaxBody)+`"}`, "Host: HOST", asJSON), 400},
	} {
		answer, body := sendRaw(t, at, tt.request)
		if answer.StatusCode != tt.want {
			t.Errorf("%s: status %d, want %d: %s", tt.name, answer.StatusCode, tt.want, body)
		}
		for name := range answer.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: %s: %s", tt.name, name, answer.Header.Get(name))
			}
		}
	}
	if sessions := s.linkTokenGet(token).LinkSessions; sessions != nil && len(*sessions) > 0 {
		t.Errorf("a hostile request opened Link: %+v", *sessions)
	}
	for name, headers := range map[string][]string{
		"the page itself": {"Origin: http://HOST", "Sec-Fetch-Site: same-origin"}, "an older browser's": {"Origin: http://HOST"}, "a program": nil,
	} {
		request := onWire("POST", "/link/session/start", start, append([]string{"Host: HOST", asJSON}, headers...)...)
		if answer, body := sendRaw(t, at, request); answer.StatusCode != 200 {
			t.Errorf("%s: status %d: %s", name, answer.StatusCode, body)
		}
	}
}

// TestPagesOfLink holds what the pages say of themselves, and that loading them
// changes nothing.
func TestPagesOfLink(t *testing.T) {
	s := newSim(t, Options{})
	at := front(t, s)
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.SetHostedLink(*plaid.NewLinkTokenCreateHostedLink()) })
	const hostile = `%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E`
	for target, alone := range map[string]bool{
		link.HostedPath + strings.TrimPrefix(token, "link-sandbox-"): true, link.HostedPath + hostile + "?" + hostile: true,
		"/oauth/" + hostile + "?redirect=" + hostile: true, link.Folder + "link.html": false, link.Folder + "bank.html": true,
		link.Folder + "link.js": true, link.Folder + "panes.js": true, link.Folder + "bank.js": true, link.Folder + "link.css": true,
		link.Folder + "link-initialize.js": true,
	} {
		for _, guess := range []string{"X: y", "Sec-Purpose: prefetch"} {
			answer, body := sendRaw(t, at, onWire("GET", target, "", "Host: HOST", guess))
			h := answer.Header
			if answer.StatusCode != 200 || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "same-origin" || h.Get("Set-Cookie") != "" {
				t.Errorf("%s: status %d, %v", target, answer.StatusCode, h)
			}
			policy := strings.Join(h.Values("Content-Security-Policy"), ", ")
			if framed := !strings.Contains(policy, "frame-ancestors 'none'") || h.Get("X-Frame-Options") != "DENY"; framed == alone {
				t.Errorf("%s: in a frame: %v, policy %q", target, framed, policy)
			}
			if !strings.Contains(h.Get("Content-Type"), "text/html") {
				continue
			}
			if !strings.Contains(policy, "default-src 'none'; script-src 'self'; ") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: policy %q", target, policy)
			}
			if strings.Contains(body, "alert(1)") {
				t.Errorf("%s: the address is in the page", target)
			}
			for _, script := range regexp.MustCompile(`(?is)<script.*?</script>`).FindAllString(body, -1) {
				if !regexp.MustCompile(`^<script src="/link/v2/stable/[a-z]+\.js" defer></script>$`).MatchString(script) {
					t.Errorf("%s: a script in the page: %s", target, script)
				}
			}
			bare := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(body, `""`)
			if found := regexp.MustCompile(`(?i)<[^>]*\s(on\w+|style)\s*=|<style`).FindString(bare); found != "" {
				t.Errorf("%s: %q in the page", target, found)
			}
		}
	}
	if sessions := s.linkTokenGet(token).LinkSessions; sessions != nil && len(*sessions) > 0 {
		t.Errorf("a GET opened Link: %+v", *sessions)
	}
}

// TestLinkNamesStayData: what others choose goes through Link as JSON that no
// browser takes for a page.
func TestLinkNamesStayData(t *testing.T) {
	s := newSim(t, Options{})
	at := front(t, s)
	const hostile = `\"><script>alert(1)</script>\r\nX-Injected: 1`
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.ClientName = `"><script>alert(1)` })
	w := s.open(wire.Object{"token": token})
	w.do("consent", nil, "SELECT_INSTITUTION")
	for path, body := range map[string]string{
		"/link/session/start": `{"token":"` + token + `"}`,
		"/link/session/step":  `{"session":"` + w.session + `","action":"search","query":"` + hostile + `"}`,
	} {
		answer, said := sendRaw(t, at, onWire("POST", path, body, "Host: HOST", asJSON))
		h := answer.Header
		if answer.StatusCode != 200 || !strings.HasPrefix(h.Get("Content-Type"), "application/json") || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Cache-Control") != "no-store" || h.Get("X-Injected") != "" {
			t.Errorf("%s: status %d, %v: %s", path, answer.StatusCode, h, said)
		}
	}
	for _, address := range []string{"javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example/", "%"} {
		req := plaid.NewLinkTokenCreateRequest("passbook", "en", []plaid.CountryCode{"US"})
		req.SetUser(*plaid.NewLinkTokenCreateRequestUser("u"))
		req.Products = []plaid.Products{plaid.PRODUCTS_TRANSACTIONS}
		hosted := plaid.NewLinkTokenCreateHostedLink()
		hosted.SetCompletionRedirectUri(address)
		req.SetHostedLink(*hosted)
		if _, _, err := s.api.LinkTokenCreate(s.ctx).LinkTokenCreateRequest(*req).Execute(); err == nil {
			t.Errorf("Hosted Link would go to %s", address)
		}
	}
}

// TestLinkReplay: a session that ended stays so, and the bank's page has no key
// to Link's.
func TestLinkReplay(t *testing.T) {
	const back = "http://localhost:8765/return"
	s := newSim(t, Options{})
	at := front(t, s)
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.SetRedirectUri(back) })
	w := s.open(wire.Object{"token": token})
	w.do("consent", nil, "SELECT_INSTITUTION")
	w.do("select", wire.Object{"institution_id": "ins_127287"}, "OAUTH")
	state := strings.TrimPrefix(w.pane["address"].(string), "/oauth/")
	w.do("oauth_open", nil, "")
	step := func(session, action string) (int, string) {
		answer, body := sendRaw(t, at, onWire("POST", "/link/session/step", `{"session":"`+session+`","action":"`+action+`"}`, "Host: HOST", asJSON))
		return answer.StatusCode, body
	}
	if status, body := step(state, "leave"); status != 404 {
		t.Errorf("the bank's page ends the session: status %d: %s", status, body)
	}
	s.post("/oauth/"+state, "application/json", `{"decision":"allow"}`)
	if other := s.open(wire.Object{"token": token, "received_redirect_uri": back + "?oauth_state_id=" + w.session}); other.pane["code"] != "OAUTH_STATE_ID_NOT_FOUND" {
		t.Errorf("the session's id goes for its OAuth state: %v", other.pane)
	}
	w.do("oauth_wait", nil, "CONNECTED")
	w.do("finish", nil, "")
	if w.success == nil {
		t.Fatal("the session did not end")
	}
	for _, action := range []string{"finish", "leave", "accounts", "again", "elsewhere", "consent"} {
		if status, body := step(w.session, action); status != 200 || strings.Contains(body, "public") || strings.Contains(body, `"exit"`) || strings.Contains(body, `"pane"`) {
			t.Errorf("%s after the end: status %d: %s", action, status, body)
		}
	}
	if answer, body := sendRaw(t, at, onWire("POST", "/oauth/"+state, `{"decision":"deny"}`, "Host: HOST", asJSON)); answer.StatusCode != 404 {
		t.Errorf("the bank's page after the end: status %d: %s", answer.StatusCode, body)
	}
	if sessions := *s.linkTokenGet(token).LinkSessions; len(sessions) != 1 || len(sessions[0].Results.Get().ItemAddResults) != 1 {
		t.Errorf("sessions %+v", sessions)
	}
}

// TestSlowBodies: a body that drips, however long it goes on, is given up; and
// a simulator that is told to be slow still is.
func TestSlowBodies(t *testing.T) {
	at := front(t, newSim(t, Options{}))
	t.Run("slow by its own doing", func(t *testing.T) {
		t.Parallel()
		slow := front(t, newSim(t, Options{Latency: bodyTimeout + time.Second}))
		if answer, body := sendRaw(t, slow, onWire("POST", "/link/session/step", `{"session":"x"}`, "Host: HOST", asJSON)); answer.StatusCode != 404 {
			t.Errorf("status %d: %s", answer.StatusCode, body)
		}
	})
	for _, target := range []string{"/link/session/start", "/oauth/x", "/sim/items/x/changes", "/sim/clock", "/transactions/sync"} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp4", at)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, "POST "+target+" HTTP/1.1\r\nHost: "+at+"\r\n"+asJSON+"\r\nContent-Length: 1000\r\n\r\n{"); err != nil {
				t.Fatal(err)
			}
			hungUp, dripped := make(chan struct{}), make(chan struct{})
			go func() {
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
			said, err := io.ReadAll(conn)
			close(hungUp)
			<-dripped
			var late net.Error
			if errors.As(err, &late) && late.Timeout() || !strings.HasPrefix(string(said), "HTTP/1.1 408 ") {
				t.Errorf("it said %q, %v", said, err)
			}
		})
	}
}
