package query

import (
	"slices"
	"testing"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	names := func(k Key) []string {
		return map[Key][]string{KeyCategory: {"Coffee", "Food and drink", "Été"}, KeyAccount: {"Everyday Checking"}}[k]
	}
	for _, tt := range []struct {
		text, after string   // the text before the cursor, and after it
		want        []string // the whole texts that come of it
	}{
		{"c", "", []string{"category:", "currency:"}},
		{"coffee AM", "", []string{"coffee amount:"}},
		{"coffee -ca", " x", []string{"coffee -category: x"}},
		{"(ba", ")", []string{"(bank:)"}},
		{"is:p", "", []string{"is:pending", "is:posted"}},
		{"IS:pe", "nding", []string{"is:pending"}},
		{"date:last", "", []string{`date:"last week"`, `date:"last month"`, `date:"last year"`}},
		{`date:"last m`, `onth" x`, []string{`date:"last month" x`}},
		{"category:ete", "", []string{"category:Été"}},
		{`a category:"food a`, "", []string{`a category:"Food and drink"`}},
		{"account:", "", []string{`account:"Everyday Checking"`}},
		{"merchant:x", "", nil},
		{"nothing", "", nil},
		{`"ca`, "", nil},
		{`"x"ca`, "", nil},
		{`"x" ca`, "", []string{`"x" category:`}},
	} {
		var got []string
		whole := tt.text + tt.after
		for _, c := range Complete(whole, len(tt.text), names) {
			got = append(got, whole[:c.Start]+c.Text+whole[c.End:])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s|%s: %q, want %q", tt.text, tt.after, got, tt.want)
		}
	}
	if all := Complete("", 0, names); len(all) != len(Keys) {
		t.Errorf("%v", all)
	}
	for _, name := range namedDays {
		if _, err := Parse(Named{KeyDate, name}.String(), today); err != nil {
			t.Error(err)
		}
	}
}
