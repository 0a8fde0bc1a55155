package pages

import (
	"time"

	"passbook/storage/ledger"
)

// transaction reads one element of added or modified. The reason says, in a
// sentence, why passbook cannot keep it; empty: it can.
func (d *Decoder) transaction() (t ledger.Transaction, reason string) {
	var amount []byte
	var iso, unofficial string
	d.current = ledger.Details{}
	if !d.open('{') {
		return t, ""
	}
	for n := 0; d.more('}', &n); {
		switch key := d.key(); string(key) {
		case "transaction_id":
			t.ID = d.text()
		case "account_id":
			t.AccountID = d.interned()
		case "pending_transaction_id":
			t.PendingID = d.text()
		case "amount":
			amount = d.number()
		case "iso_currency_code":
			iso = d.interned()
		case "unofficial_currency_code":
			unofficial = d.interned()
		case "date":
			t.Date = d.days.read(&d.reader, d.date)
		case "authorized_date":
			t.AuthorizedDate = d.days.read(&d.reader, d.date)
		case "pending":
			t.Pending = d.bool()
		case "name":
			t.Name = d.text()
		case "merchant_name":
			t.Merchant = d.interned()
		case "merchant_entity_id":
			t.MerchantID = d.interned()
		case "original_description":
			t.Original = d.text()
		case "payment_channel":
			t.Channel = d.interned()
		case "personal_finance_category":
			c := d.categories.read(&d.reader, d.category)
			t.Category, t.CategoryDetail, t.CategoryConfidence = c.primary, c.detailed, c.confidence
		default:
			d.detail(key)
		}
	}
	t.Amount, reason = Amount(amount, iso, unofficial)
	if filled(&d.current) {
		d.details = append(d.details, d.current)
		t.Details = &d.details[len(d.details)-1]
	}
	if t.Date == 0 {
		t.Date = t.AuthorizedDate
	}
	switch {
	case reason != "":
	case t.AccountID == "":
		reason = "It names no account."
	case t.Date == 0:
		reason = "It has no date of the years 1000 to 9999."
	}
	return t, reason
}

// category is a personal_finance_category, in the second version of the taxonomy
// where the first one has it under another name.
type category struct{ primary, detailed, confidence string }

func (d *Decoder) category() (c category) {
	if !d.open('{') {
		return c
	}
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "primary":
			c.primary = d.interned()
		case "detailed":
			c.detailed = d.interned()
		case "confidence_level":
			c.confidence = d.interned()
		default:
			d.skip()
		}
	}
	c.primary, c.detailed = ledger.CurrentCategory(c.primary, c.detailed)
	return c
}

// detail reads the members that few banks fill.
func (d *Decoder) detail(key []byte) {
	switch string(key) {
	case "datetime":
		d.current.Datetime = d.instant()
	case "authorized_datetime":
		d.current.AuthorizedDatetime = d.instant()
	case "transaction_code":
		d.current.Code = d.interned()
	case "check_number":
		d.current.CheckNumber = d.text()
	case "account_owner":
		d.current.AccountOwner = d.interned()
	case "website":
		d.current.Website = d.interned()
	case "logo_url":
		d.current.LogoURL = d.interned()
	case "location":
		d.current.Location = d.locations.read(&d.reader, d.location)
	case "payment_meta":
		d.current.Payment = d.payments.read(&d.reader, d.payment)
	case "counterparties":
		d.current.Counterparties = d.parties.read(&d.reader, d.counterparties)
	default:
		d.skip()
	}
}

func filled(d *ledger.Details) bool {
	return !d.Datetime.IsZero() || !d.AuthorizedDatetime.IsZero() || d.Code != "" || d.CheckNumber != "" ||
		d.AccountOwner != "" || d.Website != "" || d.LogoURL != "" || len(d.Counterparties) > 0 ||
		d.Location != (ledger.Location{}) || d.Payment != (ledger.PaymentMeta{})
}

func (d *Decoder) location() (l ledger.Location) {
	if !d.open('{') {
		return l
	}
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "address":
			l.Address = d.text()
		case "city":
			l.City = d.interned()
		case "region":
			l.Region = d.interned()
		case "postal_code":
			l.PostalCode = d.interned()
		case "country":
			l.Country = d.interned()
		case "lat":
			l.Lat = string(d.number())
		case "lon":
			l.Lon = string(d.number())
		case "store_number":
			l.Store = d.text()
		default:
			d.skip()
		}
	}
	return l
}

func (d *Decoder) payment() (p ledger.PaymentMeta) {
	if !d.open('{') {
		return p
	}
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "reference_number":
			p.Reference = d.text()
		case "ppd_id":
			p.PPDID = d.text()
		case "payee":
			p.Payee = d.text()
		case "by_order_of":
			p.ByOrderOf = d.text()
		case "payer":
			p.Payer = d.text()
		case "payment_method":
			p.Method = d.interned()
		case "payment_processor":
			p.Processor = d.interned()
		case "reason":
			p.Reason = d.text()
		default:
			d.skip()
		}
	}
	return p
}

func (d *Decoder) counterparties() (all []ledger.Counterparty) {
	if !d.open('[') {
		return nil
	}
	for n := 0; d.more(']', &n); {
		var c ledger.Counterparty
		if !d.open('{') {
			continue
		}
		for k := 0; d.more('}', &k); {
			switch string(d.key()) {
			case "name":
				c.Name = d.interned()
			case "entity_id":
				c.EntityID = d.interned()
			case "type":
				c.Kind = d.interned()
			case "website":
				c.Website = d.interned()
			case "logo_url":
				c.LogoURL = d.interned()
			case "confidence_level":
				c.Confidence = d.interned()
			default:
				d.skip()
			}
		}
		all = append(all, c)
	}
	return all
}

// date reads a bank's day; a malformed one is none, and one before FirstDate.
func (d *Decoder) date() ledger.Date {
	b := d.raw()
	if len(b) > len(time.DateOnly) {
		b = b[:len(time.DateOnly)]
	}
	day, err := ledger.ParseDate(string(b))
	if err != nil || day < FirstDate {
		return 0
	}
	return day
}

// instant reads a datetime; a malformed one costs this field only.
func (d *Decoder) instant() time.Time {
	b := d.raw()
	if len(b) == 0 {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, string(b))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
