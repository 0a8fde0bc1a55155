package ui

import "github.com/charmbracelet/colorprofile"

// The themes that the setting theme names. Auto, Light and Dark are the same
// colours: Auto takes the background for what the terminal says of it.
const (
	Auto         = "auto"
	Light        = "light"
	Dark         = "dark"
	HighContrast = "high-contrast"
	ColourBlind  = "colour-blind"
)

// tokens are colours by what they mean. Each is a hex triple or a number of the
// terminal's table; empty is the terminal's own.
type tokens struct{ text, muted, line, accent, good, bad, warn, background string }

// shades are the colours of a page, and those on its current row. A row without
// a background of its own is drawn in reverse, in the terminal's own two colours.
type shades struct{ page, row tokens }

// scheme has shades for terminals of 16 colours, 256 and all of them. Those of
// 256 are of the part of the table that is the same everywhere; of the first 16
// the terminal decides, so that only those are taken that are readable on all
// usual ones, and lines are the terminal's own text where bright black is not
// seen.
type scheme struct{ few, table, full shades }

// schemes has the colours for a dark and for a light background.
var schemes = map[string][2]scheme{
	Auto: {
		{
			few: shades{page: tokens{accent: "14", good: "10", bad: "9", warn: "11"}},
			table: shades{
				tokens{"", "248", "244", "80", "114", "210", "221", ""},
				tokens{"255", "251", "251", "116", "151", "217", "222", "238"},
			},
			full: shades{
				tokens{"", "#9AA2AF", "#838C9A", "#5FB3B3", "#99C794", "#F2777A", "#FAC863", ""},
				tokens{"#ECEFF1", "#C3C9D2", "#C3C9D2", "#8AD8D8", "#B3DBAE", "#FFB3B5", "#FAC863", "#37474F"},
			},
		},
		{
			few: shades{page: tokens{line: "8", accent: "4", bad: "1"}},
			table: shades{
				tokens{"", "241", "244", "23", "22", "124", "94", ""},
				tokens{"235", "238", "238", "23", "22", "88", "58", "253"},
			},
			full: shades{
				tokens{"", "#5B6472", "#808895", "#0F766E", "#2B752F", "#B42318", "#80530A", ""},
				tokens{"#1F2933", "#49515E", "#49515E", "#0B5F58", "#225F26", "#9B1C13", "#6B4406", "#BFE0DC"},
			},
		},
	},
	HighContrast: {
		{
			few:   shades{page: tokens{accent: "14", good: "10", warn: "11"}},
			table: shades{page: tokens{"", "253", "250", "123", "157", "224", "229", ""}},
			full:  shades{page: tokens{"", "#D6DAE0", "#B8BEC8", "#8FF0F0", "#A6F5A0", "#FFBDBD", "#FFE08A", ""}},
		},
		{
			few:   shades{page: tokens{accent: "4"}},
			table: shades{page: tokens{"", "237", "239", "17", "22", "88", "53", ""}},
			full:  shades{page: tokens{"", "#363C46", "#4A515C", "#004F49", "#0B4A10", "#8A0F0A", "#553500", ""}},
		},
	},
	// Blue and orange in the place of green and red (Okabe and Ito, "Color
	// Universal Design"), purple for the accent.
	ColourBlind: {
		{
			few: shades{page: tokens{accent: "14", good: "14", bad: "11", warn: "11"}},
			table: shades{
				tokens{"", "248", "244", "182", "75", "215", "227", ""},
				tokens{"255", "251", "251", "225", "117", "216", "228", "238"},
			},
			full: shades{
				tokens{"", "#9AA2AF", "#838C9A", "#D9A0C6", "#6CB8F0", "#F0A04B", "#F0E442", ""},
				tokens{"#ECEFF1", "#C3C9D2", "#C3C9D2", "#E8BEDA", "#9ACFF7", "#F7B877", "#F0E442", "#37474F"},
			},
		},
		{
			few: shades{page: tokens{line: "8", accent: "4", good: "4", bad: "1"}},
			table: shades{
				tokens{"", "241", "244", "90", "24", "88", "94", ""},
				tokens{"235", "238", "238", "53", "18", "88", "58", "253"},
			},
			full: shades{
				tokens{"", "#5B6472", "#808895", "#8A3A6E", "#005E97", "#9C4500", "#6E5B00", ""},
				tokens{"#1F2933", "#49515E", "#49515E", "#762F5D", "#005283", "#8A3D00", "#5E4E00", "#C5DAEA"},
			},
		},
	},
}

// shades gives the colours that a look has; none where the terminal has none.
func (l Look) shades() shades {
	light := l.Light
	name := l.Theme
	switch name {
	case HighContrast, ColourBlind:
	case Light, Dark:
		light, name = name == Light, Auto
	default:
		name = Auto
	}
	of := schemes[name][0]
	if light {
		of = schemes[name][1]
	}
	switch l.Profile {
	case colorprofile.TrueColor:
		return of.full
	case colorprofile.ANSI256:
		return of.table
	case colorprofile.ANSI:
		return of.few
	}
	return shades{}
}
