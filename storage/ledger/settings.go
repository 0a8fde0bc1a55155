package ledger

// Settings are what the person decided about figures. The zero Settings are
// what is right for most: the home currency found out, calendar months, payments
// between people netted.
type Settings struct {
	HomeCurrency string     // shown where there is room for one; empty: the currency of most posted rows
	People       PeopleRule // empty: PeopleNet
	MonthStart   int        // the day on which the month of the budget begins, 1 to 28; 0: 1
}

// PeopleRule says how payments between people count: those through apps, wires,
// and transfers of which the bank says no more.
type PeopleRule string

// The rules for payments between people.
const (
	PeopleNet      PeopleRule = "net"      // netted over the period: spending or income by their sum
	PeopleGross    PeopleRule = "gross"    // what comes in is income, what goes out is spending
	PeopleTransfer PeopleRule = "transfer" // neither
)

// monthStart is the day on which months begin, 1 to 28.
func (s Settings) monthStart() int { return min(max(s.MonthStart, 1), 28) }

// First gives the day on which a month of the budget begins: the one of
// MonthStart in the calendar month of its name.
func (s Settings) First(m Month) Date { return m.First() + Date(s.monthStart()-1) }

// Last gives the day on which a month of the budget ends.
func (s Settings) Last(m Month) Date { return s.First(m.Add(1)).AddDays(-1) }

// MonthOf gives the month of the budget that a day lies in; zero for the zero
// Date.
func (s Settings) MonthOf(d Date) Month {
	m := d.Month()
	if d != 0 && d < s.First(m) {
		return m.Add(-1)
	}
	return m
}
