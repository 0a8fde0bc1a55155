// Package earned has the commands about the person's income: from whom it comes,
// how often and how much a year, and what pay stubs say. It reckons nothing: every
// figure that it prints comes from storage/income.
package earned
