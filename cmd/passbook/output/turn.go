package output

import (
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// Turn is the field turn of a record: who has to act, which is person, relink,
// keys, wait or bug, and nil where nobody has to.
func Turn(a ledger.Actor) any {
	switch a {
	case "":
		return nil
	case ledger.ActorSetup:
		return "keys"
	}
	return string(a)
}

// ProblemFields are the fields turn, error_code and the sentence of a record about
// a bank; nil each where it has no problem.
func ProblemFields(p *ledger.Problem) (turn, code, words any) {
	if p == nil {
		return nil, nil, nil
	}
	return Turn(p.Actor), OrNull(p.Code), OrNull(format.OnceOver(p.Sentence))
}
