package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"passbook/plaidsvc/plaidsim"
)

// listening is a passbook webhooks that runs.
type listening struct {
	t      *testing.T
	cmd    *exec.Cmd
	lines  *bufio.Scanner
	stderr strings.Builder
}

// listen starts passbook webhooks and waits until it listens.
func (b *bank) listen(args ...string) *listening {
	b.t.Helper()
	l := &listening{t: b.t, cmd: b.command(append([]string{"webhooks"}, args...)...)}
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	l.cmd.Stderr = &l.stderr
	if err := l.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = l.cmd.Process.Kill() })
	l.lines = bufio.NewScanner(out)
	l.waitFor("listening on 127.0.0.1:")
	return l
}

// waitFor reads lines until one has all of some texts.
func (l *listening) waitFor(texts ...string) {
	l.t.Helper()
	for l.lines.Scan() {
		missing := 0
		for _, text := range texts {
			if !strings.Contains(l.lines.Text(), text) {
				missing++
			}
		}
		if missing == 0 {
			return
		}
	}
	l.t.Fatalf("no line with %q: %v", texts, l.cmd.Wait())
}

// end ends it by a signal and gives the exit code.
func (l *listening) end(signal syscall.Signal) int {
	l.t.Helper()
	if err := l.cmd.Process.Signal(signal); err != nil {
		l.t.Fatal(err)
	}
	for l.lines.Scan() { // it is read to its end before the process is waited for
	}
	_ = l.cmd.Wait()
	return l.cmd.ProcessState.ExitCode()
}

// Plaid says that a bank has something new, and it is in the cache: while
// passbook webhooks runs, and what it missed after a kill. What nobody signed
// changes nothing.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	sim := plaidsim.New(plaidsim.Options{Seed: 1})
	t.Cleanup(sim.Close)
	p := startPlaidOn(t, sim)
	b := newBank(t, p)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	url := "http://" + address + "/hooks/3f9a"
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_transactions_dynamic")
	b.run("sync")
	item, account := b.firstAccount()
	buy := func(name string) {
		p.post(t, "/sim/items/"+item+"/changes", fmt.Sprintf(
			`{"changes":[{"do":"add","transaction":{"account_id":%q,"amount":12.34,"date":"2026-11-20","name":%q}}]}`, account, name))
	}

	l := b.listen("--listen", address, "--url", url)
	l.waitFor("First Platypus Bank: Plaid sends its webhooks here from now on")
	l.waitFor("First Platypus Bank: nothing new (", "ITEM WEBHOOK_UPDATE_ACKNOWLEDGED")
	buy("Bakery One")
	l.waitFor("First Platypus Bank: 1 new", "TRANSACTIONS")
	if out := b.run("transactions", "Bakery One"); !strings.Contains(out, "12.34") {
		t.Error(out)
	}
	l.end(syscall.SIGKILL)
	buy("Bakery Two") // nobody is told
	l = b.listen("--listen", address, "--url", url)
	l.waitFor("First Platypus Bank: 1 new")
	for range 3 {
		res, err := http.Post(url, "application/json", strings.NewReader(`{"item_id":"`+item+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("answered %d", res.StatusCode)
		}
	}
	if code := l.end(syscall.SIGTERM); code != exitDone || l.stderr.String() != "passbook: refused: 3 not signed\n" {
		t.Errorf("exit code %d\n%s", code, l.stderr.String())
	}
	if out := b.run("transactions", "Bakery Two"); !strings.Contains(out, "12.34") {
		t.Error(out)
	}

	// A bank that is linked with the setting needs no telling.
	b.env = append(b.env, "PLAID_WEBHOOK_URL="+url)
	b.run("link", "--sandbox-institution", "ins_109511", "--sandbox-user", "user_transactions_dynamic")
	l = b.listen("--listen", address)
	l.waitFor("Tartan Bank: ")
	if code := l.end(syscall.SIGINT); code != exitDone {
		t.Errorf("exit code %d\n%s", code, l.stderr.String())
	}
}
