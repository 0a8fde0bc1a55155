package plaidapi

import (
	"strings"
	"testing"
)

func TestWordsThatPass(t *testing.T) {
	for in, want := range map[string]string{
		"ITEM_LOGIN_REQUIRED": "ITEM_LOGIN_REQUIRED", "HNTDNrA8F1shFEW": "HNTDNrA8F1shFEW", "": "",
		"access-sandbox-11111111-2222-3333-4444-555555555555": "unreadable", "a b": "unreadable", "é": "unreadable", strings.Repeat("A", 81): "unreadable",
	} {
		if got := CodeOnly(in); got != want {
			t.Errorf("%q gives %q", in, got)
		}
	}
}
