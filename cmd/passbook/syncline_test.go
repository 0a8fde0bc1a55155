package main

import (
	"errors"
	"testing"

	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

func TestSyncLineNamesTheBankOnce(t *testing.T) {
	for err, want := range map[string]string{
		"Chase: Plaid's answer broke off.": "Chase: Plaid's answer broke off.",
		"Plaid cannot be reached.":         "Chase: Plaid cannot be reached.",
	} {
		if got := syncLine(plaidsvc.SyncResult{Item: ledger.Item{Institution: "Chase"}, Err: errors.New(err)}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
