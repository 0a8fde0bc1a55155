package ledger

// Filter chooses entries. It is comparable; the zero Filter chooses all rows
// that are not removed.
type Filter struct {
	Query     string // in the language of package query, with fixed days alone: see query.Resolve
	AccountID string
	ItemID    string
	Category  string // a primary or a detailed category, the person's override included
	Currency  string
	From, To  Date   // inclusive; zero: open
	Removed   bool   // the rows that the bank removed and never posted, instead of those that it did not remove
	Figure    Figure // only rows that make a figure
}

// Figure chooses the rows that make a figure, of the ones that a Filter's days,
// account and currency choose. The zero Figure chooses all.
type Figure struct {
	Class  Class  // empty: of every class
	Code   string // as Rules.Sort gives it; empty: of every line
	People bool   // also the payments between people, which were netted into the class: see Figures.FigureOf
	State  State  // of ClassPaired it says nothing: rows in pairs are posted
}

// Has reports whether a row, or one side of a flow, makes the figure: its class
// and code, as Rules.Sort gives them, and its state.
func (f Figure) Has(class Class, code string, state State) bool {
	if f == (Figure{}) {
		return true
	}
	if class == ClassPaired && f.Class == ClassPaired {
		state = f.State
	}
	kept := f.Class == ClassKept && (class == ClassSpending || class == ClassIncome || class == ClassPeople)
	return state == f.State &&
		(f.Class == "" || f.Class == class || f.People && class == ClassPeople || kept) &&
		(f.Code == "" || f.Code == code)
}
