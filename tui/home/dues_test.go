package home_test

import (
	"testing"

	"passbook/tui/tuitest"
)

// What is due within a month, and what the bank calls overdue, stands over the
// newest transactions; enter opens the page of all of it.
func TestDues(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.Drive(t, tuitest.Owing(t), w, h)
		d.Shows("3 due", "Student loan", "▲ overdue", "Visa Infinite ··4821", "due in 9 d", "due in 11 d")
		d.Golden()
	})
}

func TestDuesOpen(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Owing(t), 120, 40)
	d.Choose("due in 9 d")
	if d.Page() != "Liabilities" {
		t.Fatalf("enter went to %s", d.Page())
	}
}

// Without due dates there is no line of them.
func TestNoDues(t *testing.T) {
	tuitest.Drive(t, tuitest.Household(t), 120, 40).Hides(" due", "overdue")
}
