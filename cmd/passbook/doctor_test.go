package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"passbook/plaidsvc/plaidsim"
)

// unpacked gives the files of a bundle by their names.
func unpacked(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for r := tar.NewReader(zipped); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[path.Base(header.Name)] = string(text)
	}
}

// Nothing that says whose the data is, and no secret, is in a bundle: neither what
// the cache holds, nor what stands in the log, nor what the settings are.
func TestTheBundleSaysNothingPrivate(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.env = append(b.env, "PLAID_CLIENT_ID=marked-client", "PLAID_SECRET=marked-secret")
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.run("link", "--sandbox-institution", "ins_109511", "--sandbox-user", "user_household")
	rows := b.run("transactions", "--json", "--limit", "1")
	transaction := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(rows)[1]
	b.run("annotate", transaction, "--note", "marked note")
	items := regexp.MustCompile(`"item_id":"([^"]+)"`).FindAllStringSubmatch(b.run("accounts", "--json"), -1)
	log, err := os.OpenFile(filepath.Join(b.dir, "passbook.log"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = log.WriteString(`time=2026-11-21T12:00:00Z level=WARN msg=sync item=markedoldItem request=keptRequest institution=ins_77 ` +
		`err="FIRST PLATYPUS BANK: Everyday Checking 4071 has 5406.20, account 9988776655, me@marked.test, access-sandbox-0b5c, ` + b.dir + `/x, ` + items[0][1] + `"` + "\n" +
		"torn marked line\n" +
		`time=2026-11-21T12:00:01Z level=WARN msg=sync item=markedoldItem request=keptSecond` + "\n")
	if err := errors.Join(err, log.Close()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bundle.tar.gz")
	said := b.run("doctor", "--bundle", file)
	for _, want := range []string{"doctor.json", "schema.sql", "syncs.json", "log.txt", "Read it before you send it"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	files := unpacked(t, file)
	private := []string{
		"marked", "Platypus", "Tartan", "ins_109508", "ins_109511", "ins_77", "Everyday", "Rainy Day", "Cash Back Card", "Voyager", "Car Loan",
		"4071", "5406.20", "9988776655", "access-sandbox", identity, transaction, b.dir, os.TempDir(),
	}
	for _, id := range items {
		private = append(private, id[1])
	}
	for name, text := range files {
		for _, word := range private {
			if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				t.Errorf("%s holds %q:\n%s", name, word, text)
			}
		}
	}
	// One can follow a bank, and find the request that Plaid knows.
	for _, want := range []struct{ file, word string }{
		{"doctor.json", "bank-1, as Plaid says now"},
		{"doctor.json", "<client id>"},
		{"syncs.json", `"bank": "bank-1"`},
		{"syncs.json", `"item": "item-1"`},
		{"log.txt", `synced item="item-1" request=`},
		{"log.txt", `request="keptRequest"`},
		{"log.txt", `err="bank-1: account-`},
		{"log.txt", "sync item=\"item-3\" request=\"keptSecond\"\n"},
		{"cache.json", `"transactions": 2`},
		{"schema.sql", "CREATE TABLE transactions"},
	} {
		if !strings.Contains(files[want.file], want.word) {
			t.Errorf("%s has no %q:\n%s", want.file, want.word, files[want.file])
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	b.run("doctor", "--offline", "--bundle", file) // over an earlier one
}

// A bundle takes the place of an earlier one alone.
func TestABundleReplacesNothingElse(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine.tar.gz")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.tar.gz")
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), link); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{mine, link, dir} {
		cmd := b.command("doctor", "--offline", "--bundle", file)
		out, _ := cmd.CombinedOutput() // its exit code is judged
		if cmd.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(out), "it is no bundle") {
			t.Errorf("%s: %v\n%s", file, cmd.ProcessState, out)
		}
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "elsewhere")); err == nil {
		t.Error("the link was followed")
	}
}

// Doctor asks once, and its lines end where the terminal does; what a sync and
// the look at the bank met alike is said once.
func TestDoctorFitsATerminal(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household")
	b.env = append(b.env, "PLAID_BASE_URL=http://127.0.0.1:1")
	if err := b.command("sync").Run(); err == nil {
		t.Fatal("a sync without a network succeeds")
	}
	term := startTerminal(t, b.command("doctor"), 60, 100)
	term.wait()
	said := strings.Join(strings.Fields(term.text()), " ")
	_, bank, _ := strings.Cut(said, "warning bank")
	bank, _, _ = strings.Cut(bank, "skipped oauth")
	if n := strings.Count(bank, "cannot be reached"); n != 1 {
		t.Errorf("said %d times: %s", n, bank)
	}
	if strings.Contains(said, "tries again") {
		t.Errorf("doctor does not try again: %s", said)
	}
	for line := range strings.Lines(string(term.raw)) {
		if line = strings.TrimRight(line, "\r\n"); ansi.StringWidth(line) > 60 && !strings.Contains(line, "/Test") { // a path is not broken
			t.Errorf("a line that the terminal wraps: %q", line)
		}
	}
}
