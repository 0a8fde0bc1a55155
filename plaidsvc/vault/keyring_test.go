package vault

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

const (
	inside   = "PASSBOOK_TEST_SECRET_SERVICE" // set in the private session
	unlocked = "printf %s test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1\n"
)

// TestMain keeps every test away from the person's own session bus.
func TestMain(m *testing.M) {
	if os.Getenv(inside) == "" {
		os.Setenv(busVariable, "unix:path=/nonexistent")
	}
	os.Exit(m.Run())
}

// needSecretService skips a test that is not in the private session.
func needSecretService(t *testing.T) {
	t.Helper()
	if os.Getenv(inside) == "" {
		t.Skip("runs inside TestKeyringInPrivateSession")
	}
}

// TestKeyringInPrivateSession runs the keyring tests again in a D-Bus session
// of their own with a real, unlocked Secret Service, never in the person's.
func TestKeyringInPrivateSession(t *testing.T) {
	out := inSession(t, unlocked+`exec "$@"`, "^TestEveryVault$/^keyring$")
	if !strings.Contains(out, "--- PASS: TestEveryVault/keyring/keeps_and_forgets") {
		t.Errorf("the keyring tests did not run:\n%s", out)
	}
}

// TestLockedKeyring locks the private session's keyring, where no window can
// ask for its password, and expects to be told so.
func TestLockedKeyring(t *testing.T) {
	if os.Getenv(inside) != "" {
		_, err := OpenKeyring(t.Context(), t.TempDir(), "sandbox")
		wantUnavailable(t, err, "is locked: unlock it")
		return
	}
	inSession(t, unlocked+`
		gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets -m org.freedesktop.Secret.Service.Lock \
			"['/org/freedesktop/secrets/collection/login']" >/dev/null && exec "$@"`, "^TestLockedKeyring$")
}

func TestAbsentKeyring(t *testing.T) {
	onlyLinux(t)
	t.Run("no bus answers", func(t *testing.T) {
		_, err := OpenKeyring(t.Context(), t.TempDir(), "sandbox")
		wantUnavailable(t, err, "cannot be reached from here")
		wantUnavailable(t, err, "PASSBOOK_VAULT=file, and PASSBOOK_PASSPHRASE, ")
	})
	t.Run("no desktop session", func(t *testing.T) {
		t.Setenv(busVariable, "")
		if hasSessionBus() {
			t.Skip("there is one")
		}
		_, err := OpenKeyring(t.Context(), t.TempDir(), "sandbox")
		wantUnavailable(t, err, "no desktop session")
	})
}

// TestSilentKeyring talks to a bus that accepts and never says a word.
func TestSilentKeyring(t *testing.T) {
	onlyLinux(t)
	dir := t.TempDir()
	bus, err := net.Listen("unix", filepath.Join(dir, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := bus.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	defer func() {
		bus.Close()
		<-done
	}()
	t.Setenv(busVariable, "unix:path="+bus.Addr().String())

	_, err = openKeyring(t.Context(), dir, "sandbox", 50*time.Millisecond)
	wantUnavailable(t, err, "does not answer")

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := OpenKeyring(ctx, dir, "sandbox"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}

func onlyLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the Secret Service is Linux's")
	}
}

// inSession runs this test binary in a private D-Bus session.
func inSession(t *testing.T, script, run string) string {
	t.Helper()
	onlyLinux(t)
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon", "gdbus", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing; CI needs it", tool)
			}
			t.Skipf("%s is not installed", tool)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	dir := t.TempDir()
	cmd := exec.CommandContext(ctx, "dbus-run-session", "--", "bash", "-c", script, "_",
		os.Args[0], "-test.run="+run, "-test.v")
	cmd.Env = append(os.Environ(), inside+"=1", "XDG_DATA_HOME="+dir, "XDG_RUNTIME_DIR="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("in a private session: %v\n%s", err, out)
	}
	return string(out)
}
