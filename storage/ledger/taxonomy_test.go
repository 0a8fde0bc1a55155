package ledger

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Both versions have as many categories as Plaid counts, and each has a name that
// a column holds and that stands for no other one of its primary category.
func TestTaxonomies(t *testing.T) {
	t.Parallel()
	for version, want := range map[Taxonomy]int{TaxonomyV1: 104, TaxonomyV2: 128, "v3": 0} {
		codes := version.Categories()
		if len(codes) != want {
			t.Errorf("%s has %d categories, want %d", version, len(codes), want)
		}
		named := map[string]string{}
		for _, code := range codes {
			primary, name := PrimaryCategory(code), CategoryName(code)
			if primary == code {
				t.Errorf("%s has no primary category", code)
			}
			if utf8.RuneCountInString(name) > 36 || strings.ContainsAny(name, "_") || name == strings.ToUpper(name) {
				t.Errorf("%s is called %q", code, name)
			}
			if other := named[primary+name]; other != "" {
				t.Errorf("%s and %s are both called %q", code, other, name)
			}
			named[primary+name] = code
		}
	}
	if TaxonomyV1.Has("INCOME_SALARY") || !TaxonomyV2.Has("INCOME_SALARY") || TaxonomyV2.Has("INCOME_WAGES") || !TaxonomyV1.Has("TRAVEL_FLIGHTS") {
		t.Error("the marks of the versions do not hold")
	}
}
