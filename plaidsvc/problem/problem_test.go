package problem

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

func TestAdvice(t *testing.T) {
	tests := []struct {
		kind, code string
		status     int
		actor      ledger.Actor
		words      string
	}{
		{"ITEM_ERROR", "ITEM_LOGIN_REQUIRED", 400, ledger.ActorPerson, "Chase needs you to sign in again."},
		{"ITEM_ERROR", "SOMETHING_NEW", 400, ledger.ActorPerson, "Chase needs you to sign in again."},
		{"ITEM_ERROR", "ITEM_NOT_FOUND", 400, ledger.ActorRelink, "Link it again"},
		{"INVALID_INPUT", "INVALID_API_KEYS", 400, ledger.ActorSetup, "PLAID_SECRET"},
		{"INVALID_INPUT", "INVALID_ACCESS_TOKEN", 400, ledger.ActorSetup, "link it again"},
		{"INVALID_INPUT", "SOMETHING_NEW", 400, ledger.ActorBug, "The log"},
		{"INVALID_REQUEST", "UNKNOWN_FIELDS", 400, ledger.ActorBug, "The log"},
		{"INSTITUTION_ERROR", "INSTITUTION_DOWN", 400, ledger.ActorWait, "Chase is not answering"},
		{"INSTITUTION_ERROR", "SOMETHING_NEW", 400, ledger.ActorWait, "Chase is not answering"},
		{"API_ERROR", "PLANNED_MAINTENANCE", 503, ledger.ActorWait, "maintenance"},
		{"RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT", 429, ledger.ActorWait, "limit"},
		{"RATE_LIMIT_EXCEEDED", "TRIAL_CONNECTION_LIMIT", 429, ledger.ActorSetup, "trial"},
		{"ASSET_REPORT_ERROR", "PRODUCT_NOT_READY", 400, ledger.ActorWait, "still preparing"},
		{"", "", 429, ledger.ActorWait, "limit"},
		{"", "", 503, ledger.ActorWait, "out of order"},
		{"", "", 404, ledger.ActorSetup, "is not Plaid"},
	}
	for _, tt := range tests {
		e := explained(t, fmt.Errorf("page 3: %w", &plaidapi.Error{Status: tt.status, Type: tt.kind, Code: tt.code, RequestID: "r"}))
		if e.Actor != tt.actor || !strings.Contains(e.Sentence, tt.words) || e.Code != tt.code || e.RequestID != "r" {
			t.Errorf("%s/%s: %s, %q", tt.kind, tt.code, e.Actor, e.Sentence)
		}
	}
}

func TestEverySentenceIsOne(t *testing.T) {
	for code, a := range byCode {
		for _, bank := range []string{"Chase", ""} {
			s := Sentence(a.text, bank)
			if !regexp.MustCompile(`^[A-Zp].*\.$`).MatchString(s) || strings.Contains(s, "{") || a.actor == "" {
				t.Errorf("%s: %q", code, s)
			}
		}
	}
}

func TestDisplayMessage(t *testing.T) {
	body := func(message string) []byte {
		return []byte(`{"error_type":"ITEM_ERROR","error_code":"ITEM_LOCKED","error_message":"x","request_id":"r","display_message":` + message + `}`)
	}
	for _, tt := range []struct{ message, want string }{
		{`null`, "Chase wants something done on its own site first. Then sign in again here."},
		{`"Your account is locked."`, "Chase says: Your account is locked."},
		{`"\u001b[31mred\u0007\u202e \n x"`, "Chase says: [31mred x."},
		{`"` + strings.Repeat("a", 9999) + `"`, "Chase says: " + strings.Repeat("a", 300) + "…."},
	} {
		if e := explained(t, plaidapi.ReadError(400, body(tt.message))); e.Sentence != tt.want {
			t.Errorf("%q", e.Sentence)
		}
	}
}

func TestThisMachine(t *testing.T) {
	locked := &vault.UnavailableError{Sentence: "The keyring is locked: unlock it.", Err: os.ErrPermission}
	for _, tt := range []struct {
		err   error
		actor ledger.Actor
		want  string
	}{
		{fmt.Errorf("sync: %w", locked), ledger.ActorSetup, "The keyring is locked: unlock it."},
		{fmt.Errorf("save update: %w", storage.ErrDiskFull), ledger.ActorSetup, "Chase: the disk is full: make room, then try again."},
		{fmt.Errorf("save update: %w", storage.ErrConflict), ledger.ActorWait, "Chase: another passbook has updated this bank meanwhile: sync again."},
	} {
		if e := Of(tt.err, "Chase", time.Now()); e.Sentence != tt.want || e.Actor != tt.actor {
			t.Errorf("%+v", e)
		}
	}
}

// Four reasons why a product brings nothing, and four answers to the person.
func TestWhyAProductBringsNothing(t *testing.T) {
	seen := map[string]string{}
	for _, code := range []string{"PRODUCT_NOT_READY", "NO_INVESTMENT_ACCOUNTS", "PRODUCTS_NOT_SUPPORTED", "ADDITIONAL_CONSENT_REQUIRED"} {
		text := adviceFor(&plaidapi.Error{Status: 400, Type: "ITEM_ERROR", Code: code}).text
		if before, ok := seen[text]; ok {
			t.Errorf("%s and %s both say %q", before, code, text)
		}
		seen[text] = code
	}
}
