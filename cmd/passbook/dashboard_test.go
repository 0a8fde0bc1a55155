package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
)

// identity is an age identity that opens nothing but these tests' vaults, and
// opens them at once: a passphrase takes a second by intent.
const identity = "AGE-SECRET-KEY-1W89CPJSUJDGPU2LWC606GCHMXYAG3SVNNFRNXG0P0RM03XWQGTXQ5YGXS6"

// embeddedPlaid is a Plaid whose answers can be held back or cut off.
type embeddedPlaid struct {
	*httptest.Server
	delay atomic.Int64 // before every answer
	gone  atomic.Bool  // connections are cut
}

// startPlaid starts one whose every answer, and every request to it, is held
// against Plaid's document; but for user_bulk's, which would take minutes.
func startPlaid(t *testing.T, o plaidsim.Options) *embeddedPlaid {
	t.Helper()
	var sim http.Handler = plaidsim.New(o)
	if o.Transactions == 0 {
		sim = conform.Handler(t, sim)
	}
	return startPlaidOn(t, sim)
}

// startPlaidOn serves a simulator that the caller made.
func startPlaidOn(t *testing.T, sim http.Handler) *embeddedPlaid {
	t.Helper()
	p := &embeddedPlaid{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // only then does the server see that the client is gone
		r.Body = io.NopCloser(bytes.NewReader(body))
		select {
		case <-time.After(time.Duration(p.delay.Load())):
		case <-r.Context().Done():
			return
		}
		if p.gone.Load() {
			panic(http.ErrAbortHandler)
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

// bank is the environment of a person who uses this Plaid, with a data folder
// of the test's own.
type bank struct {
	t   *testing.T
	dir string
	env []string

	clock []string            // of in, nil: this machine's
	user  *syscall.Credential // nil: whoever runs the test
}

func newBank(t *testing.T, p *embeddedPlaid) *bank {
	return newBankIn(t, p, filepath.Join(t.TempDir(), "data"))
}

func newBankIn(t *testing.T, p *embeddedPlaid, dir string) *bank {
	return &bank{t: t, dir: dir, env: []string{
		"PLAID_CLIENT_ID=client", "PLAID_SECRET=secret", "PLAID_ENV=sandbox", "PLAID_BASE_URL=" + p.URL,
		"PASSBOOK_DATA_DIR=" + dir, "PASSBOOK_VAULT=file", "PASSBOOK_PASSPHRASE=" + identity,
	}}
}

func (b *bank) command(args ...string) *exec.Cmd {
	cmd, _ := passbook(b.t, args...)
	cmd.Env = append(cmd.Env, b.env...)
	if b.clock != nil {
		cmd.Path, cmd.Env = os.Args[0], append(cmd.Env, b.clock...)
	}
	if b.user != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: b.user}
	}
	return cmd
}

// post sends JSON to this Plaid.
func (p *embeddedPlaid) post(t *testing.T, path, body string) {
	t.Helper()
	res, err := http.Post(p.URL+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		t.Fatalf("%s: %s", path, text)
	}
}

// firstAccount gives the first account's id and that of its Item.
func (b *bank) firstAccount() (item, account string) {
	b.t.Helper()
	var accounts []struct {
		ID   string
		Item string `json:"item_id"`
	}
	if err := json.Unmarshal([]byte(b.run("accounts", "--json")), &accounts); err != nil || len(accounts) == 0 {
		b.t.Fatalf("%d accounts: %v", len(accounts), err)
	}
	return accounts[0].Item, accounts[0].ID
}

// run runs a command that must succeed and gives what it printed.
func (b *bank) run(args ...string) string {
	b.t.Helper()
	out, err := b.command(args...).CombinedOutput()
	if err != nil {
		b.t.Errorf("passbook %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A Plaid that takes long for an answer never makes a key press wait.
func TestASlowPlaidNeverBlocksAKey(t *testing.T) {
	t.Parallel()
	const slow = 25 * time.Second // within the time-out of a request
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.run("sync")
	p.delay.Store(int64(slow))

	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth")
	term.press("s")
	term.waitFor("syncing")
	start := time.Now()
	term.press("3")
	term.waitFor("Merchant", "1/")
	term.press("jj")
	term.waitFor("3/")
	term.press("G")
	term.waitUntil("be at the last row", func(s string) bool { return !strings.Contains(s, " 3/") })
	term.press("q")
	if code := term.wait(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(start); took >= slow {
		t.Errorf("five keys took %v while Plaid takes %v for an answer", took, slow)
	}
}

// The network goes in the middle of a sync: a sentence, the old data stays,
// and the next try works.
func TestTheNetworkGoesAway(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	before := b.run("transactions", "--json", "--limit", "0")

	p.gone.Store(true)
	out, err := b.command("sync").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "First Platypus Bank: ") {
		t.Fatalf("sync without a network: %v\n%s", err, out)
	}
	for _, raw := range []string{"EOF", "Post \"", "{", "goroutine"} {
		if strings.Contains(string(out), raw) {
			t.Errorf("%q in what the person reads: %s", raw, out)
		}
	}
	if after := b.run("transactions", "--json", "--limit", "0"); after != before {
		t.Error("the cache changed")
	}
	p.gone.Store(false)
	b.run("sync")
}

// The dashboard of a folder without a bank says where some are, and does not start
// on the cache of another environment or of other keys.
func TestTheDashboardIsOfOneEnvironment(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	own := t.TempDir()
	b.env = append(b.env, "PASSBOOK_DATA_DIR=", "XDG_DATA_HOME="+own, "PLAID_ENV=production")
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	ofProduction := b.env

	b.env = append(slices.Clip(ofProduction), "PLAID_ENV=")
	term := startTerminal(t, b.command(), 200, 40)
	term.waitFor("Welcome to passbook", "Banks linked with PLAID_ENV=production lie in "+filepath.Join(own, "passbook")+":")
	term.press("q")
	if code := term.wait(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	for _, setting := range []string{"PLAID_ENV=sandbox", "PLAID_CLIENT_ID=another"} {
		b.env = append(slices.Clip(ofProduction), "PASSBOOK_DATA_DIR="+filepath.Join(own, "passbook"), setting)
		term := startTerminal(t, b.command(), 200, 40)
		if code := term.wait(); code != exitSetup {
			t.Errorf("%s: exit code %d, want %d", setting, code, exitSetup)
		}
	}
}

// An open dashboard shows what a cron job's sync brings.
func TestTheDashboardFollowsACronJob(t *testing.T) {
	t.Parallel()
	clock := newSimClock()
	p := startPlaid(t, plaidsim.Options{Seed: 1, Now: clock.now, Live: time.Hour})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.run("sync")

	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth", "Recent")
	term.press("3")
	before := position.FindString(term.waitFor("1/"))
	clock.advance(2 * 24 * time.Hour)
	if out := b.run("sync"); !strings.Contains(out, "new") || strings.Contains(out, "nothing new") {
		t.Fatalf("the cron job brought nothing: %s", out)
	}
	start := time.Now()
	term.waitUntil("show another number of rows", func(s string) bool {
		now := position.FindString(s)
		return now != "" && now != before
	})
	t.Logf("%v after the sync", time.Since(start).Round(time.Millisecond))
}

// position is the place in a list, bottom right.
var position = regexp.MustCompile(`\d+/[\d,]+\s*$`)
