// Command passbook shows all of a person's money in a terminal: every bank,
// card, loan and brokerage account, as of the last sync, with or without a
// network.
//
// Each command has a file of its own with its flags, its help and what it
// prints, and those that print figures are in the package figures; root.go alone
// lists them all, and main.go runs one. session.go opens the cache and the
// service for a command, the package config reads and writes the person's
// settings, the package output prints tables, JSON and CSV, exit.go turns errors
// into sentences and exit codes. No two files need each other.
//
// cmd/passbook may import every package of passbook's. It alone reads flags and
// passbook's variables, handles signals and prints. It works out no figure:
// amounts, titles, categories and sums come from storage/ledger. Every text
// that came from outside goes through text.Clean before a person sees it; JSON
// and CSV escape or leave out what a terminal would obey.
package main
