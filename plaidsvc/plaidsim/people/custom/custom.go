package custom

import (
	"cmp"
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Configuration is what a password of user_custom says.
type Configuration struct {
	MFA     *profile.MFA // nil: none
	Forced  *wire.Error  // the error that signing in ends with; nil: none
	Profile profile.Profile
}

// User generates user_custom: what the password says.
func User(l profile.Login) (profile.Profile, *wire.Error) {
	u, err := Read(l)
	return u.Profile, err
}

// Read reads the login's password. The error INVALID_FIELD names the key that
// is wrong.
func Read(l profile.Login) (Configuration, *wire.Error) {
	root, err := readConfiguration(l.Password)
	if err != nil {
		return Configuration{}, err
	}
	root.get("version").integer(2, 1, 2)
	u := Configuration{MFA: readMFA(root.get("mfa"))}
	switch root.get("recaptcha").oneOf("", "good", "bad") {
	case "good":
		u.MFA = profile.PasswordMFA(`{"recaptcha":"good"}`)
	case "bad":
		u.MFA = profile.PasswordMFA(`{"recaptcha":"bad"}`)
	}
	if code := root.get("force_error"); code.text("") != "" {
		u.Forced = wire.LoginErrors[code.text("")]
		if u.Forced == nil {
			code.fail("is no error that can be forced")
		}
	}
	if root.get("roll_dates_forward").flag(false) {
		if newest := root.get("override_accounts").newest(); newest != 0 {
			root.state.roll = l.Today - newest
		}
	}
	seed := draw.MixString(l.Seed, "user_custom")
	if s := root.get("seed").scalar(); s != "" {
		seed = draw.MixString(0, s)
	}
	u.Profile = readProfile(root.get("override_accounts"), l, seed)
	return u, root.state.err
}

// readMFA reads what is asked after the password.
func readMFA(n node) *profile.MFA {
	rounds := n.get("question_rounds").integer(1, 1, 20)
	questions := n.get("questions_per_round").integer(0, 1, 20)
	selections := n.get("selection_rounds").integer(1, 1, 20)
	choices := n.get("selections_per_question").integer(2, 1, 20)
	switch n.get("type").oneOf("", "device", "questions", "selections") {
	case "device":
		return profile.DeviceMFA()
	case "questions":
		return profile.QuestionsMFA(rounds, max(questions, 1))
	case "selections":
		if questions == 0 {
			questions = 2
		}
		return profile.SelectionsMFA(selections, questions, choices)
	}
	return nil
}

// readProfile reads the accounts. Without any there are three random ones.
func readProfile(accounts node, l profile.Login, seed uint64) profile.Profile {
	list := accounts.list()
	if len(list) == 0 {
		for i, subtype := range []string{"checking", "savings", "credit card"} {
			list = append(list, node{path: accounts.path + "[" + strconv.Itoa(i) + "]", state: accounts.state, value: map[string]any{"subtype": subtype}})
		}
		list[2].value.(map[string]any)["type"] = "credit"
	}
	p := profile.Profile{Owners: map[int][]profile.Owner{}, Numbers: map[int]profile.BankNumbers{}, Incomes: map[int]profile.IncomeDocuments{}}
	for i, n := range list {
		c := accountReader{node: n, index: i, seed: draw.MixString(seed, "account "+strconv.Itoa(i)), login: l, profile: &p}
		c.read()
	}
	slices.SortStableFunc(p.Planned, func(a, b profile.Planned) int { return cmp.Compare(a.Date, b.Date) })
	slices.SortStableFunc(p.Trades, func(a, b profile.Trade) int { return cmp.Compare(a.Date, b.Date) })
	return p
}
