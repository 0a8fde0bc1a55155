package tuitest

import (
	"fmt"
	"testing"

	"passbook/storage"
	"passbook/storage/ledger"
)

// Busy is the household with every kind of row that a figure can leave out or
// take off: refunds, payments between people, money moved to accounts that are
// not linked, payments without another half, hidden rows, rows without a category,
// and a pending row in another currency.
func Busy(t testing.TB) *storage.DB {
	t.Helper()
	db := Household(t)
	var rows []ledger.Transaction
	add := func(account, name string, minor int64, category string) *ledger.Transaction {
		rows = append(rows, ledger.Transaction{
			ID: fmt.Sprintf("busy%02d", len(rows)), AccountID: account, Date: 20261112, Amount: ledger.Money{Minor: minor, Currency: "CAD"},
			Name: name, Merchant: name, Category: ledger.PrimaryCategory(category), CategoryDetail: category,
		})
		return &rows[len(rows)-1]
	}
	add("visa", "Best Buy", -5000, "GENERAL_MERCHANDISE_ELECTRONICS")
	add("visa", "Best Buy", 13000, "GENERAL_MERCHANDISE_ELECTRONICS")
	add("chequing", "A. Singh", -6000, "TRANSFER_OUT_FROM_APPS")
	add("chequing", "B. Roy", 2500, "TRANSFER_IN_FROM_APPS")
	add("chequing", "Questrade", -40000, "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS")
	add("chequing", "Payment", -30000, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT")
	add("visa", "Secret gift", -9999, "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES")
	add("chequing", "Cheque 12", 30000, "")
	add("chequing", "Cheque 13", -18000, "")
	add("chequing", "Acme Corp", -2000, "INCOME_SALARY")
	add("chequing", "Cash", -10000, "TRANSFER_OUT_WITHDRAWAL")
	add("chequing", "Fee", -100, "BANK_FEES_OTHER_BANK_FEES")
	hotel := add("visa", "Hotel", -70000, "TRAVEL_LODGING")
	hotel.Amount.Currency, hotel.Pending = "EUR", true
	AddRows(t, db, "rbc", rows...)
	if err := db.Annotate(t.Context(), []string{"busy06"}, func(a *ledger.Annotation) { a.Hidden = true }); err != nil {
		t.Fatal(err)
	}
	return db
}
