package plaidsim

import (
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// profileFor is what a login sees. Users that no generator knows see what
// user_good sees: an OAuth bank lets everybody in.
func profileFor(l profile.Login) (profile.Profile, *wire.Error) {
	generate, ok := testUsers[l.User]
	if !ok {
		generate = userGood
	}
	return generate(l)
}
