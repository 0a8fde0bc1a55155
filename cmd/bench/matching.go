package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

// matching measures bar 11: what finding internal transfers adds to an update. The
// program cannot leave it out, so that a benchmark of package storage measures
// both sides.
func (b *bench) matching() error {
	cmd := exec.CommandContext(b.ctx, "go", "test", "./storage", "-run", "^$", "-bench", "^BenchmarkMatching$",
		"-benchtime", fmt.Sprintf("%dx", b.times(25)), "-rows", strconv.Itoa(b.rows))
	_, out, err := timed(cmd)
	if err != nil {
		return err
	}
	var ms [2]float64
	for i, name := range []string{"matched", "unmatched"} {
		found := regexp.MustCompile(`([0-9.]+) ms-` + name).FindSubmatch(out)
		if found == nil {
			return fmt.Errorf("the benchmark did not say how long an update takes:\n%s", out)
		}
		if ms[i], err = strconv.ParseFloat(string(found[1]), 64); err != nil {
			return err
		}
	}
	b.add(line{
		Number: 11, What: fmt.Sprintf("an update of 500 rows onto %d, internal transfers found", b.rows), Bar: 1.3,
		Ours: side{"storage.Update", ms[0], "ms"}, Theirs: side{"the same without finding them", ms[1], "ms"},
		Note: "Medians of 25 alternated updates through storage onto one cache. One row in ten, there and in the updates, is one side of a transfer.",
	})
	return nil
}
