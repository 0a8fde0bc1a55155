package main

import (
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
)

// On a terminal unlinking asks: any other answer than y keeps the bank, and
// so does Ctrl-C.
func TestUnlinkAsksOnATerminal(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	for _, tt := range []struct {
		keys, says string
		code       int
		linked     bool
	}{
		{"n\r", "nothing was changed", exitFailed, true},
		{"\r", "nothing was changed", exitFailed, true},
		{"\x03", "Type y", exitInterrupted, true},
		{"y\r", "First Platypus Bank is removed", exitDone, false},
	} {
		term := startTerminal(t, b.command("unlink", "first"), 120, 40)
		term.waitFor("Unlinking First Platypus Bank removes", "Type y")
		term.press(tt.keys)
		if code := term.wait(); code != tt.code {
			t.Errorf("%q ends with exit code %d", tt.keys, code)
		}
		<-term.done
		if screen := term.text(); !strings.Contains(screen, tt.says) {
			t.Errorf("%q gives\n%s", tt.keys, screen)
		}
		if linked := strings.Contains(b.run("accounts", "--csv"), "Platypus"); linked != tt.linked {
			t.Errorf("after %q linked is %v", tt.keys, linked)
		}
	}
}
