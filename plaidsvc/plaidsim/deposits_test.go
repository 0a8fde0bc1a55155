package plaidsim

import (
	"strings"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

// toNumbers goes through Link to where the numbers of the first account are typed in.
func (s *sim) toNumbers() *walk {
	s.t.Helper()
	w := s.open(wire.Object{"token": s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.SetOptionalProducts([]plaid.Products{plaid.PRODUCTS_AUTH})
	})})
	w.toLogin("ins_109512")
	w.do("credentials", typed("user_good", "microdeposits_good"), "SELECT_ACCOUNT")
	ids := w.ids()
	w.do("accounts", wire.Object{"account_ids": ids[:2]}, "SELECT_ACCOUNT")
	if !strings.Contains(w.pane["error"].(string), "one account") {
		s.t.Errorf("two accounts are refused with %q", w.pane["error"])
	}
	w.do("accounts", wire.Object{"account_ids": ids[:1]}, "NUMBERS")
	return w
}

// linked ends Link and gives the access token, with what Link says of the account.
func (w *walk) linked() (access string, status any) {
	w.t.Helper()
	w.do("finish", nil, "")
	meta := w.success["metadata"].(map[string]any)["accounts"].([]any)[0].(map[string]any)
	return w.exchange(w.success["publicToken"].(string)), meta["verification_status"]
}

// repairing opens Link in update mode.
func (s *sim) repairing(access string) *walk {
	s.t.Helper()
	return s.open(wire.Object{"token": s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.SetAccessToken(access)
		r.Products = nil
	})})
}

// What is typed in has to be the account's: the numbers of Plaid's guide to testing
// Auth. An account is proved at once, by Plaid itself, or by its code.
func TestDepositsProveAnAccount(t *testing.T) {
	const number = "1111222233330000"
	s := newSim(t, Options{})
	for routing, want := range map[string]struct{ method, status string }{
		"021000021": {"AUTOMATED_MICRODEPOSITS", "pending_automatic_verification"},
		"110000000": {"SAME_DAY_MICRODEPOSITS", "pending_manual_verification"},
		"333333334": {"INSTANT_MICRODEPOSITS", "manually_verified"},
	} {
		w := s.toNumbers()
		w.do("numbers", wire.Object{"routing_number": routing, "account_number": "1111222233339999"}, "NUMBERS")
		w.do("numbers", wire.Object{"routing_number": "011401533", "account_number": number}, "NUMBERS")
		if w.pane["error"] == "" {
			t.Error("wrong numbers are not refused in words")
		}
		next := "CONNECTED"
		if routing == "333333334" {
			next = "DEPOSIT_CODE"
		}
		w.do("numbers", wire.Object{"routing_number": routing, "account_number": number}, next)
		if next == "DEPOSIT_CODE" {
			w.do("deposit", wire.Object{"code": "XYZ"}, "DEPOSIT_CODE")
			w.do("deposit", wire.Object{"code": "abc"}, "CONNECTED")
		}
		access, status := w.linked()
		body := wire.Object{"access_token": access}
		item := s.get("/item/get", body)["item"].(map[string]any)
		account := s.get("/accounts/get", body)["accounts"].([]any)[0].(map[string]any)
		if status != want.status || account["verification_status"] != want.status || item["auth_method"] != want.method {
			t.Errorf("%s: Link says %v, the account %v, the Item %v", routing, status, account["verification_status"], item["auth_method"])
		}
		refused := s.refusal("/auth/get", body)
		if proved := want.status == "manually_verified"; proved != (refused == "") || !proved && refused != "PRODUCT_NOT_READY" {
			t.Errorf("%s: /auth/get is refused with %q", routing, refused)
		}
		if want.status != "pending_automatic_verification" {
			continue
		}
		s.get("/sandbox/item/set_verification_status", wire.Object{"access_token": access, "account_id": account["account_id"], "verification_status": "automatically_verified"})
		if refused := s.refusal("/auth/get", body); refused != "" {
			t.Errorf("verified by Plaid, /auth/get is refused with %q", refused)
		}
	}
}

// The code of a deposit is typed into Link in update mode. Three wrong ones end the
// proof.
func TestTheCodeOfADeposit(t *testing.T) {
	s := newSim(t, Options{})
	pending := func() string {
		w := s.toNumbers()
		w.do("numbers", wire.Object{"routing_number": "110000000", "account_number": "1111222233330000"}, "CONNECTED")
		access, _ := w.linked()
		return access
	}
	access := pending()
	w := s.repairing(access)
	w.do("consent", nil, "DEPOSIT_CODE")
	w.do("deposit", wire.Object{"code": "ABD"}, "DEPOSIT_CODE")
	w.do("deposit", wire.Object{"code": "ABC"}, "CONNECTED")
	w.do("finish", nil, "")
	numbers := s.get("/auth/get", wire.Object{"access_token": access})
	account := numbers["accounts"].([]any)[0].(map[string]any)
	if len(numbers["accounts"].([]any)) != 1 || account["verification_status"] != "manually_verified" {
		t.Errorf("%v", numbers["accounts"])
	}

	access = pending()
	w = s.repairing(access)
	w.do("consent", nil, "DEPOSIT_CODE")
	w.do("deposit", wire.Object{"code": "1"}, "DEPOSIT_CODE")
	w.do("leave", nil, "")
	if status := w.exit["metadata"].(map[string]any)["status"]; status != "requires_code" {
		t.Errorf("left with %v", status)
	}
	w = s.repairing(access) // wrong codes are not forgotten
	w.do("consent", nil, "DEPOSIT_CODE")
	w.do("deposit", wire.Object{"code": "2"}, "DEPOSIT_CODE")
	w.do("deposit", wire.Object{"code": "3"}, "ERROR")
	account = s.get("/accounts/get", wire.Object{"access_token": access})["accounts"].([]any)[0].(map[string]any)
	if account["verification_status"] != "verification_failed" || s.refusal("/auth/get", wire.Object{"access_token": access}) != "PRODUCT_NOT_READY" {
		t.Errorf("%v", account)
	}
	w = s.repairing(access)
	w.do("consent", nil, "CREDENTIAL")
}
