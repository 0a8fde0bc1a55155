package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

// From the key l in the dashboard to the new account on its screen, with a
// real browser in between.
func TestLinkFromTheDashboard(t *testing.T) {
	chromium := findChromium(t)
	cmd, tmp := passbook(t, "demo")
	opened := fakeBrowser(t, cmd)
	term := startTerminal(t, cmd, 120, 40)
	term.waitFor("Net worth", "Recent")

	term.press("l")
	term.waitFor("127.0.0.1", "times out in", "user_household", "user_good is Plaid's")
	url := <-opened

	page := openPage(t, chromium, url)
	page.pane("CONSENT")
	page.keys(kb.Enter)
	page.pane("SELECT_INSTITUTION")
	page.keys("gingham")
	page.inLink("find the bank", "document.querySelectorAll('.banks li').length === 1")
	page.keys(kb.Enter)
	page.pane("CREDENTIAL")
	page.inLink("offer the household first", "document.querySelector('.testers code').textContent === 'user_household / pass_good'")
	page.keys(demoUser + "\tpass_good\r")
	page.pane("SELECT_ACCOUNT")
	page.keys(kb.Enter)
	page.pane("CONNECTED")
	page.keys(kb.Enter)
	page.poll("say that all is done", "document.getElementById('done')?.checkVisibility()")

	term.waitFor("First Gingham Credit Union", "Joint Checking")
	term.press("\r")
	term.press("2")
	term.waitFor("First Gingham Credit Union", "Joint Checking", "··3318")
	term.press("q")
	if code := term.wait(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	mustBeEmpty(t, tmp)
}

// Leaving Link in the browser is told in the terminal, and nothing is linked.
func TestLeaveLink(t *testing.T) {
	chromium := findChromium(t)
	cmd, _ := passbook(t, "demo")
	opened := fakeBrowser(t, cmd)
	term := startTerminal(t, cmd, 80, 24)
	term.waitFor("Net worth", "Recent")
	term.press("l")
	page := openPage(t, chromium, <-opened)
	page.pane("CONSENT")
	page.keys(kb.Escape)
	page.inLink("ask whether to leave", "document.getElementById('confirm').open")
	page.keys(kb.Tab + kb.Enter)
	term.waitFor("Nothing was linked")
	term.press("\x1b")
	term.waitFor("Net worth")
}

func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("Chromium is missing; CI needs it")
	}
	t.Skip("Chromium is not installed")
	return ""
}

// fakeBrowser stands where the desktop's browser does for cmd, and gives the
// address that it is told to open.
func fakeBrowser(t *testing.T, cmd *exec.Cmd) <-chan string {
	t.Helper()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "opened")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nprintf %s \"$1\" > " + pipe + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "DISPLAY=:0", "SSH_CONNECTION=")
	opened := make(chan string, 1)
	go func() {
		url, err := os.ReadFile(pipe)
		if err == nil {
			opened <- strings.TrimSpace(string(url))
		}
		close(opened)
	}()
	return opened
}

// browserPage is a page in headless Chromium, with Link in its frame.
type browserPage struct {
	t   *testing.T
	ctx context.Context
}

func openPage(t *testing.T, chromium, url string) browserPage {
	t.Helper()
	if url == "" {
		t.Fatal("no browser was opened")
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	p := browserPage{t, ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	p.do("open "+url, chromedp.Navigate(url))
	return p
}

func (p browserPage) do(what string, action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, action); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// poll waits until a condition holds on the page.
func (p browserPage) poll(what, condition string, options ...chromedp.PollOption) {
	p.t.Helper()
	p.do(what, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Poll[bool](condition, append(options, chromedp.WithPollingInterval(20*time.Millisecond))...)(ctx, target)
		return chromedp.Void{}, err
	})
}

// inLink waits until a condition holds in Link's frame.
func (p browserPage) inLink(what, condition string) {
	p.t.Helper()
	frames, err := chromedp.Run(p.ctx, chromedp.Nodes(chromedp.CSS("iframe")))
	if err != nil {
		p.t.Fatal(err)
	}
	p.poll(what, condition, chromedp.WithPollingInFrame(frames[0]))
}

// pane waits until Link shows a pane.
func (p browserPage) pane(name string) {
	p.t.Helper()
	p.inLink("show pane "+name, fmt.Sprintf(
		"document.getElementById('card')?.dataset.pane === %q && !document.getElementById('card').hasAttribute('aria-busy')", name))
}

func (p browserPage) keys(keys string) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys))
}

// Nothing that a bank sends with a new link is obeyed by the terminal, its
// currency and the address included.
func TestLinkPrintsNothingThatATerminalObeys(t *testing.T) {
	const evil = "\x1b[2J\x1b]0;owned\x07A\u009b31m\u202eB\r"
	minor := int64(-1)
	var out strings.Builder
	err := sayLinked(&out, plaidsvc.LinkResult{
		Item: ledger.Item{Institution: evil}, Vault: evil, Replaced: true,
		Accounts: []ledger.Account{{Name: evil, Mask: evil, Balance: ledger.Balance{Current: &minor, Currency: evil}}},
	})
	show := showLink(&out)
	show(plaidsvc.LinkProgress{Step: plaidsvc.LinkReady, Why: evil, URL: "https://x/" + evil})
	show(plaidsvc.LinkProgress{Step: plaidsvc.LinkInBrowser, Doing: evil})
	seen := strings.NewReplacer("\n", "", "\t", "").Replace(out.String())
	if err != nil || strings.ContainsFunc(seen, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }) || strings.Count(seen, "A31") != 8 {
		t.Errorf("%q, %v", out.String(), err)
	}
}
