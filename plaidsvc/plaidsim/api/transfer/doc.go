// Package transfer answers the endpoints of Transfer and of the older Bank
// Transfers: authorizations, transfers with their refunds, what happened to them
// as a log of events, and what an account of the client's own may do.
package transfer
