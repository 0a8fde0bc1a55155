package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// Plaid secrets as real ones look.
const (
	markedSecret = "5ec2e7a1b2c3d4e5f60718293a4b5c"
	wrongSecret  = "bad2e7a1b2c3d4e5f60718293a4b5c"
)

// How markedPlaid answers.
const (
	answersWell  = iota
	answersEcho  // with an error whose every text holds the keys and the token of the request
	answersHTML  // with a page that holds them
	answersHalf  // with half an answer that holds them
	answersModes // how many there are
)

// markedPlaid is a Plaid that knows every secret that went through it, and that
// tells them to whoever asks, where told to.
type markedPlaid struct {
	sim  http.Handler
	mode atomic.Int32

	mu    sync.Mutex
	marks map[string]string // what each secret is
	heard []string          // addresses and headers of requests, and the command lines of all processes meanwhile
}

var tokenInBody = regexp.MustCompile(`"(access_token|public_token|link_token)": ?"([^"]+)"`)

// mark remembers the tokens of a body.
func (m *markedPlaid) mark(body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, found := range tokenInBody.FindAllSubmatch(body, -1) {
		m.marks[string(found[2])] = string(found[1])
	}
}

func (m *markedPlaid) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	m.mark(body)
	m.listen(r)
	said := r.Header.Get("PLAID-SECRET") + " " + string(body) + " " + strings.Join(tokenInBody.FindStringSubmatch(string(body)), " ")
	switch m.mode.Load() {
	case answersEcho:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{
			"error_type": "ITEM_ERROR", "error_code": "ITEM_LOCKED", "error_message": said, "display_message": said,
			"documentation_url": said, "suggested_action": said, "request_id": r.Header.Get("PLAID-SECRET"),
		})
	case answersHTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "<html><title>"+said+"</title>"+said)
	case answersHalf:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"item":{"item_id":`+strconv.Quote(said))
		panic(http.ErrAbortHandler)
	default:
		answer := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		m.sim.ServeHTTP(answer, r)
		m.mark(answer.Body.Bytes())
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// listen keeps what others could read of a request, and of processes meanwhile.
func (m *markedPlaid) listen(r *http.Request) {
	heard := []string{r.URL.String(), r.Referer()}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		if line, err := os.ReadFile(name); err == nil {
			heard = append(heard, string(line))
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard = append(m.heard, heard...)
}

// clipboard is what a program has a terminal put on the clipboard.
var clipboard = regexp.MustCompile(`\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)`)

// hunt expects that a text holds no secret, as it is or encoded, but for those of
// a kind that may be there.
func (m *markedPlaid) hunt(t *testing.T, where, text string, but ...string) {
	t.Helper()
	for _, found := range clipboard.FindAllStringSubmatch(text, -1) {
		plain, _ := base64.StdEncoding.DecodeString(found[1])
		text += string(plain)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for secret, kind := range m.marks {
		if slices.Contains(but, kind) {
			continue
		}
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret)), hex.EncodeToString([]byte(secret))} {
			if strings.Contains(text, form) {
				t.Errorf("%s holds a secret: %s", where, kind)
			}
		}
	}
}

// huntFiles expects that no file of a folder holds a secret.
func (m *markedPlaid) huntFiles(t *testing.T, dir string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		m.hunt(t, path, string(text))
		return err
	})
	if err != nil || files < 4 {
		t.Errorf("%d files in %s: %v", files, dir, err)
	}
}

// markedBank is a bank whose person has all they write in one folder.
type markedBank struct {
	*bank
	plaid *markedPlaid
	home  string
}

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
	return &markedBank{b, m, home}
}

// try runs a command, which may fail, for some seconds, and searches what it says.
// It must not have been used wrongly.
func (b *markedBank) try(args ...string) {
	b.t.Helper()
	cmd, within := b.command(args...), 10*time.Second
	if args[0] == "plaidsim" || args[0] == "webhooks" || slices.Contains(args, "--no-browser") { // which wait until they are ended
		within = 2 * time.Second
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
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
	copied := filepath.Join(b.home, "copy.db")
	return map[string][]string{
		"accounts":            {"--live"},
		"annotate":            {rows[0].ID, "--note", "mine"},
		"backup":              {copied},
		"restore":             {copied},
		"check funds":         {"--account", accounts[0].ID, "--amount", "1.00"},
		"config get":          {"month_start"},
		"config set":          {"month_start", "2"},
		"config unset":        {"month_start"},
		"explain":             {"spending"},
		"institutions":        {"Tartan"},
		"link":                {"--sandbox-institution", "ins_109509", "--sandbox-user", "user_household"},
		"plaidsim":            {"--listen", "127.0.0.1:0"},
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
		term.press("y")
		term.waitFor("on the clipboard")
		term.press("\x1b")
		term.waitUntil("leave Link", func(screen string) bool { return !strings.Contains(screen, "Link an account") })
	}
	term.press("q")
	term.ended(exitDone)
	b.plaid.hunt(t, "the dashboard", string(term.raw))
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
			b.dashboard(opened)
			continue
		case answersEcho:
			b.exercise(newRoot(), args)
			b.dashboard(opened)
			continue
		}
		b.try("sync") // which is repeated
		b.try("link", "--sandbox-institution", "ins_109510")
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
	for _, kind := range []string{"access_token", "public_token", "link_token"} {
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
