package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// search measures bar 7: the time from a letter of a search to its frame.
func (b *bench) search() error {
	if err := errors.Join(b.needCSV(), b.need(b.rows)); err != nil {
		return err
	}
	words, err := b.words()
	if err != nil {
		return err
	}
	var letters, whole []float64
	for range b.times(5) {
		ms, err := b.typeWords(words)
		if err != nil {
			return err
		}
		letters = append(letters, ms...)
		for _, w := range words {
			seconds, _, err := timed(exec.CommandContext(b.ctx, "rg", "-i", "-c", w, b.csvFile()))
			// rg ends with 1 where nothing matches
			if exit := (*exec.ExitError)(nil); err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
				return err
			}
			whole = append(whole, seconds*1000)
		}
	}
	b.add(line{
		Number: 7, What: "search as you type, 95 in 100 letters", Bar: 0.5,
		Ours:   side{"letter to frame", quantile(letters, 0.95), "ms"},
		Theirs: side{"one rg -i -c over the rows as CSV", median(whole), "ms"},
		Note:   fmt.Sprintf("The words %s, each letter from the key to the last byte of list and count (median %.1f ms, slowest %.0f ms: the first letter of a run reads the texts); rg for the whole words.", strings.Join(words, ", "), median(letters), quantile(letters, 1)),
	})
	return nil
}

// words gives what is searched for: the names of merchants in the rows, and one
// word that is in none.
func (b *bench) words() ([]string, error) {
	f, err := os.Open(b.csvFile())
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	merchant := slices.Index(exported, "merchant_name")
	words := []string{"zqxj"}
	seen := map[string]bool{}
	for len(words) < 7 {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		w, _, _ := strings.Cut(strings.ToLower(row[merchant]), " ")
		if len(w) >= 4 && len(w) <= 7 && !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words, nil
}

// typeWords types words into the search of a newly started dashboard, takes
// each away again by backspace, and gives the milliseconds of every letter.
func (b *bench) typeWords(words []string) (took []float64, err error) {
	t, err := b.transactions(b.rows)
	if err != nil {
		return nil, err
	}
	defer t.close()
	if _, err := t.press("/", nil); err != nil {
		return nil, err
	}
	for _, w := range words {
		for _, letter := range w {
			ms, err := t.press(string(letter), nil)
			if err != nil {
				return nil, err
			}
			if ms == 0 {
				return nil, fmt.Errorf("the letter %q brought nothing:\n%s", letter, t.text())
			}
			took = append(took, ms)
		}
		for range w {
			if _, err := t.press(keyBackspace, nil); err != nil {
				return nil, err
			}
		}
	}
	return took, nil
}
