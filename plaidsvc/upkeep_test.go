package plaidsvc

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/plaidsvc/vault"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

func readBody(t *testing.T, r *http.Request, into any) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		t.Error(err)
	}
}

// inLink is a person who goes through Hosted Link of plaidsim as user_good.
func (b *bench) inLink(bank string) func(LinkProgress) {
	return b.inLinkAs(bank, "user_good", "pass_good")
}

// inLinkAs is inLink with another login.
func (b *bench) inLinkAs(bank, user, password string) func(LinkProgress) {
	return b.answering(func(pane object) object {
		switch pane["draw"] {
		case "SELECT_INSTITUTION":
			return object{"action": "select", "institution_id": bank}
		case "CREDENTIAL":
			return object{"action": "credentials", "username": user, "password": password}
		case "SELECT_ACCOUNT":
			var ids []any
			for _, a := range pane["accounts"].([]any) {
				ids = append(ids, a.(object)["id"])
			}
			return object{"action": "accounts", "account_ids": ids}
		}
		return nil
	})
}

// answering is a person who goes through the panes of Hosted Link to its end: answer
// gives what they do on one, and nothing for one that it does not expect.
func (b *bench) answering(answer func(pane object) object) func(LinkProgress) {
	return func(p LinkProgress) {
		if p.Step == LinkReady {
			b.walkLink(p.URL[strings.LastIndex(p.URL, "/")+1:], answer)
		}
	}
}

func (b *bench) walkLink(hosted string, answer func(pane object) object) {
	var at struct {
		Session string
		Pane    object
		Success object
	}
	b.postPlaid("/link/session/start", object{"hosted": hosted}, &at)
	session := at.Session
	for range 10 {
		var step object
		switch {
		case at.Success != nil:
			return
		case at.Pane["draw"] == "CONSENT":
			step = object{"action": "consent"}
		case at.Pane["draw"] == "CONNECTED":
			step = object{"action": "finish"}
		default:
			step = answer(at.Pane)
		}
		if step == nil {
			b.t.Errorf("Link shows %v", at.Pane)
			return
		}
		step["session"] = session
		at.Pane, at.Success = nil, nil
		b.postPlaid("/link/session/step", step, &at)
	}
	b.t.Error("Link does not end")
}

var inHostedLink = LinkOptions{Method: LinkHosted, NoBrowser: true}

// linkWithConsent links user_good through Link, which asks for consent.
func (b *bench) linkWithConsent() ledger.Item {
	b.t.Helper()
	r, err := b.svc.Link(b.t.Context(), inHostedLink, b.inLink("ins_109508"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.svc.deps.tasks.running.Wait()
	return r.Item
}

// upkeep gives the products of an Item by their names.
func (b *bench) upkeep(it ledger.Item) map[string]products.Upkeep {
	b.t.Helper()
	list, err := b.svc.Products().Upkeep(b.t.Context(), it)
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string]products.Upkeep{}
	for _, u := range list {
		all[u.Product] = u
	}
	return all
}

// What an Item has, may have and was allowed, and what syncs bring of it.
func TestUpkeep(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.linkWithConsent()
	if err := kept.Keep(t.Context(), b.db, it.ID, kept.Liabilities, true); err != nil {
		t.Fatal(err)
	}
	all := b.upkeep(it)
	for name, want := range map[string]products.Upkeep{
		"transactions": {Product: "transactions", Billed: true, InUse: true, Consented: true, Charge: products.Monthly},
		"auth":         {Product: "auth", Available: true, Consented: true, Charge: products.Once},
		"liabilities":  {Product: "liabilities", Available: true, Kept: true, Charge: products.Monthly},
		"balance":      {Product: "balance", Available: true, Charge: products.PerCall},
	} {
		if all[name] != want {
			t.Errorf("%+v, want %+v", all[name], want)
		}
	}
}

// Assets and statements are not asked for by consent: update mode adds them.
func TestAddAProductOfCredit(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.linkWithConsent()
	var asked object
	b.front.on("/link/token/create", func(_ int, _ http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		asked = object{}
		if err := json.Unmarshal(body, &asked); err != nil {
			t.Error(err)
		}
		return false
	})
	for _, product := range []string{"assets", "statements"} {
		if err := b.svc.Products().Fetch(t.Context(), it.ID, kept.Statements); product == "statements" &&
			(err == nil || !strings.Contains(err.Error(), `passbook products add statements "First Platypus Bank"`)) {
			t.Errorf("before: %v", err)
		}
		o := inHostedLink
		o.Consent = []string{product}
		if _, err := b.svc.Repair(t.Context(), it.ID, o, b.inLink("")); err != nil {
			t.Fatal(err)
		}
		b.svc.deps.tasks.running.Wait()
		if fmt.Sprint(asked["products"]) != "["+product+"]" || asked["additional_consented_products"] != nil {
			t.Errorf("Link was asked for %v", asked)
		}
		if !b.upkeep(it)[product].InUse {
			t.Errorf("%s is not in use", product)
		}
	}
	if err := b.svc.Products().Fetch(t.Context(), it.ID, kept.Statements); err != nil {
		t.Error(err)
	}
}

// A product that the person did not allow is refused until they allow it in Link,
// where the login and its token stay.
func TestAddAProduct(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.linkWithConsent()
	token, err := b.vault.Get(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	refused := func() (answer struct {
		Code string `json:"error_code"`
	},
	) {
		code, body := b.ask("/liabilities/get", object{"access_token": token})
		if code == http.StatusOK {
			return answer
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	if got := refused(); got.Code != "ADDITIONAL_CONSENT_REQUIRED" {
		t.Fatalf("before consent: %+v", got)
	}
	var asked object
	b.front.on("/link/token/create", func(_ int, _ http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if err := json.Unmarshal(body, &asked); err != nil {
			t.Error(err)
		}
		return false
	})
	o := inHostedLink
	o.Consent = []string{"liabilities"}
	if _, err := b.svc.Repair(t.Context(), it.ID, o, b.inLink("")); err != nil {
		t.Fatal(err)
	}
	b.svc.deps.tasks.running.Wait()
	if asked["access_token"] != token || asked["products"] != nil || asked["update"] != nil || fmt.Sprint(asked["additional_consented_products"]) != "[liabilities]" {
		t.Errorf("Link was asked for %v", asked)
	}
	if got := refused(); got.Code != "" {
		t.Errorf("after consent: %+v", got)
	}
	if kept, err := b.vault.Get(t.Context(), it.ID); err != nil || kept != token {
		t.Error("the token is another one:", err)
	}
	if err := b.svc.Archive(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	var e *problem.Error
	if _, err := b.svc.Repair(t.Context(), it.ID, o, nil); !errors.As(err, &e) || e.Actor != ledger.ActorRelink {
		t.Errorf("a login that has ended: %v", err)
	}
}

// ask posts to plaidsim and gives its answer, whatever it is.
func (b *bench) ask(path string, body object) (code int, answer []byte) {
	b.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, b.svc.deps.plaid.Host+path, strings.NewReader(string(text)))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("PLAID-CLIENT-ID", "client")
	r.Header.Set("PLAID-SECRET", "s3cr3t")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode, answer
}

// With its products the login ends at Plaid; its rows stay, and its token does not.
// The call is made once, whatever becomes of its answer.
func TestEndProducts(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"answered": false, "the answer is lost": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, plaidsim.Options{})
			it := b.link()
			b.sync(it.ID)
			rows := len(b.entries())
			token, err := b.vault.Get(t.Context(), it.ID)
			if err != nil {
				t.Fatal(err)
			}
			if lost {
				b.front.on("/item/products/terminate", func(n int, w http.ResponseWriter, r *http.Request) bool {
					b.front.next.ServeHTTP(discard{}, r)
					return always(502, "", 0)(n, w, r)
				})
			}
			if err := b.svc.EndProducts(t.Context(), it.ID); err != nil {
				t.Fatal(err)
			}
			if n := b.front.count("/item/products/terminate"); n != 1 || b.front.count("/item/remove") != 0 {
				t.Errorf("%d calls", n)
			}
			if code, body := b.ask("/item/get", object{"access_token": token}); code == http.StatusOK {
				t.Errorf("the login lives on: %s", body)
			}
			if _, err := b.vault.Get(t.Context(), it.ID); !errors.Is(err, vault.ErrNotFound) {
				t.Error("the token stays:", err)
			}
			if left := len(b.entries()); left != rows || rows == 0 {
				t.Errorf("%d rows, %d before", left, rows)
			}
			archived, err := b.db.Archived(t.Context())
			if err != nil || len(archived) != 1 || archived[0].ArchivedAt.IsZero() {
				t.Error(archived, err)
			}
		})
	}
}
