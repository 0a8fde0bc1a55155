package plaidsim

import (
	"fmt"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/wire"
)

// mfa is what a bank asks after the password.
type mfa struct {
	kind   string       // device, questions, selections, recaptcha
	rounds [][]question // asked one round after the other; none for device: its code is the only question
}

// question is one thing to answer. Link shows choices where there are some.
type question struct {
	text    string
	choices []string
	answer  string
}

// check holds a round's answers against the right ones.
func (m *mfa) check(round int, answers []string) *wire.Error {
	if round < 0 || round >= len(m.rounds) || !slices.EqualFunc(m.rounds[round], answers, func(q question, a string) bool { return q.answer == a }) {
		return wire.LoginErrors["INVALID_MFA"]
	}
	return nil
}

// alwaysAsk are the banks that send everybody a code.
var alwaysAsk = []string{"ins_127989", "ins_127990"}

// signIn checks a login as the bank would. A nil mfa: nothing more is asked.
func signIn(b *institution, user, password string) (*mfa, *wire.Error) {
	switch b.health {
	case "DOWN":
		return nil, wire.LoginErrors["INSTITUTION_DOWN"]
	case "UNSUPPORTED":
		return nil, wire.LoginErrors["INSTITUTION_NO_LONGER_SUPPORTED"]
	}
	if b.oauth {
		return nil, nil
	}
	if code, ok := strings.CutPrefix(password, "error_"); ok && wire.LoginErrors[code] != nil {
		return nil, wire.LoginErrors[code]
	}
	if user == "user_custom" {
		u, err := readCustom(login{password: password, days: 1})
		if err == nil {
			err = u.forced
		}
		return u.mfa, err
	}
	if testUsers[user] == nil || password == "" {
		return nil, wire.LoginErrors["INVALID_CREDENTIALS"]
	}
	if user != "user_good" || password == "pass_good" || password == "microdeposits_good" {
		if slices.Contains(alwaysAsk, b.id) {
			return deviceMFA(), nil
		}
		return nil, nil
	}
	if m := mfaOf(password); m != nil {
		return m, nil
	}
	return nil, wire.LoginErrors["INVALID_CREDENTIALS"]
}

// mfaOf is the MFA that a password of user_good stands for; nil: none.
func mfaOf(password string) *mfa {
	var n, m, o int
	switch {
	case password == "mfa_device":
		return deviceMFA()
	case password == "mfa_selections":
		return &mfa{kind: "selections", rounds: [][]question{{{text: "You have two accounts. Are you the holder of both?", choices: []string{"Yes", "No"}, answer: "Yes"}}}}
	case password == `{"recaptcha":"good"}`, password == `{"recaptcha":"bad"}`:
		q := question{text: "Are you a person?", choices: []string{"Yes"}, answer: "Yes"}
		if strings.Contains(password, "bad") {
			q.answer = ""
		}
		return &mfa{kind: "recaptcha", rounds: [][]question{{q}}}
	case scan(password, "mfa_questions_%d_%d", &n, &m):
		return questionsMFA(n, m)
	case scan(password, "mfa_selections_%d_%d_%d", &n, &m, &o):
		return selectionsMFA(n, m, o)
	}
	return nil
}

// scan is Sscanf of the whole text, with small positive numbers.
func scan(s, format string, to ...any) bool {
	n, err := fmt.Sscanf(s, format, to...)
	if err != nil || n != len(to) {
		return false
	}
	vals := make([]any, len(to))
	for i, p := range to {
		vals[i] = *p.(*int)
		if v := *p.(*int); v < 1 || v > 20 {
			return false
		}
	}
	return fmt.Sprintf(format, vals...) == s
}

// deviceMFA sends the code 1234.
func deviceMFA() *mfa {
	return &mfa{kind: "device", rounds: [][]question{{{text: "Code", answer: "1234"}}}}
}

// questionsMFA asks n rounds of m questions.
func questionsMFA(n, m int) *mfa {
	out := &mfa{kind: "questions"}
	for i := range n {
		var round []question
		for j := range m {
			round = append(round, question{text: fmt.Sprintf("Question %d of round %d", j+1, i+1), answer: fmt.Sprintf("answer_%d_%d", i, j)})
		}
		out.rounds = append(out.rounds, round)
	}
	return out
}

// selectionsMFA asks n rounds of m questions with o choices, of which the
// first is right.
func selectionsMFA(n, m, o int) *mfa {
	out := &mfa{kind: "selections"}
	for i := range n {
		var round []question
		for j := range m {
			q := question{text: fmt.Sprintf("Question %d of round %d", j+1, i+1), answer: fmt.Sprintf("answer_%d_%d_0", i, j)}
			for k := range o {
				q.choices = append(q.choices, fmt.Sprintf("answer_%d_%d_%d", i, j, k))
			}
			round = append(round, q)
		}
		out.rounds = append(out.rounds, round)
	}
	return out
}
