// Soak runs an open dashboard through hours of clock in minutes and says what
// they leave behind: memory, descriptors, threads and goroutines, the processor
// time of a dashboard that nobody touches, and the length of log and history.
//
//	go run ./cmd/bench/soak [-hours 8] [-for 10m] [-idle 1m]
//
// An embedded Plaid with two banks, whose clock it advances minute by minute,
// has new transactions, fails and recovers. In every minute the dashboard syncs
// and gets keys, and beside it commands sync and write notes. It prints a table
// and ends with 1 if a bar is missed. It needs Linux, for /proc.
package main
