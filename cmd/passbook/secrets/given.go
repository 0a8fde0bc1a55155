package secrets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"passbook/cmd/passbook/output"
)

// Secret is a text that nobody else may read. It can be given in a variable of
// the environment, in a file, by a command, or as a systemd credential.
type Secret struct {
	variable   string // holds it
	file       string // the variable that names its file
	command    string // the variable with a command for sh that prints it; empty: there is none
	credential string // its name in systemd's folder of credentials
}

// The secrets that passbook is given.
var (
	Plaid      = Secret{"PLAID_SECRET", "PLAID_SECRET_FILE", "", "plaid_secret"}
	Passphrase = Secret{"PASSBOOK_PASSPHRASE", "PASSBOOK_PASSPHRASE_FILE", "PASSBOOK_PASSPHRASE_COMMAND", "passphrase"}
)

// credentialsVariable names the folder in which systemd gives a unit its
// credentials (systemd.exec(5), LoadCredential=).
const credentialsVariable = "CREDENTIALS_DIRECTORY"

const (
	maxSecret       = 4 << 10         // bytes
	commandPatience = 2 * time.Minute // a command may ask the person for something
)

// way is one way in which a secret is given.
type way struct {
	name string // as the person knows it
	read func(ctx context.Context, stderr io.Writer) ([]byte, error)
}

// Given reports whether the environment gives a secret, which is not read yet.
// The error is that it does so twice.
func (s Secret) Given() (bool, error) {
	from, err := s.given()
	return from != nil, err
}

// given gives the way in which the environment gives a secret, nil where it
// does not.
func (s Secret) given() (*way, error) {
	var ways []way
	if value := os.Getenv(s.variable); value != "" {
		ways = append(ways, way{s.variable, func(context.Context, io.Writer) ([]byte, error) { return []byte(value), nil }})
	}
	if path := os.Getenv(s.file); path != "" {
		ways = append(ways, way{s.file, func(ctx context.Context, stderr io.Writer) ([]byte, error) {
			text, mode, err := readSecretFile(ctx, path)
			if err == nil && mode.IsRegular() && mode&0o077 != 0 && runtime.GOOS != "windows" {
				_ = output.Say(stderr, "passbook: %s: others may use %s (mode %04o); run chmod 600 on it\n", s.file, path, mode.Perm())
			}
			return cutNewline(text), err
		}})
	}
	if line := os.Getenv(s.command); s.command != "" && line != "" {
		ways = append(ways, way{s.command, func(ctx context.Context, stderr io.Writer) ([]byte, error) {
			text, err := runForSecret(ctx, line, stderr)
			return cutNewline(text), err
		}})
	}
	if dir := os.Getenv(credentialsVariable); dir != "" {
		path := filepath.Join(dir, s.credential)
		if _, err := os.Stat(path); err == nil {
			ways = append(ways, way{"the credential " + s.credential, func(ctx context.Context, _ io.Writer) ([]byte, error) {
				text, _, err := readSecretFile(ctx, path) // systemd sees to its mode
				return cutNewline(text), err
			}})
		}
	}
	switch len(ways) {
	case 0:
		return nil, nil
	case 1:
		return &ways[0], nil
	}
	return nil, fmt.Errorf("%s and %s are both given: take one away", ways[0].name, ways[1].name)
}

// Read gives a secret, empty where the environment does not give it. stderr gets
// a warning about a file that others may read, and what a command says.
func (s Secret) Read(ctx context.Context, stderr io.Writer) (string, error) {
	from, err := s.given()
	if err != nil || from == nil {
		return "", err
	}
	text, err := from.read(ctx, stderr)
	switch {
	case err != nil:
		return "", fmt.Errorf("%s cannot be used: %w", from.name, err)
	case len(text) == 0:
		return "", fmt.Errorf("%s cannot be used: it gives nothing", from.name)
	}
	return string(text), nil
}

var errSecretTooLong = fmt.Errorf("it gives more than %d bytes", maxSecret)

// readSecretFile reads a file, which may be a pipe that nobody writes to yet, and
// gives its mode.
func readSecretFile(ctx context.Context, path string) ([]byte, fs.FileMode, error) {
	var mode fs.FileMode
	text, err := await(ctx, func() ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		mode = info.Mode()
		return io.ReadAll(io.LimitReader(f, maxSecret+1))
	})
	switch {
	case err != nil:
		return nil, 0, err
	case len(text) > maxSecret:
		return nil, 0, errSecretTooLong
	}
	return text, mode, nil
}

// runForSecret gives what a command prints. It gets no input and not the Plaid
// secret, and what it says on stderr the person reads.
func runForSecret(ctx context.Context, line string, stderr io.Writer) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, commandPatience)
	defer cancel()
	var out bounded
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, Plaid.variable+"=") })
	cmd.Stdout, cmd.Stderr = &out, stderr
	cmd.WaitDelay = time.Second // for what it leaves running
	err := cmd.Run()
	switch {
	case out.full:
		return nil, errSecretTooLong
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("the command did not end within %v", commandPatience)
	case err != nil:
		return nil, fmt.Errorf("the command failed: %w", err)
	}
	return out.text, nil
}

// bounded keeps what is written to it, up to maxSecret bytes.
type bounded struct {
	text []byte
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.text)+len(p) > maxSecret {
		b.full = true
		return 0, errSecretTooLong
	}
	b.text = append(b.text, p...)
	return len(p), nil
}

// cutNewline cuts one newline at the end, which editors and commands put there.
func cutNewline(text []byte) []byte {
	s := string(text)
	if cut, ok := strings.CutSuffix(s, "\r\n"); ok {
		return []byte(cut)
	}
	return []byte(strings.TrimSuffix(s, "\n"))
}

// await runs a call that takes no context, and no longer waits for it when the
// context ends.
func await(ctx context.Context, call func() ([]byte, error)) ([]byte, error) {
	type answer struct {
		text []byte
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := call()
		answers <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case a := <-answers:
		return a.text, a.err
	}
}
