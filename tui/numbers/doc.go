// Package numbers is the page with the numbers that reach the person's accounts.
// They are in its memory alone, masked, and go with the page.
package numbers
