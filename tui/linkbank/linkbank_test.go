package linkbank_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/linkbank"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

const platypus = "ins_109508"

// linked links First Platypus Bank and waits for the whole first sync.
func linked(t *testing.T, w, h int) *online {
	t.Helper()
	o := goOnline(t, plaidsim.Options{Seed: 1}, w, h)
	o.openLink("l")
	o.visit(o.flow().Step().URL, platypus, false)
	o.Until(o.is("done"), "linked")
	o.Until(func() bool { return o.flow().Synced() }, "synced")
	return o
}

func items(t *testing.T, db *storage.DB) []ledger.Item {
	t.Helper()
	all, err := db.Items(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// From the key to the accounts on the screen.
func TestLinkABank(t *testing.T) {
	o := goOnline(t, plaidsim.Options{Seed: 1}, 80, 24)
	o.Shows("Welcome to passbook.", "Link your first bank")
	o.openLink("l")
	o.Shows("╭─ Link an account ─", "✓ opened", "waiting", "times out in", "never sees your bank password", "http://127.0.0.1:")
	o.visit(o.flow().Step().URL, platypus, false)
	o.Until(o.is("done"), "linked")
	o.Shows("╭─ First Platypus Bank linked ─", "✓ Token kept in", "accounts", "Plaid Checking")
	if token, err := o.vault.Get(context.Background(), items(t, o.DB)[0].ID); err != nil || token == "" {
		t.Fatalf("the token is not in the vault: %v", err)
	}
	o.Until(func() bool { return strings.Contains(o.Screen(), "transactions") }, "synced")
	o.Give(tuitest.Key(t, "enter"))
	o.Until(func() bool { return strings.Contains(o.Screen(), "╭─ Accounts ─") }, "on the dashboard")
	o.Shows("Plaid Checking")
}

func TestLinkTwiceIsAskedAbout(t *testing.T) {
	o := linked(t, 80, 24)
	o.openLink("l") // link another
	o.visit(o.flow().Step().URL, platypus, false)
	o.Until(o.is("twice"), "asked")
	o.Shows("╭─ First Platypus Bank is linked already ─", "Plaid Checking", "count twice")
	o.hit("esc", o.leftWith("Nothing was linked twice."), "left")
	if n := len(items(t, o.DB)); n != 1 {
		t.Fatalf("%d Items after leaving it", n)
	}

	o.openLink("l")
	o.visit(o.flow().Step().URL, platypus, false)
	o.Until(o.is("twice"), "asked")
	o.hit("enter", o.is("done"), "linked")
	if n := len(items(t, o.DB)); n != 2 {
		t.Fatalf("%d Items after confirming it", n)
	}
}

func TestLinkIsLeftInTheBrowser(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	first := o.flow().Step().URL
	o.visit(first, platypus, true)
	o.Until(o.is("failed"), "told")
	o.Shows("Linking was cancelled: Link was closed before it was", "What passbook has already is untouched.")
	o.openLink("enter") // try again
	if o.flow().Step().URL == first {
		t.Error("the second try has the first one's address")
	}
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
}

// Esc ends the try at once, and with it the server that waits for the browser.
func TestLinkIsCancelled(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	address := o.flow().Step().URL
	o.hit("esc", o.leftWith("Linking was cancelled."), "left")
	o.Shows("Welcome to passbook.")
	o.RunAll()
	if r, err := http.Get(address); err == nil {
		r.Body.Close()
		t.Errorf("the page is still served: %s", r.Status)
	}
}

// A slow Plaid holds up no key.
func TestLinkWithASlowPlaid(t *testing.T) {
	o := goOnline(t, plaidsim.Options{Latency: time.Minute}, 80, 24)
	o.hit("l", o.is("running"), "begun")
	o.Shows("preparing")
	begun := time.Now()
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
	o.RunAll()
	if waited := time.Since(begun); waited > 30*time.Second {
		t.Errorf("leaving took %v", waited)
	}
}

func TestLinkWithoutANetwork(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.plaid.Close()
	o.hit("l", o.is("failed"), "told")
	o.Shows("╭─ Nothing was linked ─", "⏎ try again")
	o.Hides("127.0.0.1", "{", "dial tcp", "passbook tries")
}

func TestLinkAddressIsCopiedAndOpenedAgain(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	o.hit("y", func() bool { return o.Copied() != "" }, "copied")
	if o.Copied() != o.flow().Step().URL {
		t.Errorf("%q is on the clipboard", o.Copied())
	}
	t.Setenv("BROWSER", "false") // a browser that does not start
	o.hit("enter", func() bool { return strings.Contains(o.Screen(), "no browser opened") }, "told")
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
}

// The key that links again, pressed elsewhere, shows the flow that is under
// way: there is one at a time.
func TestLinkHasOneFlow(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	o.hit("2", func() bool { return o.Page() == "Accounts" }, "on accounts")
	o.hit("l", func() bool { return o.Page() == "Link an account" }, "back at the flow")
	if o.flows() != 1 {
		t.Errorf("%d flows were begun", o.flows())
	}
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
}

func TestLinkByAHostedAddress(t *testing.T) {
	o := goOnline(t, plaidsim.Options{Seed: 1}, 120, 40)
	t.Setenv("SSH_CONNECTION", "yes")
	o.hit("l", o.reaches(plaidsvc.LinkReady), "ready")
	o.Shows("Open the address on this machine", "connected over SSH", "/hl/", "ssh -L ")
	o.Hides("█▄▄▄█")
	_, id, _ := strings.Cut(o.flow().Step().URL, "/hl/")
	o.walk(map[string]any{"hosted": id}, platypus, false)
	o.Until(o.is("done"), "linked")
	o.Shows("First Platypus Bank linked")
}

func TestRepairABank(t *testing.T) {
	o := linked(t, 80, 24)
	o.hit("enter", func() bool { return o.flow() == nil }, "closed")
	it := items(t, o.DB)[0]
	o.breakLogin(it.ID)
	o.Give(tuitest.Key(t, "s"))
	o.Until(func() bool { return strings.Contains(o.Screen(), "▲ 1 needs you") }, "told")
	o.Shows("f fix")
	o.openLink("f")
	o.Until(func() bool { return strings.Contains(o.Screen(), "Sign in again at First Platypus Bank") }, "named")
	o.visit(o.flow().Step().URL, platypus, false)
	o.Until(o.is("done"), "repaired")
	o.Shows("╭─ First Platypus Bank works again ─")
	o.Until(func() bool { return items(t, o.DB)[0].Problem == nil }, "well")
	if after := items(t, o.DB); len(after) != 1 || after[0].ID != it.ID {
		t.Errorf("the repair changed the Item: %+v", after)
	}
}

func TestUnlinkABank(t *testing.T) {
	o := linked(t, 80, 24)
	o.hit("enter", func() bool { return o.flow() == nil }, "closed")
	o.hit("2", func() bool { return strings.Contains(o.Screen(), "x unlink") }, "on accounts")
	asked := func() bool { return strings.Contains(o.Screen(), "y unlink") }
	o.hit("x", asked, "asked")
	o.Shows("Unlink First Platypus Bank?", "token leaves", "esc keep it")
	o.hit("q", func() bool { return true }, "still there") // every key belongs to the question
	if o.Quit {
		t.Fatal("q quit under the question")
	}
	o.hit("esc", func() bool { return !strings.Contains(o.Screen(), "Unlink First") }, "kept")
	if len(items(t, o.DB)) != 1 {
		t.Fatal("esc unlinked")
	}
	id := items(t, o.DB)[0].ID
	o.hit("x", asked, "asked again")
	o.hit("y", func() bool { return strings.Contains(o.Screen(), "is unlinked") }, "unlinked")
	if len(items(t, o.DB)) != 0 {
		t.Error("the Item is still there")
	}
	if _, err := o.vault.Get(context.Background(), id); err == nil {
		t.Error("the token is still there")
	}
	o.Until(func() bool { return strings.Contains(o.Screen(), "No account yet.") }, "empty")
}

// A bank that is archived keeps its history and nothing of its login; what is left
// can go, and neither be archived again nor share more accounts.
func TestArchiveABank(t *testing.T) {
	o := linked(t, 80, 24)
	o.hit("enter", func() bool { return o.flow() == nil }, "closed")
	o.hit("2", func() bool { return strings.Contains(o.Screen(), "x unlink") }, "on accounts")
	id := items(t, o.DB)[0].ID
	o.hit("x", func() bool { return strings.Contains(o.Screen(), "a archive") }, "asked")
	o.Shows("Archived instead, all of it stays")
	o.hit("a", func() bool { return strings.Contains(o.Screen(), "is archived.") }, "archived")
	if _, err := o.vault.Get(context.Background(), id); err == nil || len(items(t, o.DB)) != 0 {
		t.Error("the login is still there")
	}
	o.hit("G", func() bool { return strings.Contains(o.Screen(), "archived "+time.Now().Format("Jan")) }, "shown as archived")
	o.hit("a", func() bool { return strings.Contains(o.Screen(), "choose accounts: archived") }, "refused")
	o.hit("x", func() bool { return strings.Contains(o.Screen(), "y unlink") }, "asked whether the rest goes")
	o.Shows("This login has ended already")
	o.Hides("a archive", "Archived instead", "Its token leaves")
	o.hit("y", func() bool { return strings.Contains(o.Screen(), "is unlinked") }, "unlinked")
	if archived, err := o.DB.Archived(t.Context()); err != nil || len(archived) != 0 {
		t.Error("the history is still there:", archived, err)
	}
}

// Without Plaid keys the flow says which ones, and that there is a demo.
func TestLinkWithoutKeys(t *testing.T) {
	d := tuitest.Drive(t, tuitest.OpenCache(t), 80, 24)
	d.Press("l")
	d.Shows("╭─ Link an account ─", "needs your Plaid keys", "passbook setup", "passbook demo")
	d.Press("esc")
	d.Shows("Welcome to passbook.")
}

// An address that is cut on the screen is whole where the terminal opens it and
// where a key copies it.
func TestALongAddressIsWhole(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 80, 24)
	flow := linkbank.New(&ui.Env{Now: func() time.Time { return tuitest.Now }, Theme: ui.NewTheme(ui.Look{}), HomeCurrency: "CAD"}, "")
	linkbank.States(tuitest.Now)["long address"](flow)
	d.Send(ui.PushMsg{Page: flow})
	address := flow.Step().URL
	if !strings.Contains(d.Content(), "\x1b]8;;"+address+"\a") {
		t.Errorf("no link to %s in %q", address, d.Content())
	}
	d.Shows("…", "copies the whole address")
	d.Press("y")
	if d.Copied() != address {
		t.Errorf("%q is on the clipboard", d.Copied())
	}
}

// A browser of this machine is not offered where it would not do, nor a key that
// would do nothing.
func TestKeysOfAnAddressForAnotherMachine(t *testing.T) {
	for state, opens := range map[string]bool{"hosted": false, "opened": true} {
		flow := linkbank.New(&ui.Env{Now: func() time.Time { return tuitest.Now }, Theme: ui.NewTheme(ui.Look{})}, "")
		linkbank.States(tuitest.Now)[state](flow)
		for _, b := range flow.Keys() {
			if b.Words() == ui.KeyOpenAgain.Words() && b.Enabled() != opens {
				t.Errorf("%s: %s is on: %v", state, b.Words(), b.Enabled())
			}
		}
	}
	o := goOnline(t, plaidsim.Options{Seed: 1}, 80, 24)
	o.Press("s")
	o.Shows("sync: no bank is linked")
}

// While a link is under way the banner's key is off: it would do nothing.
func TestOneLinkAtATime(t *testing.T) {
	db := tuitest.Troubled(t)
	service, err := plaidsvc.New(plaidsvc.Config{ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: "http://127.0.0.1:0", LockDir: t.TempDir()}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	d := tuitest.Drive(t, db, 80, 24, func(o *tui.Options) { o.Service = service })
	d.Shows("f fix  D dismiss")
	flow := linkbank.New(&ui.Env{Now: func() time.Time { return tuitest.Now }, Theme: ui.NewTheme(ui.Look{})}, "")
	linkbank.States(tuitest.Now)["opened"](flow)
	d.Send(ui.PushMsg{Page: flow})
	d.Hides("f fix  D")
	d.Press("f")
	d.Shows("fix: one link at a time")
}

// Every state of the flow, drawn.
func TestLinkScreens(t *testing.T) {
	screen := func(t *testing.T, state string, w, h int) {
		d := tuitest.Drive(t, tuitest.Household(t), w, h)
		flow := linkbank.New(&ui.Env{Now: func() time.Time { return tuitest.Now }, Theme: ui.NewTheme(ui.Look{}), HomeCurrency: "CAD"}, "")
		linkbank.States(tuitest.Now)[state](flow)
		d.Send(ui.PushMsg{Page: flow})
		d.Golden()
	}
	t.Run("a code under the words", func(t *testing.T) { screen(t, "hosted", 80, 44) })
	for name := range linkbank.States(tuitest.Now) {
		t.Run(name, func(t *testing.T) {
			tuitest.OnSizes(t, func(t *testing.T, w, h int) { screen(t, name, w, h) })
			t.Run("100x30", func(t *testing.T) { screen(t, name, 100, 30) })
		})
	}
}
