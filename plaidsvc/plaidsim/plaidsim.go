// Package plaidsim is an embedded Plaid: a wire-compatible simulator of
// Plaid's Sandbox with state, which any Plaid client can talk to over HTTP.
//
// Beside Plaid's endpoints it has a door for tests, under /sim/items: it says
// what is true of an Item and changes it as a bank would. See simitems.go.
//
// It imports no other package of passbook.
package plaidsim

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
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
	opt      Options
	mux      *http.ServeMux
	requests atomic.Uint64
	ahead    atomic.Int64 // nanoseconds that the simulated clock is ahead of Options.Now
	hooks    *hooks
	faults   faultLine
	limited  atomic.Bool

	mu      sync.Mutex
	clients map[string]*client // by client_id
	links   map[string]*client // whose link token it is
	keys    []*webhookKey      // of webhooks; the last one signs

	linkPages sync.Map // *linkPage by session id and by OAuth state
}

// New makes a Server with no Items. Close it when one of them has a webhook.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{opt: o, mux: http.NewServeMux(), clients: map[string]*client{}, links: map[string]*client{}, hooks: newHooks()}
	s.keys = []*webhookKey{newWebhookKey(firstKeyID, o.Seed, s.now())}
	s.limited.Store(o.Limits)
	s.faults.dice = rand.New(rand.NewPCG(o.Seed, draw.KindOther))
	s.mux.HandleFunc("/", s.serveAPI)
	for pattern, serve := range s.pages() {
		s.mux.HandleFunc(pattern, serve)
	}
	return s
}

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
