package pages

import (
	"fmt"
	"strings"
	"testing"

	"passbook/storage/ledger"
)

// rowJSON is an element of added; a member that is given takes the place of its own.
func rowJSON(id, members string) string {
	row := fmt.Sprintf(`{"transaction_id":%q`, id)
	for _, m := range []string{`"account_id":"a"`, `"amount":1`, `"iso_currency_code":"USD"`, `"date":"2026-01-02"`} {
		if name, _, _ := strings.Cut(m, ":"); !strings.Contains(members, name+":") {
			row += "," + m
		}
	}
	if members != "" {
		row += "," + members
	}
	return row + "}"
}

// TestSetAside: a row that cannot be kept is yielded beside the others, with the
// reason and its text.
func TestSetAside(t *testing.T) {
	t.Parallel()
	for members, reason := range map[string]string{
		`"account_id":""`:                            "It names no account.",
		`"amount":null`:                              "It has no amount.",
		`"amount":"1.2.3"`:                           "Its amount is no number that passbook can read.",
		`"amount":1e300`:                             "Its amount is larger than passbook can keep.",
		`"amount":92233720368547758.08`:              "Its amount is larger than passbook can keep.",
		`"amount":-92233720368547758.07`:             "Its amount is larger than passbook can keep.", // stands for sums that are
		`"amount":1e12,"iso_currency_code":"points"`: "Its amount is larger than passbook can keep.",
		`"date":"soon"`:                              "It has no date of the years 1000 to 9999.",
		`"date":null`:                                "It has no date of the years 1000 to 9999.",
		`"date":"0001-01-01"`:                        "It has no date of the years 1000 to 9999.",
		`"date":"0999-12-31"`:                        "It has no date of the years 1000 to 9999.",
		`"date":"2026-02-30"`:                        "It has no date of the years 1000 to 9999.",
		`"date":"12026-02-01"`:                       "It has no date of the years 1000 to 9999.",
	} {
		bad := rowJSON("bad", members)
		p, err := new(Decoder).decode([]byte(envelope(rowJSON("first", "") + "," + bad + "," + rowJSON("last", ""))))
		if err != nil {
			t.Errorf("%s: %v", members, err)
			continue
		}
		account := "a"
		if strings.Contains(members, "account_id") {
			account = ""
		}
		want := ledger.SetAside{ID: "bad", AccountID: account, Reason: reason, Content: bad}
		if len(p.Added) != 2 || p.Added[1].ID != "last" || len(p.SetAside) != 1 || p.SetAside[0] != want || p.Rows() != 3 {
			t.Errorf("%s: %+v", members, p)
		}
	}
	for _, members := range []string{`"date":"1000-01-01"`, `"date":"9999-12-31"`, `"amount":92233720368547758.06`} {
		if p, err := new(Decoder).decode([]byte(envelope(rowJSON("good", members)))); err != nil || len(p.Added) != 1 || len(p.SetAside) != 0 {
			t.Errorf("%s: %+v %v", members, p, err)
		}
	}
}

// TestSetAsideContentIsBounded: a bank's row of any length is kept in part.
func TestSetAsideContentIsBounded(t *testing.T) {
	t.Parallel()
	p, err := new(Decoder).decode([]byte(envelope(rowJSON("bad", `"amount":null,"name":"`+strings.Repeat("é", 5000)+`"`))))
	if err != nil || len(p.SetAside) != 1 {
		t.Fatal(p, err)
	}
	if content := p.SetAside[0].Content; len(content) < longestContent-4 || len(content) > longestContent || !strings.HasSuffix(content, "é") {
		t.Errorf("%d bytes end with %q", len(content), content[len(content)-4:])
	}
}

// TestLastVersionHolds: of the versions of a row that one page has, the last
// one says whether it is set aside.
func TestLastVersionHolds(t *testing.T) {
	t.Parallel()
	good, bad, other := rowJSON("x", ""), rowJSON("x", `"amount":null`), rowJSON("y", "")
	for _, tt := range []struct {
		added, modified string
		aside           int
	}{
		{bad, other, 1},
		{bad + "," + good, other, 0},
		{good + "," + bad, other, 1},
		{bad, other + "," + good, 0},
		{good, bad, 1},
		{other, good + "," + bad, 1},
		{other, bad + "," + good, 0},
		{bad, bad, 2},
	} {
		lists := []string{`"added":[` + tt.added + `]`, `"modified":[` + tt.modified + `]`}
		for range 2 { // in either order
			body := `{` + lists[0] + `,` + lists[1] + `,"removed":[],"has_more":false,"next_cursor":"c"}`
			if p, err := new(Decoder).decode([]byte(body)); err != nil || len(p.SetAside) != tt.aside {
				t.Errorf("%s: %d set aside, want %d: %v", body, len(p.SetAside), tt.aside, err)
			}
			lists[0], lists[1] = lists[1], lists[0]
		}
	}
}
