package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// realKeyring is a D-Bus session of the test's own with a real Secret Service in
// it, which is GNOME's, and a bank whose secrets lie there.
type realKeyring struct {
	*bank
	session []string // the environment of whoever uses the session
	service *exec.Cmd
}

// newRealKeyring starts both. CI has what they need.
func newRealKeyring(t *testing.T) *realKeyring {
	t.Helper()
	for _, tool := range []string{"dbus-daemon", "gnome-keyring-daemon", "gdbus"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing; CI needs it", tool)
			}
			t.Skipf("%s is not installed", tool)
		}
	}
	home := t.TempDir()
	k := &realKeyring{session: []string{"HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_RUNTIME_DIR=" + home, "PATH=" + os.Getenv("PATH")}}
	bus := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1")
	bus.Env = k.session
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Process.Kill(); bus.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	k.session = append(k.session, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	k.bank = newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	config := filepath.Join(t.TempDir(), "config.toml")
	k.env = append(k.env, k.session[len(k.session)-1], "PASSBOOK_CONFIG="+config, "PASSBOOK_VAULT=")
	k.start()
	return k
}

// start starts an unlocked keyring, in place of one that another program had
// the bus start.
func (k *realKeyring) start() {
	k.t.Helper()
	service := exec.Command("gnome-keyring-daemon", "--replace", "--foreground", "--unlock", "--components=secrets")
	service.Env, service.Stdin = k.session, strings.NewReader("test")
	out, err := service.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := service.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { service.Process.Kill(); service.Wait() })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil && err != io.EOF { // it names its socket once it is there
		k.t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	k.service = service
	k.gdbus("wait", "--session", "--timeout", "30", "org.freedesktop.secrets")
}

func (k *realKeyring) gdbus(args ...string) {
	k.t.Helper()
	cmd := exec.Command("gdbus", args...)
	cmd.Env = k.session
	if out, err := cmd.CombinedOutput(); err != nil {
		k.t.Fatalf("gdbus %v: %v\n%s", args, err, out)
	}
}

func (k *realKeyring) signal(s syscall.Signal) {
	k.t.Helper()
	if err := k.service.Process.Signal(s); err != nil {
		k.t.Fatal(err)
	}
}

// refuses expects a command to end with exit code 4, and with a sentence that
// names a way out.
func (k *realKeyring) refuses(sentence string, args ...string) {
	k.t.Helper()
	start := time.Now()
	cmd := k.command(args...)
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitSetup || !strings.Contains(string(out), sentence) || !strings.Contains(string(out), "PASSBOOK_VAULT=file") {
		k.t.Errorf("passbook %v: exit code %d, want %q\n%s", args, code, sentence, out)
	}
	k.t.Logf("passbook %s answered after %v", args[0], time.Since(start).Round(time.Millisecond))
}

const waitsForKeyring = "waiting for the system keyring: if a window asks for its password, unlock it"

// waits runs a command while the keyring is stopped: it must say what it waits
// for, and go on once the keyring answers.
func (k *realKeyring) waits(args ...string) {
	k.t.Helper()
	k.signal(syscall.SIGSTOP)
	cmd := k.command(args...)
	said, err := cmd.StderrPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.Contains(lines.Text(), waitsForKeyring) {
	}
	k.t.Logf("passbook %s said what it waits for after %v", args[0], time.Since(start).Round(time.Millisecond))
	k.signal(syscall.SIGCONT)
	rest, _ := io.ReadAll(said)
	if err := cmd.Wait(); err != nil {
		k.t.Errorf("passbook %v: %v\n%s%s", args, err, &out, rest)
	}
}

// found is what secrets list --json prints, as far as the tests want it.
type found struct {
	Secret, Bank, State string
	LiesIn              string `json:"lies_in"`
	AlsoIn              string `json:"also_in"`
}

func (k *realKeyring) list() (all []found) {
	k.t.Helper()
	out, err := k.command("secrets", "list", "--json").Output()
	if err != nil {
		k.t.Errorf("secrets list: %v", err)
	}
	if err := json.Unmarshal(out, &all); err != nil {
		k.t.Errorf("%v\n%s", err, out)
	}
	return all
}

// A real keyring: there, slow, locked, dying halfway and missing. What passbook
// says comes within about a second, and nothing is lost.
func TestARealKeyring(t *testing.T) {
	t.Parallel()
	k := newRealKeyring(t)
	k.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	k.run("sync")
	if all := k.list(); len(all) < 1 || all[0].State != "held" || all[0].LiesIn != "keyring" {
		t.Errorf("%+v", all)
	}

	k.waits("sync")
	k.waits("secrets", "verify")
	k.waits("link", "--sandbox-institution", "ins_109509", "--sandbox-user", "user_household")
	k.signal(syscall.SIGSTOP)
	term := startTerminal(t, k.command(), 120, 40)
	term.waitFor("Net worth", "waiting for the system keyring")
	term.press("s2")
	k.signal(syscall.SIGCONT)
	term.waitFor("synced")
	term.press("q")
	term.ended(exitDone)

	// It dies while it is asked for a token, and is away.
	k.signal(syscall.SIGSTOP)
	term = startTerminal(t, k.command("sync"), 200, 40)
	term.waitFor("waiting for the system keyring")
	k.signal(syscall.SIGKILL)
	if text := term.ended(exitSetup); !strings.Contains(text, "the system keyring") || !strings.Contains(text, "PASSBOOK_VAULT=file") {
		t.Errorf("the keyring died: %s", text)
	}
	k.refuses("the system keyring", "sync")

	k.start()
	k.run("secrets", "verify")
	k.gdbus("call", "--session", "-d", "org.freedesktop.secrets", "-o", "/org/freedesktop/secrets",
		"-m", "org.freedesktop.Secret.Service.Lock", "['/org/freedesktop/secrets/collection/login']")
	for _, args := range [][]string{{"sync"}, {"link", "--sandbox-institution", "ins_109510"}, {"secrets", "list"}} {
		k.refuses("is locked: unlock it", args...)
	}
	k.env = append(k.env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	for _, args := range [][]string{{"sync"}, {"link", "--sandbox-institution", "ins_109510"}, {"secrets", "list"}} {
		k.refuses("cannot be reached from here", args...)
	}
}

// Moves between a real keyring and a sealed file, killed at instants from their
// beginning to their end: after each kill the vault in use has every secret.
func TestKilledMoves(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills are repeated without -short")
	}
	k := newRealKeyring(t)
	for _, bank := range otherBanks[:2] {
		k.run("link", "--sandbox-institution", bank, "--sandbox-user", "user_household")
	}
	for _, to := range []string{"file", "keyring"} {
		back := map[string]string{"file": "keyring", "keyring": "file"}[to]
		var whole time.Duration // of the second move, which is no slower than others
		for range 2 {
			k.run("secrets", "move", "--to", back)
			begun := time.Now()
			if out := k.run("secrets", "move", "--to", to); !strings.Contains(out, "2 secrets moved to ") {
				t.Error(out)
			}
			whole = time.Since(begun)
		}
		kills := 0
		for i := range *linkKills {
			k.run("secrets", "move", "--to", back)
			cmd := k.command("secrets", "move", "--to", to)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(whole*time.Duration(i+1)/time.Duration(*linkKills+1), func() { cmd.Process.Kill() })
			if cmd.Wait() != nil {
				kills++
			}
			k.run("sync")
			for _, f := range k.list()[:2] {
				if f.State != "held" {
					t.Errorf("killed move to %s: %+v", to, f)
				}
			}
			k.run("secrets", "move", "--to", to)
			for _, f := range k.list()[:2] {
				if f.State != "held" || f.LiesIn != to || f.AlsoIn != "" {
					t.Errorf("the move to %s after a killed one: %+v", to, f)
				}
			}
		}
		t.Logf("%d moves to %s killed", kills, to)
	}
}

// A move waits for a dashboard that uses the secrets, and then refuses.
func TestAMoveBesideADashboard(t *testing.T) {
	t.Parallel()
	b := newBank(t, startPlaid(t, plaidsim.Options{Seed: 1}))
	b.env = append(b.env, "PASSBOOK_VAULT=", "PASSBOOK_CONFIG="+filepath.Join(t.TempDir(), "config.toml"))
	b.run("config", "set", "vault", "file")
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("synced")
	cmd := b.command("secrets", "move", "--to", "keyring")
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(string(out), "waiting for another passbook") || !strings.Contains(string(out), "nothing was moved") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	term.press("q")
	term.ended(exitDone)

	b.env = append(b.env, "PASSBOOK_VAULT=file")
	cmd = b.command("secrets", "move", "--to", "keyring")
	out, _ = cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitUsage || !strings.Contains(string(out), "PASSBOOK_VAULT=file goes before the setting") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}
