package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// without unsets every way of giving a secret.
func without(t *testing.T, s secret) {
	t.Helper()
	for _, variable := range []string{s.variable, s.file, s.command, credentialsVariable} {
		if variable != "" {
			t.Setenv(variable, "")
		}
	}
}

// write makes a file with a text in a folder of the test's own.
func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := errors.Join(os.WriteFile(path, []byte(text), mode), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSecretsFromEverywhere(t *testing.T) {
	long := strings.Repeat("x", maxSecret)
	for name, tt := range map[string]struct{ variable, value, want, err string }{
		"nowhere":                {passphrase.file, "", "", ""},
		"as it is":               {passphrase.variable, " a\n\n", " a\n\n", ""},
		"a file":                 {passphrase.file, write(t, "f", "secret", 0o600), "secret", ""},
		"one newline is cut":     {passphrase.file, write(t, "f", " secret \n\n", 0o600), " secret \n", ""},
		"of Windows too":         {passphrase.file, write(t, "f", "secret\r\n", 0o600), "secret", ""},
		"a return is no newline": {passphrase.file, write(t, "f", "secret\r", 0o600), "secret\r", ""},
		"as long as may be":      {passphrase.file, write(t, "f", long, 0o600), long, ""},
		"too long":               {passphrase.file, write(t, "f", long+"x", 0o600), "", "more than 4096 bytes"},
		"without end":            {passphrase.file, "/dev/zero", "", "more than 4096 bytes"},
		"an empty file":          {passphrase.file, write(t, "f", "\n", 0o600), "", "gives nothing"},
		"a folder":               {passphrase.file, t.TempDir(), "", "is a directory"},
		"a command":              {passphrase.command, `printf '%s\n' "two words"`, "two words", ""},
		"a command without end":  {passphrase.command, "yes 2>/dev/null", "", "more than 4096 bytes"},
		"a command that fails":   {passphrase.command, "echo secret; exit 3", "", "exit status 3"},
		"a credential":           {credentialsVariable, filepath.Dir(write(t, "passphrase", "secret\n", 0o440)), "secret", ""},
		"another's credentials":  {credentialsVariable, t.TempDir(), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			without(t, passphrase)
			t.Setenv(tt.variable, tt.value)
			var said strings.Builder
			got, err := passphrase.read(t.Context(), &said)
			if got != tt.want || (err == nil) != (tt.err == "") {
				t.Errorf("%q, %v", got, err)
			}
			if err != nil && (!strings.Contains(err.Error(), tt.err) || !strings.Contains(err.Error(), tt.variable) || strings.Contains(err.Error(), "secret")) {
				t.Errorf("%v; want %s and %s", err, tt.variable, tt.err)
			}
			if said.Len() > 0 {
				t.Errorf("said %s", &said)
			}
		})
	}
}

func TestASecretIsGivenOnce(t *testing.T) {
	file := write(t, "passphrase", "secret", 0o600)
	ways := [][2]string{
		{passphrase.variable, "secret"},
		{passphrase.file, file},
		{passphrase.command, "echo secret"},
		{credentialsVariable, filepath.Dir(file)},
	}
	for i, one := range ways {
		for _, two := range ways[i+1:] {
			without(t, passphrase)
			t.Setenv(one[0], one[1])
			t.Setenv(two[0], two[1])
			_, err := passphrase.read(t.Context(), os.Stderr)
			if !errors.As(err, new(usageError)) || !strings.Contains(err.Error(), one[0]) {
				t.Errorf("%s and %s: %v", one[0], two[0], err)
			}
		}
	}
}

func TestASecretThatOthersMayRead(t *testing.T) {
	for mode, warned := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o644: true, 0o620: true} {
		without(t, passphrase)
		t.Setenv(passphrase.file, write(t, "f\x1b[2J", "secret", mode))
		var said strings.Builder
		if got, err := passphrase.read(t.Context(), &said); got != "secret" || err != nil {
			t.Errorf("%v: %q, %v", mode, got, err)
		}
		if s := said.String(); strings.Contains(s, passphrase.file) != warned || strings.ContainsAny(s, "\x1b") || strings.Contains(s, "secret") {
			t.Errorf("%v: said %q", mode, s)
		}
	}
}

// Nobody writes to the pipe that is to give the secret: Ctrl-C ends the wait.
func TestASecretThatDoesNotCome(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	without(t, passphrase)
	t.Setenv(passphrase.file, pipe)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := passphrase.read(ctx, os.Stderr)
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

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
	for wrong := range attempts {
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
