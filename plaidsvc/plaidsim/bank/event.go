package bank

import "passbook/plaidsvc/plaidsim/wire"

// Event is a webhook to send: its JSON body and the address that it goes to.
type Event struct {
	URL  string
	Body wire.Object
}
