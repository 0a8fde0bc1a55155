package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

func TestAFailedBankIsNamedOnce(t *testing.T) {
	for err, want := range map[string]string{
		"Chase: Plaid's answer broke off.":        "Chase: Plaid's answer broke off.",
		"Plaid cannot be reached.":                "Chase: Plaid cannot be reached.",
		"Chase is not answering Plaid right now.": "Chase is not answering Plaid right now.",
		"The permission for Chase was withdrawn.": "The permission for Chase was withdrawn.",
		"Wait. passbook tries again.":             "Chase: Wait. Try again later.",
		"Data stays; passbook tries again later.": "Chase: Data stays; try again later.",
	} {
		if got := failure(ledger.Item{Institution: "Chase"}, errors.New(err), nil); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A name that sentences shorten is not put in front of them once more.
func TestALongNameIsNamedOnce(t *testing.T) {
	name := strings.Repeat("Long ", 20) + "Bank"
	err := problem.Of(context.DeadlineExceeded, name, time.Now())
	if got := failure(ledger.Item{Institution: name}, err, nil); strings.Count(got, "Long") != 12 {
		t.Error(got)
	}
}

// Not even the id of an Item that asks for its owner reaches the terminal raw.
func TestAFailedBankIsCleaned(t *testing.T) {
	const evil = "\x1b]0;owned\x07A\u202e"
	err := &problem.Error{Problem: ledger.Problem{Actor: ledger.ActorPerson, Sentence: evil}}
	if got := failure(ledger.Item{ID: evil, Institution: evil}, err, nil); got != "A Run: passbook repair A" {
		t.Errorf("%q", got)
	}
}

// A bank that is down is told once, on stderr, and no promise is made for a
// command that has ended.
func TestASyncThatFailsSaysSoOnce(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	cmd := b.command("sync")
	cmd.Env = append(cmd.Env, "PLAID_BASE_URL=http://127.0.0.1:1")
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err == nil {
		t.Error("it ends as if nothing were wrong")
	}
	const want = "passbook: First Platypus Bank: Plaid cannot be reached. Cached data stays; try again later.\n"
	if stdout.String() != "" || stderr.String() != want {
		t.Errorf("stdout %q, stderr %q", stdout.String(), stderr.String())
	}
}

// Live balances name each bank that failed, and the worst of them chooses the
// exit code, whichever comes first.
func TestLiveBalancesNameEachBankThatFailed(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.run("link", "--sandbox-institution", "ins_109511", "--sandbox-user", "user_household")
	for _, code := range []string{"INSTITUTION_DOWN", "ITEM_LOGIN_REQUIRED"} {
		p.post(t, "/sim/faults", `{"fault":"error","path":"/accounts/balance/get","count":1,"error_code":"`+code+`"}`)
	}
	cmd := b.command("accounts", "--live")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	_ = cmd.Run()
	said := stderr.String()
	if code := cmd.ProcessState.ExitCode(); code != exitPerson || strings.Count(said, "passbook: ") != 2 || strings.Count(said, "passbook repair \"") != 1 ||
		!strings.Contains(said, "First Platypus Bank") || !strings.Contains(said, "Tartan Bank") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}
