package storage

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	shell "os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// go test -run '^$' -bench . -rows 1000000 ./storage measures what people
// never have; the default is what some do.
var benchRows = flag.Int("rows", 100_000, "rows of the benchmarks' cache")

// generator makes believable transactions, the same ones for the same seed.
type generator struct {
	r *rand.Rand
	n int
}

func newGenerator() *generator { return &generator{r: rand.New(rand.NewPCG(1, 2))} }

func (g *generator) id() string {
	b := make([]byte, 37)
	for i := range b {
		b[i] = alphabet[g.r.IntN(62)]
	}
	return string(b)
}

var (
	benchCategories = []string{
		"FOOD_AND_DRINK_GROCERIES", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK_RESTAURANT", "TRANSPORTATION_GAS", "TRAVEL_LODGING",
		"GENERAL_MERCHANDISE_SUPERSTORES", "ENTERTAINMENT_TV_AND_MOVIES", "RENT_AND_UTILITIES_RENT", "TRANSFER_OUT_ACCOUNT_TRANSFER", "MEDICAL_DENTAL_CARE",
	}
	benchCities = []string{"Portland", "Seattle", "Austin", "Boston", "Chicago", "Denver", "Oakland", "Tucson"}
)

func (g *generator) next() ledger.Transaction {
	g.n++
	merchant := int(float64(3000) * g.r.Float64() * g.r.Float64())
	detail := benchCategories[merchant%len(benchCategories)]
	primary := detail[:strings.LastIndexByte(detail, '_')]
	date := ledger.DateOf(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, g.r.IntN(730)))
	store := g.r.IntN(20000)
	name := fmt.Sprintf("Merchant %d Store", merchant)
	t := ledger.Transaction{
		ID: g.id(), AccountID: fmt.Sprintf("account%d", g.r.IntN(6)), Amount: ledger.Money{Minor: -int64(g.r.IntN(20000)) - 1, Currency: "USD"}, Date: date,
		AuthorizedDate: date.AddDays(-g.r.IntN(3)), Name: fmt.Sprintf("%s #%05d", name, store), Merchant: name, MerchantID: fmt.Sprintf("%037d", merchant),
		Original: fmt.Sprintf("POS %s #%05d %s", strings.ToUpper(name), store, "US"), Category: primary, CategoryDetail: detail,
		CategoryConfidence: "VERY_HIGH", Channel: "in store",
		Details: &ledger.Details{
			Website: fmt.Sprintf("merchant%d.example", merchant), LogoURL: fmt.Sprintf("https://logos.example/merchant_%d.png", merchant),
			Counterparties: []ledger.Counterparty{{Name: name, EntityID: fmt.Sprintf("%037d", merchant), Kind: "merchant", Confidence: "VERY_HIGH"}},
		},
	}
	if g.n%3 == 0 {
		t.Details.Location = ledger.Location{City: benchCities[store%len(benchCities)], Region: "OR", Country: "US", Store: strconv.Itoa(store)}
	}
	return t
}

func (g *generator) page(n int) Page {
	p := Page{RequestID: "request", Added: make([]ledger.Transaction, n)}
	for i := range p.Added {
		p.Added[i] = g.next()
	}
	return p
}

func fill(b testing.TB, db *DB, g *generator, rows int) time.Duration {
	b.Helper()
	return fillWith(b, db, g.page, rows)
}

func fillWith(b testing.TB, db *DB, page func(int) Page, rows int) time.Duration {
	b.Helper()
	u, err := db.BeginUpdate(b.Context(), "item")
	if err != nil {
		b.Fatal(err)
	}
	defer u.Close()
	var spent time.Duration
	for done := 0; done < rows; done += 500 {
		p := page(min(500, rows-done))
		start := time.Now()
		if err := u.Add(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		spent += time.Since(start)
	}
	start := time.Now()
	if _, err := u.Commit(b.Context(), Outcome{Cursor: "c", Completeness: ledger.HistoryFull}); err != nil {
		b.Fatal(err)
	}
	if b, ok := b.(*testing.B); ok {
		b.ReportMetric(time.Since(start).Seconds(), "s-commit")
	}
	return spent + time.Since(start)
}

func size(dir string) (total int64) {
	names, _ := filepath.Glob(filepath.Join(dir, fileName+"*"))
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			total += info.Size()
		}
	}
	return total
}

// BenchmarkFirstSync is bars 1, 3 and 10 as far as storage goes.
func BenchmarkFirstSync(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		db := open(b, dir, newClock())
		spent := fill(b, db, newGenerator(), *benchRows)
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(spent.Seconds(), "s-storage")
		b.ReportMetric(float64(*benchRows)/spent.Seconds(), "rows/s")
		b.ReportMetric(float64(memory.HeapSys)/(1<<20), "MiB-heap")
		b.ReportMetric(peak(), "MiB-peak")
		db.Close()
		b.ReportMetric(float64(size(dir))/float64(*benchRows), "bytes/row")
	}
}

// peak is the most memory that the process ever had, where the system says.
func peak() float64 {
	text, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kilobytes, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return float64(kilobytes) / 1024
}

// BenchmarkImport is the other side of bar 1: the sqlite3 shell's .import of
// the same rows, then the same indexes.
func BenchmarkImport(b *testing.B) {
	program, err := shell.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 shell")
	}
	dir := b.TempDir()
	file := filepath.Join(dir, "rows.csv")
	writeCSV(b, file)
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(*benchRows), "bytes/row")
	for b.Loop() {
		script := `CREATE TABLE t (transaction_id TEXT, account_id TEXT, pending_transaction_id TEXT, amount TEXT, currency TEXT, date TEXT,
	authorized_date TEXT, pending TEXT, name TEXT, merchant TEXT, merchant_id TEXT, original TEXT, category TEXT, detail TEXT,
	confidence TEXT, channel TEXT, details TEXT);
.import --csv rows.csv t
CREATE UNIQUE INDEX by_id ON t (transaction_id);
CREATE INDEX by_date ON t (date);
CREATE INDEX by_account ON t (account_id, date);
CREATE INDEX by_category ON t (detail, date);
CREATE INDEX by_merchant ON t (merchant, date);
`
		db := filepath.Join(dir, "import.db")
		_ = os.Remove(db)
		cmd := shell.Command(program, db)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(script)
		start := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s-import")
	}
}

func writeCSV(b *testing.B, file string) {
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w, g := csv.NewWriter(f), newGenerator()
	for range *benchRows {
		t := g.next()
		details, _ := json.Marshal(t.Details)
		_ = w.Write([]string{
			t.ID, t.AccountID, t.PendingID, t.Amount.Decimal(), t.Amount.Currency, t.Date.String(), t.AuthorizedDate.String(),
			strconv.FormatBool(t.Pending), t.Name, t.Merchant, t.MerchantID, t.Original, t.Category, t.CategoryDetail, t.CategoryConfidence, t.Channel, string(details),
		})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLaterUpdate is bar 4: 500 rows onto many, and onto none.
func BenchmarkLaterUpdate(b *testing.B) {
	for _, rows := range []int{0, *benchRows} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			db, g := open(b, b.TempDir(), newClock()), newGenerator()
			if rows > 0 {
				fill(b, db, g, rows)
			}
			for b.Loop() {
				b.StopTimer()
				p := g.page(500)
				for i := range p.Added { // as a bank sends them: of the last days
					p.Added[i].Date = ledger.Date(20260301 + i%5)
				}
				b.StartTimer()
				syncOutcome(b, db, Outcome{Cursor: "c"}, p)
			}
		})
	}
}

func BenchmarkParseMoney(b *testing.B) {
	for b.Loop() {
		if _, err := ledger.ParseMoney("-1234.56", "USD"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead is what a screen asks for: bars 6 to 8.
func BenchmarkRead(b *testing.B) {
	db, g := open(b, b.TempDir(), newClock()), newGenerator()
	fill(b, db, g, *benchRows)
	middle := ledger.Key{Date: 20250301, Row: 1 << 40}
	for _, q := range []struct {
		name string
		Query
	}{
		{"first", Query{Limit: 50}},
		{"last", Query{Limit: 50, Back: true}},
		{"middle", Query{Limit: 50, Anchor: middle}},
		{"middle back", Query{Limit: 50, Anchor: middle, Back: true}},
		{"account", Query{Filter: ledger.Filter{AccountID: "account3"}, Limit: 50, Anchor: middle}},
		{"item", Query{Filter: ledger.Filter{ItemID: "item"}, Limit: 50, Anchor: middle}},
		{"category", Query{Filter: ledger.Filter{Category: "TRAVEL_LODGING"}, Limit: 50, Anchor: middle}},
		{"primary", Query{Filter: ledger.Filter{Category: "FOOD_AND_DRINK"}, Limit: 50, Anchor: middle}},
		{"dates", Query{Filter: ledger.Filter{From: 20250103, To: 20250404}, Limit: 50, Anchor: middle}},
		{"text s", Query{Filter: ledger.Filter{Query: "s"}, Limit: 50}},
		{"text common", Query{Filter: ledger.Filter{Query: "merchant 1"}, Limit: 50}},
		{"text middle", Query{Filter: ledger.Filter{Query: "merchant 1"}, Limit: 50, Anchor: middle}},
		{"text rare", Query{Filter: ledger.Filter{Query: "2999 store #199"}, Limit: 50}},
		{"text none", Query{Filter: ledger.Filter{Query: "no such text"}, Limit: 50}},
		{"text none account", Query{Filter: ledger.Filter{Query: "no such text", AccountID: "account3"}, Limit: 50}},
		{"text amount", Query{Filter: ledger.Filter{Query: "123.4"}, Limit: 50}},
	} {
		b.Run("Entries/"+q.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Entries(b.Context(), q.Query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, f := range []ledger.Filter{
		{},
		{AccountID: "account3"},
		{Category: "FOOD_AND_DRINK"},
		{From: 20250103, To: 20250404},
		{Query: "s"},
		{Query: "merchant 1"},
		{Query: "no such text"},
		{Query: "e", Category: "FOOD_AND_DRINK"},
	} {
		b.Run(fmt.Sprintf("Summarize/%+v", f), func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Summarize(b.Context(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("Position/%+v", f), func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Position(b.Context(), f, middle); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("SearchLoad", func(b *testing.B) {
		for b.Loop() {
			db.search.marks = marks{} // forgets everything
			if _, err := db.Entries(b.Context(), Query{Filter: ledger.Filter{Query: "no such text"}, Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory) // little but the texts
		b.ReportMetric(float64(memory.HeapAlloc)/float64(*benchRows), "bytes/row")
	})
	b.Run("Figures", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Figures(b.Context(), "USD", 202503, 202602); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Revision", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Revision(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOpen is storage's part of bar 5: from nothing to the first window.
func BenchmarkOpen(b *testing.B) {
	dir, c := b.TempDir(), newClock()
	db := open(b, dir, c)
	fill(b, db, newGenerator(), *benchRows)
	db.Close()
	for b.Loop() {
		db, err := Open(dir, db.now)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Entries(b.Context(), Query{Limit: 50}); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWorth(b *testing.B) {
	db := open(b, b.TempDir(), newClock())
	var accounts []ledger.Account
	for i := range 6 {
		accounts = append(accounts, account("account"+strconv.Itoa(i), ledger.Depository, 100))
	}
	saveAccounts(b, db, accounts...)
	fill(b, db, newGenerator(), *benchRows)
	for b.Loop() {
		if _, err := db.Worth(b.Context(), "USD", 20250315, 20260315); err != nil {
			b.Fatal(err)
		}
	}
}
