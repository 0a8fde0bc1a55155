package plaidsim

import (
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// testUsers makes the profiles of the users who can sign in, by name.
var testUsers = func() map[string]func(profile.Login) (profile.Profile, *wire.Error) {
	users := map[string]func(profile.Login) (profile.Profile, *wire.Error){
		"user_good":                 userGood,
		"user_transactions_dynamic": userDynamic,
		"user_custom":               userCustom,
		"user_household":            userHousehold,
		"user_bulk":                 userBulk,
	}
	for name, p := range personas {
		users[name] = func(l profile.Login) (profile.Profile, *wire.Error) { return p.profile(l), nil }
	}
	return users
}()
