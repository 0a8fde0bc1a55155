package plaidsim

import (
	"fmt"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// byDate sorts transactions, oldest first.
func byDate(rows []*txn) {
	slices.SortStableFunc(rows, func(a, b *txn) int { return int(a.date - b.date) })
}

func paystubsGet(c *call, in accessOnly) (any, *plaidError) {
	it, err := c.reach(in.AccessToken, "income_verification")
	if err != nil {
		return nil, err
	}
	stubs, documents := []object{}, []object{}
	for i := range it.accounts {
		for _, given := range it.paystubsOf(i) {
			stub := it.paystub(len(stubs), given, c.now)
			stubs = append(stubs, stub)
			documents = append(documents, object{
				"name": fmt.Sprintf("paystub_%d.pdf", len(stubs)), "status": "DOCUMENT_STATUS_PROCESSING_COMPLETE",
				"doc_id": stub["doc_id"], "doc_type": "DOCUMENT_TYPE_PAYSTUB",
			})
		}
	}
	return object{"paystubs": stubs, "document_metadata": documents}, nil
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
func (it *item) paystub(n int, given any, now time.Time) object {
	return overlay(paystub(draw.NewUUID(it.seed^uint64(n)), now.AddDate(0, 0, -14*n)), given)
}

// paystub is a fortnight's pay that ended on a day.
func paystub(id string, end time.Time) object {
	pay := func(amount, ytd float64) object {
		return object{"current_amount": amount, "ytd_amount": ytd, "iso_currency_code": "USD", "unofficial_currency_code": nil}
	}
	date := draw.DayOf(end).String()
	where := object{"city": "San Matias", "country": "US", "postal_code": "93405", "region": "CA", "street": "2493 Leisure Lane"}
	return object{
		"doc_id": id,
		"deductions": object{
			"breakdown": []object{with(pay(123.45, 246.9), object{"description": "TAXES"})},
			"total":     pay(123.45, 246.9),
		},
		"earnings": object{
			"breakdown": []object{with(pay(1500, 3000), object{"canonical_description": "REGULAR PAY", "description": "REGULAR", "hours": 80, "rate": 18.75})},
			"total":     with(pay(1500, 3000), object{"hours": 80}),
		},
		"employee": object{"address": where, "name": testOwner.names[0], "marital_status": "single", "taxpayer_id": object{"id_type": "SSN", "id_mask": "3333"}},
		"employer": object{"address": with(where, object{"street": "123 Relaxation Road"}), "name": "Platypus Payroll"},
		"net_pay":  with(pay(1376.55, 2753.1), object{"description": "NET PAY"}),
		"pay_period_details": object{
			"check_amount": 1376.55, "gross_earnings": 1500, "start_date": draw.DayOf(end.AddDate(0, 0, -13)).String(), "end_date": date, "pay_date": date,
			"pay_frequency":          "PAY_FREQUENCY_BIWEEKLY",
			"distribution_breakdown": []object{{"account_name": "Plaid Checking", "bank_name": "First Platypus Bank", "current_amount": 1376.55, "iso_currency_code": "USD", "mask": "0000", "type": "checking", "unofficial_currency_code": nil}},
		},
	}
}

func incomePrecheck(c *call, in struct {
	Employer struct {
		Name string `json:"name"`
	} `json:"employer"`
},
) (any, *plaidError) {
	confidence := "UNKNOWN"
	if in.Employer.Name != "" {
		confidence = "HIGH"
	}
	id := draw.NewUUID(c.next())
	c.shelf("income precheck").put(id, object{"employer": in.Employer.Name})
	return object{"precheck_id": id, "confidence": confidence}, nil
}
