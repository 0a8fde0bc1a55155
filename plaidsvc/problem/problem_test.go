package problem

import (
	"compress/gzip"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
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
		{`"The token access-sandbox-11111111-2222-3333-4444-555555555555 of 0123456789abcdef0123456789abcd expired."`, "Chase says: The token … of … expired."},
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

// What a library says, and what it quotes of a server, is for the log, and fit
// for that.
func TestWhatALibrarySaysIsNotShown(t *testing.T) {
	quoted := errors.New("malformed HTTP response \"\x1b[31mHI access-sandbox-11111111-2222-3333-4444-555555555555\"")
	for _, tt := range []struct {
		err   error
		actor ledger.Actor
		want  string
	}{
		{&url.Error{Op: "Post", URL: "http://127.0.0.1:1/x", Err: quoted}, ledger.ActorWait, "Chase: what came from the Plaid address could not be read. Cached data stays; passbook tries again."},
		{fmt.Errorf("page 2: %w", fmt.Errorf("%w: %w", plaidapi.ErrCutOff, gzip.ErrHeader)), ledger.ActorWait, "Chase: Plaid's answer broke off. Cached data stays; passbook tries again."},
		{errors.New("reflect: call of nil"), ledger.ActorBug, "Chase: passbook failed in a way that it does not know; the log says more. What was there before stays."},
		{fmt.Errorf("make the folder: %w", syscall.EACCES), ledger.ActorBug, "Chase: make the folder: permission denied."},
	} {
		e := Of(tt.err, "Chase", time.Now())
		if e.Sentence != tt.want || e.Actor != tt.actor {
			t.Errorf("%s: %q", e.Actor, e.Sentence)
		}
		if log := e.Err.Error(); strings.ContainsAny(log, "\x1b") || strings.Contains(log, "access-") || !errors.Is(e, tt.err) && !strings.Contains(log, "malformed") {
			t.Errorf("the log has %q", log)
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
