package main

import (
	"errors"
	"fmt"
	"strings"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// chooseItem finds the Item that a person names: by its exact id, else by the
// institution's exact name, else by the beginning of either, in any case.
// Errors: usageError where not exactly one Item matches.
func chooseItem(items []ledger.Item, name string) (ledger.Item, error) {
	if name == "" {
		return ledger.Item{}, usageError{errors.New("the name of the bank is empty")}
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
			return onlyItem(found)
		}
	}
	return ledger.Item{}, usageError{fmt.Errorf("no linked bank has a name that begins with %q", text.Clean(name))}
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

// onlyItem gives the one Item of found, which is not empty.
func onlyItem(found []ledger.Item) (ledger.Item, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, it := range found {
		names[i] = fmt.Sprintf("%s (%s)", text.Clean(it.Institution), it.ID)
	}
	return ledger.Item{}, usageError{fmt.Errorf("several banks match, name one: %s", strings.Join(names, ", "))}
}
