package plaidsvc

import "time"

// Hurry makes a Service wait milliseconds where it waits seconds, and lets a
// new Item alone until it is synced.
func Hurry(s *Service) {
	s.pace = pace{
		restart: time.Millisecond / 4, limit: time.Millisecond, poll: time.Millisecond, pollMax: time.Millisecond,
		lock: time.Millisecond, lockFor: time.Minute, background: time.Millisecond,
	}
	s.plaid.transport.quick.RetryWaitMin, s.plaid.transport.quick.RetryWaitMax = time.Millisecond, time.Millisecond
}
