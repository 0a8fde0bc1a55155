package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
)

// newcomer is a person on a machine without a keyring who has set nothing.
func newcomer(t *testing.T, plaid string) *bank {
	t.Helper()
	home := t.TempDir()
	return &bank{t: t, dir: home, env: []string{
		"HOME=" + home, "XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "CREDENTIALS_DIRECTORY=",
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "PLAID_BASE_URL=" + plaid,
	}}
}

// say answers a question that shows what is typed.
func (term *terminal) say(question, text string) {
	term.t.Helper()
	term.waitFor(question)
	if !term.echoes() {
		term.t.Errorf("%s does not show what is typed", question)
	}
	term.press(text)
}

// The whole way of a person with an empty environment: setup at a terminal, then
// the dashboard, a bank and its history, without a variable.
func TestSetupOnATerminal(t *testing.T) {
	t.Parallel()
	b := newcomer(t, startPlaid(t, plaidsim.Options{Seed: 1}).URL)
	const key, planted = "tide heron copper lamp", "planted-secret"

	term := startTerminal(t, b.command(), 80, 24)
	term.waitFor("▸ 1  Give passbook your Plaid keys", "passbook setup")
	term.press("q")
	term.ended(exitDone)

	term = startTerminal(t, b.command("setup"), 100, 40)
	term.say("production [sandbox]:", "prod\r")
	term.say("the nearest is", "\r")
	term.say("Keep secrets in the sealed file? [y/N]", "y\r")
	term.answer("New passphrase:", key+"\r")
	term.answer("Once more:", key+"\r")
	term.say("client_id:", "client\r")
	term.answer("Secret of sandbox (it is not shown):", planted+"\r")
	if shown := term.ended(exitDone); !strings.Contains(shown, "Plaid takes the keys.") || strings.Contains(shown, planted) || strings.Contains(shown, "heron") {
		t.Error(shown)
	}
	b.nowhere(planted)

	// From here on nothing is set at all, but for the passphrase.
	b.env = append(b.env, "PLAID_BASE_URL=")
	term = startTerminal(t, b.command(), 80, 24)
	term.answer("Passphrase:", key+"\r")
	term.waitFor("✓ 1  Give passbook your Plaid keys", "▸ 2  Link your first bank")
	term.press("q")
	term.ended(exitDone)
	term = startTerminal(t, b.command("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household"), 100, 40)
	term.answer("Passphrase:", key+"\r")
	term.ended(exitDone)
	if out := b.run("accounts"); !strings.Contains(out, "Platypus") || strings.Contains(out, "Passphrase") {
		t.Error(out)
	}

	// Refused keys are asked for again; Ctrl-C leaves all as it was, and a
	// terminal that shows what is typed.
	before := b.settings()
	term = startTerminal(t, b.command("setup"), 100, 40)
	term.say("production [sandbox]:", "\r")
	term.answer("Passphrase:", key+"\r")
	term.say("client_id [client]:", "\r")
	term.answer("Secret of sandbox (it is not shown) [the one in the vault]:", "wrong\r")
	term.waitFor("Plaid does not accept the keys")
	term.say("client_id [client]:", "\r")
	term.waitUntil("ask for the secret again", func(shown string) bool { return strings.Count(shown, "[the one in the vault]") == 2 })
	term.answer("Secret of sandbox (it is not shown) [the one in the vault]:", "half\x03")
	if shown := term.ended(exitInterrupted); strings.Contains(shown, "half") || b.settings() != before {
		t.Error(shown, b.settings())
	}
	b.env = append(b.env, "PASSBOOK_PASSPHRASE="+key)
	b.run("sync")
}

// Where Plaid cannot be reached, nothing is kept unless the person says so.
func TestSetupOffline(t *testing.T) {
	t.Parallel()
	for yes, kept := range map[string]bool{"\r": false, "y\r": true} {
		b := newcomer(t, "http://127.0.0.1:1")
		b.env = append(b.env, "PASSBOOK_VAULT=file", "PASSBOOK_PASSPHRASE="+identity)
		term := startTerminal(t, b.command("setup", "--environment", "production", "--client-id", "client"), 100, 40)
		term.answer("Secret of production (it is not shown):", "planted\r")
		term.say("Keep the keys without having tried them? [y/N]", yes)
		want := exitFailed
		if kept {
			want = exitDone
		}
		shown := term.ended(want)
		if !strings.Contains(shown, "Plaid cannot be reached") || strings.Contains(b.settings(), "production") != kept {
			t.Error(shown, b.settings())
		}
	}
}

// settings gives the file of settings, empty where there is none.
func (b *bank) settings() string {
	text, _ := os.ReadFile(filepath.Join(b.dir, ".config", "passbook", "config.toml"))
	return string(text)
}

// nowhere fails where a text stands in a file below the person's folder.
func (b *bank) nowhere(planted string) {
	b.t.Helper()
	if err := filepath.WalkDir(b.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(planted)) {
			b.t.Errorf("%s holds %s", path, planted)
		}
		return err
	}); err != nil {
		b.t.Error(err)
	}
}
