package textindex

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"passbook/storage/folding"
	"passbook/storage/ledger"
)

// Labels gives accounts, categories and currencies short numbers, their places,
// for the blocks' columns, and holds the names of categories and merchants.
// Place 0 stands for whatever Learn was not given. Its zero value is empty.
// Several goroutines may use it.
type Labels struct {
	mutex                            sync.RWMutex
	accounts, categories, currencies map[int64]uint16
	categoryTexts                    []string // by place; what a search sees
	currencyCodes                    []string
	merchants                        map[int64]string
}

// Name is a row of a table of names: of a category its primary and its detailed
// name, of a currency its code.
type Name struct {
	ID           int64 // its rowid
	Name, Detail string
}

// Learn adds accounts (their rowids), categories, currencies and merchants to
// those that it was given before. With anew the merchants take the place of those
// before: their rowids may have been reused. The first call is with anew.
func (k *Labels) Learn(accounts []int64, categories, currencies, merchants []Name, anew bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.accounts == nil {
		k.accounts, k.categories, k.currencies = map[int64]uint16{}, map[int64]uint16{}, map[int64]uint16{}
		k.categoryTexts, k.currencyCodes = []string{""}, []string{""}
	}
	if anew {
		k.merchants = map[int64]string{}
	}
	for _, row := range accounts {
		assignPlace(k.accounts, row)
	}
	for _, c := range categories {
		if assignPlace(k.categories, c.ID) {
			text := folding.Fold(c.Name) + string(endOfPart) + folding.Fold(c.Detail)
			shown := folding.Fold(ledger.CategoryName(cmp.Or(c.Detail, c.Name)))
			k.categoryTexts = append(k.categoryTexts, text+string(endOfPart)+strings.ReplaceAll(text, "_", " ")+string(endOfPart)+shown)
		}
	}
	for _, m := range merchants {
		k.merchants[m.ID] = m.Name
	}
	for _, c := range currencies {
		if assignPlace(k.currencies, c.ID) {
			k.currencyCodes = append(k.currencyCodes, c.Name)
		}
	}
}

// assignPlace gives a row the next place, and reports whether it had none.
func assignPlace(places map[int64]uint16, row int64) bool {
	_, has := places[row]
	if has || len(places) == math.MaxUint16 {
		return false
	}
	places[row] = uint16(len(places) + 1)
	return true
}

func (k *Labels) kind(account, category, currency int64) kind {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	return kind{k.accounts[account], k.categories[category], k.currencies[currency]}
}

// Merchant gives a merchant's name by its rowid; empty where Learn was not given
// it.
func (k *Labels) Merchant(row int64) string {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	return k.merchants[row]
}

func (k *Labels) currencyCode(currency int) string {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	return k.currencyCodes[currency]
}

// places gives the places of rows of one of the tables; nil for nil.
func (k *Labels) places(of Column, rows []int64) []bool {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	switch of {
	case Accounts:
		return placeSet(k.accounts, rows)
	case Categories:
		return placeSet(k.categories, rows)
	}
	return placeSet(k.currencies, rows)
}

// placeSet gives the places of rows; nil for nil.
func placeSet(places map[int64]uint16, rows []int64) []bool {
	if rows == nil {
		return nil
	}
	set := make([]bool, len(places)+1)
	for _, row := range rows {
		set[places[row]] = true
	}
	set[0] = false
	return set
}

// holding gives the categories whose name holds the needle, nil when none does.
func (k *Labels) holding(needle []byte) (set []bool) {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	for place, text := range k.categoryTexts {
		if strings.Contains(text, string(needle)) {
			if set == nil {
				set = make([]bool, len(k.categoryTexts))
			}
			set[place] = true
		}
	}
	return set
}

// codes gives the currencies' codes by place.
func (k *Labels) codes() []string {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	return slices.Clone(k.currencyCodes)
}
