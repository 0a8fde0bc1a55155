//go:build !linux

package secrets

// KeepOutOfDumps does nothing here: these systems write no core dump unless a
// person asks for one.
func KeepOutOfDumps() {}
