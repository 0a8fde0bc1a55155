package ledger

import "time"

// Annotation is what the person added to a transaction.
type Annotation struct {
	Category string // overrides the bank's: a detailed category, or a name of the person's own; empty: none
	Note     string
	Tags     []string
	Hidden   bool // from spending and income
}

// Entry is a transaction with what stands around it on a screen or in an
// export.
type Entry struct {
	Transaction
	Annotation  Annotation
	AccountName string
	AccountMask string
	Institution string
	Key         Key
	Was         *Was      // what a posted row was while it was pending; nil: not known
	RemovedAt   time.Time // when a sync learnt that the bank had taken it back; zero: it stands
}

// Was is a posted row's past as a pending one: "authorised 20.00, posted
// 24.00".
type Was struct {
	ID             string
	Amount         Money
	Date           Date
	AuthorizedDate Date
	Name           string
}

// Key is the place of an entry in the order of a list: newest first, and
// within a day by arrival. The zero Key stands before the first entry.
type Key struct {
	Date Date
	Row  int64
}
