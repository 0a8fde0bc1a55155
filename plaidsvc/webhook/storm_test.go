package webhook

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// storm sends so many signed webhooks of 100 Items over 32 connections, each the
// next as soon as one is answered, and gives how many were answered 200.
func (s *standIn) storm(webhooks int) (good int) {
	s.t.Helper()
	const connections = 32
	requests := make([][]byte, 100)
	for i := range requests {
		body := strings.Replace(updates, "wz666", fmt.Sprintf("wz%03d", i), 1)
		requests[i] = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nPlaid-Verification: %s\r\nContent-Length: %d\r\n\r\n%s",
			s.path, s.token(body), len(body), body)
	}
	var mu sync.Mutex
	var senders sync.WaitGroup
	for c := range connections {
		senders.Go(func() {
			conn, err := net.Dial("tcp", s.addr)
			if err != nil {
				s.t.Error(err)
				return
			}
			defer conn.Close()
			answers, mine := bufio.NewReader(conn), 0
			for n := c; n < webhooks; n += connections {
				if _, err := conn.Write(requests[n%len(requests)]); err != nil {
					s.t.Error(err)
					return
				}
				res, err := http.ReadResponse(answers, nil)
				if err != nil {
					s.t.Error(err)
					return
				}
				if res.Body.Close(); res.StatusCode == http.StatusOK {
					mine++
				}
			}
			mu.Lock()
			good += mine
			mu.Unlock()
		})
	}
	senders.Wait()
	return good
}

// Every webhook of a storm is verified, handed on and answered.
func TestStorm(t *testing.T) {
	s := newStandIn(t)
	const webhooks = 10_000
	if good := s.storm(webhooks); good != webhooks || s.taken() != webhooks || s.asked() != 1 {
		t.Errorf("%d answered, %d handed on, %d keys asked for", good, s.taken(), s.asked())
	}
}

// BenchmarkStorm is how many signed webhooks a second are answered, with a sender
// on the same machine.
func BenchmarkStorm(b *testing.B) {
	s := newStandIn(b)
	s.storm(100)
	b.ResetTimer()
	if good := s.storm(b.N); good != b.N {
		b.Errorf("%d answered", good)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "webhooks/s")
}
