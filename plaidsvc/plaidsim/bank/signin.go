package bank

import (
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/people"
	"passbook/plaidsvc/plaidsim/people/custom"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// SignIn checks a user and password as the bank would. The MFA is what the bank
// asks next; nil: nothing. Errors are Plaid's login errors, INVALID_FIELD for a
// wrong configuration of user_custom.
func SignIn(b *Institution, user, password string) (*profile.MFA, *wire.Error) {
	switch b.Health {
	case "DOWN":
		return nil, wire.LoginErrors["INSTITUTION_DOWN"]
	case "UNSUPPORTED":
		return nil, wire.LoginErrors["INSTITUTION_NO_LONGER_SUPPORTED"]
	}
	if b.OAuth {
		return nil, nil
	}
	if code, ok := strings.CutPrefix(password, "error_"); ok && wire.LoginErrors[code] != nil {
		return nil, wire.LoginErrors[code]
	}
	if user == "user_custom" {
		u, err := custom.Read(profile.Login{Password: password, Days: 1})
		if err == nil {
			err = u.Forced
		}
		return u.MFA, err
	}
	if !people.CanSignIn(user) || password == "" {
		return nil, wire.LoginErrors["INVALID_CREDENTIALS"]
	}
	if user != "user_good" || password == "pass_good" || password == "microdeposits_good" {
		if slices.Contains(alwaysAsk, b.ID) {
			return profile.DeviceMFA(), nil
		}
		return nil, nil
	}
	if m := profile.PasswordMFA(password); m != nil {
		return m, nil
	}
	return nil, wire.LoginErrors["INVALID_CREDENTIALS"]
}

// alwaysAsk are the banks that send every user a code.
var alwaysAsk = []string{"ins_127989", "ins_127990"}

// profileOf is what a login sees, less the transactions after the end of its
// history.
func profileOf(l profile.Login) (profile.Profile, *wire.Error) {
	p, err := people.Profile(l)
	if l.End != 0 {
		p.Planned = slices.DeleteFunc(slices.Clone(p.Planned), func(r profile.Planned) bool { return r.Date > l.End && r.Date <= l.Today })
	}
	return p, err
}
