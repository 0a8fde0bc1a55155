package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage/query"
)

// TestScripts runs the commands as a shell does, each script with an embedded
// Plaid of its own.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:   filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error { return setUpScript(t, env) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  cmdExits,
			"fault":  cmdFault,
			"hold":   cmdHold,
			"id":     cmdID,
			"reset":  cmdAtPlaid("/sandbox/item/reset_login"),
			"remove": cmdAtPlaid("/item/remove"),
			"huge":   cmdHuge,
			"lines":  cmdLines,
			"secret": cmdSecret,

			"check":    cmdCheck,
			"transfer": cmdTransfer,
		},
	})
}

// TestFigureScripts is TestScripts at noon of 21 November 2026 in UTC, most of it on
// a made bank: user_custom with the password in testdata/bank.json.
func TestFigureScripts(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(filepath.Join("testdata", "bank.json"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "figures"), UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			bin := filepath.Join(env.WorkDir, "bin")
			if err := setUpScriptAt(t, env, func() time.Time { return noon }); err != nil {
				return err
			}
			env.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv(clockVariable, time.Until(noon).String())
			env.Setenv("TZ", "UTC")
			env.Setenv(raceVariable, raceOptions)
			env.Setenv("BANK", string(made))
			return errors.Join(os.Mkdir(bin, 0o755), os.Symlink(self, filepath.Join(bin, "passbook")))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": cmdExits, "find": cmdFind, "lines": cmdLines, "advance": cmdAdvance, "id": cmdID, "examples": cmdExamples,
		},
	})
}

func setUpScript(t *testing.T, env *testscript.Env) error { return setUpScriptAt(t, env, time.Now) }

func setUpScriptAt(t *testing.T, env *testscript.Env, now func() time.Time) error {
	srv := httptest.NewServer(conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1, Now: now})))
	env.Defer(srv.Close)
	env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
	env.Setenv("PLAID_CLIENT_ID", "client")
	env.Setenv("PLAID_SECRET", "not-to-be-shown")
	env.Setenv("PLAID_ENV", "sandbox")
	env.Setenv("PLAID_BASE_URL", srv.URL)
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
	env.Setenv("PASSBOOK_DATA_DIR", filepath.Join(env.WorkDir, "data"))
	env.Setenv("PASSBOOK_VAULT", "file")
	env.Setenv("PASSBOOK_PASSPHRASE", identity)
	return nil
}

// exits N COMMAND …: run a command that must end with exit code N; stdout and
// stderr can be asked for afterwards.
func cmdExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// id: set ID to the id of the newest transaction.
func cmdID(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(ts.Exec("passbook", "transactions", "--json", "--limit", "1"))
	var rows []struct{ ID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &rows))
	ts.Setenv("ID", rows[0].ID)
}

// find NAME TEXT [AMOUNT]: set NAME to the id of the one transaction with the
// text, and with the amount, whatever its sign.
func cmdFind(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("passbook", "transactions", "--json", "--limit", "0", query.Quote(args[1])))
	var rows []struct{ ID, Amount string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &rows))
	if len(args) == 3 {
		rows = slices.DeleteFunc(rows, func(r struct{ ID, Amount string }) bool { return strings.TrimPrefix(r.Amount, "-") != args[2] })
	}
	if len(rows) != 1 {
		ts.Fatalf("%d transactions with %q", len(rows), args[1])
	}
	ts.Setenv(args[0], rows[0].ID)
}

// examples: run each of the twenty examples that passbook help query prints. Each
// finds something, and none but that of the bank finds everything.
func cmdExamples(ts *testscript.TestScript, _ bool, _ []string) {
	count := func(args ...string) int {
		ts.Check(ts.Exec("passbook", append([]string{"transactions", "--json", "--limit", "0"}, args...)...))
		return strings.Count(ts.ReadFile("stdout"), `{"id":`)
	}
	ts.Check(ts.Exec("passbook", "help", "query"))
	help := ts.ReadFile("stdout")
	for line := range strings.Lines(help) {
		if utf8.RuneCountInString(line) > 81 {
			ts.Fatalf("a line is wider than a terminal: %s", line)
		}
	}
	_, examples, _ := strings.Cut(help, "## Twenty examples\n")
	examples, _, _ = strings.Cut(examples, "\n## ")
	all, ran := count(), 0
	for line := range strings.Lines(examples) {
		example, _, said := strings.Cut(strings.TrimPrefix(line, "    "), "  ")
		if !said || example == "" {
			continue // the rest of what is said
		}
		found := count("--", example)
		ts.Logf("%s: %d of %d", example, found, all)
		if found == 0 || found == all && !strings.HasPrefix(example, "bank:") {
			ts.Fatalf("the example finds nothing, or all")
		}
		ran++
	}
	if ran != 20 {
		ts.Fatalf("%d examples", ran)
	}
}

// advance DAYS: let days go by, at the bank and here.
func cmdAdvance(ts *testscript.TestScript, _ bool, args []string) {
	days, err := strconv.Atoi(args[0])
	ts.Check(err)
	ahead, err := time.ParseDuration(ts.Getenv(clockVariable))
	ts.Check(err)
	ts.Setenv(clockVariable, (ahead + time.Duration(days)*24*time.Hour).String())
	plaid(ts, "/sim/clock", `{"advance":"`+args[0]+`d"}`)
}

// cmdAtPlaid is a command that names a bank and does something to its Item at
// Plaid, as whoever holds the access token can: reset BANK makes it ask for a
// new login, remove BANK ends it.
func cmdAtPlaid(path string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		plaid(ts, path, `{"access_token":"`+accessToken(ts, args[0])+`"}`)
	}
}

// huge: the bank of the first account books 10^30 dollars on it.
func cmdHuge(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(ts.Exec("passbook", "accounts", "--json"))
	var accounts []struct {
		ID   string
		Item string `json:"item_id"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &accounts))
	plaid(ts, "/sim/items/"+accounts[0].Item+"/changes",
		`{"changes":[{"do":"add","transaction":{"account_id":"`+accounts[0].ID+`","amount":1e30,"date":"2026-03-01","name":"Bank error"}}]}`)
}

// fault JSON: something goes wrong with requests to the embedded Plaid.
func cmdFault(ts *testscript.TestScript, _ bool, args []string) { plaid(ts, "/sim/faults", args[0]) }

// hold BANK: this process is at work on a bank until the script ends.
func cmdHold(ts *testscript.TestScript, _ bool, args []string) {
	name := filepath.Join(ts.Getenv("PASSBOOK_DATA_DIR"), "locks", url.PathEscape(itemOf(ts, args[0]))+".lock")
	l := flock.New(name)
	ts.Defer(func() { l.Close() })
	if got, err := l.TryLock(); !got {
		ts.Fatalf("the lock of %s: %v", args[0], err)
	}
	ts.Check(os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())), 0o600))
}

// accessToken is the access token of a bank.
func accessToken(ts *testscript.TestScript, bank string) string {
	v, err := vault.OpenSealed(ts.Getenv("PASSBOOK_DATA_DIR"), "sandbox", ts.Getenv("PASSBOOK_PASSPHRASE"))
	ts.Check(err)
	token, err := v.Get(context.Background(), itemOf(ts, bank))
	ts.Check(err)
	return token
}

// itemOf is the id of a bank's Item.
func itemOf(ts *testscript.TestScript, bank string) string {
	ts.Check(ts.Exec("passbook", "accounts", "--json"))
	var accounts []struct {
		Item        string `json:"item_id"`
		Institution string
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &accounts))
	for _, a := range accounts {
		if strings.Contains(a.Institution, bank) {
			return a.Item
		}
	}
	ts.Fatalf("no account of %s", bank)
	return ""
}

// plaid sends a request to the embedded Plaid as another client of the same
// keys would.
func plaid(ts *testscript.TestScript, path, body string) {
	req, err := http.NewRequest(http.MethodPost, ts.Getenv("PLAID_BASE_URL")+path, strings.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("PLAID-CLIENT-ID", ts.Getenv("PLAID_CLIENT_ID"))
	req.Header.Set("PLAID-SECRET", ts.Getenv("PLAID_SECRET"))
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		ts.Fatalf("%s: %s\n%s", path, res.Status, text)
	}
}

// lines N FILE: the file has N lines.
func cmdLines(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := strings.Count(ts.ReadFile(args[1]), "\n"); got == want == neg {
		ts.Fatalf("%s has %d lines", args[1], got)
	}
}

// secret FOLDER: no file of the folder holds a Plaid key or an access token
// in the clear.
func cmdSecret(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, secret := range []string{"access-sandbox-", "public-sandbox-", ts.Getenv("PLAID_SECRET")} {
			if bytes.Contains(data, []byte(secret)) {
				ts.Fatalf("%s holds %s…", path, secret)
			}
		}
		return nil
	}))
}
