package plaidapi

import (
	"errors"
	"strconv"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/storage/ledger"
)

// Plaid counts money out as positive, and so what is owed; passbook counts both
// as negative. Amounts of transactions are negated in money, balances in
// toBalance, and nothing is anywhere else.

// noCurrency is ISO 4217's code for none: passbook never invents a currency.
const noCurrency = "XXX"

// money turns the text of an amount of Plaid's into money: positive is in. The
// reason says, in a sentence, why passbook cannot keep it; empty: it can.
func money(text []byte, iso, unofficial string) (m ledger.Money, reason string) {
	if len(text) == 0 {
		return m, "It has no amount."
	}
	m, err := ledger.ParseMoney(string(text), currency(iso, unofficial))
	m.Minor = -m.Minor
	switch {
	case errors.Is(err, ledger.ErrTooLarge) || err == nil && m.IsTooLarge():
		return m, "Its amount is larger than passbook can keep."
	case err != nil:
		return m, "Its amount is no number that passbook can read."
	}
	return m, ""
}

func currency(iso, unofficial string) string {
	switch {
	case iso != "":
		return iso
	case unofficial != "":
		return ledger.Unofficial(unofficial)
	}
	return noCurrency
}

// toAccounts turns the answer of /accounts/get, fetched at an instant. A cached
// balance is as old as the Item's last update, unless it says better. A list
// that Plaid never sends is refused: accounts that it leaves out would be taken
// for gone.
func toAccounts(it ledger.Item, list []plaid.AccountBase, fetched time.Time) ([]ledger.Account, error) {
	if len(list) == 0 {
		return nil, ErrShape // an Item without accounts is an error of Plaid's own
	}
	accounts := make([]ledger.Account, 0, len(list))
	for _, a := range list {
		if a.AccountId == "" {
			return nil, ErrShape
		}
		balance := toBalance(a, fetched)
		if balance.BankAt.IsZero() {
			balance.BankAt = it.BankUpdatedAt
		}
		account := ledger.Account{
			ID:           a.AccountId,
			ItemID:       it.ID,
			Institution:  it.Institution,
			Name:         a.Name,
			OfficialName: a.GetOfficialName(),
			Mask:         a.GetMask(),
			Kind:         ledger.AccountKind(a.Type),
			PersistentID: a.GetPersistentAccountId(),
			Balance:      balance,
		}
		if s := a.Subtype.Get(); s != nil {
			account.Subtype = string(*s)
		}
		if h := a.HolderCategory.Get(); h != nil {
			account.Holder = string(*h)
		}
		accounts = append(accounts, account)
	}
	return accounts, nil
}

// toBalance turns a cached balance. What is owed on a card or a loan is
// positive at Plaid and negative here; what is available and the limit keep
// their sign.
func toBalance(a plaid.AccountBase, fetched time.Time) ledger.Balance {
	b := ledger.Balance{
		Currency:  currency(a.Balances.GetIsoCurrencyCode(), a.Balances.GetUnofficialCurrencyCode()),
		FetchedAt: fetched,
		BankAt:    a.Balances.GetLastUpdatedDatetime().UTC(),
		Source:    ledger.Cached,
	}
	owed := a.Type == plaid.ACCOUNTTYPE_CREDIT || a.Type == plaid.ACCOUNTTYPE_LOAN
	for _, f := range []struct {
		to     **int64
		from   *float64
		negate bool
	}{
		{&b.Current, a.Balances.Current.Get(), owed},
		{&b.Available, a.Balances.Available.Get(), false},
		{&b.Limit, a.Balances.Limit.Get(), false},
	} {
		*f.to = minor(f.from, b.Currency, f.negate)
	}
	return b
}

// minor gives a balance in minor units, by way of the shortest decimal text
// that means the same float: that is the text the bank sent. One that is larger
// than passbook can keep is none.
func minor(f *float64, currency string, negate bool) *int64 {
	if f == nil {
		return nil
	}
	m, err := ledger.ParseMoney(strconv.FormatFloat(*f, 'f', -1, 64), currency)
	if err != nil || m.IsTooLarge() {
		return nil
	}
	if negate {
		m.Minor = -m.Minor
	}
	return &m.Minor
}

// ItemStatus is what /item/get says of an Item. Instants are UTC, and zero
// where it says none.
type ItemStatus struct {
	institutionID string
	institution   string // its name, in one line
	createdAt     time.Time
	consentEnds   time.Time
	bankUpdatedAt time.Time // zero with hasUpdate: never
	hasUpdate     bool      // it says when the bank's data was last refreshed
	Problem       *Error    // what Plaid reports of an Item that works; nil: nothing
}

func toStatus(r plaid.ItemGetResponse) ItemStatus {
	s := ItemStatus{
		institutionID: r.Item.GetInstitutionId(),
		institution:   OneLine(r.Item.GetInstitutionName(), 100),
		createdAt:     r.Item.GetCreatedAt().UTC(),
		consentEnds:   r.Item.GetConsentExpirationTime().UTC(),
	}
	if status := r.Status.Get(); status != nil {
		if tx := status.Transactions.Get(); tx != nil {
			s.bankUpdatedAt, s.hasUpdate = tx.GetLastSuccessfulUpdate().UTC(), true
		}
	}
	if said := r.Item.Error.Get(); said != nil && said.ErrorCode != "" {
		s.Problem = &Error{
			Status: 400, Type: CodeOnly(string(said.ErrorType)), Code: CodeOnly(said.ErrorCode),
			Display: OneLine(said.GetDisplayMessage(), 300), RequestID: CodeOnly(said.GetRequestId()),
		}
	}
	return s
}

// AddTo puts what /item/get says into an Item.
func (s ItemStatus) AddTo(it ledger.Item) ledger.Item {
	if s.institutionID != "" {
		it.InstitutionID = s.institutionID
	}
	if s.institution != "" {
		it.Institution = s.institution
	}
	if it.LinkedAt.IsZero() {
		it.LinkedAt = s.createdAt
	}
	it.ConsentEnds = s.consentEnds
	if s.hasUpdate {
		it.BankUpdatedAt = s.bankUpdatedAt
	}
	return it
}

// History turns transactions_update_status; a status that is not known
// leaves what was.
func History(status string, was ledger.Completeness) ledger.Completeness {
	switch status {
	case "HISTORICAL_UPDATE_COMPLETE":
		return ledger.HistoryFull
	case "INITIAL_UPDATE_COMPLETE":
		if was == ledger.HistoryNone {
			return ledger.HistoryInitial
		}
	}
	return was
}
