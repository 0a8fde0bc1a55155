// Package transfer answers the endpoints of Transfer and of the older Bank
// Transfers: authorizations, transfers with their refunds, recurring transfers
// and intents, sweeps and the ledgers that they move money of, what happened to
// all of them as a log of events, and what an account of the client's own may do.
package transfer
