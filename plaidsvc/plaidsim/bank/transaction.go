package bank

import (
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// JSON is the transaction as Plaid shows it. original adds the bank's own
// text; version chooses the category taxonomy: v1 unless it is v2.
func (t *Transaction) JSON(a *Account, original bool, version string) wire.Object {
	code := t.Currency
	if code == "" {
		code = a.Currency
	}
	iso, unofficial := wire.Currencies(code)
	out := wire.Object{
		"account_id": a.ID, "account_owner": nil, "amount": wire.Number(t.Amount), "authorized_date": t.Authorized.String(), "authorized_datetime": nil,
		"category": nil, "category_id": nil, "check_number": wire.OrNull(t.CheckNumber), "counterparties": t.Counterparties(),
		"date": t.Date.String(), "datetime": nil, "iso_currency_code": iso, "unofficial_currency_code": unofficial,
		"location": t.Location(), "logo_url": nil, "merchant_entity_id": wire.OrNull(t.Entity), "merchant_name": wire.OrNull(t.Merchant), "name": t.Name,
		"payment_channel": t.Channel, "payment_meta": emptyPaymentMeta, "pending": t.Pending, "pending_transaction_id": wire.OrNull(t.pendingID),
		"personal_finance_category": nil, "transaction_code": wire.OrNull(t.Code), "transaction_id": t.ID,
		"transaction_type": wire.TransactionType(t.Channel), "website": wire.OrNull(t.Website),
	}
	if t.Primary != "" {
		primary, detailed, v := wire.Category(t.Primary, t.Detailed, version)
		out["personal_finance_category"] = wire.Object{"primary": primary, "detailed": detailed, "confidence_level": wire.OrNull(t.Confidence), "version": v}
		out["personal_finance_category_icon_url"] = wire.CategoryIcon(primary)
	}
	if original {
		out["original_description"] = t.Original
		if t.Original == "" {
			out["original_description"] = t.Name
		}
	}
	for key, value := range t.overrides {
		if original || key != "original_description" {
			out[key] = value
		}
	}
	return out
}

var emptyPaymentMeta = wire.Object{
	"by_order_of": nil, "payee": nil, "payer": nil, "payment_method": nil,
	"payment_processor": nil, "ppd_id": nil, "reason": nil, "reference_number": nil,
}

// Counterparties are whom the money went to or came from, and a marketplace in
// between.
func (t *Transaction) Counterparties() []wire.Object {
	out := []wire.Object{}
	if t.Counterparty != "" {
		name := t.Merchant
		if name == "" {
			name = t.Name
		}
		out = append(out, wire.Object{
			"name": name, "type": t.Counterparty, "entity_id": wire.OrNull(t.Entity), "website": wire.OrNull(t.Website),
			"logo_url": nil, "confidence_level": wire.OrNull(t.Confidence),
		})
	}
	if t.Via != "" {
		out = append(out, wire.Object{"name": t.Via, "type": "marketplace", "entity_id": nil, "website": nil, "logo_url": nil, "confidence_level": "VERY_HIGH"})
	}
	return out
}

// Location is where the purchase was, as far as the bank says.
func (t *Transaction) Location() wire.Object {
	return wire.Object{
		"address": nil, "city": wire.OrNull(t.City), "country": wire.OrNull(t.Country), "lat": nil, "lon": nil,
		"postal_code": nil, "region": wire.OrNull(t.Region), "store_number": nil,
	}
}

// Transaction is a transaction of an Item, also one that was removed.
type Transaction struct {
	profile.Planned
	ID          string
	pendingID   string // of the pending transaction that it replaced
	firstChange int    // position in the log
	lastChange  int    // position in the log
	Removed     bool
	overrides   wire.Object // members of its JSON that a test has set; see override
}
