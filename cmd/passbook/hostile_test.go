package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// mostMemory is what a sync may take, in MiB, however long the answers are that
// four banks send at once.
const mostMemory = 64

// mostLong is what a sync may take of pages that are kept until the last of them,
// for the length of their texts: the first one of each bank is a long one.
const mostLong = 80

// flood is an answer that is longer than any bank's.
type flood struct {
	name string
	path string                                 // whose answer it is
	send func(w http.ResponseWriter, count int) // of a page, as it was asked for
	says string                                 // on stderr, for each bank
}

const row = `{"transaction_id":"t%d","account_id":"a","amount":1,"iso_currency_code":"USD","date":"2026-01-02","name":"n"}`

// endless sends text again and again until nobody listens.
func endless(to io.Writer, text string) {
	for text = strings.Repeat(text, 1+1<<16/len(text)); ; {
		if _, err := io.WriteString(to, text); err != nil {
			return
		}
	}
}

// page sends a page of transactions whose added rows are written by rows.
func page(w io.Writer, rows func(io.Writer)) {
	_, _ = io.WriteString(w, `{"added":[`)
	rows(w)
	_, _ = io.WriteString(w, `],"modified":[],"removed":[],"has_more":true,"next_cursor":"c","request_id":"r"}`)
}

// endlessPages is what a bank is said to send whose pages go in a circle.
const endlessPages = "pages of transactions without end"

// longPages sends pages that could be a bank's, but for the length of their texts:
// a hundred of them, and then one again and again.
func longPages() func(w http.ResponseWriter, count int) {
	var sent atomic.Int64
	return func(w http.ResponseWriter, count int) {
		n := min(sent.Add(1), 100)
		rows := make([]string, count)
		for i := range rows {
			text := strings.Repeat(fmt.Sprintf("%d-%d ", n, i), 400)[:1350]
			rows[i] = fmt.Sprintf(`{"transaction_id":"t%d-%d","account_id":"a","amount":1,"date":"2026-01-02","name":%q,"original_description":%q}`, n, i, text, text)
		}
		fmt.Fprintf(w, `{"added":[%s],"modified":[],"removed":[],"has_more":true,"next_cursor":"c%d","request_id":"r"}`, strings.Join(rows, ","), n)
	}
}

var floods = []flood{
	{"spaces without end", "/transactions/sync", func(w http.ResponseWriter, _ int) { endless(w, " ") }, "too long to be true"},
	{"a text without end", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		page(w, func(w io.Writer) { _, _ = io.WriteString(w, `{"name":"`); endless(w, "n") })
	}, "too long to be true"},
	{"rows without end", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		page(w, func(w io.Writer) { endless(w, fmt.Sprintf(row, 1)+",") })
	}, "too long to be true"},
	{"a bomb", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		w.Header().Set("Content-Encoding", "gzip")
		endless(gzip.NewWriter(w), " ")
	}, "too long to be true"},
	{"a merchant of 10 MB", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		page(w, func(w io.Writer) {
			fmt.Fprintf(w, `{"transaction_id":"t","account_id":"a","amount":1,"date":"2026-01-02","merchant_name":"%s"}`, strings.Repeat("m", 10_000_000))
		})
	}, "too long to be true"},
	{"290,000 rows in a page", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		page(w, func(w io.Writer) {
			for n := range 290_000 {
				fmt.Fprintf(w, row+",", n)
			}
			fmt.Fprintf(w, row, 0)
		})
	}, "too long to be true"},
	{"pages of long texts", "/transactions/sync", longPages(), endlessPages},
	{"tiny rows in a page", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		page(w, func(w io.Writer) { _, _ = io.WriteString(w, strings.Repeat(`{},`, 700_000)+`{}`) })
	}, "too long to be true"},
	{"removed rows in a page", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		_, _ = io.WriteString(w, `{"added":[],"modified":[],"has_more":true,"next_cursor":"c","removed":[`+
			strings.Repeat(`{"transaction_id":"t"},`, 90_000)+`{"transaction_id":"t"}]}`)
	}, "too long to be true"},
	{"an error without end", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		w.WriteHeader(http.StatusBadRequest)
		endless(w, " ")
	}, "too long to be true"},
	{"accounts without end", "/accounts/get", func(w http.ResponseWriter, _ int) {
		_, _ = io.WriteString(w, `{"accounts":[`)
		endless(w, `{"account_id":"a"},`)
	}, "too long to be true"},
	{"many tiny accounts", "/accounts/get", func(w http.ResponseWriter, _ int) {
		_, _ = io.WriteString(w, `{"accounts":[`+strings.Repeat(`{"account_id":"a","balances":{},"name":"","type":"other"},`, 9_000)+`{"account_id":"a"}],"item":{},"request_id":"r"}`)
	}, "too long to be true"},
	{"members of an account", "/accounts/get", func(w http.ResponseWriter, _ int) {
		_, _ = io.WriteString(w, `{"accounts":[{`)
		for n := range 60_000 {
			fmt.Fprintf(w, `"%d":0,`, n)
		}
		_, _ = io.WriteString(w, `"account_id":"a"}]}`)
	}, "too long to be true"},
	{"a long name of an account", "/accounts/get", func(w http.ResponseWriter, _ int) {
		_, _ = io.WriteString(w, `{"accounts":[{"account_id":"a","name":"`+strings.Repeat("n", 500_000)+`"},{"account_id":"a"}]}`)
	}, "documented shape"},
	{"an Item without end", "/item/get", func(w http.ResponseWriter, _ int) { endless(w, " ") }, "nothing new"}, // it is not needed
	{"a header of 10 MB", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		w.Header().Set("X-Long", strings.Repeat("x", 10_000_000))
		page(w, func(io.Writer) {})
	}, "could not be read"},
	{"an answer that nobody asked for", "/transactions/sync", func(w http.ResponseWriter, _ int) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\nunasked")
			time.Sleep(100 * time.Millisecond) // with the connection open, net/http keeps it for the next request, and reads on
			_ = conn.Close()
		}
	}, "documented shape"},
}

// However long the answers are that four banks send at once, a sync takes little
// memory, ends in a sentence, and leaves what was there before as it was.
func TestAnswersOfAnyLengthTakeLittleMemory(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system does not say what memory a process took")
	}
	sim := plaidsim.New(plaidsim.Options{Seed: 1})
	var mu sync.Mutex
	var now *flood
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		f := now
		mu.Unlock()
		if f != nil && r.URL.Path == f.path {
			var asked struct{ Count int }
			_ = json.NewDecoder(r.Body).Decode(&asked)
			_, _ = io.Copy(io.Discard, r.Body)
			f.send(w, asked.Count)
			return
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	b := newBankIn(t, &embeddedPlaid{Server: server}, filepath.Join(t.TempDir(), "data"))
	institutions := []string{"ins_109508", "ins_109509", "ins_109510", "ins_109511"}
	for _, institution := range institutions {
		b.run("link", "--sandbox-institution", institution, "--sandbox-user", "user_household")
	}
	b.run("sync")
	before := b.everything()
	for i := range floods {
		f := &floods[i]
		mu.Lock()
		now = f
		mu.Unlock()
		out, most := b.peak("sync")
		t.Logf("%s: %d MiB", f.name, most)
		allowed := mostMemory
		if f.says == endlessPages {
			allowed = mostLong
		}
		if most > allowed {
			t.Errorf("%s: a sync took %d MiB", f.name, most)
		}
		if strings.Count(out, f.says) != len(institutions) || strings.Contains(out, "unasked") {
			t.Errorf("%s: %s", f.name, out)
		}
	}
	mu.Lock()
	now = nil
	mu.Unlock()
	b.run("sync")
	if after := b.everything(); after != before {
		t.Errorf("the cache is another than before")
	}
}

// peak runs a command and gives what it printed and the most memory that it had,
// in MiB.
func (b *bank) peak(args ...string) (out string, most int) {
	b.t.Helper()
	cmd := b.command(args...)
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
				b.t.Error(err)
			}
			return text.String(), most >> 10
		case <-time.After(2 * time.Millisecond): // what it had is no longer there once it has ended
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			_, rest, _ := strings.Cut(string(status), "VmHWM:")
			kib, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
			most = max(most, kib)
		}
	}
}
