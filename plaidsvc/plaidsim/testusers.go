package plaidsim

import "passbook/plaidsvc/plaidsim/wire"

// testUsers makes the profiles of the users who can sign in, by name.
var testUsers = func() map[string]func(login) (profile, *wire.Error) {
	users := map[string]func(login) (profile, *wire.Error){
		"user_good":                 userGood,
		"user_transactions_dynamic": userDynamic,
		"user_custom":               userCustom,
		"user_household":            userHousehold,
		"user_bulk":                 userBulk,
	}
	for name, p := range personas {
		users[name] = func(l login) (profile, *wire.Error) { return p.profile(l), nil }
	}
	return users
}()
