package ui

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// backgrounds are those of terminals that people use: black, VS Code, Tokyo Night,
// Gruvbox, One Dark, Dracula, Nord and Solarized, and white, Solarized, Gruvbox,
// One and Catppuccin.
var backgrounds = [2][]string{
	{"#000000", "#1E1E1E", "#1A1B26", "#282828", "#282C34", "#282A36", "#2E3440", "#002B36"},
	{"#FFFFFF", "#FDF6E3", "#FBF1C7", "#FAFAFA", "#EFF1F5"},
}

// sixteen are tables of terminals whose first 16 colours are never changed, or
// that others follow: the Linux console, xterm and the Windows console.
var sixteen = [][]string{
	{"#000000", "#AA0000", "#00AA00", "#AA5500", "#0000AA", "#AA00AA", "#00AAAA", "#AAAAAA", "#555555", "#FF5555", "#55FF55", "#FFFF55", "#5555FF", "#FF55FF", "#55FFFF", "#FFFFFF"},
	{"#000000", "#CD0000", "#00CD00", "#CDCD00", "#0000EE", "#CD00CD", "#00CDCD", "#E5E5E5", "#7F7F7F", "#FF0000", "#00FF00", "#FFFF00", "#5C5CFF", "#FF00FF", "#00FFFF", "#FFFFFF"},
	{"#0C0C0C", "#C50F1F", "#13A10E", "#C19C00", "#0037DA", "#881798", "#3A96DD", "#CCCCCC", "#767676", "#E74856", "#16C60C", "#F9F1A5", "#3B78FF", "#B4009E", "#61D6D6", "#F2F2F2"},
}

// rgb gives a token's parts of red, green and blue, linear, from 0 to 1 (IEC
// 61966-2-1). The table of 256 colours is xterm's: a cube of six steps and 24 greys.
func rgb(t *testing.T, token string) (c [3]float64) {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(token, "#"), 16, 32)
	if !strings.HasPrefix(token, "#") {
		n, err = strconv.ParseUint(token, 10, 8)
		if n < 16 {
			t.Fatalf("colour %s is another one on every terminal", token)
		}
		step := func(i uint64) uint64 {
			if i == 0 {
				return 0
			}
			return 55 + 40*i
		}
		if n >= 232 {
			grey := 8 + 10*(n-232)
			n = grey<<16 | grey<<8 | grey
		} else {
			n = step((n-16)/36)<<16 | step((n-16)/6%6)<<8 | step((n-16)%6)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := range c {
		v := float64(n>>(16-8*i)&0xff) / 255
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

func luminance(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// contrast is the contrast ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(rgb(t, a)), luminance(rgb(t, b))
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// every calls f with the colours of every theme on its backgrounds, but for
// terminals of 16 colours.
func every(t *testing.T, f func(t *testing.T, theme string, light int, of shades)) {
	for theme := range schemes {
		for light, name := range []string{"dark", "light"} {
			for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
				t.Run(theme+" "+name+" "+profile.String(), func(t *testing.T) {
					f(t, theme, light, Look{Theme: theme, Light: light == 1, Profile: profile}.shades())
				})
			}
		}
	}
}

// words are the tokens that text is drawn in.
func (t tokens) words() map[string]string {
	return map[string]string{"text": t.text, "muted": t.muted, "accent": t.accent, "good": t.good, "bad": t.bad, "warn": t.warn}
}

// Text can be read (WCAG 2.2, 1.4.3 and, with high contrast, 1.4.6), lines can be
// seen (1.4.11), and so can which row is the current one.
func TestContrast(t *testing.T) {
	every(t, func(t *testing.T, theme string, light int, of shades) {
		text, line := 4.5, 3.0
		if theme == HighContrast {
			text, line = 7, 4.5
		}
		at := func(name, token, background string, least float64) {
			if token == "" { // the terminal's own text
				return
			}
			if got := contrast(t, token, background); got < least {
				t.Errorf("%s %s on %s: %.2f, want %.1f", name, token, background, got, least)
			}
		}
		for _, background := range backgrounds[light] {
			for name, token := range of.page.words() {
				at(name, token, background, text)
			}
			at("line", of.page.line, background, line)
			at("the current row", of.row.background, background, 1.2)
		}
		if of.row.background == "" {
			if of.row != (tokens{}) {
				t.Error("colours in reverse are spots")
			}
			return
		}
		for name, token := range of.row.words() {
			if token == "" {
				t.Errorf("%s of the current row is the terminal's own, on a background that is not", name)
			}
			at(name+" of the current row", token, of.row.background, text)
		}
	})
}

// Of 16 colours the terminal says which they are. On those tables that are fixed
// all that passbook takes of them is as readable, whichever background it is told.
func TestContrastOfSixteenColours(t *testing.T) {
	for theme := range schemes {
		for light := range 2 {
			of := Look{Theme: theme, Light: light == 1, Profile: colorprofile.ANSI}.shades()
			if of.row != (tokens{}) {
				t.Errorf("%s: the current row is not in reverse", theme)
			}
			for _, table := range sixteen {
				background := [2]string{table[0], "#FFFFFF"}[light]
				check := func(name, token string, least float64) {
					if token == "" {
						return
					}
					n, err := strconv.Atoi(token)
					if err != nil || n > 15 {
						t.Fatalf("%s is none of 16 colours", token)
					}
					if got := contrast(t, table[n], background); got < least {
						t.Errorf("%s: %s %s on %s: %.2f, want %.1f", theme, name, token, background, got, least)
					}
				}
				least, line := 4.5, 3.0
				if theme == HighContrast {
					least, line = 7, 4.5
				}
				for name, token := range of.page.words() {
					check(name, token, least)
				}
				check("line", of.page.line, line)
			}
		}
	}
}

// blindness are the matrices by which somebody sees who has no cones for red, for
// green or for blue (Machado, Oliveira and Fernandes 2009, severity 1).
var blindness = map[string][3][3]float64{
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
}

// lab is a colour in CIELAB under D65.
func lab(c [3]float64) [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(luminance(c))
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// With the theme for the colour-blind, good is not taken for bad or for what warns,
// by who sees no red or no green: they are as far apart as are orange and brown.
// Those of the other theme are near each other, or this would prove nothing.
func TestColourBlind(t *testing.T) {
	const apart = 40 // Delta E of CIE 1976
	near := func(theme string, light bool, profile colorprofile.Profile) float64 {
		of := Look{Theme: theme, Light: light, Profile: profile}.shades().page
		least := math.Inf(1)
		for _, m := range blindness {
			see := func(token string) [3]float64 {
				c := rgb(t, token)
				var seen [3]float64
				for i := range seen {
					seen[i] = min(1, max(0, m[i][0]*c[0]+m[i][1]*c[1]+m[i][2]*c[2]))
				}
				return lab(seen)
			}
			good, bad, warn := see(of.good), see(of.bad), see(of.warn)
			for _, other := range [][3]float64{bad, warn} {
				least = min(least, math.Sqrt(math.Pow(good[0]-other[0], 2)+math.Pow(good[1]-other[1], 2)+math.Pow(good[2]-other[2], 2)))
			}
		}
		return least
	}
	for _, light := range []bool{false, true} {
		for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
			mended, ordinary := near(ColourBlind, light, profile), near(Auto, light, profile)
			t.Logf("light %t, %s: %.0f instead of %.0f", light, profile, mended, ordinary)
			if mended < apart || ordinary >= apart {
				t.Errorf("light %t, %s: good is %.0f from bad or warn, by default %.0f, and %d is far", light, profile, mended, ordinary, apart)
			}
		}
	}
}

func TestLightBackground(t *testing.T) {
	for value, want := range map[string]bool{
		"0;15": true, "15;0": false, "0;7": true, "12;8": false, "0;default;15": true, "15;default;0": false,
		"default;default": false, "": false, "15": false, "0;": false, "0;16": false, "0;-1": false,
	} {
		if got := LightBackground(value); got != want {
			t.Errorf("COLORFGBG=%q: light is %t", value, got)
		}
	}
}

// What a person says goes before what the terminal says.
func TestThemeGoesBeforeTheTerminal(t *testing.T) {
	colours := func(theme string, light bool) string {
		return NewTheme(Look{Theme: theme, Light: light, Profile: colorprofile.TrueColor}).Accent.Render("x")
	}
	if colours(Dark, true) != colours(Auto, false) || colours(Light, false) != colours(Auto, true) || colours(Auto, true) == colours(Auto, false) {
		t.Error("light and dark are not what auto is on such a background")
	}
}
