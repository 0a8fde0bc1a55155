package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
)

// dashboard is passbook in a pseudo-terminal that nobody reads.
type dashboard struct {
	cmd  *exec.Cmd
	tty  *os.File
	read chan struct{}
}

func openDashboard(cmd *exec.Cmd) (*dashboard, error) {
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 160, Rows: 48})
	if err != nil {
		return nil, err
	}
	d := &dashboard{cmd: cmd, tty: tty, read: make(chan struct{})}
	go func() {
		defer close(d.read)
		_, _ = io.Copy(io.Discard, tty) // ends with the program
	}()
	return d, nil
}

func (d *dashboard) press(keys string) error {
	_, err := d.tty.WriteString(keys)
	return err
}

func (d *dashboard) close() {
	_ = d.cmd.Process.Signal(os.Interrupt)
	slow := time.AfterFunc(5*time.Second, func() { _ = d.cmd.Process.Kill() })
	_ = d.cmd.Wait()
	slow.Stop()
	_ = d.tty.Close()
	<-d.read
}

// sample is what the program holds.
type sample struct{ rss, files, threads float64 } // MiB, and counts

type samples []sample

func (s samples) String() string {
	var out strings.Builder
	for _, one := range s {
		fmt.Fprintf(&out, "%.1f MiB %.0f files %.0f threads; ", one.rss, one.files, one.threads)
	}
	return strings.TrimSuffix(out.String(), "; ")
}

// quarter gives the mean memory of a quarter of the samples, counted from 0, and
// the most descriptors and threads.
func (s samples) quarter(n int) (q sample) {
	part := s[len(s)*n/4 : len(s)*(n+1)/4]
	for _, one := range part {
		q.rss += one.rss / float64(len(part))
		q.files, q.threads = max(q.files, one.files), max(q.threads, one.threads)
	}
	return q
}

func (d *dashboard) proc(name string) string {
	return filepath.Join("/proc", strconv.Itoa(d.cmd.Process.Pid), name)
}

// look reads what the program holds now.
func (d *dashboard) look() (s sample, err error) {
	files, err := os.ReadDir(d.proc("fd"))
	if err != nil {
		return s, fmt.Errorf("the dashboard has ended: %w", err)
	}
	status, err := os.ReadFile(d.proc("status"))
	s = sample{rss: figure(status, "VmRSS") / 1024, files: float64(len(files)), threads: figure(status, "Threads")}
	return s, err
}

// figure is a number of a status file of /proc.
func figure(status []byte, name string) float64 {
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name+":" {
			n, _ := strconv.ParseFloat(f[1], 64)
			return n
		}
	}
	return 0
}

// idle leaves the dashboard alone, and gives the percentage of a processor that
// it took and its context switches a second. First it lets the last
// syncs end, one of which may wait for a minute for a limit of Plaid's.
func (d *dashboard) idle(ctx context.Context, length time.Duration) (share, switches float64, err error) {
	if err := d.press("1"); err != nil {
		return 0, 0, err
	}
	if err := wait(ctx, 70*time.Second); err != nil {
		return 0, 0, err
	}
	began := time.Now()
	ticks, before, err := d.spent()
	if err != nil {
		return 0, 0, err
	}
	if err := wait(ctx, length); err != nil {
		return 0, 0, err
	}
	ticksNow, now, err := d.spent()
	took := time.Since(began).Seconds()
	const perSecond = 100 // clock ticks of /proc, on every Linux
	return (ticksNow - ticks) / perSecond / took * 100, (now - before) / took, err
}

// spent gives the clock ticks of processor time that the program took, and its
// context switches.
func (d *dashboard) spent() (ticks, switches float64, err error) {
	stat, err := os.ReadFile(d.proc("stat"))
	if err != nil {
		return 0, 0, err
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	for _, field := range fields[11:13] { // utime and stime, proc_pid_stat(5)
		n, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return 0, 0, err
		}
		ticks += n
	}
	statuses, err := filepath.Glob(d.proc("task/*/status"))
	for _, file := range statuses {
		status, err := os.ReadFile(file)
		if err == nil { // a thread may have ended
			switches += figure(status, "voluntary_ctxt_switches") + figure(status, "nonvoluntary_ctxt_switches")
		}
	}
	return ticks, switches, err
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
