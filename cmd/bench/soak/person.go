package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// identity is an age identity that opens nothing but this run's vault.
const identity = "AGE-SECRET-KEY-1W89CPJSUJDGPU2LWC606GCHMXYAG3SVNNFRNXG0P0RM03XWQGTXQ5YGXS6"

// What a bank does to every seventh minute's syncs, in turns.
var faults = []string{
	`{"fault":"error","path":"/transactions/sync","error_code":"INSTITUTION_DOWN","count":2}`,
	`{"fault":"error","path":"/transactions/sync","error_code":"INTERNAL_SERVER_ERROR","count":8}`,
	`{"fault":"slow_first_byte","path":"/transactions/sync","count":2,"delay":"300ms"}`,
	`{"fault":"rate_limit","path":"/accounts/get","count":1}`,
}

// What is pressed in the dashboard, a minute each, after the key that syncs.
var presses = []string{"3jjjkGg", "2jj", "4", "3H", "\x1b", "5j"}

// person uses passbook: a dashboard, and commands beside it.
type person struct {
	ctx      context.Context
	dir      string // of the data
	program  string
	bank     *bank
	ids      []string          // of transactions that do not change
	notes    map[string]string // by id
	commands int
	failed   int // commands that no fault explains
	samples  samples
}

func (p *person) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.ctx, p.program, args...)
	cmd.Env = append(os.Environ(), "PLAID_CLIENT_ID=soak", "PLAID_SECRET=soak", "PLAID_ENV=sandbox", "PLAID_BASE_URL="+p.bank.url,
		"PASSBOOK_DATA_DIR="+p.dir, "XDG_CONFIG_HOME="+p.dir+"-config", "PASSBOOK_VAULT=file", "PASSBOOK_PASSPHRASE="+identity,
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8")
	return cmd
}

// do runs a command that must succeed.
func (p *person) do(args ...string) ([]byte, error) {
	p.commands++
	var complaint bytes.Buffer
	cmd := p.command(args...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("passbook %q: %w: %s", args, err, complaint.Bytes())
	}
	return out, err
}

// records runs a command that prints JSON.
func (p *person) records(args ...string) (rows []map[string]any, err error) {
	out, err := p.do(append(args, "--json", "--limit", "0")...)
	if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal(out, &rows)
}

// begin builds passbook and links the banks.
func (p *person) begin() error {
	build := exec.CommandContext(p.ctx, "go", "build", "-o", p.program, "./cmd/passbook")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build passbook: %w: %s", err, out)
	}
	for _, args := range [][]string{
		{"link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_household"},
		{"link", "--sandbox-institution", "ins_109511", "--sandbox-user", "user_household"},
		{"sync"},
	} {
		if _, err := p.do(args...); err != nil {
			return err
		}
	}
	rows, err := p.records("transactions", "--to", time.Now().AddDate(0, -2, 0).Format(time.DateOnly))
	for _, row := range rows {
		p.ids = append(p.ids, fmt.Sprint(row["id"]))
	}
	p.notes = map[string]string{}
	return err
}

// live is some minutes of the bank's clock, each of which takes a while.
func (p *person) live(d *dashboard, minutes int, each time.Duration) error {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for m := 1; m <= minutes; m++ {
		p.bank.advance(time.Minute)
		if m%7 == 0 {
			if err := p.bank.fault(faults[m/7%len(faults)]); err != nil {
				return err
			}
		}
		if err := d.press("s" + presses[m%len(presses)]); err != nil {
			return err
		}
		if m%2 == 0 {
			p.commands++
			_ = p.command("sync", "--quiet", "--timeout", "5s").Run() // faults make it fail
		}
		if m%3 == 0 {
			id, note := p.ids[m%len(p.ids)], fmt.Sprint("minute ", m)
			if _, err := p.do("annotate", id, "--note", note); err != nil {
				p.failed++
				fmt.Fprintln(os.Stderr, err)
			}
			p.notes[id] = note
		}
		if m%10 == 0 {
			s, err := d.look()
			if err != nil {
				return err
			}
			p.samples = append(p.samples, s)
		}
		if m%60 == 0 {
			fmt.Fprintf(os.Stderr, "soak: %d of %d minutes: %s\n", m, minutes, p.samples[max(0, len(p.samples)-1):])
		}
		select {
		case <-tick.C:
		case <-p.ctx.Done():
			return p.ctx.Err()
		}
	}
	_, err := p.do("check")
	return err
}

// empty counts the records of syncs that failed or brought nothing.
func (p *person) empty() (n int, err error) {
	rows, err := p.records("history")
	for _, row := range rows {
		brought := 0.0
		for _, field := range []string{"added", "posted", "modified", "removed", "set_aside"} {
			count, _ := row[field].(float64)
			brought += count
		}
		if brought == 0 {
			n++
		}
	}
	return n, err
}

// lost counts the notes that are not in the cache.
func (p *person) lost() int {
	rows, err := p.records("transactions")
	if err != nil {
		return len(p.notes)
	}
	lost := len(p.notes)
	for _, row := range rows {
		if note, has := p.notes[fmt.Sprint(row["id"])]; has && row["note"] == note {
			lost--
		}
	}
	return lost
}

// rows counts the transactions.
func (p *person) rows() int {
	rows, err := p.records("transactions")
	if err != nil {
		return 0
	}
	return len(rows)
}

// sizeOfLogs adds up the log and its older parts.
func sizeOfLogs(dir string) (size int64, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "passbook.log*"))
	for _, file := range slices.Sorted(slices.Values(files)) {
		info, err := os.Stat(file)
		if err != nil {
			return size, err
		}
		size += info.Size()
	}
	return size, err
}
