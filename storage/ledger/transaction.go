package ledger

import (
	"time"
)

// Transaction is one row of an account as the bank last stated it: a transaction
// of Plaid's /transactions/sync, with its sign turned.
type Transaction struct {
	ID             string
	AccountID      string
	PendingID      string // of the pending row that this posted row replaces, as the bank says; empty: none
	Amount         Money  // positive: money in
	Date           Date   // posted: the day it posted; pending: the day it happened
	AuthorizedDate Date
	Pending        bool

	Name       string // the bank's text, cleaned
	Merchant   string
	MerchantID string
	Original   string // the bank's text as billed

	Category           string // primary: FOOD_AND_DRINK. The set is open
	CategoryDetail     string // detailed: FOOD_AND_DRINK_COFFEE
	CategoryConfidence string

	Channel string   // online, in store, other
	Details *Details // nil where the bank filled none of it
}

// Details is what few banks fill. Times are instants in UTC; texts are as the
// bank sent them.
type Details struct {
	Datetime           time.Time      `json:"datetime,omitzero"`
	AuthorizedDatetime time.Time      `json:"authorized_datetime,omitzero"`
	Code               string         `json:"code,omitempty"` // transaction_code
	CheckNumber        string         `json:"check_number,omitempty"`
	AccountOwner       string         `json:"account_owner,omitempty"`
	Website            string         `json:"website,omitempty"`
	LogoURL            string         `json:"logo_url,omitempty"`
	Location           Location       `json:"location,omitzero"`
	Payment            PaymentMeta    `json:"payment,omitzero"`
	Counterparties     []Counterparty `json:"counterparties,omitempty"`
}

// Location is where a transaction happened.
type Location struct {
	Address    string `json:"address,omitempty"`
	City       string `json:"city,omitempty"`
	Region     string `json:"region,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country,omitempty"`
	Lat        string `json:"lat,omitempty"` // decimal text, as the bank sent it
	Lon        string `json:"lon,omitempty"`
	Store      string `json:"store,omitempty"`
}

// PaymentMeta is what a payment order says of itself.
type PaymentMeta struct {
	Reference string `json:"reference,omitempty"`
	PPDID     string `json:"ppd_id,omitempty"`
	Payee     string `json:"payee,omitempty"`
	ByOrderOf string `json:"by_order_of,omitempty"`
	Payer     string `json:"payer,omitempty"`
	Method    string `json:"method,omitempty"`
	Processor string `json:"processor,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// Counterparty is a party to a transaction: the merchant, a marketplace, a
// payment app.
type Counterparty struct {
	Name       string `json:"name"`
	EntityID   string `json:"entity_id,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Website    string `json:"website,omitempty"`
	LogoURL    string `json:"logo_url,omitempty"`
	Confidence string `json:"confidence,omitempty"`
}

// SetAside is a transaction that a bank sent and passbook cannot keep. It is in
// no list and in no figure, and goes when the bank sends it anew in a form that
// can be kept, or takes it back.
type SetAside struct {
	ID        string // of the transaction
	AccountID string
	Reason    string // a sentence
	Content   string // JSON as the bank sent it; what is longer than 4 KiB is cut

	// What the cache adds to it.
	ItemID      string
	Institution string
	AccountName string // empty: it knows no such account
	At          time.Time
}
