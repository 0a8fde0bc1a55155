package bank

import (
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// OpenIncome makes an Item that a person shared income from one of theirs: income
// is asked for by the person, and nobody has to exchange the public token.
// Webhooks say that it is there: of an employer's at once, of a bank's when its
// history was read. Another Item is left alone.
func (c *Client) OpenIncome(it *Item, now time.Time) {
	if it.User == "" || !it.Uses("income_verification") {
		return
	}
	c.OpenItem(it)
	if it.HasPayroll() && it.Income.Gives("payroll") {
		it.Notify("INCOME", "INCOME_VERIFICATION", wire.Object{"verification_status": "VERIFICATION_STATUS_PROCESSING_COMPLETE"})
	}
	if it.Institution.ID == PayrollBank || !it.Income.Gives("bank") {
		return
	}
	read := it.Created.Add(it.History.whole)
	if read.Before(now) {
		read = now
	}
	it.History.at(read, func(time.Time) {
		if it.Webhook != "" && !it.Removed {
			it.emit(it.Webhook, "INCOME", "BANK_INCOME_COMPLETE", wire.Object{"user_id": it.User, "result": "SUCCESS"})
		}
	})
}
