package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
)

// How progress is told where there is no terminal.
const (
	betweenLooks   = 5 * time.Second // what is waited for for less is hardly ever told
	longestSilence = time.Minute
)

// syncAndShow syncs and tells on stderr how far it is: on a terminal in one line,
// elsewhere in a line for whatever is waited for.
func syncAndShow(ctx context.Context, cmd *cobra.Command, svc *plaidsvc.Service, ids ...string) ([]plaidsvc.SyncResult, error) {
	show := tellProgress
	if errOut, ok := cmd.ErrOrStderr().(*os.File); ok && term.IsTerminal(errOut.Fd()) {
		show = showProgress
	}
	done := make(chan struct{})
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		show(cmd.ErrOrStderr(), svc.Events(), done)
	}()
	results, err := svc.Sync(ctx, ids...)
	close(done)
	<-shown
	return results, err
}

// progress is what the events of a sync have said, by Item.
type progress struct {
	rows    map[string]int    // transactions that have arrived
	waiting map[string]string // sentences that say what is waited for now
}

func newProgress() progress { return progress{map[string]int{}, map[string]string{}} }

// add takes in an event.
func (p progress) add(event plaidsvc.Event) {
	switch e := event.(type) {
	case plaidsvc.SyncProgress:
		p.rows[e.ItemID] = e.Transactions
		if p.waiting[e.ItemID] = e.Waiting; e.Waiting == "" {
			delete(p.waiting, e.ItemID)
		}
	case plaidsvc.SyncFinished:
		delete(p.waiting, e.ItemID)
	}
}

// total counts the transactions that have arrived.
func (p progress) total() int {
	total := 0
	for _, n := range p.rows {
		total += n
	}
	return total
}

// showProgress draws one line that says what has arrived, once a sync has
// taken a second. /transactions/sync never says how much is to come, so there
// is a count and no percentage.
func showProgress(out io.Writer, events <-chan plaidsvc.Event, done <-chan struct{}) {
	p := newProgress()
	quiet := time.NewTimer(time.Second)
	defer quiet.Stop()
	started := false
	for {
		select {
		case <-done:
			if started {
				fmt.Fprint(out, "\r\x1b[K")
			}
			return
		case <-quiet.C:
			started = true
		case e, ok := <-events:
			if !ok {
				events = nil
			}
			p.add(e)
		}
		if started {
			waiting := ""
			for _, id := range slices.Sorted(maps.Keys(p.waiting)) {
				waiting = p.waiting[id]
			}
			_ = output.Say(out, "\r\x1b[Ksyncing…  %d transactions  %s", p.total(), waiting)
		}
	}
}

// tellProgress looks every five seconds and prints a line for whatever is waited
// for then. After a minute without a line it says that again, or how much has
// arrived.
func tellProgress(out io.Writer, events <-chan plaidsvc.Event, done <-chan struct{}) {
	p := newProgress()
	tick := time.NewTicker(betweenLooks)
	defer tick.Stop()
	told, last := map[string]string{}, time.Now()
	for {
		select {
		case <-done:
			return
		case e, ok := <-events:
			if !ok {
				events = nil
			}
			p.add(e)
		case now := <-tick.C:
			silent := now.Sub(last) >= longestSilence
			for _, id := range slices.Sorted(maps.Keys(p.waiting)) {
				if words := p.waiting[id]; silent || told[id] != words {
					_ = output.Say(out, "passbook: %s\n", words)
					told[id], last = words, now
				}
			}
			if silent && len(p.waiting) == 0 {
				_ = output.Say(out, "passbook: syncing, %d transactions so far\n", p.total())
				last = now
			}
		}
	}
}
