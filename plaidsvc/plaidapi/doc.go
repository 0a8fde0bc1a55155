// Package plaidapi speaks with Plaid: the client with its retries and time-outs,
// Plaid's errors, the decoder of pages of transactions, and the conversion of
// Plaid's types into passbook's.
//
// It is the only package that imports plaid-go, and the only one that turns
// signs: Plaid counts money out, and what is owed, as positive; passbook as
// negative (convert.go, transaction.go).
//
// Errors are *Error where Plaid answered, one of the Err values where an answer
// is not what it should be, and otherwise those of net/http. None holds a
// token, a key or a body.
package plaidapi
