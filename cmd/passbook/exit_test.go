package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"passbook/cmd/passbook/exit"
	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
)

func TestExitCodes(t *testing.T) {
	problem := func(actor ledger.Actor, cause error) error {
		return &problem.Error{Problem: ledger.Problem{Actor: actor}, Err: cause}
	}
	for name, tt := range map[string]struct {
		err  error
		code int
	}{
		"cobra's own":       {errors.New("unknown flag"), exitUsage},
		"sign in again":     {ranError{problem(ledger.ActorPerson, nil)}, exitPerson},
		"link again":        {ranError{fmt.Errorf("x: %w", problem(ledger.ActorRelink, nil))}, exitPerson},
		"wrong keys":        {ranError{problem(ledger.ActorSetup, nil)}, exitSetup},
		"no keys":           {ranError{errNoKeys}, exitSetup},
		"the disk is full":  {ranError{problem(ledger.ActorSetup, storage.ErrDiskFull)}, exitFailed},
		"it is read-only":   {ranError{problem(ledger.ActorSetup, storage.ErrReadOnly)}, exitFailed},
		"it is damaged":     {ranError{problem(ledger.ActorSetup, storage.ErrCorrupt)}, exitFailed},
		"the bank is down":  {ranError{problem(ledger.ActorWait, nil)}, exitFailed},
		"a fault of ours":   {ranError{problem(ledger.ActorBug, nil)}, exitFailed},
		"used wrongly":      {ranError{exit.Wrongly(problem(ledger.ActorSetup, nil))}, exitUsage},
		"a package's word":  {ranError{fmt.Errorf("x: %w", exit.Wrongly(problem(ledger.ActorPerson, nil)))}, exitUsage},
		"not so":            {ranError{exit.Unmet(errors.New("x"))}, exitNotMet},
		"misconfigured":     {ranError{exit.Misconfigured(errors.New("x"))}, exitSetup},
		"anything else":     {ranError{errors.New("x")}, exitFailed},
		"several banks":     {ranError{fmt.Errorf("x: %w", exit.Several{problem(ledger.ActorWait, nil), problem(ledger.ActorPerson, nil)})}, exitPerson},
		"one of many banks": {ranError{banksError{worst: problem(ledger.ActorPerson, nil)}}, exitPerson},
	} {
		if got := exitCode(tt.err); got != tt.code {
			t.Errorf("%s: exit code %d, want %d", name, got, tt.code)
		}
	}
}

// Of several banks' failures the one that its owner can mend counts, then the
// one that another set-up mends; each bank has its line.
func TestBanksError(t *testing.T) {
	result := func(name, id string, actor ledger.Actor) plaidsvc.SyncResult {
		e := &problem.Error{Problem: ledger.Problem{Actor: actor, Sentence: "It failed."}}
		return plaidsvc.SyncResult{Item: ledger.Item{ID: id, Institution: name}, Err: e}
	}
	all := []plaidsvc.SyncResult{
		result("Down", "i1", ledger.ActorWait), result("Keys", "i2", ledger.ActorSetup),
		result("Ours & Co.", "i3", ledger.ActorPerson), result("Late", "i4", ledger.ActorWait),
		result("Twice", "i5", ledger.ActorRelink), result("twice", "i6", ledger.ActorWait),
		result("$(reboot)", "i7", ledger.ActorPerson),
	}
	var items []ledger.Item
	for _, r := range all {
		items = append(items, r.Item)
	}
	var e banksError
	for i, want := range []int{exitFailed, exitSetup, exitPerson, exitPerson, exitPerson, exitPerson, exitPerson} {
		e.add(failure(all[i].Item, all[i].Err, items), all[i].Err)
		if got := exitCode(ranError{e}); got != want {
			t.Errorf("after %s exit code %d, want %d", all[i].Item.Institution, got, want)
		}
	}
	want := `Down: It failed.
Keys: It failed.
Ours & Co.: It failed. Run: passbook repair "Ours & Co."
Late: It failed.
Twice: It failed. Run: passbook repair i5
twice: It failed.
$(reboot): It failed. Run: passbook repair i7`
	if got := strings.Join(e.lines, "\n"); got != want {
		t.Error(got)
	}
}

// wrong is one thing that is wrong as a bank is synced.
type wrong struct {
	name  string
	env   []string
	fault string // that the simulator has; empty: none
	code  int
	turn  string   // as --json has it
	says  []string // on stderr, beside the bank's name
}

// What is wrong ends a sync with its own exit code; stderr names the bank and
// what mends it, --json says whose turn it is, and whoever is sent to passbook
// repair can mend it there.
func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	portal := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>Sign in to the WLAN</html>")
	})
	plain, secure := httptest.NewServer(portal), httptest.NewTLSServer(portal)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	fault := func(code string) string {
		return `{"fault":"error","path":"/transactions/sync","count":2,"error_code":"` + code + `"}`
	}
	for _, x := range []wrong{
		{"no keyring", []string{"PASSBOOK_VAULT=keyring", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"}, "", exitSetup, "keys", []string{"keyring", "PASSBOOK_VAULT=file"}},
		{"no passphrase", []string{"PASSBOOK_PASSPHRASE="}, "", exitSetup, "keys", []string{"passphrase", "PASSBOOK_PASSPHRASE"}},
		{"another passphrase", []string{"PASSBOOK_PASSPHRASE=correct horse battery staple"}, "", exitSetup, "keys", []string{"does not open"}},
		{"another secret", nil, fault("INVALID_API_KEYS"), exitSetup, "keys", []string{"PLAID_SECRET"}},
		{"keys that do not know the login", nil, fault("INVALID_ACCESS_TOKEN"), exitSetup, "keys", []string{"under these keys"}},
		{"no access", nil, fault("UNAUTHORIZED_ROUTE_ACCESS"), exitSetup, "keys", []string{"not allowed", "dashboard"}},
		{"an OAuth bank without registration", nil, fault("INSTITUTION_REGISTRATION_REQUIRED"), exitSetup, "keys", []string{"not allowed"}},
		{"a portal", []string{"PLAID_BASE_URL=" + plain.URL}, "", exitSetup, "keys", []string{"is not Plaid"}},
		{"a certificate that is not trusted", []string{"PLAID_BASE_URL=" + secure.URL}, "", exitSetup, "keys", []string{"not trusted"}},
		{"nobody answers", []string{"PLAID_BASE_URL=http://127.0.0.1:1"}, "", exitFailed, "wait", []string{"cannot be reached"}},
		{"the bank is down", nil, fault("INSTITUTION_DOWN"), exitFailed, "wait", []string{"is not answering"}},
		{"a request that Plaid refuses", nil, fault("INVALID_BODY"), exitFailed, "bug", []string{"refused a request"}},
		{"a login that is wanted", nil, fault("ITEM_LOGIN_REQUIRED"), exitPerson, "person", []string{`Run: passbook repair "First Platypus Bank"`}},
		{"a login that is gone", nil, fault("ITEM_NOT_FOUND"), exitPerson, "relink", []string{`Run: passbook repair "First Platypus Bank"`}},
		{"a permission that was withdrawn", nil, fault("USER_PERMISSION_REVOKED"), exitPerson, "relink", []string{`Run: passbook repair "First Platypus Bank"`}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			p := startPlaid(t, plaidsim.Options{Seed: 1})
			b := newBank(t, p)
			b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
			b.run("sync")
			if x.fault != "" {
				p.post(t, "/sim/faults", x.fault)
			}
			b.env = append(b.env, x.env...)
			for _, args := range [][]string{{"sync"}, {"sync", "--json"}} {
				cmd := b.command(args...)
				var stdout, stderr strings.Builder
				cmd.Stdout, cmd.Stderr = &stdout, &stderr
				_ = cmd.Run()
				if code := cmd.ProcessState.ExitCode(); code != x.code {
					t.Errorf("exit code %d, want %d\n%s", code, x.code, stderr.String())
				}
				said := stderr.String()
				for _, text := range append([]string{"First Platypus Bank"}, x.says...) {
					if !strings.Contains(said, text) {
						t.Errorf("stderr does not say %q:\n%s", text, said)
					}
				}
				if x.code != exitPerson && strings.Contains(said, "passbook repair") {
					t.Errorf("it sends to passbook repair:\n%s", said)
				}
				if turn := fmt.Sprintf(`"turn":%q`, x.turn); len(args) == 2 && !strings.Contains(stdout.String(), turn) {
					t.Errorf("no %s in %s", turn, stdout.String())
				}
			}
		})
	}
}

// What is wrong before any bank is asked.
func TestWhatIsWrongBeforeABank(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	sandboxLink := []string{"link", "--sandbox-institution", "ins_109511"}
	for _, x := range []struct {
		name, env, fault string
		args             []string
		code             int
		says             string
	}{
		{"keys of another team", "PLAID_CLIENT_ID=another", "", []string{"sync"}, exitSetup, "PLAID_CLIENT_ID"},
		{"another environment", "PLAID_ENV=production", "", []string{"sync"}, exitSetup, "PLAID_ENV"},
		{"the trial is full", "", `{"fault":"error","path":"/sandbox/public_token/create","error_code":"TRIAL_CONNECTION_LIMIT"}`, sandboxLink, exitSetup, "trial"},
		{"no such institution", "", "", []string{"link", "--sandbox-institution", "ins_0"}, exitUsage, "no institution with this id"},
		{"a port out of range", "", "", []string{"link", "--port", "999999"}, exitUsage, "1 to 65535"},
		{"a negative port", "", "", []string{"repair", "--port", "-4"}, exitUsage, "1 to 65535"},
		{"a bank that there is not", "", "", []string{"sync", "Nowhere"}, exitUsage, "Nowhere"},
		{"no name", "", "", []string{"sync", ""}, exitUsage, ""},
	} {
		if x.fault != "" {
			p.post(t, "/sim/faults", x.fault)
		}
		cmd := b.command(x.args...)
		cmd.Env = append(cmd.Env, x.env)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != x.code || !strings.Contains(string(out), x.says) {
			t.Errorf("%s: exit code %d, want %d\n%s", x.name, code, x.code, out)
		}
	}
	if err := os.WriteFile(filepath.Join(b.dir, "passbook.db"), []byte(strings.Repeat("damaged ", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := b.command("sync").CombinedOutput()
	if code := exitOf(err); code != exitFailed || !strings.Contains(string(out), "passbook restore") {
		t.Errorf("a damaged cache: exit code %d\n%s", code, out)
	}
}

// exitOf is the exit code of a command that ran.
func exitOf(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// Ctrl-C, and another signal to end, before a command is done.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	asked := make(chan struct{}, 100)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(silent.CloseClientConnections)
	for _, x := range []struct {
		signal os.Signal
		args   []string
	}{
		{os.Interrupt, []string{"sync"}},
		{syscall.SIGTERM, []string{"sync"}},
		{syscall.SIGHUP, []string{"sync", "--quiet"}},
		{os.Interrupt, []string{"accounts", "--live"}},
		{os.Interrupt, []string{"link"}},
		{syscall.SIGTERM, []string{"link", "--sandbox-institution", "ins_109511"}},
		{os.Interrupt, []string{"repair", "First"}},
	} {
		cmd := b.command(x.args...)
		cmd.Env = append(cmd.Env, "PLAID_BASE_URL="+silent.URL)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		if err := cmd.Process.Signal(x.signal); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || stderr.String() != "passbook: interrupted\n" {
			t.Errorf("%s after %v: exit code %d\n%s", x.args, x.signal, code, stderr.String())
		}
		for len(asked) > 0 {
			<-asked
		}
	}
}
