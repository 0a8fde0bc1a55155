package webhook

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

// dial opens a connection of its own and writes to it.
func (s *standIn) dial(bytes string) net.Conn {
	s.t.Helper()
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	if _, err := io.WriteString(c, bytes); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// answer reads the status of an answer; 0: the connection was ended without one.
func answer(t *testing.T, c net.Conn) int {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		t.Fatal("the connection stays open")
	}
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); len(body) > 100 {
		t.Errorf("the answer says %q", body)
	}
	return res.StatusCode
}

func TestHostileRequests(t *testing.T) {
	s := newStandIn(t)
	token := s.token(updates)
	line := func(first string) string { return first + " HTTP/1.1\r\nHost: anything.example\r\n" }
	signed := "Plaid-Verification: " + token + "\r\n"
	kind := "Content-Type: application/json\r\n"
	length := func(n int) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n", n) }
	good := line("POST "+s.path) + kind + signed + length(len(updates)) + updates
	big := strings.Repeat(" ", mostBody+1)
	for _, x := range []struct {
		name, bytes string
		status      int
	}{
		{"Plaid's, by whatever name the tunnel has", good, 200},
		{"another path", line("POST /") + kind + signed + length(len(updates)) + updates, 404},
		{"a path below", line("POST "+s.path+"/more") + kind + signed + length(len(updates)) + updates, 404},
		{"a path that leads back", line("POST /x/.."+s.path) + kind + signed + length(len(updates)) + updates, 404},
		{"no path", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"GET", line("GET "+s.path) + kind + signed + "\r\n", 405},
		{"PUT", line("PUT "+s.path) + kind + signed + length(len(updates)) + updates, 405},
		{"a form", line("POST "+s.path) + "Content-Type: application/x-www-form-urlencoded\r\n" + signed + length(len(updates)) + updates, 415},
		{"no type", line("POST "+s.path) + signed + length(len(updates)) + updates, 415},
		{"a bad type", line("POST "+s.path) + "Content-Type: ;;\r\n" + signed + length(len(updates)) + updates, 415},
		{"compressed", line("POST "+s.path) + kind + "Content-Encoding: gzip\r\n" + signed + length(len(updates)) + updates, 415},
		{"unsigned", line("POST "+s.path) + kind + length(len(updates)) + updates, 401},
		{"a huge body that says so", line("POST "+s.path) + kind + signed + length(1<<40), 413},
		{"a huge body that comes", line("POST "+s.path) + kind + signed + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n", len(big), big), 413},
		{"a length that is none", line("POST "+s.path) + kind + signed + "Content-Length: -1\r\n\r\n", 400},
		{"two lengths", line("POST "+s.path) + kind + signed + "Content-Length: 5\r\n" + length(6) + updates, 400},
		{"long headers", line("POST "+s.path) + kind + "X: " + strings.Repeat("x", 64<<10) + "\r\n" + length(0), 431},
		{"no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
	} {
		before := s.taken()
		if got := answer(t, s.dial(x.bytes)); got != x.status {
			t.Errorf("%s: %d, want %d", x.name, got, x.status)
		}
		if taken := s.taken() - before; (x.status == 200) != (taken == 1) {
			t.Errorf("%s: %d handed on", x.name, taken)
		}
	}
}

// Headers and bodies that do not come are hung up on within seconds, and others
// are answered meanwhile, even where all places but one are taken.
func TestSlowWebhooks(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	head := "POST " + s.path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	body := head + "Plaid-Verification: " + s.token(updates) + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n{", len(updates))
	var slow []net.Conn
	for n := range mostAtOnce - 1 {
		slow = append(slow, s.dial([]string{head, body}[n%2]))
	}
	s.wants("Plaid's", s.token(updates), updates, 200, nil)
	more := s.dial(body) // waits for a place, and then for its body
	for _, c := range append(slow, more) {
		if got := answer(t, c); got != 0 && got != 400 && got != 408 {
			t.Errorf("a slow request is answered %d", got)
		}
	}
	if s.taken() != 1 {
		t.Errorf("%d handed on", s.taken())
	}
	s.wants("Plaid's in the end", s.token(updates), updates, 200, nil)
}
