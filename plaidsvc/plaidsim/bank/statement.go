package bank

import "passbook/plaidsvc/plaidsim/draw"

// StatementWindow is the period whose monthly statements an Item offers.
type StatementWindow struct {
	Start string `json:"start_date"`
	End   string `json:"end_date"`
}

// IsValid reports whether the period is one, of at most two years.
func (w StatementWindow) IsValid() bool {
	start, ok := draw.ParseDay(w.Start)
	end, also := draw.ParseDay(w.End)
	return ok && also && start <= end && end-start <= 2*366
}
