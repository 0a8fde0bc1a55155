package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// passbook is a run of the built program with data and temporary files in
// folders of the test's own, and without the environment's Plaid keys.
func passbook(t *testing.T, args ...string) (cmd *exec.Cmd, tmp string) {
	t.Helper()
	tmp = t.TempDir()
	cmd = exec.Command(binary, args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PLAID_") && !strings.HasPrefix(v, "PASSBOOK_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "TMPDIR="+tmp, "XDG_DATA_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+noFolder)
	return cmd, tmp
}

// noFolder is a folder that there is not, also for somebody else than who runs
// the tests.
var noFolder = filepath.Join(os.TempDir(), "passbook-tests-have-no-settings")

func mustBeEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		t.Errorf("left behind: %s", f.Name())
	}
}

func TestDemoShowsTheHousehold(t *testing.T) {
	t.Parallel()
	cmd, tmp := passbook(t, "demo")
	term := startTerminal(t, cmd, 120, 40)
	term.waitFor("Net worth", "Accounts", "Recent", "demo  ●")
	term.waitUntil("show rows of the household", func(s string) bool { return strings.Count(s, "··") >= 6 })
	term.press("3")
	term.waitFor("Date", "Merchant", "Category", "Amount")
	term.press("?")
	term.waitFor("Keys")
	term.press("\x1b")
	term.waitUntil("close the help", func(s string) bool { return !strings.Contains(s, "Keys") })
	term.resize(80, 24)
	term.press("1")
	term.waitFor("Net worth", "demo  ●")
	term.press("q")
	if code := term.wait(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	mustBeEmpty(t, tmp)
}

func TestDemoLeavesNothingBehindWhenTheTerminalGoesAway(t *testing.T) {
	t.Parallel()
	cmd, tmp := passbook(t, "demo")
	term := startTerminal(t, cmd, 80, 24)
	term.waitFor("Net worth")
	term.hangUp()
	term.wait()
	mustBeEmpty(t, tmp)
}

// Often, because what a signal can run into depends on the instant.
func TestASignalEndsTheDashboard(t *testing.T) {
	t.Parallel()
	for n := range 24 {
		cmd, _ := passbook(t)
		term := startTerminal(t, cmd, 80, 24)
		term.waitUntil("draw", func(s string) bool { return strings.TrimSpace(s) != "" })
		if err := cmd.Process.Signal([]os.Signal{os.Interrupt, syscall.SIGTERM}[n%2]); err != nil {
			t.Fatal(err)
		}
		if code := term.wait(); code != exitDone {
			t.Fatalf("exit code %d", code)
		}
	}
}

func TestDemoWithoutATerminalPrintsTheOverview(t *testing.T) {
	t.Parallel()
	cmd, tmp := passbook(t, "demo")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"Net worth", "First Platypus Bank", "Tartan Bank", "Houndstooth Bank", "Spending in", "Recent transactions", "synced"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	mustBeEmpty(t, tmp)
}
