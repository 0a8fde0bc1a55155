package link

import (
	"passbook/plaidsvc/plaidsim/api/transfer"
	"passbook/plaidsvc/plaidsim/bank"
)

// transferNow does what the transfer intent of the link token says, with the
// account that it names, or else the first checking or savings account that is
// shared. It gives the transfer_status of onSuccess; nil: there is nothing to
// transfer.
func (ls *Session) transferNow(c *bank.Call) any {
	intent := ls.token.request.Transfer.Intent
	shared, _ := ls.item.SharedAccounts(nil) // without ids there is no error
	for _, a := range shared {
		if a.Type == "depository" && transfer.IsFor(c, intent, a) {
			return transfer.Fulfil(c, intent, a)
		}
	}
	return nil
}
