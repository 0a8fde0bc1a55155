// Package plaidsim is an embedded Plaid: a wire-compatible simulator of
// Plaid's Sandbox with state, which any Plaid client can talk to over HTTP.
//
// It imports no other package of passbook.
package plaidsim

import (
	"net/http"
	"time"
)

// Options configures a Server. The zero Options is a Sandbox like Plaid's.
type Options struct {
	Seed         uint64           // the same seed gives the same data
	Transactions int              // of the user user_bulk
	Now          func() time.Time // nil: time.Now
	Latency      time.Duration    // before every answer
	Initial      time.Duration    // from an Item's creation until its last 30 days are ready
	Historical   time.Duration    // until all of its history is ready
	Live         time.Duration    // a household's next transaction arrives this often; 0: never
}

// Server is an embedded Plaid.
type Server struct{}

// New makes a Server with no Items.
func New(o Options) *Server { return &Server{} }

// ServeHTTP answers as Plaid's Sandbox does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {}
