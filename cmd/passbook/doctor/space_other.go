//go:build !linux && !darwin

package doctor

// freeSpace is not known on other systems.
func freeSpace(string) (free int64, known bool) { return 0, false }
