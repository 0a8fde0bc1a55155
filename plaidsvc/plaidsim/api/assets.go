package api

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// assetOptions describe a report. The user comes back as it was sent.
type assetOptions struct {
	ClientReportID *string     `json:"client_report_id"`
	Webhook        string      `json:"webhook"`
	User           wire.Object `json:"user"`
}

// AssetReportCreate serves /asset_report/create: a report on the Items of the
// access tokens. It is ready when their banks have been read, and its webhook
// says so.
func AssetReportCreate(c *bank.Call, in struct {
	AccessTokens []string     `json:"access_tokens"`
	Days         int          `json:"days_requested"`
	Options      assetOptions `json:"options"`
},
) (any, *wire.Error) {
	if len(in.AccessTokens) == 0 {
		return nil, wire.InvalidField("access_tokens must be a non-empty array")
	}
	if in.Days < 0 || in.Days > 731 {
		return nil, wire.InvalidField("days_requested must be from 0 to 731")
	}
	var items []*bank.Item
	for _, token := range in.AccessTokens {
		it, err := c.Reach(token, "assets")
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	user := in.Options.User
	if user == nil {
		user = wire.Object{}
	}
	return newReport(c, items, in.Options.Webhook, wire.Object{
		"client_report_id": in.Options.ClientReportID, "days_requested": in.Days, "user": user,
	}), nil
}

// newReport gives the token and id of a report on Items, which is kept, and
// announced by its webhook, as soon as all of them have been read.
func newReport(c *bank.Call, items []*bank.Item, webhook string, about wire.Object) wire.Object {
	token, id := c.NewToken("assets"), draw.NewUUID(c.Next())
	c.Collection("asset report").Put(token, nil)
	c.When(webhook, func(now time.Time) bool {
		items = slices.DeleteFunc(items, func(it *bank.Item) bool { return it.Removed })
		if slices.ContainsFunc(items, func(it *bank.Item) bool { return !it.History.Read }) {
			return false
		}
		parts := []wire.Object{}
		for _, it := range items {
			parts = append(parts, itemReport(it, draw.DayOf(now), about["days_requested"].(int), wire.Timestamp(now)))
		}
		keepReport(c.Client, token, webhook, wire.With(about, wire.Object{"asset_report_id": id, "date_generated": wire.Timestamp(now), "items": parts}))
		return true
	})
	return wire.Object{"asset_report_token": token, "asset_report_id": id}
}

// keepReport stores a report that is ready, and emits its webhook. One that was
// removed meanwhile stays so.
func keepReport(c *bank.Client, token, webhook string, report wire.Object) {
	reports := c.Collection("asset report")
	if !slices.Contains(reports.IDs, token) {
		return
	}
	c.Emit(webhook, "ASSETS", "PRODUCT_READY", wire.Object{"asset_report_id": report["asset_report_id"], "report_type": "FULL"})
	reports.ByID[token] = report
}

// itemReport is the part of a report about one Item.
func itemReport(it *bank.Item, today draw.Day, days int, now string) wire.Object {
	it.History.Extend(days)
	accounts := []wire.Object{}
	list, _ := it.SharedAccounts(nil)
	for _, a := range list {
		one := a.JSON()
		delete(one, "holder_category")
		one["balances"].(wire.Object)["margin_loan_amount"] = nil
		rows := it.History.Known(today-draw.Day(days), today, []*bank.Account{a})
		transactions := []wire.Object{}
		for _, t := range rows {
			full := t.JSON(a, true, "v2")
			keep := wire.Object{}
			for _, k := range assetKeys {
				keep[k] = full[k]
			}
			transactions = append(transactions, keep)
		}
		one["days_available"], one["transactions"] = days, transactions
		one["owners"], one["ownership_type"] = ownersJSON(ownersOf(it, a.Index)), nil
		one["historical_balances"] = balanceHistory(a, rows, today, days)
		accounts = append(accounts, one)
	}
	return wire.Object{
		"item_id": it.ID, "institution_id": it.Institution.ID, "institution_name": it.Institution.Name,
		"date_last_updated": now, "accounts": accounts,
	}
}

// assetKeys are the keys of a transaction that a report has.
var assetKeys = []string{
	"account_id", "account_owner", "amount", "category", "category_id", "check_number", "date", "iso_currency_code", "location", "merchant_name",
	"name", "original_description", "payment_meta", "pending", "pending_transaction_id", "transaction_id", "transaction_type", "unofficial_currency_code",
}

// balanceHistory is the account's balance at the end of each day, newest first,
// computed back from today's balance and the posted transactions.
func balanceHistory(a *bank.Account, rows []*bank.Transaction, today draw.Day, days int) []wire.Object {
	iso, unofficial := wire.Currencies(a.Currency)
	out := []wire.Object{}
	balance, sign := draw.Rational(a.Current), int64(1)
	if a.Type == "credit" || a.Type == "loan" {
		sign = -1
	}
	for d := today; d > today-draw.Day(days); d-- {
		out = append(out, wire.Object{"date": d.String(), "current": wire.TwoDecimals(balance), "iso_currency_code": iso, "unofficial_currency_code": unofficial})
		for _, t := range rows {
			if t.Date == d && !t.Pending {
				balance.Add(balance, new(big.Rat).Mul(draw.Rational(t.Amount), big.NewRat(sign, 1)))
			}
		}
	}
	return out
}

// assetToken is the body of endpoints about one report.
type assetToken struct {
	Token string `json:"asset_report_token"`
}

// report finds a report; otherwise INVALID_ASSET_REPORT_TOKEN, or
// PRODUCT_NOT_READY for one on Items whose banks have not been read yet.
func report(c *bank.Call, token string) (wire.Object, *wire.Error) {
	reports := c.Collection("asset report")
	switch r := reports.ByID[token]; {
	case r != nil:
		return r, nil
	case slices.Contains(reports.IDs, token):
		return nil, &wire.Error{Type: "ASSET_REPORT_ERROR", Code: "PRODUCT_NOT_READY", Message: wire.ErrNotReady.Message}
	}
	return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_ASSET_REPORT_TOKEN", Message: "provided asset report token is in an invalid format or does not exist"}
}

// AssetReportGet serves /asset_report/get: a report as JSON.
func AssetReportGet(c *bank.Call, in assetToken) (any, *wire.Error) {
	r, err := report(c, in.Token)
	if err != nil {
		return nil, err
	}
	return wire.Object{"report": r, "warnings": []wire.Object{}}, nil
}

// AssetReportPDF serves /asset_report/pdf/get: a report as a PDF document.
func AssetReportPDF(c *bank.Call, in assetToken) (any, *wire.Error) {
	r, err := report(c, in.Token)
	if err != nil {
		return nil, err
	}
	return reportPDF(r), nil
}

// reportPDF is a report as a PDF document: for each account its owners, its balance
// and its transactions.
func reportPDF(r wire.Object) wire.Document {
	lines := []string{
		"Asset report " + fmt.Sprint(r["asset_report_id"]),
		fmt.Sprintf("%v, %v days of history", r["date_generated"], r["days_requested"]),
	}
	for _, it := range r["items"].([]wire.Object) {
		lines = append(lines, "", fmt.Sprint(it["institution_name"]))
		for _, a := range it["accounts"].([]wire.Object) {
			lines = append(lines, accountLines(a)...)
		}
	}
	return wire.Document{ContentType: "application/pdf", Body: wire.PDF(append(lines, "", "Made by plaidsim: no bank wrote this."))}
}

// accountLines is an account of a report as text.
func accountLines(a wire.Object) []string {
	sum := func(amount any) string { return draw.Rational(fmt.Sprint(amount)).FloatString(2) }
	text := func(v any) string { return fmt.Sprint(cmp.Or(v, any(""))) }
	balances := a["balances"].(wire.Object)
	lines := []string{"", fmt.Sprintf("%-44.44s %-12s %14s %s", text(a["name"]), "****"+text(a["mask"]), sum(balances["current"]), text(balances["iso_currency_code"]))}
	for _, o := range a["owners"].([]wire.Object) {
		lines = append(lines, "  "+strings.Join(o["names"].([]string), ", "))
	}
	for _, t := range a["transactions"].([]wire.Object) {
		lines = append(lines, fmt.Sprintf("  %v  %-45.45s %14s %s", t["date"], text(t["name"]), sum(t["amount"]), text(t["iso_currency_code"])))
	}
	return lines
}

// AssetReportFilter serves /asset_report/filter: a new report that leaves out
// some accounts.
func AssetReportFilter(c *bank.Call, in struct {
	assetToken
	Exclude []string `json:"account_ids_to_exclude"`
},
) (any, *wire.Error) {
	r, err := report(c, in.Token)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range r["items"].([]wire.Object) {
		kept := slices.DeleteFunc(slices.Clone(it["accounts"].([]wire.Object)), func(a wire.Object) bool { return slices.Contains(in.Exclude, a["account_id"].(string)) })
		items = append(items, wire.With(it, wire.Object{"accounts": kept}))
	}
	token, id := c.NewToken("assets"), draw.NewUUID(c.Next())
	c.Collection("asset report").Put(token, wire.With(r, wire.Object{"asset_report_id": id, "items": items}))
	return wire.Object{"asset_report_token": token, "asset_report_id": id}, nil
}

// AssetReportRefresh serves /asset_report/refresh: a new report on the same
// Items as they are now.
func AssetReportRefresh(c *bank.Call, in struct {
	assetToken
	Days    *int         `json:"days_requested"`
	Options assetOptions `json:"options"`
},
) (any, *wire.Error) {
	r, err := report(c, in.Token)
	if err != nil {
		return nil, err
	}
	var items []*bank.Item
	for _, old := range r["items"].([]wire.Object) {
		for _, it := range c.Linked {
			if it.ID == old["item_id"] && !it.Removed {
				items = append(items, it)
			}
		}
	}
	return newReport(c, items, in.Options.Webhook, wire.With(r, wire.Object{"days_requested": wire.CountOr(in.Days, r["days_requested"].(int))})), nil
}

// AssetReportRemove serves /asset_report/remove: the report is gone, and its
// audit copies stay.
func AssetReportRemove(c *bank.Call, in assetToken) (any, *wire.Error) {
	if _, err := report(c, in.Token); err != nil && err.Code != "PRODUCT_NOT_READY" {
		return nil, err
	}
	c.Collection("asset report").Remove(in.Token)
	return wire.Object{"removed": true}, nil
}

// AuditCopyCreate serves /asset_report/audit_copy/create: a token that lets an
// auditor read the report.
func AuditCopyCreate(c *bank.Call, in assetToken) (any, *wire.Error) {
	r, err := report(c, in.Token)
	if err != nil {
		return nil, err
	}
	token := "a-sandbox-" + string(draw.AppendBase62(nil, c.Next(), 24))
	c.Collection("audit copy").Put(token, r)
	return wire.Object{"audit_copy_token": token}, nil
}

// auditToken is the body of endpoints about one audit copy.
type auditToken struct {
	Token string `json:"audit_copy_token"`
}

func auditCopy(c *bank.Call, token string) (wire.Object, *wire.Error) {
	if r := c.Collection("audit copy").ByID[token]; r != nil {
		return r, nil
	}
	return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_AUDIT_COPY_TOKEN", Message: "invalid audit copy token provided"}
}

// AuditCopyGet serves /asset_report/audit_copy/get: the report of an audit
// copy.
func AuditCopyGet(c *bank.Call, in auditToken) (any, *wire.Error) {
	r, err := auditCopy(c, in.Token)
	if err != nil {
		return nil, err
	}
	return wire.Object{"report": r, "warnings": []wire.Object{}}, nil
}

// AuditCopyPDF serves /asset_report/audit_copy/pdf/get: the report of an audit
// copy as a PDF document.
func AuditCopyPDF(c *bank.Call, in auditToken) (any, *wire.Error) {
	r, err := auditCopy(c, in.Token)
	if err != nil {
		return nil, err
	}
	return reportPDF(r), nil
}

// AuditCopyRemove serves /asset_report/audit_copy/remove: the audit copy is
// gone.
func AuditCopyRemove(c *bank.Call, in auditToken) (any, *wire.Error) {
	if _, err := auditCopy(c, in.Token); err != nil {
		return nil, err
	}
	c.Collection("audit copy").Remove(in.Token)
	return wire.Object{"removed": true}, nil
}
