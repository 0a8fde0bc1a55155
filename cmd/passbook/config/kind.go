package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"passbook/storage/ledger"
)

// kind is what the values of a key may be.
type kind struct {
	choices []string // all that it may be, where these are few
	number  bool     // stands without quotes in the file
	whole   bool     // a path: in the file it does not depend on where passbook is started

	// read gives the value in the form in which it is kept. The error completes
	// the sentence "month_start is".
	read func(text string) (value string, err error)
}

// What Plaid's OpenAPI document of plaid-go v41.2.0 lists for
// /link/token/create: CountryCode, the languages, and which products
// optional_products may name. Transactions are always asked for.
var (
	countries = []string{"US", "GB", "ES", "NL", "FR", "IE", "CA", "DE", "IT", "PL", "DK", "NO", "SE", "EE", "LT", "LV", "PT", "BE", "AT", "FI"}
	languages = []string{"da", "de", "en", "es", "et", "fr", "hi", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro", "sv", "vi"}
	products  = []string{"auth", "identity", "investments", "liabilities", "signal", "statements"}
)

// wrong is the error for a text that is not what a setting is.
func wrong(what, text, near string) error {
	if near != "" {
		near = "; the nearest is " + near
	}
	return fmt.Errorf("%s, not %.40q%s", what, text, near)
}

var isoCurrency = kind{read: func(text string) (string, error) {
	code := strings.ToUpper(text)
	if !ledger.IsOfficial(code) {
		return "", wrong("a currency's code of ISO 4217, such as EUR", text, "")
	}
	return code, nil
}}

func wholeNumber(least, most int) kind {
	return kind{number: true, read: func(text string) (string, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return "", wrong(fmt.Sprintf("a whole number from %d to %d", least, most), text, "")
		}
		return strconv.Itoa(n), nil
	}}
}

// oneOf is one of a few words in lower case, typed in whatever case.
func oneOf(choices ...string) kind {
	return kind{choices: choices, read: func(text string) (string, error) {
		word := strings.ToLower(text)
		if !slices.Contains(choices, word) {
			return "", wrong("one of "+strings.Join(choices, ", "), text, Nearest(word, choices))
		}
		return word, nil
	}}
}

// listOf is a list of words with commas between them, each one once.
func listOf(what string, inCase func(string) string, choices []string) kind {
	return kind{read: func(text string) (string, error) {
		var list []string
		for one := range strings.SplitSeq(text, ",") {
			one = strings.TrimSpace(one)
			word := inCase(one)
			if !slices.Contains(choices, word) {
				return "", fmt.Errorf("a list with commas, and %w",
					wrong("each "+what+" one of "+strings.Join(choices, ", "), one, Nearest(word, choices)))
			}
			if !slices.Contains(list, word) {
				list = append(list, word)
			}
		}
		return strings.Join(list, ","), nil
	}}
}

// none is the word for a list without anything in it.
const none = "none"

// optional is a list that may be none.
func optional(list kind) kind {
	return kind{read: func(text string) (string, error) {
		if strings.EqualFold(text, none) {
			return none, nil
		}
		value, err := list.read(text)
		if err != nil {
			return "", fmt.Errorf("none or %w", err)
		}
		return value, nil
	}}
}

// word is printed characters without a space, as ids are.
var word = kind{read: func(text string) (string, error) {
	if text == "" || len(text) > 100 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", wrong("one word", text, "")
	}
	return text, nil
}}

// address is that of a server. A wrong one is not printed: it may hold a password.
var address = kind{read: func(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || !isLine(text) || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("an address of the form https://host")
	}
	return text, nil
}}

// folder is a path; ~/ is the person's own folder.
var folder = kind{whole: true, read: func(text string) (string, error) {
	if text == "" || !isLine(text) {
		return "", wrong("the path of a folder", text, "")
	}
	if under, ok := strings.CutPrefix(text, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("the path of a folder, and ~ cannot be told: %w", err)
		}
		text = filepath.Join(home, under)
	}
	path, err := filepath.Abs(text)
	if err != nil {
		return "", fmt.Errorf("the path of a folder: %w", err)
	}
	return path, nil
}}

// off is the word for what is not to happen by itself.
const off = "off"

// period is a length of time, or off.
var period = kind{read: func(text string) (string, error) {
	value := strings.ToLower(text)
	if value == off {
		return value, nil
	}
	if d, err := time.ParseDuration(value); err != nil || d < time.Minute {
		return "", wrong("a time of a minute at least, such as 90m or 6h, or off", text, "")
	}
	return value, nil
}}

// isLine reports whether a text is one that a line can show whole.
func isLine(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}
