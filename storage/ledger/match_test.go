package ledger_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

const transferOut, transferIn = "TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_ACCOUNT_TRANSFER"

func pairRow(row, account int64, minor int64, date ledger.Date, category string) ledger.PairRow {
	return ledger.PairRow{Row: row, Account: account, Kind: ledger.Depository, Category: category, Currency: "USD", Minor: minor, Date: date}
}

func TestMatch(t *testing.T) {
	card := func(row, account int64, minor int64, date ledger.Date, category string) ledger.PairRow {
		r := pairRow(row, account, minor, date, category)
		r.Kind = ledger.Credit
		return r
	}
	onLoan := pairRow(2, 2, 500, 20261110, "")
	onLoan.Kind = ledger.Loan
	euros := pairRow(2, 2, 500, 20261110, transferIn)
	euros.Currency = "EUR"
	for name, tt := range map[string]struct {
		rows  []ledger.PairRow
		pairs [][2]int64
		ties  [][]int64
	}{
		"the same day":                       {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261110, transferIn)}, pairs: [][2]int64{{1, 2}}},
		"a day early":                        {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261109, transferIn)}, pairs: [][2]int64{{1, 2}}},
		"two days early":                     {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261108, transferIn)}},
		"five days late, in the next year":   {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261230, transferOut), pairRow(2, 2, 500, 20270104, transferIn)}, pairs: [][2]int64{{1, 2}}},
		"six days late":                      {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261230, transferOut), pairRow(2, 2, 500, 20270105, transferIn)}},
		"one account":                        {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 1, 500, 20261110, transferIn)}},
		"another amount":                     {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 501, 20261110, transferIn)}},
		"another currency":                   {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), euros}},
		"one half filed as a transfer":       {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, "FOOD_AND_DRINK_COFFEE"), pairRow(2, 2, 500, 20261110, transferIn)}, pairs: [][2]int64{{1, 2}}},
		"neither half filed as a transfer":   {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, "RENT_AND_UTILITIES_RENT"), pairRow(2, 2, 500, 20261110, "INCOME_SALARY")}},
		"a card payment filed as wages":      {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, ""), card(2, 2, 500, 20261112, "INCOME_WAGES")}, pairs: [][2]int64{{1, 2}}},
		"a loan payment without a category":  {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, ""), onLoan}, pairs: [][2]int64{{1, 2}}},
		"a purchase that a friend repays":    {rows: []ledger.PairRow{card(1, 1, -500, 20261110, "FOOD_AND_DRINK_RESTAURANT"), pairRow(2, 2, 500, 20261111, "")}},
		"the nearest day":                    {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261112, transferIn), pairRow(3, 3, 500, 20261111, transferIn)}, pairs: [][2]int64{{1, 3}}},
		"a day early and a day late":         {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261109, transferIn), pairRow(3, 2, 500, 20261111, transferIn)}, ties: [][]int64{{1, 2, 3}}},
		"two accounts on one day":            {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261110, transferIn), pairRow(3, 3, 500, 20261110, transferIn)}, ties: [][]int64{{1, 2, 3}}},
		"a tie takes nothing further away":   {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, 500, 20261110, transferIn), pairRow(3, 3, 500, 20261110, transferIn), pairRow(4, 4, -500, 20261109, transferOut)}, ties: [][]int64{{1, 2, 3}}},
		"interchangeable rows":               {rows: []ledger.PairRow{pairRow(7, 1, -500, 20261110, transferOut), pairRow(3, 1, -500, 20261110, transferOut), pairRow(5, 2, 500, 20261110, transferIn), pairRow(4, 2, 500, 20261110, transferIn)}, pairs: [][2]int64{{3, 4}, {7, 5}}},
		"one of interchangeable rows":        {rows: []ledger.PairRow{pairRow(7, 1, -500, 20261110, transferOut), pairRow(3, 1, -500, 20261110, transferOut), pairRow(5, 2, 500, 20261110, transferIn), pairRow(6, 3, 500, 20261113, transferIn)}, pairs: [][2]int64{{3, 5}, {7, 6}}},
		"two alike to two accounts":          {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 1, -500, 20261110, transferOut), pairRow(3, 2, 500, 20261110, transferIn), pairRow(4, 3, 500, 20261110, transferIn)}, pairs: [][2]int64{{1, 3}, {2, 4}}},
		"two accounts to two alike":          {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 2, -500, 20261110, transferOut), pairRow(3, 3, 500, 20261110, transferIn), pairRow(4, 3, 500, 20261110, transferIn)}, pairs: [][2]int64{{1, 3}, {2, 4}}},
		"more than it can take":              {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(3, 3, 500, 20261110, transferIn), pairRow(4, 3, 500, 20261110, transferIn)}, pairs: [][2]int64{{1, 3}}},
		"two alike, one of them once before": {rows: []ledger.PairRow{pairRow(1, 1, -500, 20261110, transferOut), pairRow(2, 1, -500, 20261111, transferOut), pairRow(3, 2, 500, 20261110, transferIn), pairRow(4, 2, 500, 20261111, transferIn)}, pairs: [][2]int64{{1, 3}, {2, 4}}},
		"nothing":                            {rows: []ledger.PairRow{pairRow(1, 1, 0, 20261110, transferOut), pairRow(2, 2, 0, 20261110, transferIn)}},
	} {
		pairs, ties := ledger.Match(tt.rows)
		if len(tt.rows) == 2 && ledger.CanPair(tt.rows[0], tt.rows[1]) != (len(tt.pairs) == 1) {
			t.Errorf("%s: they can pair: %t", name, len(tt.pairs) != 1)
		}
		if d := cmp.Diff(tt.pairs, pairs); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(tt.ties, ties); d != "" {
			t.Errorf("%s: ties: %s", name, d)
		}
	}
}

// randomRows are few accounts, days and amounts, so that much coincides.
func randomRows(r *rand.Rand, n int) []ledger.PairRow {
	rows := make([]ledger.PairRow, n)
	for i := range rows {
		categories := []string{transferOut, transferIn, "", "FOOD_AND_DRINK_COFFEE", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "INCOME_SALARY"}
		rows[i] = ledger.PairRow{
			Row: int64(i + 1), Account: r.Int64N(4), Category: categories[r.IntN(len(categories))], Currency: "USD",
			Minor: (1 + r.Int64N(3)) * (2*r.Int64N(2) - 1), Date: ledger.Date(20261120).AddDays(r.IntN(25)),
		}
		rows[i].Kind = []ledger.AccountKind{ledger.Depository, ledger.Credit, ledger.Depository, ledger.Loan}[rows[i].Account]
	}
	return rows
}

// The order of the rows decides nothing, and rows that have nothing to do with
// each other never change each other's outcome: matched piece by piece they
// give what they give together.
func TestMatchDependsOnTheSetAlone(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		rows := randomRows(r, 2+r.IntN(60))
		pairs, ties := ledger.Match(rows)
		shuffled := slices.Clone(rows)
		r.Shuffle(len(rows), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		againPairs, againTies := ledger.Match(shuffled)
		if !cmp.Equal(pairs, againPairs) || !cmp.Equal(ties, againTies) {
			t.Fatalf("seed %d: %v %v, shuffled %v %v", seed, pairs, ties, againPairs, againTies)
		}
		var piecewise [][2]int64
		var openPieces [][]int64
		for _, piece := range pieces(rows) {
			p, o := ledger.Match(piece)
			piecewise, openPieces = append(piecewise, p...), append(openPieces, o...)
		}
		slices.SortFunc(piecewise, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
		slices.SortFunc(openPieces, slices.Compare)
		if !cmp.Equal(pairs, piecewise) || !cmp.Equal(ties, openPieces) {
			t.Fatalf("seed %d: %v %v, piece by piece %v %v", seed, pairs, ties, piecewise, openPieces)
		}
	}
}

// pieces are the rows that CanPair connects. It is worked out by colouring.
func pieces(rows []ledger.PairRow) [][]ledger.PairRow {
	colour := make([]int, len(rows))
	for i := range colour {
		colour[i] = i
	}
	for i, a := range rows {
		for j, b := range rows {
			if ledger.CanPair(a, b) || a == b {
				from, to := colour[i], colour[j]
				for k := range colour {
					if colour[k] == from {
						colour[k] = to
					}
				}
			}
		}
	}
	byColour := map[int][]ledger.PairRow{}
	for i, c := range colour {
		byColour[c] = append(byColour[c], rows[i])
	}
	var out [][]ledger.PairRow
	for _, piece := range byColour {
		out = append(out, piece)
	}
	return out
}

// What is certain about any outcome, said in other words than Match: pairs can
// pair, no row is used twice, and of two rows that could be a pair one is at
// least as near to what it is paired with, or has to be chosen by the person.
func TestMatchIsSound(t *testing.T) {
	matched, tied := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		rows := randomRows(r, 2+r.IntN(50))
		byID := map[int64]ledger.PairRow{}
		for _, row := range rows {
			byID[row.Row] = row
		}
		pairs, ties := ledger.Match(rows)
		matched, tied = matched+len(pairs), tied+len(ties)
		partner := map[int64]int64{}
		for _, p := range pairs {
			if !ledger.CanPair(byID[p[0]], byID[p[1]]) {
				t.Fatalf("seed %d: %+v and %+v are paired", seed, byID[p[0]], byID[p[1]])
			}
			for i, row := range p {
				if partner[row] != 0 {
					t.Fatalf("seed %d: row %d is used twice", seed, row)
				}
				partner[row] = p[1-i]
			}
		}
		open := map[int64]bool{}
		for _, tie := range ties {
			for _, row := range tie {
				if partner[row] != 0 || open[row] {
					t.Fatalf("seed %d: row %d is in a tie and elsewhere", seed, row)
				}
				open[row] = true
			}
		}
		served := func(row ledger.PairRow, apart int) bool {
			p := partner[row.Row]
			return open[row.Row] || p != 0 && daysApart(row.Date, byID[p].Date) <= apart
		}
		for _, out := range rows {
			for _, in := range rows {
				if apart := daysApart(out.Date, in.Date); ledger.CanPair(out, in) && !served(out, apart) && !served(in, apart) {
					t.Fatalf("seed %d: %+v and %+v could be paired and are not", seed, out, in)
				}
			}
		}
	}
	if matched < 500 || tied < 100 {
		t.Errorf("%d pairs and %d ties are no test", matched, tied)
	}
}

func daysApart(a, b ledger.Date) int {
	days := 0
	for d := min(a, b); d < max(a, b); d = d.AddDays(1) {
		days++
	}
	return days
}
