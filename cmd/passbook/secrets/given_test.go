package secrets

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// without unsets every way of giving a secret.
func without(t *testing.T, s Secret) {
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
		"nowhere":                {Passphrase.file, "", "", ""},
		"as it is":               {Passphrase.variable, " a\n\n", " a\n\n", ""},
		"a file":                 {Passphrase.file, write(t, "f", "secret", 0o600), "secret", ""},
		"one newline is cut":     {Passphrase.file, write(t, "f", " secret \n\n", 0o600), " secret \n", ""},
		"of Windows too":         {Passphrase.file, write(t, "f", "secret\r\n", 0o600), "secret", ""},
		"a return is no newline": {Passphrase.file, write(t, "f", "secret\r", 0o600), "secret\r", ""},
		"as long as may be":      {Passphrase.file, write(t, "f", long, 0o600), long, ""},
		"too long":               {Passphrase.file, write(t, "f", long+"x", 0o600), "", "more than 4096 bytes"},
		"without end":            {Passphrase.file, "/dev/zero", "", "more than 4096 bytes"},
		"an empty file":          {Passphrase.file, write(t, "f", "\n", 0o600), "", "gives nothing"},
		"a folder":               {Passphrase.file, t.TempDir(), "", "is a directory"},
		"a command":              {Passphrase.command, `printf '%s\n' "two words"`, "two words", ""},
		"a command without end":  {Passphrase.command, "yes 2>/dev/null", "", "more than 4096 bytes"},
		"a command that fails":   {Passphrase.command, "echo secret; exit 3", "", "exit status 3"},
		"a credential":           {credentialsVariable, filepath.Dir(write(t, "passphrase", "secret\n", 0o440)), "secret", ""},
		"another's credentials":  {credentialsVariable, t.TempDir(), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			without(t, Passphrase)
			t.Setenv(tt.variable, tt.value)
			var said strings.Builder
			got, err := Passphrase.Read(t.Context(), &said)
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
		{Passphrase.variable, "secret"},
		{Passphrase.file, file},
		{Passphrase.command, "echo secret"},
		{credentialsVariable, filepath.Dir(file)},
	}
	for i, one := range ways {
		for _, two := range ways[i+1:] {
			without(t, Passphrase)
			t.Setenv(one[0], one[1])
			t.Setenv(two[0], two[1])
			_, err := Passphrase.Read(t.Context(), os.Stderr)
			if err == nil || !strings.Contains(err.Error(), one[0]) {
				t.Errorf("%s and %s: %v", one[0], two[0], err)
			}
		}
	}
}

func TestASecretThatOthersMayRead(t *testing.T) {
	for mode, warned := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o644: true, 0o620: true} {
		without(t, Passphrase)
		t.Setenv(Passphrase.file, write(t, "f\x1b[2J", "secret", mode))
		var said strings.Builder
		if got, err := Passphrase.Read(t.Context(), &said); got != "secret" || err != nil {
			t.Errorf("%v: %q, %v", mode, got, err)
		}
		if s := said.String(); strings.Contains(s, Passphrase.file) != warned || strings.ContainsAny(s, "\x1b") || strings.Contains(s, "secret") {
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
	without(t, Passphrase)
	t.Setenv(Passphrase.file, pipe)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := Passphrase.Read(ctx, os.Stderr)
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
