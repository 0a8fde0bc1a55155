package problem

import (
	"errors"
	"slices"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/storage/ledger"
)

// Product is what is asked of Plaid beyond transactions, in the words of the
// sentences about it.
type Product struct {
	What     string // that is asked for: "account numbers"
	Accounts string // that have it: "checking or savings account"
	Add      string // the command that gives consent; empty: link the bank again
}

// Codes of the four answers that say why there is nothing.
var (
	noAccounts   = []string{"NO_AUTH_ACCOUNTS", "NO_INVESTMENT_ACCOUNTS", "NO_INVESTMENT_AUTH_ACCOUNTS", "NO_LIABILITY_ACCOUNTS", "NO_ACCOUNTS", "NO_PAYMENT_ACCOUNTS"}
	notSupported = []string{"PRODUCTS_NOT_SUPPORTED", "PRODUCT_NOT_SUPPORTED", "ITEM_PRODUCT_NOT_SUPPORTED", "INSTITUTION_NO_LONGER_SUPPORTED"}
	notReady     = []string{"PRODUCT_NOT_READY"}
	noConsent    = []string{"ADDITIONAL_CONSENT_REQUIRED", "PRODUCT_NOT_ENABLED", "INVALID_PRODUCT", "ACCESS_NOT_GRANTED", "NO_AUTH_CONSENT"}
)

// OfProduct is Of for a question for a product: where the bank has no such
// accounts, does not offer it, is not ready with it or was not given consent for
// it, the sentence says which of these and what to do.
func OfProduct(err error, bank string, p Product, now time.Time) *Error {
	e := Of(err, bank, now)
	var answer *plaidapi.Error
	if !errors.As(err, &answer) {
		return e
	}
	switch bank = plaidapi.OneLine(bank, 60); {
	case slices.Contains(noAccounts, answer.Code):
		e.Actor, e.Sentence = ledger.ActorWait, Sentence("{bank} has no "+p.Accounts+" here, so there are no "+p.What+".", bank)
	case slices.Contains(notSupported, answer.Code):
		e.Actor, e.Sentence = ledger.ActorWait, Sentence("{bank} does not give "+p.What+" through Plaid.", bank)
	case slices.Contains(notReady, answer.Code):
		e.Actor, e.Sentence = ledger.ActorWait, Sentence("{bank} is still preparing the "+p.What+". Ask again in a few minutes.", bank)
	case slices.Contains(noConsent, answer.Code):
		next := "Run " + p.Add + " to give it at the bank."
		if p.Add == "" {
			next = "Link the bank again to give it; everything stays."
		}
		e.Actor, e.Sentence = ledger.ActorPerson, Sentence("{bank} needs your consent for "+p.What+". "+next, bank)
	}
	return e
}

// HasNothing reports whether a bank has no such accounts, or does not offer what
// was asked for: nobody can mend that.
func HasNothing(e *Error) bool {
	return slices.Contains(noAccounts, e.Code) || slices.Contains(notSupported, e.Code)
}
