// Package payments has the commands about paying and being paid: whether an
// account can pay something, how likely a debit comes back, what became of
// transfers, and the income.
package payments
