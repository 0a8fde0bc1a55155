package bank

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
)

// Institution is a bank that can be linked.
type Institution struct {
	ID, Name  string
	Countries []string
	Products  []string
	Routing   []string
	OAuth     bool
	Health    string // empty: HEALTHY
	Color     string // #rrggbb
}

// The products of a bank that supports everything, of one with accounts only,
// and of a British one.
var (
	allProducts = []string{
		"assets", "auth", "balance", "identity", "identity_match", "income_verification", "investments", "investments_auth",
		"liabilities", "recurring_transactions", "signal", "statements", "transactions", "transactions_refresh", "transfer",
	}
	plainProducts = []string{"assets", "auth", "balance", "identity", "identity_match", "recurring_transactions", "signal", "transactions", "transactions_refresh"}
	euProducts    = []string{"assets", "auth", "balance", "identity", "payment_initiation", "recurring_transactions", "transactions", "transactions_refresh"}
)

var (
	us = []string{"US"}
	gb = []string{"GB"}
	ca = []string{"CA"}
)

// Institutions are Plaid's documented test banks, the banks that Plaid's rules
// single out by id (under invented names), and invented ones.
var Institutions = slices.Concat([]*Institution{
	{ID: "ins_109508", Name: "First Platypus Bank", Countries: us, Products: allProducts, Color: "#1b6e5a"},
	{ID: "ins_109509", Name: "First Gingham Credit Union", Countries: us, Products: allProducts, Color: "#b3423a"},
	{ID: "ins_109510", Name: "Tattersall Federal Credit Union", Countries: us, Products: allProducts, Color: "#5b4a9c"},
	{ID: "ins_109511", Name: "Tartan Bank", Countries: us, Products: allProducts, Color: "#2f6b2f"},
	{ID: "ins_109512", Name: "Houndstooth Bank", Countries: us, Products: allProducts, Color: "#3d3d3d", Routing: []string{"021000021", "110000000", "333333334"}},
	{ID: "ins_130016", Name: "First Platypus Balance Bank", Countries: us, Products: allProducts, Color: "#14796b"},
	{ID: "ins_127287", Name: "Platypus OAuth Bank", Countries: us, Products: allProducts, OAuth: true, Color: "#0b5fa5"},
	{ID: "ins_132241", Name: "First Platypus OAuth App2App Bank", Countries: us, Products: allProducts, OAuth: true, Color: "#0e7490"},
	{ID: "ins_132361", Name: "Unhealthy Platypus Bank - Down", Countries: us, Products: allProducts, Health: "DOWN", Color: "#7f1d1d"},
	{ID: "ins_132363", Name: "Unhealthy Platypus Bank - Degraded", Countries: us, Products: allProducts, Health: "DEGRADED", Color: "#92600a"},
	{ID: "ins_133402", Name: "Unsupported Platypus Bank", Countries: us, Products: []string{"transactions", "balance"}, Health: "UNSUPPORTED", Color: "#52525b"},
	{ID: "ins_133502", Name: "Returning Platypus Bank", Countries: us, Products: allProducts, Color: "#0f766e"},
	{ID: "ins_133503", Name: "Returning Platypus Savings", Countries: us, Products: allProducts, Color: "#115e59"},
	{ID: PayrollBank, Name: "Platypus Payroll", Countries: us, Products: []string{"income_verification", "balance", "transactions"}, Color: "#6d28d9"},
	{ID: "ins_135858", Name: "Windowpane Bank", Countries: us, Products: allProducts, Color: "#1d4ed8"},
	{ID: "ins_43", Name: "Tartan-Dominion Bank of Canada", Countries: ca, Products: allProducts, Color: "#a11d2f"},
	{ID: "ins_116834", Name: "Flexible Platypus Open Banking", Countries: gb, Products: euProducts, OAuth: true, Color: "#3f3fa0"},
	{ID: "ins_117181", Name: "Flexible Platypus Open Banking (QR)", Countries: gb, Products: euProducts, OAuth: true, Color: "#4a3f8f"},
	{ID: "ins_117650", Name: "Royal Bank of Plaid", Countries: gb, Products: euProducts, OAuth: true, Color: "#5c1a66"},

	{ID: "ins_12", Name: "Longmeadow Investments", Countries: us, Products: allProducts, Color: "#2c6e31"},
	{ID: "ins_13", Name: "Pinnacle Harbor Bank", Countries: us, Products: allProducts, OAuth: true, Color: "#b45309"},
	{ID: "ins_56", Name: "Chestnut Street Bank", Countries: us, Products: allProducts, OAuth: true, Color: "#1e3a8a"},
	{ID: "ins_116944", Name: "Mayfield Student Lending", Countries: us, Products: []string{"balance", "liabilities", "transactions"}, Color: "#1d4ed8"},
	{ID: "ins_127989", Name: "Bank of the Alleghenies", Countries: us, Products: allProducts, Color: "#9f1239", Routing: []string{"021200339", "052001633"}},
	{ID: "ins_127990", Name: "Upland Savings Bank", Countries: us, Products: allProducts, Color: "#334e9c"},
	{ID: "ins_128026", Name: "Capstone Card Bank", Countries: us, Products: allProducts, OAuth: true, Color: "#0f4c5c"},
}, invented("ins_9001", us, plainProducts, false,
	"Alder Creek Community Bank", "Bluegrass Mutual Savings", "Cedar & Main Bank", "Copperline Credit Union", "Driftwood National Bank",
	"Eastlake Federal Credit Union", "Fernhill Trust", "Great Basin Savings", "Hollow Oak Bank", "Juniper Ridge Credit Union",
	"Kestrel Bank", "Lanternfish Financial", "Magnolia Brokerage", "Northern Plains Card Services", "Opal Coast Bank"),
	invented("ins_9101", gb, euProducts, true,
		"Brambleford Building Society", "Cairnwell Bank", "Dovecote Savings", "Fenland Mutual", "Harrowgate & Sons", "Kittiwake Bank", "Saltmarsh Co-operative Bank", "Thistledown Bank"),
	invented("ins_9201", ca, plainProducts, false,
		"Boreal Credit Union", "Caribou Savings", "Maritime Lantern Bank", "Prairie Clover Financial", "Rivière-aux-Pins Caisse", "Tamarack Bank"),
)

// invented makes banks that have nothing but a name, with ids numbered from
// first on.
func invented(first string, countries, products []string, oauth bool, names ...string) []*Institution {
	n, err := strconv.Atoi(strings.TrimPrefix(first, "ins_"))
	if err != nil {
		panic(err)
	}
	out := make([]*Institution, len(names))
	for i, name := range names {
		x := draw.MixString(1, name)
		out[i] = &Institution{
			ID: fmt.Sprintf("ins_%d", n+i), Name: name, Countries: countries, Products: products, OAuth: oauth,
			Color: fmt.Sprintf("#%02x%02x%02x", 20+x%110, 40+x>>8%90, 60+x>>16%110),
		}
	}
	return out
}

// InstitutionByID finds a bank; nil: there is none.
func InstitutionByID(id string) *Institution {
	i := slices.IndexFunc(Institutions, func(b *Institution) bool { return b.ID == id })
	if i < 0 {
		return nil
	}
	return Institutions[i]
}

// Serves reports whether the bank is in one of the countries and supports all
// of the products.
func (b *Institution) Serves(countries, products []string) bool {
	return slices.ContainsFunc(b.Countries, func(c string) bool { return slices.Contains(countries, c) }) && b.Supports(products)
}

// Supports reports whether the bank supports all of the products.
func (b *Institution) Supports(products []string) bool {
	return !slices.ContainsFunc(products, func(p string) bool { return !slices.Contains(b.Products, p) })
}

// Site is the address of the bank, which does not exist.
func (b *Institution) Site() string {
	host := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(b.Name))
	return "https://" + host + ".example"
}

// PayrollBank is the institution that has employers instead of accounts.
const PayrollBank = "ins_135842"

// SearchInstitutions lists the banks of the countries that support all of the
// products and whose name holds every word of the query; all of them for an
// empty query.
func SearchInstitutions(query string, countries, products []string) []*Institution {
	words := strings.Fields(strings.ToLower(query))
	var found []*Institution
	for _, b := range Institutions {
		name := strings.ToLower(b.Name)
		if b.Serves(countries, products) && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			found = append(found, b)
		}
	}
	return found
}

// northAmerican reports whether the bank is in the US or Canada. For those Plaid
// sends PENDING_DISCONNECT, for others PENDING_EXPIRATION.
func (b *Institution) northAmerican() bool {
	return slices.Contains(b.Countries, "US") || slices.Contains(b.Countries, "CA")
}
