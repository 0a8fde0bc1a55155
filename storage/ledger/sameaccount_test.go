package ledger

import "testing"

func TestSameAccount(t *testing.T) {
	checking := Account{Name: "Everyday", Mask: "0034", Kind: Depository, Subtype: "checking", PersistentID: "p1"}
	for name, c := range map[string]struct {
		other Account
		want  bool
	}{
		"the persistent id":              {Account{Name: "Other", Mask: "9999", Kind: Depository, Subtype: "checking", PersistentID: "p1"}, true},
		"another persistent id":          {Account{Name: "Everyday", Mask: "0034", Kind: Depository, Subtype: "checking", PersistentID: "p2"}, false},
		"name and mask":                  {Account{Name: "Everyday", Mask: "0034", Kind: Depository, Subtype: "checking"}, true},
		"the mask, renamed":              {Account{Name: "Daily", Mask: "0034", Kind: Depository, Subtype: "checking"}, true},
		"the mask of another kind":       {Account{Name: "Daily", Mask: "0034", Kind: Credit, Subtype: "credit card"}, false},
		"the mask of another subtype":    {Account{Name: "Daily", Mask: "0034", Kind: Depository, Subtype: "savings"}, false},
		"as Link tells it, no subtype":   {Account{Name: "Everyday", Mask: "0034", Kind: Depository}, true},
		"the name alone":                 {Account{Name: "Everyday", Kind: Depository, Subtype: "checking"}, false},
		"no name, no mask, nothing else": {Account{Kind: Depository, Subtype: "checking"}, false},
	} {
		if got := SameAccount(checking, c.other); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if got := SameAccount(c.other, checking); got != c.want {
			t.Errorf("%s, the other way: %v", name, got)
		}
	}
	nameless := Account{Kind: Depository, Subtype: "checking"}
	if SameAccount(nameless, nameless) {
		t.Error("two accounts of which nothing is known are taken for one")
	}
}
