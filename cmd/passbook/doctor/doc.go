// Package doctor has the command that looks for what is wrong: with the settings,
// the keys, the vault, the way to Plaid, the cache and each bank. Every check
// works alone, whatever else is broken, and changes nothing.
package doctor
