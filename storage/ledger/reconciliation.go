package ledger

// Reconciliation compares what the bank says an account gained between two
// snapshots with the posted transactions of that time. All amounts are minor
// units of Currency.
type Reconciliation struct {
	AccountID   string
	AccountName string
	Institution string
	Currency    string
	From, To    Date // the days of the two snapshots
	Bank        int64
	Posted      int64 // the sum of the rows that posted after From, up to To
	Unexplained int64 // Bank less Posted
}
