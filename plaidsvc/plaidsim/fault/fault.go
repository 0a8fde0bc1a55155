package fault

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Fault goes wrong with requests. Its JSON is the body of POST /sim/faults.
type Fault struct {
	Fault       string   `json:"fault"`
	Path        string   `json:"path"`        // of the requests; "*" at its end stands for anything; empty: every endpoint
	Count       *int     `json:"count"`       // how often it happens; 0: until it is deleted; none: 1
	Probability *float64 `json:"probability"` // that it happens to a request; none: 1
	Processed   bool     `json:"processed"`   // the endpoint does its work, and its answer is replaced
	Delay       string   `json:"delay"`       // of slow_first_byte and slow_body

	Type    string `json:"error_type"` // of the fault error
	Code    string `json:"error_code"`
	Message string `json:"error_message"`
	Display string `json:"display_message"`
	Status  int    `json:"status"`

	delay time.Duration
	left  int // how often it still happens; negative: without end
}

// The faults by name: replacing take the place of an answer, altering let the
// endpoint answer and change the answer on its way.
var (
	replacing = map[string]func(*Fault, http.ResponseWriter, *http.Request){
		"error": errorFault, "rate_limit": rateLimitFault, "bad_gateway": badGateway, "empty_body": emptyBody, "reset": resetConnection,
	}
	altering = map[string]func(*Fault, http.ResponseWriter, *http.Request, http.Handler){
		"half_body": halfBody, "slow_first_byte": slowFirstByte, "slow_body": slowBody, "wrong_content_type": wrongContentType,
		"unknown_values": alterObjects(unknownValues), "odd_amounts": alterObjects(oddAmounts), "nan_amounts": nanAmounts, "hostile_names": alterObjects(hostileNames),
	}
)

// List is a server's faults. The first one that fits a request happens to it.
type List struct {
	mu      sync.Mutex
	waiting []*Fault
	random  *rand.Rand

	isEndpoint func(path string) bool
}

// New makes a list without faults. isEndpoint reports whether a path is one of
// Plaid's endpoints, to which faults without a path happen.
func New(seed uint64, isEndpoint func(path string) bool) *List {
	return &List{random: rand.New(rand.NewPCG(seed, draw.KindOther)), isEndpoint: isEndpoint}
}

// Show serves GET /sim/faults: the faults that are still to come.
func (l *List) Show(struct{}) (any, *wire.Error) { return l.json(), nil }

// Add serves POST /sim/faults.
func (l *List) Add(in Fault) (any, *wire.Error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.waiting = append(l.waiting, &in)
	l.mu.Unlock()
	return l.json(), nil
}

// Clear serves DELETE /sim/faults.
func (l *List) Clear(struct{}) (any, *wire.Error) {
	l.mu.Lock()
	l.waiting = nil
	l.mu.Unlock()
	return l.json(), nil
}

// check refuses a fault that makes no sense with INVALID_FIELD, and sets what
// it leaves out.
func (f *Fault) check() *wire.Error {
	one, sure := 1, 1.0
	if f.Count == nil {
		f.Count = &one
	}
	if f.left = *f.Count; f.left == 0 {
		f.left = -1
	}
	if f.Probability == nil {
		f.Probability = &sure
	}
	if f.Path == "" {
		f.Path = "*"
	}
	if f.Delay == "" {
		f.Delay = "10s"
	}
	var ok bool
	f.delay, ok = wire.ParseDuration(f.Delay)
	names := slices.Sorted(maps.Keys(replacing))
	names = slices.AppendSeq(names, maps.Keys(altering))
	slices.Sort(names)
	switch {
	case !slices.Contains(names, f.Fault):
		return wire.InvalidField("fault must be one of %s", strings.Join(names, ", "))
	case *f.Count < 0:
		return wire.InvalidField("count must not be negative")
	case !(*f.Probability >= 0 && *f.Probability <= 1):
		return wire.InvalidField("probability must be between 0 and 1")
	case !ok || f.delay < 0:
		return wire.InvalidField(`delay must be a duration such as "3s"`)
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return wire.InvalidField("status must be between 400 and 599")
	case f.Fault == "error" && f.plaidError() == nil:
		return wire.InvalidField("error_code must be one of Plaid's, or error_type and error_message must be set too")
	}
	return nil
}

// json is the answer of /sim/faults.
func (l *List) json() wire.Object {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := []wire.Object{}
	for _, f := range l.waiting {
		one := wire.Object{"fault": f.Fault, "path": f.Path, "count": max(f.left, 0), "probability": *f.Probability, "processed": f.Processed, "delay": f.Delay}
		if f.Fault == "error" {
			one["error_code"] = f.plaidError().Code
		}
		list = append(list, one)
	}
	return wire.Object{"faults": list}
}

// Next finds the fault that happens to a request, and counts it; nil: none.
func (l *List) Next(path string) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, f := range l.waiting {
		if !l.fits(f, path) || l.random.Float64() >= *f.Probability {
			continue
		}
		f.left--
		if f.left == 0 {
			l.waiting = slices.Delete(l.waiting, i, i+1)
		}
		f.left = max(f.left, -1)
		return f
	}
	return nil
}

// fits reports whether a fault is for a path.
func (l *List) fits(f *Fault, path string) bool {
	before, any := strings.CutSuffix(f.Path, "*")
	switch {
	case f.Path == "*":
		return l.isEndpoint(path)
	case any:
		return strings.HasPrefix(path, before) && !strings.HasPrefix(path, "/sim/")
	default:
		return f.Path == path && !strings.HasPrefix(path, "/sim/")
	}
}

// Serve answers a request with the fault; next would have answered without it.
func (f *Fault) Serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if change := altering[f.Fault]; change != nil {
		change(f, w, r, next)
		return
	}
	if f.Processed {
		next.ServeHTTP(newRecorded(), r)
	}
	replacing[f.Fault](f, w, r)
}
