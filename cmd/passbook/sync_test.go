package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
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
		r := plaidsvc.SyncResult{Item: ledger.Item{Institution: "Chase"}, Err: errors.New(err)}
		if got := failure(r, nil); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A name that sentences shorten is not put in front of them once more.
func TestALongNameIsNamedOnce(t *testing.T) {
	name := strings.Repeat("Long ", 20) + "Bank"
	r := plaidsvc.SyncResult{Item: ledger.Item{Institution: name}, Err: problem.Of(context.DeadlineExceeded, name, time.Now())}
	if got := failure(r, nil); strings.Count(got, "Long") != 12 {
		t.Error(got)
	}
}

// Not even the id of an Item that asks for its owner reaches the terminal raw.
func TestAFailedBankIsCleaned(t *testing.T) {
	const evil = "\x1b]0;owned\x07A\u202e"
	r := plaidsvc.SyncResult{
		Item: ledger.Item{ID: evil, Institution: evil},
		Err:  &problem.Error{Problem: ledger.Problem{Actor: ledger.ActorPerson, Sentence: evil}},
	}
	if got := failure(r, nil); got != "A Run: passbook repair A" {
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
