package api

import (
	"fmt"
	"math/big"
	"slices"

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
// access tokens. It is ready at once, and its webhook says so.
func AssetReportCreate(c *bank.Call, in struct {
	AccessTokens []string     `json:"access_tokens"`
	Days         int          `json:"days_requested"`
	Options      assetOptions `json:"options"`
},
) (any, *wire.Error) {
	if len(in.AccessTokens) == 0 {
		return nil, wire.InvalidField("access_tokens must be a non-empty array")
	}
	items := []wire.Object{}
	for _, token := range in.AccessTokens {
		it, err := c.Reach(token, "assets")
		if err != nil {
			return nil, err
		}
		items = append(items, itemReport(it, draw.DayOf(c.Now), in.Days, wire.Timestamp(c.Now)))
	}
	user := in.Options.User
	if user == nil {
		user = wire.Object{}
	}
	return keepReport(c, in.Options.Webhook, wire.Object{
		"asset_report_id": draw.NewUUID(c.Next()), "client_report_id": in.Options.ClientReportID, "date_generated": wire.Timestamp(c.Now),
		"days_requested": in.Days, "user": user, "items": items,
	}), nil
}

// keepReport stores a report, emits its webhook, and gives its token and id.
func keepReport(c *bank.Call, webhook string, report wire.Object) wire.Object {
	token := c.NewToken("assets")
	c.Emit(webhook, "ASSETS", "PRODUCT_READY", wire.Object{"asset_report_id": report["asset_report_id"], "report_type": "FULL"})
	c.Collection("asset report").Put(token, report)
	return wire.Object{"asset_report_token": token, "asset_report_id": report["asset_report_id"]}
}

// itemReport is the part of a report about one Item.
func itemReport(it *bank.Item, today draw.Day, days int, now string) wire.Object {
	accounts := []wire.Object{}
	list, _ := it.SharedAccounts(nil)
	for _, a := range list {
		one := a.JSON()
		delete(one, "holder_category")
		one["balances"].(wire.Object)["margin_loan_amount"] = nil
		rows := it.History.Between(today-draw.Day(days), today, []*bank.Account{a})
		transactions := []wire.Object{}
		for _, t := range rows {
			full := t.JSON(a, true, "")
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

// report finds a report; otherwise INVALID_ASSET_REPORT_TOKEN.
func report(c *bank.Call, token string) (wire.Object, *wire.Error) {
	if r := c.Collection("asset report").ByID[token]; r != nil {
		return r, nil
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
	lines := []string{"Asset report", fmt.Sprint(r["date_generated"]), ""}
	for _, it := range r["items"].([]wire.Object) {
		lines = append(lines, fmt.Sprint(it["institution_name"]))
		for _, a := range it["accounts"].([]wire.Object) {
			lines = append(lines, fmt.Sprintf("  %-44.44v %14v", a["name"], a["balances"].(wire.Object)["current"]))
		}
	}
	return wire.Document{ContentType: "application/pdf", Body: wire.PDF(append(lines, "", "Made by plaidsim: no bank wrote this."))}, nil
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
	return keepReport(c, "", wire.With(r, wire.Object{"asset_report_id": draw.NewUUID(c.Next()), "items": items})), nil
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
	days := wire.CountOr(in.Days, r["days_requested"].(int))
	items := []wire.Object{}
	for _, old := range r["items"].([]wire.Object) {
		for _, it := range c.Linked {
			if it.ID == old["item_id"] && !it.Removed {
				items = append(items, itemReport(it, draw.DayOf(c.Now), days, wire.Timestamp(c.Now)))
			}
		}
	}
	return keepReport(c, in.Options.Webhook, wire.With(r, wire.Object{"asset_report_id": draw.NewUUID(c.Next()), "date_generated": wire.Timestamp(c.Now), "days_requested": days, "items": items})), nil
}

// AssetReportRemove serves /asset_report/remove: the report is gone, and its
// audit copies stay.
func AssetReportRemove(c *bank.Call, in assetToken) (any, *wire.Error) {
	if _, err := report(c, in.Token); err != nil {
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

// AuditCopyRemove serves /asset_report/audit_copy/remove: the audit copy is
// gone.
func AuditCopyRemove(c *bank.Call, in auditToken) (any, *wire.Error) {
	if _, err := auditCopy(c, in.Token); err != nil {
		return nil, err
	}
	c.Collection("audit copy").Remove(in.Token)
	return wire.Object{"removed": true}, nil
}
