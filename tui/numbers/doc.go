// Package numbers is the page with the numbers that reach the person's accounts.
// They are masked, in its memory and, where the person wants that, the vault alone,
// and go with the page.
package numbers
