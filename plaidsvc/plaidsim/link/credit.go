package link

import (
	"cmp"
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// CreditSessionsRequest is the body of /credit/sessions/get.
type CreditSessionsRequest struct {
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
}

// CreditSessions serves /credit/sessions/get: the runs through Link of a person,
// newest first, with the Items that they made and what was found of income.
func (s *Server) CreditSessions(c *bank.Call, in CreditSessionsRequest) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	var runs []*Session
	s.mu.Lock()
	for _, t := range s.tokens {
		if t.client == c.Client && t.isOf(u) {
			runs = append(runs, t.sessions...)
		}
	}
	s.mu.Unlock()
	slices.SortFunc(runs, func(a, b *Session) int { return cmp.Or(b.started.Compare(a.started), cmp.Compare(a.id, b.id)) })
	sessions := []wire.Object{}
	for _, ls := range runs {
		sessions = append(sessions, ls.credit())
	}
	return wire.Object{"sessions": sessions}, nil
}

// isOf reports whether a link token is for a person.
func (t *Token) isOf(person wire.Object) bool {
	return t.request.UserToken == person["user_token"] || t.request.userID() == person["user_id"]
}

// credit is the session as /credit/sessions/get shows it.
func (ls *Session) credit() wire.Object {
	added, found := []wire.Object{}, []wire.Object{}
	for _, result := range ls.results {
		about := wire.Object{"item_id": ls.item.ID, "institution_id": ls.item.Institution.ID}
		added = append(added, wire.With(about, wire.Object{"public_token": result["public_token"]}))
	}
	for _, result := range ls.bankIncome() {
		found = append(found, wire.Object{"item_id": result["item_id"], "institution_id": ls.item.Institution.ID, "status": result["status"]})
	}
	payroll := []wire.Object{}
	for _, result := range ls.payrollIncome() {
		delete(result, "institution")
		payroll = append(payroll, wire.With(result, wire.Object{"institution_id": ls.item.Institution.ID, "institution_name": ls.item.Institution.Name}))
	}
	out := wire.Object{
		"link_session_id": ls.id, "session_start_time": wire.Timestamp(ls.started), "errors": []wire.Object{},
		"results": wire.Object{
			"item_add_results": added, "bank_income_results": found, "payroll_income_results": payroll, "document_income_results": nil,
		},
	}
	if ls.left != nil && ls.left["error"] != nil {
		e := ls.left["error"].(wire.Object)
		out["errors"] = []wire.Object{{"error_type": e["error_type"], "error_code": e["error_code"], "error_message": e["error_message"], "display_message": e["display_message"]}}
	}
	return out
}

// bankIncome is what /link/token/get says of the Items whose accounts show
// income.
func (ls *Session) bankIncome() []wire.Object {
	out := []wire.Object{}
	for _, result := range ls.results {
		if it := ls.item; it.Uses("income_verification") && it.Income.Gives("bank") && it.Institution.ID != bank.PayrollBank {
			out = append(out, wire.Object{"status": "APPROVED", "item_id": it.ID, "institution": result["institution"]})
		}
	}
	return out
}

// payrollIncome is what /link/token/get says of the Items that have paystubs and
// tax forms.
func (ls *Session) payrollIncome() []wire.Object {
	out := []wire.Object{}
	for _, result := range ls.results {
		if it := ls.item; it.Uses("income_verification") && it.Income.Gives("payroll") && (it.Institution.ID == bank.PayrollBank || it.HasPayroll()) {
			stubs, forms := 0, 0
			for _, documents := range it.Profile.Incomes {
				stubs, forms = stubs+len(documents.Paystubs), forms+len(documents.W2s)
			}
			out = append(out, wire.Object{"num_paystubs_retrieved": stubs, "num_w2s_retrieved": forms, "institution": result["institution"]})
		}
	}
	return out
}
