package tui_test

import (
	"image/color"
	"regexp"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"passbook/tui"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

// A page that has no answer yet is empty at first, says so once that takes
// long, and keeps its old figures while it asks again.
func TestPagesWhileTheyWait(t *testing.T) {
	for _, page := range []struct{ key, words, figure string }{
		{"2", "Loading accounts…", "12,640.33"},
		{"3", "Loading transactions…", "Maple Property"},
		{"4", "Adding up…", "$47,152.36"},
		{"5", "Adding up…", "2,150.00"},
	} {
		t.Run(page.key, func(t *testing.T) {
			d := tuitest.Drive(t, tuitest.Household(t), 80, 24)
			d.Forget()
			d.Give(tuitest.Key(t, page.key))
			d.Hides(page.words, page.figure)
			d.Hasten()
			d.Shows(page.words)
			d.RunAll()
			d.Shows(page.figure)
			d.Hides(page.words)

			d.Give(ui.RevisionMsg{Revision: 1})
			d.Hasten()
			d.Shows(page.figure)
			d.RunAll()
		})
	}
}

// Light and dark terminals get other colours, and no colour loses nothing: the
// text on the screen is the same, but for a line that is dotted.
func TestPagesInEveryTheme(t *testing.T) {
	for _, key := range []string{"1", "2", "4", "5"} {
		t.Run(key, func(t *testing.T) {
			d := tuitest.Drive(t, tuitest.Troubled(t), 120, 40)
			d.Press(key)
			plain := d.Screen()
			d.Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
			dark := d.Content()
			d.Send(tea.BackgroundColorMsg{Color: color.White})
			light := d.Content()
			if dark == light || !strings.Contains(dark, "\x1b[38;2;95;179;179m") || !strings.Contains(light, "\x1b[38;2;15;118;110m") {
				t.Error("the themes have the same colours")
			}
			unmarked := func(screen string) string {
				return strings.Map(func(r rune) rune {
					if r == '[' || r == ']' || unicode.Is(unicode.Braille, r) {
						return ' '
					}
					return r
				}, screen)
			}
			if got := d.Screen(); unmarked(got) != unmarked(plain) {
				t.Errorf("without colour the screen says something else:\n%s\nwith:\n%s", plain, got)
			}
		})
	}
}

// A terminal that does not answer which background it has is shown what the
// environment says of it, and an answer goes before that. What the person says goes
// before both.
func TestTheBackgroundThatNobodyAnswers(t *testing.T) {
	const dark, light = "\x1b[38;2;95;179;179m", "\x1b[38;2;15;118;110m" // the accent
	for _, c := range []struct {
		name             string
		look             ui.Look
		silent, answered string // on a terminal that is dark
	}{
		{"nothing is said", ui.Look{}, dark, dark},
		{"the environment says light", ui.Look{Light: true}, light, dark},
		{"the person says light", ui.Look{Theme: ui.Light}, light, light},
		{"the person says dark", ui.Look{Theme: ui.Dark, Light: true}, dark, dark},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := tuitest.Drive(t, tuitest.Troubled(t), 80, 24, func(o *tui.Options) { o.Look = c.look })
			d.Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
			if !strings.Contains(d.Content(), c.silent) {
				t.Error("other colours before the terminal answers")
			}
			d.Send(tea.BackgroundColorMsg{Color: color.Black})
			if !strings.Contains(d.Content(), c.answered) {
				t.Error("other colours once the terminal has answered")
			}
		})
	}
}

// With ASCII alone every page is as large as else, and shows no character that
// ASCII has not but letters and signs of money, which the banks wrote.
func TestPagesInASCII(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		d := tuitest.Drive(t, tuitest.Troubled(t), size[0], size[1], func(o *tui.Options) { o.Look.ASCII = true })
		for _, keys := range []string{"1", "2", "enter", "esc", "3", "j", "enter", "esc", "4", "left", "5", "6", "j", "enter", "esc", "H", "esc", "?", "x", "l"} {
			d.Press(keys)
			for _, r := range d.Screen() {
				if r > unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.Is(unicode.Sc, r) {
					t.Errorf("after %s at %v there is a %q:\n%s", keys, size, r, d.Screen())
					break
				}
			}
		}
	}
	d := tuitest.Drive(t, tuitest.Household(t), 80, 24, func(o *tui.Options) { o.Look.ASCII = true })
	d.Shows("+- Accounts -", "enter open", "..4821")
}

// On 16 colours the current row is in reverse, without a colour that would make
// spots of its background.
func TestTheCurrentRowOfSixteenColours(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	for line := range strings.SplitSeq(d.Content(), "\n") {
		if at := strings.Index(line, "▌"); at >= 0 {
			if !strings.Contains(line, "\x1b[7m") || regexp.MustCompile(`\x1b\[[0-9;]*[349][0-7]m`).MatchString(line) {
				t.Errorf("%q", line)
			}
			return
		}
	}
	t.Error("no current row")
}
