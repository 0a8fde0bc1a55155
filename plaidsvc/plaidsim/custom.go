package plaidsim

import (
	"cmp"
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// custom is user_custom: whose password is a configuration of its accounts,
// in the form that Plaid documents.
type custom struct {
	mfa     *profile.MFA // nil: none
	forced  *wire.Error  // what Item creation ends with; nil: an Item
	profile profile.Profile
}

// userCustom has what its password says.
func userCustom(l profile.Login) (profile.Profile, *wire.Error) {
	u, err := readCustom(l)
	return u.profile, err
}

// readCustom reads the configuration of a login. Its error names the key that
// is wrong.
func readCustom(l profile.Login) (custom, *wire.Error) {
	root, err := readConfiguration(l.Password)
	if err != nil {
		return custom{}, err
	}
	root.get("version").integer(2, 1, 2)
	u := custom{mfa: customMFA(root.get("mfa"))}
	switch root.get("recaptcha").oneOf("", "good", "bad") {
	case "good":
		u.mfa = profile.PasswordMFA(`{"recaptcha":"good"}`)
	case "bad":
		u.mfa = profile.PasswordMFA(`{"recaptcha":"bad"}`)
	}
	if code := root.get("force_error"); code.text("") != "" {
		u.forced = wire.LoginErrors[code.text("")]
		if u.forced == nil {
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
	u.profile = customProfile(root.get("override_accounts"), l, seed)
	return u, root.state.err
}

// customMFA is what the mfa settings ask for after the password.
func customMFA(n node) *profile.MFA {
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

// scalar is a string, or a number as its text.
func (n node) scalar() string {
	if _, ok := n.value.(string); ok || !n.there() {
		return n.text("")
	}
	return n.decimal()
}

// customProfile is the accounts as configured, with random ones in the place
// of none.
func customProfile(accounts node, l profile.Login, seed uint64) profile.Profile {
	list := accounts.list()
	if len(list) == 0 {
		for i, subtype := range []string{"checking", "savings", "credit card"} {
			list = append(list, node{path: accounts.path + "[" + strconv.Itoa(i) + "]", state: accounts.state, value: map[string]any{"subtype": subtype}})
		}
		list[2].value.(map[string]any)["type"] = "credit"
	}
	p := profile.Profile{Owners: map[int][]profile.Owner{}, Numbers: map[int]profile.BankNumbers{}, Incomes: map[int]profile.IncomeDocuments{}}
	for i, n := range list {
		c := customAccount{node: n, index: i, seed: draw.MixString(seed, "account "+strconv.Itoa(i)), login: l, profile: &p}
		c.read()
	}
	slices.SortStableFunc(p.Planned, func(a, b profile.Planned) int { return cmp.Compare(a.Date, b.Date) })
	slices.SortStableFunc(p.Trades, func(a, b profile.Trade) int { return cmp.Compare(a.Date, b.Date) })
	return p
}
