package plaidsvc

import (
	"errors"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/storage/risk"
)

func (b *bench) checks() []risk.Check {
	b.t.Helper()
	checks, err := risk.List(b.t.Context(), b.db)
	if err != nil {
		b.t.Fatal(err)
	}
	return checks
}

func dollars(cents int64) ledger.Money { return ledger.Money{Minor: cents, Currency: "USD"} }

// The Sandbox judges some amounts always alike.
func TestRisk(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	account := b.account(it.ID, "0000")
	seen := map[string]bool{}
	for _, tt := range []struct {
		cents  int64
		level  string
		result string
	}{{353, "low", "ACCEPT"}, {1217, "middling", "REVIEW"}, {2753, "high", "REROUTE"}} {
		check, err := b.svc.Products().Judge(t.Context(), account.ID, dollars(tt.cents), "")
		if err != nil {
			t.Fatal(err)
		}
		if risk.Level(check.Customer) != tt.level || check.Result != tt.result || !check.IsScored() || !check.Judged {
			t.Errorf("%d: %+v", tt.cents, check)
		}
		if said := strings.Join(check.Reasons, " "); !strings.Contains(said, "USD 100.00 are available") || !strings.Contains(said, "enough for the debit") ||
			!strings.Contains(said, "No debit came back for want of money") {
			t.Errorf("%d: %s", tt.cents, said)
		}
		if len(check.ID) < 26 || len(check.ID) > 36 || seen[check.ID] {
			t.Errorf("the id %q can be guessed", check.ID)
		}
		seen[check.ID] = true
	}
	if kept := b.checks(); len(kept) != 3 || kept[0].Amount.Minor != 2753 || kept[0].Result != "REROUTE" || kept[0].Account != account.Name {
		t.Errorf("kept are %+v", kept)
	}
	if b.front.count("/signal/prepare") == 0 {
		t.Error("the Item was linked without Signal, and was not prepared")
	}
	check, err := b.svc.Products().Judge(t.Context(), account.ID, dollars(1000000), "")
	if err != nil || !strings.Contains(strings.Join(check.Reasons, " "), "less than the debit") {
		t.Errorf("%+v, %v", check, err)
	}
}

// Rules that look at the balance alone give a result and no scores.
func TestRiskWithoutScores(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	account := b.account(b.link().ID, "0000")
	check, err := b.svc.Products().Judge(t.Context(), account.ID, dollars(5000), "balance-only")
	if err != nil || check.IsScored() || check.Result != "ACCEPT" || check.Ruleset != "balance-only" {
		t.Errorf("%+v, %v", check, err)
	}
}

// What became of a debit is told by the id of the question, which is known even
// where the answer was lost.
func TestRiskReports(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	account := b.account(b.link().ID, "0000")
	p := b.svc.Products()
	check, err := p.Judge(t.Context(), account.ID, dollars(353), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.ReportDecision(t.Context(), check.ID, true, "APPROVE"); err != nil {
		t.Error(err)
	}
	if err := p.ReportReturn(t.Context(), check.ID, "R01", time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Error(err)
	}
	if kept := b.checks()[0]; kept.Decision != "APPROVE" || kept.Returned != "R01" {
		t.Errorf("%+v", kept)
	}
	b.front.on("/signal/evaluate", always(500, `{`, 0))
	if _, err := p.Judge(t.Context(), account.ID, dollars(1217), ""); err == nil {
		t.Error("no answer, and no error")
	}
	if n := b.front.count("/signal/evaluate"); n != 1 {
		t.Errorf("it was asked %d times with one id", n)
	}
	if kept := b.checks(); len(kept) != 2 || kept[0].Judged || kept[0].ID == "" {
		t.Errorf("%+v", kept)
	}
	if err := p.ReportDecision(t.Context(), "NOBODYASKED", true, "APPROVE"); err == nil {
		t.Error("a decision of a debit that was never judged was taken")
	}
}

// Why there is nothing is told apart, and what to do.
func TestRiskSentences(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	account := b.account(it.ID, "0000")
	for _, tt := range []struct{ kind, code, words string }{
		{"ITEM_ERROR", "NO_ACCOUNTS", "no checking or savings account"},
		{"ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", "does not give risk scores"},
		{"ITEM_ERROR", "PRODUCT_NOT_READY", "still preparing"},
		{"INVALID_INPUT", "ADDITIONAL_CONSENT_REQUIRED", "passbook products add signal"},
		{"SIGNAL_ERROR", "ADDENDUM_NOT_SIGNED", "addendum"},
		{"SIGNAL_ERROR", "RULESET_NOT_FOUND", "--ruleset"},
	} {
		b.front.on("/signal/evaluate", always(400, plaidBody(tt.kind, tt.code), 0))
		_, err := b.svc.Products().Judge(t.Context(), account.ID, dollars(100), "")
		var said *problem.Error
		if !errors.As(err, &said) || !strings.Contains(said.Sentence, tt.words) {
			t.Errorf("%s: %v", tt.code, err)
		}
	}
	if _, err := b.svc.Products().Judge(t.Context(), b.account(it.ID, "3333").ID, dollars(100), ""); !errors.Is(err, products.ErrNoDebit) {
		t.Errorf("a card: %v", err)
	}
}
