package choose

import (
	"errors"
	"testing"

	"passbook/cmd/passbook/exit"
	"passbook/storage/ledger"
)

// A bank is named by its exact id, its exact name, or a beginning that only one
// has; an empty name names none.
func TestItem(t *testing.T) {
	items := []ledger.Item{
		{ID: "aa1", Institution: "Chase"},
		{ID: "ab2", Institution: "Chase Business"},
		{ID: "bb3", Institution: "Tartan"},
		{ID: "chase4", Institution: "Tartan"},
	}
	for name, want := range map[string]string{
		"chase": "aa1", "CHASE BUS": "ab2", "bb3": "bb3", "bb": "bb3", "chase4": "chase4",
		"": "", "c": "", "tartan": "", "ase": "", "nobody": "", "a": "",
	} {
		it, err := Item(items, name)
		if it.ID != want || (err == nil) != (want != "") {
			t.Errorf("%q chooses %q, %v", name, it.ID, err)
		}
		var chosen *exit.Error
		if err != nil && (!errors.As(err, &chosen) || chosen.Code != exit.Usage) {
			t.Errorf("%q is not used wrongly: %v", name, err)
		}
	}
}

// What a bank is called in advice is one word of a shell, and finds that bank.
func TestArgument(t *testing.T) {
	all := []ledger.Item{
		{ID: "i1", Institution: "First Platypus Bank"},
		{ID: "i2", Institution: "Twice"},
		{ID: "i3", Institution: "twice"},
		{ID: "i4", Institution: `$(reboot)`},
		{ID: "i5", Institution: "`x` \"y\""},
		{ID: "i6"},
	}
	for i, want := range []string{`"First Platypus Bank"`, "i2", "i3", "i4", "i5", "i6"} {
		if got := Argument(all[i], all); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if it, err := Item(all, Name(all[i], all)); it.ID != all[i].ID || err != nil {
			t.Errorf("%s finds %q, %v", want, it.ID, err)
		}
	}
}
