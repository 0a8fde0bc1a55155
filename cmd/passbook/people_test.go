package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Account numbers, owners and the person's own profile go over the screen and the
// standard output, and stand in no file: not in the cache, the log, the settings or
// the sealed file, nor in any error, also where the vault keeps numbers and owners. A
// number is on the clipboard only where the person copied it, and not for ever.
func TestPrivateDataIsWrittenNowhere(t *testing.T) {
	t.Parallel()
	b := newMarkedBank(t)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_good")
	b.run("sync")
	private := []string{
		"1111222233330000", "1111222233331111", "Charleson", "accountholder0", "Cameron Road", // of the bank
		"Anastasia Ruiz-Kowalska", "anastasia@example.com", // of the person
	}
	b.run("profile", "set", "name", "Anastasia Ruiz-Kowalska")
	b.run("profile", "set", "email", "anastasia@example.com")
	b.run("config", "set", "cache_numbers", "on")
	out := b.run("numbers", "--reveal") + b.run("owners") + b.run("owners", "--match") + b.run("profile", "show")
	for _, mark := range private {
		if !strings.Contains(out, mark) {
			t.Errorf("%q was never asked for:\n%s", mark, out)
		}
	}

	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth")
	term.press("6")
	b.toRow(term, "Account numbers")
	term.waitFor("••••0000", "fetched now") // from the vault
	answers := func(what string) {
		term.waitUntil("show what Plaid says", func(screen string) bool {
			return strings.Contains(screen, what) && !strings.Contains(screen, "fetched")
		})
	}
	term.press("F")
	answers("••••0000")
	if strings.Contains(term.written(), private[0]) {
		t.Error("a number is shown before the key that shows it")
	}
	term.press("\r")
	term.waitFor(private[0])
	term.copies("y")
	term.press("\x1b")
	term.waitFor("who your banks say")
	b.toRow(term, "Owners")
	term.waitFor("Charleson", "fetched now")
	term.press("F")
	answers("Charleson")
	term.press("m")
	term.waitFor("mismatch")
	term.press("q")
	term.ended(exitDone)

	// Nor does anything that passbook gives away have any of it.
	given := b.run("doctor", "--bundle", filepath.Join(b.home, "bundle.zip")) + b.run("transactions", "--csv") + b.run("accounts", "--json") + b.run("sync", "--json")
	for _, mark := range private {
		if strings.Contains(given, mark) {
			t.Errorf("%q is given away:\n%s", mark, given)
		}
	}

	// With a Plaid that tells all back in its errors.
	b.plaid.mode.Store(answersEcho)
	for _, line := range []string{"numbers", "owners", "owners --match", "products"} {
		b.try(strings.Fields(line)...)
	}
	b.plaid.mu.Lock()
	for _, mark := range private {
		b.plaid.marks[mark] = "private data"
	}
	b.plaid.mu.Unlock()
	b.plaid.huntFiles(t, b.home)
}

// Nothing that Plaid bills is asked for by a start, a sync, or a look at the pages:
// only the keys and the commands that say so do.
func TestNumbersAndOwnersAreAskedForByKeysAlone(t *testing.T) {
	t.Parallel()
	b := newMarkedBank(t)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_good")
	b.run("sync")
	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth")
	term.press("6")
	b.toRow(term, "Account numbers")
	term.waitFor("ask Plaid for them")
	term.press("\x1b")
	term.waitFor("who your banks say")
	b.toRow(term, "Owners")
	term.waitFor("compare them with")
	term.press("q")
	term.ended(exitDone)
	for _, address := range b.plaid.heard {
		for _, billed := range []string{"/auth/get", "/identity/get", "/identity/match"} {
			if address == billed {
				t.Errorf("%s was asked", billed)
			}
		}
	}
	res, err := b.command("numbers", "--json").Output()
	var rows []map[string]any
	if err != nil || json.Unmarshal(res, &rows) != nil || len(rows) == 0 || !slices.Contains(b.plaid.heard, "/auth/get") {
		t.Errorf("%v: %s", err, res)
	}
}

// toRow opens a page that the page More leads to.
func (b *markedBank) toRow(term *terminal, name string) {
	b.t.Helper()
	at := func(screen, what string) int {
		return slices.IndexFunc(strings.Split(screen, "\n"), func(line string) bool { return strings.Contains(line, what) })
	}
	screen := term.waitFor(name, "▌")
	if down := at(screen, name) - at(screen, "▌"); down >= 0 {
		term.press(strings.Repeat("j", down))
	} else {
		term.press(strings.Repeat("k", -down))
	}
	term.waitUntil("stand on "+name, func(screen string) bool { return at(screen, "▌") == at(screen, name) })
	term.press("\r")
}
