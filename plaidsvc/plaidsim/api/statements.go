package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// statementMonths are the first days of the window's months whose statements
// have been posted, newest first.
func statementMonths(w bank.StatementWindow, today draw.Day) []time.Time {
	start, _ := draw.ParseDay(w.Start)
	end, _ := draw.ParseDay(w.End)
	var out []time.Time
	e := end.Start()
	for m := time.Date(e.Year(), e.Month(), 1, 0, 0, 0, 0, time.UTC); !m.AddDate(0, 1, -1).Before(start.Start()) && len(out) < 24; m = m.AddDate(0, -1, 0) {
		if postedOn(m) <= today {
			out = append(out, m)
		}
	}
	return out
}

// postedOn is the day on which a month's statement is posted.
func postedOn(month time.Time) draw.Day { return draw.DayOf(month.AddDate(0, 1, 2)) }

// reachStatements is Call.Reach for an Item that was linked with statements;
// otherwise PRODUCT_NOT_ENABLED.
func reachStatements(c *bank.Call, accessToken string) (*bank.Item, *wire.Error) {
	it, err := c.Reach(accessToken, "")
	if err != nil {
		return nil, err
	}
	if it.Statements == nil {
		return nil, wire.ItemError("PRODUCT_NOT_ENABLED", "A requested product was not enabled for the current access token. Please ensure it is included when when initializing Link and create the Item again.", "")
	}
	return it, nil
}

// statementID is the id of an account's statement of a month.
func statementID(a *bank.Account, month time.Time) string {
	return draw.NewUUID(draw.MixString(uint64(draw.DayOf(month)), a.ID))
}

// StatementsList serves /statements/list: the statements of the months that
// Link asked for.
func StatementsList(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := reachStatements(c, in.AccessToken)
	if err != nil {
		return nil, err
	}
	accounts := []wire.Object{}
	list, _ := it.SharedAccounts(nil)
	for _, a := range list {
		if a.Type != "depository" && a.Type != "credit" {
			continue
		}
		statements := []wire.Object{}
		for _, m := range statementMonths(*it.Statements, draw.DayOf(c.Now)) {
			statements = append(statements, wire.Object{"statement_id": statementID(a, m), "month": int(m.Month()), "year": m.Year(), "date_posted": postedOn(m).String()})
		}
		accounts = append(accounts, wire.Object{
			"account_id": a.ID, "account_mask": a.Mask, "account_name": a.Name, "account_official_name": a.OfficialName,
			"account_type": a.Type, "account_subtype": a.Subtype, "statements": statements,
		})
	}
	return wire.Object{"accounts": accounts, "institution_id": it.Institution.ID, "institution_name": it.Institution.Name, "item_id": it.ID}, nil
}

// StatementsDownload serves /statements/download: one statement as a PDF
// document.
func StatementsDownload(c *bank.Call, in struct {
	itemRequest
	Statement string `json:"statement_id"`
},
) (any, *wire.Error) {
	it, err := reachStatements(c, in.AccessToken)
	if err != nil {
		return nil, err
	}
	list, _ := it.SharedAccounts(nil)
	for _, a := range list {
		for _, m := range statementMonths(*it.Statements, draw.DayOf(c.Now)) {
			if statementID(a, m) == in.Statement {
				return statement(it, a, m), nil
			}
		}
	}
	return nil, wire.InvalidField("statement_id is not one of the Item's statements")
}

// statement is the account's month as a PDF.
func statement(it *bank.Item, a *bank.Account, month time.Time) wire.Document {
	first, last := draw.DayOf(month), draw.DayOf(month.AddDate(0, 1, -1))
	lines := []string{it.Institution.Name}
	for _, o := range ownersOf(it, a.Index) {
		lines = append(lines, strings.Join(o.Names, ", "))
		for _, at := range o.Addresses {
			if at.Primary {
				lines = append(lines, "  "+at.Street+", "+at.City+" "+at.Region+" "+at.Postal)
			}
		}
	}
	lines = append(lines, fmt.Sprintf("%s  ****%s", a.Name, a.Mask), "Statement for "+month.Format("January 2006"), "")
	lines = append(lines, balanceLine(it, a, "Opening", first-1)...)
	rows := it.History.Known(first, last, []*bank.Account{a})
	for _, t := range rows {
		lines = append(lines, fmt.Sprintf("%s  %-40.40s %14s %s", t.Date, t.Name, t.Amount, t.Currency))
	}
	lines = append(lines, balanceLine(it, a, "Closing", last)...)
	lines = append(lines, "", fmt.Sprintf("%d transactions. Made by plaidsim: no bank wrote this.", len(rows)))
	body := wire.PDF(lines)
	sum := sha256.Sum256(body)
	return wire.Document{ContentType: "application/pdf", Body: body, Header: map[string]string{"Plaid-Content-Hash": hex.EncodeToString(sum[:])}}
}

// balanceLine is what an account held at the end of a day, of a user whose
// balances follow the days and have been known since; no line for others.
func balanceLine(it *bank.Item, a *bank.Account, which string, day draw.Day) []string {
	balance := it.BalanceOn(day, a.Index)
	if balance == "" || day < draw.DayOf(it.Created)-draw.Day(it.Login.Days) {
		return nil
	}
	return []string{fmt.Sprintf("%-52s %14s", which+" balance of "+day.String(), balance)}
}

// StatementsRefresh serves /statements/refresh: statements of other months,
// which a webhook reports.
func StatementsRefresh(c *bank.Call, in struct {
	itemRequest
	bank.StatementWindow
},
) (any, *wire.Error) {
	it, err := reachStatements(c, in.AccessToken)
	if err != nil {
		return nil, err
	}
	if in.End < in.Start {
		return nil, wire.InvalidField("end_date must not be before start_date")
	}
	w := in.StatementWindow
	it.Statements = &w
	it.Notify("STATEMENTS", "STATEMENTS_REFRESH_COMPLETE", wire.Object{"result": "SUCCESS"})
	return wire.Object{}, nil
}
