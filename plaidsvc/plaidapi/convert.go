package plaidapi

import (
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/ledger"
)

// Plaid counts money out as positive, and so what is owed; passbook counts both
// as negative. Amounts of transactions are negated in money, balances in
// toBalance, and nothing is anywhere else.

// ItemStatus is what /item/get says of an Item. Instants are UTC, and zero
// where it says none.
type ItemStatus struct {
	institutionID string
	institution   string // its name, in one line
	createdAt     time.Time
	consentEnds   time.Time
	bankUpdatedAt time.Time // zero with hasUpdate: never
	hasUpdate     bool      // it says when the bank's data was last refreshed
	billed        []string
	Webhook       string    // the address that Plaid sends webhooks to; empty: none
	LastWebhook   string    // webhook_code of the last webhook that Plaid sent; empty: none
	WebhookSent   time.Time // when that was
	Problem       *Error    // what Plaid reports of an Item that works; nil: nothing
}

func toStatus(r plaid.ItemGetResponse) ItemStatus {
	s := ItemStatus{
		institutionID: r.Item.GetInstitutionId(),
		institution:   OneLine(r.Item.GetInstitutionName(), 100),
		createdAt:     r.Item.GetCreatedAt().UTC(),
		consentEnds:   r.Item.GetConsentExpirationTime().UTC(),
		Webhook:       OneLine(r.Item.GetWebhook(), 300),
	}
	for _, product := range r.Item.BilledProducts {
		s.billed = append(s.billed, CodeOnly(string(product)))
	}
	if status := r.Status.Get(); status != nil {
		if tx := status.Transactions.Get(); tx != nil {
			s.bankUpdatedAt, s.hasUpdate = tx.GetLastSuccessfulUpdate().UTC(), true
		}
		if sent := status.LastWebhook.Get(); sent != nil {
			s.LastWebhook, s.WebhookSent = CodeOnly(sent.GetCodeSent()), sent.GetSentAt().UTC()
		}
	}
	if said := r.Item.Error.Get(); said != nil && said.ErrorCode != "" {
		s.Problem = &Error{
			Status: 400, Type: CodeOnly(string(said.ErrorType)), Code: CodeOnly(said.ErrorCode),
			Display: Said(said.GetDisplayMessage(), 300), RequestID: CodeOnly(said.GetRequestId()),
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
	it.ConsentEnds, it.BilledProducts = s.consentEnds, s.billed
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

// dayOf reads a day of an answer, which may be an instant; zero where it says
// none that can be kept: that costs this field only.
func dayOf(text string) ledger.Date {
	const day = "2006-01-02"
	if len(text) > len(day) {
		text = text[:len(day)]
	}
	date, err := ledger.ParseDate(text)
	if err != nil || date < pages.FirstDate {
		return 0
	}
	return date
}
