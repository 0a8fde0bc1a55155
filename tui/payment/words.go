package payment

import (
	"errors"
	"fmt"
	"strings"

	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/storage/risk"
	"passbook/tui/format"
)

var errAmount = errors.New("an amount is a number above zero, with a point: 120.00, or 120.00 USD")

// ReadAmount reads an amount that a person names, in the currency of an account;
// a currency that is named has to be that one. It rounds nothing. Its errors are
// sentences.
func ReadAmount(words, currency string) (ledger.Money, error) {
	number, code, named := strings.Cut(strings.TrimSpace(words), " ")
	if code = strings.ToUpper(strings.TrimSpace(code)); named && code != currency {
		return ledger.Money{}, fmt.Errorf("the account is in %s, not in %.20q: passbook converts nothing", currency, code)
	}
	_, fraction, _ := strings.Cut(number, ".")
	m, err := ledger.ParseMoney(number, currency)
	switch {
	case err != nil, strings.ContainsAny(number, "eE"), m.Minor <= 0 || m.IsTooLarge():
		return ledger.Money{}, errAmount
	case len(strings.TrimRight(fraction, "0")) > ledger.Digits(currency):
		return ledger.Money{}, fmt.Errorf("the amount %.40q has more decimals than %s", number, currency)
	}
	return m, nil
}

// CreditLines are the loans that something can be paid from: Plaid's subtypes.
var CreditLines = []string{"line of credit", "home equity"}

// Free says what can be paid and by which figure.
func Free(f products.Funds) string {
	b := f.Account.Balance
	coded := func(minor int64) string { return format.Coded(ledger.Money{Minor: minor, Currency: b.Currency}) }
	words := ""
	switch f.Basis {
	case products.ByAvailable:
		return coded(f.Free) + " is available, pending rows taken off by the bank"
	case products.ByCurrent:
		words = "the bank says nothing of what is available, the current balance is " + coded(*b.Current)
	case products.ByLimit:
		words = "the limit is " + coded(*b.Limit) + ", of which " + coded(-*b.Current) + " is owed"
	}
	if f.Rows > 0 {
		words += ", " + format.Count(f.Rows, "pending row takes", "pending rows take") + " " + coded(f.Pending) + " off"
	}
	return words + ", which leaves " + coded(f.Free)
}

// Verdict says whether an amount can be paid, and why.
func Verdict(f products.Funds, amount ledger.Money) string {
	switch got := f.Account.Balance.Currency; {
	case got != amount.Currency:
		return fmt.Sprintf("it is not known whether %s can be paid: the bank gives the balance in %s now", format.Coded(amount), format.Code(got))
	case f.Basis == "":
		return fmt.Sprintf("it is not known whether %s can be paid: the bank gives no figure of this account that says so", format.Coded(amount))
	case !f.Enough(amount.Minor):
		return fmt.Sprintf("%s cannot be paid: %s", format.Coded(amount), Free(f))
	}
	left := ledger.Money{Minor: ledger.AddMinor(f.Free, -amount.Minor), Currency: amount.Currency}
	return fmt.Sprintf("%s can be paid: %s, and %s would be left", format.Coded(amount), Free(f), format.Coded(left))
}

// Judged says what Plaid judged of a debit, a sentence each.
func Judged(c risk.Check) (lines []string) {
	if c.IsScored() {
		lines = append(lines, "the owner has it sent back: "+score(c.Customer), "the bank sends it back:     "+score(c.Bank))
	} else {
		lines = append(lines, "no scores: these rules look at the balance alone")
	}
	if c.Result != "" {
		lines = append(lines, strings.TrimSuffix("your rules say: "+strings.ToLower(c.Result)+"; "+c.Note, "; "))
	}
	for _, reason := range c.Reasons {
		lines = append(lines, "  "+reason)
	}
	for _, warning := range c.Warnings {
		lines = append(lines, "  Plaid warns: "+warning)
	}
	return lines
}

// score is a score in words.
func score(n int) string {
	if n == 0 {
		return "no score"
	}
	return fmt.Sprintf("%s risk, %d of 99", risk.Level(n), n)
}
