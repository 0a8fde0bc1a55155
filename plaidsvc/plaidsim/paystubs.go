package plaidsim

import (
	"fmt"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// byDate sorts transactions, oldest first.
func byDate(rows []*txn) {
	slices.SortStableFunc(rows, func(a, b *txn) int { return int(a.Date - b.Date) })
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
	if len(it.profile.Incomes) == 0 && account == 0 {
		return []any{nil, nil}
	}
	return it.profile.Incomes[account].Paystubs
}

// paystub is the Item's n-th paystub, as usual where nothing else is given.
// The later ones are older.
func (it *item) paystub(n int, given any, now time.Time) wire.Object {
	return wire.Overlay(profile.Paystub(draw.NewUUID(it.seed^uint64(n)), now.AddDate(0, 0, -14*n)), given)
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
