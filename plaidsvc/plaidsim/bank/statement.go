package bank

// StatementWindow is the period whose monthly statements an Item offers.
type StatementWindow struct {
	Start string `json:"start_date"`
	End   string `json:"end_date"`
}
