package webhook

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Fault goes wrong with the next webhooks. Its JSON is the body of POST
// /sim/webhooks.
type Fault struct {
	Name  string `json:"fault"`
	Code  string `json:"webhook_code"` // happens to these only; empty: to any
	Count int    `json:"count"`        // how many webhooks it still happens to
	Delay string `json:"delay"`        // how long "delay" takes
}

// The faults on the way, and those of the signature.
var (
	deliveryFaults  = []string{"duplicate", "delay", "reorder", "drop"}
	signatureFaults = []string{"unsigned", "wrong_signature", "wrong_algorithm", "altered_body", "unknown_key", "expired_key", "stale"}
)

// Show serves GET /sim/webhooks: the webhooks that were sent, that wait and
// that were given up, and the faults to come.
func (s *Sender) Show(struct{}) (any, *wire.Error) { return s.json(), nil }

// AddFault serves POST /sim/webhooks: the fault happens to the next webhook, or
// to the next count of a webhook_code.
func (s *Sender) AddFault(in Fault) (any, *wire.Error) {
	if !slices.Contains(slices.Concat(deliveryFaults, signatureFaults), in.Name) {
		return nil, wire.InvalidField("fault must be one of %s", strings.Join(slices.Concat(deliveryFaults, signatureFaults), ", "))
	}
	if in.Count == 0 {
		in.Count = 1
	}
	if in.Delay == "" {
		in.Delay = "1m"
	}
	if d, ok := wire.ParseDuration(in.Delay); !ok || d < 0 || in.Count < 0 {
		return nil, wire.InvalidField(`count must not be negative, and delay a duration such as "90s"`)
	}
	s.mu.Lock()
	s.faults = append(s.faults, &in)
	s.mu.Unlock()
	return s.json(), nil
}

// Clear serves DELETE /sim/webhooks: it removes the faults, and the list of
// what was sent.
func (s *Sender) Clear(struct{}) (any, *wire.Error) {
	s.mu.Lock()
	s.faults, s.remembered = nil, nil
	s.waiting, s.held = append(s.waiting, s.held...), nil
	s.mu.Unlock()
	s.Wake()
	return s.json(), nil
}

// json is the answer of /sim/webhooks.
func (s *Sender) json() wire.Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []wire.Object{}
	for _, d := range s.remembered {
		list = append(list, wire.Object{
			"url": d.url, "webhook_type": d.typ, "webhook_code": d.code, "body": string(d.body), "state": d.state, "attempts": d.attempts,
			"http_status": d.status, "created_at": wire.Timestamp(d.created), "due_at": wire.Timestamp(d.due), "fault": wire.OrNull(d.fault),
		})
	}
	return wire.Object{"webhooks": list, "faults": slices.Clone(wire.NonNil(s.faults))}
}

// nextFault finds the fault that happens to a webhook, and counts it; nil:
// none.
func (s *Sender) nextFault(d *delivery) *Fault {
	i := slices.IndexFunc(s.faults, func(f *Fault) bool { return f.Code == "" || f.Code == d.code })
	if i < 0 {
		return nil
	}
	f := s.faults[i]
	f.Count--
	if f.Count == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return f
}

// plan queues a new delivery for its time, or does to it what a fault says.
func (s *Sender) plan(d *delivery) {
	f := s.nextFault(d)
	if f == nil {
		s.waiting = append(append(s.waiting, d), s.held...)
		s.held = nil
		return
	}
	d.fault = f.Name
	switch f.Name {
	case "drop":
		d.state = "dropped"
	case "reorder":
		s.held = append(s.held, d)
	case "delay":
		by, _ := wire.ParseDuration(f.Delay)
		d.due = d.due.Add(by)
		s.waiting = append(s.waiting, d)
	case "duplicate":
		twin := *d
		s.remember(&twin)
		s.waiting = append(s.waiting, d, &twin)
	default:
		s.waiting = append(s.waiting, d)
	}
}

// sign gives the body to send and its token; an empty token is not sent.
func (s *Sender) sign(d *delivery) (body []byte, token string) {
	seed := s.ledger.Options.Seed
	key, now := s.signingKey(), s.ledger.Now()
	switch d.fault {
	case "unsigned":
		return d.body, ""
	case "wrong_signature": // by another key of the same name
		return d.body, newKey(key.id, seed+1, now).token("ES256", d.body, now)
	case "wrong_algorithm":
		return d.body, key.token("HS256", d.body, now)
	case "altered_body":
		return bytes.Replace(d.body, []byte("sandbox"), []byte("Sandbox"), 1), key.token("ES256", d.body, now)
	case "unknown_key":
		return d.body, newKey(draw.NewUUID(seed^uint64(now.UnixNano())), seed, now).token("ES256", d.body, now)
	case "expired_key":
		return d.body, s.expiredKey().token("ES256", d.body, now)
	case "stale":
		return d.body, key.token("ES256", d.body, now.Add(-6*time.Minute))
	}
	return d.body, key.token("ES256", d.body, now)
}

// expiredKey is a key that has expired.
func (s *Sender) expiredKey() *key {
	s.keyMu.Lock()
	defer s.keyMu.Unlock()
	if s.keys[0].id == firstKeyID {
		seed := s.ledger.Options.Seed
		old := newKey(draw.NewUUID(seed), seed, s.ledger.Now().Add(-3*keyLife))
		s.keys = slices.Insert(s.keys, 0, old)
	}
	return s.keys[0]
}
