package webhook

import (
	"context"
	"errors"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"sync"
	"time"
)

// Bounds of a request. Plaid waits ten seconds for an answer.
const (
	mostBody      = 256 << 10 // bytes; the longest webhooks list ids of transactions
	headerTimeout = 2 * time.Second
	readTimeout   = 5 * time.Second // of a request with its body
	writeTimeout  = 15 * time.Second
	idleTimeout   = time.Minute
	stopTimeout   = 2 * time.Second
	mostAtOnce    = 256 // connections; more wait in the kernel
)

// Receiver answers the webhooks of one Plaid.
type Receiver struct {
	Path    string             // that webhooks come to
	Lookup  Lookup             // asks that Plaid for a key
	Now     func() time.Time   // what is too old is held against it
	Accept  func(Event) bool   // takes a verified webhook, at once; false: there is no room, and Plaid is to send it again
	Refused func(reason error) // is told of every other request; from any goroutine
}

// Serve answers requests until the context ends, and gives running ones two
// seconds then. It closes the listener.
func (r *Receiver) Serve(ctx context.Context, listener net.Listener) error {
	srv := &http.Server{
		Handler:           &handler{Receiver: r, verifier: newVerifier(r.Lookup, r.Now)},
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    16 << 10,
		// Every answer is our own: also that to OPTIONS *.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(io.Discard, "", 0), // whoever connects could fill it
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(newLimited(listener, mostAtOnce)) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if srv.Shutdown(stopping) != nil {
		srv.Close()
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// handler answers requests; its answers have no body.
type handler struct {
	*Receiver
	verifier *verifier
}

// Why a request is refused that is no webhook at all.
var (
	errPath   = errors.New("sent to another path")
	errMethod = errors.New("not posted")
	errType   = errors.New("not JSON")
	errLength = errors.New("too long")
	errCutOff = errors.New("cut off")
	errFull   = errors.New("too many banks at once")
)

// statuses are the answers to what is refused.
var statuses = map[error]int{
	errPath: http.StatusNotFound, errMethod: http.StatusMethodNotAllowed, errType: http.StatusUnsupportedMediaType,
	errLength: http.StatusRequestEntityTooLarge, errCutOff: http.StatusBadRequest,
	errUnsigned: http.StatusUnauthorized, errForged: http.StatusUnauthorized, errStale: http.StatusUnauthorized,
	errAltered: http.StatusUnauthorized, errNoKey: http.StatusUnauthorized,
	errNotNow: http.StatusServiceUnavailable, errFull: http.StatusServiceUnavailable,
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	reason := h.receive(w, r)
	if reason == nil {
		w.WriteHeader(http.StatusOK) // Plaid sends again what any other status answers
		return
	}
	status := statuses[reason]
	switch status {
	case http.StatusMethodNotAllowed:
		header.Set("Allow", http.MethodPost)
	case http.StatusServiceUnavailable:
		header.Set("Retry-After", "30")
	}
	w.WriteHeader(status)
	h.Refused(reason)
}

// receive verifies a request, reads it and hands it on. Errors: those that have a
// status.
func (h *handler) receive(w http.ResponseWriter, r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.URL.Path != h.Path:
		return errPath
	case r.Method != http.MethodPost:
		return errMethod
	case err != nil || kind != "application/json" || r.Header.Get("Content-Encoding") != "":
		return errType
	case r.ContentLength > mostBody:
		return errLength
	}
	tokens := r.Header.Values("Plaid-Verification")
	if len(tokens) != 1 {
		return errUnsigned
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		return errLength
	case err != nil:
		return errCutOff
	}
	at, err := h.verifier.verify(r.Context(), tokens[0], body)
	if err != nil {
		return err
	}
	if !h.Accept(readEvent(body, at)) {
		return errFull
	}
	return nil
}

// limited is a listener with at most so many connections at once.
type limited struct {
	net.Listener
	free chan struct{}
}

func newLimited(l net.Listener, most int) *limited {
	return &limited{Listener: l, free: make(chan struct{}, most)}
}

// Accept waits until a connection may be had.
func (l *limited) Accept() (net.Conn, error) {
	l.free <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.free
		return nil, err
	}
	return &limitedConn{Conn: c, free: l.free}, nil
}

// limitedConn gives its place back when it is closed.
type limitedConn struct {
	net.Conn
	free chan struct{}
	once sync.Once
}

func (c *limitedConn) Close() error {
	c.once.Do(func() { <-c.free })
	return c.Conn.Close()
}
