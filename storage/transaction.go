package storage

import "time"

// Transaction is one row of an account as the bank last stated it.
type Transaction struct {
	ID             string
	AccountID      string
	PendingID      string // of the pending row that this posted row replaces
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

	Channel string // online, in store, other
	Rare    *Rare  // nil where the bank filled none of it
}

// Rare is what few banks fill.
type Rare struct {
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

// Annotation is what the person added to a transaction.
type Annotation struct {
	Category string // overrides the bank's: a detailed category, or a name of the person's own; empty: none
	Note     string
	Tags     []string
	Hidden   bool // from spending and income
}

// Entry is a transaction with what stands around it on a screen or in an
// export.
type Entry struct {
	Transaction
	Annotation  Annotation
	AccountName string
	AccountMask string
	Institution string
	Key         Key
	Was         *Was      // what a posted row was while it was pending; nil: not known
	RemovedAt   time.Time // when a sync learnt that the bank had taken it back; zero: it stands
}

// Was is a posted row's past as a pending one: "authorised 20.00, posted
// 24.00".
type Was struct {
	ID             string
	Amount         Money
	Date           Date
	AuthorizedDate Date
	Name           string
}

// Key is the place of an entry in the order of a list: newest first, and
// within a day by arrival. The zero Key stands before the first entry.
type Key struct {
	Date Date
	Row  int64
}

// Filter chooses entries. It is comparable; the zero Filter chooses all rows
// that are not removed.
type Filter struct {
	Text      string // a substring of merchant, name, original text, note, tag, category or amount, in any case
	AccountID string
	ItemID    string
	Category  string // a primary or a detailed category, the person's override included
	From, To  Date   // inclusive; zero: open
	Removed   bool   // the rows that the bank took back and never posted, instead of those that stand
}

// Query asks for a window of a filtered list. It is comparable, so that an
// answer can carry its question.
type Query struct {
	Filter Filter
	Anchor Key  // exclusive; zero: the start of the list, or its end when Back is set
	Back   bool // the rows before the anchor instead of those after it
	Limit  int
}

// Summary is what a filter chooses, counted and added up, one Money a
// currency, in the order of the currencies' codes. Pending, hidden and
// transfer rows are counted but not added up.
type Summary struct {
	Count   int
	Pending int
	In      []Money
	Out     []Money // negative
}
