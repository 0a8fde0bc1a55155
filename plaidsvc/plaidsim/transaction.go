package plaidsim

import "passbook/plaidsvc/plaidsim/wire"

// json is the transaction as Plaid shows it. original adds the bank's own
// text; version chooses the category taxonomy: v1 unless it is v2.
func (t *txn) json(a *account, original bool, version string) wire.Object {
	code := t.currency
	if code == "" {
		code = a.currency
	}
	iso, unofficial := wire.Currencies(code)
	out := wire.Object{
		"account_id": a.id, "account_owner": nil, "amount": wire.Number(t.amount), "authorized_date": t.authorized.String(), "authorized_datetime": nil,
		"category": nil, "category_id": nil, "check_number": wire.OrNull(t.checkNumber), "counterparties": t.counterparties(),
		"date": t.date.String(), "datetime": nil, "iso_currency_code": iso, "unofficial_currency_code": unofficial,
		"location": t.location(), "logo_url": nil, "merchant_entity_id": wire.OrNull(t.entity), "merchant_name": wire.OrNull(t.merchant), "name": t.name,
		"payment_channel": t.channel, "payment_meta": emptyPaymentMeta, "pending": t.pending, "pending_transaction_id": wire.OrNull(t.pendingID),
		"personal_finance_category": nil, "transaction_code": wire.OrNull(t.code), "transaction_id": t.id,
		"transaction_type": wire.TransactionType(t.channel), "website": wire.OrNull(t.website),
	}
	if t.primary != "" {
		primary, detailed, v := wire.Category(t.primary, t.detailed, version)
		out["personal_finance_category"] = wire.Object{"primary": primary, "detailed": detailed, "confidence_level": wire.OrNull(t.confidence), "version": v}
		out["personal_finance_category_icon_url"] = wire.CategoryIcon(primary)
	}
	if original {
		out["original_description"] = t.original
		if t.original == "" {
			out["original_description"] = t.name
		}
	}
	for key, value := range t.given {
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

// counterparties are who the money went to or came from, and who stood
// between.
func (t *txn) counterparties() []wire.Object {
	out := []wire.Object{}
	if t.counterparty != "" {
		name := t.merchant
		if name == "" {
			name = t.name
		}
		out = append(out, wire.Object{
			"name": name, "type": t.counterparty, "entity_id": wire.OrNull(t.entity), "website": wire.OrNull(t.website),
			"logo_url": nil, "confidence_level": wire.OrNull(t.confidence),
		})
	}
	if t.via != "" {
		out = append(out, wire.Object{"name": t.via, "type": "marketplace", "entity_id": nil, "website": nil, "logo_url": nil, "confidence_level": "VERY_HIGH"})
	}
	return out
}

// location is where it was, as far as the bank tells.
func (t *txn) location() wire.Object {
	return wire.Object{
		"address": nil, "city": wire.OrNull(t.city), "country": wire.OrNull(t.country), "lat": nil, "lon": nil,
		"postal_code": nil, "region": wire.OrNull(t.region), "store_number": nil,
	}
}
