package table

import "testing"

type plain struct{}

func (plain) Render(s string) string { return s }

func TestLine(t *testing.T) {
	columns := Fit([]Column{{Title: "Date", Width: 6}, {Title: "Merchant"}, {Title: "Amount", Width: 9, Right: true}}, 34)
	for _, c := range []struct{ got, want string }{
		{Head(columns, plain{}), "Date    Merchant            Amount"},
		{Line(columns, []Cell{{"Nov 19", plain{}}, {"Loblaws", plain{}}, {"-86.14", plain{}}}, plain{}), "Nov 19  Loblaws             -86.14"},
		{Line(columns, []Cell{{"Nov 1", plain{}}, {"Shoppers Drug Mart", plain{}}, {"+12,345.67", plain{}}}, plain{}), "Nov 1   Shoppers Drug …  +12,345.…"},
		{Line(columns, []Cell{{"", plain{}}, {"日本の店とても長い名前", plain{}}}, plain{}), "        日本の店とても…           "},
	} {
		if c.got != c.want {
			t.Errorf("got  %q\nwant %q", c.got, c.want)
		}
	}
}
