package bank

import (
	"slices"
	"time"
)

// Options says how the simulated banks behave.
type Options struct {
	Seed         uint64           // the same seed gives the same data
	Transactions int              // of the user user_bulk
	Now          func() time.Time // the real clock
	Initial      time.Duration    // from when Transactions is added to an Item until its last 30 days are ready
	Historical   time.Duration    // until all of its history is ready
	Live         time.Duration    // a household's next transaction arrives this often; 0: never
	Tester       string           // the test user whom Link's page offers first, and an OAuth bank lets in; empty: user_good
	Relogin      bool             // Items ask for a new login after 30 days
	Limits       bool             // calls are limited as the Sandbox limits them
	Taxonomy     string           // of a client that asks for none: v1 or v2; empty: v2
}

// IncomeOptions are where income is read from (bank, payroll; empty: wherever
// there is some), and how many days of transactions Bank Income is asked for when
// an Item is linked.
type IncomeOptions struct {
	Sources []string `json:"income_source_types"`
	Bank    struct {
		Days int `json:"days_requested"`
	} `json:"bank_income"`
}

// Gives reports whether income is read from a kind of source: bank or payroll.
func (o IncomeOptions) Gives(source string) bool {
	return len(o.Sources) == 0 || slices.Contains(o.Sources, source)
}
