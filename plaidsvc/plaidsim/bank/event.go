package bank

import "passbook/plaidsvc/plaidsim/wire"

// Event is something that a client hears of by webhook: the JSON body, and the
// address that it goes to.
type Event struct {
	URL  string
	Body wire.Object
}
