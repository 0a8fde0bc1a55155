package plaidsim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// statementWindow is the months whose statements an Item offers.
type statementWindow struct {
	Start string `json:"start_date"`
	End   string `json:"end_date"`
}

// months are the first days of the window's months, the newest first.
func (w statementWindow) months() []time.Time {
	start, _ := draw.ParseDay(w.Start)
	end, _ := draw.ParseDay(w.End)
	var out []time.Time
	e := end.Start()
	for m := time.Date(e.Year(), e.Month(), 1, 0, 0, 0, 0, time.UTC); !m.AddDate(0, 1, -1).Before(start.Start()) && len(out) < 24; m = m.AddDate(0, -1, 0) {
		out = append(out, m)
	}
	return out
}

// reachStatements is reach for an Item that was linked with statements.
func (c *call) reachStatements(accessToken string) (*item, *wire.Error) {
	it, err := c.reach(accessToken, "")
	if err != nil {
		return nil, err
	}
	if it.statements == nil {
		return nil, wire.ItemError("PRODUCT_NOT_ENABLED", "A requested product was not enabled for the current access token. Please ensure it is included when when initializing Link and create the Item again.", "")
	}
	return it, nil
}

// statementID names an account's statement of a month.
func statementID(a *account, month time.Time) string {
	return draw.NewUUID(draw.MixString(uint64(draw.DayOf(month)), a.id))
}

func statementsList(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.reachStatements(in.AccessToken)
	if err != nil {
		return nil, err
	}
	accounts := []wire.Object{}
	list, _ := it.pick(nil)
	for _, a := range list {
		if a.Type != "depository" && a.Type != "credit" {
			continue
		}
		statements := []wire.Object{}
		for _, m := range it.statements.months() {
			posted := m.AddDate(0, 1, 2)
			statements = append(statements, wire.Object{"statement_id": statementID(a, m), "month": int(m.Month()), "year": m.Year(), "date_posted": draw.DayOf(posted).String()})
		}
		accounts = append(accounts, wire.Object{
			"account_id": a.id, "account_mask": a.Mask, "account_name": a.Name, "account_official_name": a.OfficialName,
			"account_type": a.Type, "account_subtype": a.Subtype, "statements": statements,
		})
	}
	return wire.Object{"accounts": accounts, "institution_id": it.institution.id, "institution_name": it.institution.name, "item_id": it.id}, nil
}

func statementsDownload(c *call, in struct {
	accessOnly
	Statement string `json:"statement_id"`
},
) (any, *wire.Error) {
	it, err := c.reachStatements(in.AccessToken)
	if err != nil {
		return nil, err
	}
	list, _ := it.pick(nil)
	for _, a := range list {
		for _, m := range it.statements.months() {
			if statementID(a, m) == in.Statement {
				return it.statement(a, m), nil
			}
		}
	}
	return nil, wire.InvalidField("statement_id is not one of the Item's statements")
}

// statement is the account's month on paper.
func (it *item) statement(a *account, month time.Time) wire.Document {
	lines := []string{it.institution.name, fmt.Sprintf("%s  ****%s", a.Name, a.Mask), "Statement for " + month.Format("January 2006"), ""}
	rows := it.history.between(draw.DayOf(month), draw.DayOf(month.AddDate(0, 1, -1)), []*account{a})
	for _, t := range rows {
		lines = append(lines, fmt.Sprintf("%s  %-40.40s %14s", t.Date, t.Name, t.Amount))
	}
	lines = append(lines, "", fmt.Sprintf("%d transactions. Made by plaidsim: no bank wrote this.", len(rows)))
	body := wire.PDF(lines)
	sum := sha256.Sum256(body)
	return wire.Document{ContentType: "application/pdf", Body: body, Header: map[string]string{"Plaid-Content-Hash": hex.EncodeToString(sum[:])}}
}

func statementsRefresh(c *call, in struct {
	accessOnly
	statementWindow
},
) (any, *wire.Error) {
	it, err := c.reachStatements(in.AccessToken)
	if err != nil {
		return nil, err
	}
	if in.End < in.Start {
		return nil, wire.InvalidField("end_date must not be before start_date")
	}
	w := in.statementWindow
	it.statements = &w
	it.notify("STATEMENTS", "STATEMENTS_REFRESH_COMPLETE", wire.Object{"result": "SUCCESS"})
	return wire.Object{}, nil
}
