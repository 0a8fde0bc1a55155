package bank

import (
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// JSON is the transaction as Plaid shows it. original adds the bank's own
// text; version is that of the category taxonomy, v1 or v2.
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
		"location": t.Location(), "logo_url": wire.OrNull(t.Logo), "merchant_entity_id": wire.OrNull(t.Entity), "merchant_name": wire.OrNull(t.Merchant), "name": t.Name,
		"payment_channel": t.Channel, "payment_meta": t.paymentMeta(), "pending": t.Pending, "pending_transaction_id": wire.OrNull(t.pendingID),
		"personal_finance_category": nil, "transaction_code": wire.OrNull(t.Code), "transaction_id": t.ID,
		"transaction_type": wire.TransactionType(t.Channel), "website": wire.OrNull(t.Website),
	}
	if t.Primary != "" {
		primary, detailed := wire.Category(t.Primary, t.Detailed, version)
		out["personal_finance_category"] = wire.Object{"primary": primary, "detailed": detailed, "confidence_level": wire.OrNull(t.Confidence), "version": version}
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

// Rule gives the transactions that match it another category: by the whole
// transaction_id, or by the name or a part of it. Its JSON is rule_details.
type Rule struct {
	Field string `json:"field"` // TRANSACTION_ID, NAME
	Type  string `json:"type"`  // EXACT_MATCH, SUBSTRING_MATCH
	Query string `json:"query"`

	ID, Category string // detailed
	Created      time.Time
}

// matches reports whether the rule is for a transaction.
func (r Rule) matches(t *Transaction) bool {
	text := t.Name
	if r.Field == "TRANSACTION_ID" {
		text = t.ID
	}
	return text == r.Query || r.Type == "SUBSTRING_MATCH" && strings.Contains(text, r.Query)
}

// ByRules gives a transaction's JSON the category of the newest of the Item's
// rules that matches; version is that of the taxonomy.
func (it *Item) ByRules(t *Transaction, row wire.Object, version string) wire.Object {
	for _, r := range slices.Backward(it.Rules) {
		if r.matches(t) {
			primary := wire.PrimaryCategory(r.Category)
			row["personal_finance_category"] = wire.Object{"primary": primary, "detailed": r.Category, "confidence_level": "VERY_HIGH", "version": version}
			row["personal_finance_category_icon_url"] = wire.CategoryIcon(primary)
			break
		}
	}
	return row
}

// paymentMeta is what the bank says of a transfer between banks.
func (t *Transaction) paymentMeta() wire.Object {
	p := t.Payment
	return wire.Object{
		"by_order_of": nil, "payee": wire.OrNull(p.Payee), "payer": wire.OrNull(p.Payer), "payment_method": wire.OrNull(p.Method),
		"payment_processor": nil, "ppd_id": wire.OrNull(p.PPD), "reason": wire.OrNull(p.Reason), "reference_number": wire.OrNull(p.Reference),
	}
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
			"logo_url": wire.OrNull(t.Logo), "confidence_level": wire.OrNull(t.Confidence),
		})
	}
	if t.Via.Name != "" {
		out = append(out, wire.Object{
			"name": t.Via.Name, "type": "marketplace", "entity_id": t.Via.Entity, "website": t.Via.Website, "logo_url": t.Via.Logo, "confidence_level": "VERY_HIGH",
		})
	}
	return out
}

// Location is where the purchase was, as far as the bank says.
func (t *Transaction) Location() wire.Object {
	return wire.Object{
		"address": wire.OrNull(t.Address), "city": wire.OrNull(t.City), "country": wire.OrNull(t.Country), "lat": wire.Number(t.Lat), "lon": wire.Number(t.Lon),
		"postal_code": wire.OrNull(t.Postal), "region": wire.OrNull(t.Region), "store_number": wire.OrNull(t.Store),
	}
}

// Transaction is a transaction of an Item, also one that was removed.
type Transaction struct {
	profile.Planned
	ID          string
	pendingID   string // of the pending transaction that it replaced
	firstChange int    // position in the log; 0: not logged
	lastChange  int    // position in the log
	Removed     bool
	overrides   wire.Object // members of its JSON that a test has set; see override
}

// logged reports whether Transactions shows the transaction, or did.
func (t *Transaction) logged() bool { return t.firstChange > 0 }
