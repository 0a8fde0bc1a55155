package products_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// report asks for a report of 30 days, and gives the steps that were told. It is
// waited for as often as tries says.
func (p *person) report(file string, tries int, items ...ledger.Item) (steps []products.ReportStep, err error) {
	p.Helper()
	err = p.service.Products().AssetReport(p.Context(), products.AssetReport{
		Items: items, Days: 30, File: file,
		Tell: func(s products.ReportStep) error {
			steps = append(steps, s)
			return nil
		},
		Wait: func(_ context.Context, n int) (bool, error) { return n <= tries, nil },
	})
	return steps, err
}

// refuses has Plaid refuse so many questions of a path.
func (p *person) refuses(path, kind, code string, times int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = func(at string, _ []byte) (int, string) {
		if at != path || times == 0 {
			return 0, ""
		}
		times--
		return 400, fmt.Sprintf(`{"error_type":%q,"error_code":%q,"error_message":"x","request_id":"r"}`, kind, code)
	}
}

// keepsReport reports whether the vault keeps a report.
func (p *person) keepsReport() bool {
	p.Helper()
	_, err := p.vault.Get(p.Context(), vault.AssetReport)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		p.Fatal(err)
	}
	return err == nil
}

// A report of two banks is waited for, written for its owner alone, and leaves
// nothing at Plaid or in the vault.
func TestAssetReport(t *testing.T) {
	p := newPerson(t)
	one, two := p.link("ins_109508", "user_good"), p.link("ins_109509", "user_household")
	p.refuses("/asset_report/pdf/get", "ASSET_REPORT_ERROR", "PRODUCT_NOT_READY", 3)
	file := filepath.Join(t.TempDir(), "assets.pdf")
	steps, err := p.report(file, 3, one, two)
	if err != nil || !slices.Equal(steps, []products.ReportStep{products.ReportBilled}) {
		t.Fatalf("%v, %v", steps, err)
	}
	body, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(body), "%PDF-") || !strings.Contains(string(body), one.Institution) || !strings.Contains(string(body), two.Institution) {
		t.Errorf("%.60q, %v", body, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
		t.Errorf("left beside it: %v", left)
	}
	for path, want := range map[string]int{"/asset_report/create": 1, "/asset_report/pdf/get": 4, "/asset_report/remove": 1} {
		if n := p.count(path); n != want {
			t.Errorf("%s was asked %d times, want %d", path, n, want)
		}
	}
	if p.keepsReport() {
		t.Error("the vault keeps the token of a report that is gone")
	}

	// Nothing is written over, and nothing billed for it.
	if _, err := p.report(file, 0, one); !errors.Is(err, fs.ErrExist) || p.count("/asset_report/create") != 1 {
		t.Errorf("over a file: %v", err)
	}
	if _, err := p.report(filepath.Join(file, "in.pdf"), 0, one); err == nil || p.count("/asset_report/create") != 1 {
		t.Errorf("into a file: %v", err)
	}
}

// A report that was billed and not fetched is gone on with where it is the one that
// is wanted, and removed at Plaid where it is not.
func TestAssetReportIsBilledOnce(t *testing.T) {
	p := newPerson(t)
	one, two := p.link("ins_109508", "user_good"), p.link("ins_109509", "user_household")
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	p.refuses("/asset_report/pdf/get", "ASSET_REPORT_ERROR", "PRODUCT_NOT_READY", 2)
	steps, err := p.report(file("a.pdf"), 1, one, two)
	var said *problem.Error
	if !errors.As(err, &said) || said.Sentence != "The bank is still preparing the asset reports. Ask again in a few minutes." ||
		!slices.Equal(steps, []products.ReportStep{products.ReportBilled, products.ReportKept}) || !p.keepsReport() {
		t.Fatalf("%v, %v", steps, err)
	}
	steps, err = p.report(file("a.pdf"), 0, two, one)
	if err != nil || !slices.Equal(steps, []products.ReportStep{products.ReportResumed}) || p.count("/asset_report/create") != 1 || p.keepsReport() {
		t.Fatalf("gone on with: %v, %v", steps, err)
	}

	p.refuses("/asset_report/pdf/get", "ASSET_REPORT_ERROR", "PRODUCT_NOT_READY", 1)
	if _, err := p.report(file("b.pdf"), 0, one); err == nil {
		t.Fatal("there is a report that is not ready")
	}
	removed := p.count("/asset_report/remove")
	steps, err = p.report(file("b.pdf"), 0, two)
	if err != nil || !slices.Equal(steps, []products.ReportStep{products.ReportDropped, products.ReportBilled}) || p.count("/asset_report/remove") != removed+2 {
		t.Errorf("another one: %v, %v", steps, err)
	}

	// One that is written and could not be removed is removed by the next.
	p.refuses("/asset_report/remove", "API_ERROR", "INTERNAL_SERVER_ERROR", 1)
	steps, err = p.report(file("c.pdf"), 0, one)
	if err != nil || !slices.Equal(steps, []products.ReportStep{products.ReportBilled, products.ReportLeft}) || !p.keepsReport() {
		t.Errorf("not removed: %v, %v", steps, err)
	}
	removed = p.count("/asset_report/remove")
	steps, err = p.report(file("d.pdf"), 0, one)
	if err != nil || !slices.Equal(steps, []products.ReportStep{products.ReportBilled}) || p.count("/asset_report/remove") != removed+2 || p.keepsReport() {
		t.Errorf("after that: %v, %v", steps, err)
	}
}

// A report that the person stops waiting for is kept.
func TestAssetReportIsCancelled(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	p.refuses("/asset_report/pdf/get", "ASSET_REPORT_ERROR", "PRODUCT_NOT_READY", 1)
	ctx, cancel := context.WithCancel(t.Context())
	err := p.service.Products().AssetReport(ctx, products.AssetReport{
		Items: []ledger.Item{it}, Days: 30, File: filepath.Join(t.TempDir(), "a.pdf"),
		Tell: func(products.ReportStep) error { return nil },
		Wait: func(ctx context.Context, _ int) (bool, error) {
			cancel()
			return false, ctx.Err()
		},
	})
	if !errors.Is(err, context.Canceled) || !p.keepsReport() {
		t.Errorf("%v", err)
	}
}

// A report that there never will be leaves nothing, and each answer has a sentence of
// its own, about the bank that it is of.
func TestAssetReportSentences(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	for _, c := range []struct{ path, kind, code, want string }{
		{"/asset_report/create", "INVALID_INPUT", "ADDITIONAL_CONSENT_REQUIRED", `First Platypus Bank needs your consent for asset reports. Run passbook products add assets "First Platypus Bank" to give it at the bank.`},
		{"/asset_report/create", "ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", "First Platypus Bank does not give asset reports through Plaid."},
		{"/asset_report/create", "ITEM_ERROR", "NO_ACCOUNTS", "First Platypus Bank has no account for a report here, so there are no asset reports."},
		{"/asset_report/create", "ITEM_ERROR", "ITEM_LOGIN_REQUIRED", "First Platypus Bank needs you to sign in again."},
		{"/asset_report/pdf/get", "ASSET_REPORT_ERROR", "DATA_UNAVAILABLE", "Plaid could not make the asset report of what First Platypus Bank gave. Ask for it again later."},
		{"/asset_report/pdf/get", "INVALID_INPUT", "INVALID_ASSET_REPORT_TOKEN", "Plaid no longer has the asset report. Ask for it again: Plaid bills that one anew."},
	} {
		p.refuses(c.path, c.kind, c.code, 1)
		_, err := p.report(filepath.Join(t.TempDir(), "a.pdf"), 0, it)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.code, err)
		}
		if p.keepsReport() {
			t.Errorf("%s: the report is kept", c.code)
		}
	}

	// Of two banks it is the one that Plaid has no assets of.
	two := p.link("ins_109509", "user_household")
	if _, err := p.report(filepath.Join(t.TempDir(), "a.pdf"), 0, it); err != nil { // from here on it has them
		t.Fatal(err)
	}
	p.refuses("/asset_report/create", "INVALID_INPUT", "ADDITIONAL_CONSENT_REQUIRED", 1)
	if _, err := p.report(filepath.Join(t.TempDir(), "b.pdf"), 0, it, two); err == nil || !strings.HasPrefix(err.Error(), two.Institution+" needs your consent") {
		t.Errorf("of two banks: %v", err)
	}
}
