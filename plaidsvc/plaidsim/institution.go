package plaidsim

import (
	"fmt"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
)

// institution is a bank that plaidsim knows.
type institution struct {
	id, name  string
	countries []string
	products  []string
	routing   []string
	oauth     bool
	health    string // empty: HEALTHY
	color     string // #rrggbb
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

// institutions are Plaid's documented test banks, the banks that Plaid's rules
// single out by id (under invented names), and invented ones.
var institutions = slices.Concat([]*institution{
	{id: "ins_109508", name: "First Platypus Bank", countries: us, products: allProducts, color: "#1b6e5a"},
	{id: "ins_109509", name: "First Gingham Credit Union", countries: us, products: allProducts, color: "#b3423a"},
	{id: "ins_109510", name: "Tattersall Federal Credit Union", countries: us, products: allProducts, color: "#5b4a9c"},
	{id: "ins_109511", name: "Tartan Bank", countries: us, products: allProducts, color: "#2f6b2f"},
	{id: "ins_109512", name: "Houndstooth Bank", countries: us, products: allProducts, color: "#3d3d3d", routing: []string{"021000021", "110000000", "333333334"}},
	{id: "ins_130016", name: "First Platypus Balance Bank", countries: us, products: allProducts, color: "#14796b"},
	{id: "ins_127287", name: "Platypus OAuth Bank", countries: us, products: allProducts, oauth: true, color: "#0b5fa5"},
	{id: "ins_132241", name: "First Platypus OAuth App2App Bank", countries: us, products: allProducts, oauth: true, color: "#0e7490"},
	{id: "ins_132361", name: "Unhealthy Platypus Bank - Down", countries: us, products: allProducts, health: "DOWN", color: "#7f1d1d"},
	{id: "ins_132363", name: "Unhealthy Platypus Bank - Degraded", countries: us, products: allProducts, health: "DEGRADED", color: "#92600a"},
	{id: "ins_133402", name: "Unsupported Platypus Bank", countries: us, products: []string{"transactions", "balance"}, health: "UNSUPPORTED", color: "#52525b"},
	{id: "ins_133502", name: "Returning Platypus Bank", countries: us, products: allProducts, color: "#0f766e"},
	{id: "ins_133503", name: "Returning Platypus Savings", countries: us, products: allProducts, color: "#115e59"},
	{id: "ins_135842", name: "Platypus Payroll", countries: us, products: []string{"income_verification", "balance", "transactions"}, color: "#6d28d9"},
	{id: "ins_135858", name: "Windowpane Bank", countries: us, products: allProducts, color: "#1d4ed8"},
	{id: "ins_43", name: "Tartan-Dominion Bank of Canada", countries: ca, products: allProducts, color: "#a11d2f"},
	{id: "ins_116834", name: "Flexible Platypus Open Banking", countries: gb, products: euProducts, oauth: true, color: "#3f3fa0"},
	{id: "ins_117181", name: "Flexible Platypus Open Banking (QR)", countries: gb, products: euProducts, oauth: true, color: "#4a3f8f"},
	{id: "ins_117650", name: "Royal Bank of Plaid", countries: gb, products: euProducts, oauth: true, color: "#5c1a66"},

	{id: "ins_12", name: "Longmeadow Investments", countries: us, products: allProducts, color: "#2c6e31"},
	{id: "ins_13", name: "Pinnacle Harbor Bank", countries: us, products: allProducts, oauth: true, color: "#b45309"},
	{id: "ins_56", name: "Chestnut Street Bank", countries: us, products: allProducts, oauth: true, color: "#1e3a8a"},
	{id: "ins_116944", name: "Mayfield Student Lending", countries: us, products: []string{"balance", "liabilities", "transactions"}, color: "#1d4ed8"},
	{id: "ins_127989", name: "Bank of the Alleghenies", countries: us, products: allProducts, color: "#9f1239", routing: []string{"021200339", "052001633"}},
	{id: "ins_127990", name: "Upland Savings Bank", countries: us, products: allProducts, color: "#334e9c"},
	{id: "ins_128026", name: "Capstone Card Bank", countries: us, products: allProducts, oauth: true, color: "#0f4c5c"},
}, invented("ins_9001", us, plainProducts, false,
	"Alder Creek Community Bank", "Bluegrass Mutual Savings", "Cedar & Main Bank", "Copperline Credit Union", "Driftwood National Bank",
	"Eastlake Federal Credit Union", "Fernhill Trust", "Great Basin Savings", "Hollow Oak Bank", "Juniper Ridge Credit Union",
	"Kestrel Bank", "Lanternfish Financial", "Magnolia Brokerage", "Northern Plains Card Services", "Opal Coast Bank"),
	invented("ins_9101", gb, euProducts, true,
		"Brambleford Building Society", "Cairnwell Bank", "Dovecote Savings", "Fenland Mutual", "Harrowgate & Sons", "Kittiwake Bank", "Saltmarsh Co-operative Bank", "Thistledown Bank"),
	invented("ins_9201", ca, plainProducts, false,
		"Boreal Credit Union", "Caribou Savings", "Maritime Lantern Bank", "Prairie Clover Financial", "Rivière-aux-Pins Caisse", "Tamarack Bank"),
)

// invented makes banks of nothing but names, numbered from first on.
func invented(first string, countries, products []string, oauth bool, names ...string) []*institution {
	var n int
	fmt.Sscanf(first, "ins_%d", &n)
	out := make([]*institution, len(names))
	for i, name := range names {
		x := draw.MixString(1, name)
		out[i] = &institution{
			id: fmt.Sprintf("ins_%d", n+i), name: name, countries: countries, products: products, oauth: oauth,
			color: fmt.Sprintf("#%02x%02x%02x", 20+x%110, 40+x>>8%90, 60+x>>16%110),
		}
	}
	return out
}

// institutionByID finds a bank; nil: there is none.
func institutionByID(id string) *institution {
	i := slices.IndexFunc(institutions, func(b *institution) bool { return b.id == id })
	if i < 0 {
		return nil
	}
	return institutions[i]
}

// serves tells whether the bank is in one of the countries and supports all
// of the products.
func (b *institution) serves(countries, products []string) bool {
	return slices.ContainsFunc(b.countries, func(c string) bool { return slices.Contains(countries, c) }) && b.supports(products)
}

// supports tells whether the bank supports all of the products.
func (b *institution) supports(products []string) bool {
	return !slices.ContainsFunc(products, func(p string) bool { return !slices.Contains(b.products, p) })
}

// site is the bank's web page.
func (b *institution) site() string {
	host := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(b.name))
	return "https://" + host + ".example"
}
