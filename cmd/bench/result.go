package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
)

// side is one measured figure and what was measured.
type side struct {
	What  string  `json:"what"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"` // s, ms, MiB
}

// line is one bar, or one part of it: ours must be at most Bar times theirs.
type line struct {
	Number int     `json:"bar"`
	What   string  `json:"what"`
	Ours   side    `json:"ours"`
	Theirs side    `json:"theirs"`
	Ratio  float64 `json:"ratio"`
	Bar    float64 `json:"at_most"`
	Met    bool    `json:"met"`
	Note   string  `json:"note,omitempty"`
}

// result is what a run found.
type result struct {
	Rows     int     `json:"rows"`
	Machine  string  `json:"machine"`
	Versions string  `json:"versions"`
	Seconds  float64 `json:"seconds"`
	Lines    []line  `json:"lines"`
}

func (s side) String() string { return s.amount() + " (" + s.What + ")" }

func (s side) amount() string {
	digits := max(0, 2-int(math.Floor(math.Log10(max(s.Value, 0.001)))))
	return fmt.Sprintf("%.*f %s", digits, s.Value, s.Unit)
}

// ratioText writes small ratios as a fraction.
func ratioText(r float64) string {
	if r < 0.1 {
		return fmt.Sprintf("1/%.0f", 1/r)
	}
	return fmt.Sprintf("%.2f", r)
}

func (l line) verdict() string {
	if l.Met {
		return "met"
	}
	return "missed"
}

// table is the result in Markdown.
func (r *result) table() string {
	var t strings.Builder
	fmt.Fprintf(&t, "%d transactions; %s; %s. The smaller the better.\n\n", r.Rows, r.Machine, r.Versions)
	t.WriteString("| | What | passbook | Against | Ratio | Bar | |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	var notes []string
	for _, l := range r.Lines {
		mark := ""
		if l.Note != "" {
			if !slices.Contains(notes, l.Note) {
				notes = append(notes, l.Note)
			}
			mark = fmt.Sprintf(" [%d]", slices.Index(notes, l.Note)+1)
		}
		fmt.Fprintf(&t, "| %d | %s%s | %s | %s, %s | %s | %s | %s |\n", l.Number, l.What, mark, l.Ours.amount(),
			l.Theirs.What, l.Theirs.amount(), ratioText(l.Ratio), ratioText(l.Bar), l.verdict())
	}
	for i, n := range notes {
		fmt.Fprintf(&t, "\n%d. %s", i+1, n)
	}
	if len(notes) > 0 {
		t.WriteString("\n")
	}
	return t.String()
}

// write keeps the result as JSON.
func (r *result) write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// intoReadme puts the table between the two marks in a file.
func (r *result) intoReadme(path string) error {
	const begin, end = "<!-- bench -->\n", "<!-- /bench -->"
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s has no part between %s and %s", path, strings.TrimSpace(begin), end)
	}
	return os.WriteFile(path, []byte(before+begin+r.table()+end+after), 0o644)
}

// quantile gives the value below which the part q of the values lies.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func median(values []float64) float64 { return quantile(values, 0.5) }
