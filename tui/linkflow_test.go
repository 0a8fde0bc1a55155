package tui

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

const platypus = "ins_109508"

// linked links First Platypus Bank and waits for the whole first sync.
func linked(t *testing.T, w, h int) *online {
	t.Helper()
	o := goOnline(t, plaidsim.Options{Seed: 1}, w, h)
	o.openLink("l")
	o.visit(o.flow().step.URL, platypus, false)
	o.until(o.is(linkDone), "linked")
	o.until(func() bool { return o.flow().syncs[o.flow().result.Item.ID].finished }, "synced")
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
	o.shows("Welcome to passbook.", "link your first bank")
	o.openLink("l")
	o.shows("╭─ Link an account ─", "✓ opened", "waiting", "times out in", "never sees your bank password", "http://127.0.0.1:")
	o.visit(o.flow().step.URL, platypus, false)
	o.until(o.is(linkDone), "linked")
	o.shows("╭─ First Platypus Bank linked ─", "✓ Token kept in", "accounts", "Plaid Checking")
	if token, err := o.vault.Get(context.Background(), items(t, o.db)[0].ID); err != nil || token == "" {
		t.Fatalf("the token is not in the vault: %v", err)
	}
	o.until(func() bool { return strings.Contains(o.screen(), "transactions") }, "synced")
	o.give(keyPress(t, "enter"))
	o.until(func() bool { return strings.Contains(o.screen(), "╭─ Accounts ─") }, "on the dashboard")
	o.shows("Plaid Checking")
}

func TestLinkTwiceIsAskedAbout(t *testing.T) {
	o := linked(t, 80, 24)
	o.openLink("l") // link another
	o.visit(o.flow().step.URL, platypus, false)
	o.until(o.is(linkTwice), "asked")
	o.shows("╭─ First Platypus Bank is linked already ─", "Plaid Checking", "count twice")
	o.hit("esc", o.leftWith("Nothing was linked twice."), "left")
	if n := len(items(t, o.db)); n != 1 {
		t.Fatalf("%d Items after leaving it", n)
	}

	o.openLink("l")
	o.visit(o.flow().step.URL, platypus, false)
	o.until(o.is(linkTwice), "asked")
	o.hit("enter", o.is(linkDone), "linked")
	if n := len(items(t, o.db)); n != 2 {
		t.Fatalf("%d Items after linking it anyway", n)
	}
}

func TestLinkIsLeftInTheBrowser(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	first := o.flow().step.URL
	o.visit(first, platypus, true)
	o.until(o.is(linkFailed), "told")
	o.shows("Linking was cancelled: Link was closed before it was", "What passbook has already is untouched.")
	o.openLink("enter") // try again
	if o.flow().step.URL == first {
		t.Error("the second try has the first one's address")
	}
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
}

// Esc ends the try at once, and with it the server that waits for the browser.
func TestLinkIsCancelled(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	address := o.flow().step.URL
	o.hit("esc", o.leftWith("Linking was cancelled."), "left")
	o.shows("Welcome to passbook.")
	o.settle()
	if r, err := http.Get(address); err == nil {
		r.Body.Close()
		t.Errorf("the page is still served: %s", r.Status)
	}
}

// A slow Plaid holds up no key.
func TestLinkWithASlowPlaid(t *testing.T) {
	o := goOnline(t, plaidsim.Options{Latency: time.Minute}, 80, 24)
	o.hit("l", o.is(linkRunning), "begun")
	o.shows("preparing")
	begun := time.Now()
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
	o.settle()
	if waited := time.Since(begun); waited > 30*time.Second {
		t.Errorf("leaving took %v", waited)
	}
}

func TestLinkWithoutANetwork(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.plaid.Close()
	o.hit("l", o.is(linkFailed), "told")
	o.shows("╭─ Nothing was linked ─", "enter try again")
	o.hides("127.0.0.1", "{", "dial tcp", "passbook tries")
}

func TestLinkAddressIsCopiedAndOpenedAgain(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	o.hit("y", func() bool { return o.copied() != "" }, "copied")
	if o.copied() != o.flow().step.URL {
		t.Errorf("%q is on the clipboard", o.copied())
	}
	t.Setenv("BROWSER", "false") // a browser that does not start
	o.hit("enter", func() bool { return strings.Contains(o.screen(), "no browser opened") }, "told")
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
}

// The key that links again, pressed elsewhere, shows the flow that is under
// way: there is one at a time.
func TestLinkHasOneFlow(t *testing.T) {
	o := goOnline(t, plaidsim.Options{}, 80, 24)
	o.openLink("l")
	o.hit("2", func() bool { return o.page() == "Accounts" }, "on accounts")
	o.hit("l", func() bool { return o.page() == "Link an account" }, "back at the flow")
	if o.flows() != 1 {
		t.Errorf("%d flows were begun", o.flows())
	}
	o.hit("esc", func() bool { return o.flow() == nil }, "left")
}

func TestLinkByAHostedAddress(t *testing.T) {
	o := goOnline(t, plaidsim.Options{Seed: 1}, 120, 40)
	t.Setenv("SSH_CONNECTION", "yes")
	o.hit("l", o.reaches(plaidsvc.LinkReady), "ready")
	o.shows("Open the address on this machine", "connected over SSH", "/hl/", "ssh -L ")
	o.hides("█▄▄▄█")
	_, id, _ := strings.Cut(o.flow().step.URL, "/hl/")
	o.walk(map[string]any{"hosted": id}, platypus, false)
	o.until(o.is(linkDone), "linked")
	o.shows("First Platypus Bank linked")
}

func TestRepairABank(t *testing.T) {
	o := linked(t, 80, 24)
	o.hit("enter", func() bool { return o.flow() == nil }, "closed")
	it := items(t, o.db)[0]
	o.breakLogin(it.ID)
	o.give(keyPress(t, "s"))
	o.until(func() bool { return strings.Contains(o.screen(), "▲ 1 needs you") }, "told")
	o.shows("f fix")
	o.openLink("f")
	o.until(func() bool { return strings.Contains(o.screen(), "Sign in again at First Platypus Bank") }, "named")
	o.visit(o.flow().step.URL, platypus, false)
	o.until(o.is(linkDone), "repaired")
	o.shows("╭─ First Platypus Bank works again ─")
	o.until(func() bool { return items(t, o.db)[0].Problem == nil }, "well")
	if after := items(t, o.db); len(after) != 1 || after[0].ID != it.ID {
		t.Errorf("the repair changed the Item: %+v", after)
	}
}

func TestUnlinkABank(t *testing.T) {
	o := linked(t, 80, 24)
	o.hit("enter", func() bool { return o.flow() == nil }, "closed")
	o.hit("2", func() bool { return strings.Contains(o.screen(), "x unlink") }, "on accounts")
	o.hit("x", func() bool { return strings.Contains(o.screen(), "Unlink First Platypus Bank?") }, "asked")
	o.shows("token leaves", "y unlink", "esc keep it")
	o.hit("q", func() bool { return true }, "still there") // every key belongs to the question
	if o.quit {
		t.Fatal("q quit under the question")
	}
	o.hit("esc", func() bool { return !strings.Contains(o.screen(), "Unlink First") }, "kept")
	if len(items(t, o.db)) != 1 {
		t.Fatal("esc unlinked")
	}
	id := items(t, o.db)[0].ID
	o.give(keyPress(t, "x"))
	o.hit("y", func() bool { return strings.Contains(o.screen(), "is unlinked") }, "unlinked")
	if len(items(t, o.db)) != 0 {
		t.Error("the Item is still there")
	}
	if _, err := o.vault.Get(context.Background(), id); err == nil {
		t.Error("the token is still there")
	}
	o.until(func() bool { return strings.Contains(o.screen(), "No account yet.") }, "empty")
}

// Without Plaid keys the flow says which ones, and that there is a demo.
func TestLinkWithoutKeys(t *testing.T) {
	d := drive(t, openCache(t), 80, 24)
	d.press("l")
	d.shows("╭─ Link an account ─", "PLAID_CLIENT_ID", "PLAID_SECRET", "PLAID_ENV", "passbook demo")
	d.press("esc")
	d.shows("Welcome to passbook.")
}

// Every state of the flow, drawn.
func TestLinkScreens(t *testing.T) {
	screen := func(t *testing.T, state string, w, h int) {
		d := drive(t, household(t), w, h)
		flow := newLinkFlow(&ui.Env{Now: func() time.Time { return testNow }, Theme: ui.NewTheme(true, true), HomeCurrency: "CAD"}, "")
		states()[state](flow)
		d.send(ui.PushMsg{Page: flow})
		d.golden()
	}
	t.Run("a code under the words", func(t *testing.T) { screen(t, "hosted", 80, 44) })
	for name := range states() {
		t.Run(name, func(t *testing.T) {
			onSizes(t, func(t *testing.T, w, h int) { screen(t, name, w, h) })
		})
	}
}
