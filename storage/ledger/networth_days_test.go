package ledger_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// household is four accounts: checking and a card with rows, a loan and a
// brokerage without, all of them first fetched on March 10.
func household() []*ledger.BalanceLine {
	first := func(minor, posted int64) []ledger.Snapshot {
		return []ledger.Snapshot{{Date: 20260310, Minor: minor, Posted: posted, Complete: true}}
	}
	return []*ledger.BalanceLine{
		{
			AccountID: "checking", Name: "Checking", Kind: ledger.Depository, Snapshots: append(first(1000, 600), ledger.Snapshot{Date: 20260312, Minor: 1100, Posted: 700, Complete: true}),
			FirstPosted: 20260302, Posted: []ledger.DayAmount{{Date: 20260302, Minor: 500}, {Date: 20260306, Minor: 100}},
		},
		{
			AccountID: "card", Name: "Card", Kind: ledger.Credit, Snapshots: first(-300, -250),
			FirstPosted: 20260304, Posted: []ledger.DayAmount{{Date: 20260304, Minor: -200}, {Date: 20260309, Minor: -50}},
		},
		{AccountID: "car", Name: "Car loan", Kind: ledger.Loan, Snapshots: first(-9000, 0)},
		{AccountID: "broker", Name: "Brokerage", Kind: ledger.Investment, Snapshots: first(50000, 0)},
	}
}

func TestWorthByDay(t *testing.T) {
	w := ledger.WorthByDay("USD", household(), 0, 20260312)
	byDay := map[ledger.Date][]int64{}
	for _, p := range w.Total {
		assets, _ := w.Assets.On(p.Date)
		debts, _ := w.Debts.On(p.Date)
		byDay[p.Date] = []int64{p.Minor, assets.Minor, debts.Minor, w.Part(p.Date, ledger.Depository), w.Part(p.Date, ledger.Credit, ledger.Loan)}
	}
	want := map[ledger.Date][]int64{
		20260302: {900, 900, 0, 900, 0},
		20260303: {900, 900, 0, 900, 0},
		20260304: {650, 900, -250, 900, -250},
		20260305: {650, 900, -250, 900, -250},
		20260306: {750, 1000, -250, 1000, -250},
		20260307: {750, 1000, -250, 1000, -250},
		20260308: {750, 1000, -250, 1000, -250},
		20260309: {700, 1000, -300, 1000, -300},
		20260310: {41700, 51000, -9300, 1000, -9300},
		20260311: {41700, 51000, -9300, 1000, -9300},
		20260312: {41800, 51100, -9300, 1100, -9300},
	}
	if diff := cmp.Diff(want, byDay); diff != "" {
		t.Error(diff)
	}
	if since := w.Total.ObservedSince(); since != 20260310 {
		t.Error(since)
	}
	if line := w.Account("broker"); len(line) != 3 || line[0] != (ledger.WorthPoint{Date: 20260310, Minor: 50000, Observed: true}) {
		t.Error("the past of a brokerage without investment transactions is not known:", line)
	}
	if none := ledger.WorthByDay("USD", nil, 0, 20260312); len(none.Total) != 0 || len(none.Accounts) != 0 {
		t.Error(none)
	}
}

// A change is that of the accounts known at both ends: without the car loan and
// the brokerage, 41,700 on March 10 would be a gain of 40,800.
func TestWorthChange(t *testing.T) {
	w := ledger.WorthByDay("USD", household(), 0, 20260312)
	for _, c := range []struct {
		what                string
		from, to            ledger.Date
		kinds               []ledger.AccountKind
		wantFrom            ledger.Date
		before, after, gain int64
		leftOut             []string
	}{
		{"all of it", 20260304, 20260312, nil, 20260304, 650, 800, 150, []string{"Car loan", "Brokerage"}},
		{"from before anything", 20250101, 20260312, nil, 20260302, 900, 1100, 200, []string{"Card", "Car loan", "Brokerage"}},
		{"observed", 20260310, 20270101, nil, 20260310, 41700, 41800, 100, nil},
		{"debts", 20260304, 20260309, []ledger.AccountKind{ledger.Credit, ledger.Loan}, 20260304, -250, -300, -50, nil},
	} {
		got := w.Change(c.from, c.to, c.kinds...)
		var names []string
		for _, a := range got.LeftOut {
			names = append(names, a.Name)
		}
		if got.From != c.wantFrom || got.Before != c.before || got.After != c.after || got.Minor() != c.gain || !slices.Equal(names, c.leftOut) {
			t.Errorf("%s: %v to %v, %d to %d, %d, %q", c.what, got.From, got.To, got.Before, got.After, got.Minor(), names)
		}
		last := len(got.Line) - 1
		if got.Line[0].Date != got.From || got.Line[0].Minor != c.before || got.Line[last].Date != got.To || got.Line[last].Minor != c.after {
			t.Errorf("%s: %v", c.what, got.Line)
		}
	}
}

func TestBalanceLine(t *testing.T) {
	points := func(l *ledger.BalanceLine) []ledger.WorthPoint {
		return ledger.WorthByDay("USD", []*ledger.BalanceLine{l}, 20260301, 20260306).Account(l.AccountID)
	}
	worked := func(day ledger.Date, minor int64) ledger.WorthPoint {
		return ledger.WorthPoint{Date: day, Minor: minor}
	}
	seen := func(day ledger.Date, minor int64) ledger.WorthPoint {
		return ledger.WorthPoint{Date: day, Minor: minor, Observed: true}
	}
	line := func(kind ledger.AccountKind, change func(*ledger.BalanceLine)) *ledger.BalanceLine {
		l := &ledger.BalanceLine{
			AccountID: "a", Kind: kind, Snapshots: []ledger.Snapshot{{Date: 20260305, Minor: 100, Posted: 30, Complete: true}},
			FirstPosted: 20260302, Posted: []ledger.DayAmount{{Date: 20260302, Minor: 10}, {Date: 20260304, Minor: 20}},
		}
		change(l)
		return l
	}
	for _, c := range []struct {
		what string
		line *ledger.BalanceLine
		want []ledger.WorthPoint
	}{
		{
			"a loan with rows", line(ledger.Loan, func(*ledger.BalanceLine) {}),
			[]ledger.WorthPoint{worked(20260302, 80), worked(20260303, 80), worked(20260304, 100), seen(20260305, 100), seen(20260306, 100)},
		},
		{
			"no row before the first snapshot", line(ledger.Depository, func(l *ledger.BalanceLine) { l.FirstPosted, l.Posted = 20260306, nil }),
			[]ledger.WorthPoint{seen(20260305, 100), seen(20260306, 100)},
		},
		{
			"a row in another currency", line(ledger.Credit, func(l *ledger.BalanceLine) { l.LastForeign = 20260303 }),
			[]ledger.WorthPoint{worked(20260303, 80), worked(20260304, 100), seen(20260305, 100), seen(20260306, 100)},
		},
		{
			"one on the day of the snapshot", line(ledger.Credit, func(l *ledger.BalanceLine) { l.LastForeign = 20260305 }),
			[]ledger.WorthPoint{seen(20260305, 100), seen(20260306, 100)},
		},
		{
			"a late row", line(ledger.Depository, func(l *ledger.BalanceLine) { l.Posted[1].Minor -= 7 }),
			[]ledger.WorthPoint{worked(20260302, 80), worked(20260303, 80), worked(20260304, 93), seen(20260305, 100), seen(20260306, 100)},
		},
		{
			"the history came the day after", line(ledger.Depository, func(l *ledger.BalanceLine) {
				l.Snapshots = []ledger.Snapshot{{Date: 20260305, Minor: 100, Posted: 20}, {Date: 20260306, Minor: 95, Posted: 25, Complete: true}}
			}),
			[]ledger.WorthPoint{worked(20260302, 80), worked(20260303, 80), worked(20260304, 100), seen(20260305, 100), seen(20260306, 95)},
		},
		{
			"the history is still coming", line(ledger.Depository, func(l *ledger.BalanceLine) {
				l.FirstPosted, l.Posted = 20260304, l.Posted[1:]
				l.Snapshots = []ledger.Snapshot{{Date: 20260305, Minor: 100}, {Date: 20260305, Minor: 90, Posted: 20}}
			}),
			[]ledger.WorthPoint{worked(20260304, 90), seen(20260305, 90), seen(20260306, 90)},
		},
		{
			"a bank that gives no figure any more", line(ledger.Credit, func(l *ledger.BalanceLine) {
				l.Snapshots = append(l.Snapshots, ledger.Snapshot{Date: 20260306, Unknown: true})
			}),
			[]ledger.WorthPoint{worked(20260302, 80), worked(20260303, 80), worked(20260304, 100), seen(20260305, 100)},
		},
		{
			"in another currency before", line(ledger.Depository, func(l *ledger.BalanceLine) {
				l.Snapshots = slices.Insert(l.Snapshots, 0, ledger.Snapshot{Date: 20260303, Unknown: true})
			}),
			[]ledger.WorthPoint{seen(20260305, 100), seen(20260306, 100)},
		},
		{
			"gone", line(ledger.Depository, func(l *ledger.BalanceLine) { l.Gone = 20260306 }),
			[]ledger.WorthPoint{worked(20260302, 80), worked(20260303, 80), worked(20260304, 100), seen(20260305, 100)},
		},
		{
			"gone, and perhaps listed under another id", line(ledger.Depository, func(l *ledger.BalanceLine) {
				l.Gone = 20260306
				l.Again = []*ledger.BalanceLine{{Kind: ledger.Depository, Snapshots: []ledger.Snapshot{{Date: 20260306, Minor: 100}}, FirstPosted: 20260304}}
			}),
			[]ledger.WorthPoint{worked(20260302, 80), worked(20260303, 80)},
		},
		{
			"too large", line(ledger.Depository, func(l *ledger.BalanceLine) { l.Snapshots[0].Minor = ledger.TooLarge }),
			[]ledger.WorthPoint{
				worked(20260302, ledger.TooLarge), worked(20260303, ledger.TooLarge), worked(20260304, ledger.TooLarge),
				seen(20260305, ledger.TooLarge), seen(20260306, ledger.TooLarge),
			},
		},
	} {
		if diff := cmp.Diff(c.want, points(c.line)); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}

// book is the life of one account as its bank has it: all of its rows, those of
// another currency with what they cost, and the days on which passbook asked.
type book struct {
	kind    ledger.AccountKind
	opening int64
	rows    []bookRow
	asked   []ledger.Date
}

type bookRow struct {
	day     ledger.Date
	minor   int64 // as the balance moves
	foreign bool
}

func (b book) until(day ledger.Date, foreign bool) (sum int64) {
	for _, r := range b.rows {
		if r.day <= day && (foreign || !r.foreign) {
			sum += r.minor
		}
	}
	return sum
}

func randomBook(r *rand.Rand, first ledger.Date, days int) book {
	b := book{
		kind:    []ledger.AccountKind{ledger.Depository, ledger.Credit, ledger.Loan, ledger.Investment}[r.IntN(4)],
		opening: r.Int64N(100000) - 50000,
	}
	for range r.IntN(30) {
		b.rows = append(b.rows, bookRow{first.AddDays(r.IntN(days)), r.Int64N(2000) - 1000, r.IntN(20) == 0})
	}
	for day := first.AddDays(r.IntN(days)); ; day = day.AddDays(1 + r.IntN(3)) {
		b.asked = append(b.asked, day)
		if r.IntN(4) == 0 {
			return b
		}
	}
}

// line is what passbook knows of a book.
func (b book) line(id string) *ledger.BalanceLine {
	l := &ledger.BalanceLine{AccountID: id, Kind: b.kind}
	for _, day := range b.asked {
		l.Snapshots = append(l.Snapshots, ledger.Snapshot{Date: day, Minor: b.opening + b.until(day, true), Posted: b.until(day, false), Complete: true})
	}
	rows := slices.Clone(b.rows)
	slices.SortStableFunc(rows, func(a, b bookRow) int { return int(a.day - b.day) })
	for _, row := range rows {
		switch {
		case row.foreign && row.day <= b.asked[0]:
			l.LastForeign = row.day
		case !row.foreign && l.FirstPosted == 0:
			l.FirstPosted = row.day
			fallthrough
		case !row.foreign && row.day < b.asked[0]:
			l.Posted = append(l.Posted, ledger.DayAmount{Date: row.day, Minor: row.minor})
		}
	}
	l.Posted = slices.DeleteFunc(l.Posted, func(d ledger.DayAmount) bool { return d.Date >= b.asked[0] })
	return l
}

// TestWorthIsWhatTheBooksSay: with a bank that books on the day, every figure
// that is worked back is the one of its books, and on every day the parts add up.
func TestWorthIsWhatTheBooksSay(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	const first, days = ledger.Date(20260220), 40
	last := first.AddDays(days)
	for range 500 {
		books := map[string]book{}
		var lines []*ledger.BalanceLine
		for _, id := range []string{"a", "b", "c", "d", "e"}[:1+r.IntN(5)] {
			books[id] = randomBook(r, first, days)
			lines = append(lines, books[id].line(id))
		}
		w := ledger.WorthByDay("USD", lines, 0, last)
		for _, a := range w.Accounts {
			b := books[a.AccountID]
			for _, p := range a.Line {
				asked, _ := slices.BinarySearch(b.asked, p.Date.AddDays(1))
				day := p.Date
				if asked > 0 {
					day = b.asked[asked-1]
				}
				if want := b.opening + b.until(day, true); p.Minor != want || p.Observed != (asked > 0) {
					t.Fatalf("%s on %v: %+v, want %d\n%+v", a.AccountID, p.Date, p, want, b)
				}
			}
		}
		checkParts(t, w, first, last)
		from := first.AddDays(r.IntN(days))
		part := ledger.WorthByDay("USD", lines, from, last)
		if diff := cmp.Diff(w.Total[max(0, len(w.Total)-len(part.Total)):], part.Total); diff != "" {
			t.Fatalf("from %v: %s", from, diff)
		}
	}
}

func checkParts(t *testing.T, w ledger.Worth, first, last ledger.Date) {
	t.Helper()
	for day := first; day <= last; day = day.AddDays(1) {
		total, known := w.Total.On(day)
		assets, has := w.Assets.On(day)
		debts, owes := w.Debts.On(day)
		var sum, groups int64
		some := false
		observed := true
		for _, a := range w.Accounts {
			if p, known := a.Line.On(day); known {
				sum, some, observed = sum+p.Minor, true, observed && p.Observed
			}
		}
		for _, line := range w.Groups {
			p, _ := line.On(day)
			groups += p.Minor
		}
		if known != some || known != has || known != owes || known && (total.Minor != sum || total.Minor != groups || total.Minor != assets.Minor+debts.Minor || total.Observed != observed) {
			t.Fatalf("%v: total %+v, accounts %d, groups %d, assets %+v, debts %+v", day, total, sum, groups, assets, debts)
		}
		if assets.Minor != w.Part(day, ledger.Depository, ledger.Investment) || debts.Minor != w.Part(day, ledger.Credit, ledger.Loan) {
			t.Fatalf("%v: assets %d, debts %d", day, assets.Minor, debts.Minor)
		}
	}
}
