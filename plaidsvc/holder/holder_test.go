package holder_test

import (
	"strings"
	"testing"

	"passbook/plaidsvc/holder"
)

// The words of each score, as the reference of /identity/match publishes them.
func TestBands(t *testing.T) {
	for _, tt := range []struct {
		field holder.Field
		score int
		want  string
	}{
		{holder.LegalName, 100, "perfect (100)"},
		{holder.LegalName, 99, "strong (99)"},
		{holder.LegalName, 85, "strong (85)"},
		{holder.LegalName, 84, "partial (84)"},
		{holder.LegalName, 70, "partial (70)"},
		{holder.LegalName, 69, "mismatch (69)"},
		{holder.LegalName, 0, "mismatch (0)"},
		{holder.Phone, 100, "perfect (100)"},
		{holder.Phone, 99, "partial (99)"},
		{holder.Phone, 70, "partial (70)"},
		{holder.Phone, 69, "mismatch (69)"},
		{holder.Email, 100, "perfect (100)"},
		{holder.Email, 70, "partial (70)"},
		{holder.Email, 1, "mismatch (1)"},
		{holder.Home, 100, "perfect (100)"},
		{holder.Home, 99, "strong (99)"},
		{holder.Home, 90, "strong (90)"},
		{holder.Home, 89, "partial (89)"},
		{holder.Home, 70, "partial (70)"},
		{holder.Home, 69, "weak (69)"},
		{holder.Home, -1, "mismatch (-1)"},
	} {
		m := holder.Match{Scores: map[holder.Field]int{tt.field: tt.score}}
		if got := m.Words(tt.field); got != tt.want {
			t.Errorf("%s %d is %q, want %q", tt.field, tt.score, got, tt.want)
		}
	}
	for _, f := range holder.Fields {
		if got := (holder.Match{}).Words(f); got != "not compared" {
			t.Errorf("%s without a score is %q", f, got)
		}
	}
}

// A masked number shows its last four characters, and not how long it is.
func TestMasked(t *testing.T) {
	for number, want := range map[string]string{
		"1111222233330000": "••••0000", "12345678": "••••5678", "1234567": "••••", "1234": "••••", "": "••••", "GB33PLPY04000431926819": "••••6819",
	} {
		if got := (holder.Number{Account: number}).Masked(); got != want {
			t.Errorf("%q is shown as %q, want %q", number, got, want)
		}
	}
}

// Every state that Plaid documents has a sentence of its own, and says whether the
// numbers can be used.
func TestVerifications(t *testing.T) {
	waits := map[holder.Verification]bool{
		"unsent": true, "pending_automatic_verification": true, "pending_manual_verification": true, "automatically_verified": false,
		"manually_verified": false, "verification_expired": true, "verification_failed": true, "database_matched": false,
		"database_insights_pending": true, "database_insights_pass": false, "database_insights_pass_with_caution": false, "database_insights_fail": true,
	}
	for v, want := range waits {
		if got := v.Sentence(); strings.Contains(got, string(v)) || !strings.HasSuffix(got, ".") && !strings.HasSuffix(got, "BANK") {
			t.Errorf("%s: %q", v, got)
		}
		if v.Waits() != want {
			t.Errorf("%s waits: %v", v, v.Waits())
		}
	}
	if got := holder.Verification("new_one").Sentence(); !strings.Contains(got, "new_one") {
		t.Errorf("%q", got)
	}
	if holder.Verification("").Sentence() != "" || holder.Verification("").Waits() {
		t.Error("an account that the bank gave waits")
	}
}

func TestProfileForms(t *testing.T) {
	for _, tt := range []struct{ field, value, want string }{
		{"name", "  Ana   Ruiz ", "Ana Ruiz"},
		{"phone", "+1 (202) 555-0123", "+12025550123"},
		{"country", "us", "US"},
		{"email", "ana+bank@example.com", "ana+bank@example.com"},
		{"street", "", ""},
	} {
		p, err := holder.Profile{Street: "2992 Cameron Road"}.Set(tt.field, tt.value)
		if err != nil || p.Get(tt.field) != tt.want {
			t.Errorf("%s %q is %q, %v", tt.field, tt.value, p.Get(tt.field), err)
		}
	}
	for _, tt := range []struct{ field, value string }{
		{"phone", "2025550123"},
		{"phone", "+12"},
		{"phone", "+1202555x123"},
		{"email", "anna"},
		{"email", "a@b"},
		{"email", "a@example.com, b@example.com"},
		{"country", "USA"},
		{"country", "U1"},
		{"shoe size", "9"},
		{"name", "Ana\x1b[31m"},
		{"name", strings.Repeat("a", 201)},
	} {
		before := holder.Profile{Name: "Ana"}
		p, err := before.Set(tt.field, tt.value)
		if err == nil || p != before || strings.Contains(err.Error(), tt.value) && tt.field != "shoe size" {
			t.Errorf("%s %q: %+v, %v", tt.field, tt.value, p, err)
		}
	}
}
