package plaidapi

import (
	"strings"
	"testing"
)

func TestSessionIDsThatPass(t *testing.T) {
	for in, want := range map[string]string{
		"79e772be-547d-4c9c-8b76-4ac4ed4c441a": "79e772be-547d-4c9c-8b76-4ac4ed4c441a", "s1": "s1", "": "",
		"link-sandbox-11111111-2222-3333-4444": "unreadable", "79e772be-547d-4c9c-8b76-4ac4ed4c441a\n": "unreadable",
	} {
		if got := SessionID(in); got != want {
			t.Errorf("%q gives %q", in, got)
		}
	}
}

func TestWordsThatPass(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ITEM_LOGIN_REQUIRED": "ITEM_LOGIN_REQUIRED", "HNTDNrA8F1shFEW": "HNTDNrA8F1shFEW", "": "",
		"access-sandbox-11111111-2222-3333-4444-555555555555": "unreadable", "a b": "unreadable", "é": "unreadable", strings.Repeat("A", 81): "unreadable",
	} {
		if got := CodeOnly(in); got != want {
			t.Errorf("%q gives %q", in, got)
		}
	}
}
