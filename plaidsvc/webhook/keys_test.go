package webhook

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// asked is how often keys were looked up.
func (s *standIn) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lookups)
}

func (s *standIn) pass(d time.Duration) { s.set(func() { s.now = s.now.Add(d) }) }

// A key is asked for once, also by many at the same time, and again a day later.
func TestAKeyIsAskedForOnceADay(t *testing.T) {
	s := newStandIn(t)
	var posts sync.WaitGroup
	for range 20 {
		posts.Go(func() { s.post(s.path, updates, plaids(s.token(updates))) })
	}
	posts.Wait()
	if s.taken() != 20 || s.asked() != 1 {
		t.Errorf("%d taken, asked %d times", s.taken(), s.asked())
	}
	s.pass(keyLife - time.Second)
	s.wants("a day later", s.token(updates), updates, 200, nil)
	s.pass(time.Second)
	s.wants("and after it", s.token(updates), updates, 200, nil)
	if s.asked() != 2 {
		t.Errorf("asked %d times", s.asked())
	}
}

func TestKeysRotateAndExpire(t *testing.T) {
	s := newStandIn(t)
	s.wants("the first key", s.token(updates), updates, 200, nil)
	s.addKey("second")
	second := func() string { return s.signed("second", s.said(updates, 0)) }
	s.wants("the second key", second(), updates, 200, nil)
	s.wants("the first beside it", s.token(updates), updates, 200, nil)
	s.set(func() { s.expired[keyID] = true })
	s.pass(keyLife)
	s.wants("the first, expired", s.token(updates), updates, 401, errNoKey)
	s.wants("the second, a day later", second(), updates, 200, nil)
	asked := s.asked()
	s.wants("the first once more", s.token(updates), updates, 401, errNoKey)
	if s.asked() != asked {
		t.Error("an expired key was asked for at once")
	}
	// Plaid is away as the second key has to be asked for again: it is trusted no
	// longer than a day, and Plaid sends the webhook again.
	s.set(func() { s.down = true })
	s.pass(keyLife)
	s.wants("Plaid is away", second(), updates, 503, errNotNow)
	s.set(func() { s.down = false })
	s.wants("Plaid is back", second(), updates, 200, nil)
}

// Whoever knows the address chooses ids of keys: they cost Plaid ten questions a
// minute and us no memory, and the key that Plaid uses goes on working.
func TestInventedKeysAreBounded(t *testing.T) {
	s := newStandIn(t)
	s.wants("before", s.token(updates), updates, 200, nil)
	stranger := s.addKey("stranger")
	s.set(func() { delete(s.private, "stranger") })
	invented := func(n int) string {
		return sign(t, stranger, map[string]any{"alg": "ES256", "kid": fmt.Sprint("invented-", n)}, s.said(updates, 0))
	}
	statuses := map[int]int{}
	for n := range 300 {
		status, _ := s.post(s.path, updates, plaids(invented(n%150)))
		statuses[status]++
	}
	// The key of before was one of the ten.
	if s.asked() != mostLookups || statuses[401] != 2*(mostLookups-1) || statuses[401]+statuses[503] != 300 {
		t.Errorf("asked %d times, answered %v", s.asked(), statuses)
	}
	s.wants("Plaid's meanwhile", s.token(updates), updates, 200, nil)
	s.addKey("second")
	s.wants("a new key of Plaid's meanwhile", s.signed("second", s.said(updates, 0)), updates, 503, errNotNow)
	s.pass(lookupsWithin)
	s.wants("the same a minute later", s.signed("second", s.said(updates, 0)), updates, 200, nil)
}

// What is remembered of keys is bounded too.
func TestFewKeysAreRemembered(t *testing.T) {
	s := newStandIn(t)
	k := newVerifier(s.lookup, func() time.Time { return s.now }).keys
	for n := range 500 {
		id := fmt.Sprint("key-", n)
		if n%2 == 0 {
			s.addKey(id)
		}
		s.pass(lookupsWithin / mostLookups)
		_, err := k.get(t.Context(), id)
		if (err == nil) != (n%2 == 0) || len(k.known) > mostKeys || len(k.refused) > mostRefused {
			t.Fatalf("%d: %v; %d known, %d refused", n, err, len(k.known), len(k.refused))
		}
	}
	if _, err := k.get(t.Context(), "key-498"); err != nil || s.asked() != 500 {
		t.Errorf("the last key: %v, asked %d times", err, s.asked())
	}
}
