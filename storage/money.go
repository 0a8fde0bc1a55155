package storage

// Money is an amount in minor units of a currency: an ISO 4217 code, or one of
// the unofficial codes that banks use for others, which have 8 decimals here.
type Money struct {
	Minor    int64
	Currency string
}
