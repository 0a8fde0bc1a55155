package plaidsim

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// bodyTimeout is how long a request's body may take.
const bodyTimeout = 5 * time.Second

// isOwnHost reports whether a request names this machine as its host. A web
// page whose name was made to resolve to 127.0.0.1 (DNS rebinding) names itself.
// A server that other machines reach has a name that nobody here knows: any will
// do.
func isOwnHost(r *http.Request) bool {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok || !at.IP.IsLoopback() {
		return true
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// readInTime reads a request's body before anything is done about it, up to the
// first byte that is too much: what serves the request refuses that.
func readInTime(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	// Where there is no connection, as in a test of a handler, nothing is slow.
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(bodyTimeout))
	body, err := io.ReadAll(io.LimitReader(r.Body, wire.MaxBody+1))
	if err != nil {
		return err
	}
	// What is slow from here on is the simulator's own doing.
	_ = connection.SetReadDeadline(time.Time{})
	r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}
