package owners

import (
	"maps"
	"reflect"
	"strings"

	"passbook/plaidsvc/holder"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// line is one line of the page: a name of what it says, and what. The line of an
// account's name has none.
type line struct {
	head, words string
	ofAccount   bool
}

// names is how wide the names of the lines are, in cells.
const names = 14

// lines are what the page shows of a bank. Each is one to move to, so that long lists
// are read to their end.
func lines(a answer) (drawn []ui.Line) {
	of := ownerLines(a.owners)
	if a.matches != nil {
		of = matchLines(a.matches)
	}
	for _, l := range of {
		drawn = append(drawn, ui.Line{Open: ui.Send(nil), Draw: func(c *ui.Palette, w int) string {
			if l.ofAccount {
				return c.Text.Render(text.Cut("  "+text.Clean(l.words), w))
			}
			head := c.Muted.Render(text.Fit("    "+l.head, names))
			return head + c.Text.Render(text.Cut(text.Clean(l.words), w-names))
		}})
	}
	return drawn
}

// ownerLines names accounts that the same people hold together.
func ownerLines(list []holder.Owners) (lines []line) {
	for i := 0; i < len(list); {
		next := i + 1
		titles := []string{title(list[i].Name, list[i].Mask)}
		for ; next < len(list) && reflect.DeepEqual(list[i].List, list[next].List); next++ {
			titles = append(titles, title(list[next].Name, list[next].Mask))
		}
		lines = append(lines, accountLines(titles)...)
		for _, o := range list[i].List {
			lines = append(lines, line{head: "name", words: strings.Join(o.Names, ", ")})
			for _, c := range o.Phones {
				lines = append(lines, line{head: "phone", words: contact(c)})
			}
			for _, c := range o.Emails {
				lines = append(lines, line{head: "e-mail", words: contact(c)})
			}
			for _, a := range o.Addresses {
				lines = append(lines, line{head: "address", words: a.String() + beside("", a.Primary)})
			}
		}
		i = next
	}
	return lines
}

// title is the name of an account with its last digits.
func title(name, mask string) string { return strings.TrimSpace(name + " " + format.Mask(mask)) }

func contact(c holder.Contact) string {
	kind := c.Kind
	if kind == "primary" {
		kind = ""
	}
	return c.Data + beside(kind, c.Primary)
}

// beside says of which kind a contact or an address is, and whether the bank goes
// by it first.
func beside(kind string, primary bool) string {
	switch {
	case primary && kind != "":
		return " (" + kind + ", primary)"
	case primary:
		return " (primary)"
	case kind != "":
		return " (" + kind + ")"
	}
	return ""
}

// matchLines say how well the profile fits the owners of each account. Accounts of
// the same scores are named together.
func matchLines(list []holder.Match) (lines []line) {
	for i := 0; i < len(list); {
		m, next := list[i], i
		var titles []string
		for ; next < len(list) && sameScores(m, list[next]); next++ {
			titles = append(titles, title(list[next].Name, list[next].Mask))
		}
		lines = append(lines, accountLines(titles)...)
		for _, f := range holder.Fields {
			lines = append(lines, line{head: string(f), words: m.Words(f)})
		}
		if hints := m.Hints(); hints != "" {
			lines = append(lines, line{words: hints})
		}
		i = next
	}
	return lines
}

func sameScores(a, b holder.Match) bool {
	return maps.Equal(a.Scores, b.Scores) && a.Hints() == b.Hints()
}

// accountLines name accounts, in lines that fit the smallest screen.
func accountLines(titles []string) (lines []line) {
	for _, words := range text.Wrap(text.Clean(strings.Join(titles, ", ")), 70) {
		lines = append(lines, line{words: words, ofAccount: true})
	}
	return lines
}
