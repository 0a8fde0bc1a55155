package bank

// StatementWindow is the months whose statements an Item offers.
type StatementWindow struct {
	Start string `json:"start_date"`
	End   string `json:"end_date"`
}
