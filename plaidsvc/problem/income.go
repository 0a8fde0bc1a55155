package problem

import (
	"errors"
	"slices"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/storage/ledger"
)

// UnknownUser are Plaid's codes for a person that it does not have.
var UnknownUser = []string{"INVALID_USER_ID", "INVALID_USER_TOKEN", "USER_NOT_FOUND"}

// OfIncome is Of for what has to do with the person's income, which is asked for
// by the person and not at a bank: where there is none, it is not supported, not
// ready or consent is missing, the sentence says which of these and what to do.
func OfIncome(err error, now time.Time) *Error {
	e := Of(err, "", now)
	var answer *plaidapi.Error
	if !errors.As(err, &answer) {
		return e
	}
	switch code := answer.Code; {
	case slices.Contains(noAccounts, code), code == "INCOME_VERIFICATION_NOT_FOUND":
		e.Actor, e.Sentence = ledger.ActorWait, "What you linked for income shows none: no account that income comes to, and no pay stub. passbook income link adds a bank or an employer."
	case code == "INVALID_PRODUCT", code == "PRODUCT_NOT_ENABLED", code == "PRODUCTS_NOT_SUPPORTED", slices.Contains(notSupported, code):
		e.Actor, e.Sentence = ledger.ActorSetup, "Plaid does not give income here: neither every bank nor every Plaid account has it. dashboard.plaid.com, Products, says whether yours does."
	case slices.Contains(notReady, code):
		e.Actor, e.Sentence = ledger.ActorWait, "Plaid is still preparing your income. Ask again in a few minutes: passbook income --fetch."
	case code == "ADDITIONAL_CONSENT_REQUIRED", code == "ACCESS_NOT_GRANTED", code == "USER_PERMISSION_REVOKED", code == "ITEM_LOGIN_REQUIRED":
		e.Actor, e.Sentence = ledger.ActorPerson, "A bank or employer needs your consent for your income. passbook income link gives it."
	case slices.Contains(UnknownUser, code):
		e.Actor, e.Sentence = ledger.ActorPerson, "Plaid no longer knows whose income this is. passbook income link begins anew."
	}
	return e
}
