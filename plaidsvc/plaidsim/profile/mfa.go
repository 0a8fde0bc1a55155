package profile

import (
	"fmt"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/wire"
)

// MFA is what a bank asks after the password.
type MFA struct {
	Kind   string       // device, questions, selections, recaptcha
	Rounds [][]Question // asked one round after the other; for device the code is the only question
}

// Check compares a round's answers with the right ones; otherwise INVALID_MFA.
func (m *MFA) Check(round int, answers []string) *wire.Error {
	if round < 0 || round >= len(m.Rounds) || !slices.EqualFunc(m.Rounds[round], answers, func(q Question, a string) bool { return q.answer == a }) {
		return wire.LoginErrors["INVALID_MFA"]
	}
	return nil
}

// Question is one question. If it has choices, Link shows them.
type Question struct {
	Text    string
	Choices []string
	answer  string
}

// DeviceMFA sends the code 1234 to a device.
func DeviceMFA() *MFA {
	return &MFA{Kind: "device", Rounds: [][]Question{{{Text: "Code", answer: "1234"}}}}
}

// QuestionsMFA asks n rounds of m questions; the answers are answer_0_0 and so
// on.
func QuestionsMFA(n, m int) *MFA {
	out := &MFA{Kind: "questions"}
	for i := range n {
		var round []Question
		for j := range m {
			round = append(round, Question{Text: fmt.Sprintf("Question %d of round %d", j+1, i+1), answer: fmt.Sprintf("answer_%d_%d", i, j)})
		}
		out.Rounds = append(out.Rounds, round)
	}
	return out
}

// SelectionsMFA asks n rounds of m questions with o choices each, of which the
// first is right.
func SelectionsMFA(n, m, o int) *MFA {
	out := &MFA{Kind: "selections"}
	for i := range n {
		var round []Question
		for j := range m {
			q := Question{Text: fmt.Sprintf("Question %d of round %d", j+1, i+1), answer: fmt.Sprintf("answer_%d_%d_0", i, j)}
			for k := range o {
				q.Choices = append(q.Choices, fmt.Sprintf("answer_%d_%d_%d", i, j, k))
			}
			round = append(round, q)
		}
		out.Rounds = append(out.Rounds, round)
	}
	return out
}

// PasswordMFA is the MFA that a password of user_good asks for; nil: none.
func PasswordMFA(password string) *MFA {
	var n, m, o int
	switch {
	case password == "mfa_device":
		return DeviceMFA()
	case password == "mfa_selections":
		return &MFA{Kind: "selections", Rounds: [][]Question{{{Text: "You have two accounts. Are you the holder of both?", Choices: []string{"Yes", "No"}, answer: "Yes"}}}}
	case password == `{"recaptcha":"good"}`, password == `{"recaptcha":"bad"}`:
		q := Question{Text: "Are you a person?", Choices: []string{"Yes"}, answer: "Yes"}
		if strings.Contains(password, "bad") {
			q.answer = ""
		}
		return &MFA{Kind: "recaptcha", Rounds: [][]Question{{q}}}
	case scan(password, "mfa_questions_%d_%d", &n, &m):
		return QuestionsMFA(n, m)
	case scan(password, "mfa_selections_%d_%d_%d", &n, &m, &o):
		return SelectionsMFA(n, m, o)
	}
	return nil
}

// scan reads a whole text with Sscanf. The numbers must be from 1 to 20.
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
