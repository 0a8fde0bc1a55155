package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// bank is an embedded Plaid whose clock only moves when it is told to.
type bank struct {
	url    string
	start  time.Time
	ahead  atomic.Int64
	server *http.Server
	sim    *plaidsim.Server
}

func startBank() (*bank, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &bank{url: "http://" + ln.Addr().String(), start: time.Now()}
	b.sim = plaidsim.New(plaidsim.Options{Seed: 1, Live: time.Minute, Now: func() time.Time { return b.start.Add(time.Duration(b.ahead.Load())) }})
	b.server = &http.Server{Handler: b.sim, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = b.server.Serve(ln) }() // ends with close
	return b, nil
}

func (b *bank) advance(d time.Duration) { b.ahead.Add(int64(d)) }

// fault lets the next syncs go wrong.
func (b *bank) fault(body string) error {
	answer, err := http.Post(b.url+"/sim/faults", "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("a fault was not taken: %s", answer.Status)
	}
	return nil
}

func (b *bank) close() {
	_ = b.server.Close()
	b.sim.Close()
}
