package plaidsim

import (
	"fmt"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// byDate sorts transactions, oldest first.
func byDate(rows []*txn) {
	slices.SortStableFunc(rows, func(a, b *txn) int { return int(a.date - b.date) })
}

func paystubsGet(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.reach(in.AccessToken, "income_verification")
	if err != nil {
		return nil, err
	}
	stubs, documents := []wire.Object{}, []wire.Object{}
	for i := range it.accounts {
		for _, given := range it.paystubsOf(i) {
			stub := it.paystub(len(stubs), given, c.now)
			stubs = append(stubs, stub)
			documents = append(documents, wire.Object{
				"name": fmt.Sprintf("paystub_%d.pdf", len(stubs)), "status": "DOCUMENT_STATUS_PROCESSING_COMPLETE",
				"doc_id": stub["doc_id"], "doc_type": "DOCUMENT_TYPE_PAYSTUB",
			})
		}
	}
	return wire.Object{"paystubs": stubs, "document_metadata": documents}, nil
}

// paystubsOf are the configured paystubs of an account; where the Item has no
// documents of its own, the first account has two that are as usual.
func (it *item) paystubsOf(account int) []any {
	if len(it.profile.incomes) == 0 && account == 0 {
		return []any{nil, nil}
	}
	return it.profile.incomes[account].paystubs
}

// paystub is the Item's n-th paystub, as usual where nothing else is given.
// The later ones are older.
func (it *item) paystub(n int, given any, now time.Time) wire.Object {
	return wire.Overlay(paystub(draw.NewUUID(it.seed^uint64(n)), now.AddDate(0, 0, -14*n)), given)
}

// paystub is a fortnight's pay that ended on a day.
func paystub(id string, end time.Time) wire.Object {
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
		"employee": wire.Object{"address": where, "name": testOwner.names[0], "marital_status": "single", "taxpayer_id": wire.Object{"id_type": "SSN", "id_mask": "3333"}},
		"employer": wire.Object{"address": wire.With(where, wire.Object{"street": "123 Relaxation Road"}), "name": "Platypus Payroll"},
		"net_pay":  wire.With(pay(1376.55, 2753.1), wire.Object{"description": "NET PAY"}),
		"pay_period_details": wire.Object{
			"check_amount": 1376.55, "gross_earnings": 1500, "start_date": draw.DayOf(end.AddDate(0, 0, -13)).String(), "end_date": date, "pay_date": date,
			"pay_frequency":          "PAY_FREQUENCY_BIWEEKLY",
			"distribution_breakdown": []wire.Object{{"account_name": "Plaid Checking", "bank_name": "First Platypus Bank", "current_amount": 1376.55, "iso_currency_code": "USD", "mask": "0000", "type": "checking", "unofficial_currency_code": nil}},
		},
	}
}

func incomePrecheck(c *call, in struct {
	Employer struct {
		Name string `json:"name"`
	} `json:"employer"`
},
) (any, *wire.Error) {
	confidence := "UNKNOWN"
	if in.Employer.Name != "" {
		confidence = "HIGH"
	}
	id := draw.NewUUID(c.next())
	c.shelf("income precheck").put(id, wire.Object{"employer": in.Employer.Name})
	return wire.Object{"precheck_id": id, "confidence": confidence}, nil
}
