package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// On a terminal a login that is linked already is asked about, instead of
// thrown away; elsewhere it wants --again, which holds on every path.
func TestLinkTwiceAsksOnATerminal(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	link := []string{"link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household"}
	b.run(link...)
	items := func() int { return len(b.itemsAtPlaid()) }
	if out, err := b.command(link...).CombinedOutput(); err == nil || !strings.Contains(string(out), "is linked already") || items() != 1 {
		t.Errorf("%v, %s, %d Items", err, out, items())
	}
	for _, tt := range []struct {
		key   string
		says  string
		items int
	}{{"n\r", "nothing was changed", 1}, {"y\r", "First Platypus Bank is linked", 2}} {
		term := startTerminal(t, b.command(link...), 120, 40)
		term.waitFor("is linked already", "Plaid bills the login twice", "Type y")
		term.press(tt.key)
		term.waitFor(tt.says)
		term.wait()
		if items() != tt.items {
			t.Errorf("%q: %d Items at Plaid", tt.key, items())
		}
	}
	b.run(append(link, "--again")...)
	if items() != 3 {
		t.Errorf("--again: %d Items at Plaid", items())
	}
}

// While Plaid exchanges, Ctrl-C says at once what is waited for, and a second
// one ends passbook. The next start settles what it left.
func TestCtrlCWhilePlaidExchanges(t *testing.T) {
	t.Parallel()
	var exchanges atomic.Int32
	arrived, stop := make(chan struct{}), make(chan struct{})
	sim := plaidsim.New(plaidsim.Options{Seed: 1})
	p := &embeddedPlaid{Server: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/item/public_token/exchange" && exchanges.Add(1) == 1 { // the next start's is answered
			close(arrived)
			<-stop
			panic(http.ErrAbortHandler)
		}
		sim.ServeHTTP(w, r)
	}))}
	t.Cleanup(p.Close)
	t.Cleanup(func() { close(stop) })
	b := newBank(t, p)
	term := startTerminal(t, b.command("link", "--sandbox-institution", "ins_109508"), 120, 40)
	select {
	case <-arrived:
	case <-time.After(patience):
		t.Fatal("nothing is exchanged")
	}
	term.press("\x03")
	term.waitFor("waiting for Plaid's answer", "Ctrl-C once more ends passbook")
	term.press("\x03")
	if code := term.wait(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	<-term.done
	if screen := term.text(); !strings.Contains(screen, "Plaid may hold a login") {
		t.Error(screen)
	}
	if known, said := b.synced(); len(known) != 1 || !strings.Contains(said, "is finished now") {
		t.Error(known, said)
	}
}

// Rotating asks on a terminal and says what is at risk; no answer but y begins
// it.
func TestRotateAsksOnATerminal(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.run("link", "--sandbox-institution", "ins_109508")
	sealed := func() string {
		file, err := os.ReadFile(b.dir + "/tokens-sandbox.age")
		if err != nil {
			t.Fatal(err)
		}
		return string(file)
	}
	before := sealed()
	for _, tt := range []struct {
		key, says string
		rotated   bool
	}{{"n\r", "nothing was changed", false}, {"y\r", "has a new access token, in the sealed file", true}} {
		term := startTerminal(t, b.command("rotate", "first"), 120, 40)
		term.waitFor("First Platypus Bank", "is to be linked again", "Type y")
		term.press(tt.key)
		term.waitFor(tt.says)
		term.wait()
		if (sealed() != before) != tt.rotated {
			t.Errorf("%q: rotated is not %v", tt.key, tt.rotated)
		}
	}
	if known, said := b.synced(); len(known) != 1 {
		t.Error(known, said)
	}
}
