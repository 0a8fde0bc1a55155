package link_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"passbook/plaidsvc/link"
)

// TestInBrowser takes plaidsim's Link through passbook's page, by keyboard
// alone where nothing else is said.
func TestInBrowser(t *testing.T) {
	browser, plaid := newTab(t), newBank(t)
	for name, test := range map[string]func(*testing.T, tab, *bank){
		"wrong password then right": wrongThenRight,
		"leaving":                   leaving,
		"closing the tab":           closing,
		"bank down":                 bankDown,
		"reload":                    reload,
		"code":                      code,
		"questions":                 questions,
		"bank window":               bankWindow,
		"bank in the same tab":      bankSameTab,
		"sign in again":             signInAgain,
		"expired":                   expired,
		"script missing":            scriptMissing,
		"hosted":                    hosted,
		"hosted left":               hostedLeft,
		"any page":                  anyPage,
		"names":                     names,
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) { test(t, browser.another(t), plaid.during(t)) })
	}
}

// toLogin goes to the sign-in of a bank by searching for it.
func (b tab) toLogin(name string) {
	b.t.Helper()
	b.pane("CONSENT")
	b.keys(kb.Enter)
	b.pane("SELECT_INSTITUTION")
	b.keys(name)
	b.link("wait for the search", fmt.Sprintf("document.querySelector('.banks strong')?.textContent === %q", name))
	b.keys(kb.Enter)
}

// signIn types a login.
func (b tab) signIn(user, password string) {
	b.t.Helper()
	b.pane("CREDENTIAL")
	b.keys(user + "\t" + password + "\r")
}

// toEnd shares what is on offer and finishes.
func (b tab) toEnd() {
	b.t.Helper()
	b.pane("SELECT_ACCOUNT")
	b.keys(kb.Enter)
	b.pane("CONNECTED")
	b.keys(kb.Enter)
}

func (b tab) reproach(words string) {
	b.t.Helper()
	b.link("wait for a reproach", fmt.Sprintf("document.querySelector('[role=alert]')?.textContent.includes(%q)", words))
	b.shot(b.t.Name() + "-reproach")
}

func wrongThenRight(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.toLogin("Tartan Bank")
	browser.signIn("user_good", "wrong")
	browser.reproach("not correct")
	browser.keys("pass_good\r") // the name is still there, and the focus below it
	browser.toEnd()
	browser.section("done")
	result := out.success()
	if result.Institution != "Tartan Bank" || result.InstitutionID != "ins_109511" || len(result.Accounts) == 0 || result.LinkSessionID == "" {
		t.Errorf("result %+v", result)
	}
	exchanged := bank.post("/item/public_token/exchange", map[string]any{"public_token": result.PublicToken})
	accounts := bank.post("/accounts/get", map[string]any{"access_token": exchanged["access_token"]})["accounts"].([]any)
	if len(accounts) != len(result.Accounts) {
		t.Errorf("the Item has %d accounts, Link told of %d", len(accounts), len(result.Accounts))
	}
	want := " CONSENT SELECT_INSTITUTION CREDENTIAL LOADING CREDENTIAL LOADING SELECT_ACCOUNT CONNECTED"
	if got := out.seen(); got != want {
		t.Errorf("views %q, want %q", got, want)
	}
}

func leaving(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.pane("CONSENT")
	for _, stay := range []string{kb.Enter, kb.Escape} {
		browser.keys(kb.Escape)
		browser.link("wait for the question", "document.getElementById('confirm').open")
		browser.shot(t.Name() + "-confirm")
		browser.keys(stay)
		browser.link("wait for its end", "!document.getElementById('confirm').open")
	}
	browser.keys(kb.Escape)
	browser.link("wait for the question", "document.getElementById('confirm').open")
	browser.keys(kb.Tab + kb.Enter)
	browser.section("cancelled")
	out.wait()
	if !errors.Is(out.err, link.ErrCancelled) {
		t.Errorf("error %v, want ErrCancelled", out.err)
	}
}

// Closed on Link's last page, the tab has nothing more to say, and the wait
// ends; reloaded there, it begins anew.
func closing(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	toLast := func() {
		t.Helper()
		browser.toLogin("Tartan Bank")
		browser.signIn("user_good", "pass_good")
		browser.pane("SELECT_ACCOUNT")
		browser.keys(kb.Enter)
		browser.pane("CONNECTED")
	}
	toLast()
	browser.do("reload", chromedp.Reload())
	toLast()
	browser.shot(t.Name() + "-last")
	browser.do("close the tab", func(ctx context.Context, on *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, on.Call(ctx, "Page.close", nil, nil)
	})
	out.wait()
	var closed *link.ClosedError
	if !errors.As(out.err, &closed) || closed.InstitutionID != "ins_109511" || !errors.Is(out.err, link.ErrCancelled) {
		t.Errorf("error %v", out.err)
	}
}

func bankDown(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.toLogin("Unhealthy Platypus Bank - Down")
	browser.signIn("user_good", "pass_good")
	browser.pane("ERROR")
	browser.keys(kb.Escape)
	browser.link("wait for the question", "document.getElementById('confirm').open")
	browser.keys(kb.Tab + kb.Enter)
	browser.section("failed")
	out.wait()
	var exit *link.ExitError
	if !errors.As(out.err, &exit) || exit.ErrorCode != "INSTITUTION_DOWN" || exit.Status != "requires_credentials" || !strings.Contains(exit.Institution, "Unhealthy") {
		t.Errorf("error %#v", out.err)
	}
}

// reload closes Link without a word, as a closed tab does, and starts over.
func reload(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.toLogin("Tartan Bank")
	browser.pane("CREDENTIAL")
	browser.do("reload", chromedp.Reload())
	browser.toLogin("Houndstooth Bank")
	browser.signIn("user_good", "pass_good")
	browser.toEnd()
	browser.section("done")
	if got := out.success().Institution; got != "Houndstooth Bank" {
		t.Errorf("linked %s", got)
	}
}

func code(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.toLogin("Tartan Bank")
	browser.signIn("user_good", "mfa_device")
	browser.pane("MFA_DEVICE")
	browser.keys(kb.ArrowDown + kb.Enter)
	browser.pane("MFA_CODE")
	browser.keys("1111\r")
	browser.reproach("not correct")
	browser.keys("1234\r")
	browser.toEnd()
	browser.section("done")
	out.success()
}

func questions(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.toLogin("Tartan Bank")
	browser.signIn("user_good", "mfa_selections_2_2_3")
	for range 2 {
		browser.pane("MFA_QUESTIONS")
		browser.keys(kb.Enter) // the first of each is chosen, and right
	}
	browser.toEnd()
	browser.section("done")
	out.success()
}

// bankWindow goes through a bank of its own page in a second window.
func bankWindow(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)})
	browser.toLogin("Platypus OAuth Bank")
	browser.pane("OAUTH")
	window := browser.next()
	browser.keys(kb.Enter)
	there := window()
	there.poll("wait for the bank", "!document.querySelector('form').hidden")
	// The window closes itself, and would take the answer to a key with it.
	there.do("allow", eval("setTimeout(() => document.activeElement.click(), 50)"))
	browser.pane("CONNECTED")
	browser.keys(kb.Enter)
	browser.section("done")
	if got := out.success(); len(got.Accounts) != 2 {
		t.Errorf("accounts %+v, want checking and savings", got.Accounts)
	}
}

// bankSameTab leaves passbook's page for the bank's and comes back to the
// redirect URI.
func bankSameTab(t *testing.T, browser tab, bank *bank) {
	port := freePort(t)
	// Chromium runs a frame of another host in a process of its own, which
	// chromedp does not reach into: localhost both, then.
	script := strings.Replace(bank.URL, "127.0.0.1", "localhost", 1) + scriptPath
	out := bank.serve(browser, link.Page{Port: port, Script: script, Token: bank.linkToken(map[string]any{"redirect_uri": link.RedirectURI(port)})})
	browser.toLogin("Platypus OAuth Bank")
	browser.pane("OAUTH")
	browser.keys(kb.Tab + kb.Enter)
	browser.poll("wait for the bank", "location.pathname.startsWith('/oauth/') && !document.querySelector('form').hidden")
	browser.shot(t.Name() + "-bank")
	browser.keys(kb.Enter)
	browser.poll("wait for the way back", "location.pathname === '/return'")
	browser.pane("CONNECTED")
	browser.keys(kb.Enter)
	browser.section("done")
	if got := out.success(); got.Institution != "Platypus OAuth Bank" {
		t.Errorf("linked %s", got.Institution)
	}
}

func signInAgain(t *testing.T, browser tab, bank *bank) {
	made := bank.post("/sandbox/public_token/create", map[string]any{"institution_id": "ins_109508", "initial_products": []string{"transactions"}})
	access := bank.post("/item/public_token/exchange", map[string]any{"public_token": made["public_token"]})["access_token"]
	bank.post("/sandbox/item/reset_login", map[string]any{"access_token": access})
	token := bank.linkToken(map[string]any{"access_token": access, "products": nil, "optional_products": nil})
	out := bank.serve(browser, link.Page{Token: token, Update: true})
	browser.pane("CONSENT")
	browser.keys(kb.Enter)
	browser.signIn("user_good", "pass_good")
	browser.pane("CONNECTED")
	browser.keys(kb.Enter)
	browser.section("done")
	out.success()
	bank.post("/accounts/get", map[string]any{"access_token": access})
}

func expired(t *testing.T, browser tab, bank *bank) {
	out := bank.serve(browser, link.Page{Token: "link-sandbox-00000000-0000-0000-0000-000000000000"})
	browser.pane("ERROR")
	browser.keys(kb.Enter)
	browser.section("failed")
	out.wait()
	var exit *link.ExitError
	if !errors.As(out.err, &exit) || exit.ErrorCode != "INVALID_LINK_TOKEN" {
		t.Errorf("error %#v", out.err)
	}
}

// scriptMissing has no Link script at first; the page says so and goes on
// when it is there.
func scriptMissing(t *testing.T, browser tab, bank *bank) {
	var there atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from := r.Referer(); from != "" && !strings.Contains(from, r.Host) {
			t.Errorf("another server is told where the person is: %s", from)
		}
		if !there.Load() {
			http.NotFound(w, r)
			return
		}
		bank.Config.Handler.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	bank.serve(browser, link.Page{Token: bank.linkToken(nil), Script: proxy.URL + scriptPath})
	browser.section("unloaded")
	there.Store(true)
	browser.keys(kb.Tab + kb.Enter)
	browser.pane("CONSENT")
}

// names are markup wherever somebody else chooses them: the program's in Link,
// the bank's and the accounts' on our own page.
func names(t *testing.T, browser tab, bank *bank) {
	const hostile = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
	bank.serve(browser, link.Page{Token: bank.linkToken(map[string]any{"client_name": hostile[:30]})})
	browser.pane("CONSENT")
	browser.link("see the name as text", fmt.Sprintf("document.getElementById('title').textContent.includes(%q)", hostile[:30]))

	script := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprintf(w, `window.Plaid = {create: ({onSuccess, onLoad}) => { setTimeout(onLoad); return {open: () =>
			onSuccess("public-sandbox-1", {institution: {name: %[1]q}, accounts: [{name: %[1]q, mask: %[1]q}, {name: %[1]q}]})}; }};`, hostile)
	}))
	defer script.Close()
	out := bank.serve(browser, link.Page{Token: "link-sandbox-1", Script: script.URL + "/x.js"})
	browser.section("done")
	browser.poll("see the names as text", fmt.Sprintf("document.getElementById('bank').textContent.includes(%[1]q) && document.getElementById('accounts').textContent.includes(%[1]q)", hostile))
	browser.poll("see nothing run", "document.title !== 'run' && !document.querySelector('main img, main script')")
	if got := out.success(); got.Institution != hostile {
		t.Errorf("result %+v", got)
	}
}

func hosted(t *testing.T, browser tab, bank *bank) {
	browser.framed = false
	made := bank.linkTokenCreate(map[string]any{"hosted_link": map[string]any{}})
	browser.do("open Hosted Link", chromedp.EmulateViewport(390, 844), chromedp.Navigate(made["hosted_link_url"].(string)))
	browser.toLogin("Tartan Bank")
	browser.signIn("user_good", "pass_good")
	browser.toEnd()
	browser.pane("ENDED")
	sessions := bank.post("/link/token/get", map[string]any{"link_token": made["link_token"]})["link_sessions"].([]any)
	results := sessions[0].(map[string]any)["results"].(map[string]any)["item_add_results"].([]any)
	bank.post("/item/public_token/exchange", map[string]any{"public_token": results[0].(map[string]any)["public_token"]})
}

func hostedLeft(t *testing.T, browser tab, bank *bank) {
	browser.framed = false
	made := bank.linkTokenCreate(map[string]any{"hosted_link": map[string]any{"completion_redirect_uri": bank.URL + "/healthz"}})
	browser.do("open Hosted Link", chromedp.Navigate(made["hosted_link_url"].(string)))
	browser.pane("CONSENT")
	browser.keys(kb.Escape)
	browser.link("wait for the question", "document.getElementById('confirm').open")
	browser.keys(kb.Tab + kb.Enter)
	browser.poll("wait for the completion address", "location.pathname === '/healthz'")
	sessions := bank.post("/link/token/get", map[string]any{"link_token": made["link_token"]})["link_sessions"].([]any)
	if sessions[0].(map[string]any)["exit"] == nil {
		t.Errorf("session %v", sessions[0])
	}
}

// anyPage uses the script as a page that knows nothing of passbook would.
func anyPage(t *testing.T, browser tab, bank *bank) {
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><button id=open>Link</button><div id=embedded></div>
			<script src="%s/link/v2/stable/link-initialize.js"></script>
			<script>
				var said = [];
				var config = {token: %q,
					onLoad: () => said.push("load"), onEvent: (n) => said.push(n),
					onExit: (e, m) => said.push("exit " + m.status), onSuccess: (p) => said.push(p)};
				var handler = Plaid.create(config);
				document.getElementById("open").onclick = () => handler.open();
			</script>`, bank.URL, bank.linkToken(nil))
	}))
	defer host.Close()
	browser.do("open the page", chromedp.Navigate(host.URL))
	browser.poll("wait for onLoad", "said.join() === 'load'")
	// react-plaid-link looks for this before it loads Plaid's own script.
	browser.poll("see Plaid's address", `document.querySelector('script[src="https://cdn.plaid.com/link/v2/stable/link-initialize.js"]') !== null`)
	for range 2 { // Link can be opened again after it was left
		browser.do("open Link", chromedp.Click(chromedp.CSS("#open")))
		browser.pane("CONSENT")
		browser.do("leave", eval("handler.exit({force: true})"))
		browser.poll("wait for onExit", "said.slice(-2).join() === 'EXIT,exit requires_credentials'")
		browser.do("forget", eval("said = []"))
		browser.poll("wait for the focus to be back", "document.activeElement.id === 'open'")
	}
	browser.do("embed", eval("handler.destroy(); said = []; embedded = Plaid.createEmbedded(config, document.getElementById('embedded'))"))
	browser.pane("CONSENT")
	browser.do("send what only the frame may", eval("postMessage({type: 'success', publicToken: 'forged', metadata: {}}, '*')"))
	browser.do("take it away", eval("embedded.destroy()"))
	browser.poll("wait for the end", "!document.querySelector('iframe') && !said.includes('forged')")
}

func eval(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](script + "; undefined")
}
