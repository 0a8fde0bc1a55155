package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passbook/storage/ledger"
)

// Key is one setting.
type Key struct {
	Name    string // as in the file, on the command line and, in capitals, in the environment
	Default string // what it is where nobody says anything; empty: what Doc says
	Doc     string // one sentence without its full stop
	kind
}

// keys are all settings, in the order in which they are listed. A new one is a
// line here, and is read where it is needed with Values.Text.
var keys = []Key{
	{"home_currency", "", "the currency of a figure that has room for one, such as EUR; by default that of most transactions", isoCurrency},
	{"month_start", "1", "the day, 1 to 28, on which the month of income and spending begins", wholeNumber(1, 28)},
	{"people_payments", "net", "payments to and from people: net counts what is left of them, gross those in as income and those out as spending, transfer neither", oneOf("net", "gross", "transfer")},
}

// kind is what the values of a key may be.
type kind struct {
	what    string   // in words
	choices []string // all that it may be, where these are few
	number  bool     // stands without quotes in the file
	read    func(text string) (value string, ok bool)
}

// Keys gives all settings.
func Keys() []Key { return slices.Clone(keys) }

// Find gives a key by its name. The error for a name that there is not says the
// nearest one, unless none is near.
func Find(name string) (Key, error) {
	nearest, least := "", 0
	for _, k := range keys {
		if k.Name == name {
			return k, nil
		}
		if d := distance(k.Name, name); nearest == "" || d < least {
			nearest, least = k.Name, d
		}
	}
	if least > len(nearest)/2 {
		return Key{}, fmt.Errorf("there is no setting %.40q; passbook config list prints all", name)
	}
	return Key{}, fmt.Errorf("there is no setting %.40q; the nearest is %s", name, nearest)
}

// Choices gives all that the setting may be; nil where it may be more than a
// list holds.
func (k Key) Choices() []string { return slices.Clone(k.choices) }

// Env is the variable that goes before the file.
func (k Key) Env() string { return "PASSBOOK_" + strings.ToUpper(k.Name) }

// Read gives the value that a text means, in the form in which it is kept. There
// is an error for what the setting cannot be, which says what it can.
func (k Key) Read(text string) (string, error) {
	value, ok := k.read(text)
	if !ok {
		return "", fmt.Errorf("%s is %s, not %.40q", k.Name, k.what, text)
	}
	return value, nil
}

// readStored is Read for a value of a TOML document.
func (k Key) readStored(value any) (string, error) {
	switch v := value.(type) {
	case string:
		if !k.number {
			return k.Read(v)
		}
	case int64:
		if k.number {
			return k.Read(strconv.FormatInt(v, 10))
		}
	}
	if k.number {
		return "", fmt.Errorf("%s is %s, without quotes", k.Name, k.what)
	}
	return "", fmt.Errorf("%s is %s, in quotes", k.Name, k.what)
}

var isoCurrency = kind{
	what: "a currency's code of ISO 4217, such as EUR",
	read: func(text string) (string, bool) {
		code := strings.ToUpper(text)
		return code, ledger.IsOfficial(code)
	},
}

func wholeNumber(least, most int) kind {
	return kind{
		what:   fmt.Sprintf("a whole number from %d to %d", least, most),
		number: true,
		read: func(text string) (string, bool) {
			n, err := strconv.Atoi(text)
			return strconv.Itoa(n), err == nil && least <= n && n <= most
		},
	}
}

func oneOf(choices ...string) kind {
	return kind{
		what:    "one of " + strings.Join(choices, ", "),
		choices: choices,
		read:    func(text string) (string, bool) { return text, slices.Contains(choices, text) },
	}
}

// distance is how many letters are put in, left out or replaced between two
// texts (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := before
			if a[i] != b[j] {
				replaced++
			}
			before = row[j+1]
			row[j+1] = min(replaced, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
