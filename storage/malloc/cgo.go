//go:build !cgo

package malloc

// SQLite is compiled from C. Without cgo the build stops here, with a name
// that says what to do.
var _ = passbook_needs_cgo_for_SQLite__install_a_C_compiler_and_set_CGO_ENABLED_1
