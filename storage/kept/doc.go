// Package kept says which of Plaid's products, beyond transactions, the person
// wants brought by each sync, of which Item, and how each went the last time.
package kept
