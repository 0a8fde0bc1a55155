package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	hours := flag.Int("hours", 8, "hours of the bank's clock")
	length := flag.Duration("for", 10*time.Minute, "how long they take")
	idle := flag.Duration("idle", time.Minute, "how long the dashboard is left alone at the end")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	met, err := run(ctx, *hours*60, *length, *idle)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
	}
	if err != nil || !met {
		os.Exit(1)
	}
}

// run lives through some minutes of the bank's clock, prints the table and
// reports whether every bar is met.
func run(ctx context.Context, minutes int, length, idle time.Duration) (met bool, err error) {
	dir, err := os.MkdirTemp("", "passbook-soak-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	bank, err := startBank()
	if err != nil {
		return false, err
	}
	defer bank.close()
	p := &person{ctx: ctx, dir: filepath.Join(dir, "data"), program: filepath.Join(dir, "passbook"), bank: bank}
	if err := p.begin(); err != nil {
		return false, err
	}
	d, err := openDashboard(p.command())
	if err != nil {
		return false, err
	}
	defer d.close()
	if err := p.live(d, minutes, length/time.Duration(minutes)); err != nil {
		return false, err
	}
	share, switches, err := d.idle(ctx, idle)
	if err != nil {
		return false, err
	}
	log, err := sizeOfLogs(p.dir)
	if err != nil {
		return false, err
	}
	records, err := p.empty()
	if err != nil {
		return false, err
	}
	left, err := goroutines(ctx, filepath.Join(dir, "inside"), bank, minutes/2)
	if err != nil {
		return false, err
	}
	early, late := p.samples.quarter(1), p.samples.quarter(3)
	t := table{}
	t.add("resident memory, MiB, second quarter and last", early.rss, late.rss, early.rss*1.05)
	t.add("descriptors", early.files, late.files, early.files+4)
	t.add("threads", early.threads, late.threads, early.threads+2)
	t.add("goroutines left by syncs in one process", 0, float64(left), 0)
	t.add("processor of an idle dashboard, %", 0, share, 0.2)
	t.add("context switches of an idle dashboard, 1/s", 0, switches, 60)
	t.add("log, KiB", 0, float64(log)/1024, 5*1024)
	t.add("records of syncs that failed or brought nothing", 0, float64(records), 110*banks)
	t.add("commands that failed", 0, float64(p.failed), 0)
	t.add("notes that are lost", 0, float64(p.lost()), 0)
	fmt.Print(t.text)
	fmt.Printf("%d syncs and edits by commands, %d by the dashboard, %d transactions, dashboard: %s\n", p.commands, minutes, p.rows(), p.samples)
	return !t.missed, nil
}

// banks is how many Items there are.
const banks = 2

// table is what is printed.
type table struct {
	text   string
	missed bool
}

func (t *table) add(what string, before, now, bar float64) {
	verdict := "met"
	if now > bar {
		verdict, t.missed = "MISSED", true
	}
	if t.text == "" {
		t.text = fmt.Sprintf("%-50s %10s %10s %10s\n", "", "before", "now", "at most")
	}
	t.text += fmt.Sprintf("%-50s %10.2f %10.2f %10.2f  %s\n", what, before, now, bar, verdict)
}
