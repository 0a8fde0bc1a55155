package main

import (
	"errors"
	"fmt"
	"os/exec"
	"regexp"
)

// What is waited for on the screen: the dashboard with net worth, spending and
// the newest rows; the list of ten thousand transactions or more on its first.
var (
	useful = regexp.MustCompile(`(?s)Net worth +-?\$\d.*Spending +\$\d[^\n]*Recent[^\n]*\n[^\n]*\d\.\d\d`)
	listed = regexp.MustCompile(`1/\d+,\d{3}`)
	tab    = regexp.MustCompile(`(\d) Transactions`)
	hello  = regexp.MustCompile(`Hello, world`)
)

// dashboard opens the dashboard on the cache of n rows. It is offline: it has
// no Plaid keys.
func (b *bench) dashboard(n int) (*terminal, float64, error) {
	cmd := exec.CommandContext(b.ctx, b.program("passbook"), "--data-dir", b.cache(n))
	cmd.Env = append(cmd.Environ(), "PLAID_CLIENT_ID=", "PLAID_SECRET=")
	return started(cmd, useful)
}

// started opens a program and waits for its first useful frame.
func started(cmd *exec.Cmd, want *regexp.Regexp) (*terminal, float64, error) {
	t, err := openTerminal(cmd, want)
	if err != nil {
		return nil, 0, err
	}
	ms, err := t.ready()
	if err != nil {
		t.close()
		return nil, 0, err
	}
	return t, ms, nil
}

// start measures bar 5: the time from a start to the first useful frame.
func (b *bench) start() error {
	if err := errors.Join(b.need(b.rows), b.need(few)); err != nil {
		return err
	}
	programs := []func() (*terminal, float64, error){
		func() (*terminal, float64, error) { return b.dashboard(b.rows) },
		func() (*terminal, float64, error) { return b.dashboard(few) },
		func() (*terminal, float64, error) {
			return started(exec.CommandContext(b.ctx, b.program("hello")), hello)
		},
	}
	took := make([][]float64, len(programs))
	for range 1 + b.times(25) {
		for i, open := range programs {
			t, ms, err := open()
			if err != nil {
				return err
			}
			t.close()
			took[i] = append(took[i], ms)
		}
	}
	for i := range took {
		took[i] = took[i][1:] // the first run filled the system's caches
	}
	ours := side{fmt.Sprintf("on %d rows", b.rows), median(took[0]), "ms"}
	const note = "From exec to the dashboard with net worth, spending and the newest rows, in a pseudo-terminal of 160 by 48. Medians of 25 alternated runs, with warm caches. The hello-world (cmd/bench/hello) also draws 120 frames a second."
	b.add(line{Number: 5, What: "start to the first useful frame", Bar: 1.15, Ours: ours, Theirs: side{"hello-world in Bubble Tea", median(took[2]), "ms"}, Note: note})
	b.add(line{Number: 5, What: "start to the first useful frame", Bar: 1.1, Ours: ours, Theirs: side{fmt.Sprintf("on %d rows", few), median(took[1]), "ms"}, Note: note})
	return nil
}

// browse lists the keys that are pressed in the list: down and up by rows and by
// pages, and to both ends.
var browse = []struct {
	key   string
	times int
}{{"j", 60}, {"k", 60}, {keyPageDown, 40}, {keyPageUp, 40}, {"G", 1}, {"k", 10}, {keyPageUp, 20}, {"g", 1}, {"G", 1}, {"g", 1}, {"G", 1}, {"g", 1}}

// keys measures bar 6: the time from a key to its frame.
func (b *bench) keys() error {
	if err := errors.Join(b.need(b.rows), b.need(few)); err != nil {
		return err
	}
	sizes := []int{few, b.rows}
	took := make([][]float64, len(sizes))
	for range b.times(3) {
		for i, n := range sizes {
			ms, err := b.browse(n)
			if err != nil {
				return err
			}
			took[i] = append(took[i], ms...)
		}
	}
	note := fmt.Sprintf("j, k, PgDn, PgUp, g and G in the page of transactions: %d keys on each side, at random moments, each from the key to the last byte of what it brought.", len(took[1]))
	p50 := side{"median", quantile(took[1], 0.5), "ms"}
	p99 := side{"99th percentile", quantile(took[1], 0.99), "ms"}
	b.add(line{Number: 6, What: "key to frame, 99 in 100 keys", Bar: 1.1, Ours: p99, Theirs: side{fmt.Sprintf("on %d rows", few), quantile(took[0], 0.99), "ms"}, Note: note})
	b.add(line{Number: 6, What: "key to frame, 50 in 100 keys", Bar: 1, Ours: p50, Theirs: side{"fixed", 8, "ms"}, Note: note})
	b.add(line{Number: 6, What: "key to frame, 99 in 100 keys", Bar: 1, Ours: p99, Theirs: side{"fixed", 14, "ms"}, Note: note})
	return nil
}

// browse presses every key of browse on the cache of n rows.
func (b *bench) browse(n int) (took []float64, err error) {
	t, err := b.transactions(n)
	if err != nil {
		return nil, err
	}
	defer t.close()
	for _, step := range browse {
		for range step.times {
			ms, err := t.press(step.key, nil)
			if err != nil {
				return nil, err
			}
			if ms == 0 {
				return nil, fmt.Errorf("the key %q brought nothing:\n%s", step.key, t.text())
			}
			took = append(took, ms)
		}
	}
	return took, nil
}

// transactions opens the dashboard's page of transactions.
func (b *bench) transactions(n int) (*terminal, error) {
	t, _, err := b.dashboard(n)
	if err != nil {
		return nil, err
	}
	if err := toTransactions(t); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// toTransactions presses the key that the header names.
func toTransactions(t *terminal) error {
	screen := t.text()
	if listed.MatchString(screen) {
		return nil
	}
	key := tab.FindStringSubmatch(screen)
	if key == nil {
		return fmt.Errorf("no tab of transactions:\n%s", screen)
	}
	_, err := t.press(key[1], listed)
	return err
}

// memory measures bar 9: what the dashboard holds in memory.
func (b *bench) memory() error {
	if err := b.need(b.rows); err != nil {
		return err
	}
	var first, browsed, searched, small []float64
	for range b.times(5) {
		t, _, err := started(exec.CommandContext(b.ctx, b.program("hello")), hello)
		if err != nil {
			return err
		}
		mib, err := t.memory()
		t.close()
		if err != nil {
			return err
		}
		small = append(small, mib)
		m, err := b.memories()
		if err != nil {
			return err
		}
		first, browsed, searched = append(first, m[0]), append(browsed, m[1]), append(searched, m[2])
	}
	const note = "Resident memory (VmRSS), medians of 5 runs."
	b.add(line{Number: 9, What: "memory at the first frame", Bar: 1.5, Ours: side{"dashboard", median(first), "MiB"}, Theirs: side{"hello-world in Bubble Tea", median(small), "MiB"}, Note: note})
	b.add(line{Number: 9, What: "memory after 200 keys", Bar: 1, Ours: side{"dashboard", median(browsed), "MiB"}, Theirs: side{"fixed", 32, "MiB"}, Note: note})
	b.add(line{Number: 9, What: "memory with search in use", Bar: 1, Ours: side{"dashboard", median(searched), "MiB"}, Theirs: side{"fixed: 32 MiB and 48 bytes a row", 32 + 48*float64(b.rows)/(1<<20), "MiB"}, Note: note})
	return nil
}

// memories gives the dashboard's memory at the first frame, after 200 keys,
// and after a search.
func (b *bench) memories() (m [3]float64, err error) {
	t, _, err := b.dashboard(b.rows)
	if err != nil {
		return m, err
	}
	defer t.close()
	if m[0], err = t.memory(); err != nil {
		return m, err
	}
	if err := toTransactions(t); err != nil {
		return m, err
	}
	for i := range 200 {
		if _, err := t.press([]string{"j", keyPageDown, "k", keyPageUp}[i/20%4], nil); err != nil {
			return m, err
		}
	}
	if m[1], err = t.memory(); err != nil {
		return m, err
	}
	if _, err := t.press("/", nil); err != nil {
		return m, err
	}
	for _, letter := range "coffee" {
		if _, err := t.press(string(letter), nil); err != nil {
			return m, err
		}
	}
	m[2], err = t.memory()
	return m, err
}
