// Package storage is what passbook knows and the SQL that keeps it: Items,
// accounts, balances, transactions, the record of every sync, and the person's
// own annotations, in one SQLite file.
//
// Of passbook it imports ledger and textindex alone, and it knows nothing of
// Plaid. It is the only package that imports database/sql.
//
// Conventions: money is an integer of minor units with a currency; money in is
// positive and money out is negative; a debt is a negative balance. Bank dates
// are dates without a zone, instants are UTC. What the bank said and what the
// person wrote live in separate tables: a sync rewrites the first and never
// the second.
package storage
