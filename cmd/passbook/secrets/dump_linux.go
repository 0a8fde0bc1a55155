package secrets

import "syscall"

// KeepOutOfDumps has the system write no core dump of this process, whose memory
// holds secrets, and keeps other programs of the same person from reading that
// memory and its environment (PR_SET_DUMPABLE, prctl(2)). What it starts is not
// touched.
func KeepOutOfDumps() {
	// A system that knows no such thing needs no word about it.
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0)
}
