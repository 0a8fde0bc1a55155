package plaidsim

// testUsers makes the profiles of the users who can sign in, by name.
var testUsers = func() map[string]func(login) (profile, *plaidError) {
	users := map[string]func(login) (profile, *plaidError){
		"user_good":                 userGood,
		"user_transactions_dynamic": userDynamic,
		"user_custom":               userCustom,
		"user_household":            userHousehold,
		"user_bulk":                 userBulk,
	}
	for name, p := range personas {
		users[name] = func(l login) (profile, *plaidError) { return p.profile(l), nil }
	}
	return users
}()
