package main

import (
	"errors"
	"fmt"
	"strings"

	"passbook/storage"
	"passbook/tui/text"
)

// chooseItem finds the Item that a person names: by its exact id, else by the
// institution's exact name, else by the beginning of either, in any case.
// Errors: usageError where not exactly one Item matches.
func chooseItem(items []storage.Item, name string) (storage.Item, error) {
	if name == "" {
		return storage.Item{}, usageError{errors.New("the name of the bank is empty")}
	}
	lower := strings.ToLower(name)
	for _, matches := range []func(storage.Item) bool{
		func(it storage.Item) bool { return it.ID == name },
		func(it storage.Item) bool { return strings.ToLower(it.Institution) == lower },
		func(it storage.Item) bool {
			return strings.HasPrefix(it.ID, name) || strings.HasPrefix(strings.ToLower(it.Institution), lower)
		},
	} {
		if found := itemsThat(items, matches); len(found) > 0 {
			return onlyItem(found)
		}
	}
	return storage.Item{}, usageError{fmt.Errorf("no linked bank has a name that begins with %q", text.Clean(name))}
}

// itemsThat gives the Items for which ok holds.
func itemsThat(items []storage.Item, ok func(storage.Item) bool) []storage.Item {
	var found []storage.Item
	for _, it := range items {
		if ok(it) {
			found = append(found, it)
		}
	}
	return found
}

// onlyItem gives the one Item of found, which is not empty.
func onlyItem(found []storage.Item) (storage.Item, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, it := range found {
		names[i] = fmt.Sprintf("%s (%s)", text.Clean(it.Institution), it.ID)
	}
	return storage.Item{}, usageError{fmt.Errorf("several banks match, name one: %s", strings.Join(names, ", "))}
}
