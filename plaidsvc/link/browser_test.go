package link_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidsim"
)

// longestWait bounds every wait; only a failing test uses it up.
const longestWait = 3 * time.Minute

// tab is a page in headless Chromium.
type tab struct {
	t      *testing.T
	ctx    context.Context
	framed bool // Link is in a frame of our page
}

// newTab starts a browser for one test.
func newTab(t *testing.T) tab {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("Chromium is missing; CI needs it")
		}
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en"), chromedp.WindowSize(1100, 820), chromedp.WSURLReadTimeout(longestWait),
	)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	b := tab{t, ctx, true}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

// another is a new tab of the same browser for another test.
func (b tab) another(t *testing.T) tab {
	ctx, stop := chromedp.NewContext(b.ctx)
	t.Cleanup(stop)
	b.t, b.ctx = t, ctx
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

// next waits for a window that the tab opens, from now on.
func (b tab) next() func() tab {
	opened := chromedp.WaitNewTarget(b.ctx, func(*target.Info) bool { return true })
	return func() tab {
		b.t.Helper()
		select {
		case id := <-opened:
			ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
			b.t.Cleanup(stop)
			if err := chromedp.Do(ctx); err != nil {
				b.t.Fatal(err)
			}
			return tab{b.t, ctx, false}
		case <-time.After(longestWait):
			b.shot("failed")
			b.t.Fatal("no window opens")
			return tab{}
		}
	}
}

// do runs actions in the browser; what says which step failed.
func (b tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	step, cancel := context.WithTimeout(b.ctx, longestWait)
	defer cancel()
	if err := chromedp.Do(step, actions...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%s: %v", what, err)
	}
}

// shot writes a picture to the folder that PASSBOOK_SHOTS names, if any.
func (b tab) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("PASSBOOK_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Errorf("picture %s: %v", name, err)
	}
}

// poll waits until a script's condition holds, also while the page is being
// replaced by another.
func (b tab) poll(what, condition string) { b.t.Helper(); b.pollIn(what, condition, false) }

// link is poll for Link: in its frame on our page, or in the page of Hosted
// Link itself.
func (b tab) link(what, condition string) { b.t.Helper(); b.pollIn(what, condition, b.framed) }

func (b tab) pollIn(what, condition string, framed bool) {
	b.t.Helper()
	b.do(what, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		for ctx.Err() == nil {
			var options []chromedp.PollOption
			if framed {
				var nodes []*chromedp.Node
				if nodes, err = chromedp.Nodes(chromedp.CSS("iframe"))(ctx, t); err != nil {
					continue
				}
				options = append(options, chromedp.WithPollingInFrame(nodes[0]))
			}
			options = append(options, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(time.Second))
			if _, err = chromedp.Poll[bool](condition, options...)(ctx, t); err == nil {
				return none, nil
			}
		}
		return none, err
	})
}

// pane waits until Link shows a pane, and takes its picture.
func (b tab) pane(name string) {
	b.t.Helper()
	b.link("wait for pane "+name, fmt.Sprintf("document.getElementById('card')?.dataset.pane === %q && !document.getElementById('card').hasAttribute('aria-busy')", name))
	b.shot(b.t.Name() + "-" + name)
}

// section waits until our own page shows a section.
func (b tab) section(id string) {
	b.t.Helper()
	b.poll("wait for section "+id, fmt.Sprintf("document.getElementById(%q)?.checkVisibility()", id))
	b.shot(b.t.Name() + "-" + id)
}

// keys presses keys wherever the focus is.
func (b tab) keys(keys string) {
	b.t.Helper()
	b.do("press "+keys, chromedp.KeyEvent(keys))
}

// bank is a running plaidsim.
type bank struct {
	*httptest.Server
	t *testing.T
}

func newBank(t *testing.T) *bank {
	t.Helper()
	server := httptest.NewServer(plaidsim.New(plaidsim.Options{Seed: 1}))
	t.Cleanup(server.Close)
	return &bank{server, t}
}

// during is the same bank for another test.
func (b *bank) during(t *testing.T) *bank { return &bank{b.Server, t} }

// post calls one of Plaid's endpoints.
func (b *bank) post(path string, body map[string]any) map[string]any {
	b.t.Helper()
	body["client_id"], body["secret"] = "test-client", "test-secret"
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := http.Post(b.URL+path, "application/json", bytes.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		b.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %v", path, out)
	}
	return out
}

// linkToken makes a link token; with adds to the request or, with nil, takes
// away from it.
func (b *bank) linkToken(with map[string]any) string {
	b.t.Helper()
	return b.linkTokenCreate(with)["link_token"].(string)
}

func (b *bank) linkTokenCreate(with map[string]any) map[string]any {
	b.t.Helper()
	body := map[string]any{
		"client_name": "passbook", "language": "en", "country_codes": []string{"US"},
		"user": map[string]any{"client_user_id": "u1"}, "products": []string{"transactions"},
		"optional_products": []string{"investments", "liabilities"},
	}
	for k, v := range with {
		if v == nil {
			delete(body, k)
		} else {
			body[k] = v
		}
	}
	return b.post("/link/token/create", body)
}

const scriptPath = "/link/v2/stable/link-initialize.js"

// serve opens passbook's page for a link token in the browser.
func (b *bank) serve(browser tab, p link.Page) *outcome {
	b.t.Helper()
	if p.Script == "" {
		p.Script = b.URL + scriptPath
	}
	p.API = b.URL
	out := &outcome{t: b.t, ended: make(chan struct{})}
	p.OnView = func(view string) {
		out.mu.Lock()
		defer out.mu.Unlock()
		out.views = append(out.views, view)
	}
	server, err := link.Serve(p)
	if err != nil {
		b.t.Fatal(err)
	}
	waiting, stop := context.WithCancel(context.Background())
	go func() {
		defer close(out.ended)
		out.result, out.err = server.Wait(waiting)
	}()
	b.t.Cleanup(func() {
		stop()
		<-out.ended
	})
	browser.do("open the page", chromedp.Navigate(server.URL))
	return out
}

// outcome is how a page of ours ended.
type outcome struct {
	t      *testing.T
	ended  chan struct{}
	result link.Result
	err    error

	mu    sync.Mutex
	views []string // and an empty one for each load of the page
}

// seen is what Link showed, in this order.
func (o *outcome) seen() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.views, " ")
}

// success waits for the end and expects a public token.
func (o *outcome) success() link.Result {
	o.t.Helper()
	o.wait()
	if o.err != nil || o.result.PublicToken == "" {
		o.t.Fatalf("result %+v, %v", o.result, o.err)
	}
	return o.result
}

func (o *outcome) wait() {
	o.t.Helper()
	select {
	case <-o.ended:
	case <-time.After(longestWait):
		o.t.Fatal("Link does not end")
	}
}

// freePort is a port that nothing listened on a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
