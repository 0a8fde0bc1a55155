package fault

import (
	"io"
	"net"
	"net/http"

	"passbook/plaidsvc/plaidsim/wire"
)

// plaidError is the error of the fault "error": one of Plaid's by its code,
// completed, or one that is described in full; nil: neither.
func (f *Fault) plaidError() *wire.Error {
	e := wire.Error{Status: f.Status, Type: f.Type, Code: f.Code, Message: f.Message, Display: f.Display}
	if e.Code == "" {
		e.Code = wire.ErrInternal.Code
	}
	documented := wire.ErrorByCode(e.Code)
	if documented == nil {
		if e.Type == "" || e.Message == "" {
			return nil
		}
		return &e
	}
	for _, fill := range []struct{ to, from *string }{{&e.Type, &documented.Type}, {&e.Message, &documented.Message}, {&e.Display, &documented.Display}} {
		if *fill.to == "" {
			*fill.to = *fill.from
		}
	}
	if e.Status == 0 {
		e.Status = documented.Status
	}
	return &e
}

func errorFault(f *Fault, w http.ResponseWriter, r *http.Request) {
	e := f.plaidError()
	wire.WriteJSON(w, r, e.HTTPStatus(), e.Body(requestID))
}

// requestID is the request_id of errors that no endpoint gave.
const requestID = "F4uLtPlaids1m00"

func rateLimitFault(_ *Fault, w http.ResponseWriter, r *http.Request) {
	l := wire.Limits[r.URL.Path]
	code := l.ItemCode
	if code == "" {
		code = l.ClientCode
	}
	e := wire.ErrRateLimit(code)
	wire.WriteJSON(w, r, e.HTTPStatus(), e.Body(requestID))
}

func badGateway(_ *Fault, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = io.WriteString(w, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n")
}

func emptyBody(_ *Fault, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusOK)
}

// resetConnection resets the TCP connection.
func resetConnection(_ *Fault, w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // over HTTP/2 it ends the stream
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the connection ends in the ordinary way
	}
	conn.Close()
}
