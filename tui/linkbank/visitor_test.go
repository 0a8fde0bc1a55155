package linkbank_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/tui"
	"passbook/tui/linkbank"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

// online is a dashboard with a service that talks to plaidsim over HTTP, and a
// person with a browser beside it.
type online struct {
	*tuitest.Driver
	plaid   *httptest.Server
	service *plaidsvc.Service
	vault   vault.Vault
}

// goOnline starts the dashboard on an empty cache. BROWSER stands in for a
// browser that opens; what it would do there, visit does.
func goOnline(t *testing.T, o plaidsim.Options, w, h int) *online {
	t.Helper()
	t.Setenv("BROWSER", "true")
	for _, name := range []string{"SSH_CONNECTION", "SSH_TTY"} {
		t.Setenv(name, "")
	}
	plaid := httptest.NewServer(conform.Handler(t, plaidsim.New(o)))
	t.Cleanup(plaid.Close)
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	v := vault.NewMemory()
	service, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: plaid.URL, LockDir: dir + "/locks",
	}, db, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	d := tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
	d.Now = time.Now()
	return &online{Driver: d, plaid: plaid, service: service, vault: v}
}

// flow is the link flow that was opened last and not closed since, or nil.
func (o *online) flow() *linkbank.Flow {
	var flow *linkbank.Flow
	for _, msg := range o.Sent {
		switch msg := msg.(type) {
		case ui.PushMsg:
			flow, _ = msg.Page.(*linkbank.Flow)
		case ui.PopMsg:
			if msg.Page == ui.Page(flow) {
				flow = nil
			}
		}
	}
	return flow
}

// flows counts the link flows that were opened.
func (o *online) flows() int {
	n := 0
	for _, msg := range o.Sent {
		if _, ok := msg.(ui.PushMsg); ok {
			n++
		}
	}
	return n
}

// hit presses a key and waits for what it brings, while commands may still be
// running.
func (o *online) hit(key string, holds func() bool, what string) {
	o.T.Helper()
	o.Give(tuitest.Key(o.T, key))
	o.Until(holds, what)
}

// reaches says whether the flow has reached a step.
func (o *online) reaches(step plaidsvc.LinkStep) func() bool {
	return func() bool { return o.flow() != nil && o.flow().Step().Step == step }
}

// is says whether the flow is in a state.
func (o *online) is(state string) func() bool {
	return func() bool { return o.flow() != nil && o.flow().In(state) }
}

// leftWith says whether the flow is gone and the footer says why.
func (o *online) leftWith(words string) func() bool {
	return func() bool { return o.flow() == nil && strings.Contains(o.Screen(), words) }
}

// openLink presses the key that links and waits until the browser is there.
func (o *online) openLink(key string) {
	o.T.Helper()
	o.hit(key, o.reaches(plaidsvc.LinkOpened), "in the browser")
}

// visit is the person in the browser: it loads the page, goes through Link as
// user_good, and lets the page post how it ended. Leaving stops at the choice
// of a bank.
func (o *online) visit(address, bank string, leave bool) {
	o.T.Helper()
	page := o.get(address)
	found := regexp.MustCompile(`data-token="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		o.T.Fatalf("the page has no link token: %s", page)
	}
	end := o.walk(map[string]any{"token": found[1]}, bank, leave)
	u, err := url.Parse(address)
	if err != nil {
		o.T.Fatal(err)
	}
	if end.Exit != nil {
		o.post(address+"exit", "http://"+u.Host, end.Exit)
		return
	}
	o.post(address+"success", "http://"+u.Host, map[string]any{"public_token": end.Success["publicToken"], "metadata": end.Success["metadata"]})
}

// linkAnswer is what the Link page is told.
type linkAnswer struct {
	Session       string
	Pane          map[string]any
	Success, Exit map[string]any
	Events        []any
}

// walk goes through Link's panes to the end.
func (o *online) walk(opening map[string]any, bank string, leave bool) linkAnswer {
	o.T.Helper()
	at := o.call("start", opening)
	session := at.Session
	for range 12 {
		if at.Success != nil || at.Exit != nil || at.Pane == nil {
			return at
		}
		step := map[string]any{"session": session}
		pane := fmt.Sprint(at.Pane["draw"])
		switch {
		case leave && pane == "SELECT_INSTITUTION":
			step["action"] = "leave"
		case pane == "CONSENT":
			step["action"] = "consent"
		case pane == "SELECT_INSTITUTION":
			step["action"], step["institution_id"] = "select", bank
		case pane == "CREDENTIAL":
			step["action"], step["username"], step["password"] = "credentials", "user_good", "pass_good"
		case pane == "SELECT_ACCOUNT":
			var ids []any
			for _, a := range at.Pane["accounts"].([]any) {
				ids = append(ids, a.(map[string]any)["id"])
			}
			step["action"], step["account_ids"] = "accounts", ids
		case pane == "CONNECTED":
			step["action"] = "finish"
		default:
			o.T.Fatalf("Link shows %v", at.Pane)
		}
		at = o.call("step", step)
	}
	o.T.Fatal("Link does not end")
	return at
}

func (o *online) call(path string, body any) (answer linkAnswer) {
	o.T.Helper()
	if err := json.Unmarshal(o.post(o.plaid.URL+"/link/session/"+path, o.plaid.URL, body), &answer); err != nil {
		o.T.Fatal(err)
	}
	return answer
}

func (o *online) get(address string) string {
	o.T.Helper()
	r, err := http.Get(address)
	if err != nil {
		o.T.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	return string(body)
}

func (o *online) post(address, origin string, body any) []byte {
	o.T.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		o.T.Fatal(err)
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		o.T.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", origin)
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		o.T.Fatal(err)
	}
	defer r.Body.Close()
	answer, _ := io.ReadAll(r.Body)
	if r.StatusCode >= 300 {
		o.T.Fatalf("post %s: %s: %s", address, r.Status, answer)
	}
	return answer
}

// breakLogin makes the bank ask for the person again.
func (o *online) breakLogin(itemID string) {
	o.T.Helper()
	token, err := o.vault.Get(context.Background(), itemID)
	if err != nil {
		o.T.Fatal(err)
	}
	o.post(o.plaid.URL+"/sandbox/item/reset_login", o.plaid.URL, map[string]any{
		"client_id": "client", "secret": "s3cr3t", "access_token": token,
	})
}
