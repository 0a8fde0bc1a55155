package link

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// TestHostile makes every request that the page would not make, and then the
// right one, which must still be the first to count.
func TestHostile(t *testing.T) {
	s, ended := serve(t, Page{OnView: func(view string) {
		if view != "" {
			t.Error("a hostile view came through")
		}
	}})
	port := origin(s)[strings.LastIndexByte(origin(s), ':'):]
	path := func(p string) func(*http.Request) { return func(r *http.Request) { r.URL.Path = p } }
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for _, tt := range []struct {
		name, method, path, body string
		edit                     func(*http.Request)
		want                     int
	}{
		{"another name for 127.0.0.1", "GET", "", "", host("evil.example" + port), 421},
		{"another name for 127.0.0.1, posting", "POST", "success", success, func(r *http.Request) {
			r.Host = "evil.example" + port
			r.Header.Set("Origin", "http://evil.example"+port)
		}, 421},
		{"the right name, no port", "GET", "", "", host("127.0.0.1"), 421},
		{"another port", "GET", "", "", host("127.0.0.1:1"), 421},
		{"no nonce", "GET", "", "", path("/"), 404},
		{"a wrong nonce", "GET", "", "", path("/AAAAAAAAAAAAAAAAAAAAAAAAAA/"), 404},
		{"half a nonce", "GET", "", "", path("/" + s.nonce[:13] + "/"), 404},
		{"a wrong nonce, posting", "POST", "", success, path("/AAAAAAAAAAAAAAAAAAAAAAAAAA/success"), 404},
		{"another site's page", "POST", "success", success, header("Origin", "https://evil.example"), 403},
		{"another program's page", "POST", "success", success, header("Origin", "http://127.0.0.1:1"), 403},
		{"a sandboxed page", "POST", "success", success, header("Origin", "null"), 403},
		{"no origin", "POST", "success", success, func(r *http.Request) { r.Header.Del("Origin") }, 403},
		{"a form", "POST", "success", success, header("Content-Type", "text/plain"), 403},
		{"a view from elsewhere", "POST", "view", `{"view":"CONSENT"}`, header("Origin", "https://evil.example"), 403},
		{"GET where it posts", "GET", "success", "", nil, 405},
		{"PUT", "PUT", "success", success, nil, 405},
		{"too big", "POST", "success", `{"public_token":"` + strings.Repeat("x", bodyLimit) + `"}`, nil, 413},
		{"no JSON", "POST", "success", "public_token=x", nil, 400},
		{"half JSON", "POST", "success", success[:50], nil, 400},
		{"two values", "POST", "success", success + success, nil, 400},
		{"wrong types", "POST", "success", `{"public_token":{}}`, nil, 400},
		{"no token", "POST", "success", `{}`, nil, 400},
		{"a file that is not there", "GET", "page.html", "", nil, 404},
		{"returned without a cookie", "GET", "", "", func(r *http.Request) { r.URL.Path, r.URL.RawQuery = returnPath, "oauth_state_id=x" }, 404},
		{"returned with a wrong cookie", "GET", "", "", func(r *http.Request) {
			r.URL.Path, r.URL.RawQuery = returnPath, "oauth_state_id=x"
			r.AddCookie(&http.Cookie{Name: cookieName, Value: "wrong"})
		}, 404},
		{"returned without a state", "GET", "", "", func(r *http.Request) {
			r.URL.Path = returnPath
			r.AddCookie(&http.Cookie{Name: cookieName, Value: s.nonce})
		}, 404},
	} {
		answer := request(t, s, tt.method, tt.path, tt.body, tt.edit)
		body, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, answer.StatusCode, tt.want)
		}
		if strings.Contains(string(body), "link-sandbox") || strings.Contains(string(body), s.nonce) {
			t.Errorf("%s: the answer holds a secret: %s", tt.name, body)
		}
	}
	select {
	case e := <-ended:
		t.Fatalf("a hostile request ended the session: %+v", e)
	default:
	}
	request(t, s, "POST", "success", success, nil)
	if e := await(t, ended); e.result.PublicToken != "public-sandbox-1" {
		t.Errorf("outcome %+v", e)
	}
}

// TestSlowHeaders dribbles a request and expects to be cut off, while the page
// still answers others.
func TestSlowHeaders(t *testing.T) {
	s, _ := serve(t, Page{})
	conn, err := net.Dial("tcp4", strings.TrimPrefix(origin(s), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	if got := request(t, s, "GET", "", "", nil).StatusCode; got != http.StatusOK {
		t.Errorf("another request: status %d", got)
	}
	if err := conn.SetReadDeadline(time.Now().Add(readTimeout - time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection is still open")
	}
}
