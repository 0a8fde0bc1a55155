package plaidsim

// json is the transaction as Plaid shows it. original adds the bank's own
// text; version chooses the category taxonomy: v1 unless it is v2.
func (t *txn) json(a *account, original bool, version string) object {
	code := t.currency
	if code == "" {
		code = a.currency
	}
	iso, unofficial := currencies(code)
	out := object{
		"account_id": a.id, "account_owner": nil, "amount": number(t.amount), "authorized_date": t.authorized.String(), "authorized_datetime": nil,
		"category": nil, "category_id": nil, "check_number": orNull(t.checkNumber), "counterparties": t.counterparties(),
		"date": t.date.String(), "datetime": nil, "iso_currency_code": iso, "unofficial_currency_code": unofficial,
		"location": t.location(), "logo_url": nil, "merchant_entity_id": orNull(t.entity), "merchant_name": orNull(t.merchant), "name": t.name,
		"payment_channel": t.channel, "payment_meta": emptyPaymentMeta, "pending": t.pending, "pending_transaction_id": orNull(t.pendingID),
		"personal_finance_category": nil, "transaction_code": orNull(t.code), "transaction_id": t.id,
		"transaction_type": transactionType(t.channel), "website": orNull(t.website),
	}
	if t.primary != "" {
		primary, detailed, v := category(t.primary, t.detailed, version)
		out["personal_finance_category"] = object{"primary": primary, "detailed": detailed, "confidence_level": orNull(t.confidence), "version": v}
		out["personal_finance_category_icon_url"] = iconURL(primary)
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

var emptyPaymentMeta = object{
	"by_order_of": nil, "payee": nil, "payer": nil, "payment_method": nil,
	"payment_processor": nil, "ppd_id": nil, "reason": nil, "reference_number": nil,
}

// counterparties are who the money went to or came from, and who stood
// between.
func (t *txn) counterparties() []object {
	out := []object{}
	if t.counterparty != "" {
		name := t.merchant
		if name == "" {
			name = t.name
		}
		out = append(out, object{
			"name": name, "type": t.counterparty, "entity_id": orNull(t.entity), "website": orNull(t.website),
			"logo_url": nil, "confidence_level": orNull(t.confidence),
		})
	}
	if t.via != "" {
		out = append(out, object{"name": t.via, "type": "marketplace", "entity_id": nil, "website": nil, "logo_url": nil, "confidence_level": "VERY_HIGH"})
	}
	return out
}

// location is where it was, as far as the bank tells.
func (t *txn) location() object {
	return object{
		"address": nil, "city": orNull(t.city), "country": orNull(t.country), "lat": nil, "lon": nil,
		"postal_code": nil, "region": orNull(t.region), "store_number": nil,
	}
}

// transactionType is the deprecated kind that goes with a payment channel.
func transactionType(channel string) string {
	switch channel {
	case "in store":
		return "place"
	case "online":
		return "special"
	default:
		return "unresolved"
	}
}

// renamed are the categories that have another name in the second taxonomy.
var renamed = map[string][2]string{
	"INCOME_WAGES":                        {"INCOME", "INCOME_SALARY"},
	"INCOME_OTHER_INCOME":                 {"INCOME", "INCOME_OTHER"},
	"TRANSFER_IN_CASH_ADVANCES_AND_LOANS": {"LOAN_DISBURSEMENTS", "LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT"},
}

// category is a category of the first taxonomy in the one asked for.
func category(primary, detailed, version string) (string, string, string) {
	if version != "v2" {
		return primary, detailed, "v1"
	}
	if to, ok := renamed[detailed]; ok {
		return to[0], to[1], "v2"
	}
	return primary, detailed, "v2"
}

// iconURL is Plaid's picture of a primary category.
func iconURL(primary string) string {
	return "https://plaid-category-icons.plaid.com/PFC_" + primary + ".png"
}
