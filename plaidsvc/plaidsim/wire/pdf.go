package wire

import (
	"bytes"
	"fmt"
	"strings"
)

// pdfLines is how many lines a page holds.
const pdfLines = 60

// PDF sets lines of text in Courier on as many A4 pages as they need.
func PDF(lines []string) []byte {
	var pages [][]string
	for len(lines) > pdfLines {
		pages, lines = append(pages, lines[:pdfLines]), lines[pdfLines:]
	}
	pages = append(pages, lines)

	var b bytes.Buffer
	var offsets []int
	add := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n")
	kids := make([]string, len(pages))
	for i := range pages {
		kids[i] = fmt.Sprintf("%d 0 R", 4+2*i)
	}
	add("<< /Type /Catalog /Pages 2 0 R >>")
	add(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages)))
	add("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
	for i, page := range pages {
		add(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*i))
		text := "BT /F1 10 Tf 40 800 Td 12 TL\n"
		for _, l := range page {
			text += "(" + pdfText(l) + ") '\n"
		}
		text += "ET"
		add(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}

// pdfText escapes a line; what is not ASCII becomes a question mark.
func pdfText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(s))
}
