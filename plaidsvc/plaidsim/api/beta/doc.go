// Package beta answers the endpoints of Transactions that Plaid calls beta: a
// client's own rules for categories, insights into what a person's enriched
// transactions are, and the older form of Enrich.
package beta
