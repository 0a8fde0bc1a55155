package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// aBank is a bank of an invented household: its accounts, and the rows that it
// has of them.
type aBank struct {
	institution string
	accounts    []anAccount
	rows        []bankRow
	item        string   // once it is linked
	rowIDs      []string // of its posted rows
	pendingIDs  []string
}

type anAccount struct{ name, kind, subtype, currency string }

// spot is an account of a household.
type spot struct{ bank, account int }

// invented is a household whose rows are drawn at random: transfers across the
// ends of months, payments of cards and loans, refunds larger than purchases,
// and everything else that figures have a rule for.
type invented struct {
	*rand.Rand
	banks []*aBank
	today time.Time
	apart [][2]string // transactions of two currencies that the person pairs
}

// The accounts of an invented household. One in three has no card.
func invent(seed uint64, today time.Time) *invented {
	h := &invented{Rand: rand.New(rand.NewPCG(seed, 8)), today: today, banks: []*aBank{
		{institution: "ins_109508", accounts: []anAccount{
			{"Checking", "depository", "checking", "USD"}, {"Savings", "depository", "savings", "USD"}, {"Card", "credit", "credit card", "USD"},
		}},
		{institution: "ins_109511", accounts: []anAccount{
			{"Giro", "depository", "checking", "EUR"},
			{"Tagesgeld", "depository", "savings", "EUR"},
			{"Mortgage", "loan", "mortgage", "USD"},
			{"Student loan", "loan", "student", "USD"},
			{"Broker", "investment", "brokerage", "USD"},
		}},
	}}
	if seed%3 == 0 {
		h.banks[0].accounts = h.banks[0].accounts[:2]
	}
	for day := today.AddDate(0, -8, 0); !day.After(today); day = day.AddDate(0, 0, 1) {
		for range h.IntN(6) {
			h.event(day)
		}
		if h.IntN(4) == 0 && day.Before(today.AddDate(0, -5, 0)) {
			h.abroad(day)
		}
	}
	for range 12 { // pending ones
		h.row(h.anyAccount(), today.AddDate(0, 0, -h.IntN(4)), h.cents(), "", one(h, purchases)).set("pending", true)
	}
	return h
}

var (
	checking, savings, card = spot{0, 0}, spot{0, 1}, spot{0, 2}
	giro, daily             = spot{1, 0}, spot{1, 1}
	mortgage                = spot{1, 2}
)

var purchases = []string{
	"FOOD_AND_DRINK_GROCERIES", "FOOD_AND_DRINK_COFFEE", "GENERAL_MERCHANDISE_ELECTRONICS", "TRAVEL_LODGING", "OTHER_OTHER",
	"GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", "BANK_FEES_INTEREST_CHARGE", "RENT_AND_UTILITIES_RENT", "MEDICAL",
}

var (
	moves = []string{"TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_SAVINGS", "TRANSFER_OUT_SAVINGS", "TRANSFER_IN_ACCOUNT_TRANSFER", "", "INCOME_OTHER", "OTHER_OTHER"}
	// what the bank makes of a payment that arrives at a card
	arrivals      = []string{"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "INCOME_WAGES", "", "TRANSFER_IN_ACCOUNT_TRANSFER", "GENERAL_MERCHANDISE_ELECTRONICS"}
	betweenPeople = []string{"TRANSFER_OUT_TRANSFER_OUT_FROM_APPS", "TRANSFER_IN_OTHER_TRANSFER_IN", "TRANSFER_OUT_WIRE", "TRANSFER_IN_TRANSFER_IN_FROM_APPS", "TRANSFER_OUT_OTHER_TRANSFER_OUT", "TRANSFER_OUT"}
	away          = []string{"TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", "TRANSFER_OUT_CRYPTO", "TRANSFER_IN_SAVINGS", "TRANSFER_OUT_ACCOUNT_TRANSFER"}
	debts         = []string{"LOAN_DISBURSEMENTS_PERSONAL", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT", "LOAN_PAYMENTS_CAR_PAYMENT", "LOAN_PAYMENTS_OTHER_PAYMENT"}
	others        = []string{"GBP", "JPY", "KWD", "RSD", "EUR"}
)

// event is something that happens on a day.
func (h *invented) event(day time.Time) {
	switch h.IntN(14) {
	case 0, 1, 2:
		h.row(h.anyAccount(), day, h.cents(), "", one(h, purchases))
	case 3: // a refund, now and then larger than what was bought
		h.row(one(h, h.everyday()), day, -3*h.cents(), "", one(h, purchases))
	case 4:
		h.row(one(h, []spot{checking, giro}), day, -100*h.cents(), "", one(h, []string{"INCOME_WAGES", "INCOME_SALARY", "INCOME_OTHER", "INCOME_DIVIDENDS"}))
	case 5: // a clawback, or a fee that was paid back
		h.row(checking, day, h.cents(), "", one(h, []string{"INCOME_WAGES", "INCOME_SALARY"}))
	case 6, 7:
		h.transfer(day)
	case 8:
		h.row(checking, day, 7*h.cents(), "", one(h, betweenPeople)).flip(h)
	case 9:
		h.row(one(h, []spot{checking, giro}), day, h.cents(), "", one(h, []string{"TRANSFER_OUT_WITHDRAWAL", "TRANSFER_IN_DEPOSIT"})).flip(h)
	case 10:
		h.row(one(h, []spot{checking, savings, giro}), day, h.cents(), "", one(h, append(away, debts...))).flip(h)
	case 11:
		h.row(one(h, h.everyday()), day, h.cents(), "", "").flip(h)
	case 12:
		h.loan(day)
	case 13:
		kind := one(h, []string{"EWA", "CASH_ADVANCES"})
		h.row(checking, day, -h.cents(), "", "LOAN_DISBURSEMENTS_"+kind)
		h.row(checking, day.AddDate(0, 0, h.IntN(9)), h.cents(), "", "LOAN_PAYMENTS_"+kind)
	}
}

// abroad is a row in another currency than the account's.
func (h *invented) abroad(day time.Time) {
	h.row(one(h, h.everyday()), day, h.cents(), one(h, others), one(h, append(purchases, "INCOME_INTEREST_EARNED", "TRANSFER_OUT_WITHDRAWAL"))).flip(h)
}

// transfer is a transfer between two accounts of one currency, so many days
// apart that most are a pair; now and then there is a second one like it, or
// one half is missing.
func (h *invented) transfer(day time.Time) {
	from, to := one(h, []spot{checking, savings}), one(h, h.everyday())
	out, in := one(h, moves), one(h, moves)
	switch {
	case h.IntN(4) == 0:
		from, to = giro, daily
	case to == card:
		out, in = "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", one(h, arrivals)
	case h.IntN(12) == 0: // dollars sent, euros received
		id := fmt.Sprint("apart", len(h.apart))
		cents := 100 * h.cents()
		h.row(checking, day, cents, "", "TRANSFER_OUT_WIRE").set("transaction_id", id+"out")
		h.row(giro, day.AddDate(0, 0, 2), -cents*9/10, "", "TRANSFER_IN_WIRE").set("transaction_id", id+"in")
		h.apart = append(h.apart, [2]string{id + "out", id + "in"})
		return
	}
	cents := 5000 * int64(1+h.IntN(6)) // round: some are like others
	if h.IntN(2) > 0 {
		cents += int64(h.IntN(5000))
	}
	arrives := day.AddDate(0, 0, h.IntN(9)-2)
	half := h.IntN(9)
	if half != 0 {
		h.row(from, day, cents, "", out)
	}
	if half != 1 {
		h.row(to, arrives, -cents, "", in)
	}
	if from = one(h, []spot{checking, savings}); h.IntN(3) == 0 && from != to {
		h.row(from, day, cents, "", out)
	}
}

// loan is a month of the mortgage, whose bank tells its rows: a payment and the
// interest.
func (h *invented) loan(day time.Time) {
	cents := 100 * h.cents()
	h.row(checking, day, cents, "", "LOAN_PAYMENTS_MORTGAGE_PAYMENT")
	if h.IntN(4) > 0 {
		h.row(mortgage, day.AddDate(0, 0, h.IntN(3)), -cents, "", "LOAN_PAYMENTS_MORTGAGE_PAYMENT")
	}
	h.row(mortgage, day, cents/3, "", "BANK_FEES_INTEREST_CHARGE")
}

func one[T any](h *invented, list []T) T { return list[h.IntN(len(list))] }

// cents are some cents, as Plaid signs them: money out is positive.
func (h *invented) cents() int64 { return 100 + int64(h.IntN(9000)) }

func (h *invented) everyday() []spot {
	if len(h.banks[0].accounts) < 3 {
		return []spot{checking, savings, giro}
	}
	return []spot{checking, savings, card, giro}
}

func (h *invented) anyAccount() spot { return one(h, append(h.everyday(), daily)) }

// bankRow is a row in Plaid's own shape.
type bankRow map[string]any

func (r bankRow) set(key string, value any) bankRow { r[key] = value; return r }

// flip makes money in of one row in two.
func (r bankRow) flip(h *invented) bankRow {
	if amount := r["amount"].(json.Number); h.IntN(2) == 0 {
		r["amount"] = json.Number("-" + amount)
	}
	return r
}

// row adds a row of so many cents; without a currency it is in the account's.
func (h *invented) row(at spot, day time.Time, cents int64, currency, category string) bankRow {
	b := h.banks[at.bank]
	account := b.accounts[at.account]
	day = earlier(day, h.today)
	digits := 2
	switch currency {
	case "":
		currency = account.currency
	case "JPY":
		digits = 0
	case "KWD":
		digits = 3
	}
	r := bankRow{
		"account": at.account, "amount": json.Number(decimalText(cents, digits)), "iso_currency_code": currency, "unofficial_currency_code": nil,
		"date": day.Format(time.DateOnly), "authorized_date": nil, "name": fmt.Sprintf("ROW %d", len(b.rows)), "pending": false,
		"merchant_name": nil, "personal_finance_category": nil,
	}
	if category != "" {
		r["personal_finance_category"] = map[string]any{"primary": primaryOf(category), "detailed": category, "confidence_level": "HIGH"}
	}
	b.rows = append(b.rows, r)
	return r
}

func primaryOf(category string) string {
	for _, p := range []string{
		"BANK_FEES", "FOOD_AND_DRINK", "GENERAL_MERCHANDISE", "GOVERNMENT_AND_NON_PROFIT", "RENT_AND_UTILITIES",
		"LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "TRANSFER_IN", "TRANSFER_OUT",
	} {
		if strings.HasPrefix(category, p) {
			return p
		}
	}
	p, _, _ := strings.Cut(category, "_")
	return p
}

// configuration is the password of user_custom that makes a bank's accounts.
func (b *aBank) configuration(t *testing.T) string {
	t.Helper()
	var accounts []any
	for i, a := range b.accounts {
		accounts = append(accounts, map[string]any{
			"type": a.kind, "subtype": a.subtype, "currency": a.currency, "starting_balance": 1000*i + 123, "transactions": []any{}, "holdings": []any{},
			"meta": map[string]any{"name": a.name, "mask": fmt.Sprintf("%d%d%d%d", len(b.accounts), i, i, i)},
		})
	}
	text, err := json.Marshal(map[string]any{"override_accounts": accounts})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// moveIn links the household's banks and fetches their rows, which arrive over
// several syncs and in no order.
func (h *invented) moveIn(t *testing.T, p *embeddedPlaid, b *bank) {
	t.Helper()
	for _, at := range h.banks {
		b.run("link", "--sandbox-institution", at.institution, "--sandbox-user", "user_custom", "--sandbox-password", at.configuration(t))
		at.item = newestItem(t, p, at.institution)
		var now struct{ Accounts []map[string]any }
		ask(t, p, http.MethodGet, "/sim/items/"+at.item, nil, &now)
		for _, r := range at.rows {
			r["account_id"] = now.Accounts[r["account"].(int)]["account_id"]
			delete(r, "account")
		}
		h.Shuffle(len(at.rows), func(i, j int) { at.rows[i], at.rows[j] = at.rows[j], at.rows[i] })
	}
	const parts = 4
	for part := range parts {
		for _, at := range h.banks {
			var changes []any
			arrived := at.rows[len(at.rows)*part/parts : len(at.rows)*(part+1)/parts]
			for _, r := range arrived {
				changes = append(changes, map[string]any{"do": "add", "transaction": r})
			}
			var made struct{ IDs []string }
			at.change(t, p, &made, changes...)
			for n, id := range made.IDs {
				if arrived[n]["pending"] == true {
					at.pendingIDs = append(at.pendingIDs, id)
				} else {
					at.rowIDs = append(at.rowIDs, id)
				}
			}
		}
		b.run("sync")
	}
}

// correct has the banks change what they said: amounts, days, and rows that
// there never were.
func (h *invented) correct(t *testing.T, p *embeddedPlaid, b *bank) {
	t.Helper()
	for _, at := range h.banks {
		var changes []any
		for n, i := range h.Perm(len(at.rowIDs))[:30] {
			change := map[string]any{"do": "modify", "transaction_id": at.rowIDs[i]}
			switch n % 3 {
			case 0:
				change["do"] = "remove"
			case 1:
				change["transaction"] = bankRow{"date": h.today.AddDate(0, 0, -h.IntN(200)).Format(time.DateOnly)}
			case 2:
				change["transaction"] = bankRow{"amount": json.Number("100")}
			}
			changes = append(changes, change)
		}
		at.change(t, p, nil, changes...)
	}
	b.run("sync")
}

// change has the bank make changes.
func (b *aBank) change(t *testing.T, p *embeddedPlaid, made any, changes ...any) {
	t.Helper()
	ask(t, p, http.MethodPost, "/sim/items/"+b.item+"/changes", map[string]any{"changes": changes}, made)
}

func newestItem(t *testing.T, p *embeddedPlaid, institution string) (id string) {
	t.Helper()
	var all struct {
		Items []struct {
			ID          string `json:"item_id"`
			Institution string `json:"institution_id"`
		}
	}
	ask(t, p, http.MethodGet, "/sim/items", nil, &all)
	for _, it := range all.Items {
		if it.Institution == institution {
			id = it.ID
		}
	}
	return id
}

// ask asks one of the simulator's own pages.
func ask(t *testing.T, p *embeddedPlaid, method, path string, body, answer any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, p.URL+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var said bytes.Buffer
	if _, err := said.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %.300s %v", path, res.Status, said.String(), err)
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal(said.Bytes(), answer); err != nil {
		t.Fatal(path, err)
	}
}
