package choose

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

// Item finds the Item that a person names: by its exact id, else by the
// institution's exact name, else by the beginning of either, in any case.
// Errors: exit.Wrongly where not exactly one Item matches.
func Item(items []ledger.Item, name string) (ledger.Item, error) {
	if name == "" {
		return ledger.Item{}, exit.Wrongly(errors.New("the name of the bank is empty"))
	}
	lower := strings.ToLower(name)
	for _, matches := range []func(ledger.Item) bool{
		func(it ledger.Item) bool { return it.ID == name },
		func(it ledger.Item) bool { return strings.ToLower(it.Institution) == lower },
		func(it ledger.Item) bool {
			return strings.HasPrefix(it.ID, name) || strings.HasPrefix(strings.ToLower(it.Institution), lower)
		},
	} {
		if found := itemsThat(items, matches); len(found) > 0 {
			return OneOf(found)
		}
	}
	return ledger.Item{}, exit.Wrongly(fmt.Errorf("no linked bank has a name that begins with %q", text.Clean(name)))
}

// itemsThat gives the Items for which ok holds.
func itemsThat(items []ledger.Item, ok func(ledger.Item) bool) []ledger.Item {
	var found []ledger.Item
	for _, it := range items {
		if ok(it) {
			found = append(found, it)
		}
	}
	return found
}

// OneOf gives the one Item of found, which is not empty.
func OneOf(found []ledger.Item) (ledger.Item, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, it := range found {
		names[i] = fmt.Sprintf("%s (%s)", text.Clean(it.Institution), it.ID)
	}
	return ledger.Item{}, exit.Wrongly(fmt.Errorf("several banks match, name one: %s", strings.Join(names, ", ")))
}

// Account gives the id of the account that a person names: by its id, its
// name, or the last digits of its number. Errors: exit.Wrongly where not exactly
// one account matches.
func Account(accounts []ledger.Account, name string) (id string, err error) {
	lower := strings.ToLower(name)
	for _, matches := range []func(ledger.Account) bool{
		func(a ledger.Account) bool { return a.ID == name },
		func(a ledger.Account) bool { return strings.ToLower(a.Name) == lower },
		func(a ledger.Account) bool { return strings.ToLower(a.Mask) == lower },
		func(a ledger.Account) bool { return strings.HasPrefix(strings.ToLower(a.Name), lower) },
	} {
		var found []ledger.Account
		for _, a := range accounts {
			if matches(a) {
				found = append(found, a)
			}
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0].ID, nil
		}
		names := make([]string, len(found))
		for i, a := range found {
			names[i] = fmt.Sprintf("%s of %s (%s)", text.Clean(output.AccountTitle(a.Name, a.Mask)), text.Clean(a.Institution), a.ID)
		}
		return "", exit.Wrongly(fmt.Errorf("several accounts match, name one: %s", strings.Join(names, ", ")))
	}
	return "", exit.Wrongly(fmt.Errorf("no account has the id, the name or the last digits %q: passbook accounts lists them", text.Clean(name)))
}

// Category gives the category of the cache that a person names: as the bank
// writes it, or by its name, in any case. Errors: exit.Wrongly where there is none.
func Category(codes []string, name string) (string, error) {
	for _, code := range codes {
		for ; code != ""; code = above(code) {
			if strings.EqualFold(code, name) || strings.EqualFold(ledger.CategoryName(code), name) {
				return code, nil
			}
		}
	}
	return "", exit.Wrongly(fmt.Errorf("no transaction has the category %q: passbook spending lists them", text.Clean(name)))
}

// above is the primary category of a detailed one; empty: it is a primary one.
func above(code string) string {
	if primary := ledger.PrimaryCategory(code); primary != code {
		return primary
	}
	return ""
}

// Argument is Name, quoted for a shell.
func Argument(it ledger.Item, all []ledger.Item) string {
	if name := Name(it, all); name != it.ID {
		return `"` + name + `"`
	}
	return it.ID
}

// Name names an Item of all to a command: by its institution's name where that is
// the only one and harmless in a shell's quotes, else by its id.
func Name(it ledger.Item, all []ledger.Item) string {
	for _, other := range all {
		if other.ID != it.ID && strings.EqualFold(other.Institution, it.Institution) {
			return it.ID
		}
	}
	for _, r := range it.Institution {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" &'.,()+/-", r) {
			return it.ID
		}
	}
	if it.Institution == "" {
		return it.ID
	}
	return it.Institution
}
