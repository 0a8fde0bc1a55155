package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// answer waits until the terminal asks and shows nothing of what is typed, and
// answers.
func (term *terminal) answer(prompt, text string) {
	term.t.Helper()
	term.waitUntil("ask "+prompt, func(screen string) bool { return strings.HasSuffix(strings.TrimSpace(screen), prompt) })
	for term.echoes() {
	}
	term.press(text)
}

// echoes reports whether the terminal shows what is typed.
func (term *terminal) echoes() bool {
	term.t.Helper()
	stty := exec.Command("stty", "-a")
	stty.Stdin = term.pty
	out, err := stty.Output()
	if err != nil {
		term.t.Fatalf("stty: %v", err)
	}
	return !slices.Contains(strings.Fields(string(out)), "-echo")
}

// ended waits for the program's end and gives all that it showed.
func (term *terminal) ended(code int) string {
	term.t.Helper()
	if got := term.wait(); got != code {
		term.t.Errorf("exit code %d, want %d", got, code)
	}
	<-term.done
	return term.text()
}

// On a terminal the passphrase is asked for: twice when the file is made, until
// it is a good one, and once from then on.
func TestThePassphraseIsAskedFor(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.env = append(b.env, "PASSBOOK_PASSPHRASE=")
	const key = "tide heron copper lamp"

	term := startTerminal(t, b.command("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household"), 100, 40)
	term.answer("New passphrase:", "sesame\r")
	term.waitFor("too easy to guess")
	term.answer("New passphrase:", key+"\r")
	term.answer("Once more:", "another one than that\r")
	term.waitFor("that was another one")
	term.answer("New passphrase:", key+"\r")
	term.answer("Once more:", key+"\r")
	text := term.ended(exitDone)
	if !strings.Contains(text, "First Platypus Bank is linked") || strings.Contains(text, "heron") || strings.Contains(text, "sesame") {
		t.Error(text)
	}
	v, err := vault.OpenSealed(b.dir, "sandbox", key)
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := v.Items(t.Context()); err != nil || len(ids) != 1 {
		t.Errorf("tokens of %v, %v", ids, err)
	}

	term = startTerminal(t, b.command("sync"), 100, 40)
	term.answer("Passphrase:", "tide heron copper lump\r")
	term.waitFor("this passphrase does not open it")
	term.answer("Passphrase:", key+"\r")
	if text := term.ended(exitDone); !strings.Contains(text, "First Platypus Bank: ") || strings.Contains(text, "heron") {
		t.Error(text)
	}

	term = startTerminal(t, b.command("sync"), 100, 40)
	for wrong := range 3 {
		term.waitUntil("refuse what was typed", func(screen string) bool { return strings.Count(screen, "does not open it") == wrong })
		term.answer("Passphrase:", "open sesame\r")
	}
	if text := term.ended(exitSetup); !strings.Contains(text, "no passphrase after 3 attempts") || strings.Contains(text, "sesame") {
		t.Error(text)
	}
}

// The dashboard opens without a passphrase too, and Ctrl-C at the question
// leaves a terminal that shows what is typed.
func TestNoPassphraseForTheDashboard(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")

	b.env = append(b.env, "PASSBOOK_PASSPHRASE=")
	term := startTerminal(t, b.command(), 120, 40)
	term.answer("Passphrase:", "\r")
	term.waitFor("Net worth", "Recent")
	term.press("q")
	term.ended(exitDone)

	term = startTerminal(t, b.command(), 120, 40)
	term.answer("Passphrase:", identity+"\r")
	term.waitFor("Net worth", "Recent")
	term.press("q")
	term.ended(exitDone)

	sync := b.command("sync")
	sync.Args = []string{"sh", "-c", `trap : INT; "$0" sync; code=$?; stty -a; exit $code`, sync.Path}
	sync.Path = "/bin/sh"
	term = startTerminal(t, sync, 120, 40)
	term.answer("Passphrase:", "half\x03")
	text := term.ended(exitInterrupted)
	if !strings.Contains(text, "interrupted") || strings.Contains(text, "half") || !slices.Contains(strings.Fields(text), "echo") {
		t.Error(text)
	}
}

// Without a terminal nothing is asked, whatever waits on stdin.
func TestNothingIsAskedWithoutATerminal(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.env = append(b.env, "PASSBOOK_PASSPHRASE=")
	cmd := b.command("sync")
	cmd.Stdin = strings.NewReader(identity + "\n")
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitSetup || strings.Contains(string(out), "Passphrase:") || !strings.Contains(string(out), "PASSBOOK_PASSPHRASE_FILE") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

// Where no variable, file or credential gives the Plaid secret, the vault does,
// and nobody is asked before Plaid is.
func TestThePlaidSecretOfTheVault(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	given := b.env
	b.env = append(slices.Clone(given), "PLAID_SECRET=")
	for _, args := range [][]string{{"sync"}, {"link", "--sandbox-institution", "ins_109508"}} {
		if out, err := b.command(args...).CombinedOutput(); err == nil || !strings.Contains(string(out), "set PLAID_SECRET") {
			t.Errorf("%v without a secret: %v\n%s", args, err, out)
		}
	}
	v, err := vault.OpenSealed(b.dir, "sandbox", identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Set(t.Context(), vault.PlaidSecret, "secret"); err != nil {
		t.Fatal(err)
	}
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.run("sync")
	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth", "synced now")
	term.press("q")
	term.ended(exitDone)

	// A given one goes before it, and so does another client's cache.
	for want, more := range map[string]string{"PLAID_SECRET": "PLAID_SECRET=wrong", "linked with the client id": "PLAID_CLIENT_ID=otherteam"} {
		b.env = append(slices.Clone(given), "PLAID_SECRET=", more)
		cmd := b.command("sync")
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != exitSetup || !strings.Contains(string(out), want) {
			t.Errorf("%s: exit code %d\n%s", more, code, out)
		}
	}
	b.env = append(slices.Clone(given), "PLAID_SECRET=", "PASSBOOK_PASSPHRASE=")
	b.run("accounts")
}
