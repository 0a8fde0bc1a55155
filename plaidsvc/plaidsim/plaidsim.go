// Package plaidsim is an embedded Plaid: a wire-compatible simulator of
// Plaid's Sandbox with state, which any Plaid client can talk to over HTTP.
//
// Beside Plaid's endpoints it has a door for tests, under /sim/items: it says
// what is true of an Item and changes it as a bank would. See simitems.go.
//
// It imports no other package of passbook.
package plaidsim

import (
	"net/http"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
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
	Relogin      bool             // Items ask for a new login after 30 days, as the Sandbox's do
	Outside      bool             // webhooks may leave this machine
	Limits       bool             // calls are limited as the Sandbox limits them
}

// Server is an embedded Plaid.
type Server struct {
	opt     Options
	mux     *http.ServeMux
	ledger  *bank.Ledger
	links   *linkServer
	hooks   *hooks
	faults  *faultLine
	control *control
}

// New makes a Server with no Items. Close it when one of them has a webhook.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{opt: o, mux: http.NewServeMux()}
	s.ledger = bank.NewLedger(bank.Options{
		Seed: o.Seed, Transactions: o.Transactions, Now: o.Now, Initial: o.Initial, Historical: o.Historical, Live: o.Live,
		Relogin: o.Relogin, Limits: o.Limits,
	})
	s.hooks = newHooks(s.ledger, o.Outside)
	s.links = newLinkServer(s.ledger)
	s.faults = newFaults(o.Seed, func(path string) bool { return endpoints[path] != nil })
	s.control = newControl(s.ledger, s.hooks.poke)
	s.mux.HandleFunc("/", s.serveAPI)
	for pattern, serve := range s.pages() {
		s.mux.HandleFunc(pattern, serve)
	}
	return s
}

// Close stops the webhooks and waits until none is being sent. The Server
// answers on.
func (s *Server) Close() { s.hooks.close() }

// ServeHTTP answers as Plaid's Sandbox does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !pause(r, s.opt.Latency) {
		return
	}
	if f := s.faults.take(r.URL.Path); f != nil {
		f.serve(w, r, s.mux)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// pause waits; false: the client went away.
func pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
