package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
)

// servePlaid serves the embedded Plaid with a bank of n transactions whose
// history is ready at once, until stop is called.
func servePlaid(n int) (url string, stop func() error, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: plaidsim.New(plaidsim.Options{Transactions: n}), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	return "http://" + ln.Addr().String(), func() error {
		err := srv.Close()
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

// fetch runs program against a bank of n transactions, to fill target.
func (b *bench) fetch(program string, n int, target string) (seconds float64, out string, err error) {
	url, stop, err := servePlaid(n)
	if err != nil {
		return 0, "", err
	}
	seconds, printed, err := timed(exec.CommandContext(b.ctx, b.program(program), target, url))
	return seconds, strings.TrimSpace(string(printed)), errors.Join(err, stop())
}

// fill runs a first sync of n rows into a new cache, and checks that it has all
// of them.
func (b *bench) fill(n int) (seconds, peakMiB float64, err error) {
	dir := b.cache(n)
	if err := os.RemoveAll(dir); err != nil {
		return 0, 0, err
	}
	seconds, out, err := b.fetch("firstsync", n, dir)
	if err != nil {
		return 0, 0, err
	}
	kib, err := strconv.ParseFloat(out, 64)
	if err != nil {
		return 0, 0, err
	}
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		return 0, 0, err
	}
	sum, err := db.Summarize(b.ctx, ledger.Filter{})
	if err == nil && sum.Count != n {
		err = fmt.Errorf("the cache has %d rows of %d", sum.Count, n)
	}
	return seconds, kib / 1024, errors.Join(err, db.Close())
}

// need fills the cache of n rows unless it is there.
func (b *bench) need(n int) error {
	if _, err := os.Stat(b.cache(n)); err == nil {
		return nil
	}
	_, _, err := b.fill(n)
	return err
}
