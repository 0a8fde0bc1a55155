package tui_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// unasked are the endpoints that passbook asks by itself. Plaid bills none of them
// beyond what an Item costs that has Transactions.
var unasked = []string{"/accounts/get", "/item/get", "/transactions/sync"}

// Starting, syncing and looking at every page asks Plaid for nothing that the
// person did not ask for: what is billed is asked for by a key that says so.
func TestNothingIsAskedUnasked(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	sim := conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1}))
	plaid := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(plaid.Close)
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: plaid.URL, LockDir: dir + "/locks", Every: time.Hour,
	}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	for bank, user := range map[string]string{"ins_109508": "user_household", "ins_109511": "user_good"} {
		if _, err := service.LinkSandbox(t.Context(), bank, user, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := service.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	sofar := func() map[string]int {
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(asked)
	}
	mu.Lock()
	clear(asked)
	mu.Unlock()

	service.Start(t.Context())
	d := tuitest.Drive(t, db, 120, 40, func(o *tui.Options) { o.Service = service })
	d.Press("s")
	d.RunAll()
	pages := browse(d)
	if len(pages) < 8 {
		t.Errorf("only these pages were seen: %v", pages)
	}
	if n := sofar(); n["/transactions/sync"] == 0 || n["/accounts/get"] == 0 || n["/item/get"] == 0 {
		t.Errorf("the sync asked for %v", n)
	}
	for path, n := range sofar() {
		if !slices.Contains(unasked, path) {
			t.Errorf("%s was asked for %d times, by nobody", path, n)
		}
	}

	// A key that says what Plaid bills asks for it, and for nothing else.
	d.Press("6")
	d.Choose("Statements")
	before := sofar()
	d.Press("F")
	d.RunAll()
	after := sofar()
	for path, n := range after {
		if path != "/statements/list" && !slices.Contains(unasked, path) && n != before[path] {
			t.Errorf("%s was asked for by the key for statements", path)
		}
	}
	if after["/statements/list"] != 2 {
		t.Errorf("two banks were asked for statements %d times", after["/statements/list"])
	}
}

// browse looks at every page that a person comes to by moving and opening, and
// gives their titles.
func browse(d *tuitest.Driver) (titles []string) {
	d.T.Helper()
	seen := map[string]bool{}
	look := func() {
		seen[d.Page()] = true
		d.Press("j", "j", "k", "G", "g", "tab", "enter", "esc")
	}
	for tab := range d.Model.Tabs() {
		d.Press(strconv.Itoa(tab + 1))
		look()
	}
	for n := 0; ; n++ {
		d.Press("6", "g")
		before := d.Current()
		for range n {
			d.Press("j")
		}
		if n > 0 && d.Current() == before || n > 40 {
			break
		}
		last := d.Current()
		d.Press("enter")
		look()
		d.Press("6")
		for range 3 { // back from what was opened over it
			if d.Page() != "More" {
				d.Press("esc")
			}
		}
		d.Press("G")
		if d.Current() == last && strings.TrimSpace(last) != "" {
			break
		}
	}
	d.Press("H", "j", "enter", "esc", "esc")
	return slices.Sorted(maps.Keys(seen))
}
