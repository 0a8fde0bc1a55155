package compliance

import (
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// searchTerms say whom to look for.
type searchTerms struct {
	Program  string  `json:"watchlist_program_id"`
	Name     string  `json:"legal_name"`
	Born     *string `json:"date_of_birth"`
	Document *string `json:"document_number"`
	Country  *string `json:"country"`
}

func (t searchTerms) json(version int) wire.Object {
	return wire.Object{
		"watchlist_program_id": t.Program, "legal_name": t.Name, "date_of_birth": t.Born, "document_number": t.Document,
		"country": t.Country, "version": version,
	}
}

// auditTrail says who changed something last.
func auditTrail(c *bank.Call) wire.Object {
	return wire.Object{"source": "api", "dashboard_user_id": nil, "timestamp": wire.Timestamp(c.Now)}
}

// ScreeningCreate serves /watchlist_screening/individual/create: a screening
// that found nobody.
func ScreeningCreate(c *bank.Call, in struct {
	Terms searchTerms `json:"search_terms"`
	User  *string     `json:"client_user_id"`
},
) (any, *wire.Error) {
	id := "scr_" + string(draw.AppendBase62(nil, c.Next(), 14))
	s := wire.Object{
		"id": id, "search_terms": in.Terms.json(1), "assignee": nil, "status": "cleared", "client_user_id": in.User, "audit_trail": auditTrail(c),
	}
	c.Collection("screening").Put(id, s)
	return wire.With(s, nil), nil
}

// screeningID is the body of endpoints about one screening.
type screeningID struct {
	ID string `json:"watchlist_screening_id"`
}

// screening finds a screening.
func screening(c *bank.Call, id string) (wire.Object, *wire.Error) {
	if s := c.Collection("screening").ByID[id]; s != nil {
		return s, nil
	}
	return nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "watchlist screening not found"}
}

// ScreeningUpdate serves /watchlist_screening/individual/update: a screening
// with other terms, assignee or status.
func ScreeningUpdate(c *bank.Call, in struct {
	screeningID
	Terms    *searchTerms `json:"search_terms"`
	Assignee *string      `json:"assignee"`
	Status   string       `json:"status"`
	User     *string      `json:"client_user_id"`
	Reset    []string     `json:"reset_fields"`
},
) (any, *wire.Error) {
	s, err := screening(c, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Terms != nil {
		s["search_terms"] = in.Terms.json(s["search_terms"].(wire.Object)["version"].(int) + 1)
	}
	if in.Assignee != nil || len(in.Reset) > 0 {
		s["assignee"] = in.Assignee
	}
	if in.Status != "" {
		s["status"] = in.Status
	}
	if in.User != nil {
		s["client_user_id"] = in.User
	}
	s["audit_trail"] = auditTrail(c)
	return wire.With(s, nil), nil
}

// ScreeningGet serves /watchlist_screening/individual/get: one screening.
func ScreeningGet(c *bank.Call, in screeningID) (any, *wire.Error) {
	s, err := screening(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wire.With(s, nil), nil
}

// ScreeningList serves /watchlist_screening/individual/list: the screenings of
// a program, newest first.
func ScreeningList(c *bank.Call, in struct {
	Program string  `json:"watchlist_program_id"`
	User    *string `json:"client_user_id"`
	Status  string  `json:"status"`
},
) (any, *wire.Error) {
	list := c.Collection("screening").List(func(s wire.Object) bool {
		user, _ := s["client_user_id"].(*string)
		return s["search_terms"].(wire.Object)["watchlist_program_id"] == in.Program && (in.Status == "" || s["status"] == in.Status) &&
			(in.User == nil || user != nil && *user == *in.User)
	})
	return wire.Object{"watchlist_screenings": list, "next_cursor": nil}, nil
}
