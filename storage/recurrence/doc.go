// Package recurrence finds what comes back in the rows of accounts: bills,
// subscriptions, pay, transfers to savings. It knows no bank and asks nobody: it
// looks at who was paid, how much, and when.
//
// Rows of one account, direction, currency and merchant are held against each
// rhythm from weekly to yearly. Rows that keep to one are evidence for it, counted
// in bits: how unlikely it is that rows as frequent as these meet the expected
// days by chance. Rows that are missing count against it. What reaches the
// evidence that is asked for is a Series.
//
// It is pure: no SQL, no clock, no floats, and what it finds depends on the set of
// rows and on today alone. It takes time in proportion to the rows.
package recurrence
