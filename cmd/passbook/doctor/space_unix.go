//go:build linux || darwin

package doctor

import "syscall"

// freeSpace gives the bytes that are free for the person where a folder lies.
func freeSpace(dir string) (free int64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
