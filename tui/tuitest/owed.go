package tuitest

import (
	"context"
	"testing"

	"github.com/shopspring/decimal"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/storage/streams"
)

// Owing is the household with a third bank that lends, with what the banks say of
// its card and loans, and the streams that Plaid found in its rows.
func Owing(t testing.TB) *storage.DB {
	t.Helper()
	db := Household(t)
	AddBank(t, db, ledger.Item{ID: "lender", InstitutionID: "ins_9", Institution: "Maple Lending", DaysRequested: 730},
		ledger.Account{ID: "student", Name: "Student loan", Mask: "7777", Kind: ledger.Loan, Subtype: "student", Balance: ledger.Balance{Current: Cents(-2431055)}},
		ledger.Account{ID: "house", Name: "Mortgage", Mask: "8888", Kind: ledger.Loan, Subtype: "mortgage", Balance: ledger.Balance{Current: Cents(-31250000)}},
	)
	AddRows(t, db, "lender")
	rate := func(kind, percent string) []liabilities.Rate {
		return []liabilities.Rate{{Kind: kind, Percent: decimal.RequireFromString(percent)}}
	}
	no, yes := false, true
	saved := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	saved(liabilities.Save(ctx, db, "rbc", Now, []liabilities.Liability{{
		AccountID: "visa", Class: liabilities.Card, Currency: "CAD", FetchedAt: Now, Overdue: &no,
		Rates:       append(rate("purchase_apr", "20.99"), rate("cash_apr", "22.99")...),
		LastPayment: Cents(119800), LastPaymentDate: 20261102, Statement: Cents(103514), StatementDate: 20261108, Due: Cents(1000), DueDate: 20261129,
	}}))
	saved(liabilities.Save(ctx, db, "lender", Now, []liabilities.Liability{{
		AccountID: "student", Class: liabilities.Student, Currency: "CAD", FetchedAt: Now, Overdue: &yes, Rates: rate("", "5.25"),
		LastPayment: Cents(10000), LastPaymentDate: 20261022, Due: Cents(26013), DueDate: 20261119,
		Name: "Consolidation", Plan: "Standard Repayment", Status: "repayment", Servicer: "123 Relaxation Road, San Matias, CA 99415, US", Guarantor: "DEPT OF ED",
		Opened: 20140825, Ends: 20350728, Principal: Cents(4000000), UnpaidInterest: Cents(22736), YearInterest: Cents(106311), YearPrincipal: Cents(148832),
		Forgiveness: &liabilities.Forgiveness{Eligible: 20280101, Made: Cents(96), Remaining: Cents(24)},
	}, {
		AccountID: "house", Class: liabilities.Mortgage, Currency: "CAD", FetchedAt: Now, Rates: rate("fixed", "3.99"),
		LastPayment: Cents(193012), LastPaymentDate: 20261101, Due: Cents(193012), DueDate: 20261201, Name: "conventional", Term: "30 year",
		Opened: 20200801, Ends: 20500731, Principal: Cents(36500000), YearInterest: Cents(1040123), YearPrincipal: Cents(889997),
		Escrow: Cents(314154), PastDue: Cents(0), Insured: &yes, Prepayable: &yes,
	}}))
	stream := func(id, account, name string, last, average int64, f streams.Frequency, lastDay, next ledger.Date) streams.Stream {
		return streams.Stream{
			ID: id, AccountID: account, Merchant: name, Description: name, Currency: "CAD", Inflow: last > 0, Active: true, Status: "MATURE",
			Frequency: f, Last: &last, Average: &average, FirstDate: 20250115, LastDate: lastDay, NextDate: next, Count: 9, FetchedAt: Now,
		}
	}
	gym := stream("gym", "visa", "GoodLife Fitness", -6499, -6499, streams.Biweekly, 20260821, 0)
	gym.Active, gym.Ended, gym.Status = false, true, "TOMBSTONED"
	saved(streams.Save(ctx, db, "rbc", Now, []streams.Stream{
		stream("rent", "chequing", "Maple Property", -215000, -215000, streams.Monthly, 20261115, 20261215),
		stream("pay", "chequing", "Acme Corp", 312044, 309800, streams.Biweekly, 20261118, 20261202),
		stream("hydro", "chequing", "Toronto Hydro", -9231, -9040, streams.Monthly, 20261017, 20261117),
		stream("net", "visa", "Netflix", -1899, -1732, streams.Monthly, 20261117, 20261217),
		stream("domain", "visa", "Domain  example.ca", -1800, -1800, streams.Annually, 20260303, 20270303),
		stream("odd", "visa", "Corner Store", -742, -810, "UNKNOWN", 20261111, 0),
		gym,
	}))
	return db
}
