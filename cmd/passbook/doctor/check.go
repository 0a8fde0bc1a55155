package doctor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"passbook/storage/ledger"
	"passbook/tui/format"
)

// Verdict is what a check found.
type Verdict string

// The verdicts.
const (
	OK      Verdict = "ok"
	Warning Verdict = "warning" // works, and wants to be looked at
	Problem Verdict = "problem"
	Skipped Verdict = "skipped" // could not be looked at; the sentence says why
)

// Finding is what a check says.
type Finding struct {
	Check    string // its name
	Verdict  Verdict
	Sentence string
	Next     string       // what to do; empty: nothing
	Turn     ledger.Actor // who has to act, of a bank that does not work; empty: nobody

	said string // the part of Sentence that Plaid or the bank says; a bundle leaves it out
}

// check is one thing that is looked at. It may find several.
type check struct {
	name string
	look func(context.Context) []Finding
}

// patience bounds a check: a disk or a network that keeps silent is a finding.
const patience = 20 * time.Second

// runAll runs all checks at once and gives what they found, in their order.
func runAll(ctx context.Context, checks []check) []Finding {
	found := make([][]Finding, len(checks))
	var group sync.WaitGroup
	for i, c := range checks {
		group.Go(func() { found[i] = c.run(ctx) })
	}
	group.Wait()
	var all []Finding
	for _, f := range found {
		all = append(all, f...)
	}
	return all
}

// run runs a check and does not wait for one that hangs. A check that panics has
// found that.
func (c check) run(ctx context.Context) []Finding {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers := make(chan []Finding, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				answers <- one(c.name, Problem, fmt.Sprintf("this check failed: %v", v), "please report it, with passbook doctor --bundle FILE")
			}
		}()
		answers <- c.look(ctx)
	}()
	select {
	case found := <-answers:
		for i := range found { // nothing here tries again
			found[i].Sentence = format.OnceOver(found[i].Sentence)
		}
		return found
	case <-ctx.Done():
		return one(c.name, Problem, fmt.Sprintf("no answer within %v", patience), "look whether its disk or network hangs")
	}
}

// one is a single finding.
func one(name string, v Verdict, sentence, next string) []Finding {
	return []Finding{{Check: name, Verdict: v, Sentence: sentence, Next: next}}
}
