package plaidsvc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// post answers for Link's page: the outcome of a session goes to path. The
// test ends when the page has had its answer.
func (b *bench) post(address, path, body string) {
	b.posts.Go(func() { b.postNow(address, path, body) })
}

func (b *bench) postNow(address, path, body string) {
	u, err := url.Parse(address)
	if err != nil {
		b.t.Error(err)
		return
	}
	r, err := http.NewRequest(http.MethodPost, address+path, strings.NewReader(body))
	if err != nil {
		b.t.Error(err)
		return
	}
	r.Header.Set("Origin", "http://"+u.Host)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.t.Error(err)
		return
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		b.t.Errorf("the page answers %s", answer.Status)
	}
}

// person signs in at First Platypus Bank on the localhost page, and the page
// says which accounts they share.
func (b *bench) person(mask string) func(LinkProgress) {
	return func(p LinkProgress) {
		if p.Step != LinkReady {
			return
		}
		token, err := b.svc.deps.plaid.SandboxToken(b.t.Context(), "ins_109508", "user_good", "pass_good", "")
		if err != nil {
			b.t.Error(err)
		}
		b.post(p.URL, "success", fmt.Sprintf(`{"public_token":%q,"metadata":{"institution":{"institution_id":"ins_109508",
			"name":"First Platypus Bank"},"accounts":[{"id":"x","name":"Plaid Checking","mask":%q,"type":"depository"}]}}`, token, mask))
	}
}

var onThisPage = LinkOptions{Method: LinkLocalhost, NoBrowser: true}

func TestLinkOnLocalhost(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	var steps []LinkStep
	sign := b.person("0000")
	r, err := b.svc.Link(t.Context(), onThisPage, func(p LinkProgress) {
		steps = append(steps, p.Step)
		sign(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(steps); got != "[ready exchanging saved]" {
		t.Error(got)
	}
	if len(r.Accounts) != 14 || r.Item.Institution != "First Platypus Bank" || r.Vault != b.vault.Where() {
		t.Errorf("%+v", r)
	}
	if token, err := b.vault.Get(t.Context(), r.Item.ID); err != nil || !strings.HasPrefix(token, "access-sandbox-") {
		t.Error("no token in the vault:", err)
	}
	b.svc.deps.tasks.running.Wait() // for the first sync
	b.sync(r.Item.ID)

	t.Run("twice", func(t *testing.T) {
		calls := b.front.count("/item/public_token/exchange")
		twice, err := b.svc.Link(t.Context(), onThisPage, b.person("0000"))
		if err != nil || twice.Pending == nil || twice.Pending.Existing.ID != r.Item.ID || fmt.Sprint(twice.Pending.Accounts) != "[Plaid Checking]" {
			t.Fatal(twice, err)
		}
		if n := b.front.count("/item/public_token/exchange"); n != calls {
			t.Error("the duplicate was exchanged")
		}
		again, err := twice.Pending.Confirm(t.Context())
		if err != nil || again.Item.ID == r.Item.ID {
			t.Error(again, err)
		}
		if err := b.svc.Unlink(t.Context(), again.Item.ID); err != nil {
			t.Error(err)
		}
	})
	t.Run("repair", func(t *testing.T) {
		b.front.on("/transactions/sync", always(400, plaidBody("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"), 1))
		if rs, _ := b.svc.Sync(t.Context(), r.Item.ID); rs[0].Item.Problem == nil {
			t.Fatal("no problem")
		}
		exchanges := b.front.count("/item/public_token/exchange")
		_, err := b.svc.Repair(t.Context(), r.Item.ID, onThisPage, func(p LinkProgress) {
			if p.Step == LinkReady {
				b.post(p.URL, "success", `{"public_token":"public-sandbox-1","metadata":{}}`)
			}
		})
		if err != nil || b.front.count("/item/public_token/exchange") != exchanges {
			t.Error(err)
		}
		if it, err := b.db.Item(t.Context(), r.Item.ID); err != nil || it.Problem != nil {
			t.Error(it.Problem, err)
		}
	})
}

func TestLinkSandboxTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	twice, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
	if err != nil || twice.Pending == nil || twice.Pending.Existing.ID != it.ID {
		t.Fatal(twice, err)
	}
	if kept, err := b.vault.Items(t.Context()); err != nil || len(kept) != 1 || b.front.count("/item/remove") != 1 {
		t.Errorf("the second Item was not given back: %v, %v", kept, err)
	}
	if again, err := twice.Pending.Confirm(t.Context()); err != nil || again.Item.ID == it.ID {
		t.Error(again, err)
	}
}

func TestLinkEndsWithoutItem(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	leave := func(body string) func(LinkProgress) {
		return func(p LinkProgress) {
			if p.Step == LinkReady {
				b.post(p.URL, "exit", body)
			}
		}
	}
	if _, err := b.svc.Link(t.Context(), onThisPage, leave(`{"error":null,"metadata":{}}`)); !errors.Is(err, ErrLinkCancelled) {
		t.Error(err)
	}
	_, err := b.svc.Link(t.Context(), onThisPage, leave(`{"error":{"error_code":"INSTITUTION_DOWN","display_message":null},
		"metadata":{"institution":{"name":"Chase","institution_id":"ins_3"},"link_session_id":"79e772be-547d-4c9c-8b76-4ac4ed4c441a",
		"request_id":"m8MDnv9okwxFNBV","status":"requires_credentials"}}`))
	var e *problem.Error
	if !errors.As(err, &e) || e.Actor != ledger.ActorWait || !strings.Contains(e.Sentence, "Chase") {
		t.Error(err)
	}
	if items, _ := b.vault.Items(t.Context()); len(items) != 0 {
		t.Error(items)
	}
	for _, id := range []string{"79e772be-547d-4c9c-8b76-4ac4ed4c441a", "m8MDnv9okwxFNBV"} { // Plaid's support asks for them
		if !strings.Contains(b.log.String(), id) {
			t.Errorf("no %s in the log:\n%s", id, b.log)
		}
	}
}

// The address of Hosted Link is printed and given to a browser: it must be one.
func TestHostedAddressesThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	for _, address := range []string{"https://x.example/\x1b]0;owned\a", "--gpu-launcher=sh", "file:///etc/passwd", "javascript:alert(1)", "http://x.example/"} {
		body, _ := json.Marshal(map[string]any{
			"link_token": "link-sandbox-1", "expiration": time.Now().Add(time.Hour), "request_id": "r", "hosted_link_url": address,
		})
		b.front.on("/link/token/create", always(200, string(body), 0))
		_, err := b.svc.Link(t.Context(), LinkOptions{Method: LinkHosted, NoBrowser: true}, func(p LinkProgress) { t.Errorf("%q is shown: %+v", address, p) })
		var e *problem.Error
		if !errors.As(err, &e) || !strings.Contains(e.Sentence, "does not open") || strings.Contains(e.Sentence+e.Err.Error(), address) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestLinkHosted(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	public, err := b.svc.deps.plaid.SandboxToken(t.Context(), "ins_109508", "user_good", "pass_good", "")
	if err != nil {
		t.Fatal(err)
	}
	left := `{"link_session_id":"s1","finished_at":"2026-01-01T00:00:00Z","exit":{"error":null,"metadata":null},"results":null}`
	added, err := json.Marshal(public)
	if err != nil {
		t.Fatal(err)
	}
	b.front.on("/link/token/get", always(200, `{"link_token":"x","created_at":null,"expiration":null,"metadata":{},"request_id":"r",
		"link_sessions":[`+left+`,{"link_session_id":"s2","results":{"item_add_results":[{"public_token":`+string(added)+`,
		"accounts":[{"id":"a","name":"Plaid Checking","mask":null}],"institution":{"institution_id":"ins_109508","name":"First Platypus Bank"}}]}}]}`, 0))
	var ready LinkProgress
	r, err := b.svc.Link(t.Context(), LinkOptions{Method: LinkHosted, NoBrowser: true}, func(p LinkProgress) {
		if p.Step == LinkReady {
			ready = p
		}
	})
	if err != nil || r.Item.InstitutionID != "ins_109508" {
		t.Fatal(err)
	}
	if !strings.HasPrefix(ready.URL, "http://127.0.0.1:") || ready.QR != "" || ready.Expires.Before(time.Now()) {
		t.Errorf("%+v", ready)
	}
}

func TestTokenComesBeforeTheRow(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	b.svc.deps.vault = brokenVault{b.vault}
	_, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
	var e *problem.Error
	if !errors.As(err, &e) || e.Sentence != "The keyring is locked: unlock it" || e.Actor != ledger.ActorSetup {
		t.Error(err)
	}
	if items, err := b.db.Items(t.Context()); err != nil || len(items) != 0 || b.front.count("/item/remove") != 1 {
		t.Errorf("%v, %v, %d removals", items, err, b.front.count("/item/remove"))
	}
}

func TestUserIDStays(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	first, err := userID(b.dir + "/locks")
	again, err2 := userID(b.dir + "/locks")
	if err != nil || err2 != nil || first != again || len(first) < 20 {
		t.Error(first, again, err, err2)
	}
	if info, err := os.Stat(b.dir + "/locks/client_user_id"); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}

// brokenVault keeps no token.
type brokenVault struct{ vault.Vault }

func (v brokenVault) Set(ctx context.Context, id, token string) error {
	if vault.IsExchange(id) {
		return v.Vault.Set(ctx, id, token)
	}
	return &vault.UnavailableError{Sentence: "The keyring is locked: unlock it"}
}

// Link is asked for what the person's settings say, and no product but
// transactions is one without which a bank cannot be linked.
func TestLinkAsksForWhatIsSet(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cfg  Config
		want string // countries, language, days, then products: required, optional, consented
	}{
		"nothing":  {Config{}, "[US] en 730 [transactions] <nil> [auth identity]"},
		"all":      {Config{Countries: []string{"US", "CA"}, Language: "fr", Products: []string{"liabilities"}, HistoryDays: 90}, "[US CA] fr 90 [transactions] [liabilities] [auth identity]"},
		"identity": {Config{Products: []string{"identity", "investments"}}, "[US] en 730 [transactions] [identity investments] [auth]"},
		"both":     {Config{Products: []string{"auth", "identity"}}, "[US] en 730 [transactions] [auth identity] <nil>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, plaidsim.Options{})
			cfg := tt.cfg
			cfg.ClientID, cfg.Secret, cfg.Env = "client", "s3cr3t", "sandbox"
			cfg.BaseURL, cfg.LockDir = b.svc.deps.plaid.Host, b.dir+"/locks"
			s, err := New(cfg, b.db, b.vault)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var asked object
			b.front.on("/link/token/create", func(n int, w http.ResponseWriter, r *http.Request) bool {
				if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
					t.Error(err)
				}
				return always(400, plaidBody("API_ERROR", "INTERNAL_SERVER_ERROR"), 0)(n, w, r)
			})
			if _, err := s.Link(t.Context(), onThisPage, nil); err == nil {
				t.Error("linked all the same")
			}
			days, _ := asked["transactions"].(map[string]any)
			got := fmt.Sprintln(asked["country_codes"], asked["language"], days["days_requested"],
				asked["products"], asked["optional_products"], asked["additional_consented_products"])
			if got != tt.want+"\n" {
				t.Errorf("asked for %s, want %s", got, tt.want)
			}
			made, err := s.LinkSandbox(t.Context(), "ins_109508", "", "")
			if err != nil {
				t.Fatal(err)
			}
			if want := cfg.HistoryDays; want > 0 && made.Item.DaysRequested != want {
				t.Errorf("the Item keeps %d days, asked for were %d", made.Item.DaysRequested, want)
			}
		})
	}
}
