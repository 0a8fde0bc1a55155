package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// build makes the programs that are measured.
func (b *bench) build() error {
	for _, p := range []string{"passbook", "bench/hello", "bench/firstsync", "bench/rowbyrow"} {
		cmd := exec.CommandContext(b.ctx, "go", "build", "-o", b.program(filepath.Base(p)), "./cmd/"+p)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", p, err, out)
		}
	}
	return nil
}

// timed runs a program to its end and gives the seconds that it took, and
// what it printed.
func timed(cmd *exec.Cmd) (seconds float64, out []byte, err error) {
	var complaint strings.Builder
	cmd.Stderr = &complaint
	began := time.Now()
	out, err = cmd.Output()
	seconds = time.Since(began).Seconds()
	if err != nil {
		err = fmt.Errorf("%s: %w: %s%s", filepath.Base(cmd.Path), err, complaint.String(), out)
	}
	return seconds, out, err
}

// machine describes the computer of the run.
func machine() string {
	name := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d processors, %s", name, runtime.NumCPU(), runtime.GOOS)
}

// versions names Go and the tools that passbook is compared with.
func versions() string {
	first := func(name string, arg string) string {
		out, _ := exec.Command(name, arg).Output()
		words := strings.Fields(string(out))
		if len(words) < 2 {
			return name
		}
		if name == "sqlite3" {
			return "sqlite3 " + words[0]
		}
		return words[0] + " " + words[1]
	}
	return strings.Join([]string{runtime.Version(), first("sqlite3", "--version"), first("rg", "--version")}, ", ")
}
