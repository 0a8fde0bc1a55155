// Package tuitest is for the tests of the dashboard: a driver that presses keys
// in the real program and reads its screen without ever sleeping, and the
// household whose cache it opens.
//
// It imports tui, storage and plaidsvc, and only tests import it.
package tuitest
