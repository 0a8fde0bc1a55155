package plaidsim

import (
	"net/http"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/control"
	"passbook/plaidsvc/plaidsim/fault"
	"passbook/plaidsvc/plaidsim/link"
	"passbook/plaidsvc/plaidsim/webhook"
)

// Options configures a Server. The zero Options is a Sandbox like Plaid's.
type Options struct {
	Seed         uint64           // the same seed gives the same data
	Transactions int              // of the user user_bulk
	Now          func() time.Time // nil: time.Now
	Latency      time.Duration    // before every answer
	Initial      time.Duration    // from when Transactions is added to an Item until its last 30 days are ready
	Historical   time.Duration    // until all of its history is ready
	Live         time.Duration    // a household's next transaction arrives this often; 0: never
	Tester       string           // the test user whom Link's page offers first, and an OAuth bank lets in; empty: user_good
	Relogin      bool             // Items ask for a new login after 30 days, as the Sandbox's do
	Outside      bool             // webhooks may leave this machine
	Limits       bool             // calls are limited as the Sandbox limits them
	Taxonomy     string           // of a client that asks for none, v1 or v2; empty: v2, as of clients since December 2025
}

// Server is an embedded Plaid.
type Server struct {
	opt      Options
	mux      *http.ServeMux
	ledger   *bank.Ledger
	links    *link.Server
	webhooks *webhook.Sender
	faults   *fault.List
	control  *control.Pages
}

// New makes a Server with no Items. Close it when one of them has a webhook.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{opt: o, mux: http.NewServeMux()}
	s.ledger = bank.NewLedger(bank.Options{
		Seed: o.Seed, Transactions: o.Transactions, Now: o.Now, Initial: o.Initial, Historical: o.Historical, Live: o.Live,
		Tester: o.Tester, Relogin: o.Relogin, Limits: o.Limits, Taxonomy: o.Taxonomy,
	})
	s.webhooks = webhook.New(s.ledger, o.Outside)
	s.links = link.New(s.ledger)
	s.faults = fault.New(o.Seed, func(path string) bool { return endpoints[path] != nil })
	s.control = control.New(s.ledger, s.webhooks.Wake)
	s.mux.HandleFunc("/", s.serveAPI)
	for pattern, serve := range s.pages() {
		s.mux.HandleFunc(pattern, serve)
	}
	return s
}

// Close stops the webhooks and waits until none is being sent. The Server
// answers on.
func (s *Server) Close() { s.webhooks.Close() }

// ServeHTTP answers as Plaid's Sandbox does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !isOwnHost(r) {
		http.Error(w, "plaidsim on this machine answers to localhost and 127.0.0.1", http.StatusMisdirectedRequest)
		return
	}
	if err := readInTime(w, r); err != nil {
		http.Error(w, "the body did not come, or not in time", http.StatusRequestTimeout)
		return
	}
	if !fault.Pause(r, s.opt.Latency) {
		return
	}
	if f := s.faults.Next(r.URL.Path); f != nil {
		f.Serve(w, r, s.mux)
		return
	}
	s.mux.ServeHTTP(w, r)
}
