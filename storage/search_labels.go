package storage

import (
	"math"
	"strings"
	"sync"

	"passbook/storage/ledger"
)

// labelIndex gives accounts, categories and currencies short numbers for the
// blocks' columns. Place 0 stands for whatever is not known (yet).
type labelIndex struct {
	sync.RWMutex
	accounts, categories, currencies map[int64]uint16
	categoryNames, categoryTexts     []string // by place; the text is what a search sees
	currencyCodes                    []string
	merchants                        map[int64]string
	lastMerchant                     int64
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

func (k *labelIndex) kind(account, category, currency int64) kind {
	k.RLock()
	defer k.RUnlock()
	return kind{k.accounts[account], k.categories[category], k.currencies[currency]}
}

func (k *labelIndex) merchant(row int64) string {
	k.RLock()
	defer k.RUnlock()
	return k.merchants[row]
}

func (k *labelIndex) categoryAndCurrency(category, currency int) (string, string) {
	k.RLock()
	defer k.RUnlock()
	return k.categoryNames[category], k.currencyCodes[currency]
}

func (k *labelIndex) accountSet(rows []int64) []bool {
	k.RLock()
	defer k.RUnlock()
	return placeSet(k.accounts, rows)
}

func (k *labelIndex) categorySet(rows []int64) []bool {
	k.RLock()
	defer k.RUnlock()
	return placeSet(k.categories, rows)
}

func placeSet(places map[int64]uint16, rows []int64) []bool {
	set := make([]bool, len(places)+1)
	for _, row := range rows {
		set[places[row]] = true
	}
	set[0] = false
	return set
}

// holding gives the categories whose name holds the needle, nil when none does.
func (k *labelIndex) holding(needle string) (set []bool) {
	k.RLock()
	defer k.RUnlock()
	for place, text := range k.categoryTexts {
		if strings.Contains(text, needle) {
			if set == nil {
				set = make([]bool, len(k.categoryTexts))
			}
			set[place] = true
		}
	}
	return set
}

func (k *labelIndex) digits() []int {
	k.RLock()
	defer k.RUnlock()
	digits := make([]int, len(k.currencyCodes))
	for i, code := range k.currencyCodes {
		digits[i] = ledger.Digits(code)
	}
	return digits
}
