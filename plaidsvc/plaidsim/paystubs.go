package plaidsim

import (
	"fmt"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// byDate sorts transactions, oldest first.
func byDate(rows []*bank.Transaction) {
	slices.SortStableFunc(rows, func(a, b *bank.Transaction) int { return int(a.Date - b.Date) })
}

func paystubsGet(c *bank.Call, in accessOnly) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "income_verification")
	if err != nil {
		return nil, err
	}
	stubs, documents := []wire.Object{}, []wire.Object{}
	for i := range it.Accounts {
		for _, given := range paystubsOf(it, i) {
			stub := paystubJSON(it, len(stubs), given, c.Now)
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
func paystubsOf(it *bank.Item, account int) []any {
	if len(it.Profile.Incomes) == 0 && account == 0 {
		return []any{nil, nil}
	}
	return it.Profile.Incomes[account].Paystubs
}

// paystubJSON is the Item's n-th paystub, as usual where nothing else is given.
// The later ones are older.
func paystubJSON(it *bank.Item, n int, given any, now time.Time) wire.Object {
	return wire.Overlay(profile.Paystub(draw.NewUUID(it.Seed^uint64(n)), now.AddDate(0, 0, -14*n)), given)
}

func incomePrecheck(c *bank.Call, in struct {
	Employer struct {
		Name string `json:"name"`
	} `json:"employer"`
},
) (any, *wire.Error) {
	confidence := "UNKNOWN"
	if in.Employer.Name != "" {
		confidence = "HIGH"
	}
	id := draw.NewUUID(c.Next())
	c.Collection("income precheck").Put(id, wire.Object{"employer": in.Employer.Name})
	return wire.Object{"precheck_id": id, "confidence": confidence}, nil
}
