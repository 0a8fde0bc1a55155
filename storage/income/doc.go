// Package income keeps what Plaid tells of the person's income: what comes to
// their accounts from whom and how often, and what their employers' pay stubs
// say.
//
// It talks to the cache through storage's Read and Write alone. Amounts are minor
// units of their currency, and positive where they are paid to the person. It has
// no numbers of accounts or of taxpayers, and nobody's address.
package income
