package people

import (
	"passbook/plaidsvc/plaidsim/people/custom"
	"passbook/plaidsvc/plaidsim/people/household"
	"passbook/plaidsvc/plaidsim/people/persona"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// testUsers generate the profiles of the users who can sign in, by user name.
var testUsers = func() map[string]func(profile.Login) (profile.Profile, *wire.Error) {
	users := map[string]func(profile.Login) (profile.Profile, *wire.Error){
		"user_good":                 userGood,
		"user_transactions_dynamic": userDynamic,
		"user_custom":               custom.User,
		"user_household":            household.User,
		"user_bulk":                 userBulk,
	}
	for name, p := range persona.All {
		users[name] = func(l profile.Login) (profile.Profile, *wire.Error) { return p.Profile(l), nil }
	}
	return users
}()

// CanSignIn reports whether a user exists.
func CanSignIn(user string) bool { return testUsers[user] != nil }

// Profile is what a login sees. An unknown user sees what user_good sees,
// because an OAuth bank accepts every user. Errors come from generators:
// INVALID_FIELD for a wrong password of user_custom.
func Profile(l profile.Login) (profile.Profile, *wire.Error) {
	generate, ok := testUsers[l.User]
	if !ok {
		generate = userGood
	}
	return generate(l)
}
