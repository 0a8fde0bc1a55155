package ledger

// Verdict is a row with what it counts as and why.
type Verdict struct {
	Entry     Entry
	State     State
	Class     Class // what it counts as, or would if it were posted and not hidden
	Code      string
	Why       string // in words
	Principal int64  // what of the row's amount paid a loan off and is ClassUnpaired, of the same sign
}

// Counts gives what a row of the period adds to one class of its figures, in
// minor units of the row's sign: what all rows add is Income, -Spent, or the Net
// of Moved, Unpaired or Paired. counted is false where the row is no part of it.
func (f *Figures) Counts(c Class, v *Verdict) (minor int64, counted bool) {
	if v.Entry.Amount.Currency != f.Currency {
		return 0, false
	}
	switch has := f.FigureOf(c).Has(v.Class, v.Code, v.State); {
	case has && c == ClassUnpaired: // also a loan payment that is principal as a whole
		return v.Entry.Amount.Minor, true
	case has:
		return AddMinor(v.Entry.Amount.Minor, -v.Principal), true
	}
	return v.Principal, c == ClassUnpaired && v.Principal != 0
}
