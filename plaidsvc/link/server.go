package link

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Page says what the page on this machine shows.
type Page struct {
	Token  string // link token
	Script string // address of link-initialize.js: Plaid's CDN, or another server with the same contract
	API    string // Plaid's host, which the script may call; empty: none
	Port   int    // 0: any; otherwise that one, and the page's host is localhost, as in RedirectURI
	Update bool   // the token is for update mode: the page says "repair" instead of "link"

	Expires time.Time        // of the token; zero: never
	OnView  func(string)     // Link shows a view, such as CREDENTIAL; empty: the page runs. From any goroutine; may be nil
	Now     func() time.Time // nil: time.Now
}

// RedirectURI is what a link token needs as redirect_uri, registered with
// Plaid, for banks that send the person back to the same browser window.
func RedirectURI(port int) string { return fmt.Sprintf("http://localhost:%d%s", port, returnPath) }

// Server serves one Link session on 127.0.0.1.
type Server struct {
	URL string // where the person's browser goes; it is secret

	page     Page
	script   *url.URL
	nonce    string
	hosts    [2]string // as a browser may write them
	http     *http.Server
	outcomes chan outcome
	ended    atomic.Bool // there was an outcome

	mu      sync.Mutex
	leaving *time.Timer // of leaveLater; nil: the page is there
}

type outcome struct {
	result Result
	err    error
}

// The server talks to one browser on this machine: none of this is slow.
const (
	headerTimeout   = 2 * time.Second
	readTimeout     = 5 * time.Second // of a request with its body
	writeTimeout    = 2 * readTimeout // from a request's headers to the end of its answer
	shutdownTimeout = 3 * time.Second
	reloadTimeout   = 3 * time.Second // from the end of a page to the next, where it is only reloaded
)

// leaveLater ends the session with err, unless the page comes back meanwhile.
func (s *Server) leaveLater(err error) {
	s.stay()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaving = time.AfterFunc(reloadTimeout, func() {
		if s.ended.CompareAndSwap(false, true) {
			s.outcomes <- outcome{err: err}
		}
	})
}

// stay takes leaveLater back.
func (s *Server) stay() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving != nil {
		s.leaving.Stop()
	}
	s.leaving = nil
}

// PortError says that the fixed port cannot be had.
type PortError struct {
	Port int
	Err  error
}

func (e *PortError) Error() string {
	if errors.Is(e.Err, fs.ErrPermission) {
		return fmt.Sprintf("port %d is not open to you: choose one from 1024 on", e.Port)
	}
	return fmt.Sprintf("port %d is in use by another program: close that program, or choose another port", e.Port)
}
func (e *PortError) Unwrap() error { return e.Err }

// Serve starts the server. The caller must call Wait or Close.
func Serve(page Page) (*Server, error) {
	script, err := url.Parse(page.Script)
	if err != nil || script.Host == "" {
		return nil, fmt.Errorf("serve the link page: %q is no address of a script", page.Script)
	}
	if strings.ContainsAny(page.Script+page.API, ";,") { // either would begin a rule of its own in our policy
		return nil, fmt.Errorf("serve the link page: %q and %q are no addresses for its policy", page.Script, page.API)
	}
	if page.Now == nil {
		page.Now = time.Now
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", page.Port))
	if err != nil {
		return nil, &PortError{Port: page.Port, Err: err}
	}
	port := listener.Addr().(*net.TCPAddr).Port
	s := &Server{
		page:     page,
		script:   script,
		nonce:    rand.Text(),
		hosts:    [2]string{fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("localhost:%d", port)},
		outcomes: make(chan outcome, 1),
	}
	host := s.hosts[0]
	if page.Port != 0 {
		host = s.hosts[1]
	}
	s.URL = "http://" + host + "/" + s.nonce + "/"
	s.http = &http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		// Every answer is our own: also that to OPTIONS *.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(io.Discard, "", 0), // a terminal program owns stderr
	}
	go s.http.Serve(listener) //nolint:errcheck // it ends with ErrServerClosed
	return s, nil
}

// Wait waits for the outcome, lets the browser have its last answer and stops
// the server. Errors: *ExitError (which may be an ErrCancelled), *ClosedError,
// ErrExpired, the context's.
func (s *Server) Wait(ctx context.Context) (Result, error) {
	defer s.Close()
	defer s.stay()
	var expired <-chan time.Time
	if !s.page.Expires.IsZero() {
		timer := time.NewTimer(s.page.Expires.Sub(s.page.Now()))
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case o := <-s.outcomes:
		return o.result, o.err
	case <-expired:
		return Result{}, ErrExpired
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// Close stops the server after the answers that are under way.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}
