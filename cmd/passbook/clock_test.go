package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// clockVariable makes the test binary be passbook, with a clock that is so far
// ahead of the real one.
const clockVariable = "CLOCK_AHEAD"

// Under the race detector that binary would stay for a second after its end, a
// thousand times.
const (
	raceVariable = "GORACE"
	raceOptions  = "atexit_sleep_ms=0"
)

func runAhead(by string) int {
	ahead, err := time.ParseDuration(by)
	if err != nil {
		panic(err)
	}
	now := func() time.Time { return time.Now().Add(ahead) }
	return run(os.Args[1:], now, os.Stdin, os.Stdout, os.Stderr)
}

// in is the same person in a time zone, where it is some instant now: from here
// on time goes on, from command to command.
func (b *bank) in(zone string, now time.Time) *bank {
	there := *b
	there.clock = []string{clockVariable + "=" + time.Until(now).String(), "TZ=" + zone, raceVariable + "=" + raceOptions}
	return &there
}

// printed gives what a command prints as JSON, one object a row, all members as
// texts.
func (b *bank) printed(args ...string) (rows []map[string]string) {
	b.t.Helper()
	out, err := b.command(append(args, "--json")...).Output()
	if err != nil {
		b.t.Fatalf("passbook %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	var raw []map[string]any
	if err := json.Unmarshal(out, &raw); err != nil {
		b.t.Fatalf("passbook %s: %v\n%.300s", strings.Join(args, " "), err, out)
	}
	for _, one := range raw {
		row := map[string]string{}
		for key, value := range one {
			if value != nil { // null is as empty as in CSV
				row[key] = fmt.Sprint(value)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
