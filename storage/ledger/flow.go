package ledger

// State says how a row that stands enters figures. The numbers are those of
// monthly_totals.state in the cache.
type State int

// The states. Only posted rows make figures, the others stand beside them.
const (
	StatePosted  State = iota
	StatePending       // and not hidden
	StateHidden        // by the person, posted or not
	StatePaired        // posted, not hidden, and one half of an internal transfer
)

// StateOf gives the state of a row that stands.
func StateOf(pending, hidden, paired bool) State {
	switch {
	case hidden:
		return StateHidden
	case pending:
		return StatePending
	case paired:
		return StatePaired
	}
	return StatePosted
}

// Sum is rows added up, in minor units of one currency. A side that 64 bits do
// not hold stays at their end: see AddUp and Money.IsTooLarge.
type Sum struct {
	In, Out int64 // Out is negative
	Count   int   // of rows
}

// Add takes in another sum. Each side only grows, so that the order in which
// sums are added never matters.
func (s *Sum) Add(o Sum) {
	if o.In == TooLarge {
		o.In = -(TooLarge + 1)
	}
	if isEnd(o.Out) {
		o.Out = TooLarge
	}
	s.In, s.Out, s.Count = AddUp(s.In, o.In), AddUp(s.Out, o.Out), s.Count+o.Count
}

// Net is both sides together, in minor units; TooLarge where one of them is no
// figure.
func (s Sum) Net() int64 { return AddMinor(s.In, s.Out) }

// Flow is rows of one month, account, category, currency and state, added up.
type Flow struct {
	Month       Month // zero: of days that are no month
	AccountID   string
	AccountName string
	Kind        AccountKind
	Primary     string // effective: see Entry.EffectivePrimary
	Category    string // effective: detailed, or the primary where the bank gives no more; empty: none
	Currency    string
	State       State
	In, Out     int64 // minor units; Out is negative
	Count       int   // of rows
	Received    int   // of them not money out: amounts of 0 or more
	Principal   bool  // what of loan payments paid the loan off: see SplitLoans
	Unsure      bool  // loan payments of which nothing tells what paid the loan off
}

// sides gives what came in and what went out of a flow: they may count as
// different things.
func (f *Flow) sides() (in, out Sum) {
	return Sum{In: f.In, Count: f.Received}, Sum{Out: f.Out, Count: f.Count - f.Received}
}
