package text

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Tim Hortons #2841", "Tim Hortons #2841"},
		{"accents", "Café Zürich", "Café Zürich"},
		{"colour", "\x1b[31mred\x1b[0m shop", "red shop"},
		{"title", "\x1b]0;owned\x07Shop", "Shop"},
		{"clipboard", "\x1b]52;c;aGk=\x1b\\Shop", "Shop"},
		{"eight bit", "a\u009b31mb", "a31mb"},
		{"newlines", "one\r\ntwo\tthree", "one two three"},
		{"spaces", "  a   b  ", "a b"},
		{"right to left", "shop\u202egnp.exe", "shopgnp.exe"},
		{"isolates", "\u2066a\u2069b\u200f", "ab"},
		{"zero width", "a\u200bb\ufeffc\u00add", "abcd"},
		{"family", "👨\u200d👩\u200d👧", "👨👩👧"},
		{"tone", "👍🏽", "👍"},
		{"icon", "\ue0b0x", "x"},
		{"stacked marks", "e\u0301\u0302\u0303\u0304\u0305", "e\u0301\u0302"},
		{"broken", "a\xffb\xc3", "ab"},
		{"nothing left", "\u200b\u202e", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
	if got := Clean(strings.Repeat("é", 10_000)); ansi.StringWidth(got) != maxRunes+1 {
		t.Errorf("10,000 characters take %d cells", ansi.StringWidth(got))
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Loblaws 1007")
	f.Add("\x1b[2J\u202e👨\u200d👩\u200d👧 e\u0301\u0302\u0303 日本\u1160\u11a8 🇨🇦")
	f.Add("\x1b]8;;http://a\x1b\\x\x1b]8;;\x1b\\")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if again := Clean(got); again != got {
			t.Errorf("not stable: %q, then %q", got, again)
		}
		for _, r := range got {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%U is left in %q", r, got)
			}
		}
		if ansi.StringWidth(got) != ansi.StringWidthWc(got) {
			t.Errorf("%q is %d or %d wide", got, ansi.StringWidth(got), ansi.StringWidthWc(got))
		}
		if n := Width("\x1b[1;31m" + got + "\x1b[m│"); n != ansi.StringWidth(got+"│") {
			t.Errorf("Width(%q) = %d, want %d", got, n, ansi.StringWidth(got))
		}
		for _, w := range []int{0, 1, 2, 7, 40} {
			if n := ansi.StringWidth(Fit(got, w)); n != w {
				t.Errorf("Fit(%q, %d) is %d wide", got, w, n)
			}
			if n := ansi.StringWidth(FitRight(got, w)); n != w {
				t.Errorf("FitRight(%q, %d) is %d wide", got, w, n)
			}
		}
	})
}

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		left, right string
		w           int
		want        string
	}{
		{"ab", "yz", 8, "ab    yz"},
		{"abcdefgh", "yz", 6, "abc…yz"},
		{"ab", "wxyz", 3, "wx…"},
	} {
		if got := Between(c.left, c.right, c.w); got != c.want {
			t.Errorf("Between(%q, %q, %d) = %q, want %q", c.left, c.right, c.w, got, c.want)
		}
	}
}

// Every character that is counted quickly is one cell in every terminal.
func TestOneCell(t *testing.T) {
	for r := rune(0); r < 0x3000; r++ {
		if s := string(r); oneCell(r) && (ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 || ansi.StringWidth("a"+s+"b") != 3) {
			t.Errorf("%U is %d or %d wide", r, ansi.StringWidth(s), ansi.StringWidthWc(s))
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for b.Loop() {
		Fit("Shoppers Drug Mart", 40)
	}
}
