package plaidapi

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/storage/ledger"
	"passbook/storage/risk"
)

// signalRequest is the request of /signal/evaluate.
type signalRequest struct {
	AccessToken string      `json:"access_token"`
	AccountID   string      `json:"account_id"`
	ID          string      `json:"client_transaction_id"`
	Amount      json.Number `json:"amount"`
	Ruleset     string      `json:"ruleset_key,omitempty"`
}

// signalAnswer is its answer, as far as passbook reads it. plaid-go is not used:
// it takes amounts for floats.
type signalAnswer struct {
	Scores *struct {
		Customer *struct{ Score int } `json:"customer_initiated_return_risk"`
		Bank     *struct{ Score int } `json:"bank_initiated_return_risk"`
	} `json:"scores"`
	Attributes signalAttributes `json:"core_attributes"`
	Ruleset    *struct {
		Key       string `json:"ruleset_key"`
		Result    string `json:"result"`
		Triggered *struct {
			Note string `json:"internal_note"`
		} `json:"triggered_rule_details"`
	} `json:"ruleset"`
	Warnings []struct {
		Message string `json:"warning_message"`
	} `json:"warnings"`
}

// signalAttributes are the core attributes that say something to the person whose
// account it is. What Plaid does not know is null.
type signalAttributes struct {
	Available    json.Number `json:"available_balance"`
	Current      json.Number `json:"current_balance"`
	Updated      time.Time   `json:"balance_last_updated"`
	Overdrafts   *int        `json:"nsf_overdraft_transactions_count_30d"`
	Unauthorized *int        `json:"unauthorized_transactions_count_30d"`
	Negative     *int        `json:"days_with_negative_balance_count_90d"`
	Opened       *int        `json:"days_since_account_opening"`
	Linked       *int        `json:"days_since_first_plaid_connection"`
	Closed       *bool       `json:"is_account_closed"`
	Frozen       *bool       `json:"is_account_frozen_or_restricted"`
	Savings      *bool       `json:"is_savings_or_money_market_account"`
}

// Evaluate asks /signal/evaluate how likely a debit of an amount of dollars from
// an account comes back. Plaid bills each call. id is never used twice, and so it
// is never repeated: see unrepeatable. ruleset chooses the rules of Plaid's
// dashboard; empty: the default ones.
func (c *Client) Evaluate(ctx context.Context, token string, check risk.Check, ruleset string) (risk.Judgement, error) {
	a, err := ask[signalAnswer](ctx, c, "/signal/evaluate", signalRequest{
		AccessToken: token, AccountID: check.AccountID, ID: check.ID, Amount: json.Number(check.Amount.Decimal()), Ruleset: ruleset,
	})
	if err != nil {
		return risk.Judgement{}, err
	}
	j := risk.Judgement{Reasons: a.Attributes.reasons(check.Amount)}
	if a.Scores != nil && a.Scores.Customer != nil {
		j.Customer = a.Scores.Customer.Score
	}
	if a.Scores != nil && a.Scores.Bank != nil {
		j.Bank = a.Scores.Bank.Score
	}
	if a.Ruleset != nil {
		j.Ruleset, j.Result = OneLine(a.Ruleset.Key, 100), CodeOnly(a.Ruleset.Result)
		if a.Ruleset.Triggered != nil {
			j.Note = OneLine(a.Ruleset.Triggered.Note, 300)
		}
	}
	for _, w := range a.Warnings {
		if words := Said(w.Message, 300); words != "" {
			j.Warnings = append(j.Warnings, words)
		}
	}
	return j, nil
}

// reasons says in sentences what is known of the account.
func (a signalAttributes) reasons(amount ledger.Money) (out []string) {
	out = append(out, a.balances(amount)...)
	for _, known := range []struct {
		value *bool
		words string
	}{
		{a.Closed, "The account is closed."},
		{a.Frozen, "The account is frozen or restricted."},
		{a.Savings, "It is a savings or money market account."},
	} {
		if known.value != nil && *known.value {
			out = append(out, known.words)
		}
	}
	for _, known := range []struct {
		value *int
		none  string
		some  string // with # for the number
	}{
		{a.Overdrafts, "No debit came back for want of money in the last 30 days.", "Debits that came back for want of money, or overdrew the account, in the last 30 days: #."},
		{a.Unauthorized, "No debit came back as unauthorized in the last 30 days.", "Debits that came back as unauthorized in the last 30 days: #."},
		{a.Negative, "The balance was not below zero in the last 90 days.", "Days with a balance below zero, in the last 90: #."},
		{a.Opened, "The account was opened today.", "Days since the account was opened: #."},
		{a.Linked, "The account was linked through Plaid today for the first time.", "Days since the account was first linked through Plaid: #."},
	} {
		switch {
		case known.value == nil:
		case *known.value == 0:
			out = append(out, known.none)
		default:
			out = append(out, strings.ReplaceAll(known.some, "#", strconv.Itoa(*known.value)))
		}
	}
	return out
}

// balances says what the account holds, and whether that is enough.
func (a signalAttributes) balances(amount ledger.Money) []string {
	holds, words := a.Available, "available"
	if holds == "" {
		holds, words = a.Current, "there by the current balance"
	}
	m, err := ledger.ParseMoney(holds.String(), amount.Currency)
	if err != nil || m.IsTooLarge() {
		return nil
	}
	said := m.Currency + " " + m.Grouped() + " are " + words
	if !a.Updated.IsZero() {
		said += " as of " + a.Updated.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	if m.Minor < amount.Minor {
		return []string{said + ": less than the debit."}
	}
	return []string{said + ": enough for the debit."}
}

// PrepareSignal tells Plaid by /signal/prepare that the Item, which was linked
// without Signal, is to be judged: it gathers what it needs from then on.
func (c *Client) PrepareSignal(ctx context.Context, token string) error {
	_, err := call(c.api.SignalPrepare(ctx).SignalPrepareRequest(*plaid.NewSignalPrepareRequest(token)).Execute)
	return err
}

// ReportDecision tells Plaid by /signal/decision/report whether a debit that it
// judged is initiated, and what was decided; empty: it is not said.
func (c *Client) ReportDecision(ctx context.Context, id string, initiated bool, outcome string) error {
	req := plaid.NewSignalDecisionReportRequest(id, initiated)
	if outcome != "" {
		req.SetDecisionOutcome(plaid.SignalDecisionOutcome(outcome))
	}
	_, err := call(c.api.SignalDecisionReport(ctx).SignalDecisionReportRequest(*req).Execute)
	return err
}

// ReportReturn tells Plaid by /signal/return/report that a debit came back with an
// ACH return code, such as R01. at is zero where it is not known when.
func (c *Client) ReportReturn(ctx context.Context, id, code string, at time.Time) error {
	req := plaid.NewSignalReturnReportRequest(id, code)
	if !at.IsZero() {
		req.SetReturnedAt(at)
	}
	_, err := call(c.api.SignalReturnReport(ctx).SignalReturnReportRequest(*req).Execute)
	return err
}
