package storage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passbook/storage/ledger"
	"passbook/storage/query"
)

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// randomRow is a row of such a cache.
func randomRow(r *rand.Rand, id string) ledger.Transaction {
	t := ledger.Transaction{
		ID: id, AccountID: pick(r, "checking", "checking", "savings", "card", "nameless"), Pending: r.IntN(8) == 0,
		Date:     ledger.DateOf(ledger.Date(2025_08_15).AddDays(r.IntN(200)).Time()),
		Amount:   ledger.Money{Minor: pick[int64](r, 0, 14036, -14036, -1236, -1200, -500, 250000, -7, 12_3456_7890, 1<<40), Currency: pick(r, "USD", "USD", "USD", "EUR", "JPY", "KWD", "DOGE")},
		Name:     pick(r, "Blue Cup 12", "CAFÉ Ärger", "transfer", "\x00", "Whole Foods 140"),
		Merchant: pick(r, "", "", "Café Ärger", "Blue Cup", "Whole Foods", " "),
		Original: pick(r, "POS BLUE CUP 140.36", "SQ *CAFE\nArger", "", "x"),
	}
	category := pick(r, "", "FOOD_AND_DRINK FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK FOOD_AND_DRINK_COFFEE", "RENT_AND_UTILITIES RENT_AND_UTILITIES_RENT", "TRAVEL", "INCOME INCOME_OTHER")
	t.Category, t.CategoryDetail, _ = strings.Cut(category, " ")
	return t
}

// queriedCache has rows of every kind that a query tells apart, in months that the
// search has in memory and months that it has not.
func queriedCache(t *testing.T, seed uint64) *DB {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	c := newClock()
	db := open(t, t.TempDir(), c)
	if seed%2 == 0 {
		db.Use(ledger.Settings{HomeCurrency: "EUR"})
	}
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "item2", Institution: "Crédit Büro", LinkedAt: c.now}); err != nil {
		t.Fatal(err)
	}
	mine := func(id, name, mask string) ledger.Account {
		return ledger.Account{ID: id, Name: name, Mask: mask, Kind: ledger.Depository, Balance: ledger.Balance{Currency: "USD"}}
	}
	saveAccounts(t, db, mine("checking", "Everyday Checking", "0034"), mine("savings", "Épargne", "1111"))
	if err := db.SaveAccounts(t.Context(), "item2", []ledger.Account{mine("card", "Carte Checking", "0034"), mine("nameless", "", "")}); err != nil {
		t.Fatal(err)
	}
	var ids []string
	add := func(cursor string, rows int, removed ...string) {
		pages := map[string]*Page{"item": {Removed: removed}, "item2": {}}
		for i := range rows {
			row := randomRow(r, fmt.Sprintf("%s-%d", cursor, i))
			item := "item"
			if row.AccountID == "card" || row.AccountID == "nameless" {
				item = "item2"
			}
			pages[item].Added = append(pages[item].Added, row)
			ids = append(ids, row.ID)
		}
		out := tx(cursor+"-out", "2025-12-09", -77_00)
		in := tx(cursor+"-in", "2025-12-10", 77_00)
		out.Category, out.CategoryDetail = "TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"
		in.Category, in.CategoryDetail, in.AccountID = "TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER", "savings"
		pages["item"].Added = append(pages["item"].Added, out, in)
		syncItem(t, db, "item", Outcome{Cursor: cursor}, *pages["item"])
		syncItem(t, db, "item2", Outcome{Cursor: cursor}, *pages["item2"])
		for range rows / 4 {
			note(t, db, func(a *ledger.Annotation) {
				switch r.IntN(5) {
				case 0:
					a.Note = pick(r, "the café", "blue", "")
				case 1:
					a.Tags = pick(r, []string{"Trip"}, []string{"#été", "x y"}, nil)
				case 2:
					a.Category = pick(r, "Fun", "TRAVEL_FLIGHTS", "FOOD_AND_DRINK", "")
				default:
					a.Hidden = !a.Hidden
				}
			}, pick(r, ids...))
		}
	}
	add("a", 150)
	all(t, db, ledger.Filter{Query: "blue date:2025-10..2025-11"})
	var gone []string
	for _, id := range ids[:40] {
		if e := entry(t, db, id); e.AccountID == "checking" || e.AccountID == "savings" {
			gone = append(gone, id)
		}
	}
	add("b", 60, gone...)
	return db
}

// term draws one thing that a query can ask for.
func term(t *rapid.T) query.Node {
	bound := func(name string) query.Bound {
		return query.Bound{Value: rapid.SampledFrom([]string{"0", "5", "12", "12.36", "140.36", "140.361", "1234567890", "99999999999999999999"}).Draw(t, name)}
	}
	named := map[query.Key][]string{
		query.KeyAccount:  {"check", "EPARGNE", "0034", "card", "nothing", "Everyday Checking"},
		query.KeyBank:     {"platypus", "credit", "BÜRO", "nothing"},
		query.KeyCategory: {"coffee", "FOOD_AND_DRINK", "food and drink", "fun", "travel", "uncategorised", "rent", "Other income", "food"},
		query.KeyTag:      {"trip", "ete", "x y", "x"},
		query.KeyMerchant: {"blue", "cafe", "foods", "transaction", " ", "pos"},
		query.KeyCurrency: {"usd", "EUR", "doge", "xxx"},
	}
	switch rapid.IntRange(0, 7).Draw(t, "term") {
	case 0, 1:
		return query.Word{Text: rapid.SampledFrom([]string{
			"blue", "CUP", "café", "arger", "whol", "foods", "e", "zzz", "coffee", "fun", "trip", "transaction", "12", "140", "$140.36", "-12", "€5", "1,2", "0.36", ".36", "+140.3", "¥1,200", "500.",
		}).Draw(t, "word")}
	case 2:
		return query.Quoted{Text: rapid.SampledFrom([]string{"blue cup", "cup blue", "É", "140.36", "food and", " ", "cafe arger", `"`, "rent_and"}).Draw(t, "quoted")}
	case 3:
		n := query.Amount{Side: rapid.SampledFrom([]query.Side{query.Either, query.In, query.Out}).Draw(t, "side")}
		switch rapid.IntRange(0, 3).Draw(t, "bounds") {
		case 0:
			n.Min = bound("min")
			n.Min.Exclusive = rapid.Bool().Draw(t, "exclusive")
		case 1:
			n.Max = bound("max")
			n.Max.Exclusive = rapid.Bool().Draw(t, "exclusive")
		case 2:
			n.Min = bound("exactly")
			n.Max = n.Min
		default:
			n.Side = query.Out
		}
		return n
	case 4:
		from := rapid.SampledFrom([]ledger.Date{0, 2025_09_01, 2025_10_17, 2025_12_10}).Draw(t, "from")
		return query.Days{From: from, To: rapid.SampledFrom([]ledger.Date{2025_12_10, 2025_12_31, 2026_02_03}).Draw(t, "to")}
	case 5, 6:
		key := rapid.SampledFrom(query.Keys[slices.Index(query.Keys, query.KeyAccount):slices.Index(query.Keys, query.KeyIs)]).Draw(t, "key")
		return query.Named{Key: key, Value: rapid.SampledFrom(named[key]).Draw(t, "name")}
	}
	return query.Is{State: rapid.SampledFrom(query.States).Draw(t, "state")}
}

// randomQuery draws a query of some levels.
func randomQuery(t *rapid.T, levels int) query.Node {
	parts := func() (nodes []query.Node) {
		for range rapid.IntRange(2, 3).Draw(t, "parts") {
			nodes = append(nodes, randomQuery(t, levels-1))
		}
		return nodes
	}
	if levels > 0 {
		switch rapid.IntRange(0, 5).Draw(t, "join") {
		case 0, 1, 2:
			return query.All(parts())
		case 3:
			return query.Any(parts())
		case 4:
			return query.Not{Of: randomQuery(t, levels-1)}
		}
	}
	return term(t)
}

// TestQueriesAgreeWithTheRows holds that random queries of random caches find what
// they say, in order, with the sums and the places of the rows.
func TestQueriesAgreeWithTheRows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			db := queriedCache(t, seed)
			home, err := db.HomeCurrency(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			standing, removed := notRemovedRows(t, db), model(all(t, db, ledger.Filter{Removed: true}))
			if len(standing) < 150 || len(removed) < 10 {
				t.Fatalf("%d rows, %d removed", len(standing), len(removed))
			}
			rapid.Check(t, func(t *rapid.T) {
				n := randomQuery(t, rapid.IntRange(0, 3).Draw(t, "levels"))
				f := ledger.Filter{Query: n.String()}
				if rapid.Bool().Draw(t, "within") {
					f.AccountID = rapid.SampledFrom([]string{"", "checking", "card"}).Draw(t, "account")
					f.Category = rapid.SampledFrom([]string{"", "FOOD_AND_DRINK", "Fun"}).Draw(t, "category")
					f.From = rapid.SampledFrom([]ledger.Date{0, 2025_10_17}).Draw(t, "first")
				}
				rows := slices.Clone(standing)
				if asksForRemoved(n, true) {
					rows = append(rows, removed...)
				}
				checkList(t, db, f, rows.filter(f, home))
			})
		})
	}
}

// TestQueriesOfRemovedRows: where they are and where they are not.
func TestQueriesOfRemovedRows(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		tx("a", "2026-03-01", -100), tx("b", "2026-02-20", -100), tx("c", "2026-02-10", -200), tx("d", "2026-01-10", -100),
	}})
	syncPages(t, db, "c2", Page{Removed: []string{"b", "d"}})
	for text, want := range map[string][]string{
		"":                           {"a", "c"},
		"is:removed":                 {"b", "d"},
		"is:removed amount:1":        {"b", "d"},
		"date:2026-02 is:removed":    {"b"},
		"is:removed or amount:2":     {"b", "c", "d"},
		"is:removed or is:posted":    {"a", "b", "c", "d"},
		"-is:removed":                {"a", "c"},
		"--is:removed":               {"b", "d"},
		"is:removed -is:removed":     nil,
		"-(is:removed or amount:2)":  {"a"},
		"(is:removed or a) amount:1": {"a", "b", "d"},
	} {
		f := ledger.Filter{Query: text}
		if got := ids(all(t, db, f)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if s, err := db.Summarize(t.Context(), f); err != nil || s.Count != len(want) {
			t.Errorf("%s: %+v %v", text, s, err)
		}
	}
}

// TestAQueryOfAState finds what is hidden and pending at once, where nothing else
// is pending.
func TestAQueryOfAState(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), pending("b", "2026-02-20", -100), tx("zero", "2026-02-10", 0)}})
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, "b")
	for text, want := range map[string][]string{
		"is:pending": {"b"}, "is:hidden": {"b"}, "is:pending is:hidden": {"b"}, "is:transfer": nil, "is:transfer is:pending": nil,
		"-is:pending": {"a", "zero"}, "in: or out:": {"a", "b"}, "in:0": nil, "amount:0": {"zero"}, "+0": nil, "-0": {"a", "b"},
	} {
		if got := ids(all(t, db, ledger.Filter{Query: text})); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestAQueryOfALaterName: an account that came back under another id is found by
// both, and by the name that it has now.
func TestAQueryOfALaterName(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	old, now := account("old1", ledger.Depository, 100), account("new1", ledger.Depository, 100)
	old.Name, old.Mask, now.Name, now.Mask = "Checking", "1", "Premier", "1"
	rows := func(account string) []ledger.Transaction {
		row := tx("of "+account, "2026-03-01", -100)
		row.AccountID = account
		return []ledger.Transaction{row}
	}
	syncAccounts(t, db, "c1", []ledger.Account{old}, rows("old1")...)
	syncAccounts(t, db, "c2", []ledger.Account{now}, rows("new1")...)
	if err := db.Stitch(t.Context(), "old1", "new1"); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"account:premier": 2, "account:checking": 0, "account:old1": 2, "account:new1": 2, "account:1": 2} {
		if got := all(t, db, ledger.Filter{Query: text}); len(got) != want {
			t.Errorf("%s: %v", text, ids(got))
		}
	}
}

// TestAQueryThatDoesNotParse says so, of every question.
func TestAQueryThatDoesNotParse(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	f := ledger.Filter{Query: "date:ytd"} // no day is today in a Filter
	_, entries := db.Entries(t.Context(), Query{Filter: f, Limit: 1})
	_, summary := db.Summarize(t.Context(), f)
	_, position := db.Position(t.Context(), f, ledger.Key{Date: 20260301})
	each := db.EachEntry(context.Background(), f, All, func(ledger.Entry) error { return nil })
	for _, err := range []error{entries, summary, position, each} {
		if e := (*query.Error)(nil); !errors.As(err, &e) {
			t.Error(err)
		}
	}
}
