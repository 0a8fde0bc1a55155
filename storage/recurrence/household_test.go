package recurrence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// comesBack is what plaidsim says that its household pays and gets, in the files of
// plaidsvc/plaidsim/people/household, by account and the bank's text: minus is money
// out. Of transfers to savings those about the fourth come every month.
var comesBack = []struct {
	account, text string
	cadence       recurrence.Cadence
	from, to      int // days of the month; 0: any
}{
	// bills.go and work.go
	{"-4071", "ROSE QUARTER APTS", recurrence.Monthly, 0, 0},
	{"-4071", "PORTLAND GENERAL ELEC", recurrence.Monthly, 0, 0},
	{"-4071", "NW NATURAL GAS", recurrence.Monthly, 0, 0},
	{"-4071", "COMCAST CABLE", recurrence.Monthly, 0, 0},
	{"-4071", "TMOBILE", recurrence.Monthly, 0, 0},
	{"-4071", "GEICO", recurrence.Monthly, 0, 0},
	{"-4071", "CITY OF PORTLAND WATER", recurrence.EveryTwoMonths, 0, 0},
	{"-4071", "CHECK ", recurrence.Monthly, 0, 0},
	{"-4071", "TARTAN BANK AUTO LOAN", recurrence.Monthly, 0, 0},
	{"-4071", "TARTAN BANK STUDENT LN", recurrence.Monthly, 0, 0},
	{"4071", "CASCADE ROBOTICS PAYROLL", recurrence.EveryTwoWeeks, 0, 0},
	{"4071", "CASCADE ROBOTICS BONUS", recurrence.Yearly, 0, 0},
	{"4071", "IRS TREAS", recurrence.Yearly, 0, 0},
	{"4088", "INTEREST", recurrence.Monthly, 0, 0},
	{"5512", "INTEREST", recurrence.Monthly, 0, 0},
	{"-6120", "NETFLIX", recurrence.Monthly, 0, 0},
	{"-6120", "SPOTIFY", recurrence.Monthly, 0, 0},
	{"-6120", "NYTIMES", recurrence.Monthly, 0, 0},
	{"-6120", "APPLE.COM/BILL", recurrence.Monthly, 0, 0},
	{"-6120", "MOVEMENT PORTLAND", recurrence.Monthly, 0, 0},
	{"-6120", "LEMONADE", recurrence.Monthly, 0, 0},
	{"-6120", "AMAZON PRIME", recurrence.Yearly, 0, 0},
	// transfers.go
	{"-4071", "TRANSFER TO SAVINGS", recurrence.Monthly, 1, 15},
	{"4088", "TRANSFER FROM CHECKING", recurrence.Monthly, 1, 15},
	{"-4071", "HOUNDSTOOTH BANK ACH", recurrence.Monthly, 0, 0},
	{"5512", "FIRST PLATYPUS ACH", recurrence.Monthly, 0, 0},
	{"-4071", "TARTAN BANK CARD AUTOPAY", recurrence.Monthly, 0, 0},
	{"9034", "AUTOPAY PAYMENT", recurrence.Monthly, 0, 0},
	{"-4071", "PLATYPUS CARD AUTOPAY", recurrence.Monthly, 0, 0},
	{"6120", "AUTOMATIC PAYMENT", recurrence.Monthly, 0, 0},
	// loans.go
	{"-7715", "INTEREST CHARGE", recurrence.Monthly, 0, 0},
	{"7715", "PAYMENT RECEIVED", recurrence.Monthly, 0, 0},
	{"-2260", "INTEREST CHARGE", recurrence.Monthly, 0, 0},
	{"2260", "PAYMENT RECEIVED", recurrence.Monthly, 0, 0},
	// house.go
	{"8802", "APPFOLIO", recurrence.Monthly, 0, 0},
	{"-8802", "TATTERSALL FCU MORTGAGE", recurrence.Monthly, 0, 0},
	{"-8850", "INTEREST CHARGE", recurrence.Monthly, 0, 0},
	{"-8850", "ESCROW DEPOSIT", recurrence.Monthly, 0, 0},
	{"8850", "PAYMENT RECEIVED", recurrence.Monthly, 0, 0},
	// joint.go
	{"3318", "PAPERMOON STUDIO", recurrence.Monthly, 0, 0},
	{"-3318", "TRANSFER TO VACATION", recurrence.Monthly, 0, 0},
	{"3326", "TRANSFER FROM JOINT", recurrence.Monthly, 0, 0},
	{"3326", "INTEREST", recurrence.Monthly, 0, 0},
	// invest.go
	{"-4071", "HOUNDSTOOTH BROKERAGE", recurrence.Monthly, 0, 0},
	{"5512", "DIVIDEND SWEEP", recurrence.Quarterly, 0, 0},
	{"3318", "HOUNDSTOOTH BROKERAGE", recurrence.HalfYearly, 0, 0},
	// days.go
	{"-6120", "HAWTHORNE DENTAL", recurrence.HalfYearly, 0, 0},
	{"-6120", "INTUIT *TURBOTAX", recurrence.Yearly, 0, 0},
	{"-9034", "OREGON FOOD BANK", recurrence.Yearly, 0, 0},
	{"6120", "CASH BACK", recurrence.HalfYearly, 0, 0},
}

// demoHousehold is what the five banks of the demo say of two years. The demo's own
// seed is 1.
func demoHousehold(t *testing.T, seed uint64) life {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	sim := plaidsim.New(plaidsim.Options{Seed: seed, Now: func() time.Time { return now }})
	t.Cleanup(sim.Close)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	ask := func(path, body string, to any) {
		t.Helper()
		r, err := http.Post(server.URL+path, "application/json", bytes.NewBufferString(`{"client_id":"a","secret":"b",`+body+`}`))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		if err := json.NewDecoder(r.Body).Decode(to); err != nil || r.StatusCode != http.StatusOK {
			t.Fatal(path, r.Status, err)
		}
	}
	l := life{name: fmt.Sprint("demo household ", seed), today: 2026_11_22, truth: map[string]recurrence.Cadence{}, of: map[int64]string{}}
	for _, c := range comesBack {
		l.truth[c.account+" "+c.text] = c.cadence
	}
	for _, institution := range []string{"ins_109508", "ins_109509", "ins_109510", "ins_109511", "ins_109512"} {
		var item struct {
			Public string `json:"public_token"`
			Access string `json:"access_token"`
		}
		ask("/sandbox/public_token/create", fmt.Sprintf(`"institution_id":%q,"initial_products":["transactions"],"options":{"override_username":"user_household","override_password":"pass_good","transactions":{"days_requested":730}}`, institution), &item)
		ask("/item/public_token/exchange", fmt.Sprintf(`"public_token":%q`, item.Public), &item)
		cursor := ""
		for more := true; more; {
			var page struct {
				Added    []saidRow
				Accounts []struct {
					ID   string `json:"account_id"`
					Mask string
				}
				Next string `json:"next_cursor"`
				More bool   `json:"has_more"`
			}
			ask("/transactions/sync", fmt.Sprintf(`"access_token":%q,"cursor":%q,"count":500`, item.Access, cursor), &page)
			masks := map[string]string{}
			for _, a := range page.Accounts {
				masks[a.ID] = a.Mask
			}
			for _, r := range page.Added {
				if !r.Pending {
					l.add(t, &r, masks[r.Account])
				}
			}
			cursor, more = page.Next, page.More
		}
	}
	return l
}

type saidRow struct {
	Account  string `json:"account_id"`
	Amount   json.Number
	Date     string
	Name     string
	Merchant string `json:"merchant_name"`
	Entity   string `json:"merchant_entity_id"`
	Currency string `json:"iso_currency_code"`
	Pending  bool
}

func (l *life) add(t *testing.T, r *saidRow, mask string) {
	t.Helper()
	m, err := ledger.ParseMoney(r.Amount.String(), r.Currency)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ledger.ParseDate(r.Date)
	if err != nil {
		t.Fatal(err)
	}
	row := recurrence.Row{ID: int64(len(l.rows) + 1), EntityID: r.Entity, Merchant: r.Merchant, Name: r.Name, Currency: r.Currency, Minor: -m.Minor, Date: d}
	fmt.Sscan(mask, &row.Account)
	l.rows = append(l.rows, row)
	if row.Minor < 0 {
		mask = "-" + mask
	}
	for _, c := range comesBack {
		if dom := int(d) % 100; c.account == mask && strings.HasPrefix(r.Name, c.text) && (c.to == 0 || dom >= c.from && dom <= c.to) {
			l.of[row.ID] = c.account + " " + c.text
		}
	}
}
