package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// markedBank is a bank whose person has all they write in one folder.
type markedBank struct {
	*bank
	plaid *markedPlaid
	home  string
	files int // that commands were given to write
}

// newFile stands for a file that is not there yet, among the arguments of a command.
const newFile = "a new file"

func newMarkedBank(t *testing.T) *markedBank {
	m := &markedPlaid{sim: plaidsim.New(plaidsim.Options{Seed: 1}), marks: map[string]string{
		markedSecret: "the Plaid secret", wrongSecret: "another Plaid secret", identity: "the passphrase",
	}}
	p := &embeddedPlaid{Server: httptest.NewServer(m)}
	t.Cleanup(p.Close)
	home := t.TempDir()
	b := newBankIn(t, p, filepath.Join(home, "data"))
	b.env = append(b.env, "PLAID_SECRET="+markedSecret, "HOME="+home, "TMPDIR="+home, "XDG_CONFIG_HOME="+home+"/config",
		"XDG_CACHE_HOME="+home+"/cache", "XDG_STATE_HOME="+home+"/state", "PASSBOOK_CONFIG="+home+"/config/config.toml")
	return &markedBank{bank: b, plaid: m, home: home}
}

// try runs a command, which may fail, for some seconds, and searches what it says.
// It must not have been used wrongly.
func (b *markedBank) try(args ...string) {
	b.t.Helper()
	if at := slices.Index(args, newFile); at >= 0 {
		b.files++
		args = slices.Clone(args)
		args[at] = filepath.Join(b.home, "new-"+strconv.Itoa(b.files))
	}
	cmd, within := b.command(args...), 10*time.Second
	if args[0] == "plaidsim" || args[0] == "webhooks" || slices.Contains(args, "--no-browser") { // which wait until they are ended
		within = 2 * time.Second
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		b.t.Error(err)
		return
	}
	end := time.AfterFunc(within, func() { _ = cmd.Process.Signal(os.Interrupt) })
	_ = cmd.Wait() // whatever it ends with, it tells no secret
	end.Stop()
	b.plaid.hunt(b.t, "passbook "+strings.Join(args, " "), out.String())
	if code := cmd.ProcessState.ExitCode(); code == exitUsage {
		b.t.Errorf("passbook %s is used wrongly: it needs arguments in commandArgs\n%s", strings.Join(args, " "), out.String())
	}
}

// commandArgs gives what commands that need arguments are run with.
func (b *markedBank) commandArgs() map[string][]string {
	var rows []struct{ ID string }
	out, err := b.command("transactions", "--json", "--limit", "2").Output()
	if err != nil || json.Unmarshal(out, &rows) != nil || len(rows) < 2 {
		b.t.Fatalf("transactions: %v\n%s", err, out)
	}
	var accounts []struct{ ID, Type string }
	out, err = b.command("accounts", "--json").Output()
	if err != nil || json.Unmarshal(out, &accounts) != nil || len(accounts) == 0 {
		b.t.Fatalf("accounts: %v\n%s", err, out)
	}
	b.try("risk", "--account", accounts[0].ID, "--amount", "1.00")
	var checks []struct{ ID string }
	out, err = b.command("risk", "list", "--json").Output()
	if err != nil || json.Unmarshal(out, &checks) != nil || len(checks) == 0 {
		b.t.Fatalf("risk list: %v\n%s", err, out)
	}
	copied, rowsFile := filepath.Join(b.home, "copy.db"), filepath.Join(b.home, "rows.csv")
	if err := os.WriteFile(rowsFile, []byte("date,description,amount,currency\n2026-03-01,COFFEE,-4.50,USD\n"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return map[string][]string{
		"accounts":            {"--live"},
		"annotate":            {rows[0].ID, "--note", "mine"},
		"backup":              {copied},
		"restore":             {copied},
		"check funds":         {"--account", accounts[0].ID, "--amount", "1.00"},
		"config get":          {"month_start"},
		"config set":          {"month_start", "2"},
		"config unset":        {"month_start"},
		"enrich":              {rowsFile, "--yes"},
		"explain":             {"spending"},
		"income end":          {"--yes"},
		"income link":         {"--sandbox-institution", "ins_109508", "--sandbox-user", "user_household"},
		"institutions":        {"Tartan"},
		"link":                {"--sandbox-institution", "ins_109509", "--sandbox-user", "user_household"},
		"plaidsim":            {"--listen", "127.0.0.1:0"},
		"report assets":       {"-o", newFile},
		"products add":        {"auth", "First Platypus", "--no-browser"},
		"products drop":       {"recurring"},
		"products end":        {"First Platypus", "--dry-run"},
		"products keep":       {"recurring"},
		"profile set":         {"name", "Ana Ruiz"},
		"risk":                {"--account", accounts[0].ID, "--amount", "1.00"},
		"risk report":         {checks[0].ID, "--decision", "approve"},
		"rotate":              {"--yes"},
		"secrets move":        {"--to", "file"},
		"statements download": {"--to", filepath.Join(b.home, "statements")},
		"transfers pair":      {rows[0].ID, rows[1].ID},
		"transfers unpair":    {rows[0].ID},
		"unlink":              {"First Platypus", "--dry-run"},
		"webhooks":            {"--listen", "127.0.0.1:0", "--url", "https://hooks.example/plaid"},
	}
}

// exercise runs every command that there is, plainly and in other forms of output.
func (b *markedBank) exercise(cmd *cobra.Command, args map[string][]string, forms ...string) (count int) {
	for _, c := range cmd.Commands() {
		count += b.exercise(c, args, forms...)
		if c.HasSubCommands() || !c.Runnable() {
			continue
		}
		name := strings.TrimPrefix(c.CommandPath(), "passbook ")
		line := append(strings.Fields(name), args[name]...)
		b.try(line...)
		for _, form := range forms {
			if c.Flags().Lookup(form) != nil {
				b.try(append(line, "--"+form)...)
			}
		}
		count++
	}
	return count
}

// browserScript stands where the browser does: it tells what it was given.
func (b *markedBank) browserScript() (opened string) {
	dir := filepath.Join(b.home, "browser")
	opened = filepath.Join(dir, "opened")
	script := "#!/bin/sh\nenv >\"" + dir + "/environment\"; printf %s \"$1\" >\"" + opened + "\"\n"
	if err := os.Mkdir(dir, 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := syscall.Mkfifo(opened, 0o600); err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(dir, "browser")
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		b.t.Fatal(err)
	}
	b.env = append(b.env, "BROWSER="+path, "DISPLAY=:0", "SSH_CONNECTION=")
	return opened
}

// dashboard goes over the pages of the dashboard, and through Link to its page.
func (b *markedBank) dashboard(opened string) {
	t := b.t
	t.Helper()
	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth", "Recent")
	term.press("s")
	for _, key := range []string{"2", "3", "jy", "\r", "4", "5", "6", "?", "?", "1"} { // no esc, which with the next key is alt
		term.press(key)
	}
	term.waitFor("Net worth", "Recent")
	if b.plaid.mode.Load() == answersWell {
		term.press("l")
		address, err := os.ReadFile(opened)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.Get(string(address))
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(res.Body)
		res.Body.Close()
		b.plaid.hunt(t, "the page of Link", string(page), "link_token") // Link's script needs that
		term.waitFor("times out in")
		term.copies("y")
		term.press("\x1b")
		term.waitUntil("leave Link", func(screen string) bool { return !strings.Contains(screen, "Link an account") })
	}
	term.press("q")
	term.ended(exitDone)
	b.plaid.hunt(t, "the dashboard", term.written())
}

// Secrets that are marked go through every command and over the pages of the
// dashboard, with a Plaid that is well, tells them back, breaks off, or refuses
// the keys. Nothing that passbook writes, shows, starts or asks for holds one.
func TestMarkedSecretsStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	b := newMarkedBank(t)
	opened := b.browserScript()
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.run("sync")
	v, err := vault.OpenSealed(b.dir, "sandbox", identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Set(t.Context(), vault.PlaidSecret, markedSecret); err != nil {
		t.Fatal(err)
	}
	args := b.commandArgs()
	for mode := range answersModes {
		b.plaid.mode.Store(int32(mode))
		switch mode {
		case answersWell:
			t.Logf("%d commands", b.exercise(newRoot(), args, "json", "csv"))
			b.try("income", "--fetch")
			b.dashboard(opened)
			continue
		case answersEcho:
			b.exercise(newRoot(), args)
			b.try("income", "--fetch")
			b.dashboard(opened)
			continue
		}
		var both sync.WaitGroup
		both.Go(func() { b.try("sync") }) // which is repeated
		both.Go(func() { b.try("link", "--sandbox-institution", "ins_109510") })
		both.Wait()
	}
	b.plaid.mode.Store(answersWell)
	right := b.env
	b.env = append(slices.Clone(right), "PLAID_SECRET="+wrongSecret)
	for _, line := range []string{"sync", "secrets verify", "accounts --live", "link --sandbox-institution ins_109510"} {
		b.try(strings.Fields(line)...)
	}
	b.try("unlink", "First Platypus", "--yes")
	b.env = append(right, "PLAID_SECRET=")
	b.try("sync")
	b.try("unlink", "First Platypus", "--yes")
	b.try("history", "--json")
	b.plaid.huntFiles(t, b.home) // the browser's environment is among them
	b.plaid.hunt(t, "an address, a Referer or a command line", strings.Join(b.plaid.heard, "\n"))
	if _, err := os.Stat(filepath.Join(b.home, "browser", "environment")); err != nil {
		t.Error("no browser was started")
	}
	kinds := map[string]bool{}
	for _, kind := range b.plaid.marks {
		kinds[kind] = true
	}
	for _, kind := range []string{"access_token", "public_token", "link_token", "user_token"} {
		if !kinds[kind] {
			t.Errorf("no %s was marked", kind)
		}
	}
}

// The system writes no core dump of passbook, and shows its memory and its
// environment to no other program of the same person.
func TestNoCoreDump(t *testing.T) {
	t.Parallel()
	cmd, _ := passbook(t, "plaidsim", "--listen", "127.0.0.1:0")
	if os.Geteuid() == 0 { // whose files are root's anyway
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	if _, err := out.Read(make([]byte, 1)); err != nil { // it listens
		t.Fatal(err)
	}
	info, err := os.Stat("/proc/" + strconv.Itoa(cmd.Process.Pid) + "/environ")
	if err != nil {
		t.Skip("there is no /proc here")
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != 0 {
		t.Errorf("the environment can be read by user %d", owner)
	}
}
