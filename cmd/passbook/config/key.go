package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Key is one setting.
type Key struct {
	Name     string // as in the file and on the command line
	Variable string // the variable of the environment that goes before the file
	Default  string // what it is where nobody says anything; empty: what Doc says
	Doc      string // one sentence without its full stop
	kind
}

// keys are all settings, in the order in which they are listed. A new one is a
// line here, and is read where it is needed with Values.Text.
var keys = []Key{
	{"environment", "PLAID_ENV", "sandbox", "the environment of Plaid's: sandbox has invented banks, production real ones", oneOf("sandbox", "production")},
	{"client_id", "PLAID_CLIENT_ID", "", "your client_id at Plaid; passbook setup asks for it", word},
	{"base_url", "PLAID_BASE_URL", "", "the address of another Plaid, such as that of passbook plaidsim; by default that of the environment", address},
	{"countries", "PLAID_COUNTRIES", "US", "whose banks Link offers: a list of countries, such as US,CA", listOf("country", strings.ToUpper, countries)},
	{"language", "PLAID_LANGUAGE", "en", "the language that Link speaks", oneOf(languages...)},
	{"products", "PLAID_PRODUCTS", "liabilities,investments", "what Link asks of a bank besides transactions, where the bank has it: a list, or none", optional(listOf("product", strings.ToLower, products))},
	{"history_days", "PLAID_HISTORY_DAYS", "730", "how many days of history a bank is asked for when it is linked; it cannot be raised later", wholeNumber(1, 730)},
	{"vault", "PASSBOOK_VAULT", "keyring", "where Plaid's secret and the access tokens lie: keyring is that of the system, file one that a passphrase seals", oneOf("keyring", "file")},
	{"data_dir", "PASSBOOK_DATA_DIR", "", "the folder of the cache; by default passbook, or passbook-sandbox, in the XDG data folder", folder},
	{"webhook_url", "PLAID_WEBHOOK_URL", "", "where Plaid sends webhooks of banks that you link: an address that leads to passbook webhooks; by default nowhere", address},
	{"sync_every", "PASSBOOK_SYNC_EVERY", "6h", "the dashboard syncs by itself what is older than this: 90m, 6h, or off", period},
	{"cache_numbers", "PASSBOOK_CACHE_NUMBERS", "off", "whether account numbers and owners that you asked for are kept, sealed in the vault, and shown without asking Plaid again", oneOf("off", "on")},
	{"log_level", "PASSBOOK_LOG_LEVEL", "info", "what passbook.log takes down, the more the later in this list", oneOf("error", "warn", "info", "debug")},
	{"theme", "PASSBOOK_THEME", "auto", "the dashboard's colours: auto asks the terminal for its background, high-contrast and colour-blind do too, light and dark know it", oneOf("auto", "light", "dark", "high-contrast", "colour-blind")},
	{"ascii", "PASSBOOK_ASCII", "off", "whether the dashboard draws frames, charts and marks with ASCII alone", oneOf("off", "on")},
	{"plain", "PASSBOOK_PLAIN", "off", "whether passbook prints the overview, line after line, in the place of the dashboard: for screen readers", oneOf("off", "on")},
	{"home_currency", "PASSBOOK_HOME_CURRENCY", "", "the currency of a figure that has room for one, such as EUR; by default that of most transactions", isoCurrency},
	{"month_start", "PASSBOOK_MONTH_START", "1", "the day, 1 to 28, on which the month of income and spending begins", wholeNumber(1, 28)},
	{"people_payments", "PASSBOOK_PEOPLE_PAYMENTS", "net", "payments to and from people: net counts what is left of them, gross those in as income and those out as spending, transfer neither", oneOf("net", "gross", "transfer")},
}

// Keys gives all settings.
func Keys() []Key { return slices.Clone(keys) }

// Find gives a key by its name. The error for a name that there is not says the
// nearest one, unless none is near, and that of a secret where secrets go.
func Find(name string) (Key, error) {
	var names []string
	for _, k := range keys {
		switch {
		case k.Name == name:
			return k, nil
		case strings.EqualFold(k.Variable, name), strings.EqualFold(k.Name, name):
			return Key{}, fmt.Errorf("there is no setting %.40q; its name is %s", name, k.Name)
		}
		names = append(names, k.Name)
	}
	switch lower := strings.ToLower(name); {
	case strings.Contains(lower, "secret"):
		return Key{}, errors.New("a secret is no setting, since others may read the file: passbook setup puts Plaid's into the vault, and PLAID_SECRET_FILE names a file that holds it")
	case strings.Contains(lower, "passphrase"), strings.Contains(lower, "password"):
		return Key{}, errors.New("a passphrase is no setting, since others may read the file: passbook asks for it on a terminal, and PASSBOOK_PASSPHRASE_FILE names a file that holds it")
	}
	if near := Nearest(name, names); near != "" {
		return Key{}, fmt.Errorf("there is no setting %.40q; the nearest is %s", name, near)
	}
	return Key{}, fmt.Errorf("there is no setting %.40q; passbook config list prints all", name)
}

// Flag is the name of the flag that goes before all else, in the commands that
// have it.
func (k Key) Flag() string { return strings.ReplaceAll(k.Name, "_", "-") }

// Choices gives all that the setting may be; nil where it may be more than a
// list holds.
func (k Key) Choices() []string { return slices.Clone(k.choices) }

// Read gives the value that a text means, in the form in which it is kept. There
// is an error for what the setting cannot be, which says what it can.
func (k Key) Read(text string) (string, error) {
	value, err := k.read(strings.TrimSpace(text))
	if err != nil {
		return "", fmt.Errorf("%s is %w", k.Name, err)
	}
	return value, nil
}

// Nearest gives the word that begins with a text, or that the fewest letters make
// of it; empty where none is near.
func Nearest(text string, words []string) string {
	near, least := "", 0
	for _, w := range words {
		if len(text) >= 2 && strings.HasPrefix(w, text) {
			return w
		}
		if d := distance(w, text); near == "" || d < least {
			near, least = w, d
		}
	}
	if least > len(near)/2 {
		return ""
	}
	return near
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
