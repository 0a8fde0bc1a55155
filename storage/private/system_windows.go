package private

// Windows keeps files private by other means than owners and modes. The build
// stops here, with a name that says so.
var _ = passbook_runs_on_Linux_and_macOS
