package link

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// attack is a request as it goes over the wire, and the status that it must
// get. HOST, PORT and NONCE stand for the server's own.
type attack struct {
	name    string
	request string
	want    int
	early   bool // net/http answers, before our handler is asked
}

// onWire writes down a request.
func onWire(method, target, body string, headers ...string) string {
	lines := append([]string{method + " " + target + " HTTP/1.1"}, headers...)
	if body != "" {
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// asPage is what the page itself posts, with more headers or other ones.
func asPage(path, body string, headers ...string) string {
	own := []string{"Host: HOST", "Origin: http://HOST", "Content-Type: application/json"}
	for _, h := range headers {
		name, _, _ := strings.Cut(h, ":")
		for i := range own {
			if strings.HasPrefix(own[i], name+":") {
				own[i] = h
				h = ""
			}
		}
		if h != "" {
			own = append(own, h)
		}
	}
	return onWire("POST", "/NONCE/"+path, body, own...)
}

// fromPage is a GET of the page as a browser sends it, with more headers.
func fromPage(headers ...string) string {
	return onWire("GET", "/NONCE/", "", append([]string{"Host: HOST"}, headers...)...)
}

// dial connects to the server.
func dial(t *testing.T, s *Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp4", strings.TrimPrefix(origin(s), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil { // only a failing test uses it up
		t.Fatal(err)
	}
	return conn
}

// fill puts the server's own values into a request.
func fill(s *Server, request string) string {
	host := strings.TrimPrefix(origin(s), "http://")
	return strings.NewReplacer("HOST", host, "PORT", host[strings.LastIndexByte(host, ':')+1:], "NONCE", s.nonce).Replace(request)
}

// send makes a request as it is written and gives the answer with its body.
func send(t *testing.T, s *Server, request string) (*http.Response, string) {
	t.Helper()
	conn := dial(t, s)
	go io.WriteString(conn, fill(s, request)) //nolint:errcheck // the server may hang up before the end
	return readAnswer(t, conn)
}

func readAnswer(t *testing.T, conn net.Conn) (*http.Response, string) {
	t.Helper()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer, string(body)
}

var otherHosts = []attack{
	{"DNS rebinding", onWire("GET", "/NONCE/", "", "Host: evil.example:PORT"), 421, false},
	{"DNS rebinding, posting", asPage("success", success, "Host: evil.example:PORT", "Origin: http://evil.example:PORT"), 421, false},
	{"DNS rebinding without the nonce", onWire("GET", "/", "", "Host: evil.example:PORT"), 421, false},
	{"a name that begins like ours", onWire("GET", "/NONCE/", "", "Host: localhost.evil.example:PORT"), 421, false},
	{"no port", onWire("GET", "/NONCE/", "", "Host: 127.0.0.1"), 421, false},
	{"another port", onWire("GET", "/NONCE/", "", "Host: 127.0.0.1:1"), 421, false},
	{"a short address", onWire("GET", "/NONCE/", "", "Host: 127.1:PORT"), 421, false},
	{"any address", onWire("GET", "/NONCE/", "", "Host: 0.0.0.0:PORT"), 421, false},
	{"IPv6", onWire("GET", "/NONCE/", "", "Host: [::1]:PORT"), 421, false},
	{"a dot at the end", onWire("GET", "/NONCE/", "", "Host: localhost.:PORT"), 421, false},
	{"an address in the request line", onWire("GET", "http://evil.example:PORT/NONCE/", "", "Host: HOST"), 421, false},
	{"a proxy's request", onWire("CONNECT", "evil.example:443", "", "Host: HOST"), 421, false},
	{"HTTP/1.0 without a host", "GET /NONCE/ HTTP/1.0\r\n\r\n", 421, false},
	{"no host", onWire("GET", "/NONCE/", ""), 400, true},
	{"two hosts", onWire("GET", "/NONCE/", "", "Host: HOST", "Host: evil.example"), 400, true},
}

var unknownCallers = []attack{
	{"no nonce", onWire("GET", "/", "", "Host: HOST"), 404, false},
	{"a wrong nonce", onWire("GET", "/AAAAAAAAAAAAAAAAAAAAAAAAAA/", "", "Host: HOST"), 404, false},
	{"a nonce and more", onWire("GET", "/NONCEx/", "", "Host: HOST"), 404, false},
	{"a wrong nonce, posting", onWire("POST", "/AAAAAAAAAAAAAAAAAAAAAAAAAA/success", success, "Host: HOST", "Origin: http://HOST", "Content-Type: application/json"), 404, false},
	{"the nonce behind something", onWire("GET", "/x/../NONCE/", "", "Host: HOST"), 404, false},
	{"the whole server", onWire("OPTIONS", "*", "", "Host: HOST"), 404, false},
	{"a file that is not there", onWire("GET", "/NONCE/page.html", "", "Host: HOST"), 404, false},
	{"a file above", onWire("GET", "/NONCE/..%2froutes.go", "", "Host: HOST"), 404, false},
	{"a bank's return without a port of our own", onWire("GET", "/return?oauth_state_id=x", "", "Host: HOST", "Cookie: "+cookieName+"=NONCE"), 404, false},
}

var otherPages = []attack{
	{"another site", asPage("success", success, "Origin: https://evil.example"), 403, false},
	{"a page of another local server", asPage("success", success, "Origin: http://127.0.0.1:1"), 403, false},
	{"our host by its other name", asPage("success", success, "Origin: http://localhost:PORT"), 403, false},
	{"a sandboxed page", asPage("success", success, "Origin: null"), 403, false},
	{"no origin", onWire("POST", "/NONCE/success", success, "Host: HOST", "Content-Type: application/json"), 403, false},
	{"two origins", onWire("POST", "/NONCE/success", success, "Host: HOST", "Origin: http://HOST", "Origin: https://evil.example", "Content-Type: application/json"), 403, false},
	{"a view from elsewhere", asPage("view", `{"view":"CONSENT"}`, "Origin: https://evil.example"), 403, false},
	{"a form (CSRF)", asPage("success", "public_token=x", "Content-Type: application/x-www-form-urlencoded"), 403, false},
	{"a form with a file", asPage("success", success, "Content-Type: multipart/form-data"), 403, false},
	{"a form that looks like JSON", asPage("success", success, "Content-Type: text/plain"), 403, false},
	{"no content type", onWire("POST", "/NONCE/success", success, "Host: HOST", "Origin: http://HOST"), 403, false},
	{"Sec-Fetch-Site of another site", asPage("success", success, "Sec-Fetch-Site: cross-site"), 403, false},
	{"Sec-Fetch-Site of another port", asPage("success", success, "Sec-Fetch-Site: same-site"), 403, false},
	{"a frame", fromPage("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"), 403, false},
	{"an embedded object", fromPage("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: object"), 403, false},
	{"a script element", fromPage("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"), 403, false},
	{"a picture", fromPage("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"), 403, false},
	{"fetch", fromPage("Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"), 403, false},
	{"a question whether fetch may", onWire("OPTIONS", "/NONCE/success", "", "Host: HOST", "Origin: https://evil.example",
		"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type", "Access-Control-Request-Private-Network: true"), 405, false},
	{"GET where the page posts", onWire("GET", "/NONCE/success", "", "Host: HOST"), 405, false},
	{"PUT", onWire("PUT", "/NONCE/success", success, "Host: HOST", "Origin: http://HOST", "Content-Type: application/json"), 405, false},
	{"TRACE", onWire("TRACE", "/NONCE/", "", "Host: HOST", "Cookie: "+cookieName+"=planted"), 405, false},
}

var unfitBodies = []attack{
	{"too big", asPage("success", `{"public_token":"`+strings.Repeat("x", bodyLimit)+`"}`), 413, false},
	{"too big in chunks", asPage("success", "", "Transfer-Encoding: chunked") + strings.Repeat("1000\r\n"+strings.Repeat(" ", 0x1000)+"\r\n", 32) + "0\r\n\r\n", 413, false},
	{"an unknown coding", asPage("success", "", "Transfer-Encoding: gzip"), 501, true},
	{"two lengths", asPage("success", success, "Content-Length: 1"), 400, true},
	{"headers that are too big", fromPage("X: " + strings.Repeat("x", 64<<10)), 431, true},
	{"no JSON", asPage("success", "public_token=x"), 400, false},
	{"half of it", asPage("success", success[:50]), 400, false},
	{"two values", asPage("success", success+success), 400, false},
	{"wrong types", asPage("success", `{"public_token":{}}`), 400, false},
	{"no token", asPage("success", `{}`), 400, false},
	{"a deep one", asPage("success", `{"metadata":`+strings.Repeat("[", 60_000)), 400, false},
}

// TestHostile makes every request that the page would not make, and then the
// right one, which must still be the first to count.
func TestHostile(t *testing.T) {
	s, ended := serve(t, Page{OnView: func(view string) { t.Errorf("a hostile view %q came through", view) }})
	for kind, attacks := range map[string][]attack{
		"another host": otherHosts, "unknown": unknownCallers, "another page": otherPages, "body": unfitBodies,
	} {
		for _, a := range attacks {
			t.Run(kind+"/"+a.name, func(t *testing.T) {
				answer, body := send(t, s, a.request)
				if answer.StatusCode != a.want {
					t.Errorf("status %d, want %d: %s", answer.StatusCode, a.want, body)
				}
				if strings.Contains(body, "link-sandbox") || strings.Contains(body, s.nonce) {
					t.Errorf("the answer holds a secret: %s", body)
				}
				if !a.early {
					checkHeaders(t, answer.Header)
				}
			})
		}
	}
	select {
	case e := <-ended:
		t.Fatalf("a hostile request ended the session: %+v", e)
	default:
	}
	if answer, body := send(t, s, asPage("success", success, "Sec-Fetch-Site: same-origin")); answer.StatusCode != http.StatusNoContent {
		t.Errorf("the right one: status %d: %s", answer.StatusCode, body)
	}
	if e := await(t, ended); e.result.PublicToken != "public-sandbox-1" {
		t.Errorf("outcome %+v", e)
	}
}

// A person may come from anywhere: by typing, from a terminal that is itself a
// web page, from another program, from the bank.
func TestWholeWindowsMayComeHere(t *testing.T) {
	s, _ := serve(t, Page{})
	for _, site := range []string{"none", "same-origin", "same-site", "cross-site"} {
		answer, body := send(t, s, fromPage("Sec-Fetch-Site: "+site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
		if answer.StatusCode != http.StatusOK || !strings.Contains(body, "link-sandbox-1") {
			t.Errorf("from %s: status %d", site, answer.StatusCode)
		}
	}
}
