package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	rows := flag.Int("rows", 1_000_000, "transactions in the large cache")
	quick := flag.Bool("quick", false, "a tenth of the rows and few repetitions: says whether it works, not how fast it is")
	readme := flag.Bool("readme", false, "put the table into README.md")
	only := flag.String("only", "", "`numbers` of the bars to measure, separated by commas")
	keep := flag.String("keep", "", "work in this `folder` and keep it; caches and exports found there are used again")
	flag.Parse()
	if *quick {
		*rows = min(*rows, 100_000)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *rows, *quick, *readme, *only, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rows int, quick, readme bool, only, keep string) (err error) {
	b := &bench{ctx: ctx, rows: rows, quick: quick, dir: keep}
	for _, word := range strings.FieldsFunc(only, func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return fmt.Errorf("-only: %q is not a number", word)
		}
		b.only = append(b.only, n)
	}
	for _, tool := range []string{"sqlite3", "rg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("%s is missing: apt-get install sqlite3 ripgrep", tool)
		}
	}
	if keep == "" {
		if b.dir, err = os.MkdirTemp("", "passbook-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	} else if b.dir, err = filepath.Abs(keep); err != nil {
		return err
	}
	began := time.Now()
	if err := b.measure(); err != nil {
		return err
	}
	b.result.Rows, b.result.Seconds = rows, time.Since(began).Round(time.Second).Seconds()
	b.result.Machine, b.result.Versions = machine(), versions()
	fmt.Print("\n", b.result.table())
	if err := b.result.write("bench.json"); err != nil {
		return err
	}
	if readme {
		return b.result.intoReadme("README.md")
	}
	return nil
}

// measure builds the programs and takes the bars in an order in which each
// finds the caches that it needs.
func (b *bench) measure() error {
	if err := b.build(); err != nil {
		return err
	}
	for _, step := range []struct {
		bars    []int
		measure func() error
	}{
		{[]int{1}, b.firstSync},
		{[]int{2}, b.rowByRow},
		{[]int{3}, b.syncMemory},
		{[]int{4}, b.laterUpdate},
		{[]int{8}, b.overview},
		{[]int{10}, b.size},
		{[]int{5}, b.start},
		{[]int{6}, b.keys},
		{[]int{7}, b.search},
		{[]int{9}, b.memory},
		{[]int{11}, b.matching},
	} {
		if len(b.only) > 0 && !slices.ContainsFunc(b.only, func(n int) bool { return slices.Contains(step.bars, n) }) {
			continue
		}
		began := time.Now()
		if err := step.measure(); err != nil {
			return errors.Join(fmt.Errorf("bar %d: %w", step.bars[0], err), b.ctx.Err())
		}
		b.say("bar %d took %.0f s", step.bars[0], time.Since(began).Seconds())
	}
	return nil
}
