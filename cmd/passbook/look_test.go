package main

import (
	"bytes"
	"strings"
	"testing"
)

// The dashboard has the colours of the theme that the person names, or else of the
// background that COLORFGBG says, on a terminal that does not answer which it has;
// and those chosen for as many colours as the terminal has.
func TestTheTheme(t *testing.T) {
	t.Parallel()
	const dark, light = "\x1b[38;2;95;179;179m", "\x1b[38;2;15;118;110m" // the accent
	for _, c := range []struct {
		name, accent string
		args, env    []string
	}{
		{"nothing said", dark, nil, nil},
		{"the environment says light", light, nil, []string{"COLORFGBG=0;15"}},
		{"the variable goes before that", dark, nil, []string{"COLORFGBG=0;15", "PASSBOOK_THEME=dark"}},
		{"the flag goes before the variable", light, []string{"--theme", "light"}, []string{"PASSBOOK_THEME=dark"}},
		{"256 colours", "\x1b[38;5;80m", nil, []string{"COLORTERM="}},
		{"16 colours", "\x1b[96m", nil, []string{"COLORTERM=", "TERM=linux"}},
		{"16 colours, light", "\x1b[34m", nil, []string{"COLORTERM=", "TERM=linux", "PASSBOOK_THEME=light"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd, _ := passbook(t, c.args...)
			term := startTerminal(t, cmd, 80, 24, c.env...)
			term.await("draw its accent as "+c.accent[1:], func(_ string, raw []byte) bool { return bytes.Contains(raw, []byte(c.accent)) })
			term.press("q")
			if code := term.wait(); code != exitDone {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// On a dumb terminal, and for who wants it plain, there is text, and no program that
// moves the cursor about.
func TestTextInPlaceOfTheDashboard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		env  string
	}{
		{nil, "TERM=dumb"},
		{[]string{"demo"}, "TERM=dumb"},
		{[]string{"--plain"}, ""},
		{[]string{"demo", "--plain"}, ""},
		{nil, "PASSBOOK_PLAIN=on"},
	} {
		cmd, _ := passbook(t, c.args...)
		term := startTerminal(t, cmd, 80, 24, c.env)
		if code := term.wait(); code != exitDone {
			t.Errorf("%v: exit code %d", c, code)
		}
		if raw := term.written(); strings.ContainsAny(raw, "\x1b\b│") || strings.TrimSpace(raw) == "" {
			t.Errorf("%v: %q", c, raw)
		}
	}
}

// The demo looks as the settings say, on a terminal that has everything.
func TestTheDemoInASCII(t *testing.T) {
	t.Parallel()
	cmd, _ := passbook(t, "demo", "--ascii")
	term := startTerminal(t, cmd, 80, 24)
	term.waitFor("+- Accounts -", "enter open")
	term.press("q")
	if code := term.wait(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}
