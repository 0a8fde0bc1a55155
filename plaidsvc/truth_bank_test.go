package plaidsvc_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"time"

	"passbook/storage/ledger"
)

// bank is one Item: what is true of it, and what the cache must hold.
type bank struct {
	*world
	rng        *rand.Rand
	id, token  string
	plan       plan
	made       int               // transactions and accounts so far
	successors map[string]string // accounts by the one that they replaced
	replaced   map[string]bool   // accounts that came since the cache was last up to date, by replacing another

	seen       map[string]bankState // by the cursor that ended an update
	removed    map[string]bool      // by the pages of the update that is under way
	accounts   []plaidAccount       // the last list that was served
	held       []plaidAccount       // the list that the cache holds; nil: not known
	synced     time.Time            // when the update was complete that the cache holds
	unready    bool                 // it said in this sync that it is still preparing
	cursor     string               // of the update that the cache holds
	rows       map[string]ledger.Transaction
	everStated map[string]ledger.Transaction // every row that it ever held, as last stated
}

// bankState is what the simulator says of an Item.
type bankState struct {
	Accounts     []plaidAccount
	Transactions []plaidTransaction
	Status       string `json:"transactions_update_status"`

	removed map[string]bool // what the update said is gone
}

func newBank(w *world, id string, seed uint64) *bank {
	return &bank{
		world: w, id: id, rng: rand.New(rand.NewPCG(seed, 2)), successors: map[string]string{}, replaced: map[string]bool{},
		seen: map[string]bankState{}, rows: map[string]ledger.Transaction{}, everStated: map[string]ledger.Transaction{},
	}
}

// ask calls the simulator's control API.
func (b *bank) ask(method, path string, in, out any) {
	body, err := json.Marshal(in)
	if err != nil {
		b.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "/sim/items/"+b.id+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	b.front.sim.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.t.Errorf("%s: %s", body, w.Body)
		return
	}
	d := json.NewDecoder(w.Body)
	d.UseNumber()
	if err := d.Decode(out); err != nil {
		b.t.Error(err)
	}
}

func (b *bank) atPlaid() (now bankState) {
	b.ask(http.MethodGet, "", nil, &now)
	return now
}

// remember keeps what was true when an update was complete.
func (b *bank) remember(path string, cursor any, answer *httptest.ResponseRecorder) {
	if answer.Code != http.StatusOK {
		return
	}
	var page struct {
		Next     string `json:"next_cursor"`
		HasMore  bool   `json:"has_more"`
		Accounts []plaidAccount
		Removed  []plaidTransaction
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &page); err != nil {
		b.t.Error(err)
	}
	if cursor == nil || cursor == b.cursor {
		b.removed = map[string]bool{}
	}
	for _, p := range page.Removed {
		b.removed[p.ID] = true
	}
	switch {
	case path == "/accounts/get":
		b.accounts = page.Accounts
		b.note(b.id, "listed", strconv.Itoa(len(b.accounts)), "accounts")
	case path == "/transactions/sync" && page.Next == "":
		b.unready = true
	case path == "/transactions/sync" && !page.HasMore:
		now := b.atPlaid()
		now.removed = maps.Clone(b.removed)
		b.seen[page.Next] = now
	}
}

type object = map[string]any

// changeSome does n things at random to the Item, as its bank would.
func (b *bank) changeSome(n int) {
	if n == 0 {
		return
	}
	now := b.atPlaid()
	if now.Status == "NOT_READY" {
		return
	}
	for range n {
		if len(now.Accounts) > 0 {
			b.change(&now)
		}
	}
}

// change does one thing; what it takes away it takes from now, too.
func (b *bank) change(now *bankState) {
	account := now.Accounts[b.rng.IntN(len(now.Accounts))]
	var t plaidTransaction
	if len(now.Transactions) > 0 {
		t = now.Transactions[b.rng.IntN(len(now.Transactions))]
		if b.rng.IntN(2) == 0 { // pending rows are few and matter most
			for _, other := range now.Transactions {
				if other.Pending && b.rng.IntN(3) == 0 {
					t = other
				}
			}
		}
	}
	grown := len(now.Transactions) > 120
	switch n := b.rng.IntN(100); {
	case t.ID == "" || n < 30 && !grown:
		given := b.invent(account.ID)
		given["transaction_id"] = fmt.Sprintf("%s%x%s", []string{"id", "ID", "é", "0", "zz"}[b.rng.IntN(5)], b.rng.Uint64(), strings.Repeat("Ab", b.rng.IntN(12)))
		b.send(object{"do": "add", "transaction": given})
	case n < 50:
		members := b.invent(t.AccountID)
		if t.Pending || b.rng.IntN(10) > 0 {
			delete(members, "pending")
		}
		for _, key := range slices.Sorted(maps.Keys(members)) {
			if key != "amount" && !strings.HasSuffix(key, "currency_code") && b.rng.IntN(3) == 0 {
				delete(members, key) // an amount goes with its currency
			}
		}
		if b.rng.IntN(2) == 0 {
			delete(members, "amount")
			delete(members, "iso_currency_code")
			delete(members, "unofficial_currency_code")
		}
		b.send(object{"do": "modify", "transaction_id": t.ID, "transaction": members})
	case n < 56:
		b.send(object{"do": "resend", "transaction_id": t.ID})
	case n < 66 || grown && n < 80:
		for range 1 + b.rng.IntN(4) {
			b.send(object{"do": "remove", "transaction_id": t.ID})
			now.forget(t.ID)
			if !grown {
				return
			}
			t = now.Transactions[b.rng.IntN(len(now.Transactions))]
		}
	case t.Pending:
		b.post(t)
		now.forget(t.ID)
	case n < 80: // as /transactions/refresh does
		var again []object
		for i := range min(len(now.Transactions), 20) {
			again = append(again, object{"do": "resend", "transaction_id": now.Transactions[i].ID})
		}
		b.send(again...)
	case n < 94:
		b.send(object{"do": "set_balances", "account_id": account.ID, "balances": object{
			"current": b.amount(nil), "available": nil, "iso_currency_code": "USD",
		}})
	default:
		b.changeAccounts(*now, account)
		*now = b.atPlaid()
	}
}

func (t *bankState) forget(id string) {
	t.Transactions = slices.DeleteFunc(t.Transactions, func(p plaidTransaction) bool { return p.ID == id })
}

// post posts a pending transaction: mostly as it should be, sometimes without
// its link or with one that cannot be true.
func (b *bank) post(t plaidTransaction) {
	members := object{}
	for _, key := range []string{"amount", "date", "name", "merchant_name", "personal_finance_category"} {
		if b.rng.IntN(2) == 0 {
			members[key] = b.invent(t.AccountID)[key]
		}
	}
	if members["amount"] != nil {
		members["amount"] = b.amount(nil) // of any currency
	}
	switch b.rng.IntN(8) {
	case 0:
		members["pending_transaction_id"] = nil
	case 1:
		members["pending_transaction_id"] = "nobody"
	case 2:
		members["amount"] = json.Number(strings.TrimPrefix("-"+string(t.Amount), "--"))
	case 3:
		members["iso_currency_code"], members["unofficial_currency_code"] = "CHF", nil
	}
	if name, ok := members["name"].(string); ok && name == "" {
		delete(members, "name")
	}
	b.send(object{"do": "post", "transaction_id": t.ID, "transaction": members})
}

func (b *bank) changeAccounts(now bankState, account plaidAccount) {
	switch b.rng.IntN(4) {
	case 0:
		if len(now.Accounts) < 20 {
			b.made++
			b.send(object{"do": "add_account", "account": object{
				"name": "Account " + strconv.Itoa(b.made), "mask": fmt.Sprintf("n%03d", b.made), "type": "depository", "subtype": "checking",
				"balances": object{"current": b.amount(nil)},
			}})
		}
	case 1:
		if len(now.Accounts) > 1 {
			b.send(object{"do": "hide_account", "account_id": account.ID})
		}
	case 2:
		for _, a := range b.gone() {
			if b.successors[a] == "" {
				b.send(object{"do": "show_account", "account_id": a})
				return
			}
		}
	default:
		if account.Mask != nil && account.Subtype != nil && !b.replaced[account.ID] {
			successor := b.send(object{"do": "replace_account", "account_id": account.ID})
			b.successors[account.ID], b.replaced[successor] = successor, true
		}
	}
}

// gone are the accounts with rows in the cache that the bank does not list.
func (b *bank) gone() (ids []string) {
	listed := b.atPlaid().Accounts
	for _, row := range b.rows {
		if !slices.ContainsFunc(listed, func(a plaidAccount) bool { return a.ID == row.AccountID }) && !slices.Contains(ids, row.AccountID) {
			ids = append(ids, row.AccountID)
		}
	}
	slices.Sort(ids)
	return ids
}

// send changes the Item; the answer is what the first change made or changed.
func (b *bank) send(changes ...object) string {
	var out struct{ IDs []string }
	b.ask(http.MethodPost, "/changes", object{"changes": changes}, &out)
	text, _ := json.Marshal(changes)
	b.note(fmt.Sprintf("%.400s", text))
	b.counts[changes[0]["do"].(string)]++
	if len(out.IDs) == 0 {
		return ""
	}
	return out.IDs[0]
}

// hostile are texts as banks have sent them, or could.
var hostile = []string{
	"Coffee", "", " ", "Café — ☕ 寿司 🍣", "\x1b[31mred\x1b[0m", "\u202ereversed", "a\x00b", "O'Brien \"quoted\" \\ back", "%s%d", "<b>&amp;</b>",
	"NULL", "e\u0301", "line\nbreak\ttab", "'; DROP TABLE transactions; --", strings.Repeat("long ", 400), "\ufeffBOM", "0", "-1",
}

func (b *bank) text() string { return hostile[b.rng.IntN(len(hostile))] }

// maybe is a text or null.
func (b *bank) maybe() any {
	if b.rng.IntN(3) == 0 {
		return nil
	}
	return b.text()
}

// currencies by iso and unofficial code.
var currencies = [][2]any{{"USD", nil}, {"USD", nil}, {"USD", nil}, {"EUR", nil}, {"JPY", nil}, {"KWD", nil}, {"RSD", nil}, {nil, "BTC"}, {nil, "SOL"}, {nil, "DOGE"}, {nil, nil}}

// amount is the text of a number as banks send it.
func (b *bank) amount(currency any) json.Number {
	odd := []string{"0", "-0", "0.00", "1e2", "1.5E1", "-2.5e-1", "0.005", "0.015", "-0.025", "12.3456789", "1.0000000000000000000001", "3"}
	if currency == "USD" {
		odd = append(odd, "90071992547409.93", "-90071992547409.91")
	}
	if b.rng.IntN(4) == 0 {
		return json.Number(odd[b.rng.IntN(len(odd))])
	}
	return json.Number(strconv.FormatFloat(float64(b.rng.IntN(2_000_00)-50_000)/100, 'f', 2, 64))
}

// invent makes the members of a transaction.
func (b *bank) invent(accountID string) object {
	currency := currencies[b.rng.IntN(len(currencies))]
	b.made++
	day := func() string { return b.now().AddDate(0, 0, -b.rng.IntN(500)).Format(time.DateOnly) }
	out := object{
		"account_id": accountID, "amount": b.amount(currency[0]), "iso_currency_code": currency[0], "unofficial_currency_code": currency[1],
		"date": day(), "authorized_date": day(), "pending": b.rng.IntN(3) == 0, "name": b.text() + " " + strconv.Itoa(b.made),
		"original_description": b.maybe(), "merchant_name": b.maybe(), "merchant_entity_id": b.maybe(),
		"payment_channel": []any{"online", "in store", "by pigeon", nil}[b.rng.IntN(4)], "check_number": b.maybe(), "account_owner": b.maybe(),
		"datetime":            []any{nil, "2026-03-01T10:00:00Z", "2026-03-01T10:00:00.123456+05:30", "soon", 7}[b.rng.IntN(5)],
		"authorized_datetime": []any{nil, "2026-03-01T00:00:00Z"}[b.rng.IntN(2)],
		"transaction_code":    []any{nil, "atm", "teleport"}[b.rng.IntN(3)], "website": b.maybe(), "logo_url": b.maybe(),
		"running_balance": nil, "something_new": object{"deep": []any{1, "x", object{}}},
		"personal_finance_category": []any{
			nil,
			object{"primary": "INCOME", "detailed": "INCOME_SALARY", "confidence_level": "VERY_HIGH", "version": "v2"},
			object{"primary": "TRANSFER_OUT", "detailed": "TRANSFER_OUT_ACCOUNT_TRANSFER", "confidence_level": nil},
			object{"primary": "SPACE", "detailed": "ROCKETS", "confidence_level": "WHO_KNOWS"},
			object{"primary": "TRAVEL"},
		}[b.rng.IntN(5)],
		"counterparties": []any{}, "location": object{"city": b.maybe(), "lat": nil, "lon": nil}, "payment_meta": object{"payee": b.maybe(), "reason": nil},
	}
	if b.rng.IntN(2) == 0 {
		out["counterparties"] = []any{
			object{"name": b.text(), "type": "marketplace", "entity_id": b.maybe(), "website": nil, "logo_url": b.maybe(), "confidence_level": "LOW"},
			object{"name": b.text(), "type": "a new kind", "entity_id": nil, "phone_number": nil},
		}
		out["location"] = object{
			"address": b.maybe(), "city": b.maybe(), "region": b.maybe(), "postal_code": b.maybe(), "country": b.maybe(),
			"lat": json.Number("40.740352"), "lon": json.Number("-74.00170000000000001"), "store_number": b.maybe(),
		}
		out["payment_meta"] = object{
			"reference_number": b.maybe(), "ppd_id": b.maybe(), "payee": b.maybe(), "by_order_of": b.maybe(),
			"payer": b.maybe(), "payment_method": b.maybe(), "payment_processor": b.maybe(), "reason": b.maybe(),
		}
	}
	switch b.rng.IntN(6) {
	case 0:
		out["authorized_date"] = nil
	case 1:
		delete(out, "location")
	}
	return out
}
