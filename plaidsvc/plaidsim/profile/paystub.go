package profile

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Paystub is the pay of two weeks that end on a day, as
// /income/verification/paystubs/get shows it.
func Paystub(id string, end time.Time) wire.Object {
	pay := func(amount, ytd float64) wire.Object {
		return wire.Object{"current_amount": amount, "ytd_amount": ytd, "iso_currency_code": "USD", "unofficial_currency_code": nil}
	}
	date := draw.DayOf(end).String()
	where := wire.Object{"city": "San Matias", "country": "US", "postal_code": "93405", "region": "CA", "street": "2493 Leisure Lane"}
	return wire.Object{
		"doc_id": id,
		"deductions": wire.Object{
			"breakdown": []wire.Object{wire.With(pay(123.45, 246.9), wire.Object{"description": "TAXES"})},
			"total":     pay(123.45, 246.9),
		},
		"earnings": wire.Object{
			"breakdown": []wire.Object{wire.With(pay(1500, 3000), wire.Object{"canonical_description": "REGULAR PAY", "description": "REGULAR", "hours": 80, "rate": 18.75})},
			"total":     wire.With(pay(1500, 3000), wire.Object{"hours": 80}),
		},
		"employee": wire.Object{"address": where, "name": TestOwner.Names[0], "marital_status": "single", "taxpayer_id": wire.Object{"id_type": "SSN", "id_mask": "3333"}},
		"employer": wire.Object{"address": wire.With(where, wire.Object{"street": "123 Relaxation Road"}), "name": "Platypus Payroll"},
		"net_pay":  wire.With(pay(1376.55, 2753.1), wire.Object{"description": "NET PAY"}),
		"pay_period_details": wire.Object{
			"check_amount": 1376.55, "gross_earnings": 1500, "start_date": draw.DayOf(end.AddDate(0, 0, -13)).String(), "end_date": date, "pay_date": date,
			"pay_frequency":          "PAY_FREQUENCY_BIWEEKLY",
			"distribution_breakdown": []wire.Object{{"account_name": "Plaid Checking", "bank_name": "First Platypus Bank", "current_amount": 1376.55, "iso_currency_code": "USD", "mask": "0000", "type": "checking", "unofficial_currency_code": nil}},
		},
	}
}
