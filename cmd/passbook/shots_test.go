package main

import (
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

var shots = flag.String("shots", "", "`folder` to draw the README's pictures into, from a real run of the demo")

// TestShots draws the pictures of the README: make shots.
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("draws the README's pictures only with -shots FOLDER (make shots)")
	}
	cmd, _ := passbook(t, "demo")
	term := startTerminal(t, cmd, 120, 40)
	term.waitFor("Net worth", "Recent")
	term.waitUntil("show the whole household, synced", func(s string) bool {
		return strings.Count(s, "··") >= 12 && strings.Contains(s, "synced") && !strings.Contains(s, "syncing")
	})
	term.waitUntilStill()
	for _, shot := range []struct{ name, keys, shows string }{
		{"home", "", "Net worth"},
		{"transactions", "3jj", "As billed"},
		{"accounts", "2", "Credit"},
		{"worth", "4", "Assets"},
		{"spending", "5", "Top merchants"},
		{"help", "3?", "Keys"},
	} {
		term.press(shot.keys)
		term.waitFor(shot.shows)
		term.waitUntilStill()
		term.mu.Lock()
		picture := svg(term.screen)
		term.mu.Unlock()
		if err := os.WriteFile(filepath.Join(*shots, shot.name+".svg"), []byte(picture), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// waitUntilStill waits until nothing has moved for a while, spinners and all.
func (term *terminal) waitUntilStill() {
	term.t.Helper()
	const quiet = 1500 * time.Millisecond
	for {
		term.mu.Lock()
		changed := term.changed
		term.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(quiet):
			return
		}
	}
}

// The size of a cell in a picture, and the colours of its terminal.
const (
	cellWidth, cellHeight = 8, 17
	ink, paper            = "#d4d4d4", "#1e1e1e"
)

// svg draws a screen: one text element for each run of cells that look alike,
// stretched to its cells so that every font keeps the grid.
func svg(screen vt10x.Terminal) string {
	cols, rows := screen.Size()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13">`+"\n",
		(cols+2)*cellWidth, (rows+1)*cellHeight)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	for y := range rows {
		for x := 0; x < cols; {
			first := screen.Cell(x, y)
			end := x
			var text strings.Builder
			for end < cols {
				c := screen.Cell(end, y)
				if c.FG != first.FG || c.BG != first.BG || c.Mode != first.Mode {
					break
				}
				text.WriteRune(c.Char)
				end++
			}
			drawRun(&b, x, y, end-x, text.String(), first)
			x = end
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func drawRun(b *strings.Builder, x, y, cells int, text string, look vt10x.Glyph) {
	left, top, width := (x+1)*cellWidth, y*cellHeight+cellHeight/2, cells*cellWidth
	if look.BG != vt10x.DefaultBG {
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", left, top, width, cellHeight, colour(look.BG, paper))
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	weight := ""
	const bold = 1 << 2 // vt10x's attribute bit, which it does not export
	if look.Mode&bold != 0 {
		weight = ` font-weight="bold"`
	}
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(text)); err != nil {
		panic(err)
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
		left, top+cellHeight-4, width, colour(look.FG, ink), weight, escaped.String())
}

// colour gives a cell's colour for SVG.
func colour(c vt10x.Color, fallback string) string {
	if c == vt10x.DefaultFG || c == vt10x.DefaultBG {
		return fallback
	}
	return fmt.Sprintf("#%06x", uint32(c)&0xffffff)
}
