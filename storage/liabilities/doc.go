// Package liabilities keeps what banks say of cards, student loans and mortgages
// beside their balances: rates, statements, what is due and when. It tells which
// days something is due on, and how a debt is paid off.
//
// It talks to the cache through storage's Read and Write alone. Amounts are minor
// units of the liability's currency, and positive: what is owed, what is due.
package liabilities
