// Package tuitest is for the tests of the dashboard: a driver that presses keys
// in the real program and reads its screen without ever sleeping, and the
// household whose cache it opens.
//
// It imports tui and storage, and only tests import it.
package tuitest
