package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

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
		"a secret unread":   {ranError{setupError{errors.New("x")}}, exitSetup},
		"the disk is full":  {ranError{problem(ledger.ActorSetup, storage.ErrDiskFull)}, exitFailed},
		"it is read-only":   {ranError{problem(ledger.ActorSetup, storage.ErrReadOnly)}, exitFailed},
		"it is damaged":     {ranError{problem(ledger.ActorSetup, storage.ErrCorrupt)}, exitFailed},
		"the bank is down":  {ranError{problem(ledger.ActorWait, nil)}, exitFailed},
		"a fault of ours":   {ranError{problem(ledger.ActorBug, nil)}, exitFailed},
		"used wrongly":      {ranError{usageError{problem(ledger.ActorSetup, nil)}}, exitUsage},
		"anything else":     {ranError{errors.New("x")}, exitFailed},
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
	var e banksError
	for i, want := range []int{exitFailed, exitSetup, exitPerson, exitPerson, exitPerson, exitPerson, exitPerson} {
		e.add(failure(all[i], all), all[i].Err)
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

// What answers is not Plaid, or its certificate is not trusted: no bank can
// mend that.
func TestWhatAnswersIsNotPlaid(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	portal := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>Sign in to the WLAN</html>")
	})
	plain, secure := httptest.NewServer(portal), httptest.NewTLSServer(portal)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	for _, url := range []string{plain.URL, secure.URL} {
		cmd := b.command("sync")
		cmd.Env = append(cmd.Env, "PLAID_BASE_URL="+url)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != exitSetup || strings.Contains(string(out), "passbook repair") {
			t.Errorf("exit code %d\n%s", code, out)
		}
	}
	if out := b.run(); strings.Contains(out, "sign in again") {
		t.Error(out)
	}
}

// Ctrl-C in the middle of a sync.
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
	cmd := b.command("sync")
	cmd.Env = append(cmd.Env, "PLAID_BASE_URL="+silent.URL)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || stderr.String() != "passbook: interrupted\n" {
		t.Errorf("exit code %d\n%s", code, stderr.String())
	}
}
