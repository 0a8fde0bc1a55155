// Bench measures passbook against the bars that it is built to and prints each
// as a ratio with both sides, measured in the same run: a first sync against
// the sqlite3 shell loading the same rows, a start against the smallest Bubble
// Tea program, a search against ripgrep.
//
//	go run ./cmd/bench [-rows N] [-quick] [-only 5,6] [-readme]
//
// It writes bench.json and prints a table in Markdown; -readme also puts the
// table into README.md. It needs Go, a C compiler, and Debian's sqlite3 and
// ripgrep. At a million rows it takes about ten minutes.
//
// The programs that passbook is held against, and the one that runs a first
// sync in a process of its own, lie in folders below.
package main
