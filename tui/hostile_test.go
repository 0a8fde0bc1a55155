package tui_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/home"
	"passbook/tui/tuitest"
)

// evil is what a bank can put into any text: a title, the clipboard, a link
// without an end, a question to the terminal, colours, C1, bidi, a bell.
const evil = "US\x1b]0;owned\aD\x1b]52;c;eA==\x1b\\\x1b[2J\x1b[6n\x05\u009b31m\u202eX\u2066\u200b\x1b]8;;http://evil"

// hostileEverywhere is a cache with that in every text that a bank can fill.
func hostileEverywhere(t testing.TB) *storage.DB {
	t.Helper()
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "i", InstitutionID: evil, Institution: evil},
		ledger.Account{
			ID: "a", Name: evil, OfficialName: evil, Mask: evil, Kind: ledger.Depository, Subtype: evil, Holder: evil, PersistentID: evil,
			Balance: ledger.Balance{Current: tuitest.Cents(100), Available: tuitest.Cents(90), Limit: tuitest.Cents(80), Currency: evil},
		},
		ledger.Account{ID: "b", Name: evil, Kind: ledger.AccountKind(evil), Subtype: evil, Balance: ledger.Balance{Current: tuitest.Cents(1), Currency: evil}},
		ledger.Account{ID: "c", Subtype: evil, Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(-5), Currency: evil + "2"}},
		ledger.Account{ID: "d", Name: evil + strings.Repeat(evil, 1000), Mask: evil, Kind: ledger.Investment, Balance: ledger.Balance{Current: tuitest.Cents(7), Currency: evil}})
	row := func(id, currency string, date ledger.Date) ledger.Transaction {
		return ledger.Transaction{
			ID: id, AccountID: "a", Date: date, AuthorizedDate: date.AddDays(-1), Name: evil, Original: evil + "o", Merchant: evil, MerchantID: evil,
			Amount: ledger.Money{Minor: -1234, Currency: currency}, Category: evil, CategoryDetail: evil, CategoryConfidence: evil, Channel: evil,
			Details: &ledger.Details{
				Code: evil, CheckNumber: evil, AccountOwner: evil, Website: evil, LogoURL: evil,
				Location:       ledger.Location{Address: evil, City: evil, Region: evil, PostalCode: evil, Country: evil, Lat: evil, Lon: evil, Store: evil},
				Payment:        ledger.PaymentMeta{Reference: evil, PPDID: evil, Payee: evil, ByOrderOf: evil, Payer: evil, Method: evil, Processor: evil, Reason: evil},
				Counterparties: []ledger.Counterparty{{Name: evil, EntityID: evil, Kind: evil, Website: evil, LogoURL: evil, Confidence: evil}},
			},
		}
	}
	pending := row("p", evil, 20261119)
	pending.Pending = true
	out, in := row("out", evil, 20261119), row("in", evil, 20261119) // a pair
	out.Category, out.CategoryDetail, in.AccountID, in.Amount.Minor = "TRANSFER_OUT", "TRANSFER_OUT_SAVINGS", "d", 1234
	tuitest.AddRows(t, db, "i", row("1", evil, 20261118), row("2", evil+"2", 20261117), row("3", evil, 20261116), row("4", "USD", 20261020), pending, out, in)
	posted := row("5", evil, 20261120)
	posted.PendingID, posted.Amount.Minor, posted.Name = "p", -1300, evil+"posted"
	changed := row("1", evil+"3", 20261118)
	changed.Merchant = evil + "other"
	tuitest.AddChanges(t, db, "i", storage.Page{Added: []ledger.Transaction{posted}, Modified: []ledger.Transaction{changed}, Removed: []string{"3"}})
	if err := db.SetProblem(t.Context(), "i", &ledger.Problem{Code: evil, Actor: ledger.ActorPerson, Since: tuitest.Now, Sentence: evil + " sign in."}); err != nil {
		t.Fatal(err)
	}
	return db
}

// ours are the sequences that the dashboard itself writes into a screen.
var ours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// checkClean fails for everything that a terminal would obey.
func checkClean(t *testing.T, where, s string) {
	t.Helper()
	for _, line := range strings.Split(ours.ReplaceAllString(s, ""), "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }) {
			t.Errorf("%s: %q", where, line)
		}
	}
}

func TestNothingFromABankReachesTheTerminal(t *testing.T) {
	db := hostileEverywhere(t)
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		d := tuitest.Drive(t, db, size[0], size[1])
		d.Press("4")
		d.Shows("line without ")
		for _, page := range []string{"1", "2", "3", "4", "5"} {
			for _, keys := range [][]string{
				{},
				{"j"},
				{"G"},
				{"?", "esc"},
				{"enter", "esc"},
				{"enter", "enter", "esc"},
				{"c", "esc"},
				{"d", "esc"},
				{"p", "esc"},
				{"f", "esc"},
				{"H", "enter", "esc", "esc"},
				{"B", "enter", "esc", "B"},
				{"x", "esc"},
				{"tab", "tab", "enter", "esc"},
				{"left", "right"},
			} {
				d.Press("esc", page)
				for i, key := range keys {
					d.Press(key)
					checkClean(t, strings.Join(append([]string{page}, keys[:i+1]...), " "), d.Model.View().Content+"\n"+d.Model.View().WindowTitle)
				}
				checkClean(t, page, d.Model.View().Content)
			}
		}
		d.Press("esc", "3", "g")
		d.Shows("transfer")
		d.Press("y")
		checkClean(t, "the clipboard", strings.ReplaceAll(d.Copied(), "\t", " "))
	}
	var out strings.Builder
	if err := home.PrintOverview(t.Context(), &out, db, tuitest.Now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	checkClean(t, "the overview", out.String())
}
