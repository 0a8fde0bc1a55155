// Package secrets says how a secret reaches passbook, asks for one on a
// terminal, and opens the vault that the person chose.
package secrets
