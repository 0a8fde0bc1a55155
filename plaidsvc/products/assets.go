package products

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
	"passbook/storage/private"
)

// Days of history that an asset report has at most, and beyond which Plaid bills
// more for it. Source: Plaid's OpenAPI document.
const (
	MaxReportDays   = 731
	UsualReportDays = 61
)

// AssetReport says which asset report is wanted, and where it goes.
type AssetReport struct {
	Items []ledger.Item // at least one
	Days  int           // of history, up to MaxReportDays
	File  string        // that the PDF is written to, in a folder that is there
	Tell  func(ReportStep) error

	// Wait waits before the report is asked for again, and reports whether it is.
	Wait func(ctx context.Context, tries int) (bool, error)
}

// ReportStep is what happens to an asset report.
type ReportStep int

// The steps. Every report is either billed or resumed.
const (
	ReportBilled  ReportStep = iota // Plaid is about to be asked for it
	ReportResumed                   // it was billed before, and not fetched
	ReportDropped                   // another one, billed before and not fetched, was removed at Plaid
	ReportKept                      // AssetReport failed, and the next one goes on with it
	ReportLeft                      // the PDF is written, and the report is still at Plaid: the next one removes it
)

// reportsAsked are the words for asset reports.
var reportsAsked = problem.Product{What: "asset reports", Accounts: "account for a report", Add: `passbook products add assets "{bank}"`}

// reportLock is what a process holds while it works on a report, so that no other
// takes it for one that was cut off.
var reportLock = ledger.Item{ID: "asset-report", Institution: "The asset report"}

// reportOrder is what the vault keeps of a report, from the answer that bills it
// until it is removed at Plaid.
type reportOrder struct {
	Token string    `json:"asset_report_token"`
	Items []string  `json:"items"` // their ids, sorted
	Days  int       `json:"days"`
	At    time.Time `json:"at"`
	Done  bool      `json:"done,omitempty"` // its PDF is written
}

// AssetReport asks Plaid for a report on Items, which Plaid bills, waits until it is
// ready, writes its PDF, which Plaid bills too, and removes the report at Plaid. One
// that was billed and not fetched, since the program was ended, is gone on with where
// it is of the same Items and days. Only the owner may read the file, and nothing is
// written over. Errors: fs.ErrExist where something has the name of the file, those of
// Tell and Wait, *problem.Error, the system's.
func (p *Products) AssetReport(ctx context.Context, r AssetReport) error {
	if err := isFree(r.File); err != nil {
		return err
	}
	unlock, err := p.Lock(ctx, reportLock)
	if err != nil {
		return p.Explain("", err)
	}
	defer unlock()
	r.Items = slices.SortedFunc(slices.Values(r.Items), func(a, b ledger.Item) int { return strings.Compare(a.ID, b.ID) })
	order, err := p.resume(ctx, r)
	if err == nil && order == nil {
		order, err = p.order(ctx, r)
	}
	if err != nil {
		return err
	}
	if err := p.fetchReport(ctx, r, *order); err != nil {
		return p.giveUp(ctx, r, *order, err)
	}
	order.Done = true
	if err := p.removeReport(ctx, *order); err != nil {
		err = p.keepOrder(ctx, *order)
		return errors.Join(err, r.Tell(ReportLeft))
	}
	return nil
}

// isFree reports, before anything is billed, that a file can be made.
func isFree(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s: %w", file, fs.ErrExist)
	}
	draft, err := private.NewDraft(filepath.Dir(file))
	if err != nil {
		return err
	}
	return draft.Close()
}

// resume gives the report that was billed and not fetched, if it is the one that is
// wanted. Any other one is removed at Plaid. nil: there is none.
func (p *Products) resume(ctx context.Context, r AssetReport) (*reportOrder, error) {
	text, err := p.Vault.Get(ctx, vault.AssetReport)
	switch {
	case errors.Is(err, vault.ErrNotFound):
		return nil, p.Explain("", p.Vault.Ready(ctx)) // for what is told once
	case err != nil:
		return nil, p.Explain("", err)
	}
	var order reportOrder
	if json.Unmarshal([]byte(text), &order) != nil || order.Token == "" {
		return nil, p.Explain("", p.Vault.Delete(ctx, vault.AssetReport))
	}
	if !order.Done && order.Days == r.Days && slices.Equal(order.Items, idsOf(r.Items)) {
		return &order, r.Tell(ReportResumed)
	}
	if err := p.removeReport(ctx, order); err != nil {
		return nil, p.Explain("", err)
	}
	if order.Done {
		return nil, nil
	}
	return nil, r.Tell(ReportDropped)
}

func idsOf(items []ledger.Item) []string {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	return ids
}

// order asks for a report, which bills it, and keeps its token.
func (p *Products) order(ctx context.Context, r AssetReport) (*reportOrder, error) {
	tokens := make([]string, len(r.Items))
	for i, it := range r.Items { // whoever works on several Items has reportLock
		unlock, err := p.Lock(ctx, it)
		if err != nil {
			return nil, p.Explain(it.Institution, err)
		}
		defer unlock()
		if tokens[i], err = p.Token(ctx, it); err != nil {
			return nil, p.Explain(it.Institution, err)
		}
	}
	if err := r.Tell(ReportBilled); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, p.Explain("", ctx.Err())
	}
	whole := context.WithoutCancel(ctx) // what is billed is told once
	token, err := p.Plaid.NewAssetReport(whole, tokens, r.Days)
	if err != nil {
		return nil, p.explainReport(p.refusing(whole, r.Items, tokens), err)
	}
	order := &reportOrder{Token: token, Items: idsOf(r.Items), Days: r.Days, At: p.Now().UTC()}
	if err := p.keepOrder(whole, *order); err != nil {
		return nil, errors.Join(err, p.Plaid.RemoveAssetReport(whole, token))
	}
	return order, nil
}

func (p *Products) keepOrder(ctx context.Context, order reportOrder) error {
	text, err := json.Marshal(order)
	if err == nil {
		err = p.Vault.Set(context.WithoutCancel(ctx), vault.AssetReport, string(text))
	}
	return p.Explain("", err)
}

// refusing gives the name of the bank that there is no report of: the only one, or
// of several the first that Plaid says so of. Empty: it is not known.
func (p *Products) refusing(ctx context.Context, items []ledger.Item, tokens []string) string {
	if len(items) == 1 {
		return items[0].Institution
	}
	for i, it := range items {
		has, err := p.Plaid.Products(ctx, tokens[i])
		if err != nil {
			return it.Institution
		}
		status, err := p.Plaid.Item(ctx, tokens[i])
		if err != nil || status.Problem != nil || !slices.Contains(has.InUse, "assets") {
			return it.Institution
		}
	}
	return ""
}

// explainReport says what a failure means, about a bank, which may be empty.
func (p *Products) explainReport(bank string, err error) error {
	if answer := (*plaidapi.Error)(nil); errors.As(err, &answer) {
		return problem.OfProduct(err, bank, reportsAsked, p.Now())
	}
	return p.Explain(bank, err)
}

// fetchReport writes the PDF of a report as soon as it is ready. Errors: as they
// come.
func (p *Products) fetchReport(ctx context.Context, r AssetReport, order reportOrder) error {
	for tries := 1; ; tries++ {
		err := p.writeReport(ctx, r.File, order.Token)
		var answer *plaidapi.Error
		if !errors.As(err, &answer) || answer.Code != "PRODUCT_NOT_READY" && answer.Type != "RATE_LIMIT_EXCEEDED" {
			return err
		}
		again, waited := r.Wait(ctx, tries)
		if waited != nil || !again {
			return errors.Join(waited, err)
		}
	}
}

func (p *Products) writeReport(ctx context.Context, file, token string) (err error) {
	draft, err := private.NewDraft(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, draft.Close()) }()
	if err := p.Plaid.AssetReportPDF(ctx, token, draft.Begin); err != nil {
		return err
	}
	return draft.Keep(filepath.Base(file))
}

// giveUp says why there is no PDF. The report stays, to be gone on with, unless
// Plaid says that there never will be one.
func (p *Products) giveUp(ctx context.Context, r AssetReport, order reportOrder, err error) error {
	bank := ""
	if len(r.Items) == 1 {
		bank = r.Items[0].Institution
	}
	var answer *plaidapi.Error
	if errors.As(err, &answer) && answer.Code != "PRODUCT_NOT_READY" && slices.Contains([]string{"ASSET_REPORT_ERROR", "INVALID_INPUT"}, answer.Type) {
		return errors.Join(p.explainReport(bank, err), p.Explain("", p.removeReport(ctx, order)))
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if !errors.Is(err, fs.ErrExist) {
		err = p.explainReport(bank, err)
	}
	return errors.Join(err, r.Tell(ReportKept))
}

// removeReport removes a report at Plaid and forgets it. One that Plaid does not
// know has been removed.
func (p *Products) removeReport(ctx context.Context, order reportOrder) error {
	err := p.Plaid.RemoveAssetReport(ctx, order.Token)
	var answer *plaidapi.Error
	if err != nil && (!errors.As(err, &answer) || answer.Type != "INVALID_INPUT") {
		return err
	}
	return p.Vault.Delete(context.WithoutCancel(ctx), vault.AssetReport)
}
