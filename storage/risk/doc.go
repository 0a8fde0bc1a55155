// Package risk keeps what was asked of Plaid's Signal and what it judged: how
// likely a planned debit comes back. Reports of what became of the debit refer to
// the question by its id.
package risk
