package main

import (
	"bufio"
	"strings"
	"syscall"
	"testing"

	"passbook/plaidsvc/plaidsim"
)

// Who follows the log sees what another process does, until Ctrl-C.
func TestTheLogIsFollowed(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	cmd := b.command("log", "--follow")
	printed, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(printed)
	waitFor := func(word string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), word) {
				return
			}
		}
		t.Fatalf("it ended without %q: %v\n%s", word, lines.Err(), stderr.String())
	}
	waitFor("synced")
	b.run("unlink", "first", "--yes")
	waitFor("unlinked")
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitInterrupted || stderr.String() != "passbook: interrupted\n" {
		t.Errorf("%v, stderr %q", err, stderr.String())
	}
}
